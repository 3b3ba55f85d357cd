package storagetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"interlude/coaching"
	"interlude/storage"
)

var limitCases = cases{
	"a context that is over": cancelled,
	"a database that hangs":  hanging,
	"a callback that panics": panicking,
	"ping":                   ping,
	"many people at once":    manyPeople,
}

func cancelled(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	before := Dump(t, s)
	if err := s.Commit(ctx, coaching.Change{Actions: []coaching.Action{newAction(p)}}); !errors.Is(err, context.Canceled) {
		t.Errorf("commit: %v", err)
	}
	if _, err := s.Person(ctx, p.Coach.ID); !errors.Is(err, context.Canceled) {
		t.Errorf("read: %v", err)
	}
	if Dump(t, s) != before {
		t.Error("a cancelled change was written")
	}
}

// hanging holds the row that a call wants; the call gives up at its deadline.
func hanging(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	tx, err := s.SQLDB().BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.ExecContext(t.Context(), "UPDATE people SET version = version"); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if err := s.Commit(ctx, coaching.Change{People: []coaching.Person{p.Coachee}}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("commit: %v", err)
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	commit(t, s, coaching.Change{People: []coaching.Person{p.Coachee}})
}

func ping(t *testing.T, s *storage.Store) {
	if err := s.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Ping(ctx); err == nil {
		t.Error("a ping under a context that is over succeeded")
	}
}

func manyPeople(t *testing.T, s *storage.Store) {
	var c coaching.Change
	var ids []coaching.ID
	for range 1100 {
		p := newPerson("P")
		c.People, ids = append(c.People, p), append(ids, p.ID)
	}
	commit(t, s, c)
	got, err := s.People(t.Context(), ids)
	if err != nil || len(got) != len(ids) {
		t.Fatalf("%d of %d, %v", len(got), len(ids), err)
	}
}

// panicking sees that a panic of a callback leaves neither a change nor a connection behind.
func panicking(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	d := newDelivery(p, coaching.KindPrompt, "a")
	commit(t, s, coaching.Change{Deliveries: []coaching.Delivery{d}, Schedules: []coaching.Schedule{newSchedule(p)}})
	before := Dump(t, s)
	for what, call := range map[string]func() error{
		"claim": func() error {
			_, err := s.Claim(t.Context(), Noon, 1, nil, func(any, []coaching.Waiting) ([]coaching.ID, error) { panic(errPanic) })
			return err
		},
		"advance": func() error {
			_, err := s.Advance(t.Context(), Noon, 1, func(coaching.Schedule, coaching.Engagement) (coaching.Change, error) { panic(errPanic) })
			return err
		},
		"intend": func() error {
			_, err := s.Intend(t.Context(), d.ID, Noon, 0, func(coaching.Standing) coaching.Verdict { panic(errPanic) })
			return err
		},
	} {
		for range 20 { // more than there are connections
			if err := recovered(call); !errors.Is(err, errPanic) {
				t.Fatalf("%s: %v", what, err)
			}
		}
		if Dump(t, s) != before {
			t.Errorf("%s left something behind", what)
		}
	}
}

var errPanic = errors.New("a panic")

func recovered(call func() error) (err error) {
	defer func() {
		if p, ok := recover().(error); ok {
			err = p
		}
	}()
	return call()
}
