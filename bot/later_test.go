package bot

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// later puts off what the newest message is about.
func (r *rig) later(user, label, how string) {
	r.t.Helper()
	r.press(user, label)
	r.fill(user, "When shall I come back to this?", how)
	r.submit(user)
}

func TestLaterForms(t *testing.T) {
	p := goldMaya
	ends := coaching.PromptEnds(goldNow, p.Location())
	rules := coaching.Rules{QuietFrom: "18:00", QuietTo: "08:00", QuietWeekend: true}
	goldenForm(t, "later-prompt", laterView(laterForm{Meta: laterMeta{Prompt: "D1"}, Person: p, Ends: ends,
		Choices: coaching.LaterChoices(p, rules, ends, goldNow)}))
	p.Zone = "America/Argentina/ComodRivadavia"
	goldenForm(t, "later-action", laterView(laterForm{Meta: laterMeta{Action: "A1"}, Person: p,
		Choices: coaching.LaterChoices(p, rules, noEnd, goldNow)}))
	goldenForm(t, "later-paused", pausedHereView("E1"))
	goldenForm(t, "later-too-late", tooLateView("D1", ends, goldMaya))
	s := goldScene(coaching.KindActionDue, goldMaya, goldMaya)
	s.Again = coaching.Delivery{ID: "D9", Key: "x/later/hour/y", Due: goldNow.Add(time.Hour), State: coaching.DeliveryDue}
	goldenCard(t, "action-due-later", dueCard(s, goldAction("A1", coaching.ActionOpen)))
	s = goldScene(coaching.KindActionDue, sealedMaya(), sealedMaya())
	s.Again = coaching.Delivery{ID: "D9", Due: goldNow.Add(time.Hour)}
	goldenCard(t, "action-due-sealed-later", dueCard(s, goldAction("A1", coaching.ActionOpen)))
	s = goldScene(coaching.KindActionDue, goldMaya, goldMaya)
	s.Delivery.Key = "x/later/hour/y"
	goldenCard(t, "action-due-back", dueCard(s, goldAction("A1", coaching.ActionOpen)))
}

// TestLaterAnHourInTheEvening: what was asked for to the minute comes, in the evening and on a
// day on which the cap is used up; and putting off again takes its place.
func TestLaterAnHourInTheEvening(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.until(asked)
	r.clock.set(asked.Add(4 * time.Hour)) // 19:00
	r.later(maya, "Later", "In 1 hour")
	r.sees(maya, "I will ask again on Fri 27 Nov 2026, 20:00 (Europe/London, GMT).")
	r.press(maya, "Another time")
	r.fill(maya, "When shall I come back to this?", "On a date", "Date", "2026-11-27", "Time", "21:30")
	r.submit(maya)
	r.sees(maya, "I will ask again on Fri 27 Nov 2026, 21:30 (Europe/London, GMT).")
	r.until(asked.Add(6*time.Hour + 20*time.Minute)) // 21:20
	r.gone(maya, "Today's questions are still open.")
	r.until(asked.Add(6*time.Hour + 30*time.Minute))
	r.shows(maya, "Today's questions are still open.", 1)
	r.until(time.Date(2026, 11, 30, 23, 0, 0, 0, time.UTC)) // Monday: it was replaced
	r.shows(maya, "still open.\n", 0)
}

func TestLaterSaysWhatIsWrong(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.until(asked)
	r.press(maya, "Later")
	r.misses(maya, "Next week") // they close on Tuesday
	r.sees(maya, "can be answered until Wed 2 Dec 2026, 00:00 (Europe/London, GMT)")
	for _, c := range []struct{ how, date, time, field, words string }{
		{"On a date", "2026-11-26", "10:00", "date", "past"},
		{"On a date", "2026-11-27", "15:00", "time", "passed"},
		{"On a date", "2026-12-02", "00:00", "date", "can be answered until Wed 2 Dec 2026, 00:00 (Europe/London, GMT)"},
		{"On a date", "2027-01-27", "10:00", "date", "60 days"},
		{"On a date", "", "10:00", "date", "Choose a day"},
		{"On a date", "2026-11-28", "", "time", "Choose a time"},
		{"Tomorrow", "2026-11-28", "", "when", "On a date"},
	} {
		r.fill(maya, "When shall I come back to this?", c.how, "Date", c.date, "Time", c.time)
		errs, err := r.as(maya).Submit(r.ctx)
		r.must(err)
		if !strings.Contains(errs[c.field], c.words) {
			t.Errorf("%+v: %v", c, errs)
		}
	}
	r.closeAll(maya)
	r.clock.set(time.Date(2026, 12, 1, 23, 30, 0, 0, time.UTC))
	r.press(maya, "Later")
	r.sees(maya, "so I cannot ask again before that")
	r.press(maya, "Write privately")
	r.fill(maya, coaching.Questions[0], "Now then")
	r.submit(maya)
	r.sees(maya, "*Kept.*")
}

