package storagetest

import (
	"testing"
	"time"

	"interlude/coaching"
	"interlude/storage"
)

var slotCases = cases{
	"edges of the buffer":         bufferEdges,
	"sixteen book the same":       sixteenBook,
	"sixteen book around it":      sixteenOverlap,
	"cancelling gives it back":    givenBack,
	"moving and exchanging":       exchanged,
	"a coachee who also coaches":  bothParts,
	"not a multiple of 5 minutes": oddMinutes,
}

func bufferEdges(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	commit(t, s, coaching.Change{Sessions: []coaching.Session{newSession(p, Noon)}}) // 12:00 to 13:00
	for _, c := range []struct {
		start, minutes int // minutes after Noon
		free           bool
	}{
		{0, 60, false}, {30, 10, false}, {70, 60, false}, {74, 60, false}, {75, 60, true},
		{-60, 50, false}, {-60, 46, false}, {-60, 45, true},
	} {
		session := newSession(p, Noon.Add(time.Duration(c.start)*time.Minute))
		session.Minutes = c.minutes
		err := s.Commit(t.Context(), coaching.Change{Sessions: []coaching.Session{session}})
		if c.free && err != nil || !c.free && !coaching.Is(err, coaching.Taken) {
			t.Errorf("%d minutes from %+d: %v", c.minutes, c.start, err)
		}
		if c.free {
			session.Version, session.State = 1, coaching.SessionCancelled
			commit(t, s, coaching.Change{Sessions: []coaching.Session{session}})
		}
	}
}

func oddMinutes(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	odd := newSession(p, Noon.Add(2*time.Minute))
	odd.Minutes = 50 // 12:02 to 12:52, free again from 13:07
	commit(t, s, coaching.Change{Sessions: []coaching.Session{odd}})
	refused(t, s, coaching.Change{Sessions: []coaching.Session{newSession(p, Noon.Add(66*time.Minute))}}, coaching.Taken)
	commit(t, s, coaching.Change{Sessions: []coaching.Session{newSession(p, Noon.Add(70*time.Minute))}})
}

func sixteenBook(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	won, lost := race(16, func(int) error {
		return s.Commit(t.Context(), coaching.Change{Sessions: []coaching.Session{newSession(p, Noon)}})
	})
	if won != 1 || !allOf(lost, coaching.Taken) {
		t.Fatalf("%d won, the others: %v", won, lost)
	}
	var refusal *coaching.Error
	if ok := asRefusal(lost[0], &refusal); !ok || refusal.Field != "start" || refusal.Msg == "" {
		t.Fatalf("the loser is not told what to change: %v", lost[0])
	}
	if all, err := s.Sessions(t.Context(), p.Engagement.ID); err != nil || len(all) != 1 {
		t.Fatalf("%d sessions, %v", len(all), err)
	}
}

// sixteenOverlap books starts a few minutes apart, with people in both orders, so that no two
// fit and no two may wait for each other.
func sixteenOverlap(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	back := p.Engagement
	back.ID, back.Version, back.Coach, back.Coachee = coaching.NewID(), 0, p.Coachee.ID, p.Coach.ID
	commit(t, s, coaching.Change{Engagements: []coaching.Engagement{back}})
	won, lost := race(16, func(i int) error {
		session := newSession(p, Noon.Add(time.Duration(i*4)*time.Minute))
		if i%2 == 1 {
			session.Engagement, session.Coach, session.Coachee = back.ID, back.Coach, back.Coachee
		}
		return s.Commit(t.Context(), coaching.Change{Sessions: []coaching.Session{session}})
	})
	if won != 1 || !allOf(lost, coaching.Taken) {
		t.Fatalf("%d won, the others: %v", won, lost)
	}
}

func givenBack(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	for _, state := range []coaching.SessionState{coaching.SessionCancelled, coaching.SessionCancelledLate, coaching.SessionHeld, coaching.SessionMissed} {
		session := newSession(p, Noon)
		commit(t, s, coaching.Change{Sessions: []coaching.Session{session}})
		session.Version, session.State = 1, state
		commit(t, s, coaching.Change{Sessions: []coaching.Session{session}})
	}
}

func exchanged(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	one, two := newSession(p, Noon), newSession(p, Noon.Add(2*time.Hour))
	commit(t, s, coaching.Change{Sessions: []coaching.Session{one, two}})
	one.Version, two.Version = 1, 1
	one.Start, two.Start = two.Start, one.Start
	commit(t, s, coaching.Change{Sessions: []coaching.Session{one, two}})
	one.Version, two.Version = 2, 2

	one.Start = two.Start.Add(30 * time.Minute)
	before := Dump(t, s)
	refused(t, s, coaching.Change{Sessions: []coaching.Session{one}}, coaching.Taken)
	if Dump(t, s) != before {
		t.Fatal("a refused move changed something")
	}
	one.Start = two.Start.Add(-30 * time.Minute)
	two.State = coaching.SessionCancelled
	commit(t, s, coaching.Change{Sessions: []coaching.Session{one, two}})
}

func bothParts(t *testing.T, s *storage.Store) {
	p, q := NewPractice(t, s), NewPractice(t, s)
	e := q.Engagement // p's coachee coaches q's coachee
	e.ID, e.Version, e.Coach = coaching.NewID(), 0, p.Coachee.ID
	commit(t, s, coaching.Change{Engagements: []coaching.Engagement{e}, Sessions: []coaching.Session{newSession(p, Noon)}})
	as := newSession(p, Noon.Add(time.Hour))
	as.Engagement, as.Coach, as.Coachee = e.ID, e.Coach, e.Coachee
	refused(t, s, coaching.Change{Sessions: []coaching.Session{as}}, coaching.Taken)
	commit(t, s, coaching.Change{Sessions: []coaching.Session{newSession(q, Noon.Add(time.Hour))}}) // others are free
}
