package storagetest

import (
	"slices"
	"testing"
	"time"

	"interlude/coaching"
	"interlude/storage"
)

var peopleCases = cases{
	"a coaching is handed on in one change":                 handedOn,
	"what is taken along opens in the other engagement":     takenAlong,
	"nothing is carried to another coachee's engagement":    carriedNowhere,
	"accounts and who takes over are kept":                  accountsKept,
	"what is suspended waits and comes when it goes on":     suspendedWaits,
	"partners are those with a part, or who were gone once": partners,
}

// always is Decide by rules without quiet hours or caps.
func always(now time.Time) func(coaching.Standing) coaching.Verdict {
	return func(s coaching.Standing) coaching.Verdict { return coaching.Decide(s, coaching.Rules{}, now) }
}

// proposed is p with tom named to take over.
func proposed(t *testing.T, s *storage.Store, p Practice) (Practice, coaching.Person) {
	t.Helper()
	tom := newPerson("Tom")
	c, err := coaching.ProposeCoach(p.Engagement, p.Coach, tom, nil, Noon)
	if err != nil {
		t.Fatal(err)
	}
	c.People = []coaching.Person{tom}
	commit(t, s, c)
	p.Engagement = engagementNow(t, s, p.Engagement.ID)
	return p, tom
}

func engagementNow(t *testing.T, s *storage.Store, id coaching.ID) coaching.Engagement {
	t.Helper()
	e, err := s.Engagement(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func handedOn(t *testing.T, s *storage.Store) {
	p, tom := proposed(t, s, NewPractice(t, s))
	session := coaching.Session{ID: coaching.NewID(), Engagement: p.Engagement.ID, Coach: p.Coach.ID, Coachee: p.Coachee.ID,
		Start: Noon.AddDate(0, 0, 7), Minutes: 60, State: coaching.SessionBooked, Created: Noon}
	ready := coaching.NewDelivery(p.Engagement, coaching.KindBriefReady, p.Coach.ID, p.Engagement.ID, Noon.Add(time.Hour))
	commit(t, s, coaching.Change{Sessions: []coaching.Session{session}, Deliveries: []coaching.Delivery{ready}})
	session.Version = 1
	n, c, err := coaching.TakeCoach(p.Engagement, p.Coachee, tom, coaching.Ahead{Sessions: []coaching.Session{session}, Keep: true},
		coaching.Schedule{Cron: "0 15 * * 5", Next: Noon.AddDate(0, 0, 3)}, Noon)
	if err != nil {
		t.Fatal(err)
	}
	commit(t, s, c)
	old := engagementNow(t, s, p.Engagement.ID)
	if old.State != coaching.EngagementPassed || old.May(p.Coach.ID) || !old.May(p.Coachee.ID) {
		t.Errorf("the former engagement: %+v", old)
	}
	if e := engagementNow(t, s, n.ID); !e.Live() || e.Coach != tom.ID || e.Coachee != p.Coachee.ID || e.Sponsor != "" {
		t.Errorf("the new engagement: %+v", e)
	}
	d, err := s.Delivery(t.Context(), ready.ID)
	if err != nil || d.State != coaching.DeliveryCancelled {
		t.Errorf("what was queued for the former coach: %v, %s", err, d.State)
	}
	was, err := s.Session(t.Context(), session.ID)
	if err != nil || was.State != coaching.SessionCancelled {
		t.Errorf("the session with the former coach: %v, %s", err, was.State)
	}
	moved, err := s.SessionsOf(t.Context(), tom.ID, Noon, Noon.AddDate(0, 1, 0))
	if err != nil || len(moved) != 1 || !moved[0].Start.Equal(session.Start) {
		t.Errorf("the session with the new coach: %v, %v", err, moved)
	}
	if _, err := s.ScheduleOf(t.Context(), n.ID); err != nil {
		t.Errorf("the questions: %v", err)
	}
	refused(t, s, c, coaching.Stale) // whoever was slower
}

// closed ends the engagement of p and begins another one with tom.
func closed(t *testing.T, s *storage.Store, p Practice) (Practice, coaching.Engagement) {
	t.Helper()
	p, tom := proposed(t, s, p)
	n, c, err := coaching.TakeCoach(p.Engagement, p.Coachee, tom, coaching.Ahead{}, coaching.Schedule{}, Noon)
	if err != nil {
		t.Fatal(err)
	}
	commit(t, s, c)
	p.Engagement = engagementNow(t, s, p.Engagement.ID)
	return p, engagementNow(t, s, n.ID)
}

func takenAlong(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	r, c, err := coaching.Reflect(p.Engagement, p.Coachee, coaching.Entry{Text: "alongside", Audience: coaching.OnlyMe}, nil, Noon)
	if err != nil {
		t.Fatal(err)
	}
	a, more, err := coaching.AddAction(p.Engagement, p.Coachee, coaching.ActionDraft{Text: "walk", Due: coaching.DateOf(Noon.AddDate(0, 0, 5))}, Noon)
	if err != nil {
		t.Fatal(err)
	}
	commit(t, s, c.And(more))
	r.Version, a.Version = 1, 1
	p, n := closed(t, s, p)
	along, err := coaching.TakeAlong(p.Engagement, n, p.Coachee, coaching.Along{Reflections: []coaching.Reflection{r}, Actions: []coaching.Action{a}}, coaching.Brief{}, nil, Noon)
	if err != nil {
		t.Fatal(err)
	}
	commit(t, s, along)
	got, err := s.Reflection(t.Context(), r.ID)
	if err != nil || got.Engagement != n.ID || got.Text.Reveal() != "alongside" {
		t.Errorf("the reflection: %v, in %s", err, got.Engagement)
	}
	action, err := s.Action(t.Context(), a.ID)
	if err != nil || action.Engagement != n.ID || action.Text.Reveal() != "walk" {
		t.Errorf("the action: %v, in %s", err, action.Engagement)
	}
	br, err := s.LatestBrief(t.Context(), n.ID)
	if err != nil || !slices.Equal(br.Entries, []coaching.ID{r.ID}) {
		t.Errorf("the brief: %v, %v", err, br.Entries)
	}
	left, err := s.Reflections(t.Context(), p.Engagement.ID)
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %d", err, len(left))
	}
	refused(t, s, along, coaching.Stale)
}

func carriedNowhere(t *testing.T, s *storage.Store) {
	p, other := NewPractice(t, s), NewPractice(t, s)
	r, c, err := coaching.Reflect(p.Engagement, p.Coachee, coaching.Entry{Text: "mine", Audience: coaching.OnlyMe}, nil, Noon)
	if err != nil {
		t.Fatal(err)
	}
	commit(t, s, c)
	r.Version, r.Engagement = 1, other.Engagement.ID
	refused(t, s, coaching.Change{Reflections: []coaching.Reflection{r}}, coaching.Stale)
	got, err := s.Reflection(t.Context(), r.ID)
	if err != nil || got.Engagement != p.Engagement.ID || got.Text.Reveal() != "mine" {
		t.Errorf("%v, in %s", err, got.Engagement)
	}
}

func accountsKept(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	e := p.Engagement
	e.Next, e.CoachAccount, e.CoacheeAccount, e.SponsorState = p.Sponsor.ID, coaching.AccountGone, coaching.AccountClaimed, coaching.SponsorGone
	commit(t, s, coaching.Change{Engagements: []coaching.Engagement{e}})
	e.Version++
	if got := engagementNow(t, s, e.ID); got != e {
		t.Errorf("got %+v\nwant %+v", got, e)
	}
}

func suspendedWaits(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	d := coaching.NewDelivery(p.Engagement, coaching.KindBriefReady, p.Coach.ID, p.Engagement.ID, Noon)
	commit(t, s, coaching.Change{Deliveries: []coaching.Delivery{d}})
	for _, there := range []bool{false, true} {
		c, news := coaching.Accounts(p.Coachee, []coaching.Engagement{engagementNow(t, s, p.Engagement.ID)}, func(coaching.Role) bool { return there }, Noon)
		if !news {
			t.Fatal("no news")
		}
		commit(t, s, c)
	}
	if sent, err := s.Intend(t.Context(), d.ID, Noon, 0, always(Noon)); err != nil || sent.Verdict.Act != coaching.ActHold {
		t.Fatalf("suspended: %v, %+v", err, sent.Verdict)
	}
	c, err := coaching.Claim(p.Coachee, []coaching.Engagement{engagementNow(t, s, p.Engagement.ID)}, Noon)
	if err != nil {
		t.Fatal(err)
	}
	commit(t, s, c)
	if c, err = coaching.Confirm(engagementNow(t, s, p.Engagement.ID), p.Coach, true, nil, Noon); err != nil {
		t.Fatal(err)
	}
	commit(t, s, c)
	got, err := s.Delivery(t.Context(), d.ID)
	if err != nil || !got.Due.Equal(Noon) {
		t.Fatalf("it waits on, until %v: %v", got.Due, err)
	}
	if sent, err := s.Intend(t.Context(), d.ID, Noon, 0, always(Noon)); err != nil || sent.Verdict.Act != coaching.ActSend {
		t.Errorf("goes on: %v, %+v", err, sent.Verdict)
	}
}

func partners(t *testing.T, s *storage.Store) {
	p, over := NewPractice(t, s), NewPractice(t, s)
	e := over.Engagement
	e.State, e.CoacheeAccount = coaching.EngagementClosed, coaching.AccountGone
	commit(t, s, coaching.Change{Engagements: []coaching.Engagement{e}, People: []coaching.Person{newPerson("Nobody")}})
	got, err := s.Partners(t.Context(), "T0TEAM")
	if err != nil {
		t.Fatal(err)
	}
	var ids []coaching.ID
	for _, x := range got {
		ids = append(ids, x.ID)
	}
	want := []coaching.ID{p.Coach.ID, p.Coachee.ID, p.Sponsor.ID, over.Coachee.ID}
	slices.Sort(ids)
	slices.Sort(want)
	if !slices.Equal(ids, want) {
		t.Errorf("got %v, want %v", ids, want)
	}
	if got, err := s.Partners(t.Context(), "T0OTHER"); err != nil || len(got) != 0 {
		t.Errorf("of another workspace: %v, %v", err, got)
	}
}
