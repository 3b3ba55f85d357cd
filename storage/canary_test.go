package storage_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"interlude/storage"
	"interlude/storage/storagetest"
	"interlude/storage/storagetest/pgtest"
)

// TestNoWordsInFiles looks for words in every file of a database that holds them: the file and
// its companions of SQLite, the whole directory of a PostgreSQL server with its log of writes.
func TestNoWordsInFiles(t *testing.T) {
	own := pgtest.Start(t)
	dir := t.TempDir()
	for name, d := range map[string]database{
		"SQLite":     {"sqlite:" + filepath.Join(dir, "db", "interlude.db"), filepath.Join(dir, "a.key")},
		"PostgreSQL": {own.URL(t), filepath.Join(dir, "b.key")},
	} {
		t.Run(name, func(t *testing.T) {
			s := d.mustOpen(t)
			defer closeStore(t, s)
			storagetest.WithMarkers(t, s)
			where := filepath.Join(dir, "db")
			if s.PgxPool() != nil {
				run(t, s, "CHECKPOINT")
				where = directory(t, s)
			}
			// A name is not private: finding it shows that the search would find words.
			if !search(t, where, map[string]string{"name": "Maya"})["name"] {
				t.Fatal("the search does not find what is there")
			}
			for form := range search(t, where, storagetest.Disguises()) {
				t.Errorf("words stand in a file as %s", form)
			}
		})
	}
}

// TestWordsInFilesWouldBeFound puts each disguise into a file on purpose: the search finds it.
func TestWordsInFilesWouldBeFound(t *testing.T) {
	for form, text := range storagetest.Disguises() {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "leak"), []byte("\x00\x01 and "+text+", too"), 0o600); err != nil {
			t.Fatal(err)
		}
		if !search(t, dir, storagetest.Disguises())[form] {
			t.Errorf("words in a file as %s are not found", form)
		}
	}
}

func directory(t *testing.T, s *storage.Store) string {
	t.Helper()
	var dir string
	if err := s.SQLDB().QueryRowContext(t.Context(), "SHOW data_directory").Scan(&dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

func search(t *testing.T, dir string, texts map[string]string) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for form, text := range texts {
			if strings.Contains(string(b), text) {
				found[form] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestErasedIsGoneFromFiles erases an entry and looks for its ciphertext in SQLite's files.
func TestErasedIsGoneFromFiles(t *testing.T) {
	dir := t.TempDir()
	s := database{"sqlite:" + filepath.Join(dir, "interlude.db"), filepath.Join(t.TempDir(), "key")}.mustOpen(t)
	defer closeStore(t, s)
	words, erase := storagetest.Erasable(t, s)
	run(t, s, "PRAGMA wal_checkpoint(TRUNCATE)") // into the file itself
	if !search(t, dir, map[string]string{"words": words})["words"] {
		t.Fatal("the search does not find what is there")
	}
	erase()
	if search(t, dir, map[string]string{"words": words})["words"] {
		t.Error("an erased entry still stands in a file")
	}
}

// TestDestroyedKeyIsGoneFromFiles destroys a coachee's key and looks for it in SQLite's files.
func TestDestroyedKeyIsGoneFromFiles(t *testing.T) {
	dir := t.TempDir()
	s := database{"sqlite:" + filepath.Join(dir, "interlude.db"), filepath.Join(t.TempDir(), "key")}.mustOpen(t)
	defer closeStore(t, s)
	key, shred := storagetest.Shreddable(t, s)
	for _, checkpoint := range []bool{false, true} { // in the log, and in the file itself
		if checkpoint {
			run(t, s, "PRAGMA wal_checkpoint(TRUNCATE)")
		}
		if !search(t, dir, map[string]string{"key": key})["key"] {
			t.Fatal("the search does not find what is there")
		}
	}
	shred()
	if search(t, dir, map[string]string{"key": key})["key"] {
		t.Error("a destroyed key still stands in a file")
	}
}

// TestEverySealedColumnIsKnown: what destroys and renews keys must know each column of bytes.
func TestEverySealedColumnIsKnown(t *testing.T) {
	known := map[string]bool{"installation.key_check": true, "owner_keys.wrapped": true}
	for _, table := range storage.SealedTables() {
		known[table+".words"] = true
	}
	s := storagetest.Postgres(t, storagetest.Fixed)
	rows, err := s.SQLDB().QueryContext(t.Context(), "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = current_schema() AND data_type = 'bytea'")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	n := 0
	for rows.Next() {
		var column string
		if err := rows.Scan(&column); err != nil {
			t.Fatal(err)
		}
		n++
		if !known[column] {
			t.Errorf("%s: add the table to sealedTables, or say here why its bytes are not words", column)
		}
	}
	if err := rows.Err(); err != nil || n != len(known) {
		t.Errorf("%d columns of bytes, %d known, %v", n, len(known), err)
	}
}

// TestDestroyedKeyIsGoneFromTheServersTable: PostgreSQL gives up the place where an erased key stood, and not only the row.
func TestDestroyedKeyIsGoneFromTheServersTable(t *testing.T) {
	t.Parallel()
	s := storagetest.Postgres(t, storagetest.Fixed)
	_, shred := storagetest.Shreddable(t, s)
	size := func() (n int) {
		t.Helper()
		if err := s.SQLDB().QueryRowContext(t.Context(), "SELECT pg_relation_size('owner_keys')").Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if size() == 0 {
		t.Fatal("the key of one coachee takes no place")
	}
	shred()
	if n := size(); n != 0 {
		t.Errorf("%d bytes of the table are still there, and its last key is erased", n)
	}
}
