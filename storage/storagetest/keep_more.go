package storagetest

import (
	"testing"
	"time"

	"interlude/coaching"
	"interlude/storage"
)

func leftovers(t *testing.T, s *storage.Store) {
	p, q := NewPractice(t, s), NewPractice(t, s)
	everything(t, s, p, Noon)
	everything(t, s, q, Noon.Add(5*time.Hour))
	if left, err := s.Leftovers(t.Context(), 10); err != nil || len(left) != 0 {
		t.Fatalf("%d left before anything was erased, %v", len(left), err)
	}
	at := Noon.Add(30 * time.Minute)
	receipt := coaching.NewDelivery(p.Engagement, coaching.KindErased, p.Coachee.ID, coaching.NewID(), at)
	receipt.State = coaching.DeliverySent
	under := coaching.NewDelivery(p.Engagement, coaching.KindActionDue, p.Coachee.ID, coaching.NewID(), Noon)
	under.State = coaching.DeliveryIntended // it is just being posted
	coachs := coaching.NewDelivery(p.Engagement, coaching.KindBriefReady, p.Coach.ID, p.Engagement.ID, Noon)
	coachs.State = coaching.DeliverySent
	e := p.Engagement
	e.Wiped = at
	commit(t, s, coaching.Change{Engagements: []coaching.Engagement{e}, Deliveries: []coaching.Delivery{receipt, under, coachs},
		Cancel: []coaching.Cancel{{Engagement: e.ID, Kinds: []coaching.DeliveryKind{coaching.KindPrompt}, Reason: "erased"}}})
	left, err := s.Leftovers(t.Context(), 10)
	if err != nil || len(left) != 1 || left[0].Kind != coaching.KindActionDue || left[0].State != coaching.DeliverySent {
		t.Fatalf("left are %+v, %v", left, err)
	}
	if err := s.Forget(t.Context(), []coaching.ID{left[0].ID, under.ID, "nobody", "a\x00b"}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Delivery(t.Context(), under.ID); err != nil {
		t.Errorf("what is being posted was forgotten: %v", err)
	}
	if err := s.Settle(t.Context(), under.ID, coaching.Outcome{State: coaching.DeliverySent, At: at, Channel: "D", Message: "18.1"}); err != nil {
		t.Fatal(err)
	}
	if left, err = s.Leftovers(t.Context(), 10); err != nil || len(left) != 1 || left[0].ID != under.ID {
		t.Errorf("what was posted meanwhile is not taken back: %+v, %v", left, err)
	}
}

// leaving is a practice whose coachee erases everything now.
func leaving(t testing.TB, s *storage.Store, start time.Time) (Practice, coaching.Change) {
	t.Helper()
	p := NewPractice(t, s)
	everything(t, s, p, start)
	p.Coachee.EraseAt = Noon
	commit(t, s, coaching.Change{People: []coaching.Person{p.Coachee}})
	p.Coachee.Version++
	all, elsewhere, err := s.Stock(t.Context(), p.Coachee.ID)
	if err != nil {
		t.Fatal(err)
	}
	c, err := coaching.EraseEverything(p.Coachee, all, elsewhere, Noon)
	if err != nil {
		t.Fatal(err)
	}
	return p, c
}

func eraseOnce(t *testing.T, s *storage.Store) {
	p, c := leaving(t, s, Noon)
	won, lost := race(8, func(int) error { return s.Commit(t.Context(), c) })
	if won != 1 {
		t.Fatalf("%d erased everything: %v", won, lost)
	}
	r, err := s.Record(t.Context(), p.Coachee.ID)
	if err != nil || r.Counts().Sum() != 0 || len(r.Receipts) != 2 || len(r.Access) != 0 || len(r.Parts[0].Schedules) != 0 {
		t.Fatalf("left is %+v, %v", r, err)
	}
	if c := r.Receipts[0].Counts; c != (coaching.Counts{Reflections: 1, Actions: 1, Briefs: 1, Sessions: 1, Sentences: 1}) {
		t.Errorf("the receipt says %+v", c)
	}
	if len(r.Parts[0].Acceptances) != 1 || r.Parts[0].Engagement.State != coaching.EngagementEnded {
		t.Errorf("the agreement is gone: %+v", r.Parts[0])
	}
	for table, err := range readAll(t, s, p.Engagement.ID) {
		if err != nil && !coaching.Is(err, coaching.NotFound) {
			t.Errorf("%s cannot be listed: %v", table, err)
		}
	}
	if due, err := s.ErasuresDue(t.Context(), Noon.Add(time.Hour), 10); err != nil || len(due) != 0 {
		t.Errorf("it is still due: %v, %v", due, err)
	}
}

// keepOrErase has the coachee keep their data and a replica erase it at the same moment, again and
// again: one of the two happens, whole.
func keepOrErase(t *testing.T, s *storage.Store) {
	kept := 0 // the link of a session ahead is needed, and not counted among the entries
	for i := range 20 {
		p, erase := leaving(t, s, Noon.Add(time.Duration(i)*5*time.Hour))
		keep := p.Coachee
		keep.EraseAt = time.Time{}
		changes := []coaching.Change{erase, {People: []coaching.Person{keep}}, erase}
		won, lost := race(len(changes), func(i int) error { return s.Commit(t.Context(), changes[i]) })
		if won != 1 {
			t.Fatalf("%d of the two happened: %v", won, lost)
		}
		for _, err := range lost {
			if !coaching.Is(err, coaching.Stale) {
				t.Errorf("the other is told %v", err)
			}
		}
		r, err := s.Record(t.Context(), p.Coachee.ID)
		if err != nil {
			t.Fatal(err)
		}
		switch n := r.Counts().Sum(); {
		case n == 4 && r.Parts[0].Engagement.State == coaching.EngagementActive && len(r.Receipts) == 1:
			kept++
		case n == 0 && r.Parts[0].Engagement.State == coaching.EngagementEnded && len(r.Receipts) == 2:
		default:
			t.Fatalf("half of it happened: %d entries, %+v", n, r.Parts[0].Engagement)
		}
	}
	t.Logf("kept %d of 20", kept)
}

func eraseEntries(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	ids := everything(t, s, p, Noon.Add(-24*time.Hour))
	r, err := s.Record(t.Context(), p.Coachee.ID)
	if err != nil {
		t.Fatal(err)
	}
	part, now := r.Parts[0], Noon.Add(time.Hour)
	session := part.Sessions[0]
	session.State = coaching.SessionHeld
	for _, erase := range []func() (coaching.Change, error){
		func() (coaching.Change, error) {
			return coaching.EraseBrief(part.Engagement, part.Briefs[0], part.Briefs, r.Person, now)
		},
		func() (coaching.Change, error) {
			return coaching.EraseReflection(part.Engagement, part.Reflections[0], r.Person, now)
		},
		func() (coaching.Change, error) {
			return coaching.EraseAction(part.Engagement, part.Actions[0], r.Person, now)
		},
		func() (coaching.Change, error) { return coaching.EraseNotes(part.Engagement, session, r.Person, now) },
		func() (coaching.Change, error) {
			return coaching.EraseSentence(part.Engagement, part.Consents[0], r.Person, now)
		},
	} {
		c, err := erase()
		if err != nil {
			t.Fatal(err)
		}
		commit(t, s, c)
	}
	if r, err = s.Record(t.Context(), p.Coachee.ID); err != nil || r.Counts().Sum() != 0 {
		t.Fatalf("left is %+v, %v", r.Counts(), err)
	}
	if len(r.Parts[0].Sessions) != 1 || len(r.Parts[0].Consents) != 1 {
		t.Error("the session or the question about the sponsor is gone")
	}
	for _, table := range []string{"briefs", "reflections", "actions", "brief_entries"} {
		if n := len(column(t, s, "SELECT 1 FROM "+table)); n != 0 {
			t.Errorf("%d rows are left in %s", n, table)
		}
	}
	commit(t, s, coaching.Change{Erase: []coaching.ID{ids["actions"]}}) // a second time is no failure
}

func receipts(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	one := coaching.Receipt{ID: coaching.NewID(), Person: p.Coachee.ID, Cause: coaching.CausePeriod, From: coaching.Date{Year: 2026, Month: 1, Day: 2}, To: coaching.Date{Year: 2026, Month: 3, Day: 4},
		Counts: coaching.Counts{Reflections: 1, Actions: 2, Briefs: 3, Sessions: 4, Sentences: 5}, At: Noon}
	two := coaching.Receipt{ID: coaching.NewID(), Person: p.Coachee.ID, Engagement: p.Engagement.ID, Cause: coaching.CauseRetired, At: Noon.Add(time.Hour)}
	commit(t, s, coaching.Change{Receipts: []coaching.Receipt{one, two}})
	got, err := s.Receipts(t.Context(), p.Coachee.ID)
	same(t, "newest first", got, err, []coaching.Receipt{two, one})
	for _, id := range []coaching.ID{"", p.Coach.ID, "a\x00b"} {
		if got, err := s.Receipts(t.Context(), id); err != nil || len(got) != 0 {
			t.Errorf("%q has %d receipts, %v", id, len(got), err)
		}
	}
}
