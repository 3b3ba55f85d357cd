package storage_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"interlude/storage"
	"interlude/storage/storagetest"
	"interlude/storage/storagetest/pgtest"
)

// database is a place to open more than once.
type database struct{ url, keys string }

// databases gives one fresh place of each kind.
func databases(t *testing.T) map[string]database {
	dir := t.TempDir()
	return map[string]database{
		"SQLite":     {"sqlite:" + filepath.Join(dir, "db", "interlude.db"), filepath.Join(dir, "one.key")},
		"PostgreSQL": {pgtest.URL(t), filepath.Join(dir, "two.key")},
	}
}

func (d database) open(ctx context.Context, migrate func(context.Context, storage.Handle) error) (*storage.Store, error) {
	keys, err := storage.OpenKeyring(d.keys)
	if err != nil {
		return nil, err
	}
	return storage.Open(ctx, storage.Options{URL: d.url, Keys: keys, Now: storagetest.Fixed, Migrate: migrate})
}

func (d database) mustOpen(t *testing.T) *storage.Store {
	t.Helper()
	s, err := d.open(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func closeStore(t *testing.T, s *storage.Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// fingerprint is of all that a start could change: the file, or every row.
func (d database) fingerprint(t *testing.T) string {
	t.Helper()
	if path, ok := strings.CutPrefix(d.url, "sqlite:"); ok {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(b)
		return string(sum[:])
	}
	s := d.mustOpen(t)
	defer closeStore(t, s)
	return storagetest.Dump(t, s)
}

// refuses opens d, expects err and sees that nothing was written, not even by the queue.
func (d database) refuses(t *testing.T, want error, before string, still database) {
	t.Helper()
	s, err := d.open(t.Context(), func(context.Context, storage.Handle) error {
		t.Error("the queue was migrated before the refusal")
		return nil
	})
	if s != nil || !errors.Is(err, want) {
		t.Fatalf("opened: %v, want %v", err, want)
	}
	if still.fingerprint(t) != before {
		t.Error("the refusal changed the database")
	}
}

func TestAnotherKeyIsRefusedBeforeAnythingIsWritten(t *testing.T) {
	for name, d := range databases(t) {
		t.Run(name, func(t *testing.T) {
			s := d.mustOpen(t)
			storagetest.WithMarkers(t, s)
			closeStore(t, s)
			before := d.fingerprint(t)

			other := database{"sqlite:" + filepath.Join(t.TempDir(), "other.db"), filepath.Join(t.TempDir(), "other.key")}
			closeStore(t, other.mustOpen(t)) // makes the key
			database{d.url, other.keys}.refuses(t, storage.ErrWrongKey, before, d)

			missing := filepath.Join(t.TempDir(), "missing.key")
			database{d.url, missing}.refuses(t, storage.ErrNoKey, before, d)
			if _, err := os.Stat(missing); err == nil {
				t.Error("a new key was made for an old database")
			}
			closeStore(t, d.mustOpen(t))
		})
	}
}

func TestNewerDatabaseIsRefused(t *testing.T) {
	for name, d := range databases(t) {
		t.Run(name, func(t *testing.T) {
			s := d.mustOpen(t)
			future := "9999_from_the_future"
			run(t, s, "INSERT INTO migrations VALUES ('"+future+"')")
			look := func() string { return storagetest.Dump(t, s) }
			if s.PgxPool() == nil { // its lock would refuse us first
				closeStore(t, s)
				look = func() string { return d.fingerprint(t) }
			} else {
				defer closeStore(t, s)
			}
			before := look()
			_, err := d.open(t.Context(), func(context.Context, storage.Handle) error {
				t.Error("the queue was migrated")
				return nil
			})
			if !errors.Is(err, storage.ErrNewer) || !strings.Contains(err.Error(), future) {
				t.Fatal(err)
			}
			if look() != before {
				t.Error("the refusal changed the database")
			}
		})
	}
}

func run(t *testing.T, s *storage.Store, statement string) {
	t.Helper()
	if _, err := s.SQLDB().ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

func TestStartThatFailedHalfWayIsRepeated(t *testing.T) {
	broken := errors.New("killed")
	for name, d := range databases(t) {
		t.Run(name, func(t *testing.T) {
			for range 2 {
				_, err := d.open(t.Context(), func(context.Context, storage.Handle) error { return broken })
				if !errors.Is(err, broken) {
					t.Fatal(err)
				}
			}
			queue := 0
			s, err := d.open(t.Context(), func(ctx context.Context, h storage.Handle) error {
				queue++
				_, err := h.SQL.ExecContext(ctx, "CREATE TABLE river_stand_in (id int)")
				return err
			})
			if err != nil || queue != 1 {
				t.Fatal(err)
			}
			storagetest.WithMarkers(t, s)
			closeStore(t, s)
		})
	}
}

func TestSecondProcessIsRefused(t *testing.T) {
	d := databases(t)["SQLite"]
	s := d.mustOpen(t)
	_, err := d.open(t.Context(), nil)
	if !errors.Is(err, storage.ErrInUse) || !strings.Contains(err.Error(), "interlude.db") {
		t.Fatal(err)
	}
	closeStore(t, s)
	closeStore(t, d.mustOpen(t))
}

func TestReplicasStartTogether(t *testing.T) {
	d := databases(t)["PostgreSQL"]
	opened, errs := make([]*storage.Store, 5), make([]error, 5)
	done := make(chan struct{})
	for i := range opened {
		go func() {
			opened[i], errs[i] = d.open(t.Context(), nil)
			done <- struct{}{}
		}()
	}
	for range opened {
		<-done
	}
	for i, err := range errs {
		if err != nil {
			t.Errorf("replica %d: %v", i, err)
			continue
		}
		storagetest.WithMarkers(t, opened[i]) // all have the same key
		if i > 0 {
			closeStore(t, opened[i])
		}
	}
	var n int
	if err := opened[0].SQLDB().QueryRowContext(t.Context(), "SELECT count(*) FROM installation").Scan(&n); err != nil || n != 1 {
		t.Errorf("%d key checks, %v", n, err)
	}
	closeStore(t, opened[0])
}

func TestFilesAreTheOwnersAlone(t *testing.T) {
	d := databases(t)["SQLite"]
	s := d.mustOpen(t)
	defer closeStore(t, s)
	path := strings.TrimPrefix(d.url, "sqlite:")
	storagetest.WithMarkers(t, s)
	for _, f := range []string{path, path + "-wal", path + "-shm", path + ".lock", d.keys} {
		st, err := os.Stat(f)
		if err != nil {
			t.Error(err)
		} else if st.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %o", filepath.Base(f), st.Mode().Perm())
		}
	}
}

func TestKeyFileThatOthersMayReadIsRefused(t *testing.T) {
	d := databases(t)["SQLite"]
	closeStore(t, d.mustOpen(t))
	for _, mode := range []os.FileMode{0o640, 0o604, 0o660, 0o601} {
		if err := os.Chmod(d.keys, mode); err != nil {
			t.Fatal(err)
		}
		if _, err := storage.OpenKeyring(d.keys); err == nil || !strings.Contains(err.Error(), "chmod 600") {
			t.Errorf("mode %o: %v", mode, err)
		}
	}
	if err := os.WriteFile(d.keys, []byte(`{"secret": "swordfish"`), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(d.keys, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := storage.OpenKeyring(d.keys); err == nil || strings.Contains(err.Error(), "swordfish") {
		t.Errorf("a broken key file: %v", err)
	}
}

func TestOpenSaysWhatIsWrongWithoutThePassword(t *testing.T) {
	keys := filepath.Join(t.TempDir(), "key")
	server := pgtest.URL(t)
	missing := strings.Replace(server, "/t_", "/no_", 1)
	for url, want := range map[string]string{
		"":                                       "sqlite:PATH",
		"mysql://swordfish":                      "sqlite:PATH",
		"sqlite:":                                "sqlite:PATH",
		"postgres://u:swordfish@%zz/x":           "postgres://",
		"postgres://u:swordfish@127.0.0.1:1/x":   "127.0.0.1:1, database x, as u",
		"postgres://u:swordfish@no.invalid:99/x": "no.invalid",
		missing:                                  "no such database",
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 400*time.Millisecond)
		if url == missing {
			ctx, cancel = context.WithCancel(t.Context())
		}
		_, err := database{url, keys}.open(ctx, nil)
		cancel()
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "swordfish") {
			t.Errorf("%s: %v", url, err)
		}
	}
	if _, err := os.Stat(keys); err == nil {
		t.Error("a key was made without a database")
	}
}

func TestOddPath(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a b%20?c&d#e", "f.db")
	d := database{"sqlite:" + path, path + ".key"}
	s := d.mustOpen(t)
	storagetest.WithMarkers(t, s)
	closeStore(t, s)
	if st, err := os.Stat(path); err != nil || st.Size() == 0 {
		t.Fatalf("the file is elsewhere: %v", err)
	}
	s = d.mustOpen(t)
	defer closeStore(t, s)
	if dump := storagetest.Dump(t, s); !strings.Contains(dump, "reflections\n\t") {
		t.Fatal("nothing was kept")
	}
}
