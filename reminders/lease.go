package reminders

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// River takes the jobs of a dead process back after rescueAfter and up to half a minute more.
// So that a reminder is not that late, each process says every beatEvery that it is alive;
// the jobs of one that has not for leaseFor are taken back by Release. Both are by the
// database's clock, so those of the machines may differ.
//
// A process may be taken for dead and only be frozen, or cut off from the database alone.
// Nothing doubles: what it was about to send is decided again under the lock of the row, and
// what it may be sending is looked for, but not before its post must have ended.
const (
	beatEvery = 3 * time.Second
	leaseFor  = "15 seconds" // as SQL says it
)

// postgresLease is a row per process.
type postgresLease struct {
	pool *pgxpool.Pool
	id   string
}

// beat writes down that this process is alive, forgets those that died long ago, and counts
// the living.
func (l *postgresLease) beat(ctx context.Context) (living int, err error) {
	err = l.pool.QueryRow(ctx, `WITH mine AS (
			INSERT INTO interlude_processes (id, seen) VALUES ($1, now()) ON CONFLICT (id) DO UPDATE SET seen = now()),
		old AS (DELETE FROM interlude_processes WHERE seen < now() - interval '1 day' AND id <> $1)
		SELECT count(*) + 1 FROM interlude_processes WHERE id <> $1 AND seen > now() - interval '`+leaseFor+`'`, l.id).Scan(&living)
	return living, err
}

func (l *postgresLease) leave(ctx context.Context) error {
	_, err := l.pool.Exec(ctx, `DELETE FROM interlude_processes WHERE id = $1`, l.id)
	return err
}

func (*postgresLease) takeOver(context.Context) error {
	return errors.New("several processes may share a PostgreSQL: use Start")
}

// alone is the one process of an SQLite file.
type alone struct{ db *sql.DB }

func (alone) beat(context.Context) (int, error) { return 1, nil }
func (alone) leave(context.Context) error       { return nil }

func (a alone) takeOver(ctx context.Context) error { return free(ctx, a.db) }
