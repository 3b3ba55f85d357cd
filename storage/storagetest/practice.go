package storagetest

import (
	"testing"
	"time"

	"interlude/coaching"
	"interlude/storage"
)

// Practice is a small world that is already stored: one coach, one coachee, one sponsor and
// their active engagement.
type Practice struct {
	Coach, Coachee, Sponsor coaching.Person
	Engagement              coaching.Engagement
}

// NewPractice stores a practice whose ids are all fresh.
func NewPractice(t testing.TB, s *storage.Store) Practice {
	t.Helper()
	p := Practice{Coach: newPerson("Carla"), Coachee: newPerson("Maya"), Sponsor: newPerson("Sven")}
	p.Engagement = coaching.Engagement{
		ID: coaching.NewID(), Coach: p.Coach.ID, Coachee: p.Coachee.ID,
		Sponsor: p.Sponsor.ID, SponsorState: coaching.SponsorAccepted,
		Sessions: 8, Minutes: 75, EveryDays: 14, FirstDay: coaching.Date{Year: 2026, Month: time.October, Day: 5},
		State: coaching.EngagementActive, Created: Noon.AddDate(0, -1, 0), Accepted: Noon.AddDate(0, 0, -28),
	}
	commit(t, s, coaching.Change{
		People:      []coaching.Person{p.Coach, p.Coachee, p.Sponsor},
		Engagements: []coaching.Engagement{p.Engagement},
	})
	p.Coach.Version, p.Coachee.Version, p.Sponsor.Version, p.Engagement.Version = 1, 1, 1, 1
	return p
}

func newPerson(name string) coaching.Person {
	id := coaching.NewID()
	return coaching.Person{
		ID: id, Team: "T0TEAM", User: "U" + string(id), Name: name, Zone: "Europe/Berlin",
		Writing: coaching.Open, DM: "D" + string(id), Created: Noon.AddDate(0, -2, 0),
	}
}

func commit(t testing.TB, s *storage.Store, c coaching.Change) {
	t.Helper()
	if err := s.Commit(t.Context(), c); err != nil {
		t.Fatalf("commit: %v", err)
	}
}

// refused commits c and expects a refusal of kind k.
func refused(t testing.TB, s *storage.Store, c coaching.Change, k coaching.Kind) {
	t.Helper()
	if err := s.Commit(t.Context(), c); !coaching.Is(err, k) {
		t.Fatalf("commit: %v (%T), want a refusal of kind %d", err, err, k)
	}
}
