package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/gorm"
)

var errNotOurs = errors.New("this transaction is ended by who began it")

// jobTx runs fn in a transaction, together with what the job queue calls a transaction: a
// *sql.Tx on SQLite and a pgx.Tx on PostgreSQL.
func (s *Store) jobTx(ctx context.Context, what string, fn func(tx *gorm.DB, job any) error) error {
	if s.pool == nil {
		return s.write(ctx, what, func(tx *gorm.DB) error {
			job, ok := tx.Statement.ConnPool.(*sql.Tx)
			if !ok {
				return fmt.Errorf("gorm begins transactions of type %T", tx.Statement.ConnPool)
			}
			return fn(tx, job)
		})
	}
	ctx, cancel := bound(ctx)
	defer cancel()
	var err error
	for range tries {
		if err = s.pinned(ctx, fn); !repeatable(err) {
			break
		}
	}
	return wrap(what, err)
}

// pinned keeps one connection for gorm's transaction, so that pgx's view of it is reachable.
func (s *Store) pinned(ctx context.Context, fn func(tx *gorm.DB, job any) error) error {
	return s.db.WithContext(ctx).Connection(func(db *gorm.DB) error {
		c, ok := db.Statement.ConnPool.(*sql.Conn)
		if !ok {
			return fmt.Errorf("gorm pins connections of type %T", db.Statement.ConnPool)
		}
		var under *pgx.Conn
		if err := c.Raw(func(driver any) error {
			under = driver.(*stdlib.Conn).Conn()
			return nil
		}); err != nil {
			return err
		}
		return db.Transaction(func(tx *gorm.DB) error { return fn(tx, &connTx{c: under}) })
	})
}

// connTx shows a connection on which gorm has begun a transaction as a pgx.Tx. The outermost
// level is ended by gorm; inner ones are savepoints.
type connTx struct {
	c     *pgx.Conn
	level int
	done  bool
}

func (t *connTx) savepoint() string { return fmt.Sprintf("job_%d", t.level) }

// Begin sets a savepoint.
func (t *connTx) Begin(ctx context.Context) (pgx.Tx, error) {
	inner := &connTx{c: t.c, level: t.level + 1}
	if _, err := t.c.Exec(ctx, "SAVEPOINT "+inner.savepoint()); err != nil {
		return nil, err
	}
	return inner, nil
}

// Commit keeps what was done since Begin.
func (t *connTx) Commit(ctx context.Context) error { return t.end(ctx, "RELEASE SAVEPOINT ") }

// Rollback undoes what was done since Begin.
func (t *connTx) Rollback(ctx context.Context) error { return t.end(ctx, "ROLLBACK TO SAVEPOINT ") }

func (t *connTx) end(ctx context.Context, how string) error {
	if t.level == 0 {
		return errNotOurs
	}
	if t.done {
		return pgx.ErrTxClosed
	}
	t.done = true
	_, err := t.c.Exec(ctx, how+t.savepoint())
	return err
}

// CopyFrom copies rows in.
func (t *connTx) CopyFrom(ctx context.Context, table pgx.Identifier, columns []string, rows pgx.CopyFromSource) (int64, error) {
	return t.c.CopyFrom(ctx, table, columns, rows)
}

// SendBatch runs b.
func (t *connTx) SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults {
	return t.c.SendBatch(ctx, b)
}

// LargeObjects is empty: no queue keeps any.
func (t *connTx) LargeObjects() pgx.LargeObjects { return pgx.LargeObjects{} }

// Prepare prepares a statement on the connection.
func (t *connTx) Prepare(ctx context.Context, name, text string) (*pgconn.StatementDescription, error) {
	return t.c.Prepare(ctx, name, text)
}

// Exec runs a statement.
func (t *connTx) Exec(ctx context.Context, text string, args ...any) (pgconn.CommandTag, error) {
	return t.c.Exec(ctx, text, args...)
}

// Query runs a query.
func (t *connTx) Query(ctx context.Context, text string, args ...any) (pgx.Rows, error) {
	return t.c.Query(ctx, text, args...)
}

// QueryRow runs a query for one row.
func (t *connTx) QueryRow(ctx context.Context, text string, args ...any) pgx.Row {
	return t.c.QueryRow(ctx, text, args...)
}

// Conn returns the connection.
func (t *connTx) Conn() *pgx.Conn { return t.c }
