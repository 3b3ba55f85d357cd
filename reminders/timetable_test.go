package reminders_test

import (
	"errors"
	"testing"
	"time"

	"interlude/coaching"
	"interlude/reminders"
)

func TestNext(t *testing.T) {
	for _, c := range []struct{ zone, cron, after, want, about string }{
		{"America/New_York", "30 2 * * *", "2026-03-07T12:00:00-05:00", "2026-03-08T03:00:00-04:00", "skipped: right after the gap"},
		{"America/New_York", "*/15 2 * * *", "2026-03-08T01:59:00-05:00", "2026-03-08T03:00:00-04:00", "four skipped become one"},
		{"America/New_York", "*/15 2 * * *", "2026-03-08T03:00:00-04:00", "2026-03-09T02:00:00-04:00", "and only one"},
		{"America/New_York", "30 1 * * *", "2026-10-31T12:00:00-04:00", "2026-11-01T01:30:00-04:00", "doubled: the first"},
		{"America/New_York", "30 1 * * *", "2026-11-01T01:30:00-04:00", "2026-11-02T01:30:00-05:00", "and not the second"},
		{"America/New_York", "30 1 * * *", "2026-11-01T01:10:00-05:00", "2026-11-02T01:30:00-05:00", "from within the second"},
		{"Africa/Cairo", "0 0 * * *", "2026-04-23T12:00:00+02:00", "2026-04-24T01:00:00+03:00", "midnight does not exist"},
		{"Australia/Lord_Howe", "15 2 * * *", "2026-10-03T12:00:00+10:30", "2026-10-04T02:30:00+11:00", "half an hour"},
		{"Pacific/Apia", "0 9 * * *", "2011-12-29T10:00:00-10:00", "2011-12-31T00:00:00+14:00", "a whole day is skipped"},
		{"Asia/Kolkata", "0 9 * * MON-FRI", "2026-11-20T09:00:00+05:30", "2026-11-23T09:00:00+05:30", "Friday to Monday"},
		{"Europe/Berlin", "0 15 * * 5", "2026-11-27T15:00:00+01:00", "2026-12-04T15:00:00+01:00", "strictly after"},
		{"Europe/Berlin", "0 15 * * 5", "2026-11-27T14:59:59+01:00", "2026-11-27T15:00:00+01:00", "a second before"},
		{"Europe/Berlin", "0 9 * * 7", "2026-11-25T09:00:00+01:00", "2026-11-29T09:00:00+01:00", "7 is Sunday"},
		{"Europe/Berlin", "0 9 * * 6-7", "2026-11-28T09:00:00+01:00", "2026-11-29T09:00:00+01:00", "a range that ends on Sunday"},
		{"Europe/Berlin", "0 9 * * sat-sun", "2026-11-28T09:00:00+01:00", "2026-11-29T09:00:00+01:00", "by name"},
		{"Europe/Berlin", "0 9 * * 5-7/2", "2026-11-27T09:00:00+01:00", "2026-11-29T09:00:00+01:00", "with a step"},
		{"Europe/Berlin", "0 9 31 * *", "2026-01-31T09:00:00+01:00", "2026-02-28T09:00:00+01:00", "the last day of a short month"},
		{"Europe/Berlin", "0 9 30 * *", "2026-01-30T09:00:00+01:00", "2026-02-28T09:00:00+01:00", "the 30th in February"},
		{"Europe/Berlin", "0 9 30 * *", "2026-03-01T09:00:00+01:00", "2026-03-30T09:00:00+02:00", "the 30th in March"},
		{"Europe/Berlin", "0 9 29 2 *", "2026-01-01T09:00:00+01:00", "2028-02-29T09:00:00+01:00", "a leap day"},
		{"Europe/Berlin", "0 9 13 * 5", "2026-11-14T09:00:00+01:00", "2026-11-20T09:00:00+01:00", "day of month or weekday"},
		{"UTC", "0,15,30,45 * * * *", "2026-11-25T09:01:00Z", "2026-11-25T09:15:00Z", "the floor"},
		{"UTC", "0,50 9 * * *", "2026-11-25T09:01:00Z", "2026-11-25T09:50:00Z", "ten minutes to an hour that is not named"},
	} {
		after, err := time.Parse(time.RFC3339, c.after)
		if err != nil {
			t.Fatal(err)
		}
		at, err := reminders.Timetable{}.Next(c.cron, c.zone, after)
		if err != nil {
			t.Errorf("%s %q: %v", c.zone, c.cron, err)
			continue
		}
		if want, _ := time.Parse(time.RFC3339, c.want); !at.Equal(want) || at.Location() != time.UTC {
			t.Errorf("%s %q after %s (%s): %s, want %s", c.zone, c.cron, c.after, c.about, at, want)
		}
	}
}