// TestLaterForAnAction: put off, put off again, answered before it comes.
func TestLaterForAnAction(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.command(maya, "/actions", "add Call the bank by 2026-11-26")
	r.sees(maya, "*Added:*")
	r.until(time.Date(2026, 11, 26, 9, 1, 0, 0, time.UTC))
	r.sees(maya, "Today is the day for this one:")
	r.later(maya, "Later", "Next week")
	r.sees(maya, "I will ask again on Thu 3 Dec 2026, 09:01 (Europe/London, GMT).")
	r.later(maya, "Another time", "In 1 hour")
	r.sees(maya, "I will ask again on Thu 26 Nov 2026, 10:01 (Europe/London, GMT).")
	r.until(time.Date(2026, 11, 26, 10, 2, 0, 0, time.UTC))
	r.shows(maya, "You asked me to come back to this one:", 1)
	r.later(maya, "Later", "Tomorrow")
	r.sees(maya, "I will ask again on Fri 27 Nov 2026, 10:02 (Europe/London, GMT).")
	r.press(maya, "Done")
	r.closeAll(maya)
	r.sees(maya, "You said: Done")
	before := len(r.as(maya).Messages())
	r.until(time.Date(2026, 12, 4, 12, 0, 0, 0, time.UTC))
	for _, m := range r.as(maya).Messages()[before:] {
		if strings.Contains(fmt.Sprint(m), "Call the bank") {
			t.Error("it came although it is done")
		}
	}
}

// TestLaterForAnActionInSealedWriting: the message holds no content on the way there and back.
func TestLaterForAnActionInSealedWriting(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Sealed")
	r.command(maya, "/actions", "add Call the bank by 2026-11-26")
	r.until(time.Date(2026, 11, 26, 9, 1, 0, 0, time.UTC))
	r.later(maya, "Later", "Tomorrow")
	r.sees(maya, "I will ask again on Fri 27 Nov 2026, 09:01 (Europe/London, GMT).")
	r.until(time.Date(2026, 11, 27, 9, 2, 0, 0, time.UTC))
	r.sees(maya, "You asked me to come back to an action of yours.")
	r.misses(maya, "bank")
	r.press(maya, "See it")
	r.sees(maya, "Call the bank")
}

// TestAnOldLaterIsRefused: the message says what holds.
func TestAnOldLaterIsRefused(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.command(maya, "/actions", "add Call the bank by 2026-11-26")
	r.until(time.Date(2026, 11, 26, 9, 1, 0, 0, time.UTC))
	old := r.as(maya).Last()
	r.press(maya, "Later")
	r.closeAll(maya)
	r.press(maya, "Done")
	r.closeAll(maya)
	r.must(r.as(maya).PressStale(r.ctx, old, actionsLater))
	r.sees(maya, coaching.NoLonger)
	for _, user := range []string{anna, helen, sam} {
		a, err := r.bot.run(r.ctx, press, &Call{Team: r.bot.Team(), User: user, Route: actionsLater, Value: string(r.actions(maya)[0].ID), Once: user})
		if err != nil || a.Note == nil || a.Note.Text != coaching.Neutral {
			t.Errorf("%s: %+v %v", user, a, err)
		}
	}
}

// TestWhatWasPutOffSurvivesAMove: to another time zone, at its instant.
func TestWhatWasPutOffSurvivesAMove(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.command(maya, "/actions", "add Call the bank by 2026-11-26")
	r.until(time.Date(2026, 11, 26, 9, 1, 0, 0, time.UTC))
	r.later(maya, "Later", "Next week")
	r.sees(maya, "I will ask again on Thu 3 Dec 2026, 09:01 (Europe/London, GMT).")
	r.command(maya, "/coaching", "settings")
	r.fill(maya, "Your time zone", "Europe/Berlin")
	r.submit(maya)
	r.closeAll(maya)
	r.until(time.Date(2026, 12, 3, 9, 0, 0, 0, time.UTC))
	r.gone(maya, "You asked me to come back to this one:")
	r.until(time.Date(2026, 12, 3, 9, 2, 0, 0, time.UTC))
	r.shows(maya, "You asked me to come back to this one:", 1)
}

// TestLaterOnceForADoublePress: the same submission a second time has no effect.
func TestLaterOnceForADoublePress(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.until(asked)
	r.press(maya, "Later")
	r.closeAll(maya)
	ds, err := r.store.DeliveriesTo(r.ctx, r.person(maya).ID, coaching.KindPrompt, rigStart)
	r.must(err)
	c := Call{Team: r.bot.Team(), User: maya, Route: laterSave, Once: "submission:the same"}
	c.View.PrivateMetadata = `{"p":"` + string(ds[0].ID) + `"}`
	c.View.State = &slack.ViewState{Values: map[string]map[string]slack.BlockAction{"when": {"when": {Value: string(coaching.LaterHour)}}}}
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			mine := c
			if a, err := r.bot.run(r.ctx, submission, &mine); err != nil || len(a.Errors) > 0 || a.Note != nil {
				t.Errorf("%+v, %v", a, err)
			}
		})
	}
	wait.Wait()
	again, err := r.store.DeliveriesOf(r.ctx, ds[0].ID)
	r.must(err)
	if len(again) != 1 || !coaching.PutOff(again[0]) {
		t.Errorf("%d repetitions", len(again))
	}
}
