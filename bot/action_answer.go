package bot

import (
	"context"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// actionRule is a decision over one action of the coachee.
type actionRule func(coaching.Engagement, coaching.Action, coaching.Person, time.Time) (coaching.Action, coaching.Change, error)

// actionPress is the press that carries out rule.
func actionPress(rule actionRule) handler {
	return func(b *Bot, ctx context.Context, c *Call) (Answer, error) {
		e, a, err := b.decideAction(ctx, c, coaching.Coachee, rule)
		if err != nil {
			return Answer{}, err
		}
		return b.afterAction(ctx, c, e, a), nil
	}
}

func answerAction(accept bool) handler {
	return actionPress(func(e coaching.Engagement, a coaching.Action, p coaching.Person, now time.Time) (coaching.Action, coaching.Change, error) {
		return coaching.AnswerAction(e, a, p, accept, now)
	})
}

// decideAction loads the action that the press of somebody with the part role names, decides and stores.
func (b *Bot) decideAction(ctx context.Context, c *Call, role coaching.Role, rule actionRule) (coaching.Engagement, coaching.Action, error) {
	e, a, err := b.actionOf(ctx, c, coaching.ID(c.Value), role)
	if err != nil {
		return e, a, err
	}
	a, change, err := rule(e, a, c.Person, b.Now())
	if err != nil {
		return e, a, err
	}
	return e, a, b.commitOnce(ctx, c, change)
}

// afterAction shows what came of it wherever the action stands.
func (b *Bot) afterAction(ctx context.Context, c *Call, e coaching.Engagement, a coaching.Action) Answer {
	out := Answer{Redraw: []coaching.ID{a.ID}, Homes: []coaching.ID{e.Coachee, e.Coach}}
	if at, ok := actionPlaceOf(c); ok {
		out.Update = b.listAgain(ctx, c, at, "")
	}
	return out
}

// listAgain is the list after something was stored. Nothing may claim that the storing
// failed, so a list that cannot be read is only noted.
func (b *Bot) listAgain(ctx context.Context, c *Call, at actionPlace, said string) *slack.ModalViewRequest {
	v, err := b.actionList(ctx, c, at, said)
	if err != nil {
		b.Log.Warn("list actions afterwards", "person", string(c.Person.ID), "err", err)
		return nil
	}
	return v
}

// recordOutcome records at once, then offers a form for one line of learning.
func recordOutcome(o coaching.ActionState) handler {
	return func(b *Bot, ctx context.Context, c *Call) (Answer, error) {
		e, a, err := b.decideAction(ctx, c, coaching.Coachee, func(e coaching.Engagement, a coaching.Action, p coaching.Person, now time.Time) (coaching.Action, coaching.Change, error) {
			return coaching.RecordOutcome(e, a, p, o, "", now)
		})
		if err != nil {
			return Answer{}, err
		}
		out := Answer{Redraw: []coaching.ID{a.ID}, Homes: []coaching.ID{e.Coachee, e.Coach}}
		out.Update = learnView(a, backFrom(c), true)
		return out, nil
	}
}

// backFrom remembers the list from which a form was opened; nil: it was no list.
func backFrom(c *Call) *actionPlace {
	if at, ok := actionPlaceOf(c); ok {
		return &at
	}
	var m learnMeta
	if c.View.CallbackID == actionsLearned && c.Meta(&m) == nil {
		return m.Back
	}
	return nil
}

// takeBackProposal withdraws what the coachee has not answered; the button has asked before.
func takeBackProposal(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	e, a, err := b.decideAction(ctx, c, coaching.Coach, coaching.WithdrawAction)
	if err != nil {
		return Answer{}, err
	}
	out := b.afterAction(ctx, c, e, a)
	if out.Update == nil {
		out.Note = takenBackNote(a)
	}
	return out, nil
}

// proposeAgain opens the form with the words of a proposal that was taken back.
func proposeAgain(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	e, a, err := b.actionOf(ctx, c, coaching.ID(c.Value), coaching.Coach)
	if err != nil {
		return Answer{}, err
	}
	if a.State != coaching.ActionWithdrawn || !e.Live() {
		return Answer{}, coaching.ErrStale()
	}
	return b.draftForm(ctx, c, []coaching.Engagement{e}, draftOf(a), backFrom(c))
}

// undoAction takes back what was added a moment ago. The answer is a note: the message with
// the button is seen by the sender alone and cannot be drawn again.
func undoAction(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	e, a, err := b.decideAction(ctx, c, coaching.Coachee, coaching.DropAction)
	if err != nil {
		return Answer{}, err
	}
	out := say("Taken back. It stands among your finished actions, where you can reopen it.")
	out.Redraw, out.Homes = []coaching.ID{a.ID}, []coaching.ID{e.Coachee, e.Coach}
	return out, nil
}

// learnAction opens the form for the line of learning.
func learnAction(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	e, a, err := b.actionOf(ctx, c, coaching.ID(c.Value), coaching.Coachee)
	if err != nil {
		return Answer{}, err
	}
	if !e.Live() {
		return Answer{}, coaching.ErrStale()
	}
	return Answer{Update: learnView(a, backFrom(c), false)}, nil
}

func keepLearning(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	m, learning, err := decodeLearn(c)
	if err != nil {
		return Answer{}, err
	}
	e, a, err := b.actionOf(ctx, c, m.Action, coaching.Coachee)
	if err != nil {
		return Answer{}, err
	}
	_, change, err := coaching.AddLearning(e, a, c.Person, learning, b.Now())
	if err != nil {
		return Answer{}, err
	}
	if err := b.commitOnce(ctx, c, change); err != nil {
		return Answer{}, err
	}
	out := Answer{Redraw: []coaching.ID{a.ID}, Wrote: &wrote{Route: actionsLearn, Value: string(a.ID)}}
	if m.Back != nil {
		out.Wrote.Place = *m.Back
		out.Update = b.listAgain(ctx, c, *m.Back, "")
	}
	return out, nil
}
