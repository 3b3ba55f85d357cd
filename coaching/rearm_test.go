package coaching_test

import (
	"testing"
	"time"

	"interlude/coaching"
	"interlude/reminders"
)

var timetable = reminders.Timetable{}.Next

// TestRearmed: weekly questions, asked or not yet, when somebody moves or chooses another time.
func TestRearmed(t *testing.T) {
	const friday = "0 15 * * 5"
	berlin := func(s string) string { return s + " +0100" }
	for _, c := range []struct {
		about      string
		cron, zone string // as they were
		next, last string // with offset; empty: never
		toCron, to string
		now, want  string
	}{
		{"nothing changes", friday, "Europe/Berlin", berlin("2026-11-27 15:00"), "", friday, "Europe/Berlin", berlin("2026-11-25 12:00"), berlin("2026-11-27 15:00")},
		{"nothing changes, and it is about to come", friday, "Europe/Berlin", berlin("2026-11-27 15:00"), "", friday, "Europe/Berlin", berlin("2026-11-27 15:01"), berlin("2026-11-27 15:00")},
		{"nothing changes, and it rests for weeks", friday, "Europe/Berlin", berlin("2026-12-25 15:00"), "", friday, "Europe/Berlin", berlin("2026-11-25 12:00"), berlin("2026-12-25 15:00")},
		{"there were no questions", "", "Europe/Berlin", "", "", friday, "Asia/Tokyo", berlin("2026-11-25 12:00"), "2026-11-27 15:00 +0900"},
		{"they never came", friday, "Europe/Berlin", "", "", friday, "Asia/Tokyo", berlin("2026-11-25 12:00"), "2026-11-27 15:00 +0900"},
		// To the east: a time that is over there.
		{"east, long before", friday, "Europe/Berlin", berlin("2026-11-27 15:00"), "", friday, "Asia/Tokyo", berlin("2026-11-27 06:59"), "2026-11-27 15:00 +0900"},
		{"east, at the very minute there", friday, "Europe/Berlin", berlin("2026-11-27 15:00"), "", friday, "Asia/Tokyo", berlin("2026-11-27 07:00"), berlin("2026-11-27 07:00")},
		{"east, over there, still to come here", friday, "Europe/Berlin", berlin("2026-11-27 15:00"), "", friday, "Asia/Tokyo", berlin("2026-11-27 14:59"), berlin("2026-11-27 14:59")},
		{"east, asked already", friday, "Europe/Berlin", berlin("2026-12-04 15:00"), berlin("2026-11-27 15:00"), friday, "Asia/Tokyo", berlin("2026-11-27 15:01"), "2026-12-04 15:00 +0900"},
		{"east over the date line", friday, "Pacific/Honolulu", "2026-11-27 15:00 -1000", "", friday, "Pacific/Kiritimati", "2026-11-27 14:00 -1000", "2026-11-27 14:00 -1000"},
		// To the west: a time that comes once more there.
		{"west, not asked yet", friday, "Asia/Tokyo", "2026-11-27 15:00 +0900", "", friday, "America/New_York", "2026-11-27 14:00 +0900", "2026-11-27 15:00 -0500"},
		{"west, asked already", friday, "Asia/Tokyo", "2026-12-04 15:00 +0900", "2026-11-27 15:00 +0900", friday, "America/New_York", "2026-11-27 15:01 +0900", "2026-12-04 15:00 -0500"},
		{"there and back within the hour", friday, "Asia/Tokyo", "2026-11-27 14:00 +0100", "", friday, "Europe/Berlin", berlin("2026-11-27 14:30"), berlin("2026-11-27 15:00")},
		// Months.
		{"a month, over there", "0 9 1 * *", "Europe/Berlin", berlin("2026-12-01 09:00"), "", "0 9 1 * *", "Asia/Tokyo", berlin("2026-12-01 08:00"), berlin("2026-12-01 08:00")},
		{"a month, asked already", "0 9 1 * *", "Asia/Tokyo", "2027-01-01 09:00 +0900", "2026-12-01 09:00 +0900", "0 9 1 * *", "Europe/Berlin", "2026-12-01 10:00 +0900", berlin("2027-01-01 09:00")},
		// Other days and times of the same week.
		{"to a later day, not asked yet", "0 15 * * 2", "Europe/Berlin", berlin("2026-11-24 15:00"), "", friday, "Europe/Berlin", berlin("2026-11-24 12:00"), berlin("2026-11-27 15:00")},
		{"to a later day, asked already", "0 15 * * 2", "Europe/Berlin", berlin("2026-12-01 15:00"), berlin("2026-11-24 15:00"), friday, "Europe/Berlin", berlin("2026-11-25 12:00"), berlin("2026-12-04 15:00")},
		{"to a later day, this week's was missed", "0 15 * * 2", "Europe/Berlin", berlin("2026-12-01 15:00"), berlin("2026-11-17 15:00"), friday, "Europe/Berlin", berlin("2026-11-25 12:00"), berlin("2026-11-27 15:00")},
		{"to a day that is over, not asked yet", friday, "Europe/Berlin", berlin("2026-11-27 15:00"), "", "0 15 * * 2", "Europe/Berlin", berlin("2026-11-25 12:00"), berlin("2026-11-25 12:00")},
		{"to a day that is over, asked already", friday, "Europe/Berlin", berlin("2026-12-04 15:00"), berlin("2026-11-27 15:00"), "0 15 * * 2", "Europe/Berlin", berlin("2026-11-28 12:00"), berlin("2026-12-01 15:00")},
		{"to an earlier hour of today", friday, "Europe/Berlin", berlin("2026-11-27 15:00"), "", "0 9 * * 5", "Europe/Berlin", berlin("2026-11-27 10:00"), berlin("2026-11-27 10:00")},
		{"to another day in a pause", friday, "Europe/Berlin", berlin("2026-12-25 15:00"), berlin("2026-11-20 15:00"), "0 15 * * 2", "Europe/Berlin", berlin("2026-11-25 12:00"), berlin("2026-12-01 15:00")},
		// Another rhythm begins anew.
		{"from weeks to months", friday, "Europe/Berlin", berlin("2026-11-27 15:00"), "", "0 9 1 * *", "Europe/Berlin", berlin("2026-11-25 12:00"), berlin("2026-12-01 09:00")},
		{"from one day to two", friday, "Europe/Berlin", berlin("2026-12-04 15:00"), berlin("2026-11-27 15:00"), "0 15 * * 1,4", "Europe/Berlin", berlin("2026-11-28 12:00"), berlin("2026-11-30 15:00")},
	} {
		s := coaching.Schedule{ID: "s", Cron: c.cron, Zone: c.zone, Spacing: 14, Version: 3}
		var last time.Time
		if c.next != "" {
			s.Next = at(t, c.next).UTC()
		}
		if c.last != "" {
			last = at(t, c.last)
		}
		got, err := s.Rearmed(c.toCron, c.to, last, timetable, at(t, c.now))
		if err != nil || got.Cron != c.toCron || got.Zone != c.to || got.Version != 3 || got.Spacing != 14 {
			t.Errorf("%s: %+v, %v", c.about, got, err)
		}
		if want := at(t, c.want); !got.Next.Equal(want) {
			t.Errorf("%s: next %s, want %s", c.about, got.Next.In(want.Location()), want)
		}
	}
	if _, err := (coaching.Schedule{}).Rearmed("* * * * *", "Europe/Berlin", time.Time{}, timetable, at(t, noon)); !coaching.Is(err, coaching.Invalid) {
		t.Errorf("every minute: %v", err)
	}
}

