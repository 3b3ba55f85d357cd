package bot

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"interlude/bot/sandbox"
	"interlude/coaching"
)

func TestActionListForms(t *testing.T) {
	l := actionListing{Role: coaching.Coachee, Engagement: goldPair, Coach: goldCoach, Coachee: goldMaya}
	goldenForm(t, "action-list-empty", actionListView(l))
	learned := goldAction("A5", coaching.ActionPartly)
	learned.Learning = coaching.Words("It is easier when I say *why* & to whom")
	l.Actions = []coaching.Action{goldAction("A1", coaching.ActionProposed), goldAction("A2", coaching.ActionOpen), goldAction("A3", coaching.ActionNotYet),
		goldAction("A4", coaching.ActionDone), learned, goldAction("A6", coaching.ActionRefused), goldAction("A7", coaching.ActionOpen), goldAction("A8", coaching.ActionOpen), goldAction("A9", coaching.ActionWithdrawn)}
	l.Actions[6].Due, l.Actions[7].DueTime = coaching.Date{}, "14:30"
	l.Said = "*Saved.*"
	goldenForm(t, "action-list", actionListView(l))
	l.Role = coaching.Coach
	goldenForm(t, "action-list-coach", actionListView(l))
	for _, role := range []coaching.Role{coaching.Coach, coaching.Coachee} {
		l := actionListing{Role: role, Engagement: goldPair, Coach: goldCoach, Coachee: goldMaya, Actions: longActions(100), Choices: longChoices(120)}
		goldenForm(t, "action-list-longest-"+string(role), actionListView(l))
	}
	goldenForm(t, "action-list-none", actionsNoneView())
}

func TestEveryActionStandsOnOnePage(t *testing.T) {
	l := actionListing{Role: coaching.Coach, Engagement: goldPair, Coach: goldCoach, Coachee: goldMaya, Actions: longActions(100)}
	seen := 0
	for n := 0; ; n++ {
		l.Page = n
		var at actionPlace
		v := actionListView(l)
		c := &Call{}
		c.View.PrivateMetadata = v.PrivateMetadata
		if err := c.Meta(&at); err != nil || at.Page != n {
			break
		}
		for _, b := range v.Blocks.BlockSet {
			if holds(b, "> due ") || holds(b, "_Proposed") || holds(b, "_due") || holds(b, ", said on") || holds(b, "Declined on") {
				seen++
			}
		}
	}
	if seen != 100 {
		t.Errorf("%d actions on all pages together", seen)
	}
}

func TestActionForms(t *testing.T) {
	goldenForm(t, "action-form-empty", draftView(draftForm{Role: coaching.Coachee, Coachee: goldMaya, Meta: draftMeta{Engagement: "E1"}}))
	goldenForm(t, "action-form-several", draftView(draftForm{Role: coaching.Coachee, Coachee: goldMaya,
		Choices: []choice{{Value: "E1", Label: "Mine, with Anna Berg"}, {Value: "E2", Label: "Mine, with Tom Okafor"}}}))
	a := goldAction("A1", coaching.ActionOpen)
	a.DueTime = "14:30"
	goldenForm(t, "action-form-change", draftView(draftForm{Role: coaching.Coachee, Coachee: goldMaya, Draft: draftOf(a),
		Meta: draftMeta{Engagement: "E1", Action: "A1", Version: 2, Back: &actionPlace{List: actionsOpen, Engagement: "E1", Page: 1}}}))
	goldenForm(t, "action-form-proposal", draftView(draftForm{Role: coaching.Coachee, Coachee: goldMaya, Draft: draftOf(a), Proposal: true,
		Meta: draftMeta{Engagement: "E1", Action: "A1", Version: 2}}))
	goldenForm(t, "action-form-coach", draftView(draftForm{Role: coaching.Coach, Coachee: goldMaya, Meta: draftMeta{Engagement: "E1"}}))
	goldenForm(t, "action-form-coach-longest", draftView(draftForm{Role: coaching.Coach, Coachee: goldMaya, Draft: draftOf(longActions(1)[0]), Choices: longChoices(120)}))
	goldenForm(t, "action-learn-just", learnView(goldAction("A1", coaching.ActionNotYet), nil, true))
	goldenForm(t, "action-learn-longest", learnView(longActions(4)[3], &actionPlace{List: actionsOpen, Engagement: "E1"}, false))
}

