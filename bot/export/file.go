package export

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"

	"filippo.io/age"

	"interlude/coaching"
)

// Cost is the work factor of scrypt, as a power of two, that age itself chooses: guessing one
// passphrase takes a second of a processor and 256 MiB.
const Cost = 18

// step is the grid of sizes, in bytes: the file tells hardly anything about how much there is.
const step = 32 << 10

// The files inside.
const (
	fileRead = "READ-ME.txt"
	fileText = "my-data.md"
	fileJSON = "my-data.json"
)

// File returns the whole of r, which passphrase opens. cost is for tests; 0 means Cost. It takes
// about a second and 256 MiB for that second.
func File(r coaching.Record, passphrase coaching.Private, cost int, now time.Time) ([]byte, error) {
	recipient, err := age.NewScryptRecipient(passphrase.Reveal())
	if err != nil {
		return nil, errors.New("export: there is no passphrase")
	}
	if cost == 0 {
		cost = Cost
	}
	recipient.SetWorkFactor(cost)
	plain, err := archive(r, now)
	if err != nil {
		return nil, fmt.Errorf("export: %w", err)
	}
	var out bytes.Buffer
	w, err := age.Encrypt(&out, recipient)
	if err == nil {
		_, err = w.Write(padded(plain))
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("export: encrypt: %w", err)
	}
	return out.Bytes(), nil
}

// archive is the zip.
func archive(r coaching.Record, now time.Time) ([]byte, error) {
	raw, err := JSON(r, now)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, f := range append([]part{{fileRead, []byte(readMe)}, {fileText, markdown(r, now)}, {fileJSON, raw}}, tables(r)...) {
		w, err := z.CreateHeader(&zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: now.UTC()})
		if err == nil {
			_, err = w.Write(f.data)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.name, err)
		}
	}
	err = z.Close()
	return out.Bytes(), err
}

// part is one file inside.
type part struct {
	name string
	data []byte
}

// tables are the lists of all engagements, a file for each kind.
func tables(r coaching.Record) []part {
	loc := r.Person.Location()
	var all coaching.Part
	var engagements []coaching.Engagement
	for _, p := range r.Parts {
		engagements = append(engagements, p.Engagement)
		all.Acceptances = append(all.Acceptances, p.Acceptances...)
		all.Schedules = append(all.Schedules, p.Schedules...)
		all.Reflections = append(all.Reflections, p.Reflections...)
		all.Actions = append(all.Actions, p.Actions...)
		all.Sessions = append(all.Sessions, p.Sessions...)
		all.Briefs = append(all.Briefs, p.Briefs...)
		all.Consents = append(all.Consents, p.Consents...)
		all.Messages = append(all.Messages, p.Messages...)
	}
	return []part{
		{"engagements.csv", table(engagements, loc)}, {"agreements.csv", table(all.Acceptances, loc)}, {"schedules.csv", table(all.Schedules, loc)},
		{"reflections.csv", table(all.Reflections, loc)}, {"actions.csv", table(all.Actions, loc)}, {"sessions.csv", table(all.Sessions, loc)},
		{"briefs.csv", table(all.Briefs, loc)}, {"sentences.csv", table(all.Consents, loc)}, {"messages.csv", table(all.Messages, loc)},
		{"who-saw-what.csv", table(r.Access, loc)}, {"erased.csv", table(r.Receipts, loc)},
	}
}

// padded fills a zip up to a multiple of step, in its comment, which nobody sees.
func padded(z []byte) []byte {
	n := (step - len(z)%step) % step
	binary.LittleEndian.PutUint16(z[len(z)-2:], uint16(n)) // the length of the comment, which was 0
	return append(z, bytes.Repeat([]byte{' '}, n)...)
}

// Read opens a file that File made, and returns the record in it.
func Read(file []byte, passphrase coaching.Private) (coaching.Record, error) {
	identity, err := age.NewScryptIdentity(passphrase.Reveal())
	if err != nil {
		return coaching.Record{}, errors.New("read export: there is no passphrase")
	}
	r, err := age.Decrypt(bytes.NewReader(file), identity)
	if err != nil {
		return coaching.Record{}, errors.New("read export: the passphrase does not open it")
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		return coaching.Record{}, errors.New("read export: it was altered")
	}
	z, err := zip.NewReader(bytes.NewReader(plain), int64(len(plain)))
	if err != nil {
		return coaching.Record{}, fmt.Errorf("read export: %w", err)
	}
	f, err := z.Open(fileJSON)
	if err != nil {
		return coaching.Record{}, fmt.Errorf("read export: %w", err)
	}
	defer func() { _ = f.Close() }()
	raw, err := io.ReadAll(f)
	if err != nil {
		return coaching.Record{}, fmt.Errorf("read export: %w", err)
	}
	return ReadJSON(raw)
}
