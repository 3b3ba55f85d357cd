package coaching_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"interlude/coaching"
)

var rules = coaching.Rules{QuietFrom: "18:00", QuietTo: "08:00", QuietWeekend: true, PerDay: 1, PerWeek: 3, Late: 4 * time.Hour}

// at reads a wall-clock time of loc with its offset, so that doubled hours can be told apart.
func at(t testing.TB, s string) time.Time {
	t.Helper()
	v, err := time.Parse("2006-01-02 15:04 -0700", s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestNextAllowed(t *testing.T) {
	night := coaching.Rules{QuietFrom: "22:00", QuietTo: "02:30"}
	noon := coaching.Rules{QuietFrom: "12:00", QuietTo: "13:00"}
	for _, c := range []struct {
		rules          coaching.Rules
		t, want, about string
	}{
		{rules, "2026-11-25 17:59 +0100", "2026-11-25 17:59 +0100", "a minute before the quiet hours"},
		{rules, "2026-11-25 18:00 +0100", "2026-11-26 08:00 +0100", "their first minute"},
		{rules, "2026-11-26 00:00 +0100", "2026-11-26 08:00 +0100", "midnight"},
		{rules, "2026-11-26 07:59 +0100", "2026-11-26 08:00 +0100", "their last minute"},
		{rules, "2026-11-26 08:00 +0100", "2026-11-26 08:00 +0100", "their end"},
		{rules, "2026-11-27 17:59 +0100", "2026-11-27 17:59 +0100", "Friday afternoon"},
		{rules, "2026-11-27 18:00 +0100", "2026-11-30 08:00 +0100", "Friday evening runs into the weekend"},
		{rules, "2026-11-28 12:00 +0100", "2026-11-30 08:00 +0100", "Saturday noon"},
		{rules, "2026-11-29 23:59 +0100", "2026-11-30 08:00 +0100", "Sunday night"},
		{coaching.Rules{}, "2026-11-28 03:00 +0100", "2026-11-28 03:00 +0100", "no rules"},
		{coaching.Rules{QuietWeekend: true}, "2026-11-28 12:00 +0100", "2026-11-30 00:00 +0100", "a quiet weekend without quiet hours"},
		{coaching.Rules{QuietFrom: "18:00"}, "2026-11-25 19:00 +0100", "2026-11-25 19:00 +0100", "no end, no quiet hours"},
		{coaching.Rules{QuietFrom: "18:00", QuietTo: "18:00"}, "2026-11-25 18:00 +0100", "2026-11-25 18:00 +0100", "of no length"},
		{coaching.Rules{QuietFrom: "25:00", QuietTo: "08:00"}, "2026-11-25 19:00 +0100", "2026-11-25 19:00 +0100", "unreadable"},
		{noon, "2026-11-25 12:00 +0100", "2026-11-25 13:00 +0100", "within one day"},
		{noon, "2026-11-25 13:00 +0100", "2026-11-25 13:00 +0100", "within one day, over"},
		{rules, "2026-03-27 20:00 +0100", "2026-03-30 08:00 +0200", "over a weekend on which clocks go forward"},
		{rules, "2026-10-23 20:00 +0200", "2026-10-26 08:00 +0100", "over a weekend on which clocks go back"},
		{night, "2026-03-29 01:00 +0100", "2026-03-29 03:00 +0200", "the end is skipped"},
		{night, "2026-10-25 02:29 +0200", "2026-10-25 02:30 +0200", "the end comes twice: the first counts"},
		{night, "2026-10-25 02:10 +0100", "2026-10-25 02:10 +0100", "and quiet does not come back"},
	} {
		if got := coaching.NextAllowed(at(t, c.t), zone(t, "Europe/Berlin"), c.rules); !got.Equal(at(t, c.want)) || got.Location() != time.UTC {
			t.Errorf("%s, %s: %s, want %s", c.t, c.about, got, c.want)
		}
	}
}

// anyRules draws rules of all sorts, also senseless ones.
func anyRules(t *rapid.T) coaching.Rules {
	clock := rapid.SampledFrom([]string{"", "00:00", "00:30", "02:00", "02:30", "03:00", "08:00", "12:00", "18:00", "22:00", "23:59", "x"})
	return coaching.Rules{
		QuietFrom: clock.Draw(t, "from"), QuietTo: clock.Draw(t, "to"), QuietWeekend: rapid.Bool().Draw(t, "weekend"),
		PerDay: rapid.IntRange(0, 3).Draw(t, "per day"), PerWeek: rapid.IntRange(0, 5).Draw(t, "per week"),
		Late: time.Duration(rapid.IntRange(0, 48).Draw(t, "late")) * time.Hour,
	}
}

// anyInstant draws an instant of 2026, often next to a clock change of loc.
func anyInstant(t *rapid.T, loc *time.Location) time.Time {
	v := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 365*24*60).Draw(t, "minute")) * time.Minute)
	if rapid.Bool().Draw(t, "near a change") {
		if _, end := v.In(loc).ZoneBounds(); !end.IsZero() {
			v = end.Add(time.Duration(rapid.IntRange(-48*60, 48*60).Draw(t, "off")) * time.Minute)
		}
	}
	return v.UTC()
}

func anyZone(t *rapid.T) *time.Location {
	loc, err := coaching.ValidZone(rapid.SampledFrom([]string{
		"Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Africa/Cairo", "Pacific/Apia", "America/St_Johns", "UTC", "Asia/Beirut",
	}).Draw(t, "zone"))
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func TestNextAllowedProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		loc, r := anyZone(t), anyRules(t)
		v := anyInstant(t, loc)
		next := coaching.NextAllowed(v, loc, r)
		if next.Before(v) {
			t.Fatalf("%s lies before %s", next, v)
		}
		if again := coaching.NextAllowed(next, loc, r); !again.Equal(next) {
			t.Fatalf("%s is not allowed either, but %s", next, again)
		}
		if !next.Equal(v) {
			for _, s := range []time.Duration{time.Nanosecond, time.Minute} {
				if before := next.Add(-s); !before.Before(v) && coaching.NextAllowed(before, loc, r).Equal(before) {
					t.Fatalf("%s was allowed already, before %s", before, next)
				}
			}
		}
		if wd := next.In(loc).Weekday(); r.QuietWeekend && (wd == time.Saturday || wd == time.Sunday) {
			t.Fatalf("%s is a %s", next.In(loc), wd)
		}
	})
}