func TestActionCards(t *testing.T) {
	for name, a := range map[string]coaching.Action{
		"open": goldAction("A1", coaching.ActionOpen), "done": goldAction("A1", coaching.ActionDone), "notyet": goldAction("A1", coaching.ActionNotYet),
		"longest": longActions(2)[1],
	} {
		goldenCard(t, "action-due-"+name, dueCard(goldScene(coaching.KindActionDue, goldMaya, goldMaya), a))
		goldenCard(t, "action-due-sealed-"+name, dueCard(goldScene(coaching.KindActionDue, sealedMaya(), sealedMaya()), a))
	}
	moved := goldAction("A1", coaching.ActionOpen)
	moved.Due = moved.Due.Add(4)
	goldenCard(t, "action-due-moved", dueCard(goldScene(coaching.KindActionFollowUp, goldMaya, goldMaya), moved))
	bare := goldAction("A1", coaching.ActionOpen)
	bare.Cue = coaching.Private{}
	goldenCard(t, "action-follow-up", dueCard(goldScene(coaching.KindActionFollowUp, goldMaya, goldMaya), bare))
	for name, a := range map[string]coaching.Action{
		"waiting": goldAction("A1", coaching.ActionProposed), "declined": goldAction("A1", coaching.ActionRefused), "withdrawn": goldAction("A1", coaching.ActionWithdrawn), "longest": longActions(1)[0],
	} {
		goldenCard(t, "action-proposed-"+name, proposedCard(goldScene(coaching.KindActionProposed, goldMaya, goldMaya), a))
		goldenCard(t, "action-proposed-sealed-"+name, proposedCard(goldScene(coaching.KindActionProposed, sealedMaya(), sealedMaya()), a))
	}
	goldenCard(t, "action-answered", actionAnsweredCard(goldScene(coaching.KindActionAnswered, goldCoach, goldMaya), longActions(1)[0]))
}

func TestActionNotes(t *testing.T) {
	at := coaching.Action{ID: "A1", Engagement: "E1", Text: coaching.Words("Call <b>Ravi</b>"), Due: coaching.Date{Year: 2026, Month: 12, Day: 4}}
	goldenCard(t, "action-added", card{Note: "Interlude", Blocks: addedNote(at, goldMaya, true, goldNow).blocks()})
	goldenCard(t, "action-added-sealed", card{Note: "Interlude", Blocks: addedNote(at, sealedMaya(), false, goldNow).blocks()})
	goldenCard(t, "action-added-longest", card{Note: "Interlude", Blocks: addedNote(longActions(1)[0], goldMaya, true, goldNow).blocks()})
	goldenCard(t, "action-proposed-note", card{Note: "Interlude", Blocks: proposedNote(at, goldPair, goldMaya).blocks()})
}

func TestRemindersArePromisedOnlyWhenTheyCome(t *testing.T) {
	today, later := coaching.Date{Year: 2026, Month: 11, Day: 27}, coaching.Date{Year: 2026, Month: 11, Day: 30}
	for _, c := range []struct {
		due  coaching.Date
		time string
		want string
	}{
		{coaching.Date{}, "", "It has no date, so I will not remind you. Change adds one."},
		{later, "", "It is due Mon 30 Nov 2026 (Europe/London). I will remind you on Mon 30 Nov 2026, 09:00 (Europe/London, GMT)."},
		{later, "14:30", "It is due Mon 30 Nov 2026, 14:30 (Europe/London, GMT). I will remind you then."},
		{today, "", "It is due Fri 27 Nov 2026 (Europe/London). I will ask how it went on the next working day."},
		{today, "14:01", "It is due Fri 27 Nov 2026, 14:01 (Europe/London, GMT). I will remind you then."},
		{today, "14:00", "It is due Fri 27 Nov 2026, 14:00 (Europe/London, GMT). I will ask how it went on the next working day."},
	} {
		if got := remindWords(coaching.Action{Due: c.due, DueTime: c.time}, goldMaya.Location(), goldNow); got != c.want {
			t.Errorf("due %s %s: %s", c.due, c.time, got)
		}
	}
}

func TestPlanRepeatsItsCueOnce(t *testing.T) {
	for cue, want := range map[string]string{
		"Monday": "When Monday: call", "when Monday": "When Monday: call", "If I wake early": "When I wake early: call", "whenever": "When whenever: call",
	} {
		if got := ifThen(coaching.Action{Text: coaching.Words("call"), Cue: coaching.Words(cue)}); got != want {
			t.Errorf("%q: %q", cue, got)
		}
	}
}

// holds reports whether a block's text contains s.
func holds(b slack.Block, s string) bool {
	raw, err := json.Marshal(b)
	return err == nil && strings.Contains(sandbox.TextOf(raw), s)
}
