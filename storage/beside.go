package storage

import (
	"context"
	"errors"
	"fmt"
	"os"

	"gorm.io/gorm"
)

// OpenBeside opens a database that exists and is up to date, for work on its keys and for backups.
// Unlike Open it may be used while a program serves with the same database, SQLite included: it
// changes no table, makes no file and takes no lock but for single transactions. It refuses what Open
// refuses, but for ErrInUse.
func OpenBeside(ctx context.Context, o Options) (*Store, error) {
	s, err := newStore(o)
	if err != nil {
		return nil, err
	}
	path, lite := isSQLite(o.URL)
	if lite {
		if _, err := os.Stat(path); err != nil {
			return nil, fmt.Errorf("open database: %w", err)
		}
		err = s.connectSQLite(path)
	} else {
		err = s.open(ctx, o.URL)
	}
	if err == nil {
		err = s.lookBeside(ctx)
	}
	if err != nil {
		_ = s.Close()
		return nil, err
	}
	return s, nil
}

func (s *Store) lookBeside(ctx context.Context) error {
	_, err := read(ctx, s, "look at the database", func(db *gorm.DB) (struct{}, error) {
		return struct{}{}, s.fit(db)
	})
	return err
}

// fit fails unless the database is one that Open has made, with these keys and this version.
func (s *Store) fit(db *gorm.DB) error {
	steps, err := migrations(db.Name())
	if err != nil {
		return outside{err}
	}
	if err := refuseNewer(db, steps); err != nil {
		return outside{err}
	}
	ran := 0
	if ok, err := hasTable(db, "migrations"); err != nil {
		return err
	} else if ok {
		if err := db.Raw("SELECT count(*) FROM migrations WHERE id <> 'SCHEMA_INIT'").Scan(&ran).Error; err != nil {
			return err
		}
	}
	if ran != len(steps) {
		return outside{errors.New("the database is new or of an older version: start the program once")}
	}
	if !s.keys.exists() {
		return outside{fmt.Errorf("%w: put the file back at %s", ErrNoKey, s.keys.path)}
	}
	known, err := s.checkKey(db)
	if err != nil {
		return outside{err}
	}
	if !known {
		return outside{errors.New("the database is new: start the program once")}
	}
	return s.lookBuried(db)
}
