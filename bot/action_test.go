package bot

import (
	"context"
	"strings"
	"testing"
	"time"

	"interlude/coaching"
)

// friday is the due day of these tests, 9 o'clock in London.
var friday = time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC)

func (r *rig) person(user string) coaching.Person {
	r.t.Helper()
	p, err := r.store.PersonBySlack(r.ctx, r.bot.Team(), user)
	r.must(err)
	return p
}

// pair is the newest engagement of the coachee.
func (r *rig) pair(coachee string) coaching.Engagement {
	r.t.Helper()
	es, err := r.store.EngagementsOf(r.ctx, r.person(coachee).ID)
	r.must(err)
	return es[0]
}

// actions are all actions of the coachee's newest engagement.
func (r *rig) actions(coachee string) []coaching.Action {
	r.t.Helper()
	as, err := r.store.Actions(r.ctx, r.pair(coachee).ID)
	r.must(err)
	return as
}

// gone waits until the person no longer sees text: messages are drawn again after the answer.
func (r *rig) gone(user, text string) {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.ctx, soonEnough)
	defer cancel()
	if r.ws.WaitFor(ctx, func() bool { return !strings.Contains(r.screen(user), text) }) != nil {
		r.t.Fatalf("%s still sees %q", user, text)
	}
}

func (r *rig) closeAll(user string) { r.t.Helper(); r.must(r.as(user).CloseAll(r.ctx)) }

func TestActionFromWordsToOutcome(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.command(maya, "/actions", "add Delegate the weekly report & say why by Friday")
	r.sees(maya, "It is due Fri 27 Nov 2026 (Europe/London). I will remind you on Fri 27 Nov 2026, 09:00 (Europe/London, GMT).")
	r.until(friday.Add(-time.Second))
	r.misses(maya, "Today is the day")
	r.until(friday)
	r.sees(maya, "Today is the day for this one:\n> Delegate the weekly report &amp; say why")
	r.press(maya, "Done")
	r.sees(maya, "Recorded: Done.")
	if a := r.actions(maya)[0]; a.State != coaching.ActionDone || a.Text.Reveal() != "Delegate the weekly report & say why" {
		t.Fatalf("stored as %s", a.State)
	}
	errs, err := r.as(maya).Submit(r.ctx)
	r.must(err)
	if errs["learning"] != "Write a few words, or close to skip." {
		t.Errorf("an empty line: %v", errs)
	}
	r.fill(maya, "One line of learning", "Say it on Monday")
	r.submit(maya)
	r.sees(maya, "You said: Done, on Fri 27 Nov 2026, 09:00")
	if a := r.actions(maya)[0]; a.Learning.Reveal() != "Say it on Monday" {
		t.Error("the line is not stored")
	}
	r.press(maya, "Undo")
	r.sees(maya, "Today is the day for this one:")
	if a := r.actions(maya)[0]; a.State != coaching.ActionOpen {
		t.Errorf("after undo %s", a.State)
	}
}

func TestNotYetStillFollowsUp(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.command(maya, "/actions", "add Ask Ravi by Wednesday")
	r.until(friday.AddDate(0, 0, -2))
	r.press(maya, "Not yet")
	r.sees(maya, "Recorded: Not yet.")
	r.closeAll(maya)
	r.sees(maya, "You said: not yet")
	r.until(friday.AddDate(0, 0, -1))
	r.drain()
	if got := len(r.as(maya).Messages()); got < 3 {
		t.Errorf("%d messages, no follow-up", got)
	}
	r.press(maya, "Partly")
	r.sees(maya, "Recorded: Partly.")
	r.closeAll(maya)
	r.sees(maya, "You said: Partly")
}

