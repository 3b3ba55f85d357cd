package bot

import (
	"context"
	"slices"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

func scheduleRoutes() []route {
	return []route{
		on(command, "/schedule", forPair, schedule),
		on(press, scheduleOpen, forPair, openSchedule),
		on(submission, scheduleBook, forCoach, submitBooking),
		on(press, scheduleYes, forCoach, bookAsRead),
		on(press, scheduleChange, forCoach, changeAsRead),
		on(press, scheduleNo, forCoach, neverMind),
		on(press, scheduleMenu, forPair, chooseFromMenu),
		on(press, scheduleMove, forPair, openMove),
		on(submission, scheduleMoved, forPair, submitMove),
		on(press, scheduleCancel, forPair, openCancel),
		on(submission, scheduleCancelled, forPair, submitCancel),
		on(press, scheduleHeld, forCoach, markHeld),
		on(press, scheduleMissed, forCoach, markMissed),
		on(press, scheduleReason, forPair, readReason),
		on(press, scheduleKeep, forPair, keepSession),
		on(press, scheduleWhy, forPair, readWhy),
		on(press, scheduleLink, forPair, readLink),
	}
}

// schedule answers /schedule: with words it reads them, without it opens a form or a list.
func schedule(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	if len(c.coached()) > 0 && len(c.fields()) > 0 {
		return b.scheduleWords(ctx, c)
	}
	return openSchedule(b, ctx, c)
}

// coached lists the live engagements in which the caller is the coach.
func (c *Call) coached() []coaching.Engagement {
	return live(c.As(coaching.Coach))
}

func openSchedule(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	v, err := b.scheduleForm(ctx, c, coaching.ID(c.Value))
	if v == nil && err == nil {
		return b.nobodyToMeet(c), nil
	}
	return c.opened(v), err
}

// nobodyToMeet says what must happen first.
func (b *Bot) nobodyToMeet(c *Call) Answer {
	words := "There is no session yet, and nobody to book one with: sessions can be booked once the agreement is accepted."
	if !c.Named {
		return say("%s", words)
	}
	return Answer{Note: &Note{Blocks: []slack.Block{section(words), buttons(button("Start an engagement", startOpen, "schedule"))}}}
}

// scheduleForm is the coach's booking form, for engagement id first, or the coachee's list. It
// is nil when there is neither.
func (b *Bot) scheduleForm(ctx context.Context, c *Call, id coaching.ID) (*slack.ModalViewRequest, error) {
	rows, err := b.sessionRows(ctx, c)
	if err != nil {
		return nil, err
	}
	_, role, err := c.asPair(id)
	asCoachee := err == nil && role == coaching.Coachee
	if coached := c.coached(); len(coached) > 0 && !asCoachee {
		return b.bookingForm(ctx, c, coached, id, rows)
	}
	if !c.Is(coaching.Coachee) && len(rows) == 0 {
		return nil, nil
	}
	return sessionsView(c.Person, rows, b.Now()), nil
}

// bookingForm presets a sensible next slot with the coachee that was asked for, or the first
// without a session ahead.
func (b *Bot) bookingForm(ctx context.Context, c *Call, coached []coaching.Engagement, id coaching.ID, rows []sessionRow) (*slack.ModalViewRequest, error) {
	e := coached[0]
	for _, x := range slices.Backward(coached) {
		if !slices.ContainsFunc(rows, func(r sessionRow) bool { return r.s.Engagement == x.ID }) {
			e = x
		}
	}
	for _, x := range coached {
		if x.ID == id {
			e = x
		}
	}
	sessions, err := b.Store.Sessions(ctx, e.ID)
	if err != nil {
		return nil, err
	}
	choices, err := b.coachees(ctx, coached)
	if err != nil {
		return nil, err
	}
	d := nextSlot(e, sessions, c.Person.Location(), b.Now())
	return bookingView(bookingShown{draft: d, coachees: choices, rows: rows, reader: c.Person, now: b.Now()}), nil
}

// coachees are the options of the field Coachee, by engagement.
func (b *Bot) coachees(ctx context.Context, es []coaching.Engagement) ([]choice, error) {
	var ids []coaching.ID
	for _, e := range es {
		ids = append(ids, e.Coachee)
	}
	ps, err := b.Store.People(ctx, ids)
	if err != nil {
		return nil, err
	}
	var out []choice
	for _, e := range es {
		out = append(out, choice{Value: string(e.ID), Label: ps[e.Coachee].Name})
	}
	return out, nil
}

// nextSlot proposes the day that the rhythm gives, at the time of the last session, on a
// working day that can still be booked.
func nextSlot(e coaching.Engagement, sessions []coaching.Session, loc *time.Location, now time.Time) bookingDraft {
	d := bookingDraft{Engagement: e.ID, Date: e.FirstDay, Clock: "10:00", Minutes: e.Minutes}
	var last time.Time
	for _, s := range sessions {
		if s.State != coaching.SessionCancelled && s.State != coaching.SessionCancelledLate && s.Start.After(last) {
			last = s.Start
			d.Date, d.Clock = coaching.DateOf(s.Start.In(loc)).Add(e.EveryDays), s.Start.In(loc).Format("15:04")
		}
	}
	earliest := now.Add(coaching.MinNotice)
	if today := coaching.DateOf(now.In(loc)); d.Date.Before(today) {
		d.Date = today
	}
	for {
		at, _, err := d.start(loc)
		if err != nil || !at.Before(earliest) && d.Date.Weekday() != time.Saturday && d.Date.Weekday() != time.Sunday {
			return d
		}
		d.Date = d.Date.Add(1)
	}
}

// submitBooking books, after the time was read back where it could be misunderstood.
func submitBooking(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	d, read := decodeBooking(c)
	t, err := b.meetingWith(ctx, c, d.Engagement)
	if err != nil {
		return Answer{}, under(err, "", "coachee")
	}
	at, clash, err := d.start(t.coach.Location())
	if err != nil {
		return Answer{}, err
	}
	s, change, err := b.book(ctx, t, coaching.Booking{Start: at, Minutes: d.Minutes, Link: d.Link})
	if err != nil {
		return Answer{}, onClock(err)
	}
	if read != at.Unix() && (clash != coaching.NoClash || t.clocksDiffer(at)) {
		choices, err := b.coachees(ctx, c.coached())
		if err != nil {
			return Answer{}, err
		}
		return Answer{Update: bookingView(bookingShown{draft: d, coachees: choices, reader: c.Person, now: b.Now(),
			read: t.readBack(s, c.Person) + clashWords(d, at, clash, t.coach.Location()), readAt: at.Unix()})}, nil
	}
	if err := b.commitOnce(ctx, c, change); err != nil {
		return Answer{}, onClock(err)
	}
	return Answer{Update: bookedView(t, s), Homes: t.homes()}, nil
}
