package storage

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// listed is a list with one line besides its first.
func listed(t *testing.T) (*Keyring, installation, *burials, []byte) {
	t.Helper()
	k := newKeys(t)
	in := installation{ID: "I1", Master: int64(k.primary())}
	b := &burials{path: filepath.Join(t.TempDir(), "deeper", "list")}
	if err := b.add(t.Context(), k, in, burial{What: burialDone, Owner: "MAYA", Version: 1}); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(b.path)
	if err != nil {
		t.Fatal(err)
	}
	return k, in, b, text
}

// TestTheListGrowsByWholeLines: numbered, and in the place of one that was not finished.
func TestTheListGrowsByWholeLines(t *testing.T) {
	k, in, b, text := listed(t)
	if err := os.WriteFile(b.path, append(bytes.Clone(text), "half a li"...), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := b.add(t.Context(), k, in, burial{What: burialBegun, Owner: "RAVI", Version: 1}, burial{What: burialDone, Owner: "RAVI", Version: 1}); err != nil {
		t.Fatal(err)
	}
	all, err := b.read(k, in.ID)
	if err != nil || len(all) != 4 {
		t.Fatalf("%+v, %v", all, err)
	}
	for i, one := range all {
		if one.N != i || one.What != []string{burialMade, burialDone, burialBegun, burialDone}[i] {
			t.Errorf("line %d: %+v", i, one)
		}
	}
	if st, err := os.Stat(b.path); err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", st.Mode(), err)
	}
}

// TestALineThatIsNoneStopsTheReading, whatever is wrong with it.
func TestALineThatIsNoneStopsTheReading(t *testing.T) {
	k, in, b, text := listed(t)
	line := func(plain string) []byte {
		s, err := k.encrypt(k.primary(), []byte(plain), burialContext(in.ID))
		if err != nil {
			t.Fatal(err)
		}
		return append(base64.StdEncoding.AppendEncode(nil, s), '\n')
	}
	first, second, _ := bytes.Cut(text, []byte("\n"))
	for name, bad := range map[string][]byte{
		"no base64": append(bytes.Clone(text), "*\n"...), "not sealed": append(bytes.Clone(text), "AAAA\n"...), "no line of a list": append(bytes.Clone(text), line("words")...),
		"another number": append(bytes.Clone(text), line(`{"N":3,"What":"done"}`)...), "the first is missing": second, "the first is none": append(line("words"), second...), "twice": append(bytes.Clone(text), append(first, '\n')...), "empty": append(bytes.Clone(text), '\n'),
	} {
		if err := os.WriteFile(b.path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		_, read := b.read(k, in.ID)
		for what, err := range map[string]error{"read": read, "add": b.add(t.Context(), k, in, burial{What: burialDone}), "reseal": b.reseal(t.Context(), k, in)} {
			if !errors.Is(err, ErrTombstones) {
				t.Errorf("%s, %s: %v", name, what, err)
			}
		}
		if now, err := os.ReadFile(b.path); err != nil || !bytes.Equal(now, bad) {
			t.Errorf("%s: the list was written, %v", name, err)
		}
	}
	if err := os.WriteFile(b.path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := b.read(k, "I2"); !errors.Is(err, ErrTombstones) {
		t.Errorf("of another installation: %v", err)
	}
}

// TestAListThatCannotBeWrittenIsSaid: wherever it fails, it says so, and what was there stays.
func TestAListThatCannotBeWrittenIsSaid(t *testing.T) {
	k, in, b, text := listed(t)
	ctx := t.Context()
	other := in
	other.Master = 7 // a master key that nobody has
	fresh := &burials{path: filepath.Join(t.TempDir(), "list")}
	file, folder := filepath.Join(t.TempDir(), "file"), t.TempDir()
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	below, within := &burials{path: filepath.Join(file, "list")}, &burials{path: folder}
	over, stop := context.WithCancel(ctx)
	stop()
	lock, err := lockFile(b.path + ".lock")
	if err != nil {
		t.Fatal(err)
	}
	locked := b.add(over, k, in, burial{What: burialDone})
	if err := lock.Close(); err != nil {
		t.Fatal(err)
	}
	for what, err := range map[string]error{
		"sealed by a key that is not there": b.add(ctx, k, other, burial{What: burialDone}), "made with such a key": fresh.add(ctx, k, other), "sealed anew with such a key": b.reseal(ctx, k, other),
		"made where a file is": below.add(ctx, k, in), "written where a file is": below.writable(ctx), "sealed anew where a file is": below.reseal(ctx, k, in), "created where a file is": below.create(k, in),
		"added to a folder": within.add(ctx, k, in), "a folder is written": within.writable(ctx), "made twice": b.create(k, in), "written where nothing is": fresh.write([]byte("x\n")),
		"there is none": fresh.writable(ctx), "sealed anew where nothing is": fresh.reseal(ctx, k, in), "while somebody else writes": locked,
	} {
		if err == nil {
			t.Errorf("%s: it says nothing", what)
		}
	}
	if now, err := os.ReadFile(b.path); err != nil || !bytes.Equal(now, text) {
		t.Errorf("the list has changed, %v", err)
	}
	if _, err := os.Stat(fresh.path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a list was made: %v", err)
	}
	if err := b.writable(ctx); err != nil {
		t.Errorf("a list that can be written: %v", err)
	}
	if err := b.reseal(ctx, k, in); err != nil {
		t.Error(err)
	}
	if all, err := b.read(k, in.ID); err != nil || len(all) != 2 || all[1].Owner != "MAYA" {
		t.Errorf("sealed anew: %+v, %v", all, err)
	}
}
