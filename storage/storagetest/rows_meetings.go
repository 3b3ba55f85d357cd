package storagetest

import (
	"testing"
	"time"

	"interlude/coaching"
	"interlude/storage"
)

func newSession(p Practice, start time.Time) coaching.Session {
	return coaching.Session{
		ID: coaching.NewID(), Engagement: p.Engagement.ID, Coach: p.Coach.ID, Coachee: p.Coachee.ID,
		Start: start, Minutes: 60, Link: coaching.Words("https://meet.example/abc"), State: coaching.SessionBooked, Created: Noon,
	}
}

func sessions(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	later, first := newSession(p, Noon.Add(4*time.Hour)), newSession(p, Noon)
	first.State = coaching.SessionProposed
	commit(t, s, coaching.Change{Sessions: []coaching.Session{later, first}})
	later.Version, first.Version = 1, 1
	got, err := s.Session(t.Context(), later.ID)
	same(t, "session", got, err, later)
	all, err := s.Sessions(t.Context(), p.Engagement.ID)
	same(t, "in order", all, err, []coaching.Session{first, later})

	for _, c := range []struct {
		from, to time.Duration // from Noon; the first session lasts from 0 to 1 h
		n        int
	}{
		{-time.Hour, 0, 0}, {-time.Hour, time.Millisecond, 1}, {time.Hour, 2 * time.Hour, 0},
		{time.Hour - time.Millisecond, 2 * time.Hour, 1}, {time.Minute, 2 * time.Minute, 1}, {-time.Hour, 5 * time.Hour, 2},
	} {
		for _, person := range []coaching.ID{p.Coach.ID, p.Coachee.ID} {
			all, err := s.SessionsOf(t.Context(), person, Noon.Add(c.from), Noon.Add(c.to))
			if err != nil || len(all) != c.n {
				t.Errorf("sessions in [%s, %s): %d, %v; want %d", c.from, c.to, len(all), err, c.n)
			}
		}
	}
	later.Asked, later.AskReason = Noon.Add(time.Minute), coaching.Words("A board meeting")
	commit(t, s, coaching.Change{Sessions: []coaching.Session{later}})
	later.Version = 2
	got, err = s.Session(t.Context(), later.ID)
	same(t, "asked to move", got, err, later)
	first.State, first.Reason = coaching.SessionCancelled, coaching.Words("Flu")
	first.Moves, first.ChangedBy = 2, p.Coachee.ID
	commit(t, s, coaching.Change{Sessions: []coaching.Session{first}})
	first.Version = 2
	got, err = s.Session(t.Context(), first.ID)
	same(t, "who changed it", got, err, first)
	all, err = s.SessionsOf(t.Context(), p.Coach.ID, Noon, Noon.Add(6*time.Hour))
	same(t, "busy only", all, err, []coaching.Session{later})
	long := newSession(p, Noon.AddDate(0, 1, 0))
	long.Minutes = 24*60 + 1
	if err := s.Commit(t.Context(), coaching.Change{Sessions: []coaching.Session{long}}); err == nil {
		t.Error("a session longer than a day was stored")
	}
}
