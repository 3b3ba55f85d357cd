package bot

import (
	"context"
	"fmt"
	"time"

	"interlude/coaching"
)

// Presses of the question how to go on; the value is the delivery that asked.
const (
	cadenceKeep  = "cadence.keep"
	cadenceLess  = "cadence.less"
	cadencePause = "cadence.pause"
	cadenceStop  = "cadence.stop"
	cadenceAgain = "cadence.again"
)

func cadenceRoutes() []route {
	return []route{
		on(press, cadenceKeep, forCoachee, answerCadence(coaching.CadenceKeep)),
		on(press, cadenceLess, forCoachee, answerCadence(coaching.CadenceLess)),
		on(press, cadencePause, forCoachee, answerCadence(coaching.CadencePause)),
		on(press, cadenceStop, forCoachee, answerCadence(coaching.CadenceStop)),
		on(press, cadenceAgain, forCoachee, askAgain),
	}
}

func cadenceCards() map[coaching.DeliveryKind]drawer {
	return map[coaching.DeliveryKind]drawer{coaching.KindCadence: drawCadence}
}

// answerCadence carries out one answer and has the message show what happens now.
func answerCadence(how coaching.Cadence) handler {
	return func(b *Bot, ctx context.Context, c *Call) (Answer, error) {
		d, e, s, err := b.cadencePressed(ctx, c)
		if err != nil {
			return Answer{}, err
		}
		_, change, err := coaching.AnswerCadence(e, s, d, c.Person, how, b.Timetable.Next, b.Now())
		return b.cadenceDone(ctx, c, d, change, err)
	}
}

// askAgain is the way back from a pause or a stop.
func askAgain(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	d, e, s, err := b.cadencePressed(ctx, c)
	if err != nil {
		return Answer{}, err
	}
	_, change, err := coaching.AskAgain(e, s, c.Person, b.Timetable.Next, b.Now())
	return b.cadenceDone(ctx, c, d, change, err)
}

func (b *Bot) cadenceDone(ctx context.Context, c *Call, d coaching.Delivery, change coaching.Change, err error) (Answer, error) {
	if err == nil {
		err = b.commitOnce(ctx, c, change)
	}
	switch {
	case coaching.Is(err, coaching.Stale): // its message shows what holds
		a := say("%s", coaching.NoLonger)
		a.Redraw = []coaching.ID{d.ID}
		return a, nil
	case err != nil:
		return Answer{}, err
	}
	return Answer{Redraw: []coaching.ID{d.ID}, Homes: []coaching.ID{c.Person.ID}}, nil
}

// cadencePressed loads what a press is about: all of it the caller's own.
func (b *Bot) cadencePressed(ctx context.Context, c *Call) (d coaching.Delivery, e coaching.Engagement, s coaching.Schedule, err error) {
	if d, err = b.Store.DeliveryTo(ctx, coaching.ID(c.Value), c.Person.ID); err != nil {
		return d, e, s, err
	}
	if d.Kind != coaching.KindCadence {
		return d, e, s, neutral()
	}
	if e, err = c.engagementAs(d.Engagement, coaching.Coachee); err != nil {
		return d, e, s, err
	}
	s, err = b.Store.ScheduleOf(ctx, e.ID)
	return d, e, s, err
}

// lastAsked is when the questions of a schedule were last asked, or are about to be, by the time
// for which they were meant; zero: never.
func (b *Bot) lastAsked(ctx context.Context, schedule coaching.ID) (time.Time, error) {
	ds, err := b.Store.DeliveriesOf(ctx, schedule)
	if err != nil {
		return time.Time{}, fmt.Errorf("last asked: %w", err)
	}
	var last time.Time
	for _, d := range ds {
		asks := d.Kind == coaching.KindPrompt || d.Kind == coaching.KindCadence
		if asks && d.Nominal.After(last) {
			last = d.Nominal
		}
	}
	return last, nil
}

// nextAsked is when a schedule asks next, with its spacing; zero: not as things stand.
func (b *Bot) nextAsked(ctx context.Context, s coaching.Schedule) (time.Time, error) {
	last, err := b.lastAsked(ctx, s.ID)
	if err != nil {
		return time.Time{}, err
	}
	if next := s.Coming(1, last, b.Timetable.Next); len(next) > 0 {
		return next[0], nil
	}
	return time.Time{}, nil
}

// cadences lists the messages that asked the person how to go on and may be looked at still: to be
// redrawn, so that a failure is only logged.
func (b *Bot) cadences(ctx context.Context, person coaching.ID) []coaching.ID {
	ds, err := b.Store.DeliveriesTo(ctx, person, coaching.KindCadence, b.Now().AddDate(0, -2, 0))
	if err != nil {
		b.Log.Warn("messages that asked how to go on", "err", err)
	}
	var out []coaching.ID
	for _, d := range ds {
		out = append(out, d.ID)
	}
	return out
}
