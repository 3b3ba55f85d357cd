package storagetest

import (
	"context"
	"reflect"
	"testing"
	"time"

	"interlude/coaching"
	"interlude/storage"
)

var rowCases = cases{
	"people":           people,
	"engagements":      engagements,
	"acceptances":      acceptances,
	"actions":          actions,
	"schedules":        schedules,
	"reflections":      reflections,
	"briefs":           briefs,
	"sessions":         sessions,
	"deliveries":       deliveries,
	"nothing is there": nothing,
}

// same compares a row that was read with the one that was written.
func same[T any](t testing.TB, what string, got T, err error, want T) {
	t.Helper()
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("%s: read something else than was written:\n%+v\n%+v", what, got, want)
	}
}

func people(t *testing.T, s *storage.Store) {
	p := newPerson("Maya \x00\xff Öztürk")
	p.Typed, p.Greeted, p.Paused = true, true, true
	p.Writing = coaching.Sealed
	commit(t, s, coaching.Change{People: []coaching.Person{p}})
	p.Version, p.Name = 1, "Maya \uFFFD Öztürk"
	got, err := s.Person(t.Context(), p.ID)
	same(t, "by id", got, err, p)
	got, err = s.PersonBySlack(t.Context(), p.Team, p.User)
	same(t, "by Slack id", got, err, p)

	twin := newPerson("Twin")
	twin.User = p.User
	refused(t, s, coaching.Change{People: []coaching.Person{twin}}, coaching.Stale)
	twin.Team = "T0OTHER" // the same user id in another workspace is another person
	commit(t, s, coaching.Change{People: []coaching.Person{twin}})

	old := p
	p.Zone, p.Typed, p.Greeted, p.Paused = "Asia/Tokyo", false, false, false
	commit(t, s, coaching.Change{People: []coaching.Person{p}})
	p.Version = 2
	all, err := s.People(t.Context(), []coaching.ID{p.ID, twin.ID, "nobody", ""})
	twin.Version = 1
	same(t, "several", all, err, map[coaching.ID]coaching.Person{p.ID: p, twin.ID: twin})
	refused(t, s, coaching.Change{People: []coaching.Person{old}}, coaching.Stale)

	if err := s.KeepChannel(t.Context(), p.ID, "D7"); err != nil {
		t.Fatal(err)
	}
	p.DM = "D7" // and the version is as it was: it stands in nobody's way
	got, err = s.Person(t.Context(), p.ID)
	same(t, "with a channel", got, err, p)
	commit(t, s, coaching.Change{People: []coaching.Person{p}})
}

func engagements(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	got, err := s.Engagement(t.Context(), p.Engagement.ID)
	same(t, "engagement", got, err, p.Engagement)

	// The coach of one is the coachee of the next, which began later.
	next := p.Engagement
	next.ID, next.Version, next.Coach, next.Coachee, next.Sponsor = coaching.NewID(), 0, p.Coachee.ID, p.Coach.ID, ""
	next.FirstDay, next.Created = coaching.Date{}, Noon
	commit(t, s, coaching.Change{Engagements: []coaching.Engagement{next}})
	next.Version = 1
	for _, person := range []coaching.ID{p.Coach.ID, p.Coachee.ID} {
		all, err := s.EngagementsOf(t.Context(), person)
		same(t, "newest first", all, err, []coaching.Engagement{next, p.Engagement})
	}
	all, err := s.EngagementsOf(t.Context(), p.Sponsor.ID)
	same(t, "of the sponsor", all, err, []coaching.Engagement{p.Engagement})
	if all, err = s.EngagementsOf(t.Context(), ""); err != nil || len(all) != 0 {
		t.Fatalf("nobody has a part in %d engagements, %v", len(all), err)
	}

	e := p.Engagement
	e.Coachee = p.Sponsor.ID // what is sealed belongs to the coachee
	refused(t, s, coaching.Change{Engagements: []coaching.Engagement{e}}, coaching.Stale)
	e = p.Engagement
	e.State, e.Closed, e.Sponsor = coaching.EngagementClosed, Noon, ""
	commit(t, s, coaching.Change{Engagements: []coaching.Engagement{e}})
	e.Version = 2
	got, err = s.Engagement(t.Context(), e.ID)
	same(t, "closed", got, err, e)
	refused(t, s, coaching.Change{Engagements: []coaching.Engagement{p.Engagement}}, coaching.Stale)
}

func acceptances(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	first := coaching.Acceptance{
		ID: coaching.NewID(), Engagement: p.Engagement.ID, Person: p.Coachee.ID, Role: coaching.Coachee,
		Text: "2026-11", Accepted: true, At: Noon,
	}
	second := coaching.Acceptance{
		ID: coaching.NewID(), Engagement: p.Engagement.ID, Person: p.Sponsor.ID, Role: coaching.Sponsor,
		Text: "2026-11", At: Noon.Add(time.Minute),
	}
	commit(t, s, coaching.Change{Acceptances: []coaching.Acceptance{second, first}})
	got, err := s.Acceptances(t.Context(), p.Engagement.ID)
	same(t, "oldest first", got, err, []coaching.Acceptance{first, second})
	refused(t, s, coaching.Change{Acceptances: []coaching.Acceptance{first}}, coaching.Stale)
}

func nothing(t *testing.T, s *storage.Store) {
	ctx := t.Context()
	for _, id := range []coaching.ID{"", "nobody", "a\x00b", "\xff", "' OR 1=1 --"} {
		for what, err := range missing(ctx, s, id) {
			if !coaching.Is(err, coaching.NotFound) {
				t.Errorf("%s %q: %v, want NotFound", what, id, err)
			}
		}
		for what, err := range empty(ctx, s, id) {
			if err != nil {
				t.Errorf("%s %q: %v", what, id, err)
			}
		}
	}
}

func missing(ctx context.Context, s *storage.Store, id coaching.ID) map[string]error {
	errs := map[string]error{}
	_, errs["person"] = s.Person(ctx, id)
	_, errs["person by Slack id"] = s.PersonBySlack(ctx, string(id), string(id))
	_, errs["engagement"] = s.Engagement(ctx, id)
	_, errs["consent"] = s.Consent(ctx, id)
	_, errs["action"] = s.Action(ctx, id)
	_, errs["schedule"] = s.ScheduleOf(ctx, id)
	_, errs["reflection"] = s.Reflection(ctx, id)
	_, errs["reflection by message"] = s.ReflectionByMessage(ctx, string(id), string(id), []coaching.ID{id})
	_, errs["brief"] = s.LatestBrief(ctx, id)
	_, errs["session"] = s.Session(ctx, id)
	_, errs["delivery"] = s.Delivery(ctx, id)
	return errs
}

func empty(ctx context.Context, s *storage.Store, id coaching.ID) map[string]error {
	errs := map[string]error{}
	_, errs["engagements"] = s.EngagementsOf(ctx, id)
	_, errs["acceptances"] = s.Acceptances(ctx, id)
	_, errs["consents"] = s.Consents(ctx, id)
	_, errs["actions"] = s.Actions(ctx, id)
	_, errs["reflections"] = s.Reflections(ctx, id)
	_, errs["sessions"] = s.Sessions(ctx, id)
	_, errs["sessions of"] = s.SessionsOf(ctx, id, Noon, Noon.Add(time.Hour))
	_, errs["deliveries of"] = s.DeliveriesOf(ctx, id)
	_, errs["deliveries in"] = s.DeliveriesIn(ctx, string(id), string(id))
	_, errs["deliveries to"] = s.DeliveriesTo(ctx, id, coaching.KindPrompt, Noon)
	return errs
}
