package storagetest

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"interlude/storage"
)

// Blank is a SQLite database with every table and nothing in it, and its key. It is made once, by
// storage.Open like any other, and then copied: making the tables takes far longer than most tests do. It is
// safe for concurrent use.
type Blank struct {
	Migrate func(context.Context, storage.Handle) error // as in storage.Options

	once  sync.Once
	files map[string][]byte
	err   error
}

// The names of the files of a Blank.
const (
	blankFile = "interlude.db"
	blankKeys = "interlude.key"
)

// SQLite opens a copy in a folder of the test's own; the test ends it.
func (b *Blank) SQLite(ctx context.Context, t testing.TB, now func() time.Time) *storage.Store {
	t.Helper()
	b.once.Do(func() { b.err = b.make(now) })
	if b.err != nil {
		t.Fatal(b.err)
	}
	dir := t.TempDir()
	for name, content := range b.files {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s, err := openIn(ctx, dir, now, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, measures := t.(*testing.B); measures {
		return s
	}
	// Nobody pulls the plug of a test: the disk need not be waited for.
	if _, err := s.SQLDB().ExecContext(ctx, "PRAGMA synchronous = OFF"); err != nil {
		t.Fatal(err)
	}
	return s
}

// make makes the database and reads its files.
func (b *Blank) make(now func() time.Time) (err error) {
	dir, err := os.MkdirTemp("", "blank")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	s, err := openIn(context.Background(), dir, now, b.Migrate)
	if err != nil {
		return err
	}
	if err := s.Close(); err != nil { // writes what its log holds into the file
		return err
	}
	b.files = map[string][]byte{}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		// #nosec G304 -- a file that the test itself made
		if b.files[e.Name()], err = os.ReadFile(filepath.Join(dir, e.Name())); err != nil {
			return err
		}
	}
	return nil
}

func openIn(ctx context.Context, dir string, now func() time.Time, migrate func(context.Context, storage.Handle) error) (*storage.Store, error) {
	k, err := storage.OpenKeyring(filepath.Join(dir, blankKeys))
	if err != nil {
		return nil, err
	}
	return storage.Open(ctx, storage.Options{URL: "sqlite:" + filepath.Join(dir, blankFile), Keys: k, Now: now, Migrate: migrate})
}
