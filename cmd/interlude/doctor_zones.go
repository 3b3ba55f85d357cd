package main

import (
	"strings"
	"time"
)

// changing are zones whose clocks change twice a year, on both halves of the earth.
var changing = []string{"Europe/Berlin", "America/New_York", "Australia/Sydney"}

// steady are zones whose rules changed lately, with an instant and the hours east of UTC that
// data from 2025 or later gives for it.
var steady = []struct {
	name string
	at   time.Time
	east int
}{
	{"Asia/Kolkata", time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), 5}, // and a half
	{"Asia/Almaty", time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC), 5},
	{"America/Asuncion", time.Date(2025, 7, 1, 0, 0, 0, 0, time.UTC), -3},
}

// zones looks whether the rules of time zones are there, go on and are recent. The program
// carries them, but the machine's own come first.
func (d *doctor) zones(own string) {
	const mend = "update the package tzdata of this machine, or unset ZONEINFO"
	var missing, ended, old []string
	for _, name := range changing {
		loc, err := d.zone(name)
		if err != nil {
			missing = append(missing, name)
		} else if _, end := d.now().In(loc).ZoneBounds(); end.IsZero() || end.Sub(d.now()) > 366*24*time.Hour {
			ended = append(ended, name)
		}
	}
	for _, s := range steady {
		loc, err := d.zone(s.name)
		if err != nil {
			missing = append(missing, s.name)
		} else if _, offset := s.at.In(loc).Zone(); offset/3600 != s.east {
			old = append(old, s.name)
		}
	}
	if _, err := d.zone(own); err != nil {
		missing = append(missing, own)
	}
	switch {
	case len(missing) > 0:
		d.bad(mend, "time zones: %s cannot be loaded", strings.Join(missing, ", "))
	case len(ended) > 0:
		d.bad(mend, "time zones: no next change of the clocks is known for %s", strings.Join(ended, ", "))
	case len(old) > 0:
		d.doubt(mend, "time zones: the rules for %s are older than 2025", strings.Join(old, ", "))
	default:
		d.fine("time zones: the next changes of the clocks are known")
	}
}
