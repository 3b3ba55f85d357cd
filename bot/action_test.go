package bot

import (
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

// settle waits until everything the bot does after its answers is done.
func (r *rig) settle() {
	r.t.Helper()
	r.bot.work.Wait()
	r.drain()
	r.bot.work.Wait()
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
	r.settle()
	if got := len(r.as(maya).Messages()); got < 3 {
		t.Errorf("%d messages, no follow-up", got)
	}
	r.press(maya, "Partly")
	r.sees(maya, "Recorded: Partly.")
	r.closeAll(maya)
	r.sees(maya, "You said: Partly")
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

func TestProposalIsTheCoacheesToAnswer(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.command(anna, "/actions", "add @maya Delegate the weekly report by Friday")
	r.sees(anna, "due Fri 27 Nov 2026 (Europe/London). It counts once they accept it")
	r.settle()
	r.sees(maya, "proposes an action. It is yours to take, change or leave.\n> Delegate the weekly report\n_due Fri 27 Nov 2026 (Europe/London)_")
	r.press(maya, "Decline")
	r.sees(maya, "You answered: declined on")
	r.settle()
	r.sees(anna, "has answered your proposal.")
	r.misses(anna, "Delegate the weekly report")
	r.press(anna, "See the actions")
	r.sees(anna, "Declined on")
	r.closeAll(anna)
	r.command(maya, "/actions", "")
	r.press(maya, "Accept after all")
	r.sees(maya, "Delegate the weekly report\n_due")
	r.closeAll(maya)
	r.sees(maya, "You answered: accepted on")
	r.until(friday)
	r.sees(maya, "Today is the day for this one:")
}

func TestProposalThroughTheFormIsChangedAndAccepted(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Sealed")
	r.command(anna, "/actions", "add")
	r.fill(anna, "What could they do?", "Say no once a week", "When or where will they do it?", "when a new request comes", "Due date", "2026-11-27", "Due time", "14:30")
	r.submit(anna)
	r.sees(anna, "It counts once they accept it")
	r.sees(anna, "Say no once a week\n_Proposed · due Fri 27 Nov 2026, 14:30 (Europe/London, GMT)_")
	r.closeAll(anna)
	r.settle()
	r.sees(maya, "A proposal is waiting for your answer.")
	r.misses(maya, "Say no")
	r.press(maya, "See it")
	r.sees(maya, "Say no once a week\nWhen a new request comes")
	r.press(maya, "Change")
	r.fill(maya, "What will you do?", "Say no twice a week")
	r.submit(maya)
	r.sees(maya, "Say no twice a week")
	r.sees(maya, "*Saved.* It is due Fri 27 Nov 2026, 14:30")
	r.closeAll(maya)
	r.settle()
	r.sees(maya, "You have answered a proposal: accepted on")
	r.sees(anna, "has answered your proposal.")
	r.until(friday.Add(5*time.Hour + 30*time.Minute))
	r.sees(maya, "An action of yours is due.")
	r.misses(maya, "Say no")
	r.press(maya, "See it")
	r.press(maya, "Partly")
	r.sees(maya, "Recorded: Partly.")
	r.press(maya, "Back to the list")
	r.sees(maya, "Partly, said on")
	r.closeAll(maya)
	r.sees(maya, "You answered on")
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

func TestActionsOfOthersStayShut(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, helen, "Open")
	r.engage(tom, ravi, "", "Open")
	r.command(maya, "/actions", "add Secret plan by Friday")
	r.until(friday)
	id := string(r.actions(maya)[0].ID)
	r.command(ravi, "/actions", "add Own plan by Friday")
	r.command(ravi, "/actions", "")
	list := r.as(ravi).Modal()
	for _, route := range []string{actionsDone, actionsChange, actionsReopen, actionsLearn, actionsAccept, actionsDrop} {
		a, err := r.bot.run(r.ctx, press, &Call{Team: r.bot.Team(), User: ravi, Route: route, Value: id, Once: route, Trigger: "x"})
		if err != nil || a.Note == nil || a.Note.Text != coaching.Neutral {
			t.Errorf("%s: %+v, %v", route, a, err)
		}
	}
	for _, user := range []string{anna, helen, sam} {
		a, err := r.bot.run(r.ctx, press, &Call{Team: r.bot.Team(), User: user, Route: actionsDone, Value: id, Once: user})
		if err != nil || a.Note == nil || a.Note.Text != coaching.Neutral {
			t.Errorf("%s: %+v, %v", user, a, err)
		}
	}
	if list == nil || r.actions(maya)[0].State != coaching.ActionOpen {
		t.Error("somebody else changed it")
	}
	for _, text := range []string{"", "add <@UMAYA> x", "add x"} {
		for _, user := range []string{helen, sam} {
			a, err := r.bot.run(r.ctx, command, &Call{Team: r.bot.Team(), User: user, Route: "/actions", Text: text, Once: user + text})
			if err != nil || a.Note == nil || a.Note.Text != coaching.Neutral {
				t.Errorf("%s /actions %s: %+v, %v", user, text, a, err)
			}
		}
	}
	if a, _ := r.bot.run(r.ctx, command, &Call{Team: r.bot.Team(), User: tom, Route: "/actions", Text: "add <@UMAYA> x", Once: "tom"}); a.Note == nil || a.Note.Text != coaching.Neutral {
		t.Errorf("a coach of others: %+v", a)
	}
}

func TestCoachChoosesWhoseActions(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.engage(anna, ravi, "", "Open")
	r.command(maya, "/actions", "add Plan of Maya")
	r.command(ravi, "/actions", "add Plan of Ravi by Friday")
	r.command(anna, "/actions", "")
	r.sees(anna, "Plan of Ravi\n_due Fri 27 Nov 2026 (Asia/Kolkata)_")
	r.must(r.as(anna).Choose(r.ctx, actionsPick, "Maya Lindqvist"))
	r.sees(anna, "Plan of Maya")
	r.misses(anna, "Plan of Ravi")
	r.press(anna, "Propose an action")
	r.fill(anna, "What could they do?", "A third one")
	r.submit(anna)
	r.sees(anna, "A third one\n_Proposed · no date_")
	r.closeAll(anna)
	r.command(anna, "/actions", "add by words")
	errs, err := r.as(anna).Submit(r.ctx)
	r.must(err)
	if errs["coachee"] == "" {
		t.Errorf("nobody chosen: %v", errs)
	}
	r.fill(anna, "Coachee", "Ravi Menon")
	r.submit(anna)
	r.sees(anna, "by words")
	if n := len(r.actions(ravi)); n != 2 {
		t.Errorf("%d actions of Ravi", n)
	}
}

func TestACoachWhoIsCoacheeToo(t *testing.T) {
	r := newRig(t)
	r.engage(anna, tom, "", "Open")
	r.engage(tom, ravi, "", "Open")
	r.command(tom, "/actions", "add Mine by Friday")
	r.sees(tom, "*Added:* Mine")
	r.command(tom, "/actions", "add @ravi Theirs by Friday")
	r.sees(tom, "*Proposed* to <@URAVI>")
	r.command(tom, "/actions", "")
	r.sees(tom, "Mine\n_due Fri 27 Nov 2026 (America/New_York)_")
	r.must(r.as(tom).Choose(r.ctx, actionsPick, "Ravi Menon"))
	r.sees(tom, "Theirs\n_Proposed")
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
