package storagetest

import (
	"testing"
	"time"

	"interlude/coaching"
	"interlude/storage"
)

var ownCases = cases{
	"one's own rows are found":                  ownFound,
	"others' rows are not found and not opened": othersNotOpened,
}

// lookups read the row of each kind with this id as somebody with these engagements would.
func lookups(t *testing.T, s *storage.Store, ids map[string]coaching.ID, message string, mine []coaching.ID, me coaching.ID) map[string]error {
	errs := map[string]error{}
	ctx := t.Context()
	_, errs["action"] = s.ActionIn(ctx, ids["action"], mine)
	_, errs["reflection"] = s.ReflectionIn(ctx, ids["reflection"], mine)
	_, errs["message"] = s.ReflectionByMessage(ctx, "D1", message, mine)
	_, errs["session"] = s.SessionIn(ctx, ids["session"], mine)
	_, errs["consent"] = s.ConsentIn(ctx, ids["consent"], mine)
	_, errs["delivery"] = s.DeliveryTo(ctx, ids["delivery"], me)
	return errs
}

// oneOfEach stores a row of every kind in p.
func oneOfEach(t *testing.T, s *storage.Store, p Practice) map[string]coaching.ID {
	a, r, c, m := newAction(p), newReflection(p, "5.1"), newConsent(p), newSession(p, Noon.Add(48*time.Hour))
	r.Channel, r.Prompt = "D1", ""
	d := newDelivery(p, coaching.KindActionDue, a.ID)
	commit(t, s, coaching.Change{Actions: []coaching.Action{a}, Reflections: []coaching.Reflection{r}, Consents: []coaching.Consent{c},
		Sessions: []coaching.Session{m}, Deliveries: []coaching.Delivery{d}})
	return map[string]coaching.ID{"action": a.ID, "reflection": r.ID, "consent": c.ID, "session": m.ID, "delivery": d.ID}
}

func ownFound(t *testing.T, s *storage.Store) {
	p, q := NewPractice(t, s), NewPractice(t, s)
	ids := oneOfEach(t, s, p)
	for what, err := range lookups(t, s, ids, "5.1", []coaching.ID{q.Engagement.ID, p.Engagement.ID}, p.Coachee.ID) {
		if err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// othersNotOpened spoils every sealed word: a row that is opened would fail as such.
func othersNotOpened(t *testing.T, s *storage.Store) {
	p, q := NewPractice(t, s), NewPractice(t, s)
	ids := oneOfEach(t, s, p)
	for _, table := range []string{"actions", "reflections", "consents", "sessions"} {
		if _, err := s.SQLDB().ExecContext(t.Context(), "UPDATE "+table+" SET words = CAST('spoilt' AS "+blob(s)+")"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Action(t.Context(), ids["action"]); err == nil || coaching.Is(err, coaching.NotFound) {
		t.Fatalf("spoilt words were opened: %v", err)
	}
	unknown := map[string]coaching.ID{}
	for what := range ids {
		unknown[what] = coaching.NewID()
	}
	for _, mine := range [][]coaching.ID{nil, {}, {q.Engagement.ID}, {"", "\x00"}} {
		for _, me := range []coaching.ID{"", q.Coachee.ID, p.Coach.ID, "\xff"} {
			theirs, none := lookups(t, s, ids, "5.1", mine, me), lookups(t, s, unknown, "6.1", mine, me)
			for what := range theirs {
				if a, b := theirs[what], none[what]; !coaching.Is(a, coaching.NotFound) || !coaching.Is(b, coaching.NotFound) || a.Error() != b.Error() {
					t.Errorf("%s of somebody else: %v, one that does not exist: %v", what, a, b)
				}
			}
		}
	}
}

func blob(s *storage.Store) string {
	if s.PgxPool() != nil {
		return "BYTEA"
	}
	return "BLOB"
}
