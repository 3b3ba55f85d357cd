package storage

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"interlude/coaching"
)

// Options say what to open.
type Options struct {
	URL  string           // "sqlite:PATH" or "postgres://…"
	Keys *Keyring         // see OpenKeyring
	Now  func() time.Time // the clock
	Log  *slog.Logger     // nil: silence

	// Tombstones is the path of the list of destroyed data keys, which outlives the database. Empty:
	// beside the key file. Replicas share it.
	Tombstones string

	// Retention is how long what is over is kept, for NextDue; zero: coaching.DefaultRetention.
	Retention coaching.Retention

	// Migrate brings the job queue's own tables up to date. It runs under the migration lock,
	// before the tables of this package; nil when there is no queue.
	Migrate func(ctx context.Context, db Handle) error
}

// Handle is the database as the job queue wants it; Pool is nil on SQLite. It has no name of
// its own, so that the queue's package can have the same type without knowing this one.
type Handle = struct {
	SQL  *sql.DB
	Pool *pgxpool.Pool
}

// Store remembers. It is safe for concurrent use. Every call without a deadline gets one of
// five seconds.
type Store struct {
	db   *gorm.DB // used by read and write alone
	sql  *sql.DB
	pool *pgxpool.Pool // nil on SQLite
	lock *os.File      // nil on PostgreSQL
	keys *Keyring
	now  func() time.Time
	log  *slog.Logger

	retention coaching.Retention

	burials    *burials
	unlisted   atomic.Int64 // more than 0: the database knows of something erased or taken back that the list outside it may not know yet
	unscrubbed atomic.Bool  // what was erased may still stand in SQLite's log
}

// Open opens the database and brings its tables up to date. It refuses, before anything is
// written, a database in use (ErrInUse, SQLite), one of a newer version (ErrNewer), one
// whose key is another (ErrWrongKey) or missing (ErrNoKey), or whose list of destroyed keys
// was altered (ErrTombstones). Data keys that the list names are destroyed before it returns.
func Open(ctx context.Context, o Options) (*Store, error) {
	s, err := newStore(o)
	if err != nil {
		return nil, err
	}
	if err := s.open(ctx, o.URL); err != nil {
		_ = s.Close()
		return nil, err
	}
	if err := s.locked(ctx, func() error { return s.prepare(ctx, o.Migrate) }); err != nil {
		_ = s.Close()
		return nil, err
	}
	return s, nil
}

// newStore is not connected yet.
func newStore(o Options) (*Store, error) {
	if o.Keys == nil || o.Now == nil {
		return nil, errors.New("open database: it needs a keyring and a clock")
	}
	s := &Store{keys: o.Keys, now: o.Now, log: o.Log, burials: &burials{path: o.tombstones()}, retention: o.Retention}
	if s.retention == (coaching.Retention{}) {
		s.retention = coaching.DefaultRetention
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	return s, nil
}

// tombstones is where the list of destroyed keys lies.
func (o Options) tombstones() string {
	if o.Tombstones != "" {
		return o.Tombstones
	}
	return o.Keys.path + ".tombstones"
}

func (s *Store) open(ctx context.Context, url string) error {
	if path, ok := isSQLite(url); ok && path != "" {
		return s.openSQLite(path)
	}
	if strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://") {
		return s.openPostgres(ctx, url)
	}
	return errors.New("open database: the URL must be sqlite:PATH or postgres://…")
}

func gormConfig() *gorm.Config {
	return &gorm.Config{
		TranslateError:         true,
		SkipDefaultTransaction: true,           // write opens them
		Logger:                 logger.Discard, // the default one prints the values of a failed insert
		DisableAutomaticPing:   true,
		// Columns by name: during an upgrade another replica may add some, and PostgreSQL refuses a
		// prepared SELECT * whose columns have changed.
		QueryFields: true,
	}
}

// Close gives the database back. It waits for nobody: stop its users first.
func (s *Store) Close() error {
	var errs []error
	if s.sql != nil {
		errs = append(errs, s.sql.Close())
	}
	if s.pool != nil {
		s.pool.Close()
	}
	if s.lock != nil {
		errs = append(errs, s.lock.Close())
	}
	return errors.Join(errs...)
}

// Handle is the database as the job queue wants it.
func (s *Store) Handle() Handle { return Handle{SQL: s.sql, Pool: s.pool} }

// SQLDB is the handle under everything; on SQLite its only connection is shared.
func (s *Store) SQLDB() *sql.DB { return s.sql }

// PgxPool is the pool under everything; nil on SQLite.
func (s *Store) PgxPool() *pgxpool.Pool { return s.pool }

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	ctx, cancel := bound(ctx)
	defer cancel()
	return wrap("ping", s.sql.PingContext(ctx))
}

// patience bounds a call whose context has no deadline.
const patience = 5 * time.Second

func bound(ctx context.Context) (context.Context, context.CancelFunc) {
	if _, ok := ctx.Deadline(); ok {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, patience)
}

// read runs fn on the outer handle.
func read[T any](ctx context.Context, s *Store, what string, fn func(db *gorm.DB) (T, error)) (T, error) {
	ctx, cancel := bound(ctx)
	defer cancel()
	v, err := fn(s.db.WithContext(ctx))
	return v, wrap(what, err)
}

// tries bounds how often a transaction is begun anew after a deadlock.
const tries = 5

// write runs fn in a transaction: all of it happens or nothing. fn may run more than once.
func (s *Store) write(ctx context.Context, what string, fn func(tx *gorm.DB) error) error {
	ctx, cancel := bound(ctx)
	defer cancel()
	var err error
	for range tries {
		if err = s.db.WithContext(ctx).Transaction(fn); !repeatable(err) {
			break
		}
	}
	return wrap(what, err)
}

// snapshot runs fn on everything as it stands at one instant.
func (s *Store) snapshot(ctx context.Context, what string, fn func(tx *gorm.DB) error) error {
	ctx, cancel := bound(ctx)
	defer cancel()
	opts := &sql.TxOptions{}
	if s.pool != nil {
		opts = &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
	}
	return wrap(what, s.db.WithContext(ctx).Transaction(fn, opts))
}
