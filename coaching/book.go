package coaching

import "time"

// Booking is the form of a session. Start is an instant (UTC).
type Booking struct {
	Start   time.Time
	Minutes int
	Link    string // https, or empty
}

// Book books a session of e. busy are the sessions of both people, in whatever engagement;
// earlier are those of e. An *Error names one of the inputs "start", "minutes", "link".
func Book(e Engagement, coach, coachee Person, b Booking, busy, earlier []Session, consents []Consent, now time.Time) (Session, Change, error) {
	if err := pair(e, coach, coachee); err != nil {
		return Session{}, Change{}, err
	}
	if !e.Live() {
		return Session{}, Change{}, ErrStale()
	}
	link, err := meetingLink(b.Link)
	if err != nil {
		return Session{}, Change{}, err
	}
	s := Session{
		ID: NewID(), Engagement: e.ID, Coach: e.Coach, Coachee: e.Coachee,
		Start: b.Start.UTC().Truncate(time.Minute), Minutes: b.Minutes, Link: link,
		State: SessionBooked, Created: now.UTC(),
	}
	if err := slot(s, coach, coachee, busy, now); err != nil {
		return Session{}, Change{}, err
	}
	c := Change{Sessions: []Session{s}, Deliveries: append(notices(e, s, KindBooked, now), sessionReminders(e, s, now)...)}
	if firstOf(e, earlier) {
		c = c.And(offerChange(e, MilestoneBooked, coachee, consents, Facts{Day: DateOf(s.Start.In(coachee.Location()))}, now))
	}
	return s, c, nil
}

// firstOf reports whether no session of e is booked or was.
func firstOf(e Engagement, earlier []Session) bool {
	for _, s := range earlier {
		if s.Engagement == e.ID && (s.State == SessionBooked || s.State == SessionHeld || s.State == SessionMissed) {
			return false
		}
	}
	return true
}

// MoveSession moves a session that has not begun. Zero minutes and an empty link keep what it
// had. When only the link differs nothing moves, and the notice for a start does not apply.
// Errors as for Book, and "reason".
func MoveSession(e Engagement, s Session, by, coach, coachee Person, b Booking, reason string, busy []Session, now time.Time) (Session, Change, error) {
	if err := pair(e, coach, coachee); err != nil {
		return Session{}, Change{}, err
	}
	if err := changeable(e, s, by, now); err != nil {
		return Session{}, Change{}, err
	}
	moved, err := rewritten(s, b, reason)
	if err != nil {
		return Session{}, Change{}, err
	}
	if moved.Start.Equal(s.Start) && moved.Minutes == s.Minutes {
		if moved.Link == s.Link {
			return Session{}, Change{}, Bad("start", "The session already has this time. Choose another one.")
		}
		moved.Reason = s.Reason
		return moved, Change{Sessions: []Session{moved}}, nil
	}
	other := coach
	if by.ID == coach.ID {
		other = coachee
	}
	if err := slot(moved, by, other, busy, now); err != nil {
		return Session{}, Change{}, err
	}
	moved = settledAsk(moved)
	moved.Moves, moved.ChangedBy = moved.Moves+1, by.ID
	return moved, Change{
		Sessions:   []Session{moved},
		Deliveries: append(notices(e, moved, KindMoved, now), sessionReminders(e, moved, now)...),
		Cancel:     []Cancel{{Subject: s.ID, Reason: "moved"}},
	}, nil
}

// rewritten returns s as b wants it.
func rewritten(s Session, b Booking, reason string) (Session, error) {
	why, err := line("reason", reason)
	if err != nil {
		return Session{}, err
	}
	link, err := meetingLink(b.Link)
	if err != nil {
		return Session{}, err
	}
	s.Start, s.Reason = b.Start.UTC().Truncate(time.Minute), why
	if b.Minutes != 0 {
		s.Minutes = b.Minutes
	}
	if !link.Empty() {
		s.Link = link
	}
	return s, nil
}

// CancelSession cancels a session that has not begun, late when less than LateNotice is left.
// other is the counterpart of by. An *Error may name the input "reason".
func CancelSession(e Engagement, s Session, by, other Person, reason string, now time.Time) (Session, Change, error) {
	if err := changeable(e, s, by, now); err != nil {
		return Session{}, Change{}, err
	}
	if err := part(e, other, Coach, Coachee); err != nil || other.ID == by.ID {
		return Session{}, Change{}, ErrNeutral()
	}
	why, err := line("reason", reason)
	if err != nil {
		return Session{}, Change{}, err
	}
	s = settledAsk(s)
	s.State, s.Reason, s.ChangedBy = SessionCancelled, why, by.ID
	if s.Start.Before(now.Add(LateNotice)) {
		s.State = SessionCancelledLate
	}
	return s, Change{
		Sessions:   []Session{s},
		Deliveries: notices(e, s, KindCancelled, now),
		Cancel:     []Cancel{{Subject: s.ID, Reason: "cancelled"}},
	}, nil
}

// changeable refuses strangers, other engagements' sessions, and sessions that have begun.
func changeable(e Engagement, s Session, by Person, now time.Time) error {
	if s.Engagement != e.ID {
		return ErrNeutral()
	}
	if err := partInLive(e, by, Coach, Coachee); err != nil {
		return err
	}
	if s.State != SessionBooked || !s.Start.After(now) {
		return ErrStale()
	}
	return nil
}
