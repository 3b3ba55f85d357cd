package coaching

import "time"

// Clash says what a clock change did to a wall-clock time.
type Clash string

// The clashes of a wall-clock time with a clock change.
const (
	NoClash Clash = ""
	Gap     Clash = "gap"  // the time does not exist that day: the first valid minute after it was taken
	Fold    Clash = "fold" // the time comes twice that day: the first was taken
)

// Instant returns the instant (UTC) at which the clocks of loc show hour:min on d. A time that
// a clock change skips becomes the first valid minute after the gap, a time that comes twice
// the first of the two; Clash says so.
func Instant(d Date, hour, min int, loc *time.Location) (time.Time, Clash) {
	at := time.Date(d.Year, d.Month, d.Day, hour, min, 0, 0, loc)
	if !shows(at, d, hour, min) {
		return gapEnd(at), Gap
	}
	start, end := at.ZoneBounds()
	_, off := at.Zone()
	if !start.IsZero() {
		_, before := start.Add(-time.Second).Zone()
		// The same wall clock under the offset in force before: earlier if clocks went back.
		if e := at.Add(time.Duration(off-before) * time.Second); e.Before(start) && shows(e.In(loc), d, hour, min) {
			return e.UTC(), Fold
		}
	}
	if !end.IsZero() {
		_, after := end.Zone()
		if l := at.Add(time.Duration(off-after) * time.Second); !l.Before(end) && shows(l.In(loc), d, hour, min) {
			return at.UTC(), Fold
		}
	}
	return at.UTC(), NoClash
}

// shows reports whether at reads hour:min on d in its own location.
func shows(at time.Time, d Date, hour, min int) bool {
	return DateOf(at) == d && at.Hour() == hour && at.Minute() == min && at.Second() == 0
}

// gapEnd returns the clock change next to at, which time.Date chose on either side of the gap.
func gapEnd(at time.Time) time.Time {
	start, end := at.ZoneBounds()
	if start.IsZero() || (!end.IsZero() && end.Sub(at) < at.Sub(start)) {
		return end.UTC()
	}
	return start.UTC()
}

// ReadClock reads "15:04", a time of day on the 24-hour clock.
func ReadClock(s string) (hour, min int, ok bool) {
	t, err := time.Parse("15:04", s)
	if err != nil {
		return 0, 0, false
	}
	return t.Hour(), t.Minute(), true
}

// WorkdayAfter returns the first day from Monday to Friday after d.
func WorkdayAfter(d Date) Date {
	for d = d.Add(1); weekend(d); d = d.Add(1) {
	}
	return d
}

func weekend(d Date) bool { return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday }
