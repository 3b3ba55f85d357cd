package coaching

import (
	"fmt"
	"time"
)

// Wall writes t as the clocks of loc show it, with zone and offset:
// "Fri 27 Nov 2026, 15:00 (Europe/Berlin, GMT+1)".
func Wall(t time.Time, loc *time.Location) string {
	return t.In(loc).Format("Mon 2 Jan 2006, 15:04") + zoneNote(t, loc)
}

// BothZones writes t for two people. The second reading is left out when the clocks agree,
// and its day when that is the same.
func BothZones(t time.Time, a, b *time.Location) string {
	ta, tb := t.In(a), t.In(b)
	switch {
	case ta.Format(time.DateTime) == tb.Format(time.DateTime):
		return Wall(t, a)
	case DateOf(ta) == DateOf(tb):
		return Wall(t, a) + " · " + tb.Format("15:04") + zoneNote(t, b)
	}
	return Wall(t, a) + " · " + Wall(t, b)
}

func zoneNote(t time.Time, loc *time.Location) string {
	return " (" + loc.String() + ", " + Offset(t, loc) + ")"
}

// Offset writes what loc is ahead of or behind Greenwich at t: "GMT", "GMT+1", "GMT-3:30".
func Offset(t time.Time, loc *time.Location) string {
	_, sec := t.In(loc).Zone()
	sign := '+'
	if sec < 0 {
		sign, sec = '-', -sec
	}
	switch h, m := sec/3600, sec%3600/60; {
	case h == 0 && m == 0:
		return "GMT"
	case m == 0:
		return fmt.Sprintf("GMT%c%d", sign, h)
	default:
		return fmt.Sprintf("GMT%c%d:%02d", sign, h, m)
	}
}
