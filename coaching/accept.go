package coaching

import "time"

// Accept begins the engagement. coachee carries the zone and the way of writing that they
// chose, sched the weekly questions with Next armed by the caller (with an empty Cron there are none).
// An *Error names one of the inputs "zone", "writing".
func Accept(e Engagement, coachee Person, sched Schedule, coach Person, now time.Time) (Change, error) {
	if err := pair(e, coach, coachee); err != nil {
		return Change{}, err
	}
	if e.State != EngagementInvited || e.Suspended() {
		return Change{}, ErrStale()
	}
	if _, err := ValidZone(coachee.Zone); err != nil {
		return Change{}, err
	}
	if coachee.Writing != Open && coachee.Writing != Sealed {
		return Change{}, Bad("writing", "Choose how you would like to write.")
	}
	e.State, e.Accepted = EngagementActive, now.UTC()
	c := Change{
		People: []Person{coachee},
		Acceptances: []Acceptance{
			acceptance(e, coachee.ID, Coachee, true, now),
			acceptance(e, e.Coach, Coach, true, e.Created), // by starting it
		},
		Deliveries: []Delivery{NewDelivery(e, KindAnswered, e.Coach, e.ID, now)},
		Cancel:     []Cancel{{Engagement: e.ID, Recipient: coachee.ID, Kinds: []DeliveryKind{KindInvitation}, Reason: "answered"}},
	}
	if sched.Cron != "" {
		c.Schedules = []Schedule{ownSchedule(e, coachee, sched)}
	}
	if e.Sponsor != "" {
		e.SponsorState = SponsorAsked
		c.Deliveries = append(c.Deliveries, NewDelivery(e, KindSponsorPart, e.Sponsor, e.ID, now))
	}
	c.Engagements = []Engagement{e}
	c.Access = []Access{NewAccess(e, coachee.ID, AccessAgreementAccepted, now)}
	return c.And(offerChange(e, MilestoneAgreed, coachee, nil, Facts{Day: DateOf(now.In(coachee.Location()))}, now)), nil
}

// ownSchedule binds sched to e and its coachee, whatever the caller had filled in.
func ownSchedule(e Engagement, coachee Person, sched Schedule) Schedule {
	if sched.ID == "" {
		sched.ID = NewID()
	}
	sched.Engagement, sched.Person, sched.Zone, sched.Paused = e.ID, coachee.ID, coachee.Zone, false
	return sched
}

func acceptance(e Engagement, person ID, r Role, yes bool, at time.Time) Acceptance {
	return Acceptance{
		ID: NewID(), Engagement: e.ID, Person: person, Role: r,
		Text: AgreementVersion, Accepted: yes, At: at.UTC(),
	}
}

// Decline ends the engagement before it began. The coach is told, the sponsor is not.
func Decline(e Engagement, coachee Person, now time.Time) (Change, error) {
	if err := part(e, coachee, Coachee); err != nil {
		return Change{}, err
	}
	if e.State != EngagementInvited {
		return Change{}, ErrStale()
	}
	e.State, e.Closed = EngagementDeclined, now.UTC()
	return Change{
		Engagements: []Engagement{e},
		Acceptances: []Acceptance{acceptance(e, coachee.ID, Coachee, false, now)},
		Deliveries:  []Delivery{NewDelivery(e, KindAnswered, e.Coach, e.ID, now)},
		Cancel:      []Cancel{{Engagement: e.ID, Reason: "declined"}},
	}, nil
}

// WithdrawInvitation takes back an invitation that has not been answered.
func WithdrawInvitation(e Engagement, by Person, now time.Time) (Change, error) {
	if err := part(e, by, Coach); err != nil {
		return Change{}, err
	}
	if e.State != EngagementInvited {
		return Change{}, ErrStale()
	}
	e.State, e.Closed = EngagementEnded, now.UTC()
	return Change{
		Engagements: []Engagement{e},
		Cancel:      []Cancel{{Engagement: e.ID, Reason: "withdrawn"}},
	}, nil
}
