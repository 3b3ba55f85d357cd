package storagetest

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"interlude/coaching"
	"interlude/storage"
)

var claimCases = cases{
	"earliest first, up to the limit": claimOrder,
	"by turn":                         claimTurns,
	"of other workspaces, some":       claimSome,
	"with its job or not at all":      claimWithJob,
	"eight claim 1,500":               eightClaim,
	"released":                        released,
	"what is due next":                nextDue,
	"due again after an update":       dueAgain,
}

func ids(due []coaching.Waiting) []coaching.ID {
	var out []coaching.ID
	for _, w := range due {
		out = append(out, w.ID)
	}
	return out
}

var errQueue = errors.New("the queue is full")

// claim claims everything that is due and returns it.
func claim(t testing.TB, s *storage.Store, now time.Time, limit int) []coaching.ID {
	t.Helper()
	var got []coaching.ID
	n, err := s.Claim(t.Context(), now, limit, nil, func(_ any, due []coaching.Waiting) ([]coaching.ID, error) {
		got = ids(due)
		return got, nil
	})
	if err != nil || n != len(got) {
		t.Fatalf("claimed %d, said %d: %v", len(got), n, err)
	}
	return got
}

func claimOrder(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	a, b, c, d := newDelivery(p, coaching.KindPrompt, "a"), newDelivery(p, coaching.KindPrompt, "b"), newDelivery(p, coaching.KindPrompt, "c"), newDelivery(p, coaching.KindPrompt, "d")
	b.Due, c.Due, d.State = Noon.Add(-time.Hour), Noon.Add(time.Millisecond), coaching.DeliveryCancelled
	commit(t, s, coaching.Change{Deliveries: []coaching.Delivery{a, b, c, d}})
	same(t, "limit", claim(t, s, Noon, 1), nil, []coaching.ID{b.ID})
	same(t, "rest", claim(t, s, Noon, 10), nil, []coaching.ID{a.ID})
	same(t, "nothing", claim(t, s, Noon, 10), nil, nil)
	same(t, "later", claim(t, s, c.Due, 10), nil, []coaching.ID{c.ID})
	got, err := s.Delivery(t.Context(), a.ID)
	a.Version = 1
	same(t, "claiming changes nothing in the delivery", got, err, a)
}

// claimTurns: every kind comes when coaching says that it is its turn, whatever is due before.
func claimTurns(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	var c coaching.Change
	for i, kind := range []coaching.DeliveryKind{
		coaching.KindPrompt, coaching.KindPromptAgain, coaching.KindActionDue, coaching.KindActionFollowUp, coaching.KindSessionAfter,
		coaching.KindSessionActions, coaching.KindBooked, coaching.KindSponsorNews, coaching.KindClosed, coaching.KindSessionSoon, coaching.KindSessionNow,
	} {
		d := newDelivery(p, kind, "s")
		d.Due = Noon.Add(-time.Duration(i) * time.Minute)
		c.Deliveries = append(c.Deliveries, d)
	}
	commit(t, s, c)
	slices.SortStableFunc(c.Deliveries, func(a, b coaching.Delivery) int {
		return cmp.Or(cmp.Compare(a.Kind.Turn(), b.Kind.Turn()), a.Due.Compare(b.Due))
	})
	var want []coaching.ID
	for _, d := range c.Deliveries {
		want = append(want, d.ID)
	}
	same(t, "the first of all turns", claim(t, s, Noon, 1), nil, want[:1])
	same(t, "the rest", claim(t, s, Noon, len(want)), nil, want[1:])
}

