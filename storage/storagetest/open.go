// Package storagetest holds what any database under interlude must do, as one suite that runs
// on each of them, and opens real databases for the tests of other packages.
package storagetest

import (
	"path/filepath"
	"testing"
	"time"

	"interlude/storage"
	"interlude/storage/storagetest/pgtest"
)

// Noon is the instant at which the clock of Fixed stands: Monday, 2 November 2026, 12:00 UTC.
var Noon = time.Date(2026, time.November, 2, 12, 0, 0, 0, time.UTC)

// Fixed is a clock that stands at Noon.
func Fixed() time.Time { return Noon }

// blank is what SQLite copies.
var blank Blank

// SQLite opens a store on a file of the test's own, with the key of all tests.
func SQLite(t testing.TB, now func() time.Time) *storage.Store {
	t.Helper()
	s := blank.SQLite(t.Context(), t, now)
	closes(t, s)
	return s
}

// Postgres opens a store on a database of the test's own, with a key of its own. The package
// under test should stop the server with pgtest.Main.
func Postgres(t testing.TB, now func() time.Time) *storage.Store {
	t.Helper()
	return open(t, pgtest.URL(t), filepath.Join(t.TempDir(), "interlude.key"), now)
}

func open(t testing.TB, url, keys string, now func() time.Time) *storage.Store {
	t.Helper()
	k, err := storage.OpenKeyring(keys)
	if err != nil {
		t.Fatal(err)
	}
	s, err := storage.Open(t.Context(), storage.Options{URL: url, Keys: k, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	closes(t, s)
	return s
}

func closes(t testing.TB, s *storage.Store) {
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
}
