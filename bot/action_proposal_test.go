package bot

import (
	"testing"
	"time"

	"interlude/coaching"
)

func TestProposalIsTheCoacheesToAnswer(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.command(anna, "/actions", "add @maya Delegate the weekly report by Friday")
	r.sees(anna, "due Fri 27 Nov 2026 (Europe/London). It counts once they accept it")
	r.drain()
	r.sees(maya, "proposes an action. It is yours to take, change or leave.\n> Delegate the weekly report\n_due Fri 27 Nov 2026 (Europe/London)_")
	r.press(maya, "Decline")
	r.sees(maya, "You answered: declined on")
	r.drain()
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

func TestProposalIsTakenBack(t *testing.T) {
	for _, way := range []string{"Open", "Sealed"} {
		r := newRig(t)
		r.engage(anna, maya, "", way)
		r.command(anna, "/actions", "add @maya Delegate the weekly report by Friday")
		r.drain()
		r.sees(maya, map[string]string{"Open": "Delegate the weekly report", "Sealed": "A proposal is waiting"}[way])
		asked := r.as(maya).Last()
		r.press(anna, "See the actions")
		r.press(anna, "Take it back")
		r.sees(anna, "Taken back on Mon 23 Nov 2026")
		r.sees(maya, "<@UANNA> took a proposal back on Mon 23 Nov 2026")
		r.misses(maya, "Delegate the weekly report")
		if way == "Open" {
			r.must(r.as(maya).PressStale(r.ctx, asked, actionsAccept))
			r.sees(maya, coaching.NoLonger)
		}
		r.command(maya, "/actions", "")
		r.sees(maya, "There are no actions yet.")
		r.closeAll(maya)
		r.press(anna, "Propose again")
		r.fill(anna, "What could they do?", "Delegate the monthly report")
		r.submit(anna)
		r.sees(anna, "It counts once they accept it")
		r.closeAll(anna)
		r.drain()
		r.command(maya, "/actions", "")
		r.sees(maya, "Delegate the monthly report")
	}
}

// TestProposalIsTakenBackBeforeItWasSent: from the note itself, and the coachee never hears of it.
func TestProposalIsTakenBackBeforeItWasSent(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	a, change, err := coaching.ProposeAction(r.pair(maya), r.person(anna), r.person(maya), coaching.ActionDraft{Text: "Delegate"}, r.clock.Now())
	r.must(err)
	change.Deliveries[0].Due = r.clock.Now().Add(time.Hour)
	r.must(r.store.Commit(r.ctx, change))
	out, err := r.bot.run(r.ctx, press, &Call{Team: r.bot.Team(), User: anna, Route: actionsBack, Value: string(a.ID), Once: "back"})
	if err != nil || out.Note == nil {
		t.Fatalf("%+v, %v", out, err)
	}
	r.until(rigStart.Add(2 * time.Hour))
	r.misses(maya, "proposes an action")
	r.misses(maya, "took a proposal back")
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
	r.drain()
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
	r.drain()
	r.sees(maya, "You answered a proposal on")
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
