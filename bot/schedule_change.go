package bot

import (
	"context"
	"time"

	"interlude/coaching"
)

// openMove shows the coach the form to move a session, and the coachee the one to ask for it.
func openMove(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	m, err := b.meeting(ctx, c, coaching.ID(c.Value))
	if err != nil {
		return Answer{}, err
	}
	if !m.changeable(b.Now()) {
		return Answer{}, coaching.ErrStale()
	}
	v := moveShown{m: m, draft: bookingDraft{Engagement: m.e.ID}, meta: changeMeta{Session: m.s.ID, Version: m.s.Version, Below: belowOf(c)}}
	if m.role == coaching.Coach {
		if err := b.looksAtReason(ctx, m, m.s.AskReason); err != nil {
			return Answer{}, err
		}
		here := m.s.Start.In(m.coach.Location())
		v.draft = bookingDraft{Engagement: m.e.ID, Date: coaching.DateOf(here), Clock: here.Format("15:04"), Minutes: m.s.Minutes, Link: m.s.Link.Reveal()}
	} else {
		v.reason = m.s.AskReason.Reveal()
	}
	return c.opened(moveView(v)), nil
}

// wrote is where the coachee who gave a reason finds the session again; nil for the coach.
func (m meeting) wrote() *wrote {
	if m.role != coaching.Coachee {
		return nil
	}
	return &wrote{Route: scheduleOpen, Value: string(m.e.ID)}
}

// changeable reports whether the session is still ahead.
func (m meeting) changeable(now time.Time) bool {
	return m.e.Live() && m.s.State == coaching.SessionBooked && m.s.Start.After(now)
}

// changing loads the session that a form is about, as it was when the form was opened.
func (b *Bot) changing(ctx context.Context, c *Call) (meeting, changeMeta, error) {
	var meta changeMeta
	if err := c.Meta(&meta); err != nil {
		return meeting{}, meta, err
	}
	m, err := b.meeting(ctx, c, meta.Session)
	if err == nil && m.s.Version != meta.Version {
		err = coaching.ErrStale()
	}
	return m, meta, err
}

// submitMove moves the session. A coachee who names no time only asks for another one.
func submitMove(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	m, meta, err := b.changing(ctx, c)
	if err != nil {
		return Answer{}, err
	}
	d := decodeSlot(c, m.e.ID)
	if m.role == coaching.Coachee && d.Date.IsZero() && d.Clock == "" {
		return b.askToMove(ctx, c, m, meta)
	}
	at, clash, err := d.start(m.me().Location())
	if err != nil {
		return Answer{}, err
	}
	minutes := d.Minutes
	if minutes == 0 {
		minutes = m.s.Minutes
	}
	busy, err := b.busy(ctx, m, at, minutes)
	if err != nil {
		return Answer{}, err
	}
	s, change, err := coaching.MoveSession(m.e, m.s, c.Person, m.coach, m.coachee,
		coaching.Booking{Start: at, Minutes: d.Minutes, Link: d.Link}, c.Input("reason"), busy, b.Now())
	if err != nil {
		return Answer{}, onClock(err)
	}
	if meta.Read != at.Unix() && (clash != coaching.NoClash || m.clocksDiffer(at)) {
		meta.Read = at.Unix()
		return Answer{Update: moveView(moveShown{m: m, draft: d, reason: c.Input("reason"), meta: meta,
			read: m.readBack(s, m.me()) + clashWords(d, at, clash, m.me().Location())})}, nil
	}
	if err := b.commitOnce(ctx, c, change); err != nil {
		return Answer{}, onClock(err)
	}
	b.refreshBelow(c, meta.Below, m.e.ID)
	return Answer{Update: movedView(m, s), Redraw: []coaching.ID{s.ID}, Homes: m.homes(), Wrote: m.wrote()}, nil
}

func openCancel(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	m, err := b.meeting(ctx, c, coaching.ID(c.Value))
	if err != nil {
		return Answer{}, err
	}
	if !m.changeable(b.Now()) {
		return Answer{}, coaching.ErrStale()
	}
	return c.opened(cancelView(m, changeMeta{Session: m.s.ID, Version: m.s.Version, Below: belowOf(c)}, b.Now())), nil
}

func submitCancel(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	m, meta, err := b.changing(ctx, c)
	if err != nil {
		return Answer{}, err
	}
	s, change, err := coaching.CancelSession(m.e, m.s, c.Person, m.other(), c.Input("reason"), b.Now())
	if err != nil {
		return Answer{}, err
	}
	if err := b.commitOnce(ctx, c, change); err != nil {
		return Answer{}, err
	}
	b.refreshBelow(c, meta.Below, m.e.ID)
	return Answer{Update: cancelledView(m, s), Redraw: []coaching.ID{s.ID}, Homes: m.homes(), Wrote: m.wrote()}, nil
}

// readLink shows where to meet: in sealed writing the one place where that stands.
func readLink(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	m, err := b.meeting(ctx, c, coaching.ID(c.Value))
	if err != nil {
		return Answer{}, err
	}
	return c.opened(linkView(m)), nil
}

func readReason(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	m, err := b.meeting(ctx, c, coaching.ID(c.Value))
	if err != nil {
		return Answer{}, err
	}
	if m.s.ChangedBy != c.Person.ID {
		if err := b.looksAtReason(ctx, m, m.s.Reason); err != nil {
			return Answer{}, err
		}
	}
	return c.opened(reasonView(m, m.s.Reason)), nil
}

// looksAtReason keeps in the access log that the coach is about to read what may be the
// coachee's reason. Once the coaching is over, they read nothing of the coachee's any more.
func (b *Bot) looksAtReason(ctx context.Context, m meeting, reason coaching.Private) error {
	if m.role != coaching.Coach || reason.Empty() {
		return nil
	}
	if !m.e.Live() {
		return coaching.ErrStale()
	}
	return b.looks(ctx, m.e, m.coach, coaching.AccessReasonOpened)
}
