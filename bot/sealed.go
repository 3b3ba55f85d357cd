package bot

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// Routes of the two ways to write.
const (
	writingSeal   = "writing.seal"
	writingOpen   = "writing.open"
	writingRedraw = "writing.redraw" // take words out of earlier messages, once more
)

func writingRoutes() []route {
	return []route{
		on(press, writingSeal, forCoachee, chooseWriting(coaching.Sealed)),
		on(press, writingOpen, forCoachee, chooseWriting(coaching.Open)),
		on(press, writingRedraw, forCoachee, redrawSealed),
	}
}

// asWriting returns p as they write: where nobody can write to the app, everybody's writing is sealed.
func (b *Bot) asWriting(p coaching.Person) coaching.Person {
	if b.FormsOnly {
		p.Writing = coaching.Sealed
	}
	return p
}

// chooseWriting is the one press that moves to the other way to write; its answer has the way back.
func chooseWriting(way coaching.Writing) handler {
	return func(b *Bot, ctx context.Context, c *Call) (Answer, error) {
		p := c.Person
		if p.Writing != way {
			if b.FormsOnly {
				return Answer{}, coaching.ErrStale()
			}
			p.Writing = way
			change, err := coaching.ChangeSettings(p, p.Zone, nil, b.Now())
			if err != nil {
				return Answer{}, err
			}
			if err := b.commitOnce(ctx, c, change); err != nil {
				return Answer{}, err
			}
		}
		b.writesAnew(p.ID)
		return c.inPlace(wayView(b.asWriting(p), b.FormsOnly)), nil
	}
}

// redrawSealed looks through the earlier messages once more, should the first time have ended early.
func redrawSealed(b *Bot, _ context.Context, c *Call) (Answer, error) {
	if c.Person.Writing != coaching.Sealed {
		return Answer{}, coaching.ErrStale()
	}
	b.writesAnew(c.Person.ID)
	return c.inPlace(wayView(c.Person, b.FormsOnly)), nil
}

// inPlace is the form v in the place of the form that the press came from, if it was one.
func (c *Call) inPlace(v *slack.ModalViewRequest) Answer {
	if c.View.Type == slack.VTModal {
		return Answer{Update: v}
	}
	return Answer{Open: v}
}

// Which messages can hold words of somebody, or speak of the way to write: they are drawn anew when
// that changes. What people typed themselves only they can delete.
var (
	wordyToCoachee = []coaching.DeliveryKind{coaching.KindPrompt, coaching.KindPromptAgain, coaching.KindKept, coaching.KindMilestone,
		coaching.KindActionProposed, coaching.KindActionDue, coaching.KindActionFollowUp,
		coaching.KindBooked, coaching.KindMoved, coaching.KindCancelled, coaching.KindMoveKept, coaching.KindSessionNow}
	wordyToCoach   = []coaching.DeliveryKind{coaching.KindBooked, coaching.KindMoved, coaching.KindMoveKept, coaching.KindSessionNow}
	wordyToSponsor = []coaching.DeliveryKind{coaching.KindSponsorNews}
)

// writesAnew draws the messages of p's coachings as p writes then: in open writing only those that
// speak of the way to write, for words are not put back into messages. While it is under way,
// however often it is asked for, it is done once more afterwards.
func (b *Bot) writesAnew(p coaching.ID) {
	asked, _ := b.sweeping.LoadOrStore(p, new(atomic.Int32))
	n := asked.(*atomic.Int32)
	if n.Add(1) > 1 {
		return
	}
	b.work.Go(func() {
		for {
			was := n.Load()
			if err := b.sweepWords(b.spawn, p); err != nil {
				b.Log.Warn("draw earlier messages anew", "person", string(p), "err", err)
			}
			if b.spawn.Err() != nil || n.CompareAndSwap(was, 0) {
				return
			}
		}
	})
}

func (b *Bot) sweepWords(ctx context.Context, id coaching.ID) error {
	p, err := b.Store.Person(ctx, id)
	if err != nil {
		return err
	}
	es, err := b.Store.EngagementsOf(ctx, id)
	if err != nil {
		return err
	}
	toCoachee, toCoach, toSponsor := wordyToCoachee, wordyToCoach, wordyToSponsor
	if b.asWriting(p).Writing != coaching.Sealed {
		toCoachee, toCoach, toSponsor = []coaching.DeliveryKind{coaching.KindKept}, nil, nil
	}
	seen := map[string]bool{}
	for _, e := range es {
		if e.Coachee != id {
			continue
		}
		err = errors.Join(err, b.redrawSent(ctx, e.ID, e.Coachee, toCoachee, seen), b.redrawSent(ctx, e.ID, e.Coach, toCoach, seen),
			b.redrawSent(ctx, e.ID, e.Sponsor, toSponsor, seen))
	}
	return err
}

// redrawSent draws what who was sent of these kinds in engagement e, newest first, each message once.
func (b *Bot) redrawSent(ctx context.Context, e, who coaching.ID, kinds []coaching.DeliveryKind, seen map[string]bool) error {
	if who == "" {
		return nil
	}
	for _, kind := range kinds {
		ds, err := b.Store.DeliveriesTo(ctx, who, kind, time.Unix(0, 0))
		if err != nil {
			return err
		}
		for _, d := range ds {
			if d.Engagement != e || d.Message == "" || seen[d.Channel+d.Message] {
				continue
			}
			seen[d.Channel+d.Message] = true
			if err := b.redrawPatiently(ctx, d); err != nil {
				return err
			}
		}
	}
	return nil
}

// redrawPatiently waits while Slack wants to hear nothing. A message that cannot be drawn any more
// keeps nobody from the next; the error is ctx's.
func (b *Bot) redrawPatiently(ctx context.Context, d coaching.Delivery) error {
	for {
		one, cancel := context.WithTimeout(ctx, 10*time.Second)
		err := b.redrawMessage(one, d, nil)
		cancel()
		var limited *slack.RateLimitedError
		switch {
		case errors.As(err, &limited):
			if err := sleep(ctx, max(limited.RetryAfter, time.Second)); err != nil {
				return err
			}
			continue
		case err != nil && ctx.Err() == nil:
			b.Log.Warn("draw an earlier message anew", "delivery", string(d.ID), "err", err)
		}
		return ctx.Err()
	}
}
