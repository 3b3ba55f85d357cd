package coaching

import (
	"maps"
	"slices"
	"time"
)

// Pause stops the weekly questions until Resume. Booked sessions and their reminders stay. The
// other one of the pair is told.
func Pause(e Engagement, by Person, now time.Time) (Change, error) {
	if err := part(e, by, Coach, Coachee); err != nil {
		return Change{}, err
	}
	if e.State != EngagementActive {
		return Change{}, ErrStale()
	}
	e.State = EngagementPaused
	return Change{
		Engagements: []Engagement{e},
		Deliveries:  []Delivery{NewDelivery(e, KindPaused, e.otherThan(by), e.ID, now)},
		Cancel: []Cancel{{
			Engagement: e.ID, Kinds: []DeliveryKind{KindPrompt, KindPromptAgain, KindCadence, KindPaused, KindResumed}, Reason: "paused",
		}},
	}, nil
}

// Resume ends a pause, and the other one of the pair is told. sched is the schedule of e with Next armed by the caller; the zero
// Schedule means that there is none.
func Resume(e Engagement, by Person, sched Schedule, now time.Time) (Change, error) {
	if err := part(e, by, Coach, Coachee); err != nil {
		return Change{}, err
	}
	if e.State != EngagementPaused {
		return Change{}, ErrStale()
	}
	e.State = EngagementActive
	c := Change{
		Engagements: []Engagement{e},
		Deliveries:  []Delivery{NewDelivery(e, KindResumed, e.otherThan(by), e.ID, now)},
		Cancel:      []Cancel{{Engagement: e.ID, Kinds: []DeliveryKind{KindPaused, KindResumed}, Reason: "resumed"}},
	}
	if sched.ID != "" {
		if sched.Engagement != e.ID || sched.Person != e.Coachee {
			return Change{}, ErrNeutral()
		}
		c.Schedules = []Schedule{sched}
	}
	return c, nil
}

// otherThan returns the coach for the coachee, and the other way round.
func (e Engagement) otherThan(by Person) ID {
	if by.ID == e.Coach {
		return e.Coachee
	}
	return e.Coach
}

// Close is the coach's end of the engagement: what is queued is cancelled, sessions ahead too. Sentences that
// the coachee has approved for a sponsor who takes part still go.
func Close(e Engagement, by, coachee Person, sessions []Session, consents []Consent, now time.Time) (Change, error) {
	if err := partUnderWay(e, by, Coach); err != nil {
		return Change{}, err
	}
	if err := part(e, coachee, Coachee); err != nil {
		return Change{}, err
	}
	e.State, e.Closed = EngagementClosed, now.UTC()
	c := Change{
		Engagements: []Engagement{e},
		Sessions:    notHeld(e, by, sessions, now),
		Access:      []Access{NewAccess(e, by.ID, AccessEnded, now)},
		Deliveries:  []Delivery{NewDelivery(e, KindClosed, coachee.ID, e.ID, now)},
		Cancel:      []Cancel{{Engagement: e.ID, Kinds: endsWithClose(e), Reason: "closed"}},
	}
	facts := Facts{Day: DateOf(now.In(coachee.Location())), Held: held(e, sessions)}
	return c.And(offerChange(e, MilestoneClosed, coachee, consents, facts, now)), nil
}

// End is the coachee's own end, at any time and without a reason. The coach is told; all that
// is queued is cancelled, also what was approved for a sponsor, and so are sessions ahead.
func End(e Engagement, by Person, sessions []Session, now time.Time) (Change, error) {
	if err := partUnderWay(e, by, Coachee); err != nil {
		return Change{}, err
	}
	e.State, e.Closed = EngagementEnded, now.UTC()
	return Change{
		Engagements: []Engagement{e},
		Sessions:    notHeld(e, by, sessions, now),
		Access:      []Access{NewAccess(e, by.ID, AccessEnded, now)},
		Deliveries:  []Delivery{NewDelivery(e, KindClosed, e.Coach, e.ID, now)},
		Cancel:      []Cancel{{Engagement: e.ID, Reason: "ended"}},
	}, nil
}

// notHeld returns the sessions ahead, cancelled by the one who ends the engagement.
func notHeld(e Engagement, by Person, sessions []Session, now time.Time) []Session {
	var out []Session
	for _, s := range sessions {
		if s.Engagement == e.ID && s.Busy() && s.Start.After(now) {
			s.State, s.ChangedBy = SessionCancelled, by.ID
			out = append(out, s)
		}
	}
	return out
}

// endsWithClose lists the kinds that closing cancels; empty means every kind.
func endsWithClose(e Engagement) []DeliveryKind {
	if e.SponsorState != SponsorAccepted {
		return nil
	}
	kinds := slices.Sorted(maps.Keys(wanted))
	return slices.DeleteFunc(kinds, func(k DeliveryKind) bool { return k == KindSponsorNews || k == KindSponsorTold })
}