// claimSome: what is not taken, and who is passed over, is there the next time.
func claimSome(t *testing.T, s *storage.Store) {
	p, other := NewPractice(t, s), newPerson("Olga")
	a, b, c := newDelivery(p, coaching.KindPrompt, "a"), newDelivery(p, coaching.KindPrompt, "b"), newDelivery(p, coaching.KindPrompt, "c")
	b.Due, c.Due = Noon.Add(-time.Minute), Noon.Add(-time.Hour)
	other.Team, c.Recipient = "T2", other.ID
	commit(t, s, coaching.Change{People: []coaching.Person{other}, Deliveries: []coaching.Delivery{a, b, c}})
	var seen []coaching.Waiting
	n, err := s.Claim(t.Context(), Noon, 10, []string{"T2"}, func(_ any, due []coaching.Waiting) ([]coaching.ID, error) {
		seen = due
		return ids(due)[:1], nil
	})
	same(t, "found", n, err, 2)
	same(t, "seen", seen, nil, []coaching.Waiting{
		{ID: b.ID, Kind: b.Kind, Recipient: b.Recipient, Team: "T0TEAM"}, {ID: a.ID, Kind: a.Kind, Recipient: a.Recipient, Team: "T0TEAM"},
	})
	same(t, "left", claim(t, s, Noon, 10), nil, []coaching.ID{c.ID, a.ID})
}

// insertJob writes through tx as the queue would: it stands in the table of applied keys.
func insertJob(tx any, key string) error {
	ctx := context.Background()
	switch tx := tx.(type) {
	case *sql.Tx:
		_, err := tx.ExecContext(ctx, "INSERT INTO once (key, at) VALUES (?, 1)", key)
		return err
	case pgx.Tx:
		inner, err := tx.Begin(ctx) // queues use savepoints
		if err != nil {
			return err
		}
		if _, err := inner.Exec(ctx, "INSERT INTO once (key, at) VALUES ($1, 1)", key); err != nil {
			return errors.Join(err, inner.Rollback(ctx))
		}
		if tx.Commit(ctx) == nil || tx.Rollback(ctx) == nil {
			return errors.New("the queue could end the transaction")
		}
		return inner.Commit(ctx)
	}
	return fmt.Errorf("a transaction of type %T", tx)
}

func jobs(t testing.TB, s *storage.Store) []string {
	t.Helper()
	return column(t, s, "SELECT key FROM once ORDER BY key")
}

func claimWithJob(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	d := newDelivery(p, coaching.KindPrompt, "a")
	commit(t, s, coaching.Change{Deliveries: []coaching.Delivery{d}})
	n, err := s.Claim(t.Context(), Noon, 10, nil, func(tx any, _ []coaching.Waiting) ([]coaching.ID, error) {
		return nil, errors.Join(insertJob(tx, "job 1"), errQueue)
	})
	if n != 0 || !errors.Is(err, errQueue) || len(jobs(t, s)) != 0 {
		t.Fatalf("claimed %d, %v, jobs %v", n, err, jobs(t, s))
	}
	n, err = s.Claim(t.Context(), Noon, 10, nil, func(tx any, due []coaching.Waiting) ([]coaching.ID, error) {
		return ids(due), insertJob(tx, string(due[0].ID))
	})
	if n != 1 || err != nil {
		t.Fatalf("claimed %d, %v", n, err)
	}
	same(t, "jobs", jobs(t, s), nil, []string{string(d.ID)})
}

// eightClaim has eight claimers empty a table; each delivery is claimed once.
func eightClaim(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	const many = 1500
	var ds []coaching.Delivery
	for range many {
		ds = append(ds, newDelivery(p, coaching.KindPrompt, "a"))
	}
	commit(t, s, coaching.Change{Deliveries: ds})
	var mu sync.Mutex
	times := map[coaching.ID]int{}
	_, lost := race(8, func(int) error {
		for {
			var ours []coaching.ID
			n, err := s.Claim(t.Context(), Noon, 50, nil, func(_ any, due []coaching.Waiting) ([]coaching.ID, error) {
				ours = ids(due)
				return ours, nil
			})
			if err != nil || n == 0 {
				return err
			}
			mu.Lock()
			for _, id := range ours {
				times[id]++
			}
			mu.Unlock()
		}
	})
	if len(lost) > 0 || len(times) != many {
		t.Fatalf("%d of %d were claimed, %v", len(times), many, lost)
	}
	for id, n := range times {
		if n != 1 {
			t.Fatalf("%s was claimed %d times", id, n)
		}
	}
}

