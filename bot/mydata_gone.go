package bot

import (
	"context"
	"errors"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// Forgot is called after something of a coachee's was erased at its instant: what still shows
// it is drawn anew.
func (b *Bot) Forgot(coachee coaching.ID) {
	b.refreshBriefs()
	b.later("homes after an erasure", func(ctx context.Context) error { return b.homesOf(ctx, coachee) })
	b.TakeBack()
}

// homesOf draws the Homes of a coachee and of their coaches anew.
func (b *Bot) homesOf(ctx context.Context, coachee coaching.ID) error {
	all, err := b.Store.EngagementsOf(ctx, coachee)
	if coaching.Is(err, coaching.NotFound) {
		return nil
	}
	people := map[coaching.ID]bool{coachee: true}
	for _, e := range all {
		people[e.Coach] = true
	}
	for id := range people {
		if one := b.publishHome(ctx, id); one != nil && !coaching.Is(one, coaching.NotFound) {
			err = errors.Join(err, one)
		}
	}
	return err
}

// How messages are taken back: so many at a time, within one round of takeBackFor.
const (
	takeBackMany = 50
	takeBackFor  = 5 * time.Minute
)

// TakeBack draws the messages anew that are older than the erasure of what they are about, so
// that they say nothing any more, and forgets that they were sent. What it does not manage stays
// for the next time: rows tell what is left.
func (b *Bot) TakeBack() {
	if !b.takingBack.CompareAndSwap(false, true) {
		b.takeMore.Store(true)
		return
	}
	b.work.Go(func() {
		defer b.takingBack.Store(false)
		ctx, cancel := context.WithTimeout(b.spawn, takeBackFor)
		defer cancel()
		for {
			b.takeMore.Store(false)
			if err := b.takeAllBack(ctx); err != nil {
				b.Log.Warn("take messages back", "err", err)
				return
			}
			if !b.takeMore.Load() {
				return
			}
		}
	})
}

func (b *Bot) takeAllBack(ctx context.Context) error {
	for {
		left, err := b.Store.Leftovers(ctx, takeBackMany)
		if err != nil || len(left) == 0 {
			return err
		}
		var done []coaching.ID
		for _, d := range left {
			if err = b.takeOneBack(ctx, d); err != nil {
				break
			}
			done = append(done, d.ID)
		}
		if len(done) > 0 {
			err = errors.Join(err, b.Store.Forget(ctx, done))
		}
		if err != nil {
			return err
		}
	}
}

// takeOneBack draws the message of d anew; nil also when there is none, or none any more.
func (b *Bot) takeOneBack(ctx context.Context, d coaching.Delivery) error {
	if d.Message == "" || !tells[d.Kind] {
		return nil
	}
	for {
		err := b.drawMessage(ctx, d, nil)
		var limited *slack.RateLimitedError
		switch {
		case errors.As(err, &limited):
			if err := sleep(ctx, max(limited.RetryAfter, time.Second)); err != nil {
				return err
			}
			continue
		case goneCodes[slackCode(err)]:
			return nil
		}
		return b.shown(err)
	}
}

// goneCodes are Slack's codes for a message that nobody can change any more.
var goneCodes = map[string]bool{"message_not_found": true, "channel_not_found": true, "cant_update_message": true, "edit_window_closed": true, "is_inactive": true, "is_archived": true}

// tells are the kinds whose messages can hold words of people, or offer what is over.
var tells = map[coaching.DeliveryKind]bool{
	coaching.KindActionProposed: true, coaching.KindActionDue: true, coaching.KindActionFollowUp: true, coaching.KindMilestone: true, coaching.KindKept: true,
	coaching.KindBooked: true, coaching.KindMoved: true, coaching.KindCancelled: true, coaching.KindMoveKept: true, coaching.KindMoveAsked: true,
	coaching.KindErasure: true, coaching.KindRetention: true, coaching.KindInvitation: true,
	coaching.KindSessionSoon: true, coaching.KindSessionNow: true, coaching.KindSessionAfter: true, coaching.KindSessionActions: true,
}

// wiped reports whether what a message to the coachee is about was erased since.
func (s scene) wiped() bool {
	if mydataCards()[s.Delivery.Kind] != nil {
		return false // they tell of it
	}
	return s.Delivery.Recipient == s.Engagement.Coachee && s.Delivery.Nominal.Before(s.Engagement.Wiped)
}

// goneCard stands where something was erased.
func goneCard() card {
	return card{Note: "A note from Interlude.", Blocks: []slack.Block{small("What stood here is no longer there.")}}
}
