package storage

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/tink-crypto/tink-go/v2/tink"
	"gorm.io/gorm"
)

// Grade says how a Finding is meant.
type Grade int

// The grades, from good to bad.
const (
	Fine     Grade = iota
	Doubtful       // works, and deserves a look
	Wrong          // must be put right
)

// Finding is one thing that was looked at. It holds no secret and nothing that a person wrote.
type Finding struct {
	Grade Grade
	What  string // how it is
	Do    string // what to do about it; empty when Fine
}

// Subject says what to inspect.
type Subject struct {
	URL  string // as in Options
	Keys string // path of the key file

	KEK        tink.AEAD // as in OpenWrappedKeyring
	Tombstones string    // as in Options

	// Queue counts the migrations of the job queue that wait, and says whether one has run
	// that this program does not know; nil when there is no queue.
	Queue func(ctx context.Context, db Handle) (waiting int, newer bool, err error)
	// Living counts the processes that share a PostgreSQL and live; nil: nobody knows.
	Living func(ctx context.Context, db Handle) (int, error)
	// Now is when it is looked, UTC; zero: it is not looked at what is due.
	Now time.Time
}

// Report is what Inspect saw.
type Report struct {
	Findings []Finding
	Teams    []string // ids of the Slack workspaces whose people the database knows
	Living   int      // processes that share the database and live; on SQLite at most 1; -1: not known
}

// Inspect looks at database and key file as Open would meet them. It changes neither and makes
// no file, and it can run beside a program that uses them.
func Inspect(ctx context.Context, s Subject) Report {
	in := &inspector{subject: s, report: Report{Living: -1}}
	switch path, lite := isSQLite(s.URL); {
	case lite && path != "":
		in.report.Living = 1
		in.lookSQLite(ctx, path)
	case strings.HasPrefix(s.URL, "postgres://"), strings.HasPrefix(s.URL, "postgresql://"):
		in.lookPostgres(ctx)
	default:
		in.wrong("write sqlite:PATH or postgres://…", "database: the URL names neither")
		in.lookKeyAlone()
	}
	return in.report
}

// inspector gathers findings.
type inspector struct {
	subject Subject
	report  Report
	db      *gorm.DB
	sql     *sql.DB
	pool    *pgxpool.Pool // nil on SQLite
	current bool          // all migrations have run, and no other
}

func (in *inspector) fine(what string, a ...any)      { in.add(Fine, "", what, a) }
func (in *inspector) doubt(do, what string, a ...any) { in.add(Doubtful, do, what, a) }
func (in *inspector) wrong(do, what string, a ...any) { in.add(Wrong, do, what, a) }

func (in *inspector) add(g Grade, do, what string, a []any) {
	in.report.Findings = append(in.report.Findings, Finding{g, fmt.Sprintf(what, a...), do})
}

// lookInside looks at what the database holds.
func (in *inspector) lookInside(ctx context.Context) {
	if err := in.lookMigrations(ctx); err != nil {
		in.wrong("see the log of the database", "migrations: cannot be read (%v)", reduce(err))
	}
	if err := in.lookKey(ctx); err != nil {
		in.wrong("see the log of the database", "key file: what it belongs to cannot be read (%v)", reduce(err))
	}
	if err := in.lookTeams(ctx); err != nil {
		in.wrong("see the log of the database", "people: cannot be read (%v)", reduce(err))
	}
	if !in.current || in.subject.Now.IsZero() {
		return
	}
	if err := in.lookLiving(ctx); err != nil {
		in.wrong("see the log of the database", "replicas: cannot be read (%v)", reduce(err))
	}
	if err := in.lookDue(ctx); err != nil {
		in.wrong("see the log of the database", "deliveries: cannot be read (%v)", reduce(err))
	}
}

// lookTeams finds whose people the database knows. More than one workspace is a stranger's row
// at most, and no finding by itself.
func (in *inspector) lookTeams(ctx context.Context) error {
	db := in.db.WithContext(ctx)
	if ok, err := hasTable(db, "people"); err != nil || !ok {
		return err
	}
	return db.Raw("SELECT DISTINCT team FROM people ORDER BY team LIMIT 10").Scan(&in.report.Teams).Error
}