func TestNextRefuses(t *testing.T) {
	const (
		unread = "I could not read this schedule. An example: 0 15 * * 5 (every Friday at 15:00)."
		never  = "This never happens. An example: 0 15 * * 5 (every Friday at 15:00)."
		often  = "That is too often: at most every 15 minutes. An example: 0 15 * * 5 (every Friday at 15:00)."
	)
	for cron, want := range map[string]string{
		"": unread, "TZ=0": unread, "TZ=UTC": unread, "TZ=UTC 0 9 * * *": unread, "CRON_TZ=UTC 0 9 * * *": unread,
		"@every 1s": unread, "@daily": unread, "* * * *": unread, "0 0 9 * * *": unread, "60 9 * * *": unread, "0 24 * * *": unread,
		"0 9 * * 8": unread, "0 9 * * 7-9": unread, "0 9 * * x-7": unread, "0 9 * * 1-7/0": unread, "a b c d e": unread, "- - - - -": unread,
		"0 9 0 * *": unread, "0 9 1 13 *": unread, "*/0 9 * * *": unread, "0 9 * * 1/99999999999999999999": unread,
		"0 9 30 2 *": never, "0 9 31 4,6 *": never,
		"* * * * *": often, "*/10 9 * * 5": often, "0,14 9 * * *": often, "0,50 * * * *": often, "0,50 0,23 * * *": often,
	} {
		_, err := reminders.Timetable{}.Next(cron, "Europe/Berlin", time.Unix(0, 0))
		var e *coaching.Error
		if !errors.As(err, &e) || e.Kind != coaching.Invalid || e.Field != "cron" || e.Msg != want {
			t.Errorf("%q: %v, want %s", cron, err, want)
		}
	}
	if _, err := (reminders.Timetable{}).Next("0 9 * * *", "CET+1", time.Unix(0, 0)); !coaching.Is(err, coaching.Invalid) {
		t.Errorf("CET+1: %v", err)
	}
}

func TestDescribe(t *testing.T) {
	for cron, want := range map[string]string{
		"0 15 * * 5": "every Friday at 15:00", "0 15 * * FRI": "every Friday at 15:00", "0 9 * * 7": "every Sunday at 09:00",
		"30 8 * * 1-5": "every working day at 08:30", "0 9 * * *": "every day at 09:00", "0 9 * * 0-6": "every day at 09:00", "0 9 * * 1-7": "every day at 09:00",
		"0 9 * * 1,3": "every Monday and Wednesday at 09:00", "0 9 * * 0,1,3": "every Monday, Wednesday and Sunday at 09:00",
		"0 9,15 * * 5": "every Friday at 09:00 and 15:00", "0 9 1 * *": "on day 1 of every month at 09:00",
		"0 9 31 * *": "on the last day of every month at 09:00", "0 9 30 * *": "on day 30 of every month, or its last, at 09:00",
		"0 9 1 * 5": "on your own schedule", "0 9 1 1 *": "on your own schedule", "0 * * * *": "on your own schedule", "nonsense": "on your own schedule",
	} {
		if got := (reminders.Timetable{}).Describe(cron); got != want {
			t.Errorf("%s: %s, want %s", cron, got, want)
		}
	}
}

func FuzzNext(f *testing.F) {
	for _, s := range []string{"0 15 * * 5", "TZ=0", "@every 1s", "* * * * *", "0 9 30 2 *", "0 9 * * 7", "0 9 31 * *", "*/15 2 * * mon-sun/2", "0 9 ? * 7-7"} {
		f.Add(s)
	}
	after := time.Date(2026, 3, 28, 12, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, cron string) {
		at, err := reminders.Timetable{}.Next(cron, "Europe/Berlin", after)
		var e *coaching.Error
		if err == nil && !at.After(after) || err != nil && (!errors.As(err, &e) || e.Field != "cron") {
			t.Fatalf("%q: %s %v", cron, at, err)
		}
		if (reminders.Timetable{}).Describe(cron) == "" {
			t.Fatalf("%q has no words", cron)
		}
	})
}
