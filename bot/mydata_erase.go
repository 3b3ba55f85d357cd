package bot

import (
	"context"
	"fmt"

	"interlude/coaching"
)

func openPeriod(_ *Bot, _ context.Context, c *Call) (Answer, error) {
	return c.opened(periodView(c.Person)), nil
}

// showPeriod says how much was written on the days that were chosen, before anything is erased.
func showPeriod(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	from, to := decodePeriod(c)
	r, err := b.record(ctx, c)
	if err != nil {
		return Answer{}, err
	}
	found, err := r.Period(from, to, b.Now())
	if err != nil {
		return Answer{}, err
	}
	return Answer{Update: periodFoundView(period{from, to, inAll(found)})}, nil
}

func inAll(found []coaching.Selection) coaching.Counts {
	var c coaching.Counts
	for _, s := range found {
		c = c.Plus(s.Counts())
	}
	return c
}

// erasePeriod erases what the form showed. When it is no longer that much, the form shows what
// it is now instead.
func erasePeriod(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	p, err := decodePeriodValue(c.Value)
	if err != nil {
		return Answer{}, err
	}
	r, err := b.record(ctx, c)
	if err != nil {
		return Answer{}, err
	}
	found, err := r.Period(p.from, p.to, b.Now())
	if err != nil {
		return Answer{}, err
	}
	receipt, change, err := r.ErasePeriod(p.from, p.to, p.counts, b.Now())
	if coaching.Is(err, coaching.Stale) {
		return Answer{Update: periodFoundView(period{p.from, p.to, inAll(found)})}, nil
	}
	if err != nil {
		return Answer{}, err
	}
	if err := b.commitOnce(ctx, c, change); err != nil {
		return Answer{}, err
	}
	b.refreshBriefs()
	return Answer{Update: receiptView(receipt, r.Person), Redraw: b.shownOf(ctx, found), Homes: []coaching.ID{c.Person.ID}}, nil
}

// shownOf names the messages that show something of what was found.
func (b *Bot) shownOf(ctx context.Context, found []coaching.Selection) []coaching.ID {
	var out []coaching.ID
	for _, s := range found {
		for _, x := range s.Reflections {
			out = append(out, b.redrawEntry(ctx, x)...)
		}
		for _, x := range s.Actions {
			out = append(out, x.ID)
		}
		for _, x := range s.Sessions {
			out = append(out, x.ID)
		}
		for _, x := range s.Consents {
			out = append(out, x.ID)
		}
		if len(s.Briefs) > 0 {
			out = append(out, b.briefMessage(ctx, s.Part.Engagement)...)
		}
	}
	return out
}

func openEraseAll(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	r, err := b.record(ctx, c)
	if err != nil {
		return Answer{}, err
	}
	if !r.Person.EraseAt.IsZero() {
		return Answer{}, coaching.ErrStale()
	}
	return c.opened(eraseAllView(r, b.Now(), b.Retention)), nil
}

// askErasure plans that everything is erased; nothing changes before that.
func askErasure(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	if r, err := b.Store.Record(ctx, c.Person.ID); err != nil {
		return Answer{}, fmt.Errorf("ask erasure: %w", err)
	} else if _, whole := r.Within(c.Mine); !whole {
		return Answer{}, coaching.Bad("confirm", "I cannot do this while I do not know for sure whose account this is. Please ask your coach.")
	}
	p, change, err := coaching.AskErasure(c.Person, c.Mine, c.Input("confirm"), b.Now())
	if err != nil {
		return Answer{}, err
	}
	if err := b.commitOnce(ctx, c, change); err != nil {
		return Answer{}, err
	}
	return Answer{Update: erasurePlannedView(p), Homes: []coaching.ID{p.ID}}, nil
}

// keepData takes that back, from a message, from Home or from a form.
func keepData(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	p, change, err := coaching.KeepData(c.Person, c.Mine, b.Now())
	if err != nil {
		return Answer{}, err
	}
	if err := b.commitOnce(ctx, c, change); err != nil {
		return Answer{}, err
	}
	a := Answer{Redraw: []coaching.ID{p.ID}, Homes: []coaching.ID{p.ID}}
	if c.View.Type == slackModal {
		r, err := b.record(ctx, c)
		a.Update = b.stored(b.mydataView(r, "*Kept.* Nothing is erased."), err)
	}
	return a, nil
}

// eraseEarly erases what was written in a coaching that is over; the button has asked before.
func eraseEarly(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	e, err := c.Engagement(coaching.ID(c.Value))
	if err != nil {
		return Answer{}, err
	}
	all, _, err := b.Store.Stock(ctx, c.Person.ID)
	if err != nil {
		return Answer{}, fmt.Errorf("erase early: %w", err)
	}
	for _, s := range all {
		if s.Engagement.ID != e.ID {
			continue
		}
		receipt, change, err := coaching.EraseWork(s, c.Person, b.Now())
		if err != nil {
			return Answer{}, err
		}
		if err := b.commitOnce(ctx, c, change); err != nil {
			return Answer{}, err
		}
		b.Forgot(c.Person.ID)
		return Answer{Update: receiptView(receipt, c.Person), Redraw: []coaching.ID{e.ID}}, nil
	}
	return Answer{}, neutral()
}
