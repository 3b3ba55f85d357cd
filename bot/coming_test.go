package bot

import (
	"fmt"
	"testing"
	"time"

	"interlude/coaching"
)

func TestComingForms(t *testing.T) {
	v := coming{Person: goldMaya, Rules: goldRules, Now: goldNow, Mine: []coaching.Engagement{goldPair}, People: map[coaching.ID]coaching.Person{"P1": goldCoach, "P2": goldMaya}}
	goldenForm(t, "coming-empty", comingView(v))
	at := func(days, hours int) time.Time {
		return goldNow.AddDate(0, 0, days).Add(time.Duration(hours) * time.Hour)
	}
	message := func(kind coaching.DeliveryKind, nominal, when time.Time, held, not string) coaching.Foreseen {
		return coaching.Foreseen{Delivery: coaching.Delivery{ID: "D", Kind: kind, Engagement: "E1", Nominal: nominal, Due: nominal, State: coaching.DeliveryDue}, At: when, Held: held, Not: not}
	}
	v.Foreseen = []coaching.Foreseen{
		message(coaching.KindPrompt, at(0, 1), at(0, 1), "", ""), message(coaching.KindPromptAgain, at(3, 1), at(3, 1), "", ""),
		message(coaching.KindActionDue, at(1, 0), at(3, 0), coaching.WhyQuiet, ""), message(coaching.KindActionDue, at(2, 0), at(2, 0), "", coaching.WhyOff),
		message(coaching.KindActionFollowUp, at(2, 0), at(2, 0), "", coaching.WhyGone), message(coaching.KindBooked, at(2, 0), at(2, 0), "", ""),
	}
	v.Foreseen[1].Delivery.Key = "x/later/date/y"
	v.Sessions = []coaching.Session{{ID: "X1", Coach: "P1", Coachee: "P2", Engagement: "E1", Start: at(4, 1), State: coaching.SessionBooked}}
	v.Actions = []coaching.Action{{State: coaching.ActionOpen, Due: coaching.DateOf(at(5, 0))}, {State: coaching.ActionOpen, Due: coaching.DateOf(at(-1, 0))}}
	v.NotSent = []coaching.Delivery{{Kind: coaching.KindPrompt, Engagement: "E1", Nominal: at(-7, 0), State: coaching.DeliveryMissed, Reason: coaching.WhyLeave},
		{Kind: coaching.KindSessionSoon, Engagement: "E1", Nominal: at(-8, 0), State: coaching.DeliveryMissed, Reason: "channel_not_found"},
		{Kind: coaching.KindPromptAgain, Engagement: "E1", Nominal: at(-9, 0), State: coaching.DeliveryCancelled, Reason: "answered"}}
	goldenForm(t, "coming", comingView(v))
	v.Mine, v.Person.Paused, v.Person.Zone = append(v.Mine, coaching.Engagement{ID: "E2", Coach: "P2", Coachee: "P1"}), true, "America/Argentina/ComodRivadavia"
	v.Foreseen, v.NotSent = nil, nil
	for i := range 100 {
		v.Foreseen = append(v.Foreseen, message(coaching.KindActionFollowUp, at(0, i), at(1, i), coaching.WhyAway, ""))
		v.NotSent = append(v.NotSent, coaching.Delivery{Kind: coaching.KindCadence, Engagement: "E2", Nominal: at(0, -i), State: coaching.DeliveryMissed, Reason: coaching.WhyDoubt})
	}
	goldenForm(t, "coming-longest", comingView(v))
	v.Foreseen, v.NotSent = v.Foreseen[:20], v.NotSent[:20]
	goldenForm(t, "coming-twenty", comingView(v))
}

