package coaching_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"interlude/coaching"
)

// before is noon so many days earlier, in Berlin.
func before(t testing.TB, days int) time.Time { return at(t, noon).AddDate(0, 0, -days) }

// put is a prompt that was sent at the instant for which it was meant.
func put(at time.Time) coaching.Delivery {
	return coaching.Delivery{ID: coaching.NewID(), Kind: coaching.KindPrompt, State: coaching.DeliverySent, Nominal: at.UTC(), Sent: at.UTC()}
}

// silent is Wednesday's prompt after those that were sent so many days ago, newest first, and
// that nobody answered.
func silent(t testing.TB, days ...int) coaching.Standing {
	s := standing(t, coaching.KindPrompt, "coachee", noon)
	for _, d := range days {
		s.Asked.Earlier = append(s.Asked.Earlier, put(before(t, d)))
	}
	return s
}

// outcome is what happens at noon: what it goes out as, or why not.
func outcome(s coaching.Standing, now time.Time) string {
	switch v := coaching.Decide(s, coaching.Rules{Late: 4 * time.Hour}, now.UTC()); {
	case v.Act == coaching.ActSend && v.As != "":
		return "send as " + string(v.As)
	case v.Act == coaching.ActSend:
		return "send"
	default:
		return string(v.Act) + " " + v.Reason
	}
}

