package bot

import (
	"context"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

func actionCards() map[coaching.DeliveryKind]drawer {
	return map[coaching.DeliveryKind]drawer{
		coaching.KindActionProposed: actionDrawer(proposedCard),
		coaching.KindActionAnswered: actionDrawer(actionAnsweredCard),
		coaching.KindActionDue:      actionDrawer(dueCard),
		coaching.KindActionFollowUp: actionDrawer(dueCard),
	}
}

// actionDrawer loads the action that the message is about.
func actionDrawer(draw func(scene, coaching.Action) card) drawer {
	return func(b *Bot, ctx context.Context, s scene) (card, error) {
		a, err := b.Store.Action(ctx, s.Delivery.Subject)
		if coaching.Is(err, coaching.NotFound) {
			return card{Note: "A note from Interlude.", Blocks: []slack.Block{section("This action is no longer here.")}}, nil
		}
		if err != nil {
			return card{}, fmt.Errorf("draw action: %w", err)
		}
		if s.Below {
			return olderCard(s, a), nil
		}
		if s.Again, err = b.putOffOf(ctx, a.ID); err != nil {
			return card{}, err
		}
		return draw(s, a), nil
	}
}

// olderCard stands where a newer message shows the same action.
func olderCard(s scene, a coaching.Action) card {
	what := "an action of yours"
	if !s.sealed() {
		what = "“" + cardWords(a.Text, 60) + "”"
	}
	return card{Note: "A note from Interlude.", Blocks: []slack.Block{small("About " + what + ": see below.")}}
}

// How much of an action a message repeats, in characters before escaping: several items and
// their plans must fit into the 13,200 characters of one message. The form has all of it.
const (
	cardText = 300
	cardCue  = 200
)

func cardWords(p coaching.Private, n int) string { return esc(cutEscaped(p.Reveal(), n)) }

// cutEscaped shortens s until it is no longer than n characters as Slack counts them.
func cutEscaped(s string, n int) string {
	for most := n; ; most = most * 9 / 10 {
		if c := cut(s, most); utf8.RuneCountInString(esc(c)) <= n {
			return c
		}
	}
}

// seeIt leads to the form, where words may stand.
func seeIt(e coaching.ID) slack.Block { return buttons(seeButton(e)) }

func seeButton(e coaching.ID) *slack.ButtonBlockElement {
	return button("See it", actionsOpen, string(e))
}

// proposedCard asks the coachee for an answer.
func proposedCard(s scene, a coaching.Action) card {
	c := card{Note: "Something is waiting for your answer in Interlude."}
	open := a.State == coaching.ActionProposed
	switch {
	case a.State == coaching.ActionWithdrawn:
		c.Blocks = []slack.Block{section(at(s.Coach) + " took a proposal back on " + coaching.Wall(a.Answered, s.Reader.Location()) + ". There is nothing left to answer.")}
	case !open && s.sealed():
		c.Blocks = []slack.Block{section(sealedAnswer(a, s.Reader.Location())), seeIt(a.Engagement)}
	case !open:
		c.Blocks = lineBlocks(at(s.Coach)+" proposed an action:", quotedPlan(a), "You answered: "+proposalAnswer(a, s.Reader.Location())+".")
		c.Blocks = append(c.Blocks, seeIt(a.Engagement))
	case s.sealed():
		c.Blocks = []slack.Block{section("A proposal is waiting for your answer."), seeIt(a.Engagement)}
	default:
		c.Blocks = lineBlocks(at(s.Coach)+" proposes an action. It is yours to take, change or leave.", quotedPlan(a), "_"+dueWords(a, s.Reader.Location())+"_")
		c.Blocks = append(c.Blocks, buttons(actionButtons(a)...))
	}
	return c
}

// quotedPlan is the action, with its plan when it has one.
func quotedPlan(a coaching.Action) string {
	if a.Cue.Empty() {
		return "> " + cardWords(a.Text, cardText)
	}
	return "> " + esc(ifThen(short(a)))
}

// short is the action with no more words than a message repeats.
func short(a coaching.Action) coaching.Action {
	a.Text, a.Cue = coaching.Words(cutEscaped(a.Text.Reveal(), cardText)), coaching.Words(cutEscaped(a.Cue.Reveal(), cardCue))
	return a
}

// sealedAnswer says that there is an answer, and neither what it is nor what it is about.
func sealedAnswer(a coaching.Action, loc *time.Location) string {
	return "You answered a proposal on " + coaching.Wall(a.Answered, loc) + "."
}

func proposalAnswer(a coaching.Action, loc *time.Location) string {
	if a.State == coaching.ActionRefused {
		return "declined on " + coaching.Wall(a.Answered, loc)
	}
	return "accepted on " + coaching.Wall(a.Answered, loc)
}

// actionAnsweredCard tells the coach that there is an answer; what it is stands in the form.
func actionAnsweredCard(s scene, a coaching.Action) card {
	return card{Note: "There is an answer in Interlude.", Blocks: []slack.Block{
		section(at(s.Coachee) + " has answered your proposal."), buttons(button("See the actions", actionsOpen, string(a.Engagement)))}}
}

// dueCard reminds of an action on its day, and follows up on the next working day.
func dueCard(s scene, a coaching.Action) card {
	c := card{Note: "Interlude has a reminder for you."}
	loc := s.Reader.Location()
	lead := "Today is the day for this one:"
	if s.Delivery.Kind == coaching.KindActionFollowUp {
		lead = "How did this one go?"
	}
	if coaching.PutOff(s.Delivery) {
		lead = "You asked me to come back to this one:"
	}
	settled, put := settledWords(s, a), ""
	if s.Again.ID != "" && s.Again.ID != s.Delivery.ID && a.Pending() {
		put = againWords(s.Again, s.Reader)
	}
	switch {
	case put != "" && s.sealed():
		c.Blocks = []slack.Block{section(put), buttons(seeButton(a.Engagement), button("Another time", actionsLater, string(a.ID)))}
	case put != "":
		c.Blocks = append(lineBlocks(quotedPlan(a), put), buttons(append(dueButtons(a), button("Another time", actionsLater, string(a.ID)))...))
	case settled != "" && s.sealed():
		c.Blocks = []slack.Block{section(settled), seeIt(a.Engagement)}
	case s.sealed():
		c.Blocks = []slack.Block{section(sealedDue(s.Delivery)), buttons(seeButton(a.Engagement), button("Later", actionsLater, string(a.ID)))}
	case settled != "":
		c.Blocks = append(lineBlocks(quotedPlan(a), settled), settledButtons(a)...)
	default:
		c.Blocks = append(lineBlocks(lead, quotedPlan(a), "_"+dueWords(a, loc)+"_"), buttons(append(dueButtons(a), button("Later", actionsLater, string(a.ID)))...))
	}
	return c
}

// sealedDue is the reminder without what it is about.
func sealedDue(d coaching.Delivery) string {
	if coaching.PutOff(d) {
		return "You asked me to come back to an action of yours."
	}
	return "An action of yours is due."
}

// settledWords says what became of the action since the reminder; empty: it still waits. In sealed
// writing it says no more than that something did.
func settledWords(s scene, a coaching.Action) string {
	loc := s.Reader.Location()
	moved := a.State == coaching.ActionOpen && coaching.DateOf(s.Delivery.Nominal.In(loc)).Before(a.Due)
	switch {
	case s.sealed() && moved:
		return "You moved it to another day."
	case s.sealed() && (a.State == coaching.ActionNotYet || !a.Pending()):
		return "You answered on " + coaching.Wall(a.Outcome, loc) + "."
	case a.State == coaching.ActionNotYet:
		return "You said: not yet, on " + coaching.Wall(a.Outcome, loc) + "."
	case moved:
		return "You moved it: it is " + dueWords(a, loc) + "."
	case a.Pending():
		return ""
	}
	return "You said: " + outcomeWord(a.State) + ", on " + coaching.Wall(a.Outcome, loc) + "."
}

// settledButtons are the way back, and on: "not yet" still waits for its outcome.
func settledButtons(a coaching.Action) []slack.Block {
	id := string(a.ID)
	switch {
	case a.State == coaching.ActionNotYet:
		return []slack.Block{buttons(button("Done", actionsDone, id), button("Partly", actionsPartly, id), button("Change", actionsChange, id), button("Undo", actionsReopen, id))}
	case a.Pending():
		return []slack.Block{seeIt(a.Engagement)}
	}
	els := []slack.BlockElement{button("Undo", actionsReopen, id)}
	if a.Learning.Empty() {
		els = append(els, button("Add a line", actionsLearn, id))
	}
	return []slack.Block{buttons(els...)}
}

func dueButtons(a coaching.Action) []slack.BlockElement {
	id := string(a.ID)
	return []slack.BlockElement{button("Done", actionsDone, id), button("Partly", actionsPartly, id), button("Not yet", actionsNotYet, id), button("Change", actionsChange, id)}
}
