package reminders

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"interlude/coaching"
)

func berlin(t testing.TB, s string) time.Time {
	t.Helper()
	loc, err := coaching.ValidZone("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", s, loc)
	if err != nil {
		t.Fatal(err)
	}
	return at.UTC()
}

// TestFollow: weekly questions on Friday at 15:00, and others, met at different instants.
func TestFollow(t *testing.T) {
	const friday = "0 15 * * 5"
	active := coaching.EngagementActive
	for _, c := range []struct {
		about, cron, next, now string
		state                  coaching.EngagementState
		paused                 bool
		want                   string
	}{
		{"in time", friday, "2026-11-27 15:00", "2026-11-27 15:00", active, false,
			"prompt due Fri 27 15:00, prompt-again due Mon 30 15:00; next Fri 4 Dec 15:00"},
		{"four hours late", friday, "2026-11-27 15:00", "2026-11-27 19:00", active, false,
			"prompt due Fri 27 15:00, prompt-again due Mon 30 15:00; next Fri 4 Dec 15:00"},
		{"later", friday, "2026-11-27 15:00", "2026-11-27 19:01", active, false,
			"prompt missed Fri 27 15:00; next Fri 4 Dec 15:00"},
		{"after three weeks", friday, "2026-11-06 15:00", "2026-11-27 15:30", active, false,
			"prompt missed Fri 6 15:00, prompt missed Fri 13 15:00, prompt missed Fri 20 15:00, prompt due Fri 27 15:00, prompt-again due Mon 30 15:00; next Fri 4 Dec 15:00"},
		{"after three weeks, on a Sunday", friday, "2026-11-06 15:00", "2026-11-29 12:00", active, false,
			"prompt missed Fri 6 15:00, prompt missed Fri 13 15:00, prompt missed Fri 20 15:00, prompt missed Fri 27 15:00; next Fri 4 Dec 15:00"},
		{"every hour: once a day", "0 * * * *", "2026-11-27 09:00", "2026-11-27 09:00", active, false,
			"prompt due Fri 27 09:00; next Sat 28 Nov 00:00"},
		{"every hour, met late: the newest", "0 * * * *", "2026-11-27 09:00", "2026-11-27 11:30", active, false,
			"prompt due Fri 27 11:00; next Sat 28 Nov 00:00"},
		{"twice a day, the first missed: the second still comes", "0 8,16 * * *", "2026-11-27 08:00", "2026-11-27 13:00", active, false,
			"prompt missed Fri 27 08:00; next Fri 27 Nov 16:00"},
		{"yesterday's, shortly after midnight", "0 9,23 * * *", "2026-11-26 23:00", "2026-11-27 01:00", active, false,
			"prompt due Thu 26 23:00; next Fri 27 Nov 09:00"},
		{"a paused schedule", friday, "2026-11-27 15:00", "2026-11-27 15:00", active, true, "; next Fri 4 Dec 15:00"},
		{"a paused engagement", friday, "2026-11-27 15:00", "2026-11-27 15:00", coaching.EngagementPaused, false, "; next Fri 4 Dec 15:00"},
		{"a closed engagement", friday, "2026-11-27 15:00", "2026-11-27 15:00", coaching.EngagementClosed, false, "; next never"},
		{"asked on a Saturday", "30 2 * * 6", "2026-03-21 02:30", "2026-03-21 02:30", active, false,
			"prompt due Sat 21 02:30, prompt-again due Mon 23 02:30; next Sat 28 Mar 02:30"},
	} {
		s := coaching.Schedule{ID: "s", Person: "p", Cron: c.cron, Zone: "Europe/Berlin", Next: berlin(t, c.next), Paused: c.paused, Version: 3}
		change, err := follow(s, coaching.Engagement{ID: "e", State: c.state}, 4*time.Hour, berlin(t, c.now))
		if err != nil {
			t.Errorf("%s: %v", c.about, err)
			continue
		}
		if got := words(change); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.about, got, c.want)
		}
		if got := change.Schedules[0]; got.Version != 3 || got.ID != "s" {
			t.Errorf("%s: another schedule: %+v", c.about, got)
		}
	}
}

func words(c coaching.Change) string {
	loc, _ := coaching.ValidZone("Europe/Berlin")
	var out []string
	for _, d := range c.Deliveries {
		out = append(out, fmt.Sprintf("%s %s %s", d.Kind, d.State, d.Nominal.In(loc).Format("Mon 2 15:04")))
	}
	next := "never"
	if at := c.Schedules[0].Next; !at.IsZero() {
		next = at.In(loc).Format("Mon 2 Jan 15:04")
	}
	return strings.Join(out, ", ") + "; next " + next
}

func TestFollowAfterYears(t *testing.T) {
	s := coaching.Schedule{ID: "s", Person: "p", Cron: "*/15 * * * *", Zone: "Europe/Berlin", Next: berlin(t, "2020-01-01 09:00")}
	now := berlin(t, "2026-11-27 15:05")
	c, err := follow(s, coaching.Engagement{ID: "e", State: coaching.EngagementActive}, 4*time.Hour, now)
	if err != nil || len(c.Deliveries) != 61 {
		t.Fatalf("%d deliveries, %v; want one a day for 60 days and today's", len(c.Deliveries), err)
	}
	keys, due := map[string]bool{}, 0
	for _, d := range c.Deliveries {
		keys[d.Key] = true
		if d.State == coaching.DeliveryDue {
			due++
		}
	}
	if len(keys) != 61 || due != 1 || !c.Deliveries[60].Nominal.Equal(berlin(t, "2026-11-27 15:00")) {
		t.Errorf("%d keys, %d due, the last of %s", len(keys), due, c.Deliveries[60].Nominal)
	}
}

func TestFollowRefusesNonsense(t *testing.T) {
	for _, s := range []coaching.Schedule{{Cron: "TZ=0", Zone: "Europe/Berlin"}, {Cron: "0 9 * * *", Zone: "CET+1"}, {}} {
		s.Next = berlin(t, "2026-11-27 15:00")
		if _, err := follow(s, coaching.Engagement{State: coaching.EngagementActive}, time.Hour, s.Next); err == nil {
			t.Errorf("%+v: no error", s)
		}
	}
}
