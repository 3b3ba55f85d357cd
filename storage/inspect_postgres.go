package storage

import (
	"context"
	"errors"
	"strconv"
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
	oldestPostgres = 140000          // server_version_num of the oldest version that is tested for
	answerFor      = 5 * time.Second // how long an inspection waits for the server
)

func (in *inspector) lookPostgres(ctx context.Context) {
	cfg, err := pgxpool.ParseConfig(in.subject.URL)
	if err != nil { // the cause quotes the URL
		in.wrong("write postgres://user@host:port/database", "database: the URL is not of that form")
		in.lookKeyAlone()
		return
	}
	most := cfg.MaxConns
	if !strings.Contains(in.subject.URL, "pool_max_conns") {
		most = maxConns
	}
	if err := in.connectRead(ctx, cfg); err != nil {
		c := cfg.ConnConfig
		in.wrong("start the server, or correct database.url", "database: PostgreSQL at %s:%d, database %s, as %s: %v", c.Host, c.Port, c.Database, c.User, err)
		in.lookKeyAlone()
		return
	}
	defer in.pool.Close()
	defer func() { _ = in.sql.Close() }()
	set, err := in.settings(ctx)
	if err != nil {
		in.wrong("see the log of the server", "settings: they cannot be read (%v)", reduce(err))
	} else {
		in.lookServer(cfg.ConnConfig, set)
		in.lookDurability(set)
		in.lookLogging(set)
		in.lookConnections(set, int(most))
	}
	in.lookInside(ctx)
}

// connectRead connects once, for reading alone.
func (in *inspector) connectRead(ctx context.Context, cfg *pgxpool.Config) error {
	cfg = cfg.Copy()
	cfg.MaxConns, cfg.MinConns, cfg.MinIdleConns = 1, 0, 0
	cfg.ConnConfig.ConnectTimeout = answerFor
	cfg.ConnConfig.RuntimeParams["application_name"] = "interlude doctor"
	cfg.AfterConnect = func(ctx context.Context, c *pgx.Conn) error {
		_, err := c.Exec(ctx, "SET default_transaction_read_only = on")
		return err
	}
	var err error
	if in.pool, err = pgxpool.NewWithConfig(ctx, cfg); err != nil {
		return reduce(err)
	}
	limited, cancel := context.WithTimeout(ctx, 2*answerFor)
	defer cancel()
	if err := in.pool.Ping(limited); err != nil {
		in.pool.Close()
		return reachable(err)
	}
	in.sql = stdlib.OpenDBFromPool(in.pool)
	in.sql.SetMaxIdleConns(0)
	if in.db, err = gorm.Open(postgres.New(postgres.Config{Conn: in.sql}), gormConfig()); err != nil {
		in.pool.Close()
		return reduce(err)
	}
	return nil
}

// reachable says why the server did not take us.
func reachable(err error) error {
	var e *pgconn.PgError
	if why := refusal(err); why != nil {
		return why
	}
	if errors.As(err, &e) && e.Code == "53300" {
		return errors.New("all its connections are taken")
	}
	return reduce(err)
}

// setting is asked for by name; one that the server does not know is missing from the answer.
const settingsQuery = `SELECT name, value FROM (
	SELECT name, current_setting(name, true) AS value FROM unnest(ARRAY[
		'server_version', 'server_version_num', 'synchronous_commit', 'fsync', 'full_page_writes',
		'log_parameter_max_length', 'log_parameter_max_length_on_error', 'log_statement', 'log_min_duration_statement',
		'log_min_duration_sample', 'log_transaction_sample_rate', 'auto_explain.log_min_duration', 'pgaudit.log_parameter',
		'max_connections', 'superuser_reserved_connections', 'reserved_connections']) AS name
	UNION ALL SELECT 'standby', pg_is_in_recovery()::text
	UNION ALL SELECT 'read_only', reset_val FROM pg_settings WHERE name = 'default_transaction_read_only'
	UNION ALL SELECT 'used', count(*)::text FROM pg_stat_activity WHERE datid IS NOT NULL AND pid <> pg_backend_pid()
	UNION ALL SELECT 'role_limit', rolconnlimit::text FROM pg_roles WHERE rolname = current_user
	UNION ALL SELECT 'database_limit', datconnlimit::text FROM pg_database WHERE datname = current_database()
) s WHERE value IS NOT NULL`

// settings are what this user meets in this database, by name.
func (in *inspector) settings(ctx context.Context) (settings, error) {
	rows, err := in.pool.Query(ctx, settingsQuery)
	if err != nil {
		return nil, err
	}
	set := settings{}
	var name, value string
	_, err = pgx.ForEachRow(rows, []any{&name, &value}, func() error { set[name] = value; return nil })
	return set, err
}

type settings map[string]string

// number is the setting as a whole number, or -1: as PostgreSQL says "none".
func (s settings) number(name string) int {
	n, err := strconv.Atoi(s[name])
	if err != nil {
		return -1
	}
	return n
}
