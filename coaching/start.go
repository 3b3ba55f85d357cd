package coaching

import "time"

// Bounds of what a coach may plan.
const (
	MaxSessions  = 30
	MaxEveryDays = 90
	MinMinutes   = 15
	MaxMinutes   = 240
)

// Start is the form "Start an engagement".
type Start struct {
	Sessions  int
	Minutes   int
	EveryDays int
	FirstDay  Date // in the coach's zone
}

// Propose invites coachee. existing are the engagements of the coachee. An *Error names one
// of the inputs "coachee", "sponsor", "sessions", "minutes", "every", "first". The sponsor
// hears nothing before the coachee has accepted.
func Propose(s Start, coach, coachee Person, sponsor *Person, existing []Engagement, now time.Time) (Engagement, Change, error) {
	if err := startPeople(coach, coachee, sponsor, existing); err != nil {
		return Engagement{}, Change{}, err
	}
	if err := startNumbers(s, DateOf(now.In(coach.Location()))); err != nil {
		return Engagement{}, Change{}, err
	}
	e := Engagement{
		ID: NewID(), Coach: coach.ID, Coachee: coachee.ID,
		Sessions: s.Sessions, Minutes: s.Minutes, EveryDays: s.EveryDays, FirstDay: s.FirstDay,
		State: EngagementInvited, Created: now.UTC(),
	}
	if sponsor != nil {
		e.Sponsor = sponsor.ID
	}
	return e, Change{
		Engagements: []Engagement{e},
		Deliveries:  []Delivery{NewDelivery(e, KindInvitation, coachee.ID, e.ID, now)},
	}, nil
}

func startPeople(coach, coachee Person, sponsor *Person, existing []Engagement) error {
	switch {
	case coach.ID == "":
		return ErrNeutral()
	case coachee.ID == "":
		return Bad("coachee", "Choose the person you will coach.")
	case coach.ID == coachee.ID:
		return Bad("coachee", "Choose somebody else: you cannot coach yourself here.")
	case coachee.Team != coach.Team:
		return Bad("coachee", "Choose a person of this workspace.")
	}
	if sponsor != nil {
		if err := startSponsor(coach, coachee, *sponsor); err != nil {
			return err
		}
	}
	for _, x := range existing {
		if x.Coach == coach.ID && x.Coachee == coachee.ID && !x.Over() {
			return &Error{Taken, "coachee", "You already have an engagement or an open invitation with this person."}
		}
	}
	return nil
}

func startSponsor(coach, coachee, sponsor Person) error {
	switch {
	case sponsor.ID == "" || sponsor.ID == coachee.ID:
		return Bad("sponsor", "The sponsor and the coachee are two different people. Choose somebody else, or leave it empty.")
	case sponsor.ID == coach.ID:
		return Bad("sponsor", "You cannot be the sponsor yourself. Choose somebody else, or leave it empty.")
	case sponsor.Team != coach.Team:
		return Bad("sponsor", "Choose a person of this workspace.")
	}
	return nil
}

func startNumbers(s Start, today Date) error {
	switch {
	case s.Sessions < 1 || s.Sessions > MaxSessions:
		return Bad("sessions", "Plan between 1 and 30 sessions.")
	case s.Minutes < MinMinutes || s.Minutes > MaxMinutes:
		return Bad("minutes", "A session lasts between 15 and 240 minutes.")
	case s.EveryDays < 1 || s.EveryDays > MaxEveryDays:
		return Bad("every", "Plan between 1 and 90 days from one session to the next.")
	case s.FirstDay.IsZero():
		return Bad("first", "Choose the day on which you would like to begin.")
	case s.FirstDay.Before(today):
		return Bad("first", "This day is in the past. Choose today or a later day.")
	case yearsAfter(today).Before(s.FirstDay):
		return Bad("first", "This is more than two years ahead. Choose a nearer day.")
	}
	return nil
}

// yearsAfter returns the last day that may be planned.
func yearsAfter(today Date) Date {
	return DateOf(time.Date(today.Year+YearsAhead, today.Month, today.Day, 12, 0, 0, 0, time.UTC))
}