func TestSilence(t *testing.T) {
	asked := func(s coaching.Standing) coaching.Standing { // how to go on was asked first of all
		s.Asked.Earlier[len(s.Asked.Earlier)-1].Kind = coaching.KindCadence
		return s
	}
	with := func(s coaching.Standing, change func(*coaching.Standing)) coaching.Standing {
		change(&s)
		return s
	}
	for _, c := range []struct {
		about string
		s     coaching.Standing
		want  string
	}{
		{"the first ever", silent(t), "send"},
		{"silent for nine days, asked yesterday", asked(silent(t, 1, 5, 9)), "send"},
		{"silent for ten days, asked six days ago", asked(silent(t, 6, 10)), "cancel silence"},
		{"silent for ten days, asked a week ago", asked(silent(t, 7, 10)), "send"},
		{"silent for 29 days, asked a week ago", asked(silent(t, 7, 20, 29)), "send"},
		{"silent for 30 days, asked a week ago", asked(silent(t, 7, 20, 30)), "cancel silence"},
		{"asked a week ago after five weeks of leave", asked(silent(t, 7, 42)), "send"},
		{"asked six days ago after five weeks of leave", asked(silent(t, 6, 41)), "cancel silence"},
		{"two leaves and a month of silence", asked(silent(t, 7, 42, 49, 84)), "cancel silence"},
		{"silent for 30 days, asked 13 days ago", asked(silent(t, 13, 20, 30)), "cancel silence"},
		{"silent for 30 days, asked a fortnight ago", asked(silent(t, 14, 20, 30)), "send"},
		{"silent for ages", asked(silent(t, 13, 27, 400)), "cancel silence"},
		{"one ignored", silent(t, 1), "send"},
		{"two ignored", silent(t, 1, 2), "send"},
		{"three ignored", silent(t, 1, 2, 3), "send as cadence"},
		{"four ignored, and never asked", silent(t, 1, 2, 3, 4), "send as cadence"},
		{"three ignored, one of them asked how to go on", asked(silent(t, 1, 2, 3)), "send"},
		{"three ignored in three weeks", silent(t, 7, 14, 21), "send as cadence"},
		{"three ignored, and too soon", silent(t, 6, 13, 20), "cancel silence"},
		{"written since the second", with(silent(t, 1, 2, 3), func(s *coaching.Standing) { s.Asked.Wrote = before(t, 2).Add(time.Hour) }), "send"},
		{"written at the time of the last", with(silent(t, 1, 8, 15), func(s *coaching.Standing) { s.Asked.Wrote = before(t, 1) }), "send"},
		{"written just before the first", with(silent(t, 1, 2, 3), func(s *coaching.Standing) { s.Asked.Wrote = before(t, 3).Add(-time.Second) }), "send as cadence"},
		{"the second was answered", with(silent(t, 1, 2, 3), func(s *coaching.Standing) {
			s.Asked.Earlier[1].Answered = before(t, 2).Add(time.Hour)
		}), "send"},
		{"the first was answered late, after the last", with(silent(t, 1, 2, 3), func(s *coaching.Standing) { s.Asked.Earlier[2].Answered = before(t, 0).Add(-time.Hour) }), "send"},
		{"skipped is answered", with(silent(t, 6, 13, 20), func(s *coaching.Standing) {
			s.Asked.Earlier[0].Answered, s.Asked.Earlier[0].Reason = before(t, 5), "skipped"
		}), "send"},
		{"chose to keep", with(asked(silent(t, 1, 2, 3, 4)), func(s *coaching.Standing) { s.Asked.Earlier[3].Answered = before(t, 3).Add(-time.Hour) }), "send as cadence"},
		{"one may not have come", with(silent(t, 1, 2, 3), func(s *coaching.Standing) {
			d := &s.Asked.Earlier[0]
			d.State, d.Intended, d.Sent = coaching.DeliveryIntended, d.Sent, time.Time{}
		}), "send as cadence"},
		{"stored as the question, and it is none any more", with(silent(t, 1, 2), func(s *coaching.Standing) { s.Delivery.Kind = coaching.KindCadence }), "send as prompt"},
		{"stored as the question, and it still is", with(silent(t, 1, 2, 3), func(s *coaching.Standing) { s.Delivery.Kind = coaching.KindCadence }), "send"},
		{"less: 13 days", with(silent(t, 13), func(s *coaching.Standing) { s.Schedule.Spacing = 14; s.Asked.Wrote = before(t, 1) }), "cancel less"},
		{"less: 14 days", with(silent(t, 14), func(s *coaching.Standing) { s.Schedule.Spacing = 14; s.Asked.Wrote = before(t, 1) }), "send"},
		{"less, and the last was held back for three days", with(silent(t, 14), func(s *coaching.Standing) {
			s.Schedule.Spacing, s.Asked.Wrote, s.Asked.Earlier[0].Sent = 14, before(t, 1), before(t, 11)
		}), "send"},
		{"less, never asked", with(silent(t), func(s *coaching.Standing) { s.Schedule.Spacing = 14 }), "send"},
		{"asked today already", with(silent(t, 0), func(s *coaching.Standing) { s.Asked.Earlier[0].Sent = at(t, "2026-11-25 00:00 +0100") }), "cancel asked"},
		{"asked yesterday", with(silent(t, 1), func(s *coaching.Standing) { s.Asked.Earlier[0].Sent = at(t, "2026-11-24 23:59 +0100") }), "send"},
		{"another one may have come today", with(silent(t, 1), func(s *coaching.Standing) {
			s.Asked.Earlier[0].State, s.Asked.Earlier[0].Intended = coaching.DeliveryIntended, before(t, 0).Add(-time.Minute)
		}), "cancel asked"},
		{"today where they are now", with(silent(t, 0), func(s *coaching.Standing) {
			s.Recipient.Zone, s.Asked.Earlier[0].Sent = "Asia/Tokyo", at(t, "2026-11-24 16:00 +0100")
		}), "cancel asked"},
		{"yesterday where they are now", with(silent(t, 1), func(s *coaching.Standing) {
			s.Recipient.Zone, s.Asked.Earlier[0].Sent = "Asia/Tokyo", at(t, "2026-11-24 15:59 +0100")
		}), "send"},
		{"written today", with(silent(t), func(s *coaching.Standing) { s.Asked.Unasked = at(t, "2026-11-25 00:00 +0100") }), "cancel answered"},
		{"written yesterday", with(silent(t), func(s *coaching.Standing) { s.Asked.Unasked = at(t, "2026-11-24 23:59 +0100") }), "send"},
		{"written while it was held back", with(silent(t), func(s *coaching.Standing) {
			s.Delivery.Nominal, s.Asked.Unasked = before(t, 2), before(t, 1)
		}), "cancel answered"},
		{"an action asks nothing", with(silent(t, 0, 1, 2, 3), func(s *coaching.Standing) { s.Delivery.Kind = coaching.KindActionDue }), "send"},
	} {
		if got := outcome(c.s, before(t, 0)); got != c.want {
			t.Errorf("%s: %s, want %s", c.about, got, c.want)
		}
	}
}

