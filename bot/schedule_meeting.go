package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"interlude/coaching"
)

// meeting is who meets: an engagement with its coach and coachee, as seen by one of the two.
type meeting struct {
	e              coaching.Engagement
	role           coaching.Role // of the caller
	s              coaching.Session
	coach, coachee coaching.Person
}

// meetingWith loads the engagement in which the caller, as coach, books a session.
func (b *Bot) meetingWith(ctx context.Context, c *Call, engagement coaching.ID) (meeting, error) {
	e, role, err := c.asPair(engagement)
	if err != nil {
		return meeting{}, err
	}
	if role != coaching.Coach {
		return meeting{}, neutral()
	}
	m := meeting{e: e, role: role}
	m.coach, m.coachee, err = b.pairOf(ctx, e)
	return m, err
}

// meeting loads the session id, for its coach and its coachee alone.
func (b *Bot) meeting(ctx context.Context, c *Call, id coaching.ID) (meeting, error) {
	return b.meetingAs(ctx, c, id, coaching.Coach, coaching.Coachee)
}

// meetingAs is meeting for whoever has one of these parts in it.
func (b *Bot) meetingAs(ctx context.Context, c *Call, id coaching.ID, roles ...coaching.Role) (meeting, error) {
	s, err := b.Store.SessionIn(ctx, id, c.where(roles...))
	if err != nil {
		return meeting{}, err
	}
	e, role, err := c.asPair(s.Engagement)
	if err != nil {
		return meeting{}, err
	}
	m := meeting{e: e, role: role, s: s}
	m.coach, m.coachee, err = b.pairOf(ctx, e)
	return m, err
}

// me and other are the caller and the one they meet.
func (m meeting) me() coaching.Person {
	if m.role == coaching.Coach {
		return m.coach
	}
	return m.coachee
}

func (m meeting) other() coaching.Person {
	if m.role == coaching.Coach {
		return m.coachee
	}
	return m.coach
}

func (m meeting) homes() []coaching.ID { return []coaching.ID{m.e.Coach, m.e.Coachee} }

// clocksDiffer reports whether coach and coachee read at differently.
func (m meeting) clocksDiffer(at time.Time) bool {
	return at.In(m.coach.Location()).Format(time.DateTime) != at.In(m.coachee.Location()).Format(time.DateTime)
}

// readBack says with whom, when on both clocks, and how long, as reader sees it.
func (m meeting) readBack(s coaching.Session, reader coaching.Person) string {
	other := m.coachee
	if reader.ID == m.coachee.ID {
		other = m.coach
	}
	return fmt.Sprintf("With %s: *%s*, %s", at(other), coaching.BothZones(s.Start, reader.Location(), other.Location()), coaching.Length(s.Minutes))
}

// busy lists what occupies either of the two around a session at start.
func (b *Bot) busy(ctx context.Context, m meeting, start time.Time, minutes int) ([]coaching.Session, error) {
	from, to := start.Add(-coaching.Buffer), start.Add(time.Duration(minutes)*time.Minute+coaching.Buffer)
	one, err := b.Store.SessionsOf(ctx, m.e.Coach, from, to)
	if err != nil {
		return nil, err
	}
	two, err := b.Store.SessionsOf(ctx, m.e.Coachee, from, to)
	return append(one, two...), err
}

// book decides over a booking; nothing is stored yet.
func (b *Bot) book(ctx context.Context, m meeting, w coaching.Booking) (coaching.Session, coaching.Change, error) {
	busy, err := b.busy(ctx, m, w.Start, w.Minutes)
	if err != nil {
		return coaching.Session{}, coaching.Change{}, err
	}
	earlier, consents, err := b.soFar(ctx, m.e)
	if err != nil {
		return coaching.Session{}, coaching.Change{}, err
	}
	s, change, err := coaching.Book(m.e, m.coach, m.coachee, w, busy, earlier, consents, b.Now())
	if err == nil {
		err = b.room(ctx, m.e, b.Limits.MayBook)
	}
	return s, change, err
}

// soFar lists what there has been in e: its sessions, and what was asked about the sponsor.
func (b *Bot) soFar(ctx context.Context, e coaching.Engagement) ([]coaching.Session, []coaching.Consent, error) {
	sessions, err := b.Store.Sessions(ctx, e.ID)
	if err != nil {
		return nil, nil, err
	}
	consents, err := b.Store.Consents(ctx, e.ID)
	return sessions, consents, err
}

// onClock puts a refusal of the start under the field to change: a slot that is taken asks for
// another time, anything else for another day.
func onClock(err error) error {
	var refusal *coaching.Error
	if errors.As(err, &refusal) && refusal.Kind == coaching.Taken {
		moved := *refusal
		moved.Field = "time"
		return &moved
	}
	return under(err, "start", "date")
}

// clashWords says what a clock change made of the time that was chosen; empty when nothing.
func clashWords(d bookingDraft, at time.Time, clash coaching.Clash, loc *time.Location) string {
	day := at.In(loc).Format("Mon 2 Jan 2006")
	switch clash {
	case coaching.Gap:
		return fmt.Sprintf("\n%s does not exist on %s in %s, because the clocks change. %s instead?", esc(d.Clock), day, loc, at.In(loc).Format("15:04"))
	case coaching.Fold:
		return fmt.Sprintf("\n%s happens twice on %s in %s, because the clocks change. I take the first.", esc(d.Clock), day, loc)
	}
	return ""
}
