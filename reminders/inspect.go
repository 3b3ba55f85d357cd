package reminders

import (
	"context"
	"fmt"
	"log/slog"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
)

// What has run, and whether River's table of it is there, as of River v0.47.0.
const (
	ranQuery          = `SELECT version FROM river_migration WHERE line = 'main'`
	ranExistsSQLite   = `SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'river_migration'`
	ranExistsPostgres = `SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = 'river_migration'`
)

// QueueMigrations counts the migrations of River's tables that have not run, and says whether
// one has run that this program does not know. It only reads.
func QueueMigrations(ctx context.Context, db DB) (waiting int, newer bool, err error) {
	known, err := knownMigrations(db)
	if err != nil {
		return 0, false, fmt.Errorf("look at the queue's migrations: %w", err)
	}
	ran, err := ranMigrations(ctx, db)
	if err != nil {
		return 0, false, fmt.Errorf("look at the queue's migrations: %w", err)
	}
	for _, v := range known {
		if !slices.Contains(ran, v) {
			waiting++
		}
	}
	return waiting, slices.ContainsFunc(ran, func(v int) bool { return !slices.Contains(known, v) }), nil
}

func knownMigrations(db DB) ([]int, error) {
	config := &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)}
	var all []rivermigrate.Migration
	if db.Pool != nil {
		m, err := rivermigrate.New(riverpgxv5.New(db.Pool), config)
		if err != nil {
			return nil, err
		}
		all = m.AllVersions()
	} else {
		m, err := rivermigrate.New(riversqlite.New(db.SQL), config)
		if err != nil {
			return nil, err
		}
		all = m.AllVersions()
	}
	var versions []int
	for _, one := range all {
		versions = append(versions, one.Version)
	}
	return versions, nil
}

func ranMigrations(ctx context.Context, db DB) ([]int, error) {
	var n int
	if db.Pool != nil {
		if err := db.Pool.QueryRow(ctx, ranExistsPostgres).Scan(&n); err != nil || n == 0 {
			return nil, err
		}
		rows, err := db.Pool.Query(ctx, ranQuery)
		if err != nil {
			return nil, err
		}
		return pgx.CollectRows(rows, pgx.RowTo[int])
	}
	if err := db.SQL.QueryRowContext(ctx, ranExistsSQLite).Scan(&n); err != nil || n == 0 {
		return nil, err
	}
	rows, err := db.SQL.QueryContext(ctx, ranQuery)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var ran []int
	for rows.Next() {
		var v int
		if err := rows.Scan(&v); err != nil {
			return nil, err
		}
		ran = append(ran, v)
	}
	return ran, rows.Err()
}

// Living counts the processes that share a PostgreSQL and have said within 15 seconds that they
// live. It only reads.
func Living(ctx context.Context, db DB) (int, error) {
	var n int
	if err := db.Pool.QueryRow(ctx, `SELECT count(*) FROM interlude_processes WHERE seen > now() - interval '`+leaseFor+`'`).Scan(&n); err != nil {
		return 0, fmt.Errorf("count processes: %w", err)
	}
	return n, nil
}