// TestASlipIsUndone: "Not yet", and a line of learning that one would rather not keep.
func TestASlipIsUndone(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.command(maya, "/actions", "add Delegate the weekly report by Friday")
	r.until(friday)
	r.press(maya, "Not yet")
	r.closeAll(maya)
	r.sees(maya, "You said: not yet")
	r.press(maya, "Undo")
	r.sees(maya, "Today is the day for this one:")
	if a := r.actions(maya)[0]; a.State != coaching.ActionOpen || !a.Outcome.IsZero() {
		t.Errorf("after undo %s", a.State)
	}
	r.press(maya, "Done")
	r.fill(maya, "One line of learning", "A slip of the pen")
	r.submit(maya)
	r.command(maya, "/actions", "")
	r.press(maya, "Change the line")
	r.fill(maya, "One line of learning", "")
	r.submit(maya)
	r.gone(maya, "A slip of the pen")
	if a := r.actions(maya)[0]; !a.Learning.Empty() {
		t.Error("the line is still stored")
	}
}

func TestUndoOfAnAddedAction(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.command(maya, "/actions", "add Call Ravi")
	r.sees(maya, "It has no date")
	r.press(maya, "Undo")
	r.sees(maya, "Taken back.")
	if a := r.actions(maya)[0]; a.State != coaching.ActionDropped {
		t.Errorf("stored as %s", a.State)
	}
	r.press(maya, "Undo")
	r.sees(maya, coaching.NoLonger)
	r.command(maya, "/actions", "")
	r.sees(maya, "Let go, said on")
	r.press(maya, "Reopen")
	r.sees(maya, "no date")
	if a := r.actions(maya)[0]; a.State != coaching.ActionOpen {
		t.Errorf("stored as %s", a.State)
	}
}

func TestActionFormRefusesUnderItsFields(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.command(maya, "/actions", "add")
	r.fill(maya, "What will you do?", longest(501))
	errs, err := r.as(maya).Submit(r.ctx)
	r.must(err)
	if errs["text"] != "This has 501 characters. Please keep it to 500." {
		t.Errorf("too long: %v", errs)
	}
	r.fill(maya, "What will you do?", "Walk", "Due time", "09:30")
	if errs, err = r.as(maya).Submit(r.ctx); err != nil || errs["due"] == "" {
		t.Errorf("a time without a day: %v %v", errs, err)
	}
	r.fill(maya, "Due date", "2026-11-22")
	if errs, err = r.as(maya).Submit(r.ctx); err != nil || errs["due"] == "" {
		t.Errorf("a past day: %v %v", errs, err)
	}
	r.fill(maya, "Due date", "2026-11-24")
	r.submit(maya)
	r.sees(maya, "*Added.* It is due Tue 24 Nov 2026, 09:30")
}

func TestSoftWarningBeyondThreeActions(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	for _, text := range []string{"one", "two", "three"} {
		r.command(maya, "/actions", "add "+text)
	}
	r.misses(maya, manyWords)
	r.command(maya, "/actions", "add @maya four")
	r.sees(maya, manyWords)
	if n := len(r.actions(maya)); n != 4 {
		t.Errorf("%d actions", n)
	}
}

func TestAChangeOfAnOldFormIsRefused(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.command(maya, "/actions", "add Plan by Friday")
	r.press(maya, "Change")
	r.fill(maya, "What will you do?", "Another plan")
	a := r.actions(maya)[0]
	_, change, err := coaching.RecordOutcome(r.pair(maya), a, r.person(maya), coaching.ActionNotYet, "", r.clock.Now())
	r.must(err)
	r.must(r.store.Commit(r.ctx, change))
	errs, err := r.as(maya).Submit(r.ctx)
	r.must(err)
	if errs["text"] != coaching.NoLonger {
		t.Errorf("refused with %v", errs)
	}
	r.closeAll(maya)
	r.press(maya, "Change")
	r.fill(maya, "Due date", "2026-12-01")
	r.submit(maya)
	if a := r.actions(maya)[0]; a.Due.Day != 1 || a.State != coaching.ActionOpen {
		t.Errorf("due %s, %s", a.Due, a.State)
	}
}
