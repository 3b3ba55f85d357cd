package coaching

import (
	"strconv"
	"strings"
	"time"
)

// Next returns the first instant after t (UTC) that the cron expression names on the wall
// clock of zone, the zero time when there is none.
type Next func(cron, zone string, after time.Time) (time.Time, error)

// Rearmed returns s with another expression and zone, and with the Next that belongs to them.
// last is when the questions were asked last (UTC; zero: never).
//
// With another zone each occurrence keeps its wall clock: one that was still to come and
// whose time is over on the clocks of the new zone comes at now, and one that has come does
// not come again. With another expression for the same period, a week or a month, the same
// holds for the week or month of now. The zone has been checked.
func (s Schedule) Rearmed(cron, zone string, last time.Time, next Next, now time.Time) (Schedule, error) {
	first, err := next(cron, zone, now)
	if err != nil {
		return Schedule{}, err
	}
	was := s
	s.Cron, s.Zone = cron, zone
	switch {
	case was.Cron == "" || was.Next.IsZero() || first.IsZero():
		s.Next = first
	case was.Cron == cron && was.Zone == zone:
		// What it waits for stays, also when it is about to come.
	case was.Cron == cron:
		s.Next, err = was.carried(zone, next, now)
	default:
		s.Next, err = was.changed(s, last, first, next, now)
	}
	return s, err
}

// clash is more than any clock change moves a wall-clock time.
const clash = 3 * time.Hour

// carried returns when the occurrence for which s waits comes on the clocks of zone.
func (s Schedule) carried(zone string, next Next, now time.Time) (time.Time, error) {
	wall, err := s.waitsFor(next)
	if err != nil {
		return time.Time{}, err
	}
	loc, err := ValidZone(zone)
	if err != nil {
		return time.Time{}, err
	}
	at, _ := Instant(DateOf(wall), wall.Hour(), wall.Minute(), loc)
	if !at.After(now) {
		return now.UTC().Truncate(time.Millisecond), nil
	}
	return at, nil
}

// waitsFor returns the wall clock, written as UTC, of the occurrence for which s waits: the
// last that is not after Next, which can be later than its occurrence.
func (s Schedule) waitsFor(next Next) (time.Time, error) {
	loc, err := ValidZone(s.Zone)
	if err != nil {
		return time.Time{}, err
	}
	l := s.Next.In(loc)
	shown := time.Date(l.Year(), l.Month(), l.Day(), l.Hour(), l.Minute(), l.Second(), l.Nanosecond(), time.UTC)
	var found time.Time
	for back := clash; found.IsZero() && back < 10*366*24*time.Hour; back *= 16 {
		for wall := shown.Add(-back); ; {
			if wall, err = next(s.Cron, "UTC", wall); err != nil || wall.IsZero() {
				return found, err
			}
			if at, _ := Instant(DateOf(wall), wall.Hour(), wall.Minute(), loc); at.After(s.Next) {
				break
			}
			found = wall
		}
	}
	if found.IsZero() {
		found = shown
	}
	return found, nil
}

// changed returns when to, which has another expression than s, comes for the first time.
// first is the first occurrence after now.
func (s Schedule) changed(to Schedule, last, first time.Time, next Next, now time.Time) (time.Time, error) {
	r := periodOf(to.Cron)
	if r == 0 || r != periodOf(s.Cron) {
		return first, nil
	}
	loc, err := ValidZone(to.Zone)
	if err != nil {
		return time.Time{}, err
	}
	wall, err := s.waitsFor(next)
	if err != nil {
		return time.Time{}, err
	}
	this := r.start(DateOf(now.In(loc)))
	waits, comes := r.start(DateOf(wall)), r.start(DateOf(first.In(loc)))
	switch {
	case waits.Before(this), waits == this && comes != this:
		return now.UTC().Truncate(time.Millisecond), nil
	case !last.IsZero() && comes == this && !DateOf(last.In(loc)).Before(this):
		after, _ := Instant(r.after(this), 0, 0, loc)
		return next(to.Cron, to.Zone, after.Add(-time.Second))
	}
	return first, nil
}

// period is the stretch of days in which a schedule comes exactly once.
type period int

const (
	weekly period = iota + 1
	monthly
)

// periodOf is 0 for an expression that comes oftener or more rarely, or at no fixed distance.
func periodOf(cron string) period {
	f := strings.Fields(cron)
	if len(f) != 5 || f[3] != "*" {
		return 0
	}
	switch {
	case f[2] == "*" && f[4] != "*" && isOne(f[4]):
		return weekly
	case f[4] == "*" && isOne(f[2]):
		return monthly
	}
	return 0
}

// isOne reports whether a field of days names a single one.
func isOne(field string) bool {
	_, err := strconv.Atoi(field)
	_, name := weekdays[strings.ToLower(field)]
	return err == nil || name
}

// start is the first day of the week or month of d.
func (r period) start(d Date) Date {
	if r == monthly {
		return Date{d.Year, d.Month, 1}
	}
	return monday(d)
}

// after is the first day of the week or month after the one that begins with start.
func (r period) after(start Date) Date {
	if r == monthly {
		return r.start(start.Add(31))
	}
	return start.Add(7)
}

// Coming lists the next n instants at which s asks, at most one a day and no oftener than its
// spacing allows. last is when it asked last (UTC; zero: never).
func (s Schedule) Coming(n int, last time.Time, next Next) []time.Time {
	loc, err := ValidZone(s.Zone)
	if err != nil || s.Paused {
		return nil
	}
	var out []time.Time
	apart := max(1, s.Spacing)
	for at := s.Next; len(out) < n && !at.IsZero(); {
		if last.IsZero() || DateOf(last.In(loc)).until(DateOf(at.In(loc))) >= apart {
			out, last = append(out, at), at
		}
		tomorrow, _ := Instant(DateOf(at.In(loc)).Add(1), 0, 0, loc)
		if at, err = next(s.Cron, s.Zone, tomorrow.Add(-time.Second)); err != nil {
			break
		}
	}
	return out
}
