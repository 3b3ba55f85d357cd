package coaching

import (
	"slices"
	"time"
)

// MarkSession records that a session was held or missed, also in correction of an earlier
// mark. sessions are those of e, consents those asked before.
func MarkSession(e Engagement, s Session, by Person, state SessionState, sessions []Session, consents []Consent, coachee Person, now time.Time) (Session, Change, error) {
	if s.Engagement != e.ID {
		return Session{}, Change{}, ErrNeutral()
	}
	if err := partInLive(e, by, Coach); err != nil {
		return Session{}, Change{}, err
	}
	if err := part(e, coachee, Coachee); err != nil {
		return Session{}, Change{}, err
	}
	if err := markable(s, state, now); err != nil {
		return Session{}, Change{}, err
	}
	corrected := s.State == SessionMissed
	s.State = state
	c := Change{Sessions: []Session{s}, Cancel: []Cancel{{Subject: s.ID, Kinds: []DeliveryKind{KindSessionAfter}, Reason: "marked"}}}
	if state == SessionMissed {
		c.Cancel[0].Kinds = append(c.Cancel[0].Kinds, KindSessionActions)
		return s, c, nil
	}
	if corrected {
		c.Deliveries = ahead([]Delivery{sessionReminder(e, s, KindSessionActions, e.Coachee)}, now)
	}
	facts := Facts{Day: DateOf(now.In(coachee.Location())), Held: held(e, with(sessions, s)), Next: nextBooked(e, sessions, coachee, now)}
	if e.Sessions >= 2 && facts.Held*2 >= e.Sessions {
		if half, ok := Offer(e, MilestoneHalfWay, coachee, consents, facts, now); ok {
			return s, c.And(half), nil
		}
	}
	return s, c.And(heldChange(e, coachee, consents, facts, now)), nil
}

// markable refuses other states, a mark that stands already, and sessions that have not begun.
func markable(s Session, state SessionState, now time.Time) error {
	marks := []SessionState{SessionHeld, SessionMissed}
	switch {
	case !slices.Contains(marks, state) || state == s.State:
		return ErrStale()
	case s.State != SessionBooked && !slices.Contains(marks, s.State):
		return ErrStale()
	case s.Start.After(now):
		return Bad("state", "This session has not begun yet.")
	}
	return nil
}

// held counts the sessions of e that took place.
func held(e Engagement, sessions []Session) int {
	n := 0
	for _, s := range sessions {
		if s.Engagement == e.ID && s.State == SessionHeld {
			n++
		}
	}
	return n
}

// nextBooked is the day, in the coachee's zone, of the next booked session of e; zero: there is none.
func nextBooked(e Engagement, sessions []Session, coachee Person, now time.Time) Date {
	var next time.Time
	for _, s := range sessions {
		if s.Engagement == e.ID && s.State == SessionBooked && s.Start.After(now) && (next.IsZero() || s.Start.Before(next)) {
			next = s.Start
		}
	}
	if next.IsZero() {
		return Date{}
	}
	return DateOf(next.In(coachee.Location()))
}

// with returns sessions with s in place of its older row.
func with(sessions []Session, s Session) []Session {
	out := []Session{s}
	for _, o := range sessions {
		if o.ID != s.ID {
			out = append(out, o)
		}
	}
	return out
}
