package bot

import (
	"context"
	"fmt"

	"interlude/coaching"
)

// Routes of putting off, besides reflectLater.
const (
	actionsLater = "actions.later"
	laterSave    = "later.save"
)

func laterRoutes() []route {
	return []route{
		on(press, reflectLater, forCoachee, openLaterPrompt),
		on(press, actionsLater, forCoachee, openLaterAction),
		on(submission, laterSave, forCoachee, saveLater),
	}
}

// openLaterPrompt asks until when the questions are put off.
func openLaterPrompt(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	d, e, err := b.promptPressed(ctx, c)
	if err != nil {
		return Answer{}, err
	}
	loc := c.Person.Location()
	if !e.Live() || !d.Answered.IsZero() || coaching.PromptClosed(d, loc, b.Now()) {
		return b.closedPrompt(ctx, d, coaching.ErrStale())
	}
	switch {
	case c.Person.Paused:
		return c.opened(pausedView(true)), nil
	case e.State == coaching.EngagementPaused:
		return c.opened(pausedHereView(e.ID)), nil
	}
	ends := coaching.PromptEnds(d.Nominal, loc)
	choices := coaching.LaterChoices(c.Person, b.Rules, ends, b.Now())
	if len(choices) == 0 {
		return c.opened(tooLateView(d.ID, ends, c.Person)), nil
	}
	return c.opened(laterView(laterForm{Meta: laterMeta{Prompt: d.ID}, Person: c.Person, Choices: choices, Ends: ends})), nil
}

// openLaterAction asks until when a reminder is put off.
func openLaterAction(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	e, a, err := b.actionOf(ctx, c, coaching.ID(c.Value), coaching.Coachee)
	if err != nil {
		return Answer{}, err
	}
	if !e.Live() || !a.Pending() {
		out := say("%s", coaching.NoLonger)
		out.Redraw = []coaching.ID{a.ID}
		return out, nil
	}
	if c.Person.Paused {
		return c.opened(pausedView(true)), nil
	}
	return c.opened(laterView(laterForm{Meta: laterMeta{Action: a.ID}, Person: c.Person,
		Choices: coaching.LaterChoices(c.Person, b.Rules, noEnd, b.Now())})), nil
}

// saveLater puts off what the form is about; its message says until when.
func saveLater(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	m, l, err := decodeLater(c)
	if err != nil {
		return Answer{}, err
	}
	var change coaching.Change
	var redraw []coaching.ID
	if m.Action != "" {
		e, a, err := b.actionOf(ctx, c, m.Action, coaching.Coachee)
		if err != nil {
			return Answer{}, err
		}
		if change, err = coaching.LaterAction(e, a, c.Person, l, b.Rules, b.Now()); err != nil {
			return Answer{}, err
		}
		redraw = []coaching.ID{a.ID}
	} else {
		d, err := b.promptOf(ctx, c, m.Prompt)
		if err != nil {
			return Answer{}, err
		}
		e, err := c.engagementAs(d.Engagement, coaching.Coachee)
		if err != nil {
			return Answer{}, err
		}
		if change, err = coaching.LaterPrompt(e, d, c.Person, l, b.Rules, b.Now()); err != nil {
			return Answer{}, err
		}
		redraw = b.asked(ctx, d.ID)
	}
	if err := b.commitOnce(ctx, c, change); err != nil {
		return Answer{}, err
	}
	return Answer{Redraw: redraw, Homes: []coaching.ID{c.Person.ID}}, nil
}

// putOffOf returns the reminder of the action that the person put off and that is still to come;
// the zero Delivery when there is none.
func (b *Bot) putOffOf(ctx context.Context, action coaching.ID) (coaching.Delivery, error) {
	all, err := b.Store.DeliveriesOf(ctx, action)
	if err != nil {
		return coaching.Delivery{}, fmt.Errorf("what was put off: %w", err)
	}
	for _, d := range all {
		if coaching.PutOff(d) && d.State == coaching.DeliveryDue {
			return d, nil
		}
	}
	return coaching.Delivery{}, nil
}
