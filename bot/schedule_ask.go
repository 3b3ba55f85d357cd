package bot

import (
	"context"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// askToMove asks the coach for another time. The coach's message holds no word of the coachee.
func (b *Bot) askToMove(ctx context.Context, c *Call, m meeting, meta changeMeta) (Answer, error) {
	s, change, err := coaching.AskToMove(m.e, m.s, c.Person, c.Input("reason"), b.Now())
	if err != nil {
		return Answer{}, err
	}
	if err := b.commitOnce(ctx, c, change); err != nil {
		return Answer{}, err
	}
	b.refreshBelow(c, meta.Below, m.e.ID)
	return Answer{Update: askedView(m), Redraw: []coaching.ID{s.ID}, Wrote: m.wrote()}, nil
}

// keepSession leaves the session where it is: the coach's answer, or the coachee's second thought.
func keepSession(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	m, err := b.meeting(ctx, c, coaching.ID(c.Value))
	if err != nil {
		return Answer{}, err
	}
	s, change, err := coaching.KeepSession(m.e, m.s, c.Person, b.Now())
	if err != nil {
		return Answer{}, err
	}
	if err := b.commitOnce(ctx, c, change); err != nil {
		return Answer{}, err
	}
	a := Answer{Redraw: []coaching.ID{s.ID}}
	if c.View.Type != slack.VTModal {
		return a, nil
	}
	if a.Update = b.stored(b.below(ctx, c, listOf(c), m.e.ID)); a.Update == nil {
		a.Update = keptAsBookedView(m)
	}
	return a, nil
}

// readWhy shows why the coachee asks for another time: the one place where that stands.
func readWhy(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	m, err := b.meeting(ctx, c, coaching.ID(c.Value))
	if err != nil {
		return Answer{}, err
	}
	if m.s.Asked.IsZero() {
		return Answer{}, coaching.ErrStale()
	}
	if err := b.looksAtReason(ctx, m, m.s.AskReason); err != nil {
		return Answer{}, err
	}
	return c.opened(reasonView(m, m.s.AskReason)), nil
}
