package coaching

import "time"

// Absence is when a person does not want to be reached by proactive messages.
type Absence struct {
	Country   string    // ISO 3166-1 alpha-2, whose public holidays are free; empty: the installation's, NoCountry: none
	LeaveFrom Date      // the first day of their leave, on their own calendar; zero: none is set
	LeaveTo   Date      // the last day of their leave
	Away      time.Time // UTC; until then their status in Slack says that they are away; zero: it does not
	AwaySince time.Time // UTC; since when a status without an end says so; zero: it has an end, or there is none
	Snoozed   time.Time // UTC; until then Slack notifies them of nothing; zero: it does
}

// NoCountry is the Country of somebody who keeps no public holidays.
const NoCountry = "none"

// OnLeave reports whether d is a day of the leave that was set.
func (a Absence) OnLeave(d Date) bool {
	return !a.LeaveFrom.IsZero() && !d.Before(a.LeaveFrom) && !a.LeaveTo.Before(d)
}

// AwayUntil returns the instant (UTC) until which Slack says that the person is away or does
// not want to be disturbed, which may be past; zero when it says neither.
func (a Absence) AwayUntil() time.Time {
	if a.Snoozed.After(a.Away) {
		return a.Snoozed.UTC()
	}
	return a.Away.UTC()
}

// For returns the rules as they hold for p, whose holidays, leave and status are quiet too.
func (r Rules) For(p Person) Rules {
	r.absence = p.Absence
	if r.absence.Country == "" {
		r.absence.Country = r.Country
	}
	return r
}

// free says why d is a day without proactive messages; empty when it is not.
func (r Rules) free(d Date) string {
	switch {
	case r.absence.OnLeave(d):
		return WhyLeave
	case r.Closed != nil && r.Closed(d), r.isHoliday(d):
		return WhyHoliday
	case r.QuietWeekend && weekend(d):
		return WhyQuiet
	}
	return ""
}

// isHoliday reports a public holiday in the country of the person for whom the rules hold.
func (r Rules) isHoliday(d Date) bool {
	country := r.absence.Country
	return r.Holiday != nil && country != "" && country != NoCountry && r.Holiday(country, d)
}

// Awaken brings forward what is held for a person, because what held it may be over: it is due
// at the instant At (UTC) and decided anew.
type Awaken struct {
	Recipient ID
	At        time.Time
}

// Holds are the reasons for which a delivery waits for its recipient, and which end when the
// recipient's settings or whereabouts change.
var Holds = []string{WhyQuiet, WhyHoliday, WhyLeave, WhyAway, WhyCap, WhyFirst, WhySuspended}

// awakened has what is held for p decided anew at now.
func awakened(p Person, now time.Time) Change {
	return Change{Awaken: []Awaken{{p.ID, now.UTC()}}}
}

// NextHoliday returns the first day from today on, where p is, that is a public holiday for p or
// on which the practice is closed; false when there is none within a year.
func (r Rules) NextHoliday(p Person, now time.Time) (Date, bool) {
	r = r.For(p)
	today := DateOf(now.In(p.Location()))
	for n := range 366 {
		if d := today.Add(n); r.Closed != nil && r.Closed(d) || r.isHoliday(d) {
			return d, true
		}
	}
	return Date{}, false
}