// TestWhatIsForeseenComes: all that the form promises for two weeks arrives to the minute when
// nobody does anything meanwhile, and nothing else does.
func TestWhatIsForeseenComes(t *testing.T) {
	for name, c := range map[string]struct {
		least int // how many messages are foreseen
		set   func(*rig)
	}{
		"as it begins": {10, func(*rig) {}},
		"with a leave": {8, func(r *rig) {
			r.command(maya, "/coaching", "leave")
			r.fill(maya, "First day of your leave", "2026-11-26", "Last day of your leave", "2026-11-30")
			r.submit(maya)
			r.closeAll(maya)
		}},
		"with questions in the evening of every working day": {12, func(r *rig) {
			r.command(maya, "/coaching", "settings")
			r.fill(maya, "When may I ask you to reflect?", "Every working day", "Time", "19:30")
			r.submit(maya)
			r.closeAll(maya)
		}},
		"without reminders": {3, func(r *rig) {
			r.command(maya, "/coaching", "settings")
			r.must(r.as(maya).Fill(r.ctx, "What may I send you?", "Questions to reflect", "An hour before a session"))
			r.submit(maya)
			r.closeAll(maya)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			r.engage(anna, maya, "", "Open")
			r.book(anna, "2026-12-02", "10:00")
			for i, day := range []string{"2026-11-26", "2026-11-27", "2026-11-27", "2026-11-28", "2026-12-01"} {
				r.command(maya, "/actions", fmt.Sprintf("add Thing %d by %s", i, day))
				r.must(r.ws.WaitFor(r.ctx, func() bool { return len(r.actions(maya)) == i+1 }))
			}
			c.set(r)
			r.drain()
			r.foreseenComes(c.least)
		})
	}
}

// foreseenComes holds what is foreseen for Maya against what she is sent.
func (r *rig) foreseenComes(least int) {
	r.t.Helper()
	p := r.person(maya)
	v, err := r.bot.comingOf(r.ctx, &Call{Person: p, Mine: []coaching.Engagement{r.pair(maya)}})
	r.must(err)
	want, sum := map[string]int{}, 0
	end := v.Now.AddDate(0, 0, comingDays).Add(-time.Minute)
	for _, f := range v.Foreseen {
		if f.Not == "" && f.At.Before(end) {
			want[fmt.Sprintf("%s of %s at %s", f.Delivery.Kind, f.Delivery.Nominal.Format(time.DateTime), f.At.Format("Mon 02 Jan 15:04"))]++
			sum++
		}
	}
	if sum < least {
		r.t.Fatalf("only %d are foreseen: %v", sum, want)
	}
	r.until(end)
	for kind := range messageWords {
		ds, err := r.store.DeliveriesTo(r.ctx, p.ID, kind, rigStart)
		r.must(err)
		for _, d := range ds {
			key := fmt.Sprintf("%s of %s at %s", d.Kind, d.Nominal.Format(time.DateTime), d.Sent.Format("Mon 02 Jan 15:04"))
			// What is asked once more is known only once it was asked.
			if want[key]--; want[key] < 0 && kind != coaching.KindPromptAgain {
				r.t.Errorf("%s was not foreseen", key)
			}
		}
	}
	for key, n := range want {
		if n > 0 {
			r.t.Errorf("%s did not come", key)
		}
	}
}

// TestComingIsThereForEverybody: an empty state for a coach who has just begun and for a
// sponsor, nothing for strangers.
func TestComingIsThereForEverybody(t *testing.T) {
	r := newRig(t)
	r.command(tom, "/coaching", "next")
	r.sees(tom, "Nothing is planned for you in these days.")
	r.engage(anna, maya, helen, "Open")
	r.book(anna, "2026-11-27", "15:00")
	r.command(anna, "/coaching", "next")
	r.sees(anna, "*Fri 27 Nov 2026, 15:00 (Europe/Berlin, GMT+1) · 14:00 (Europe/London, GMT)*: a session with <@UMAYA>")
	r.sees(anna, "*Fri 27 Nov 2026, 14:00 (Europe/Berlin, GMT+1)*: a reminder an hour before a session")
	r.command(helen, "/coaching", "next")
	r.sees(helen, "Nothing is planned for you in these days.")
	r.command(sam, "/coaching", "next")
	r.sees(sam, coaching.Neutral)
	r.must(r.as(maya).OpenHome(r.ctx))
	r.sees(maya, "What is coming")
	r.must(r.as(maya).PressHome(r.ctx, "What is coming"))
	r.sees(maya, "as things stand:")
	r.sees(maya, "*Fri 27 Nov 2026, 15:00 (Europe/London, GMT)*: questions to reflect.")
	r.press(maya, "Leave")
	r.sees(maya, "First day of your leave")
}
