package storage

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

const (
	connectFor = 30 * time.Second // how long a start waits for the server
	maxConns   = 10               // unless the URL says pool_max_conns
	// A process that stands still in a transaction holds its locks no longer than this; none of
	// ours thinks that long.
	idleParam, idleFor = "idle_in_transaction_session_timeout", "15s"
	// migrationLock makes replicas that start together migrate one after the other.
	migrationLock = 0x696e7465726c7564 // "interlud"
)

// openPostgres connects the pool that gorm and the job queue share.
func (s *Store) openPostgres(ctx context.Context, url string) error {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return errors.New("open database: the URL is not of the form postgres://user@host:port/database") // the cause quotes it
	}
	if !strings.Contains(url, "pool_max_conns") {
		cfg.MaxConns = maxConns
	}
	if cfg.ConnConfig.RuntimeParams["application_name"] == "" {
		cfg.ConnConfig.RuntimeParams["application_name"] = "interlude"
	}
	if cfg.ConnConfig.RuntimeParams[idleParam] == "" {
		cfg.AfterConnect = func(ctx context.Context, c *pgx.Conn) error {
			_, err := c.Exec(ctx, "SET "+idleParam+" = '"+idleFor+"'")
			return err
		}
	}
	if s.pool, err = pgxpool.NewWithConfig(ctx, cfg); err != nil {
		return fmt.Errorf("open database: %w", reduce(err))
	}
	if err := s.connect(ctx); err != nil {
		c := cfg.ConnConfig
		return fmt.Errorf("connect to PostgreSQL at %s:%d, database %s, as %s: %w", c.Host, c.Port, c.Database, c.User, err)
	}
	s.sql = stdlib.OpenDBFromPool(s.pool)
	s.sql.SetMaxIdleConns(0) // back to the pool, which the job queue uses too
	s.db, err = gorm.Open(postgres.New(postgres.Config{Conn: s.sql}), gormConfig())
	return wrap("open database", err)
}

// connect waits until the server answers; at a common start it may come up after us.
func (s *Store) connect(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, connectFor)
	defer cancel()
	for wait := 100 * time.Millisecond; ; wait = min(2*wait, 2*time.Second) {
		err := s.pool.Ping(ctx)
		if err == nil {
			return nil
		}
		if e := refusal(err); e != nil {
			return e
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return reduce(err)
		}
	}
}

// refusal says why the server will not take us, however long we wait; nil: it may yet.
func refusal(err error) error {
	var e *pgconn.PgError
	switch {
	case !errors.As(err, &e):
		return nil
	case strings.HasPrefix(e.Code, "28"):
		return errors.New("the server does not accept this user or password")
	case e.Code == "3D000":
		return errors.New("there is no such database")
	}
	return nil
}

// locked runs fn while no other replica migrates.
func (s *Store) locked(ctx context.Context, fn func() error) error {
	if s.pool == nil {
		return fn() // the lock file has seen to it
	}
	c, err := s.pool.Acquire(ctx)
	if err != nil {
		return wrap("take the migration lock", err)
	}
	defer c.Release()
	if _, err := c.Exec(ctx, "SELECT pg_advisory_lock($1)", migrationLock); err != nil {
		return wrap("take the migration lock", err)
	}
	defer func() {
		if _, err := c.Exec(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", migrationLock); err != nil {
			_ = c.Conn().Close(context.WithoutCancel(ctx)) // the lock ends with the session
		}
	}()
	return fn()
}
