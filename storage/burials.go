package storage

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

// burials is the list of destroyed data keys, and of other things that were erased for good. It is kept
// outside the database, so that a backup that is put back does not bring them to life again. It is a
// file of lines, each sealed with the master key, bound to the installation and numbered: a line that was
// altered, left out or moved is noticed. Lines that were cut off at the end are not; the database fills them in.
type burials struct {
	path  string
	fault func(step string) error // tests break off here; nil: they do not

	mu    sync.Mutex
	of    string   // the installation of text
	text  []byte   // of the file, as far as it was read
	lines []burial // that stand in it
}

// burial is one line: about a data key, or about a grave.
type burial struct {
	N       int
	What    string // begun, done or, first of all, made
	Grave   *grave `json:",omitempty"`
	Owner   string `json:",omitempty"`
	Version int    `json:",omitempty"`
	At      int64  `json:",omitempty"`
	Ended   bool   `json:",omitempty"`
}

// What a line can say. Only done counts: what was begun and never done may not have happened.
const (
	burialMade  = "made"
	burialBegun = "begun"
	burialDone  = "done"
)

func (b *burials) step(name string) error {
	if b.fault == nil {
		return nil
	}
	return b.fault(name)
}

func burialContext(installation string) []byte {
	return context7("", "", "tombstones", "", installation, 0, 0)
}

// read returns the lines; fs.ErrNotExist when there is no file. A last line without an end was
// being written when the program ended, and is left out. Lines that were read before are not opened again.
func (b *burials) read(k *Keyring, installation string) ([]burial, error) {
	text, err := os.ReadFile(b.path)
	if err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.of != installation || !bytes.HasPrefix(text, b.text) {
		b.of, b.text, b.lines = installation, nil, nil
	}
	for {
		line, _, whole := bytes.Cut(text[len(b.text):], []byte("\n"))
		if !whole {
			return slices.Clip(b.lines), nil
		}
		one, err := openBurial(k, installation, line)
		if err != nil || one.N != len(b.lines) {
			return nil, fmt.Errorf("%w: line %d of %s", ErrTombstones, len(b.lines)+1, b.path)
		}
		b.text, b.lines = text[:len(b.text)+len(line)+1], append(b.lines, one)
	}
}

func openBurial(k *Keyring, installation string, line []byte) (burial, error) {
	var one burial
	s, err := base64.StdEncoding.AppendDecode(nil, line)
	if err != nil {
		return one, errBroken
	}
	plain, err := k.decrypt(s, burialContext(installation))
	if err != nil || json.Unmarshal(plain, &one) != nil {
		return one, errBroken
	}
	return one, nil
}

func sealBurial(k *Keyring, in installation, one burial) ([]byte, error) {
	plain, _ := json.Marshal(one) // texts and numbers, which always can be written
	// #nosec G115 -- ids of Tink's keys have 32 bits; the column has no such type
	s, err := k.encrypt(uint32(in.Master), plain, burialContext(in.ID))
	if err != nil {
		return nil, err
	}
	return append(base64.StdEncoding.AppendEncode(nil, s), '\n'), nil
}

// add writes more lines durably behind those that are there, and makes the file if need be.
func (b *burials) add(ctx context.Context, k *Keyring, in installation, more ...burial) error {
	return b.alone(ctx, func() error {
		all, err := b.read(k, in.ID)
		if errors.Is(err, fs.ErrNotExist) {
			all, err = nil, b.create(k, in)
		}
		if err != nil {
			return err
		}
		n := max(len(all), 1)
		var text []byte
		for _, one := range more {
			one.N, n = n, n+1
			line, err := sealBurial(k, in, one)
			if err != nil {
				return err
			}
			text = append(text, line...)
		}
		return b.write(text)
	})
}

// writable fails when no line could be added.
func (b *burials) writable(ctx context.Context) error {
	return b.alone(ctx, func() error {
		f, err := os.OpenFile(b.path, os.O_RDWR, 0)
		_ = f.Close() // refuses what was not opened
		return err
	})
}

// create makes the file with its first line, in a folder that is there.
func (b *burials) create(k *Keyring, in installation) error {
	first, err := sealBurial(k, in, burial{What: burialMade})
	if err != nil {
		return err
	}
	return writeNew(b.path, first)
}

// write appends text durably.
func (b *burials) write(text []byte) error {
	f, err := os.OpenFile(b.path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	return grow(f, text)
}

// listFile is what is asked of the file of a list. Each can fail when the disk is full or fails.
type listFile interface {
	io.Reader
	io.WriterAt
	Truncate(size int64) error
	Sync() error
}

// grow puts text durably behind the whole lines of f, in the place of a last one that was not finished.
func grow(f listFile, text []byte) error {
	was, err := io.ReadAll(f)
	if err != nil {
		return err
	}
	end := int64(bytes.LastIndexByte(was, '\n') + 1)
	if err := f.Truncate(end); err != nil {
		return err
	}
	if _, err := f.WriteAt(text, end); err != nil {
		return err
	}
	return f.Sync()
}

// reseal writes every line anew with the master key of in.
func (b *burials) reseal(ctx context.Context, k *Keyring, in installation) error {
	return b.alone(ctx, func() error {
		all, err := b.read(k, in.ID)
		if err != nil {
			return err
		}
		var text []byte
		for _, one := range all {
			line, err := sealBurial(k, in, one)
			if err != nil {
				return err
			}
			text = append(text, line...)
		}
		return writeOver(b.path, text)
	})
}

// alone runs fn while nobody else, in this process or another, writes the file.
func (b *burials) alone(ctx context.Context, fn func() error) error {
	const wait = 10 * time.Millisecond
	for {
		if err := os.MkdirAll(filepath.Dir(b.path), 0o700); err != nil {
			return err
		}
		l, err := lockFile(b.path + ".lock")
		if err == nil {
			return errors.Join(fn(), l.Close())
		}
		if !errors.Is(err, ErrInUse) {
			return err
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
