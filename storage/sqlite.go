package storage

import (
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/glebarez/sqlite"
	"gorm.io/gorm"
)

// openSQLite opens, and makes if need be, the database file of s, and keeps other programs from it.
func (s *Store) openSQLite(path string) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("make the database's folder: %w", err)
	}
	if s.lock, err = lockFile(path + ".lock"); err != nil {
		if errors.Is(err, ErrInUse) {
			return fmt.Errorf("open database %s: %w; stop it first, or use PostgreSQL for several", path, err)
		}
		return err
	}
	if err := touch(path); err != nil {
		return err
	}
	return s.connectSQLite(path)
}

// connectSQLite connects to the database file, which is there.
//
// One connection: a second one would meet "database is locked" when a read wants to write.
// synchronous FULL: a reminder that was promised survives a power cut. secure_delete: what is
// erased is overwritten. _time_format must never be set: with it the driver stops reading
// its options before _txlock, and transactions silently begin without the lock.
func (s *Store) connectSQLite(path string) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	dsn := (&url.URL{Scheme: "file", Path: "/" + strings.TrimPrefix(filepath.ToSlash(path), "/")}).String() + "?_txlock=immediate&_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)" +
		"&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)&_pragma=secure_delete(1)"
	if s.sql, err = sql.Open("sqlite", dsn); err != nil {
		return wrap("open database "+path, err)
	}
	s.sql.SetMaxOpenConns(1)
	s.sql.SetMaxIdleConns(1)
	s.sql.SetConnMaxLifetime(0)
	s.db, err = gorm.Open(&sqlite.Dialector{Conn: s.sql}, gormConfig())
	return wrap("open database "+path, err)
}

// touch makes the file, readable by its owner alone; SQLite gives its companions the same mode.
func touch(path string) error {
	// #nosec G304 -- the operator's own database
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("make database file: %w", err)
	}
	return f.Close()
}

// isSQLite returns the path in a URL of the form sqlite:PATH.
func isSQLite(url string) (string, bool) {
	path, ok := strings.CutPrefix(url, "sqlite:")
	return strings.TrimPrefix(path, "//"), ok
}
