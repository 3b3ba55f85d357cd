package storage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"gorm.io/gorm"
)

// CopySQLite writes a copy of the SQLite database to a file that must not exist: as it stands at one
// instant, while programs go on writing, readable by its owner alone, and without what was erased. The
// key is not in it.
func (s *Store) CopySQLite(ctx context.Context, to string) error {
	if s.pool != nil {
		return errors.New("PostgreSQL is copied with pg_dump")
	}
	part, err := newPart(to)
	if err != nil {
		return fmt.Errorf("write the copy: %w", err)
	}
	defer func() { _ = os.Remove(part) }()
	if _, err := s.sql.ExecContext(ctx, "VACUUM INTO ?", part); err != nil { // an empty file may be there
		return wrap("copy the database", err)
	}
	// #nosec G304 -- the path is a flag of the operator's
	f, err := os.OpenFile(part, os.O_RDWR, 0)
	if err == nil {
		err = errors.Join(f.Sync(), f.Close())
	}
	if err == nil {
		err = os.Link(part, to)
	}
	if err != nil {
		return fmt.Errorf("write the copy: %w", err)
	}
	syncDir(filepath.Dir(to))
	return nil
}

// newPart makes an empty file beside to, which must not exist.
func newPart(to string) (string, error) {
	if _, err := os.Lstat(to); !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("%s is there already", to)
	}
	f, err := os.CreateTemp(filepath.Dir(to), ".part-*") // mode 0600
	if err != nil {
		return "", err
	}
	return f.Name(), f.Close()
}

// RestoreSQLite puts a copy of the database where o.URL names no file yet. It is brought up to date, and
// what coachees had erased since it was made is erased again, before it stands there. It refuses what
// Open refuses, and then leaves nothing.
func RestoreSQLite(ctx context.Context, from string, o Options) error {
	to, ok := isSQLite(o.URL)
	if !ok {
		return errors.New("the database is not SQLite")
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return fmt.Errorf("make the database's folder: %w", err)
	}
	for _, beside := range []string{"-wal", "-shm"} {
		if _, err := os.Lstat(to + beside); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s is there: it belongs to another database, move it away first", to+beside)
		}
	}
	part, err := newPart(to)
	if err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	defer func() {
		for _, beside := range []string{"", "-wal", "-shm", ".lock"} {
			_ = os.Remove(part + beside)
		}
	}()
	if err := copyFile(from, part); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	o.URL = "sqlite:" + part
	if err := holdsData(ctx, o); err != nil {
		return err
	}
	s, err := Open(ctx, o)
	if err != nil {
		return err
	}
	s.scrub(ctx)
	if err := s.Close(); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	if err := os.Link(part, to); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	syncDir(filepath.Dir(to))
	return nil
}

// holdsData refuses a file that Open would take for a new database.
func holdsData(ctx context.Context, o Options) error {
	s, err := newStore(o)
	if err != nil {
		return err
	}
	path, _ := isSQLite(o.URL)
	err = s.connectSQLite(path)
	if err == nil {
		_, err = read(ctx, s, "read the copy", func(db *gorm.DB) (struct{}, error) {
			ok, err := hasTable(db, "installation")
			if err == nil && !ok {
				err = outside{errors.New("this is no copy of an Interlude database")}
			}
			return struct{}{}, err
		})
	}
	return errors.Join(err, s.Close())
}

func copyFile(from, to string) error {
	// #nosec G304 -- the path is a flag of the operator's
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	// #nosec G304 -- the path is a flag of the operator's
	out, err := os.OpenFile(to, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	if err == nil {
		err = out.Sync()
	}
	return errors.Join(err, out.Close())
}
