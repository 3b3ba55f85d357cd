package coaching

import "time"

// AskToMove asks the coach for another time without naming one. The reason is kept with the
// session, where the coach can read it. Asking again takes the place of what was asked
// before. An *Error may name the input "reason".
func AskToMove(e Engagement, s Session, by Person, reason string, now time.Time) (Session, Change, error) {
	if err := part(e, by, Coachee); err != nil {
		return Session{}, Change{}, err
	}
	if err := changeable(e, s, by, now); err != nil {
		return Session{}, Change{}, err
	}
	why, err := line("reason", reason)
	if err != nil {
		return Session{}, Change{}, err
	}
	s.Asked, s.AskReason = now.UTC(), why
	return s, Change{
		Sessions:   []Session{s},
		Deliveries: []Delivery{ofVersion(NewDelivery(e, KindMoveAsked, e.Coach, s.ID, now), s.Version+1)},
		Cancel:     []Cancel{{Subject: s.ID, Kinds: []DeliveryKind{KindMoveAsked, KindMoveKept}, Reason: "asked again"}},
	}, nil
}

// KeepSession ends what AskToMove began: the session stays as booked. Of the coach's word the
// coachee is told; the coachee may also take the question back, of which nobody is told.
func KeepSession(e Engagement, s Session, by Person, now time.Time) (Session, Change, error) {
	if err := changeable(e, s, by, now); err != nil {
		return Session{}, Change{}, err
	}
	if s.Asked.IsZero() {
		return Session{}, Change{}, ErrStale()
	}
	s = settledAsk(s)
	c := Change{
		Sessions: []Session{s},
		Cancel:   []Cancel{{Subject: s.ID, Kinds: []DeliveryKind{KindMoveAsked}, Reason: "answered"}},
	}
	if by.ID == e.Coach {
		c.Deliveries = []Delivery{ofVersion(NewDelivery(e, KindMoveKept, e.Coachee, s.ID, now), s.Version+1)}
	}
	return s, c, nil
}

// settledAsk returns s without the question for another time.
func settledAsk(s Session) Session {
	s.Asked, s.AskReason = time.Time{}, Private{}
	return s
}
