package storage

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"syscall"

	"github.com/glebarez/go-sqlite"
	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"

	"interlude/coaching"
)

// Refusals of Open. Each is wrapped in a sentence that says what to do.
var (
	ErrWrongKey = errors.New("this is not the key that the database was written with")
	ErrNoKey    = errors.New("the database was written with a key, but the key file is missing")
	ErrInUse    = errors.New("another process uses this database")
	ErrNewer    = errors.New("the database was written by a newer version of interlude")

	// ErrTombstones: the list of destroyed keys cannot be trusted.
	ErrTombstones = errors.New("the list of destroyed keys was altered, or belongs to another installation or to newer keys: put your copy of it and of the key file back")
)

// errBroken is a sealed value that does not open in the place where it stands.
var errBroken = errors.New("a sealed value does not belong here or was altered")

// errNoOwnerKey says that a sealed value names a key that this coachee does not have.
var errNoOwnerKey = errors.New("the key of this coachee does not exist")

// errErased says the same of a coachee who had words destroyed. It never leaves this package: for
// everybody else a row that cannot be opened for this reason is not there.
var errErased = errors.New("the words were destroyed")

// errOldKeyFile says that the database works with a master key that this key file does not hold.
var errOldKeyFile = errors.New("the key file is an older copy: put the present one in its place")

// errReadBeside says that another process reads SQLite's log, so that it cannot be emptied yet.
var errReadBeside = errors.New("another process reads the database")

// outside is the error of a caller's callback: passed on as it is.
type outside struct{ err error }

func (o outside) Error() string { return o.err.Error() }
func (o outside) Unwrap() error { return o.err }

// wrap says what was tried. Refusals for people pass unchanged; what a driver says is reduced
// to its code, because its text may quote the values of a statement.
func wrap(what string, err error) error {
	if err == nil {
		return nil
	}
	var refusal *coaching.Error
	if errors.As(err, &refusal) {
		return err
	}
	return fmt.Errorf("%s: %w", what, reduce(err))
}

func reduce(err error) error {
	var (
		theirs   outside
		postgres *pgconn.PgError
		lite     *sqlite.Error
		system   syscall.Errno
		name     *net.DNSError
	)
	switch {
	case errors.As(err, &theirs):
		return theirs.err
	case errors.Is(err, context.Canceled):
		return context.Canceled
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("the database did not answer in time: %w", context.DeadlineExceeded)
	case errors.As(err, &postgres):
		return fmt.Errorf("the database answered %s %s", postgres.Code, postgres.ConstraintName)
	case errors.As(err, &lite):
		return fmt.Errorf("the database answered %s", sqlite.ErrorCodeString[lite.Code()&0xff])
	case errors.As(err, &system):
		return fmt.Errorf("the database cannot be reached: %w", system)
	case errors.As(err, &name):
		return fmt.Errorf("the database's host %s is not known", name.Name)
	case cut(err):
		return errCut
	}
	for _, known := range harmless {
		if errors.Is(err, known) {
			return known
		}
	}
	return fmt.Errorf("database error of type %T", err)
}

// errCut is what is left of the many ways in which a connection ends.
var errCut = errors.New("the connection to the database was cut")

func cut(err error) bool {
	var connect *pgconn.ConnectError
	for _, end := range []error{driver.ErrBadConn, sql.ErrConnDone, sql.ErrTxDone, io.EOF, io.ErrUnexpectedEOF, net.ErrClosed} {
		if errors.Is(err, end) {
			return true
		}
	}
	return errors.As(err, &connect)
}

// harmless are the errors whose text is fixed.
var harmless = []error{
	errBroken, errNoOwnerKey, errErased, errOldKeyFile, errReadBeside, errNoID, errTooLong, errCancelsAll,
	gorm.ErrDuplicatedKey, gorm.ErrForeignKeyViolated, gorm.ErrCheckConstraintViolated, gorm.ErrRecordNotFound,
}

// clash reports whether err says that a row with such a key exists already.
func clash(err error) bool { return errors.Is(err, gorm.ErrDuplicatedKey) }

// repeatable reports whether PostgreSQL rolled a transaction back only because it met another.
func repeatable(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && (e.Code == "40P01" || e.Code == "40001")
}

func notFound() error { return &coaching.Error{Kind: coaching.NotFound, Msg: coaching.NoLonger} }

func repeated() error { return &coaching.Error{Kind: coaching.Repeated, Msg: coaching.NoLonger} }

func taken() error {
	return &coaching.Error{Kind: coaching.Taken, Field: "start", Msg: "That time was just taken. Choose another start."}
}
