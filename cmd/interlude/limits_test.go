package main

import (
	"testing"

	"interlude/coaching"
)

// TestLimitsByDefault: an installation that says nothing bounds everything that people can have stored or sent.
func TestLimitsByDefault(t *testing.T) {
	c := defaultConfig()
	want := coaching.Limits{EntriesPerDay: 100, OpenActions: 50, Ahead: 60, Schedules: 10, InvitationsPerDay: 30, ExportsPerDay: 3, ToldPerDay: 40, Bytes: 64 << 20}
	if got := c.limits(); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if p := c.paces(); p.Member.PerMinute != 60 || p.Stranger.PerMinute >= p.Member.PerMinute || p.Strangers.PerMinute == 0 || p.Stranger.Burst == 0 {
		t.Errorf("%+v", p)
	}
}