func TestComing(t *testing.T) {
	friday := coaching.Schedule{Cron: "0 15 * * 5", Zone: "Europe/Berlin", Next: at(t, "2026-11-27 15:00 +0100")}
	less, hourly, off := friday, friday, friday
	less.Spacing = 14
	hourly.Cron, off.Paused = "0 9,15 * * *", true
	last := at(t, "2026-11-20 15:00 +0100")
	for _, c := range []struct {
		about string
		s     coaching.Schedule
		last  time.Time
		want  string
	}{
		{"every week", friday, last, "27 Nov 15:00, 4 Dec 15:00, 11 Dec 15:00, "},
		{"every two weeks", less, last, "4 Dec 15:00, 18 Dec 15:00, 1 Jan 15:00, "},
		{"every two weeks, never asked", less, time.Time{}, "27 Nov 15:00, 11 Dec 15:00, 25 Dec 15:00, "},
		{"twice a day is once", hourly, last, "27 Nov 15:00, 28 Nov 09:00, 29 Nov 09:00, "},
		{"asked that day already", friday, at(t, "2026-11-27 09:00 +0100"), "4 Dec 15:00, 11 Dec 15:00, 18 Dec 15:00, "},
		{"off", off, last, ""},
		{"never", coaching.Schedule{Cron: "0 15 * * 5", Zone: "Europe/Berlin"}, last, ""},
	} {
		got := ""
		for _, x := range c.s.Coming(3, c.last, timetable) {
			got += x.In(zone(t, "Europe/Berlin")).Format("2 Jan 15:04, ")
		}
		if got != c.want {
			t.Errorf("%s: %s", c.about, got)
		}
	}
}

func TestRests(t *testing.T) {
	for _, c := range []struct {
		about, cron, next string
		paused            bool
		want              bool
	}{
		{"the next time", "0 15 * * 5", "2026-11-27 15:00 +0100", false, false},
		{"the one after it, as after a move", "0 15 * * 5", "2026-12-04 15:00 +0100", false, false},
		{"the third", "0 15 * * 5", "2026-12-11 15:00 +0100", false, true},
		{"off", "0 15 * * 5", "2026-12-25 15:00 +0100", true, false},
		{"asked today, every hour", "0 * * * *", "2026-11-26 00:00 +0100", false, false},
		{"every day, in a month", "0 15 * * *", "2026-12-25 15:00 +0100", false, true},
		{"no questions", "", "2026-12-25 15:00 +0100", false, false},
	} {
		s := coaching.Schedule{Cron: c.cron, Zone: "Europe/Berlin", Next: at(t, c.next), Paused: c.paused}
		if until, got := s.Rests(timetable, at(t, noon)); got != c.want || got && !until.Equal(s.Next) {
			t.Errorf("%s: %v until %s", c.about, got, until)
		}
	}
	if _, rests := (coaching.Schedule{Cron: "0 15 * * 5", Zone: "Europe/Berlin"}).Rests(timetable, at(t, noon)); rests {
		t.Error("a schedule that never comes rests")
	}
}
