package bot

import (
	"strings"
	"testing"
	"time"

	"interlude/coaching"
)

// fourth is when the fourth weekly questions come to Maya, of which she ignored three.
var fourth = asked.AddDate(0, 0, 21)

// ignores has Maya ignore three weeks of questions, and returns what asks her how to go on.
func (r *rig) ignores(way string) coaching.Delivery {
	r.t.Helper()
	r.engage(anna, maya, "", way)
	r.until(fourth.Add(-time.Minute))
	r.misses(maya, "You have not answered lately.")
	r.until(fourth)
	r.sees(maya, "You have not answered lately. How shall I go on?")
	ds, err := r.store.DeliveriesTo(r.ctx, r.person(maya).ID, coaching.KindCadence, rigStart)
	r.must(err)
	if len(ds) != 1 {
		r.t.Fatalf("asked how to go on %d times", len(ds))
	}
	return ds[0]
}

func (r *rig) schedule(user string) coaching.Schedule {
	r.t.Helper()
	s, err := r.store.ScheduleOf(r.ctx, r.pair(user).ID)
	r.must(err)
	return s
}

// times lists when questions were asked after the one that asked how to go on.
func (r *rig) times(user string) []string {
	r.t.Helper()
	ds, err := r.store.DeliveriesTo(r.ctx, r.person(user).ID, coaching.KindPrompt, fourth)
	r.must(err)
	var out []string
	for i := range ds {
		out = append(out, ds[len(ds)-1-i].Sent.Format("2 Jan"))
	}
	return out
}

func TestWhoeverIsSilentIsAskedHowToGoOn(t *testing.T) {
	r := newRig(t)
	d := r.ignores("Open")
	r.until(fourth.AddDate(0, 0, 6)) // its repetition's day
	again, err := r.store.DeliveriesTo(r.ctx, r.person(maya).ID, coaching.KindPromptAgain, fourth)
	r.must(err)
	if len(again) != 0 {
		t.Error("it is repeated")
	}
	// Silent for five weeks by then, she is asked every fortnight, and never again how to go on.
	r.until(fourth.AddDate(0, 0, 43))
	if got := strings.Join(r.times(maya), ", "); got != "25 Dec, 8 Jan, 22 Jan" {
		t.Errorf("asked on %s", got)
	}
	r.shows(maya, "How shall I go on?", 1)
	r.press(maya, "Keep")
	r.sees(maya, "Thank you. I go on as before: every Friday at 15:00. The next time is Fri 5 Feb 2027, 15:00 (Europe/London, GMT).")
	r.until(fourth.AddDate(0, 0, 62))
	if got := strings.Join(r.times(maya), ", "); got != "25 Dec, 8 Jan, 22 Jan, 5 Feb, 12 Feb" {
		t.Errorf("asked on %s", got)
	}
	// A press from a copy of the message that is out of date changes nothing.
	a, err := r.bot.run(r.ctx, press, &Call{Team: r.bot.Team(), User: maya, Route: cadenceStop, Value: string(d.ID), Once: "old"})
	if err != nil || a.Note == nil || a.Note.Text != coaching.NoLonger || r.schedule(maya).Paused {
		t.Errorf("%+v, %v", a, err)
	}
	r.until(fourth.AddDate(0, 0, 77)) // three more, and a new streak
	r.shows(maya, "How shall I go on?", 1)
}

func TestLessOftenAndBack(t *testing.T) {
	r := newRig(t)
	r.ignores("Sealed")
	r.press(maya, "Less often")
	r.sees(maya, "I ask you less often now: every Friday at 15:00, at most every two weeks. The next time is Fri 1 Jan 2027, 15:00 (Europe/London, GMT).")
	r.sees(maya, "next questions: Fri 1 Jan 2027, 15:00 (Europe/London, GMT)") // on Home
	r.until(fourth.AddDate(0, 0, 28))
	if got := strings.Join(r.times(maya), ", "); got != "1 Jan, 15 Jan" {
		t.Errorf("asked on %s", got)
	}
	r.press(maya, "Change again")
	if v := r.as(maya).Input("How often?"); v != "At most every two weeks" && v != "14" {
		t.Errorf("the form shows %q", v)
	}
	r.fill(maya, "How often?", "Every time")
	r.submit(maya)
	r.sees(maya, "Fri 22 Jan 2027, 15:00 (Europe/London, GMT)")
	r.closeAll(maya)
	r.sees(maya, "I ask you again: every Friday at 15:00. The next time is Fri 22 Jan 2027")
	r.sees(maya, "next questions: Fri 22 Jan 2027, 15:00 (Europe/London, GMT)")
}

