package storage_test

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"interlude/storage"
	"interlude/storage/storagetest"
)

// examine inspects d and returns the findings as lines: grade, what, do.
func (d database) examine(t *testing.T, queue func(context.Context, storage.Handle) (int, bool, error)) string {
	t.Helper()
	var b strings.Builder
	for _, f := range storage.Inspect(t.Context(), storage.Subject{URL: d.url, Keys: d.keys, Queue: queue}).Findings {
		fmt.Fprintf(&b, "%d %s: %s\n", f.Grade, f.What, f.Do)
		if (f.Grade == storage.Fine) != (f.Do == "") {
			t.Errorf("%q says to do %q", f.What, f.Do)
		}
	}
	return b.String()
}

func holds(t *testing.T, got string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(got, w) {
			t.Errorf("no %q in\n%s", w, got)
		}
	}
}

func (d database) path() string { return strings.TrimPrefix(d.url, "sqlite:") }

// sqliteFile returns a place whose database was made and closed.
func sqliteFile(t *testing.T) database {
	t.Helper()
	dir := t.TempDir()
	d := database{"sqlite:" + filepath.Join(dir, "db", "interlude.db"), filepath.Join(dir, "keys", "key")}
	closeStore(t, d.mustOpen(t))
	return d
}

// alter runs statements on a place that nobody has open.
func (d database) alter(t *testing.T, statements ...string) {
	t.Helper()
	run := func(statement string) error { _, err := pgExec(t.Context(), d.url, statement); return err }
	if strings.HasPrefix(d.url, "sqlite:") {
		db, err := sql.Open("sqlite", d.path())
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = db.Close() }()
		run = func(statement string) error { _, err := db.ExecContext(t.Context(), statement); return err }
	}
	for _, s := range statements {
		if err := run(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

func pgExec(ctx context.Context, url, statement string) (string, error) {
	c, err := pgx.Connect(ctx, url)
	if err != nil {
		return "", err
	}
	defer func() { _ = c.Close(ctx) }()
	tag, err := c.Exec(ctx, statement)
	return tag.String(), err
}

// traces is every file under dir with its mode, its time and what it holds.
func traces(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		st, err := e.Info()
		if err != nil {
			return err
		}
		var text []byte
		if !e.IsDir() {
			if text, err = os.ReadFile(path); err != nil {
				return err
			}
		}
		fmt.Fprintf(&b, "%s %v %v %x\n", path, st.Mode(), st.ModTime(), sha256.Sum256(text))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestInspectFindsNothingWrong(t *testing.T) {
	for name, d := range databases(t) {
		t.Run(name, func(t *testing.T) {
			s := d.mustOpen(t)
			defer closeStore(t, s)
			holds(t, d.examine(t, nil), "0 migrations: all have run", "0 key file: mode 0600, and the key of this database; keep a copy", "0 database: ")
		})
	}
}

// A copy that is made while the database is open is what a kill leaves behind.
func TestInspectChangesNothingOnSQLite(t *testing.T) {
	for name, prepare := range map[string]func(t *testing.T, d database) database{
		"stopped": func(_ *testing.T, d database) database { return d },
		"killed": func(t *testing.T, d database) database {
			s := d.mustOpen(t)
			defer closeStore(t, s)
			if err := s.Prune(t.Context(), storagetest.Noon); err != nil {
				t.Fatal(err)
			}
			return d.copy(t, "", "-wal", "-shm")
		},
		"killed, and half of it copied": func(t *testing.T, d database) database {
			s := d.mustOpen(t)
			defer closeStore(t, s)
			return d.copy(t, "", "-wal")
		},
		"not made yet": func(t *testing.T, _ database) database {
			dir := t.TempDir()
			return database{"sqlite:" + filepath.Join(dir, "none", "i.db"), filepath.Join(dir, "none", "key")}
		},
		"empty": func(t *testing.T, d database) database {
			if err := os.Truncate(d.path(), 0); err != nil {
				t.Fatal(err)
			}
			return d
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := prepare(t, sqliteFile(t))
			dir := filepath.Dir(filepath.Dir(d.path()))
			before := traces(t, dir)
			got := d.examine(t, nil)
			if after := traces(t, dir); after != before {
				t.Errorf("before\n%safter\n%s", before, after)
			}
			if strings.Contains(got, "\n2 ") || strings.HasPrefix(got, "2 ") {
				t.Errorf("something is wrong:\n%s", got)
			}
		})
	}
}

// copy copies the files of d with these endings to a new place.
func (d database) copy(t *testing.T, endings ...string) database {
	t.Helper()
	c := database{"sqlite:" + filepath.Join(t.TempDir(), "db", "copy.db"), d.keys}
	if err := os.Mkdir(filepath.Dir(c.path()), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, end := range endings {
		b, err := os.ReadFile(d.path() + end)
		if err == nil {
			err = os.WriteFile(c.path()+end, b, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return c
}

// Beside a store that is open: what is read is what it has written last, and it goes on.
func TestInspectBesideAnOpenStore(t *testing.T) {
	d := sqliteFile(t)
	s := d.mustOpen(t)
	defer closeStore(t, s)
	if _, err := s.SQLDB().ExecContext(t.Context(), "INSERT INTO migrations (id) VALUES ('9999_later')"); err != nil {
		t.Fatal(err)
	}
	holds(t, d.examine(t, nil), "2 migrations: a newer version", "0 integrity: ", "0 settings: write-ahead log")
	if _, err := s.SQLDB().ExecContext(t.Context(), "DELETE FROM migrations WHERE id = '9999_later'"); err != nil {
		t.Fatal(err)
	}
	holds(t, d.examine(t, nil), "0 migrations: all have run")
}

func TestInspectSQLiteFile(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(t *testing.T, d *database)
		want  []string
	}{
		"as it should be": {func(*testing.T, *database) {}, []string{"mode 0600", "0 disk: ", "0 integrity: ", "0 settings: write-ahead log"}},
		"not there":       {func(_ *testing.T, d *database) { d.url += "x" }, []string{"1 database: ", "does not exist yet", "1 key file: mode 0600; whether"}},
		"a folder":        {func(_ *testing.T, d *database) { d.url = "sqlite:" + filepath.Dir(d.path()) }, []string{"2 database: ", "cannot be used as a file"}},
		"open to others": {func(t *testing.T, d *database) { chmod(t, d.path(), 0o644) },
			[]string{"2 database: ", "may be read by others (mode 0644): run chmod 600", "0 integrity"}},
		"no database": {func(t *testing.T, d *database) { write(t, d.path(), strings.Repeat("not a database ", 500)) },
			[]string{"2 database: it cannot be read"}},
		"damaged": {func(t *testing.T, d *database) {
			b, err := os.ReadFile(d.path())
			if err != nil {
				t.Fatal(err)
			}
			write(t, d.path(), string(b[:8192])+strings.Repeat("\xff", 4096)+string(b[12288:]))
		}, []string{"2 integrity: quick_check found damage: stop interlude"}},
		"another journal": {func(t *testing.T, d *database) { d.alter(t, "PRAGMA journal_mode=DELETE") }, []string{"1 settings: the journal mode"}},
		"beside its key":  {func(_ *testing.T, d *database) { d.keys = filepath.Join(filepath.Dir(d.path()), "key") }, []string{"2 key file: ", "is missing"}},
		"no path":         {func(_ *testing.T, d *database) { d.url = "sqlite:" }, []string{"2 database: the URL names neither"}},
	} {
		t.Run(name, func(t *testing.T) {
			d := sqliteFile(t)
			c.spoil(t, &d)
			holds(t, d.examine(t, nil), c.want...)
		})
	}
}

func chmod(t *testing.T, path string, mode os.FileMode) {
	t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestInspectKeyAndMigrations(t *testing.T) {
	type queue = func(context.Context, storage.Handle) (int, bool, error)
	says := func(waiting int, newer bool, err error) queue {
		return func(context.Context, storage.Handle) (int, bool, error) { return waiting, newer, err }
	}
	for name, c := range map[string]struct {
		spoil func(t *testing.T, d *database)
		queue queue
		want  string
	}{
		"wrong key": {func(t *testing.T, d *database) { d.keys = sqliteFile(t).keys }, nil,
			"2 key file: KEY is not the key that this database was written with: put the right file there"},
		"no key":          {func(_ *testing.T, d *database) { d.keys += "x" }, nil, "2 key file: KEY is missing, and the database was written with a key: put your copy"},
		"a key for all":   {func(t *testing.T, d *database) { chmod(t, d.keys, 0o640) }, nil, "2 key file: open key file: KEY may be read by others (mode 0640)"},
		"no keyset":       {func(t *testing.T, d *database) { write(t, d.keys, "{}") }, nil, "2 key file: open key file: KEY is not a keyset"},
		"a newer program": {func(t *testing.T, d *database) { d.alter(t, "INSERT INTO migrations (id) VALUES ('9999_later')") }, nil, "2 migrations: a newer version"},
		"a newer queue":   {nil, says(0, true, nil), "2 migrations: a newer version"},
		"an older queue":  {nil, says(2, false, nil), "1 migrations: the database is older, 2 have not run: make a backup"},
		"an older one": {func(t *testing.T, d *database) {
			d.alter(t, "INSERT INTO migrations (id) VALUES ('SCHEMA_INIT')", "DELETE FROM migrations WHERE id LIKE '0001%'")
		}, nil,
			"1 migrations: the database is older, 1 have not run: make a backup"},
		"an unreadable queue": {nil, says(0, false, errors.New("pq: "+hush)), "2 migrations: cannot be read"},
	} {
		for kind, d := range databases(t) {
			t.Run(name+" on "+kind, func(t *testing.T) {
				closeStore(t, d.mustOpen(t))
				if c.spoil != nil {
					c.spoil(t, &d)
				}
				got := d.examine(t, c.queue)
				holds(t, got, strings.ReplaceAll(c.want, "KEY", d.keys))
				if strings.Contains(got, hush) {
					t.Errorf("a cause is quoted:\n%s", got)
				}
			})
		}
	}
}

const hush = "hush-hush"
