package coaching

import "time"

// The bounds of a leave.
const (
	MaxLeaveDays  = 366     // first and last day included
	LeaveAheadMax = 2 * 365 // days from today to the first day
)

// SetLeave has p on leave from the first to the last day, both included and on p's own
// calendar, in place of any leave that was set. A leave may have begun already. An *Error
// names one of the inputs "from", "to".
func SetLeave(p Person, from, to Date, now time.Time) (Change, error) {
	today := DateOf(now.In(p.Location()))
	switch {
	case from.IsZero():
		return Change{}, Bad("from", "Choose the first day of your leave.")
	case to.IsZero():
		return Change{}, Bad("to", "Choose the last day of your leave.")
	case to.Before(from):
		return Change{}, Bad("to", "The last day comes before the first. Choose a later one.")
	case to.Before(today):
		return Change{}, Bad("to", "That leave is over already. Choose a last day from today on.")
	case today.Add(LeaveAheadMax).Before(from):
		return Change{}, Bad("from", "Choose a first day within the next two years.")
	case from.Add(MaxLeaveDays - 1).Before(to):
		return Change{}, Bad("to", "A leave can last 366 days at most. Choose an earlier last day.")
	}
	p.Absence.LeaveFrom, p.Absence.LeaveTo = from, to
	return Change{People: []Person{p}}.And(awakened(p, now)), nil
}

// EndLeave takes p's leave away, whether it has begun or not; what was held comes now, as far
// as nothing else holds it. It is Stale when none is set.
func EndLeave(p Person, now time.Time) (Change, error) {
	if !p.HasLeave(now) {
		return Change{}, ErrStale()
	}
	p.Absence.LeaveFrom, p.Absence.LeaveTo = Date{}, Date{}
	return Change{People: []Person{p}}.And(awakened(p, now)), nil
}

// HasLeave reports whether p is on leave or will be.
func (p Person) HasLeave(now time.Time) bool {
	return !p.Absence.LeaveFrom.IsZero() && !p.Absence.LeaveTo.Before(DateOf(now.In(p.Location())))
}

// BackFrom returns the first instant (UTC) after p's leave at which proactive messages may go out again.
func (r Rules) BackFrom(p Person) time.Time {
	loc := p.Location()
	t, _ := Instant(p.Absence.LeaveTo.Add(1), 0, 0, loc)
	return NextAllowed(t, loc, r.For(p))
}
