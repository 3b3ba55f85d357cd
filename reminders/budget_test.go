package reminders

import (
	"math"
	"testing"
	"time"
)

var t0 = time.Unix(1_800_000_000, 0)

// TestBudgetGrowsAndHalves: additive increase while it is used up, multiplicative decrease.
func TestBudgetGrowsAndHalves(t *testing.T) {
	b := newBudget(4, 1)
	now := t0
	for range 4 * 40 {
		b.sent(false)
	}
	if b.rate != 4 {
		t.Fatalf("it grew to %.1f a second while nobody waited", b.rate)
	}
	for now.Before(t0.Add(40 * time.Second)) {
		now = now.Add(b.each())
		b.sent(true)
	}
	if math.Abs(b.rate-8) > 0.2 {
		t.Errorf("after 40 busy seconds %.2f a second, want 8", b.rate)
	}
	if got := b.limited(now, now, 5*time.Second); got != 5*time.Second || math.Abs(b.rate-4) > 0.1 {
		t.Errorf("after a 429: silent for %s, then %.2f a second", got, b.rate)
	}
	for range 20 {
		now = now.Add(time.Minute)
		b.limited(now, now, time.Second)
	}
	if b.rate != 0.5 {
		t.Errorf("%.2f a second after twenty 429s, want not less than 0.5", b.rate)
	}
	for range 100_000 {
		b.sent(true)
	}
	if b.rate != 20 {
		t.Errorf("%.2f a second after many successes, want not more than 20", b.rate)
	}
}

// TestBudgetHalvesOnce for the messages that were on their way together.
func TestBudgetHalvesOnce(t *testing.T) {
	b := newBudget(4, 1)
	for i := range 5 {
		b.limited(t0.Add(time.Second+time.Duration(i)*time.Millisecond), t0, 0)
	}
	if b.rate != 2 || b.silence(t0.Add(time.Second)) != time.Second+4*time.Millisecond {
		t.Errorf("%.1f a second, silent for %s", b.rate, b.silence(t0.Add(time.Second)))
	}
}

// TestBudgetWithoutRetryAfter: 1 s, then twice as long each time, up to a minute; a success
// begins anew.
func TestBudgetWithoutRetryAfter(t *testing.T) {
	b := newBudget(4, 1)
	now := t0
	for _, want := range []time.Duration{1, 2, 4, 8, 16, 32, 60, 60} {
		if got := b.limited(now, now, 0); got != want*time.Second {
			t.Errorf("silent for %s, want %d s", got, want)
		}
		now = now.Add(want * time.Second)
	}
	b.sent(true)
	if got := b.limited(now, now, 0); got != time.Second {
		t.Errorf("after a success: silent for %s, want 1 s", got)
	}
}

// TestBudgetSilence: nothing leaves in it, a shorter one does not end it, and after it the
// pace is even at once.
func TestBudgetSilence(t *testing.T) {
	b := newBudget(4, 1)
	b.limited(t0, t0, 30*time.Second)
	b.hush(t0, 10*time.Second)
	if got := b.wait(t0.Add(29 * time.Second)); got != time.Second {
		t.Errorf("a second before its end: wait for %s", got)
	}
	if got := b.wait(t0.Add(30 * time.Second)); got != 0 {
		t.Errorf("at its end: wait for %s", got)
	}
}

// TestBudgetPace: over a long time no more leave than the rate allows, and no fewer.
func TestBudgetPace(t *testing.T) {
	for _, share := range []int{1, 2, 5} {
		b, n := newBudget(4, share), 0
		for ms := range 100_000 {
			now := t0.Add(time.Duration(ms) * time.Millisecond)
			for b.wait(now) == 0 {
				b.take(now)
				n++
			}
		}
		if want := 400 / share; n < want || n > want+atOnce {
			t.Errorf("%d left in 100 s, want %d for one of %d processes", n, want, share)
		}
	}
}
