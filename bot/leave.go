package bot

import (
	"context"
	"fmt"
	"time"

	"interlude/coaching"
)

const (
	leaveOpen = "leave.open"
	leaveSave = "leave.save"
	leaveEnd  = "leave.end"
	leaveBack = "leave.back"
)

func leaveRoutes() []route {
	return []route{
		on(command, "/coaching leave", part, openLeave),
		on(press, leaveOpen, part, openLeave),
		on(submission, leaveSave, part, saveLeave),
		on(press, leaveEnd, part, endLeave),
		on(press, leaveBack, part, backAgain),
	}
}

func openLeave(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	p, err := b.known(ctx, c)
	if err != nil {
		return Answer{}, err
	}
	return c.opened(leaveView(p, b.Now())), nil
}

func saveLeave(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	p, err := b.known(ctx, c)
	if err != nil {
		return Answer{}, err
	}
	from, to := decodeLeave(c)
	change, err := coaching.SetLeave(p, from, to, b.Now())
	if err != nil {
		return Answer{}, err
	}
	if err := b.commitOnce(ctx, c, change); err != nil {
		return Answer{}, err
	}
	p.Absence.LeaveFrom, p.Absence.LeaveTo = from, to
	meetings, err := b.meetingsInLeave(ctx, p)
	if err != nil {
		b.Log.Warn("list the sessions in a leave", "err", err) // the leave is stored
	}
	return Answer{Update: leaveSavedView(p, b.Rules.BackFrom(p), meetings, b.Now()), Homes: []coaching.ID{p.ID}}, nil
}

// meetingsInLeave lists the sessions that are booked on the days of p's leave.
func (b *Bot) meetingsInLeave(ctx context.Context, p coaching.Person) ([]coaching.Session, error) {
	loc := p.Location()
	from, _ := coaching.Instant(p.Absence.LeaveFrom, 0, 0, loc)
	to, _ := coaching.Instant(p.Absence.LeaveTo.Add(1), 0, 0, loc)
	if now := b.Now(); from.Before(now) {
		from = now
	}
	all, err := b.Store.SessionsOf(ctx, p.ID, from, to)
	if err != nil {
		return nil, fmt.Errorf("sessions in a leave: %w", err)
	}
	return all, nil
}

// endLeave is the way back, from the form, from Home and from what was said after saving.
func endLeave(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	p := c.Person
	begun := p.Absence.OnLeave(coaching.DateOf(b.Now().In(p.Location())))
	change, err := coaching.EndLeave(p, b.Now())
	if err != nil {
		return Answer{}, err
	}
	if err := b.commitOnce(ctx, c, change); err != nil {
		return Answer{}, err
	}
	p.Absence.LeaveFrom, p.Absence.LeaveTo = coaching.Date{}, coaching.Date{}
	back := coaching.NextAllowed(b.Now(), p.Location(), b.Rules.For(p))
	return Answer{Update: leaveEndedView(p, begun, back, b.Now().Add(time.Minute)), Homes: []coaching.ID{p.ID}}, nil
}

// backAgain is the way back from a status that Slack shows and that does not hold.
func backAgain(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	p := c.Person
	change, err := coaching.BackAgain(p, b.Now())
	if err != nil {
		return Answer{}, err
	}
	if err := b.commitOnce(ctx, c, change); err != nil {
		return Answer{}, err
	}
	p = change.People[0]
	back := coaching.NextAllowed(b.Now(), p.Location(), b.Rules.For(p))
	return Answer{Update: leaveEndedView(p, true, back, b.Now().Add(time.Minute)), Homes: []coaching.ID{p.ID}}, nil
}
