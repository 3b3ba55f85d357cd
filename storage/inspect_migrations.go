package storage

import (
	"context"
	"slices"

	"github.com/go-gormigrate/gormigrate/v2"
)

// lookMigrations compares the migrations that have run with those that this program knows.
func (in *inspector) lookMigrations(ctx context.Context) error {
	db := in.db.WithContext(ctx)
	steps, err := migrations(db.Name())
	if err != nil {
		return err
	}
	var ran []string
	if ok, err := hasTable(db, "migrations"); err != nil {
		return err
	} else if ok {
		if err := db.Raw("SELECT id FROM migrations").Scan(&ran).Error; err != nil {
			return err
		}
	}
	waiting, newer := compare(ran, steps)
	if in.subject.Queue != nil {
		more, queueNewer, err := in.subject.Queue(ctx, Handle{SQL: in.sql, Pool: in.pool})
		if err != nil {
			return err
		}
		waiting, newer = waiting+more, newer || queueNewer
	}
	switch {
	case newer:
		in.wrong("use the newer program, or restore a backup made before the update", "migrations: a newer version of interlude has written this database")
	case len(ran) == 0:
		in.fine("migrations: the database is new; its tables are made at the first start")
	case waiting > 0:
		in.doubt("make a backup; they run at the next start", "migrations: the database is older, %d have not run", waiting)
	default:
		in.current = true
		in.fine("migrations: all have run")
	}
	if waiting > 0 && !newer {
		return in.lookMayMigrate(ctx)
	}
	return nil
}

// compare counts the steps that have not run, and says whether something ran that is unknown.
func compare(ran []string, steps []*gormigrate.Migration) (waiting int, newer bool) {
	known := map[string]bool{"SCHEMA_INIT": true}
	for _, s := range steps {
		known[s.ID] = true
		if !slices.Contains(ran, s.ID) {
			waiting++
		}
	}
	return waiting, slices.ContainsFunc(ran, func(id string) bool { return !known[id] })
}

// lookMayMigrate says whether the user may make tables: since PostgreSQL 15 not everybody may
// in the schema public.
func (in *inspector) lookMayMigrate(ctx context.Context) error {
	if in.pool == nil {
		return nil
	}
	var may bool
	err := in.pool.QueryRow(ctx, "SELECT coalesce(has_schema_privilege(current_schema(), 'CREATE'), false)").Scan(&may)
	if err == nil && !may {
		in.wrong("as its owner, GRANT USAGE, CREATE ON SCHEMA public TO that user", "migrations: the user of database.url may not create tables")
	}
	return err
}
