package storage

import (
	"context"
	"testing"

	"gorm.io/gorm"

	"interlude/coaching"
)

// SealedTables lets the tests of the package's outside see what is renewed and purged.
func SealedTables() []string { return sealedTables }

// BreakOff has fault called at each step of an erasure; its error is what the program dies of.
func BreakOff(s *Store, fault func(step string) error) { s.burials.fault = fault }

// Failing has one statement of a store fail, before it reaches the database, or something else come before it.
type Failing struct {
	left  int // statements until then; 0: none fails
	cause error
	first func()
}

// NewFailing returns the one of s; none fails yet.
func NewFailing(t testing.TB, s *Store) *Failing {
	t.Helper()
	f := &Failing{}
	fail := func(tx *gorm.DB) {
		if f.left == 0 || tx.DryRun { // a query within another is not a statement
			return
		}
		if f.left--; f.left > 0 {
			return
		}
		if f.first != nil {
			f.first()
		}
		if f.cause != nil {
			_ = tx.AddError(f.cause)
		}
	}
	callbacks := s.db.Callback()
	for _, register := range []func(string, func(*gorm.DB)) error{
		callbacks.Query().Before("gorm:query").Register, callbacks.Raw().Before("gorm:raw").Register, callbacks.Row().Before("gorm:row").Register,
		callbacks.Create().Before("gorm:create").Register, callbacks.Update().Before("gorm:update").Register, callbacks.Delete().Before("gorm:delete").Register,
	} {
		if err := register("fail", fail); err != nil {
			t.Fatal(err)
		}
	}
	return f
}

// Nth has the n-th statement from now on fail with cause.
func (f *Failing) Nth(n int, cause error) { f.left, f.cause, f.first = n, cause, nil }

// Before has first called before the n-th statement from now on, which does not fail.
func (f *Failing) Before(n int, first func()) { f.left, f.cause, f.first = n, nil, first }

// Came reports whether it came to that, and ends it.
func (f *Failing) Came() bool {
	came := f.left == 0
	f.left = 0
	return came
}

// Unlisted reports whether the list outside the database is to be completed.
func Unlisted(s *Store) bool { return s.unlisted.Load() > 0 }

// Bury does what every start does with the list of destroyed keys.
func Bury(ctx context.Context, s *Store) error { return s.bury(ctx, s.db) }

// LookBuried does what every start does before it writes anything.
func LookBuried(s *Store) error { return s.lookBuried(s.db) }

// Pad is what is done to words before they are sealed.
func Pad(plain []byte) []byte { return pad(plain) }

// Reseal puts what is padded in the place of the words of a row, sealed with the coachee's key.
func Reseal(t testing.TB, s *Store, table string, engagement, row coaching.ID, version int, padded []byte) {
	t.Helper()
	err := s.db.Transaction(func(tx *gorm.DB) error {
		b, err := s.boxForWriting(tx, string(engagement))
		if err != nil {
			return err
		}
		w, err := b.enclose(words(table, engagement, row, version), padded)
		if err != nil {
			return err
		}
		return tx.Exec("UPDATE "+table+" SET words = ? WHERE id = ?", w, string(row)).Error
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Writing begins a transaction that writes words of an engagement and holds on to the keys of its coachee; it
// ends with commit.
func Writing(t testing.TB, s *Store, engagement coaching.ID, c coaching.Change) (commit func()) {
	t.Helper()
	tx := s.db.WithContext(t.Context()).Begin()
	if _, err := s.boxForWriting(tx, string(engagement)); err != nil {
		t.Fatal(err)
	}
	return func() {
		t.Helper()
		err := s.apply(tx, c)
		if err == nil {
			err = tx.Commit().Error
		}
		if err != nil {
			tx.Rollback()
			t.Error(err)
		}
	}
}

// InspectInside is what an inspection says of the content of the database and of the keys.
func InspectInside(ctx context.Context, s *Store) []Finding {
	in := &inspector{subject: Subject{Keys: s.keys.path, Tombstones: s.burials.path}, db: s.db}
	in.lookInside(ctx)
	return in.report.Findings
}
