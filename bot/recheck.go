package bot

import (
	"context"
	"errors"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// Recheck asks Slack what people show now of whom it said that they are away or not to be
// disturbed: what it told while nobody listened is lost, and they would go on being spared. It
// returns at once; a second call while the first is under way does nothing.
func (b *Bot) Recheck() {
	if !b.rechecks.CompareAndSwap(false, true) {
		return
	}
	b.work.Go(func() {
		defer b.rechecks.Store(false)
		if err := b.recheck(b.spawn); err != nil {
			b.Log.Warn("look who is still away", "err", err)
		}
	})
}

func (b *Bot) recheck(ctx context.Context) error {
	if err := b.recheckParts(ctx); err != nil {
		return err
	}
	away, err := b.Store.Away(ctx, b.team, b.Now())
	if err != nil {
		return err
	}
	for _, p := range away {
		for {
			err := b.recheckOne(ctx, p)
			var limited *slack.RateLimitedError
			if errors.As(err, &limited) {
				if err := sleep(ctx, max(limited.RetryAfter, time.Second)); err != nil {
					return err
				}
				continue
			}
			if err != nil {
				b.Log.Warn("look whether somebody is still away", "person", string(p.ID), "err", err)
			}
			break
		}
	}
	return nil
}

// recheckParts asks Slack whether the accounts of all who have a part are still what they were, and takes
// in whom the configuration names as a coach.
func (b *Bot) recheckParts(ctx context.Context) error {
	all, err := b.Store.Partners(ctx, b.team)
	if err != nil {
		return err
	}
	for _, p := range all {
		gone, err := b.accounts.deleted(ctx, p.User)
		var limited *slack.RateLimitedError
		if errors.As(err, &limited) {
			if err := sleep(ctx, max(limited.RetryAfter, time.Second)); err != nil {
				return err
			}
			gone, err = b.accounts.deleted(ctx, p.User)
		}
		switch {
		case slackSaid(err, "user_not_found"):
			gone, err = true, nil
		case slackSaid(err, "account_inactive", "token_revoked", "invalid_auth"): // the app is not installed now
			return err
		}
		if err == nil {
			err = b.accountTold(ctx, p, gone)
		}
		if err != nil {
			b.Log.Warn("look whether an account is still there", "person", string(p.ID), "err", b.shown(err))
		}
	}
	return nil
}

func (b *Bot) recheckOne(ctx context.Context, p coaching.Person) error {
	defer b.oneByOne("word of " + p.User)()
	u, err := b.API.GetUserInfoContext(ctx, p.User)
	if err != nil {
		return unknownUser(err)
	}
	if _, err := b.takeIn(ctx, p.ID, "", func(p coaching.Person, now time.Time) (coaching.Change, bool) {
		return coaching.HearStatus(p, profileOf(u).status(), now)
	}); err != nil {
		return err
	}
	rest, err := b.restOf(ctx, p.User) // an app that was installed long ago may lack the scope
	if err != nil {
		return err
	}
	_, err = b.takeIn(ctx, p.ID, "", func(p coaching.Person, now time.Time) (coaching.Change, bool) {
		return coaching.HearSnooze(p, rest.snooze(), now)
	})
	return err
}
