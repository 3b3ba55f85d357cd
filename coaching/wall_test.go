package coaching_test

import (
	"testing"
	"time"

	"interlude/coaching"
)

func TestWall(t *testing.T) {
	at := time.Date(2026, 11, 27, 14, 0, 0, 0, time.UTC)
	for zoneName, want := range map[string]string{
		"Europe/Berlin":    "Fri 27 Nov 2026, 15:00 (Europe/Berlin, GMT+1)",
		"Asia/Kolkata":     "Fri 27 Nov 2026, 19:30 (Asia/Kolkata, GMT+5:30)",
		"America/St_Johns": "Fri 27 Nov 2026, 10:30 (America/St_Johns, GMT-3:30)",
		"Europe/London":    "Fri 27 Nov 2026, 14:00 (Europe/London, GMT)",
		"Pacific/Auckland": "Sat 28 Nov 2026, 03:00 (Pacific/Auckland, GMT+13)",
		"UTC":              "Fri 27 Nov 2026, 14:00 (UTC, GMT)",
	} {
		if got := coaching.Wall(at, zone(t, zoneName)); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	if got := coaching.Wall(at.AddDate(0, 6, 0), zone(t, "Europe/Berlin")); got != "Thu 27 May 2027, 16:00 (Europe/Berlin, GMT+2)" {
		t.Errorf("in summer: %s", got)
	}
}

func TestBothZones(t *testing.T) {
	at := time.Date(2026, 11, 27, 14, 0, 0, 0, time.UTC)
	for _, c := range []struct{ a, b, want string }{
		{"Europe/Berlin", "America/New_York", "Fri 27 Nov 2026, 15:00 (Europe/Berlin, GMT+1) · 09:00 (America/New_York, GMT-5)"},
		{"Europe/Berlin", "Europe/Berlin", "Fri 27 Nov 2026, 15:00 (Europe/Berlin, GMT+1)"},
		{"Europe/Berlin", "Europe/Paris", "Fri 27 Nov 2026, 15:00 (Europe/Berlin, GMT+1)"},
		{"Europe/Berlin", "Pacific/Auckland", "Fri 27 Nov 2026, 15:00 (Europe/Berlin, GMT+1) · Sat 28 Nov 2026, 03:00 (Pacific/Auckland, GMT+13)"},
	} {
		if got := coaching.BothZones(at, zone(t, c.a), zone(t, c.b)); got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
}

func TestReadMinutes(t *testing.T) {
	for text, want := range map[string]int{
		"75m": 75, "75 min": 75, "90 minutes": 90, "1h": 60, "2 hours": 120, "1.5h": 90, "1,5 hours": 90, "1.25h": 75,
		"1h15": 75, "1h15m": 75, "1 h 15 min": 75, " 1H ": 60, "1 hr": 60,
		"": 0, "75": 0, "0m": 0, "0h": 0, "h": 0, "m": 0, "-5m": 0, "1.5h15": 0, "10000m": 0, "1h 15 75": 0, "75s": 0,
	} {
		if got, ok := coaching.ReadMinutes(text); got != want || ok != (want > 0) {
			t.Errorf("%q: %d %v, want %d", text, got, ok, want)
		}
	}
}

func TestLength(t *testing.T) {
	for minutes, want := range map[int]string{45: "45 min", 60: "1 h", 75: "1 h 15 min", 150: "2 h 30 min"} {
		if got := coaching.Length(minutes); got != want {
			t.Errorf("%d: %s, want %s", minutes, got, want)
		}
	}
}
