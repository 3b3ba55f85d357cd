package coaching_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"interlude/coaching"
)

var capped = []coaching.DeliveryKind{coaching.KindActionDue, coaching.KindActionFollowUp, coaching.KindPrompt, coaching.KindPromptAgain}

// anyStanding draws a delivery that is still wanted, due a little before now.
func anyStanding(t *rapid.T, tb testing.TB, now time.Time, loc *time.Location) coaching.Standing {
	kinds := append([]coaching.DeliveryKind{coaching.KindSessionSoon, coaching.KindSessionActions, coaching.KindBooked, coaching.KindKept}, capped...)
	s := standing(tb, rapid.SampledFrom(kinds).Draw(t, "kind"), "coachee", noon)
	s.Recipient.Zone = loc.String()
	s.Delivery.Due = now.Add(-time.Duration(rapid.IntRange(0, 3*60).Draw(t, "lateness")) * time.Minute)
	s.Delivery.Nominal = s.Delivery.Due
	s.Prompt.Nominal, s.Prompt.Sent = s.Delivery.Due, s.Delivery.Due.Add(-72*time.Hour)
	switch s.Delivery.Kind {
	case coaching.KindSessionSoon:
		s.Session.Start = s.Delivery.Nominal.Add(coaching.SoonLead)
	case coaching.KindSessionActions:
		s.Session.Start = s.Delivery.Nominal.Add(-coaching.AfterLead - 75*time.Minute)
	case coaching.KindBooked:
		s.Session.Start = now.Add(time.Hour)
	}
	for range rapid.IntRange(0, 6).Draw(t, "recent") {
		s.Recent = append(s.Recent, now.Add(-time.Duration(rapid.IntRange(0, 8*24*60).Draw(t, "ago"))*time.Minute))
	}
	return s
}

func TestDecideProperties(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		loc, r := anyZone(rt), anyRules(rt)
		now := anyInstant(rt, loc)
		s := anyStanding(rt, t, now, loc)
		for range 10 {
			v := coaching.Decide(s, r, now)
			if v.Act != coaching.ActHold {
				sentProperly(rt, s, r, loc, now, v)
				return
			}
			if !v.Until.After(now) || v.Reason == "" {
				rt.Fatalf("held at %s until %s for %q", now, v.Until, v.Reason)
			}
			now, s.Delivery.Due = v.Until, v.Until
			if again := coaching.Decide(s, r, now); again.Act == coaching.ActHold {
				rt.Fatalf("held again at %s until %s: %s, before: %s", now, again.Until, again.Reason, v.Reason)
			}
		}
	})
}

func sentProperly(t *rapid.T, s coaching.Standing, r coaching.Rules, loc *time.Location, now time.Time, v coaching.Verdict) {
	if v.Act != coaching.ActSend || !s.Delivery.Kind.Capped() {
		return
	}
	if next := coaching.NextAllowed(now, loc, r); !next.Equal(now) {
		t.Fatalf("%s sent at %s, in quiet hours until %s", s.Delivery.Kind, now.In(loc), next)
	}
	today := 0
	for _, sent := range s.Recent {
		if coaching.DateOf(sent.In(loc)) == coaching.DateOf(now.In(loc)) {
			today++
		}
	}
	if r.PerDay > 0 && today >= r.PerDay {
		t.Fatalf("%s sent at %s after %d that day", s.Delivery.Kind, now.In(loc), today)
	}
}
