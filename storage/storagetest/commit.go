package storagetest

import (
	"sync"
	"testing"
	"time"

	"interlude/coaching"
	"interlude/storage"
)

var commitCases = cases{
	"a second time is repeated":    repeatedOnce,
	"all or nothing":               allOrNothing,
	"one of many wins":             oneOfManyWins,
	"one of many submissions wins": oneSubmissionWins,
	"a row without an id":          withoutID,
	"the same person at once":      samePerson,
}

func repeatedOnce(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	c := coaching.Change{Once: "submission 1", Actions: []coaching.Action{newAction(p)}}
	commit(t, s, c)
	refused(t, s, c, coaching.Repeated)
	c.Actions[0].ID = coaching.NewID()
	before := Dump(t, s)
	refused(t, s, c, coaching.Repeated)
	if Dump(t, s) != before {
		t.Fatal("a repetition changed something")
	}
	c.Once = "submission 2"
	commit(t, s, c)

	if err := s.Prune(t.Context(), Noon); err != nil { // both were applied at Noon
		t.Fatal(err)
	}
	refused(t, s, c, coaching.Repeated)
	if err := s.Prune(t.Context(), Noon.Add(time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	commit(t, s, coaching.Change{Once: "submission 1"})
}

// allOrNothing ends a change that touches every table with a row that has moved on.
func allOrNothing(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	kept := newReflection(p, "")
	commit(t, s, coaching.Change{Reflections: []coaching.Reflection{kept}, Deliveries: []coaching.Delivery{newDelivery(p, coaching.KindPrompt, "x")}})
	before := Dump(t, s)

	entry := newReflection(p, "18.1")
	stale := newDelivery(p, coaching.KindPrompt, "y")
	stale.Version = 7
	p.Coachee.Paused = true
	p.Engagement.State = coaching.EngagementPaused
	change := coaching.Change{
		Once: "all", People: []coaching.Person{newPerson("New"), p.Coachee}, Engagements: []coaching.Engagement{p.Engagement},
		Acceptances: []coaching.Acceptance{{ID: coaching.NewID(), Engagement: p.Engagement.ID, Person: p.Coach.ID, At: Noon}},
		Actions:     []coaching.Action{newAction(p)}, Sessions: []coaching.Session{newSession(p, Noon)},
		Schedules: []coaching.Schedule{newSchedule(p)}, Reflections: []coaching.Reflection{entry},
		Briefs:     []coaching.Brief{{ID: coaching.NewID(), Engagement: p.Engagement.ID, Entries: []coaching.ID{entry.ID}, Released: Noon}},
		Consents:   []coaching.Consent{newConsent(p)},
		Deliveries: []coaching.Delivery{newDelivery(p, coaching.KindPrompt, "z"), stale},
		Cancel:     []coaching.Cancel{{Recipient: p.Coachee.ID, Reason: "test"}},
		Erase:      []coaching.ID{kept.ID},
		Shred:      []coaching.Shred{{Owner: p.Coachee.ID, At: Noon}},
	}
	refused(t, s, change, coaching.Stale)
	if after := Dump(t, s); after != before {
		t.Fatalf("a refused change left something behind:\n%s\n%s", before, after)
	}
	change.Deliveries = change.Deliveries[:1]
	commit(t, s, change)
}

// oneOfManyWins has many take the same version of a row at once.
func oneOfManyWins(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	a := newAction(p)
	commit(t, s, coaching.Change{Actions: []coaching.Action{a}})
	a.Version = 1
	won, lost := race(16, func(int) error { return s.Commit(t.Context(), coaching.Change{Actions: []coaching.Action{a}}) })
	if won != 1 || !allOf(lost, coaching.Stale) {
		t.Fatalf("%d won, the others: %v", won, lost)
	}
}

func oneSubmissionWins(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	won, lost := race(16, func(int) error {
		return s.Commit(t.Context(), coaching.Change{Once: "double click", Reflections: []coaching.Reflection{newReflection(p, "")}})
	})
	if won != 1 || !allOf(lost, coaching.Repeated) {
		t.Fatalf("%d won, the others: %v", won, lost)
	}
	if all, err := s.Reflections(t.Context(), p.Engagement.ID); err != nil || len(all) != 1 {
		t.Fatalf("%d entries, %v", len(all), err)
	}
}

func samePerson(t *testing.T, s *storage.Store) {
	first := newPerson("Maya")
	won, lost := race(8, func(int) error {
		p := first
		p.ID = coaching.NewID()
		return s.Commit(t.Context(), coaching.Change{People: []coaching.Person{p}})
	})
	if won != 1 || !allOf(lost, coaching.Stale) {
		t.Fatalf("%d won, the others: %v", won, lost)
	}
}

func withoutID(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	a, d := newAction(p), newDelivery(p, coaching.KindPrompt, "x")
	a.ID, d.ID = "", ""
	a2 := a
	a2.Version = 1
	for _, c := range []coaching.Change{
		{Actions: []coaching.Action{a}}, {Actions: []coaching.Action{a2}}, {Deliveries: []coaching.Delivery{d}},
		{People: []coaching.Person{{}}}, {Cancel: []coaching.Cancel{{Reason: "everything"}}},
	} {
		if err := s.Commit(t.Context(), c); err == nil {
			t.Errorf("stored: %+v", c)
		}
	}
}

// race runs fn n times at once, and returns how many succeeded and the errors of the others.
func race(n int, fn func(i int) error) (won int, lost []error) {
	errs := make([]error, n)
	var all sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		all.Go(func() {
			<-start
			errs[i] = fn(i)
		})
	}
	close(start)
	all.Wait()
	for _, err := range errs {
		if err == nil {
			won++
		} else {
			lost = append(lost, err)
		}
	}
	return won, lost
}

func allOf(errs []error, k coaching.Kind) bool {
	for _, err := range errs {
		if !coaching.Is(err, k) {
			return false
		}
	}
	return true
}
