package storage

import (
	"context"
	"crypto/rand"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/go-gormigrate/gormigrate/v2"
	"gorm.io/gorm"
)

// The migrations of each dialect, in the order of their names. They are append-only: one that
// was released is never edited, because databases have run it.
//
//go:embed migrations
var migrationFiles embed.FS

// prepare checks key and version, then migrates. Nothing is written before both checks.
func (s *Store) prepare(ctx context.Context, queue func(context.Context, Handle) error) error {
	db := s.db.WithContext(ctx)
	steps, err := migrations(db.Name())
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	if err := refuseNewer(db, steps); err != nil {
		return wrapOpen("look at the database", err)
	}
	known, err := s.checkKey(db)
	if err != nil {
		return wrapOpen("check the key", err)
	}
	if known {
		if err := s.lookBuried(db); err != nil {
			return wrapOpen("check the list of destroyed keys", err)
		}
	}
	if queue != nil {
		if err := queue(ctx, s.Handle()); err != nil {
			return fmt.Errorf("migrate the job queue: %w", err)
		}
	}
	o := *gormigrate.DefaultOptions
	o.UseTransaction = true
	o.ValidateUnknownMigrations = true
	if err := gormigrate.New(db, &o, steps).Migrate(); err != nil {
		return wrap("migrate the database", err)
	}
	if !known {
		if err := s.rememberKey(db); err != nil {
			return wrap("remember the key", err)
		}
	}
	return wrap("bury destroyed keys", s.bury(ctx, db))
}

// wrapOpen keeps the refusals of Open and reduces everything else.
func wrapOpen(what string, err error) error {
	for _, refusal := range []error{ErrWrongKey, ErrNoKey, ErrNewer} {
		if errors.Is(err, refusal) {
			return err
		}
	}
	return wrap(what, err)
}

func migrations(dialect string) ([]*gormigrate.Migration, error) {
	dir := path.Join("migrations", dialect)
	files, err := fs.ReadDir(migrationFiles, dir) // sorted by name
	if err != nil {
		return nil, err
	}
	var steps []*gormigrate.Migration
	for _, f := range files {
		b, err := fs.ReadFile(migrationFiles, path.Join(dir, f.Name()))
		if err != nil {
			return nil, err
		}
		steps = append(steps, &gormigrate.Migration{
			ID:      strings.TrimSuffix(f.Name(), ".sql"),
			Migrate: func(tx *gorm.DB) error { return statements(tx, string(b)) },
		})
	}
	return steps, nil
}

// statements runs SQL whose statements end with a semicolon at the end of a line.
func statements(tx *gorm.DB, text string) error {
	for one := range strings.SplitSeq(text, ";\n") {
		if one = strings.TrimSpace(one); one != "" {
			if err := tx.Exec(one).Error; err != nil {
				return err
			}
		}
	}
	return nil
}

func hasTable(db *gorm.DB, name string) (bool, error) {
	query := "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?"
	if db.Name() == "postgres" {
		query = "SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = ?"
	}
	var n int64
	err := db.Raw(query, name).Scan(&n).Error
	return n > 0, err
}

// refuseNewer fails when the database has run a migration that this program does not know.
func refuseNewer(db *gorm.DB, steps []*gormigrate.Migration) error {
	if ok, err := hasTable(db, "migrations"); err != nil || !ok {
		return err
	}
	var ran []string
	if err := db.Raw("SELECT id FROM migrations").Scan(&ran).Error; err != nil {
		return err
	}
	for _, id := range ran {
		if id != "SCHEMA_INIT" && !slices.ContainsFunc(steps, func(m *gormigrate.Migration) bool { return m.ID == id }) {
			return fmt.Errorf("%w (it holds migration %s): use that version, or restore a backup made before the update", ErrNewer, id)
		}
	}
	return nil
}

// installation is the one row that says which key the database was written with.
type installation struct {
	ID       string `gorm:"primaryKey"` // random
	KeyCheck sealed
	Master   int64 // id of the master key that wraps from now on
	Renewal  int   // number of the last renewal of all data keys that began; 0: none ever did
	Renewing bool  // it has not ended
	Created  int64
}

// TableName names the table.
func (installation) TableName() string { return "installation" }

// checkKey compares the keyring with what the database remembers, and makes the key of a
// database that remembers none. It reports whether it remembers one.
func (s *Store) checkKey(db *gorm.DB) (bool, error) {
	var rows []installation
	ok, err := hasTable(db, "installation")
	if err == nil && ok {
		err = db.Find(&rows).Error
	}
	if err != nil {
		return false, err
	}
	if !s.keys.exists() { // another replica may have made it since
		if err := s.keys.read(); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return false, outside{fmt.Errorf("open key file: %w", err)}
		}
	}
	switch {
	case len(rows) == 0 && !s.keys.exists():
		s.log.Info("a new key was made: keep a copy of it apart from the database", "file", s.keys.path)
		return false, outsideOrNil(s.keys.make())
	case len(rows) == 0:
		return false, nil
	case !s.keys.exists():
		return true, fmt.Errorf("open database: %w: put the file back at %s", ErrNoKey, s.keys.path)
	case !s.keys.knows(rows[0].ID, rows[0].KeyCheck):
		return true, fmt.Errorf("open database: %w (%s): nothing was changed", ErrWrongKey, s.keys.path)
	}
	return true, nil
}

func outsideOrNil(err error) error {
	if err == nil {
		return nil
	}
	return outside{err}
}

func (s *Store) rememberKey(db *gorm.DB) error {
	id, master := rand.Text(), s.keys.primary()
	check, err := s.keys.sealCheck(master, id)
	if err != nil {
		return errBroken
	}
	return db.Create(&installation{ID: id, KeyCheck: check, Master: int64(master), Created: ms(s.now())}).Error
}
