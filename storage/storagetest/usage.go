package storagetest

import (
	"testing"
	"time"

	"interlude/coaching"
	"interlude/storage"
)

var usageCases = cases{"what there is of somebody is counted": usage, "what others were told is counted": told}

// usage stores, besides what counts, what does not: of others, of yesterday, over and done with.
func usage(t *testing.T, s *storage.Store) {
	p, q := NewPractice(t, s), NewPractice(t, s)
	if u, err := s.Usage(t.Context(), p.Coachee.ID, p.Engagement.ID, Noon); err != nil || u != (coaching.Usage{Schedules: 1}) {
		t.Fatalf("%+v, %v", u, err)
	}
	oneOfEach(t, s, p)
	oneOfEach2(t, s, q)
	old, done, proposed := newReflection(p, ""), newAction(p), newAction(p)
	old.Created, done.State, proposed.State = Noon.Add(-24*time.Hour), coaching.ActionDone, coaching.ActionProposed
	behind, off := newSession(p, Noon.Add(-48*time.Hour)), newSession(p, Noon.Add(96*time.Hour))
	off.State = coaching.SessionCancelled
	commit(t, s, coaching.Change{Reflections: []coaching.Reflection{old}, Actions: []coaching.Action{done, proposed}, Sessions: []coaching.Session{behind, off}})
	u, err := s.Usage(t.Context(), p.Coachee.ID, p.Engagement.ID, Noon)
	if err != nil {
		t.Fatal(err)
	}
	if u.Bytes < 8*256 || u.Bytes > 20*1024 {
		t.Errorf("%d bytes of 8 rows", u.Bytes)
	}
	u.Bytes = 0
	if want := (coaching.Usage{Entries: 1, OpenActions: 2, Ahead: 1, Schedules: 1}); u != want {
		t.Errorf("%+v, want %+v", u, want)
	}
	e := p.Engagement
	e.ID, e.Coachee, e.State, e.Created, e.Version = coaching.NewID(), q.Coachee.ID, coaching.EngagementInvited, Noon.Add(-time.Hour), 0
	commit(t, s, coaching.Change{Engagements: []coaching.Engagement{e}, Access: []coaching.Access{
		coaching.NewAccess(q.Engagement, q.Coachee.ID, coaching.AccessExport, Noon), coaching.NewAccess(q.Engagement, q.Coachee.ID, coaching.AccessExport, Noon.Add(-aDay))}})
	if u, err := s.Usage(t.Context(), p.Coach.ID, "", Noon); err != nil || u != (coaching.Usage{Invitations: 1}) {
		t.Errorf("coach: %+v, %v", u, err)
	}
	if u, err := s.Usage(t.Context(), q.Coachee.ID, "", Noon); err != nil || u.Schedules != 2 || u.Exports != 1 {
		t.Errorf("other coachee: %+v, %v", u, err)
	}
}

const aDay = 24 * time.Hour

// oneOfEach2 is oneOfEach with another message: two entries of one message there are not.
func oneOfEach2(t *testing.T, s *storage.Store, p Practice) {
	commit(t, s, coaching.Change{Reflections: []coaching.Reflection{newReflection(p, "")}, Actions: []coaching.Action{newAction(p)}})
}

// told counts what the coach caused to others, not to themselves, not of other kinds, not yesterday.
func told(t *testing.T, s *storage.Store) {
	p, q := NewPractice(t, s), NewPractice(t, s)
	var c coaching.Change
	add := func(p Practice, kind coaching.DeliveryKind, to coaching.ID, at time.Time) {
		d := newDelivery(p, kind, "subject")
		d.Recipient, d.Nominal = to, at
		c.Deliveries = append(c.Deliveries, d)
	}
	for _, kind := range coaching.Telling {
		add(p, kind, p.Coachee.ID, Noon)
	}
	add(p, coaching.KindMoved, p.Coach.ID, Noon)
	add(p, coaching.KindMoved, p.Coachee.ID, Noon.Add(-aDay))
	add(p, coaching.KindPrompt, p.Coachee.ID, Noon)
	add(p, coaching.KindCancelled, p.Coachee.ID, Noon)
	add(q, coaching.KindMoved, q.Coachee.ID, Noon)
	commit(t, s, c)
	for by, want := range map[coaching.ID]int{p.Coach.ID: len(coaching.Telling), p.Coachee.ID: 1} {
		if n, err := s.Told(t.Context(), p.Engagement.ID, by, Noon); err != nil || n != want {
			t.Errorf("%d, %v, want %d", n, err, want)
		}
	}
}
