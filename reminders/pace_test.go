package reminders

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"interlude/coaching"
)

// TestPace runs in a bubble whose clock moves when everybody waits.
func TestPace(t *testing.T) {
	for _, c := range []struct {
		about string
		to    []coaching.ID
		want  []time.Duration
	}{
		{"to one person: a second apart", []coaching.ID{"a", "a", "a"}, []time.Duration{0, time.Second, 2 * time.Second}},
		{"to several: at once", []coaching.ID{"a", "b", "c", "d"}, []time.Duration{0, 0, 0, 0}},
		{"to many: four a second", []coaching.ID{"a", "b", "c", "d", "e", "f", "g", "h", "i"},
			[]time.Duration{0, 0, 0, 0, time.Second, time.Second, time.Second, time.Second, 2 * time.Second}},
	} {
		synctest.Test(t, func(t *testing.T) {
			begun := time.Now()
			p := newPace(time.Second, func(d time.Duration, f func()) { time.AfterFunc(d, f) })
			for i, id := range c.to {
				if err := p.wait(t.Context(), id); err != nil {
					t.Fatal(err)
				}
				if got := time.Since(begun); got != c.want[i] {
					t.Errorf("%s: message %d after %s, want %s", c.about, i, got, c.want[i])
				}
			}
		})
	}
}

func TestPaceGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPace(time.Minute, func(d time.Duration, f func()) { time.AfterFunc(d, f) })
		if err := p.wait(t.Context(), "a"); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := p.wait(ctx, "a"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v", err)
		}
	})
}

func TestNoPace(t *testing.T) {
	var p *pace
	for range 100 {
		if err := p.wait(t.Context(), "a"); err != nil {
			t.Fatal(err)
		}
	}
}
