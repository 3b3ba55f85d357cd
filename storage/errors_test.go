package storage

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"

	"interlude/coaching"
)

func TestErrorsHoldNoValues(t *testing.T) {
	const secret = "swordfish"
	for _, err := range []error{
		errors.New("encode args[3]: " + secret),
		&pgconn.PgError{Code: "22P02", Message: "invalid input syntax: " + secret, Detail: secret, Where: secret},
		fmt.Errorf("%s: %w", secret, gorm.ErrDuplicatedKey),
		fmt.Errorf("%s: %w", secret, errBroken),
		fmt.Errorf("%s: %w", secret, context.Canceled),
		fmt.Errorf("%s: %w", secret, context.DeadlineExceeded),
		fmt.Errorf("%s: %w", secret, syscall.ECONNREFUSED),
		&net.OpError{Op: "read", Err: errors.New(secret)},
	} {
		got := wrap("commit", err)
		if strings.Contains(got.Error(), secret) || !strings.HasPrefix(got.Error(), "commit: ") {
			t.Errorf("%T: %v", err, got)
		}
	}
}

func TestErrorsThatCallersNeedPassThrough(t *testing.T) {
	if wrap("x", nil) != nil {
		t.Error("no error became one")
	}
	if err := wrap("x", fmt.Errorf("deep: %w", taken())); !coaching.Is(err, coaching.Taken) {
		t.Error(err)
	}
	theirs := errors.New("the queue is full")
	if err := wrap("claim", outside{theirs}); !errors.Is(err, theirs) {
		t.Error(err)
	}
	for _, known := range []error{context.Canceled, context.DeadlineExceeded, syscall.ECONNREFUSED, gorm.ErrForeignKeyViolated} {
		if err := wrap("x", known); !errors.Is(err, known) {
			t.Errorf("%v is lost", known)
		}
	}
}
