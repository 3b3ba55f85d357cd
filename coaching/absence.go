package coaching

import "time"

// Absence is when a person does not want to be reached by proactive messages.
type Absence struct {
	Country   string    // ISO 3166-1 alpha-2, whose public holidays are free; empty: the installation's, NoCountry: none
	LeaveFrom Date      // the first day of their leave, on their own calendar; zero: none is set
	LeaveTo   Date      // the last day of their leave
	Away      time.Time // UTC; until then Slack says that they are away or do not want to be disturbed
}

// NoCountry is the Country of somebody who keeps no public holidays.
const NoCountry = "none"

// OnLeave reports whether d is a day of the leave that was set.
func (a Absence) OnLeave(d Date) bool {
	return !a.LeaveFrom.IsZero() && !d.Before(a.LeaveFrom) && !a.LeaveTo.Before(d)
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
	case r.Holiday != nil && r.absence.Country != "" && r.absence.Country != NoCountry && r.Holiday(r.absence.Country, d):
		return WhyHoliday
	case r.QuietWeekend && weekend(d):
		return WhyQuiet
	}
	return ""
}
