package sandbox

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
)

// record is one line of the journal: exactly one field is set. Rows replace earlier rows of the same key.
type record struct {
	User    *User       `json:"user,omitempty"`
	Channel *Channel    `json:"channel,omitempty"`
	Message *Message    `json:"message,omitempty"`
	Home    *View       `json:"home,omitempty"`
	Read    *readMark   `json:"read,omitempty"`
	Event   *eventEntry `json:"event,omitempty"`
	Done    string      `json:"done,omitempty"` // id of an event that was acked or given up
	Revoked *bool       `json:"revoked,omitempty"`
}

// readMark says how far a person has read; Home holds the hash of the Home they saw.
type readMark struct {
	User    string `json:"user"`
	Channel string `json:"channel,omitempty"`
	TS      string `json:"ts,omitempty"`
	Home    string `json:"home,omitempty"`
}

// eventEntry is an event on its way to the app.
type eventEntry struct {
	ID   string          `json:"id"`
	Body json.RawMessage `json:"body"`
}

type journal struct{ file *os.File }

// openJournal replays path into apply and opens it for appending. A torn last line is cut off; a broken line before the
// last is an error, since then something else wrote to the file.
func openJournal(path string, apply func(record)) (*journal, error) {
	// #nosec G304 -- the path is a flag of whoever starts the demo
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	good, err := replay(f, apply)
	if err == nil {
		err = f.Truncate(good)
	}
	if err == nil {
		_, err = f.Seek(good, io.SeekStart)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &journal{f}, nil
}

// replay returns the length of the part that is whole.
func replay(f io.Reader, apply func(record)) (good int64, err error) {
	lines := bufio.NewReader(f)
	for n := 1; ; n++ {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return good, nil // without its newline the line is torn
		}
		if err != nil {
			return good, err
		}
		var r record
		if err := json.Unmarshal(bytes.TrimSpace(line), &r); err != nil {
			if _, more := lines.Peek(1); errors.Is(more, io.EOF) {
				return good, nil
			}
			return good, fmt.Errorf("journal line %d is not readable", n)
		}
		apply(r)
		good += int64(len(line))
	}
}

func (j *journal) append(r record) error {
	line, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("encode journal line: %w", err)
	}
	_, err = j.file.Write(append(line, '\n'))
	return err
}

func (j *journal) close() { _ = j.file.Close() }
