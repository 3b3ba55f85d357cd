package coaching

import (
	"math/rand/v2"
	"testing"
	"time"
)

func TestBucketAllowsTheBurstAndThenThePace(t *testing.T) {
	p, now := Pace{Burst: 3, PerMinute: 6}, time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	var b Bucket
	take := func(want bool) {
		t.Helper()
		var ok bool
		if b, ok = b.Take(p, now); ok != want {
			t.Fatalf("at %s: %v", now.Format(time.TimeOnly), ok)
		}
	}
	for range 3 {
		take(true)
	}
	take(false)
	now = now.Add(9 * time.Second)
	take(false) // what was refused costs nothing: one is there a second later
	now = now.Add(time.Second)
	take(true)
	take(false)
	now = now.Add(-time.Hour / 2) // a clock that is set back gives nothing
	take(false)
	now = now.Add(time.Hour / 2).Add(time.Hour)
	for range 3 {
		take(true)
	}
	take(false)
	now = now.Add(-2 * time.Hour) // and holds nobody for longer than it takes to fill up
	take(false)
	now = now.Add(time.Minute)
	take(true)
}

func TestBucketWithoutAPaceHasNoEnd(t *testing.T) {
	var b Bucket
	for range 1000 {
		var ok bool
		if b, ok = b.Take(Pace{}, time.Time{}); !ok {
			t.Fatal("refused")
		}
	}
}

// TestBucketNeverGivesMore than its burst and what the time since is worth, whatever the rhythm.
func TestBucketNeverGivesMore(t *testing.T) {
	for seed := range uint64(200) {
		rnd := rand.New(rand.NewPCG(seed, 1))
		p := Pace{Burst: 1 + rnd.IntN(20), PerMinute: 1 + rnd.IntN(90)}
		now := time.Unix(0, 0)
		var b Bucket
		given, tried := 0, 0
		for range 500 {
			now = now.Add(time.Duration(rnd.Int64N(int64(2 * time.Second))))
			tried++
			var ok bool
			if b, ok = b.Take(p, now); ok {
				given++
			}
			if most := float64(p.Burst) + now.Sub(time.Unix(0, 0)).Minutes()*float64(p.PerMinute); float64(given) > most {
				t.Fatalf("seed %d: %d of %d given, at most %.1f are due", seed, given, tried, most)
			}
		}
		if !b.Full(p, now.Add(time.Duration(p.Burst+1)*time.Minute)) {
			t.Fatalf("seed %d: never full again", seed)
		}
	}
}

// TestLimitsOnBothSides of each edge; without a limit there is none.
func TestLimitsOnBothSides(t *testing.T) {
	l := Limits{EntriesPerDay: 5, OpenActions: 4, Ahead: 3, Schedules: 2, InvitationsPerDay: 6, ExportsPerDay: 1, Bytes: 1000}
	invites := func(l Limits, u Usage) error { return l.MayInvite(u, Usage{}) }
	invited := func(l Limits, u Usage) error { return l.MayInvite(Usage{}, u) }
	words := func(l Limits, u Usage) error { return l.MayWrite(u, "focus") }
	for told, want := range map[int]bool{8: true, 9: false, 10: false} {
		if got := (Limits{ToldPerDay: 9}).MayTell(told) == nil; got != want || (Limits{}).MayTell(told) != nil {
			t.Errorf("%d told: %v", told, got)
		}
	}
	for name, c := range map[string]struct {
		may       func(Limits, Usage) error
		below, at Usage
		field     string
	}{
		"entries":     {Limits.MayReflect, Usage{Entries: 4}, Usage{Entries: 5}, "text"},
		"room":        {Limits.MayReflect, Usage{Bytes: 999}, Usage{Bytes: 1000}, "text"},
		"actions":     {Limits.MayAct, Usage{OpenActions: 3}, Usage{OpenActions: 4}, "text"},
		"sessions":    {Limits.MayBook, Usage{Ahead: 2}, Usage{Ahead: 3}, "date"},
		"invitations": {invites, Usage{Invitations: 5}, Usage{Invitations: 6}, "coachee"},
		"coachings":   {invited, Usage{Schedules: 1}, Usage{Schedules: 2}, "coachee"},
		"exports":     {Limits.MayExport, Usage{Exports: 0, Bytes: 1 << 40}, Usage{Exports: 1}, ""},
		"words":       {words, Usage{Bytes: 0}, Usage{Bytes: 1001}, "focus"},
	} {
		if err := c.may(l, c.below); err != nil {
			t.Errorf("%s: below the limit: %v", name, err)
		}
		err := c.may(l, c.at)
		if refusal, ok := err.(*Error); !ok || refusal.Kind != Invalid || refusal.Field != c.field {
			t.Errorf("%s: at the limit: %v", name, err)
		}
		if err := c.may(Limits{}, c.at); err != nil {
			t.Errorf("%s: without a limit: %v", name, err)
		}
	}
}
