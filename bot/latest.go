package bot

import (
	"context"
	"fmt"
	"sync"

	"interlude/coaching"
)

// Of several messages about one thing only the newest shows where it stands; those above it
// shrink to a line without buttons. Otherwise one answer would stand in all of them.

// families names the kinds whose messages about one subject show the same thing.
var families = map[coaching.DeliveryKind]string{
	coaching.KindBooked: "session", coaching.KindMoved: "session", coaching.KindCancelled: "session",
	coaching.KindMoveAsked: "session", coaching.KindMoveKept: "session", coaching.KindSessionSoon: "session",
	coaching.KindSessionNow: "session", coaching.KindSessionAfter: "session", coaching.KindSessionActions: "session",
	coaching.KindActionProposed: "action", coaching.KindActionDue: "action", coaching.KindActionFollowUp: "action",
	coaching.KindPrompt: "prompt", coaching.KindPromptAgain: "prompt",
	coaching.KindBriefReady: "brief",
	coaching.KindZone:       "zone",
}

// topic is what several messages can show to one person.
type topic struct {
	family        string // empty: every message stands for itself
	about, reader coaching.ID
}

func topicOf(d coaching.Delivery) topic {
	t := topic{families[d.Kind], d.Subject, d.Recipient}
	if d.Kind == coaching.KindPrompt {
		t.about = d.ID // its subject, the schedule, asks every week; the repetition names it
	}
	return t
}

// onTopic lists the deliveries of t that have a message, and those of posted: they have one
// that the store may not know of yet.
func (b *Bot) onTopic(ctx context.Context, t topic, posted []coaching.Delivery) ([]coaching.Delivery, error) {
	if t.family == "" {
		return nil, nil
	}
	all, err := b.Store.DeliveriesOf(ctx, t.about)
	if err != nil {
		return nil, fmt.Errorf("messages about one thing: %w", err)
	}
	if t.family == families[coaching.KindPrompt] {
		prompt, err := b.Store.Delivery(ctx, t.about)
		if err != nil {
			return nil, fmt.Errorf("messages about one prompt: %w", err)
		}
		all = append(all, prompt)
	}
	var out []coaching.Delivery
	for _, d := range append(all, posted...) {
		if d.Message != "" && topicOf(d) == t {
			out = append(out, d)
		}
	}
	return out, nil
}

// outdated reports whether a newer message shows what the one of d is about. Slack's timestamps
// of messages are in the order in which people read them.
func (b *Bot) outdated(ctx context.Context, d coaching.Delivery, posted []coaching.Delivery) (bool, error) {
	if d.Message == "" {
		return false, nil // it is about to be posted
	}
	ds, err := b.onTopic(ctx, topicOf(d), posted)
	for _, o := range ds {
		if o.Message > d.Message {
			return true, nil
		}
	}
	return false, err
}

// shrink redraws the messages above the one that was just posted with ds.
func (b *Bot) shrink(ctx context.Context, ds []coaching.Delivery) error {
	done := map[string]bool{}
	for _, d := range ds {
		older, err := b.onTopic(ctx, topicOf(d), nil)
		if err != nil {
			return err
		}
		for _, o := range older {
			if o.Message >= d.Message || done[o.Message] {
				continue
			}
			done[o.Message] = true
			if err := b.redrawMessage(ctx, o, ds); err != nil {
				return fmt.Errorf("delivery %s: %w", o.ID, err)
			}
		}
	}
	return nil
}

// oneByOne makes redraws in one channel follow each other, so that what was read earlier never
// overwrites what was read later.
func (b *Bot) oneByOne(channel string) (unlock func()) {
	l, _ := b.drawing.LoadOrStore(channel, &sync.Mutex{})
	l.(*sync.Mutex).Lock()
	return l.(*sync.Mutex).Unlock
}
