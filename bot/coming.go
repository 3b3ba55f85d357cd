package bot

import (
	"context"
	"fmt"
	"slices"
	"time"

	"interlude/coaching"
)

// comingOpen shows what is coming to the caller.
const comingOpen = "coming.open"

// The days that are looked at, ahead and back.
const (
	comingDays = 14
	mostAsked  = 2 * comingDays // questions of one engagement that can come in these days
)

func comingRoutes() []route {
	return []route{
		on(command, "/coaching next", part, openComing),
		on(press, comingOpen, part, openComing),
	}
}

func openComing(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	v, err := b.comingOf(ctx, c)
	if err != nil {
		return Answer{}, err
	}
	return c.opened(comingView(v)), nil
}

// coming is what the form is drawn from.
type coming struct {
	Person   coaching.Person
	Rules    coaching.Rules
	Now      time.Time
	People   map[coaching.ID]coaching.Person
	Mine     []coaching.Engagement
	Foreseen []coaching.Foreseen
	Sessions []coaching.Session
	Actions  []coaching.Action // of the reader's own, that wait for their outcome
	NotSent  []coaching.Delivery
}

// comingOf gathers it by the rules that decide over each message when its time comes.
func (b *Bot) comingOf(ctx context.Context, c *Call) (coming, error) {
	now := b.Now()
	v := coming{Person: c.Person, Rules: b.Rules, Now: now}
	if v.Person.ID == "" { // named as a coach, and nothing has begun
		return v, nil
	}
	v.Mine = live(c.Mine)
	until := now.AddDate(0, 0, comingDays)
	planned, err := b.planned(ctx, c, until)
	if err != nil {
		return v, err
	}
	items, err := b.Store.Coming(ctx, c.Person.ID, until, now, planned...)
	if err != nil {
		return v, fmt.Errorf("what is coming: %w", err)
	}
	v.Foreseen = coaching.Foresee(items, b.Rules, now)
	if v.NotSent, err = b.Store.NotSent(ctx, c.Person.ID, now.AddDate(0, 0, -comingDays)); err != nil {
		return v, fmt.Errorf("what was not sent: %w", err)
	}
	if v.Sessions, err = b.Store.SessionsOf(ctx, c.Person.ID, now, until); err != nil {
		return v, fmt.Errorf("sessions ahead: %w", err)
	}
	for _, e := range live(c.As(coaching.Coachee)) {
		as, err := b.Store.Actions(ctx, e.ID)
		if err != nil {
			return v, fmt.Errorf("actions ahead: %w", err)
		}
		v.Actions = append(v.Actions, slices.DeleteFunc(as, func(a coaching.Action) bool { return !a.Pending() || a.Due.IsZero() })...)
	}
	v.People, err = b.pairPeople(ctx, v.Mine)
	return v, err
}

// planned lists the questions that the caller's schedules will bring before until.
func (b *Bot) planned(ctx context.Context, c *Call, until time.Time) ([]coaching.Delivery, error) {
	var out []coaching.Delivery
	for _, e := range live(c.As(coaching.Coachee)) {
		s, err := b.Store.ScheduleOf(ctx, e.ID)
		if coaching.Is(err, coaching.NotFound) || err == nil && e.State == coaching.EngagementPaused {
			continue
		}
		if err != nil {
			return nil, err
		}
		last, err := b.lastAsked(ctx, s.ID)
		if err != nil {
			return nil, err
		}
		for _, t := range s.Coming(mostAsked, last, b.Timetable.Next) {
			if t.Before(until) {
				out = append(out, coaching.NewDelivery(e, coaching.KindPrompt, c.Person.ID, s.ID, t))
			}
		}
	}
	return out, nil
}
