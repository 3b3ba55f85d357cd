package coaching_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"interlude/coaching"
)

func TestInstant(t *testing.T) {
	for _, c := range []struct {
		zone, day string
		hour, min int
		want      string
		clash     coaching.Clash
		what      string
	}{
		{"Europe/Berlin", "2026-03-29", 1, 59, "2026-03-29T01:59:00+01:00", coaching.NoClash, "the last minute before a gap"},
		{"Europe/Berlin", "2026-03-29", 2, 0, "2026-03-29T03:00:00+02:00", coaching.Gap, "the first skipped minute"},
		{"Europe/Berlin", "2026-03-29", 2, 59, "2026-03-29T03:00:00+02:00", coaching.Gap, "the last skipped minute"},
		{"Europe/Berlin", "2026-03-29", 3, 0, "2026-03-29T03:00:00+02:00", coaching.NoClash, "the first valid minute"},
		{"Europe/Berlin", "2026-10-25", 1, 59, "2026-10-25T01:59:00+02:00", coaching.NoClash, "before a doubled hour"},
		{"Europe/Berlin", "2026-10-25", 2, 0, "2026-10-25T02:00:00+02:00", coaching.Fold, "its first minute"},
		{"Europe/Berlin", "2026-10-25", 2, 59, "2026-10-25T02:59:00+02:00", coaching.Fold, "its last minute"},
		{"Europe/Berlin", "2026-10-25", 3, 0, "2026-10-25T03:00:00+01:00", coaching.NoClash, "after it"},
		{"America/New_York", "2026-03-08", 2, 30, "2026-03-08T03:00:00-04:00", coaching.Gap, "west of Greenwich"},
		{"America/New_York", "2026-11-01", 1, 30, "2026-11-01T01:30:00-04:00", coaching.Fold, "west of Greenwich"},
		{"Africa/Cairo", "2026-04-24", 0, 0, "2026-04-24T01:00:00+03:00", coaching.Gap, "midnight does not exist"},
		{"Africa/Cairo", "2026-10-29", 23, 30, "2026-10-29T23:30:00+03:00", coaching.Fold, "the hour before midnight comes twice"},
		{"Australia/Lord_Howe", "2026-10-04", 2, 15, "2026-10-04T02:30:00+11:00", coaching.Gap, "half an hour is skipped"},
		{"Australia/Lord_Howe", "2026-04-05", 1, 45, "2026-04-05T01:45:00+11:00", coaching.Fold, "half an hour comes twice"},
		{"Pacific/Apia", "2011-12-30", 9, 0, "2011-12-31T00:00:00+14:00", coaching.Gap, "a whole day is skipped"},
		{"Asia/Kolkata", "2026-03-29", 2, 30, "2026-03-29T02:30:00+05:30", coaching.NoClash, "no clock changes"},
	} {
		loc := zone(t, c.zone)
		day, err := coaching.ParseDate(c.day)
		if err != nil {
			t.Fatal(err)
		}
		at, clash := coaching.Instant(day, c.hour, c.min, loc)
		if got := at.In(loc).Format(time.RFC3339); got != c.want || clash != c.clash || at.Location() != time.UTC {
			t.Errorf("%s %s %02d:%02d (%s): %s %q, want %s %q", c.zone, c.day, c.hour, c.min, c.what, got, clash, c.want, c.clash)
		}
	}
}

// TestInstantAgainstMinutes compares Instant with a walk over every minute of the days around.
func TestInstantAgainstMinutes(t *testing.T) {
	names := coaching.Zones()
	rapid.Check(t, func(rt *rapid.T) {
		loc := zone(t, rapid.SampledFrom(names).Draw(rt, "zone"))
		day := coaching.Date{Year: rapid.IntRange(1990, 2035).Draw(rt, "year"), Month: 1, Day: 1}.Add(rapid.IntRange(0, 364).Draw(rt, "day"))
		if rapid.Bool().Draw(rt, "near a change") {
			if _, end := time.Date(day.Year, day.Month, day.Day, 0, 0, 0, 0, loc).ZoneBounds(); !end.IsZero() {
				day = coaching.DateOf(end.In(loc)).Add(rapid.IntRange(-1, 1).Draw(rt, "off"))
			}
		}
		hour, min := rapid.IntRange(0, 23).Draw(rt, "hour"), rapid.IntRange(0, 59).Draw(rt, "min")
		at, clash := coaching.Instant(day, hour, min, loc)
		want, wantClash := walk(day, hour, min, loc)
		if !at.Equal(want) || clash != wantClash {
			rt.Fatalf("%s %s %02d:%02d: %s %q, want %s %q", loc, day, hour, min, at.In(loc), clash, want.In(loc), wantClash)
		}
	})
}

// walk finds by trying what Instant computes: the first minute that shows or passes the wall clock.
func walk(d coaching.Date, hour, min int, loc *time.Location) (time.Time, coaching.Clash) {
	want := time.Date(d.Year, d.Month, d.Day, hour, min, 0, 0, time.UTC)
	start := want.Add(-16 * time.Hour)
	var first, passed time.Time
	seen := 0
	for t := start; t.Before(start.Add(34 * time.Hour)); t = t.Add(time.Minute) {
		l := t.In(loc)
		wall := time.Date(l.Year(), l.Month(), l.Day(), l.Hour(), l.Minute(), l.Second(), 0, time.UTC)
		if wall.Equal(want) {
			if seen++; seen == 1 {
				first = t
			}
		}
		if passed.IsZero() && wall.After(want) {
			passed = t
		}
	}
	switch seen {
	case 0:
		return passed, coaching.Gap
	case 1:
		return first, coaching.NoClash
	}
	return first, coaching.Fold
}

func TestWorkdayAfter(t *testing.T) {
	for day, want := range map[string]string{
		"2026-11-26": "2026-11-27", // Thursday
		"2026-11-27": "2026-11-30", // Friday
		"2026-11-28": "2026-11-30",
		"2026-11-29": "2026-11-30",
		"2026-12-31": "2027-01-01",
	} {
		d, _ := coaching.ParseDate(day)
		if got := coaching.WorkdayAfter(d); got.String() != want {
			t.Errorf("after %s: %s, want %s", day, got, want)
		}
	}
}

func TestReadClock(t *testing.T) {
	for _, s := range []string{"", "24:00", "12:60", "9", "noon", "09:00:00", "-1:00"} {
		if _, _, ok := coaching.ReadClock(s); ok {
			t.Errorf("%q was read", s)
		}
	}
	if h, m, ok := coaching.ReadClock("23:59"); h != 23 || m != 59 || !ok {
		t.Errorf("23:59: %d %d %v", h, m, ok)
	}
}
