package coaching

import "time"

// ProposeCoach is the coach's wish to hand the coaching on to another coach of the practice. The
// coachee is asked; nobody else hears of it, also not the other coach.
func ProposeCoach(e Engagement, by, to Person, existing []Engagement, now time.Time) (Change, error) {
	if err := partInLive(e, by, Coach); err != nil {
		return Change{}, err
	}
	if err := nextCoach(e, to, existing); err != nil {
		return Change{}, err
	}
	e.Next = to.ID
	return Change{
		Engagements: []Engagement{e},
		Deliveries:  []Delivery{ofVersion(NewDelivery(e, KindCoachProposed, e.Coachee, e.ID, now), e.Version+1)},
		Cancel:      []Cancel{{Engagement: e.ID, Kinds: []DeliveryKind{KindCoachProposed, KindCoachKept}, Reason: "replaced"}},
	}, nil
}

// nextCoach refuses whoever cannot take e over. existing are the engagements of the coachee.
func nextCoach(e Engagement, to Person, existing []Engagement) error {
	switch to.ID {
	case "":
		return Bad("coach", "Choose the coach who would take over.")
	case e.Coach:
		return Bad("coach", "This is the coach already. Choose somebody else.")
	case e.Coachee:
		return Bad("coach", "Nobody can coach themselves here. Choose somebody else.")
	case e.Sponsor:
		return Bad("coach", "The sponsor cannot be the coach. Choose somebody else.")
	}
	for _, x := range existing {
		if x.Coach == to.ID && x.Coachee == e.Coachee && !x.Over() {
			// The same words as for somebody who is no coach: who coaches whom is nobody else's business.
			return Bad("coach", NotThatCoach)
		}
	}
	return nil
}

// NotThatCoach is said of everybody who cannot take a coaching over, whatever the cause.
const NotThatCoach = "This person cannot take it over. Choose another coach of the practice."

// WithdrawCoach takes the coach's wish back as long as the coachee has not answered.
func WithdrawCoach(e Engagement, by Person, now time.Time) (Change, error) {
	if err := partInLive(e, by, Coach); err != nil {
		return Change{}, err
	}
	if e.Next == "" {
		return Change{}, ErrStale()
	}
	e.Next = ""
	return Change{
		Engagements: []Engagement{e},
		Cancel:      []Cancel{{Engagement: e.ID, Kinds: []DeliveryKind{KindCoachProposed}, Reason: "withdrawn"}},
	}, nil
}

// KeepCoach is the coachee's no: everything stays as it is. The coach is told.
func KeepCoach(e Engagement, coachee Person, now time.Time) (Change, error) {
	if err := part(e, coachee, Coachee); err != nil {
		return Change{}, err
	}
	if e.Next == "" || !e.Live() {
		return Change{}, ErrStale()
	}
	e.Next = ""
	return Change{
		Engagements: []Engagement{e},
		Deliveries:  []Delivery{ofVersion(NewDelivery(e, KindCoachKept, e.Coach, e.ID, now), e.Version+1)},
		Cancel:      []Cancel{{Engagement: e.ID, Kinds: []DeliveryKind{KindCoachProposed}, Reason: "answered"}},
	}, nil
}

// Ahead is what becomes of the booked sessions of an engagement that is handed on.
type Ahead struct {
	Sessions []Session // of the engagement that is handed on
	Busy     []Session // of the new coach, in whatever engagement
	Keep     bool      // they stay at their times where the new coach is free; else all are cancelled
}

// TakeCoach is the coachee's yes to the coach who was proposed. A new engagement begins with
// them, by the agreement that names them, and e is over for its coach in the same change: they
// are shown and sent nothing of it any more. What was written stays in e, which its coachee
// alone can read; see TakeAlong. The new engagement has no sponsor until the coachee names one.
// sched are the questions of e with Next armed by the caller; the zero Schedule: there are none.
func TakeCoach(e Engagement, coachee, to Person, a Ahead, sched Schedule, now time.Time) (Engagement, Change, error) {
	if err := part(e, coachee, Coachee); err != nil {
		return Engagement{}, Change{}, err
	}
	if e.Next == "" || e.Next != to.ID || !e.Live() {
		return Engagement{}, Change{}, ErrStale()
	}
	n := Engagement{
		ID: NewID(), Coach: to.ID, Coachee: e.Coachee,
		Sessions: max(1, e.Sessions-held(e, a.Sessions)), Minutes: e.Minutes, EveryDays: e.EveryDays,
		FirstDay: DateOf(now.In(to.Location())), State: e.State,
		Created: now.UTC(), Accepted: now.UTC(),
	}
	c := Change{
		Engagements: []Engagement{n},
		Acceptances: []Acceptance{acceptance(n, n.Coachee, Coachee, true, now), acceptance(n, n.Coach, Coach, true, now)},
		Deliveries:  []Delivery{NewDelivery(n, KindTakenOver, n.Coach, n.ID, now)},
		Access:      []Access{NewAccess(n, n.Coachee, AccessAgreementAccepted, now)},
	}
	if sched.Cron != "" {
		paused := sched.Paused
		sched.ID, sched.Version = "", 0
		sched = ownSchedule(n, coachee, sched)
		sched.Paused = paused
		c.Schedules = []Schedule{sched}
	}
	return n, passOn(e, n, coachee, a, now).And(c), nil
}

// Replace lets the engagement n, which the coachee accepts in the same change, take the place
// of e, whose coach may be there or not.
func Replace(e, n Engagement, coachee Person, a Ahead, now time.Time) (Change, error) {
	if err := part(e, coachee, Coachee); err != nil {
		return Change{}, err
	}
	if !e.UnderWay() || e.CoacheeAccount != AccountPresent || n.Coachee != e.Coachee || n.Coach == e.Coach {
		return Change{}, ErrStale()
	}
	e.Next = n.Coach
	return passOn(e, n, coachee, a, now), nil
}

// passOn ends e in favour of n. All that was to be sent is cancelled, also what was approved for
// a sponsor; the former coach hears of the end, if they are there.
func passOn(e, n Engagement, coachee Person, a Ahead, now time.Time) Change {
	told := e.CoachAccount == AccountPresent
	e.State, e.Closed = EngagementPassed, now.UTC()
	c := Change{
		Engagements: []Engagement{e},
		Sessions:    notHeld(e, coachee, a.Sessions, now),
		Cancel:      []Cancel{{Engagement: e.ID, Reason: "passed on"}},
		Access:      []Access{NewAccess(e, n.Coach, AccessCoachChanged, now)},
	}
	if told {
		c.Deliveries = []Delivery{NewDelivery(e, KindClosed, e.Coach, e.ID, now)}
	}
	if !a.Keep {
		return c
	}
	busy := a.Busy
	for _, s := range c.Sessions {
		moved := Session{
			ID: NewID(), Engagement: n.ID, Coach: n.Coach, Coachee: n.Coachee,
			Start: s.Start, Minutes: s.Minutes, State: SessionBooked, Created: now.UTC(),
		}
		if !free(moved, busy) {
			continue
		}
		busy = append(busy[:len(busy):len(busy)], moved)
		c.Sessions = append(c.Sessions, moved)
		c.Deliveries = append(c.Deliveries, notices(n, moved, KindBooked, now)...)
		c.Deliveries = append(c.Deliveries, sessionReminders(n, moved, now)...)
	}
	return c
}

// free reports whether s keeps its distance from all of busy.
func free(s Session, busy []Session) bool {
	for _, o := range busy {
		if o.Busy() && tooClose(s, o) {
			return false
		}
	}
	return true
}
