package bot

import (
	"context"
	"fmt"

	"interlude/coaching"
)

// room asks whether one more row may be stored for e: may is the rule of coaching's limits for it. It is
// counted before, not with, the commit: who does several things at once may end a few above a
// limit, which is there against floods and needs no more.
func (b *Bot) room(ctx context.Context, e coaching.Engagement, may func(coaching.Usage) error) error {
	if b.Limits == (coaching.Limits{}) {
		return nil
	}
	u, err := b.Store.Usage(ctx, e.Coachee, e.ID, b.Now())
	if err != nil {
		return fmt.Errorf("count what there is: %w", err)
	}
	return may(u)
}

// roomToInvite asks whether coach may invite coachee.
func (b *Bot) roomToInvite(ctx context.Context, coach, coachee coaching.Person) error {
	if b.Limits == (coaching.Limits{}) {
		return nil
	}
	theirs, err := b.Store.Usage(ctx, coach.ID, "", b.Now())
	if err != nil {
		return fmt.Errorf("count invitations: %w", err)
	}
	has, err := b.Store.Usage(ctx, coachee.ID, "", b.Now())
	if err != nil {
		return fmt.Errorf("count coachings: %w", err)
	}
	return b.Limits.MayInvite(theirs, has)
}

// mayTell asks whether what c changes may send somebody else one more message today.
func (b *Bot) mayTell(ctx context.Context, c *Call, change coaching.Change) error {
	e := change.Tells(c.Person.ID)
	if b.Limits.ToldPerDay == 0 || e == "" {
		return nil
	}
	n, err := b.Store.Told(ctx, e, c.Person.ID, b.Now())
	if err != nil {
		return fmt.Errorf("count messages: %w", err)
	}
	return b.Limits.MayTell(n)
}
