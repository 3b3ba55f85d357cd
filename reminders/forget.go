package reminders

import (
	"context"
	"errors"
	"fmt"
	"time"

	"interlude/coaching"
)

// Keeper remembers until when what people wrote is kept.
type Keeper interface {
	// ErasuresDue lists up to limit people about whom everything is to be erased by now.
	ErasuresDue(ctx context.Context, now time.Time, limit int) ([]coaching.Person, error)
	// RetentionDue lists up to limit engagements with which the retention clock takes a step by now.
	RetentionDue(ctx context.Context, r coaching.Retention, now time.Time, limit int) ([]coaching.Engagement, error)
	// Stock says how much there is of each engagement in which person is the coachee, newest
	// first, and whether they have another part in any.
	Stock(ctx context.Context, person coaching.ID) (all []coaching.Stock, elsewhere bool, err error)
	Person(ctx context.Context, id coaching.ID) (coaching.Person, error)
	Commit(ctx context.Context, c coaching.Change) error
}

// forget erases what is to be erased by now, and sends the notices before that. It decides anew
// over the rows as they stand, and commits only if they have not moved on: of several replicas
// one does it, and whoever keeps their data in the last moment does, or is told that it was too
// late. It does not wait for Slack.
func (e *Engine) forget(ctx context.Context, now time.Time) (int, error) {
	if e.config.Keeper == nil {
		return 0, nil
	}
	people, err := e.config.Keeper.ErasuresDue(ctx, now, batch)
	if err != nil {
		return 0, fmt.Errorf("find erasures: %w", err)
	}
	over, err := e.config.Keeper.RetentionDue(ctx, e.config.Retention, now, batch)
	if err != nil {
		return 0, fmt.Errorf("find what retires: %w", err)
	}
	done := 0
	var failed []error
	note := func(what string, id, coachee coaching.ID, err error) {
		switch {
		case err == nil:
			done++
			e.config.Log.Info(what, "id", string(id))
			e.config.Forgot(coachee)
		case !coaching.Is(err, coaching.Stale): // Stale: another replica, or the coachee, was faster
			failed = append(failed, fmt.Errorf("%s %s: %w", what, id, err))
		}
	}
	for _, p := range people {
		note("erase everything", p.ID, p.ID, e.eraseEverything(ctx, p, now))
	}
	for _, g := range over {
		note("retention", g.ID, g.Coachee, e.retain(ctx, g, now))
	}
	return done, errors.Join(failed...)
}

func (e *Engine) eraseEverything(ctx context.Context, p coaching.Person, now time.Time) error {
	all, elsewhere, err := e.config.Keeper.Stock(ctx, p.ID)
	if err != nil {
		return err
	}
	c, err := coaching.EraseEverything(p, all, elsewhere, now)
	if err != nil {
		return err
	}
	return e.config.Keeper.Commit(ctx, c)
}

func (e *Engine) retain(ctx context.Context, g coaching.Engagement, now time.Time) error {
	coachee, err := e.config.Keeper.Person(ctx, g.Coachee)
	if err != nil {
		return err
	}
	all, _, err := e.config.Keeper.Stock(ctx, g.Coachee)
	if err != nil {
		return err
	}
	for _, s := range all {
		if s.Engagement.ID != g.ID {
			continue
		}
		c, err := coaching.Retain(s, coachee, e.config.Retention, now)
		if err != nil {
			return err
		}
		return e.config.Keeper.Commit(ctx, c)
	}
	return coaching.ErrStale()
}