// TestTheQuestionHowToGoOnWaitsLikeAll: quiet hours and caps hold it, and it is not repeated.
func TestTheQuestionHowToGoOnWaitsLikeAll(t *testing.T) {
	night := silent(t, 1, 2, 3)
	night.Delivery.Due = at(t, "2026-11-25 19:00 +0100")
	capped := silent(t, 2, 3, 4)
	capped.Recent = []time.Time{before(t, 0).Add(-time.Hour)}
	stored := night
	stored.Delivery.Kind = coaching.KindCadence
	late := stored
	late.Delivery.Due = at(t, "2026-11-25 14:00 +0100")
	again := standing(t, coaching.KindPromptAgain, "coachee", noon)
	again.Prompt.Kind = coaching.KindCadence
	check(t, rules, []decision{
		{"at night", night, "2026-11-25 19:00 +0100", "hold quiet Thu 08:00"},
		{"at night, once more", stored, "2026-11-25 19:00 +0100", "hold quiet Thu 08:00"},
		{"after another message", capped, noon, "hold cap Thu 08:00"},
		{"late", late, "2026-11-25 18:01 +0100", "miss late"},
		{"its repetition", again, noon, "cancel gone"},
	})
}

// TestOneStreakOneQuestion plays a year of questions to people who answer when they like:
// there is at most one a day, how to go on is asked exactly after three that were ignored and
// once until the next sign of life, and the days between two are kept.
func TestOneStreakOneQuestion(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		loc := anyZone(rt)
		step := rapid.SampledFrom([]int{12, 24, 48, 24 * 7, 24 * 14, 24 * 30}).Draw(rt, "hours between occurrences")
		answers := rapid.SampledFrom([]float64{0, 0.02, 0.2, 0.6, 1}).Draw(rt, "answers")
		s := standing(t, coaching.KindPrompt, "coachee", noon)
		s.Recipient.Zone = loc.String()
		s.Schedule.Spacing = rapid.SampledFrom([]int{0, 0, 7, 14}).Draw(rt, "spacing")
		var all []coaching.Delivery // newest first
		var wrote time.Time
		ignored, asked := 0, false
		now := anyInstant(rt, loc)
		for end := now.AddDate(1, 0, 0); now.Before(end); now = now.Add(time.Duration(step) * time.Hour) {
			s.Delivery = coaching.Delivery{ID: coaching.NewID(), Kind: coaching.KindPrompt, Recipient: "coachee", Due: now, Nominal: now, State: coaching.DeliveryDue}
			s.Asked = coaching.Asked{Earlier: all[:min(len(all), coaching.AskedBack)], Wrote: wrote}
			v := coaching.Decide(s, coaching.Rules{Late: time.Hour}, now)
			today := coaching.DateOf(now.In(loc))
			gap, quiet := 1000, 0
			if len(all) > 0 {
				gap = between(coaching.DateOf(all[0].Nominal.In(loc)), today)
			}
			for i, last := ignored, today; i > 0; i-- {
				came := coaching.DateOf(all[ignored-i].Sent.In(loc))
				quiet, last = quiet+min(between(came, last), 14), came
			}
			least := max(1, s.Schedule.Spacing)
			switch {
			case quiet >= 30:
				least = max(least, 14)
			case quiet >= 10:
				least = max(least, 7)
			}
			if (v.Act == coaching.ActSend) != (gap >= least) {
				rt.Fatalf("%s %s after %d days, %d days of silence; want at least %d", v.Act, v.Reason, gap, quiet, least)
			}
			if v.Act != coaching.ActSend {
				continue
			}
			if want := ignored >= 3 && !asked; (v.As == coaching.KindCadence) != want {
				rt.Fatalf("it goes out as %q after %d that were ignored, asked before: %v", v.As, ignored, asked)
			}
			d := s.Delivery
			d.State, d.Sent = coaching.DeliverySent, now
			if v.As != "" {
				d.Kind = v.As
			}
			all = append([]coaching.Delivery{d}, all...)
			ignored, asked = ignored+1, asked || d.Kind == coaching.KindCadence
			if rapid.Float64Range(0, 1).Draw(rt, "chance") < answers {
				if all[0].Answered = now.Add(time.Minute); rapid.Bool().Draw(rt, "in words") {
					wrote = now.Add(time.Minute)
				}
				ignored, asked = 0, false
			}
		}
	})
}

// between counts the days from a to b.
func between(a, b coaching.Date) int {
	n := 0
	for ; a.Before(b); a = a.Add(1) {
		n++
	}
	return n
}
