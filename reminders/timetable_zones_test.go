package reminders_test

import (
	"testing"
	"time"

	"interlude/coaching"
	"interlude/reminders"
)

// TestOnceADayThroughEveryClockChange: a daily schedule comes once for every day of the
// calendar around every clock change of every zone from 2022 to 2030.
func TestOnceADayThroughEveryClockChange(t *testing.T) {
	daily := []string{"0 0 * * *", "30 0 * * *", "30 1 * * *", "0 2 * * *", "30 2 * * *", "15 3 * * *", "30 23 * * *"}
	zones, changes := 0, 0
	for _, name := range coaching.Zones() {
		loc, err := coaching.ValidZone(name)
		if err != nil {
			t.Fatal(err)
		}
		found := clockChanges(loc)
		if len(found) > 0 {
			zones++
		}
		for _, change := range found {
			changes++
			day := coaching.DateOf(change.In(loc))
			from, _ := coaching.Instant(day.Add(-2), 12, 0, loc)
			to, _ := coaching.Instant(day.Add(2), 12, 0, loc)
			for _, cron := range daily {
				if n := count(t, cron, name, from, to); n != 4 {
					t.Errorf("%s, %s around %s: %d times in 4 days", name, cron, change.In(loc), n)
				}
			}
		}
	}
	t.Logf("%d clock changes in %d zones", changes, zones)
}

// clockChanges lists the instants between 2022 and 2030 at which the offset of loc changes.
func clockChanges(loc *time.Location) []time.Time {
	var out []time.Time
	end := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	for at := time.Date(2022, 1, 1, 0, 0, 0, 0, time.UTC).In(loc); ; {
		_, next := at.ZoneBounds()
		if next.IsZero() || next.After(end) {
			return out
		}
		_, was := next.Add(-time.Second).Zone()
		if _, is := next.Zone(); is != was {
			out = append(out, next)
		}
		at = next
	}
}

// count walks cron from the instant after from to to.
func count(t *testing.T, cron, zone string, from, to time.Time) int {
	t.Helper()
	n := 0
	for at := from; ; n++ {
		next, err := reminders.Timetable{}.Next(cron, zone, at)
		if err != nil || !next.After(at) {
			t.Fatalf("%s %s after %s: %s %v", zone, cron, at, next, err)
		}
		if next.After(to) {
			return n
		}
		at = next
	}
}