func TestPauseAndBack(t *testing.T) {
	r := newRig(t)
	r.ignores("Open")
	r.press(maya, "Pause")
	r.sees(maya, "I pause for four weeks. The next time is Fri 22 Jan 2027, 15:00 (Europe/London, GMT).")
	r.until(fourth.AddDate(0, 0, 8))
	r.press(maya, "Ask me again")
	r.sees(maya, "I ask you again: every Friday at 15:00. The next time is Fri 1 Jan 2027, 15:00 (Europe/London, GMT).")
	r.until(fourth.AddDate(0, 0, 15))
	if got := strings.Join(r.times(maya), ", "); got != "1 Jan" {
		t.Errorf("asked on %s", got)
	}
}

// TestPauseEndedInTheSettings: saving leaves the pause as it is, and a button ends it.
func TestPauseEndedInTheSettings(t *testing.T) {
	r := newRig(t)
	r.ignores("Open")
	r.press(maya, "Pause")
	r.sees(maya, "I pause for four weeks.")
	r.press(maya, "Change again")
	r.sees(maya, "The questions pause until Fri 22 Jan 2027, 15:00 (Europe/London, GMT).")
	r.submit(maya)
	r.sees(maya, "• Fri 22 Jan 2027, 15:00 (Europe/London, GMT)")
	r.press(maya, "Change again")
	r.press(maya, "Ask me again")
	r.gone(maya, "The questions pause until")
	r.closeAll(maya)
	r.sees(maya, "I ask you again: every Friday at 15:00. The next time is Fri 25 Dec 2026, 15:00 (Europe/London, GMT).")
}

func TestStopAndBack(t *testing.T) {
	r := newRig(t)
	r.ignores("Sealed")
	r.press(maya, "Stop")
	r.sees(maya, "I have stopped asking. You can write at any time with `/reflect`.")
	if !r.schedule(maya).Paused {
		t.Error("the schedule is not off")
	}
	r.until(fourth.AddDate(0, 0, 60))
	if got := r.times(maya); len(got) != 0 {
		t.Errorf("asked all the same on %v", got)
	}
	r.press(maya, "Ask me again")
	r.sees(maya, "I ask you again: every Friday at 15:00. The next time is Fri 19 Feb 2027, 15:00 (Europe/London, GMT).")
	r.until(fourth.AddDate(0, 0, 63))
	if got := strings.Join(r.times(maya), ", "); got != "19 Feb" {
		t.Errorf("asked on %s", got)
	}
}

// TestHowToGoOnIsTheirOwn: nobody else's press does anything, whatever they name.
func TestHowToGoOnIsTheirOwn(t *testing.T) {
	r := newRig(t)
	r.engage(tom, ravi, "", "Open")
	d := r.ignores("Open")
	for _, user := range []string{anna, tom, ravi, sam} {
		for _, route := range []string{cadenceKeep, cadenceLess, cadencePause, cadenceStop, cadenceAgain} {
			a, err := r.bot.run(r.ctx, press, &Call{Team: r.bot.Team(), User: user, Route: route, Value: string(d.ID), Once: user + route})
			if err != nil || a.Note == nil || a.Note.Text != coaching.Neutral {
				t.Errorf("%s %s: %+v %v", user, route, a, err)
			}
		}
	}
	if s := r.schedule(maya); s.Paused || s.Spacing != 0 {
		t.Errorf("%+v", s)
	}
}
