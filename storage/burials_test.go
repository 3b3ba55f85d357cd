package storage

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
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
		"another number": append(bytes.Clone(text), line(`{"N":3,"What":"done"}`)...), "the first is missing": second, "the first is none": append(line("words"), second...), "the first is no base64": append([]byte("*\n"), second...), "twice": append(bytes.Clone(text), append(first, '\n')...), "empty": append(bytes.Clone(text), '\n'),
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
	barred := &burials{path: filepath.Join(t.TempDir(), "list")}
	if err := os.Mkdir(barred.path+".lock", 0o700); err != nil {
		t.Fatal(err)
	}
	for what, c := range map[string]struct{ got, want error }{
		"sealed by a key that is not there": {b.add(ctx, k, other, burial{What: burialDone}), errOldKeyFile},
		"made with such a key":              {fresh.add(ctx, k, other), errOldKeyFile},
		"sealed anew with such a key":       {b.reseal(ctx, k, other), errOldKeyFile},
		"made where a file is":              {below.add(ctx, k, in), syscall.ENOTDIR},
		"written where a file is":           {below.writable(ctx), syscall.ENOTDIR},
		"sealed anew where a file is":       {below.reseal(ctx, k, in), syscall.ENOTDIR},
		"added to a folder":                 {within.add(ctx, k, in), syscall.EISDIR},
		"a folder is written":               {within.writable(ctx), syscall.EISDIR},
		"made twice":                        {b.create(k, in), fs.ErrExist},
		"written where nothing is":          {fresh.write([]byte("x\n")), fs.ErrNotExist},
		"there is none":                     {fresh.writable(ctx), fs.ErrNotExist},
		"sealed anew where nothing is":      {fresh.reseal(ctx, k, in), fs.ErrNotExist},
		"written to what keeps nothing":     {(&burials{path: os.DevNull}).write([]byte("x\n")), syscall.EINVAL},
		"while somebody else writes":        {locked, context.Canceled},
		"where no lock can be":              {barred.add(over, k, in), syscall.EISDIR},
	} {
		if !errors.Is(c.got, c.want) {
			t.Errorf("%s: it says %v, want %v", what, c.got, c.want)
		}
	}
	var where *fs.PathError
	if err := below.add(ctx, k, in); !errors.As(err, &where) || where.Op != "mkdir" || where.Path != file {
		t.Errorf("a folder that cannot be made: %v", err)
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

// failingFile is a file of a list on a disk of which one thing fails: the n-th that is asked of it.
type failingFile struct {
	*os.File
	n int
}

var errDisk = errors.New("the disk fails")

func (d *failingFile) fails() bool { d.n--; return d.n == 0 }

func (d *failingFile) Read(b []byte) (int, error) {
	if d.fails() {
		return 0, errDisk
	}
	return d.File.Read(b[:min(len(b), 7)])
}

func (d *failingFile) Truncate(size int64) error {
	if d.fails() {
		return errDisk
	}
	return d.File.Truncate(size)
}

func (d *failingFile) WriteAt(b []byte, at int64) (int, error) {
	if d.fails() { // of what is written, half has place
		n, _ := d.File.WriteAt(b[:len(b)/2], at)
		return n, errDisk
	}
	return d.File.WriteAt(b, at)
}

func (d *failingFile) Sync() error {
	if d.fails() {
		return errDisk
	}
	return d.File.Sync()
}

// TestADiskThatFailsIsSaid: nothing that the list of destroyed keys asks of the disk fails in silence, what stood in the list stands
// there still, and the next line goes where the one that failed was to be.
func TestADiskThatFailsIsSaid(t *testing.T) {
	k, in, b, text := listed(t)
	more, err := sealBurial(k, in, burial{N: 2, What: burialDone, Owner: "RAVI", Version: 1})
	if err != nil {
		t.Fatal(err)
	}
	n := 1
	for ; ; n++ {
		if err := os.WriteFile(b.path, append(bytes.Clone(text), "half a li"...), 0o600); err != nil {
			t.Fatal(err)
		}
		f, err := os.OpenFile(b.path, os.O_RDWR, 0)
		if err != nil {
			t.Fatal(err)
		}
		d := &failingFile{File: f, n: n}
		err = grow(d, more)
		if closed := f.Close(); closed != nil {
			t.Fatal(closed)
		}
		if d.n > 0 { // it came to none that fails
			if err != nil {
				t.Errorf("nothing failed, and it says %v", err)
			}
			break
		}
		if !errors.Is(err, errDisk) {
			t.Fatalf("thing %d failed, and it says %v", n, err)
		}
		now, err := os.ReadFile(b.path)
		if err != nil || !bytes.HasPrefix(now, text) {
			t.Fatalf("after thing %d failed something of the list is gone: %v", n, err)
		}
		if err := b.add(t.Context(), k, in, burial{What: burialDone, Owner: "RAVI", Version: 1}); err != nil {
			t.Errorf("after thing %d failed: %v", n, err)
		}
		if all, err := b.read(k, in.ID); err != nil || all[1].Owner != "MAYA" || all[len(all)-1].Owner != "RAVI" {
			t.Errorf("after thing %d failed: %+v, %v", n, all, err)
		}
	}
	if all, err := b.read(k, in.ID); err != nil || len(all) != 3 || n < 5 {
		t.Errorf("%d things, %+v, %v", n, all, err)
	}
}
