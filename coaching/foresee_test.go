package coaching_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"interlude/coaching"
)

func TestForesee(t *testing.T) {
	item := func(id coaching.ID, kind coaching.DeliveryKind, due string) coaching.Standing {
		s := standing(t, kind, "coachee", due)
		s.Delivery.ID = id
		return s
	}
	again := item("again", coaching.KindPromptAgain, "2026-11-30 12:00 +0100")
	again.Prompt = &coaching.Delivery{ID: "prompt", State: coaching.DeliveryDue, Nominal: at(t, "2026-11-27 12:00 +0100")}
	answered := item("answered", coaching.KindPromptAgain, "2026-11-30 12:00 +0100")
	answered.Prompt = &coaching.Delivery{ID: "x", State: coaching.DeliverySent, Answered: at(t, noon), Nominal: at(t, noon)}
	off := item("off", coaching.KindActionDue, "2026-11-26 09:00 +0100")
	off.Recipient.Off = coaching.NewTopics(coaching.TopicActions)
	leave := item("leave", coaching.KindActionDue, "2026-11-26 09:00 +0100")
	leave.Recipient.Absence = coaching.Absence{LeaveFrom: coaching.Date{Year: 2026, Month: 11, Day: 20}, LeaveTo: coaching.Date{Year: 2026, Month: 11, Day: 30}}
	closed := item("closed", coaching.KindPrompt, "2026-11-27 12:00 +0100")
	closed.Recipient.Absence = coaching.Absence{LeaveFrom: coaching.Date{Year: 2026, Month: 11, Day: 20}, LeaveTo: coaching.Date{Year: 2026, Month: 12, Day: 20}}
	put := item("put", coaching.KindActionDue, "2026-11-26 21:00 +0100")
	put.Delivery.Key = "x/later/date/y"
	overdue := item("overdue", coaching.KindActionDue, "2026-11-25 09:00 +0100")
	early, late := item("z", coaching.KindActionDue, "2026-11-26 09:00 +0100"), item("a", coaching.KindPrompt, "2026-11-26 09:00 +0100")
	early.Delivery.Nominal = at(t, "2026-11-25 09:00 +0100")
	soon := item("soon", coaching.KindSessionNow, "2026-11-30 14:00 +0100")
	for _, c := range []struct {
		name  string
		items []coaching.Standing
		want  []string
	}{
		{"nothing", nil, nil},
		{"at its time", []coaching.Standing{item("a", coaching.KindPrompt, "2026-11-27 12:00 +0100")}, []string{"a Fri 12:00"}},
		{"in the evening", []coaching.Standing{item("a", coaching.KindActionDue, "2026-11-26 18:00 +0100")}, []string{"a Fri 08:00 held quiet"}},
		{"the second of a day", []coaching.Standing{item("a", coaching.KindActionDue, "2026-11-26 09:00 +0100"), item("b", coaching.KindPrompt, "2026-11-26 15:00 +0100")},
			[]string{"a Thu 09:00", "b Fri 08:00 held cap"}},
		{"at once is one message", []coaching.Standing{item("a", coaching.KindActionDue, "2026-11-26 09:00 +0100"), item("b", coaching.KindActionDue, "2026-11-26 09:00 +0100")},
			[]string{"a Thu 09:00", "b Thu 09:00"}},
		{"of two that are due, the one meant for earlier leads", []coaching.Standing{late, early}, []string{"z Thu 09:00", "a Thu 09:00"}},
		{"questions, and once more", []coaching.Standing{again, item("prompt", coaching.KindPrompt, "2026-11-27 12:00 +0100")}, []string{"prompt Fri 12:00", "again Mon 12:00"}},
		{"answered", []coaching.Standing{answered}, []string{"answered Mon 12:00 not answered"}},
		{"turned off", []coaching.Standing{off}, []string{"off Thu 09:00 not off"}},
		{"a leave", []coaching.Standing{leave}, []string{"leave Tue 08:00 held leave"}},
		{"a leave until the questions have closed", []coaching.Standing{closed}, []string{"closed Mon 08:00 held leave not leave"}},
		{"put off into the evening", []coaching.Standing{put}, []string{"put Thu 21:00"}},
		{"overdue", []coaching.Standing{overdue}, []string{"overdue Wed 12:00"}},
		{"an hour before", []coaching.Standing{soon}, []string{"soon Mon 14:00"}},
	} {
		var got []string
		for _, f := range coaching.Foresee(c.items, rules, at(t, noon).UTC()) {
			line := string(f.Delivery.ID) + " " + f.At.In(zone(t, "Europe/Berlin")).Format("Mon 15:04")
			if f.Held != "" {
				line += " held " + f.Held
			}
			if f.Not != "" {
				line += " not " + f.Not
			}
			got = append(got, line)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestForeseeFillsMessages: a message carries ten items, and the rest waits for the next day.
func TestForeseeFillsMessages(t *testing.T) {
	var items []coaching.Standing
	for i := range coaching.MostCompanions + 3 {
		s := standing(t, coaching.KindActionDue, "coachee", "2026-11-26 09:00 +0100")
		s.Delivery.ID = coaching.ID(fmt.Sprintf("d%02d", i))
		items = append(items, s)
	}
	days := map[string]int{}
	for _, f := range coaching.Foresee(items, rules, at(t, noon).UTC()) {
		days[f.At.In(zone(t, "Europe/Berlin")).Format("Mon 15:04")+f.Held]++
	}
	if len(days) != 2 || days["Thu 09:00"] != coaching.MostCompanions+1 || days["Fri 08:00cap"] != 2 {
		t.Errorf("%v", days)
	}
}

// TestForeseeProperties: each item comes to exactly one end, in order, not before its time; and
// what is foreseen to be sent breaks neither quiet hours nor the cap of a day.
func TestForeseeProperties(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		loc, r := anyZone(rt), anyRules(rt)
		now := anyInstant(rt, loc)
		recent := []time.Time{now.Add(-time.Duration(rapid.IntRange(1, 72).Draw(rt, "sent")) * time.Hour)}
		var items []coaching.Standing
		for i := range rapid.IntRange(0, 12).Draw(rt, "items") {
			s := anyStanding(rt, t, now, loc)
			s.Recent, s.Delivery.ID = recent, coaching.ID(fmt.Sprint("d", i))
			shift := time.Duration(rapid.IntRange(0, 14*24*60).Draw(rt, "ahead")) * time.Minute
			s.Delivery.Due = s.Delivery.Due.Add(shift)
			if s.Delivery.Kind == coaching.KindActionDue || s.Delivery.Kind == coaching.KindPrompt {
				s.Delivery.Nominal = s.Delivery.Due
			}
			items = append(items, s)
		}
		got := coaching.Foresee(items, r, now)
		if len(got) != len(items) {
			rt.Fatalf("%d items, %d ends", len(items), len(got))
		}
		days, last, seen := map[coaching.Date]map[time.Time]bool{}, now, map[coaching.ID]bool{}
		for _, at := range recent {
			days[coaching.DateOf(at.In(loc))] = map[time.Time]bool{at: true}
		}
		for _, f := range got {
			if seen[f.Delivery.ID] || f.At.Before(last) || f.At.Before(f.Delivery.Due) {
				rt.Fatalf("%s at %s, due %s, after %s", f.Delivery.ID, f.At, f.Delivery.Due, last)
			}
			seen[f.Delivery.ID], last = true, f.At
			if f.Not != "" || !f.Delivery.Kind.Capped() {
				continue
			}
			if next := coaching.NextAllowed(f.At, loc, r); !next.Equal(f.At) {
				rt.Fatalf("%s at %s, in quiet hours until %s", f.Delivery.Kind, f.At.In(loc), next)
			}
			day := coaching.DateOf(f.At.In(loc))
			if days[day] == nil {
				days[day] = map[time.Time]bool{}
			}
			if days[day][f.At] = true; r.PerDay > 0 && len(days[day]) > r.PerDay {
				rt.Fatalf("%d messages on %s", len(days[day]), day)
			}
		}
	})
}
