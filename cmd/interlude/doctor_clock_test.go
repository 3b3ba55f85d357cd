package main

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"
)

// Slack's date is cut to the second, and the answer takes its time: only what is certain counts.
func TestDoctorComparesClocks(t *testing.T) {
	date := monday
	for _, c := range []struct {
		sent time.Duration // our clock against the date
		took time.Duration
		says string
	}{
		{0, time.Second, "ok  clock: agrees with Slack's\n"},
		{3 * time.Second, 0, "ok  "},
		{3*time.Second + 1, 0, "??  clock: at least 2s ahead of Slack's: set it"},
		{61 * time.Second, 0, "??  "},
		{61*time.Second + 1, 0, "!!  clock: at least 1m0s ahead of Slack's, so signatures and triggers are refused: set it"},
		{-2 * time.Second, 0, "ok  "},
		{-2*time.Second - 1, 0, "??  clock: at least 2s behind Slack's: set it"},
		{-8 * time.Second, 7 * time.Second, "ok  "},
		{-60 * time.Second, 0, "??  "},
		{-60*time.Second - 1, 0, "!!  clock: at least 1m0s behind Slack's, so signatures"},
		{-25 * time.Hour, time.Hour, "!!  clock: at least 24h0m0s behind"},
	} {
		var out strings.Builder
		a := slackAnswer{header: http.Header{}, sent: date.Add(c.sent), received: date.Add(c.sent + c.took)}
		a.header.Set("Date", date.Format(http.TimeFormat))
		(&doctor{out: &out}).skew(a)
		if !strings.HasPrefix(out.String(), c.says) {
			t.Errorf("%v, %v: %s", c.sent, c.took, out.String())
		}
	}
	var out strings.Builder
	if (&doctor{out: &out}).skew(slackAnswer{}); !strings.HasPrefix(out.String(), "??  clock: Slack's answer had no date") {
		t.Error(out.String())
	}
}

func TestDoctorReadsTheDateOfSlack(t *testing.T) {
	for off, says := range map[time.Duration]string{0: "ok  clock: ", 10 * time.Second: "??  clock: ", -2 * time.Minute: "!!  clock: "} {
		_, c := workplace(t, nil)
		d := newDoctor()
		d.now = func() time.Time { return time.Now().Add(off) }
		if said := consult(t, d, c, ""); !strings.Contains(said, says) {
			t.Errorf("%v: no %q in\n%s", off, says, said)
		}
	}
}

func TestDoctorLoadsZones(t *testing.T) {
	as := func(other string, names ...string) func(string) (*time.Location, error) {
		return func(name string) (*time.Location, error) {
			for _, n := range names {
				if n == name {
					return time.LoadLocation(other)
				}
			}
			return time.LoadLocation(name)
		}
	}
	for name, c := range map[string]struct {
		zone func(string) (*time.Location, error)
		says string
	}{
		"as they are":   {time.LoadLocation, "ok  time zones: "},
		"none":          {func(string) (*time.Location, error) { return nil, errors.New("none") }, "!!  time zones: Europe/Berlin, America/New_York, Australia/Sydney, Asia/Kolkata, Asia/Almaty, America/Asuncion, Asia/Tokyo cannot be loaded: update"},
		"one's own":     {as("No/Where", "Asia/Tokyo"), "!!  time zones: Asia/Tokyo cannot be loaded"},
		"without rules": {as("UTC", "Europe/Berlin"), "!!  time zones: no next change of the clocks is known for Europe/Berlin"},
		"old":           {as("Asia/Omsk", "Asia/Almaty"), "??  time zones: the rules for Asia/Almaty are older"},
	} {
		var out strings.Builder
		d := &doctor{now: func() time.Time { return monday }, zone: c.zone, out: &out}
		if d.zones("Asia/Tokyo"); !strings.HasPrefix(out.String(), c.says) {
			t.Errorf("%s: %s", name, out.String())
		}
	}
}