func release(t testing.TB, s *storage.Store, before time.Time, alive ...coaching.ID) int {
	t.Helper()
	n, err := s.Release(t.Context(), before, func(_ any, _ []coaching.ID) (map[coaching.ID]bool, error) {
		live := map[coaching.ID]bool{}
		for _, id := range alive {
			live[id] = true
		}
		return live, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func released(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	lost, alive, doubt, done := newDelivery(p, coaching.KindPrompt, "a"), newDelivery(p, coaching.KindPrompt, "b"), newDelivery(p, coaching.KindClosed, "c"), newDelivery(p, coaching.KindClosed, "d")
	commit(t, s, coaching.Change{Deliveries: []coaching.Delivery{lost, alive, doubt, done}})
	claim(t, s, Noon, 10)
	intend(t, s, doubt.ID, Noon, 0, sendAll)
	intend(t, s, done.ID, Noon, 0, sendAll)
	settle(t, s, done.ID, coaching.Outcome{State: coaching.DeliverySent, At: Noon, Channel: "D1", Message: "1.1"})

	if n := release(t, s, Noon, alive.ID); n != 0 {
		t.Fatalf("%d claimed at this very instant were released", n)
	}
	_, err := s.Release(t.Context(), Noon.Add(time.Second), func(any, []coaching.ID) (map[coaching.ID]bool, error) { return nil, errQueue })
	if !errors.Is(err, errQueue) {
		t.Fatal(err)
	}
	same(t, "before the release", claim(t, s, Noon, 10), nil, nil)
	if n := release(t, s, Noon.Add(time.Second), alive.ID); n != 2 {
		t.Fatalf("released %d, want the lost one and the one in doubt", n)
	}
	again := claim(t, s, Noon.Add(time.Second), 10)
	if len(again) != 2 || (again[0] != lost.ID && again[1] != lost.ID) || (again[0] != doubt.ID && again[1] != doubt.ID) {
		t.Fatalf("claimed again: %v", again)
	}
	if got := intend(t, s, doubt.ID, Noon, 0, sendAll); got.Verdict.Act != coaching.ActLook {
		t.Fatalf("a released delivery in doubt is %s without a look", got.Verdict.Act)
	}
}

func nextDue(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	want := func(what string, at time.Time, ok bool) {
		t.Helper()
		got, found, err := s.NextDue(t.Context())
		if err != nil || found != ok || !got.Equal(at) {
			t.Fatalf("%s: %v, %v, %v", what, got, found, err)
		}
	}
	want("nothing", time.Time{}, false)
	d, schedule := newDelivery(p, coaching.KindPrompt, "a"), newSchedule(p)
	commit(t, s, coaching.Change{Deliveries: []coaching.Delivery{d}})
	want("a delivery", Noon, true)
	commit(t, s, coaching.Change{Schedules: []coaching.Schedule{schedule}})
	want("a schedule before it", schedule.Next, true)
	schedule.Version, schedule.Next = 1, time.Time{}
	commit(t, s, coaching.Change{Schedules: []coaching.Schedule{schedule}})
	want("a schedule without a next instant", Noon, true)
	claim(t, s, Noon, 10)
	want("a job carries it", time.Time{}, false)
	schedule.Version, schedule.Next = 2, Noon.AddDate(1, 0, 0)
	commit(t, s, coaching.Change{Schedules: []coaching.Schedule{schedule}})
	want("a schedule alone", schedule.Next, true)
}

// dueAgain: an update that makes a delivery due does not leave it to a job that has ended.
func dueAgain(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	d := newDelivery(p, coaching.KindPromptAgain, "a")
	commit(t, s, coaching.Change{Deliveries: []coaching.Delivery{d}})
	claim(t, s, Noon, 10)
	d.Version, d.Due = 1, Noon.Add(time.Hour)
	commit(t, s, coaching.Change{Deliveries: []coaching.Delivery{d}})
	same(t, "not before", claim(t, s, Noon, 10), nil, nil)
	same(t, "at its instant", claim(t, s, d.Due, 10), nil, []coaching.ID{d.ID})
}
