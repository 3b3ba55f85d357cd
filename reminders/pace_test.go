package reminders

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"interlude/coaching"
)

// newPace returns a pace of four messages a second, ten posts at a time and a second between
// two messages to one person. It belongs into a bubble, whose clock moves when everybody waits.
func newPace() *pace {
	return &pace{wall: time.Now, after: func(d time.Duration, f func()) { time.AfterFunc(d, f) }, apart: time.Second, rate: 4, posts: 10, share: 1}
}

func TestPace(t *testing.T) {
	const ms = time.Millisecond
	for _, c := range []struct {
		about string
		to    []coaching.ID
		want  []time.Duration
	}{
		{"to one person: a second apart", []coaching.ID{"a", "a", "a"}, []time.Duration{0, time.Second, 2 * time.Second}},
		{"to several: at once", []coaching.ID{"a", "b", "c", "d"}, []time.Duration{0, 0, 0, 0}},
		{"to many: four at once, then four a second", []coaching.ID{"a", "b", "c", "d", "e", "f", "g", "h", "i"},
			[]time.Duration{0, 0, 0, 0, 250 * ms, 500 * ms, 750 * ms, 1000 * ms, 1250 * ms}},
	} {
		synctest.Test(t, func(t *testing.T) {
			begun, p := time.Now(), newPace()
			for i, id := range c.to {
				w, hold := p.wait(t.Context(), slot{team: "T", to: id})
				if w == nil {
					t.Fatalf("%s: message %d was sent away for %s", c.about, i, hold)
				}
				p.sent(w)
				p.end(w)
				if got := time.Since(begun); got != c.want[i] {
					t.Errorf("%s: message %d after %s, want %s", c.about, i, got, c.want[i])
				}
			}
		})
	}
}

// outs runs many messages through p and returns in which order they went out.
func outs(t *testing.T, p *pace, slots []slot) []string {
	t.Helper()
	var mu sync.Mutex
	var order []string
	var all sync.WaitGroup
	for i, s := range slots {
		all.Go(func() {
			w, hold := p.wait(t.Context(), s)
			if w == nil {
				t.Errorf("%v was sent away for %s", s, hold)
				return
			}
			mu.Lock()
			order = append(order, string(s.to))
			mu.Unlock()
			p.sent(w)
			p.end(w)
		})
		if i == 0 {
			synctest.Wait()
		}
	}
	all.Wait()
	return order
}

// TestPaceTurns: whoever waits is overtaken by those who have an earlier turn.
func TestPaceTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPace()
		p.posts = 1
		first, _ := p.wait(t.Context(), slot{team: "T", to: "first", turn: coaching.TurnPrompt})
		var order []string
		var mu sync.Mutex
		var all sync.WaitGroup
		for i, turn := range []int{coaching.TurnPrompt, coaching.TurnAction, coaching.TurnSession, coaching.TurnNotice, coaching.TurnSession} {
			id := fmt.Sprint(turn, i)
			all.Go(func() {
				w, _ := p.wait(t.Context(), slot{team: "T", to: coaching.ID(id), turn: turn})
				mu.Lock()
				order = append(order, id[:1])
				mu.Unlock()
				p.sent(w)
				p.end(w)
			})
			synctest.Wait()
		}
		p.sent(first)
		p.end(first)
		all.Wait()
		if got := fmt.Sprint(order); got != "[1 1 2 3 4]" {
			t.Errorf("out in the order %s", got)
		}
	})
}

// TestPaceOneWorkspaceAlone: a silence in one workspace is not noticed in another.
func TestPaceOneWorkspaceAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPace()
		w, _ := p.wait(t.Context(), slot{team: "STORM", to: "a"})
		if got := p.limited(w, "STORM", true, time.Minute); got != time.Minute {
			t.Fatalf("silent for %s", got)
		}
		p.end(w)
		begun := time.Now()
		outs(t, p, []slot{{team: "CALM", to: "a"}, {team: "CALM", to: "b"}, {team: "CALM", to: "c"}})
		if time.Since(begun) != 0 {
			t.Errorf("the other workspace waited for %s", time.Since(begun))
		}
		if w, hold := p.wait(t.Context(), slot{team: "STORM", to: "b"}); w != nil || hold != time.Minute {
			t.Errorf("not sent away, or for %s", hold)
		}
		if p.ahead("STORM") != 0 || p.ahead("CALM") == 0 || p.silence("CALM") != 0 {
			t.Error("jobs are made for a silent workspace, or none for another")
		}
	})
}

// TestPaceSilenceEmptiesTheRow: those who wait when a 429 comes are sent away until it is over.
func TestPaceSilenceEmptiesTheRow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPace()
		p.posts = 1
		first, _ := p.wait(t.Context(), slot{team: "T", to: "a"})
		held := make(chan time.Duration)
		for _, id := range []coaching.ID{"b", "c"} {
			go func() {
				_, hold := p.wait(t.Context(), slot{team: "T", to: id})
				held <- hold
			}()
		}
		synctest.Wait()
		p.limited(first, "T", true, 30*time.Second)
		if a, b := <-held, <-held; a != 30*time.Second || b != a {
			t.Errorf("sent away for %s and %s, want 30 s", a, b)
		}
		p.end(first)
		<-time.After(30 * time.Second)
		if w, _ := p.wait(t.Context(), slot{team: "T", to: "b"}); w == nil {
			t.Error("not let out when the silence was over")
		}
	})
}

func TestPaceGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPace()
		p.apart = time.Minute
		w, _ := p.wait(t.Context(), slot{team: "T", to: "a"})
		p.sent(w)
		p.end(w)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if w, hold := p.wait(ctx, slot{team: "T", to: "a"}); w != nil || hold != later {
			t.Errorf("%v, %s", w, hold)
		}
		if l := p.lanes["T"]; len(l.waiting) != 0 || l.under != 0 {
			t.Errorf("%d wait, %d are under way", len(l.waiting), l.under)
		}
	})
}

// TestPaceUnused: a message that did not go out after all takes nobody's place.
func TestPaceUnused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun, p := time.Now(), newPace()
		for range 20 {
			w, _ := p.wait(t.Context(), slot{team: "T", to: "a"})
			p.end(w)
		}
		if time.Since(begun) != 0 {
			t.Errorf("twenty that were not posted took %s", time.Since(begun))
		}
	})
}

// TestPaceByHand: where nobody waits, who would have to is sent away.
func TestPaceByHand(t *testing.T) {
	now := time.Unix(0, 0)
	p := newPace()
	p.wall, p.after = func() time.Time { return now }, nil
	for i := range 4 {
		w, hold := p.wait(t.Context(), slot{team: "T", to: coaching.ID(fmt.Sprint(i))})
		if w == nil {
			t.Fatalf("message %d was sent away for %s", i, hold)
		}
		p.sent(w)
		p.end(w)
	}
	if w, hold := p.wait(t.Context(), slot{team: "T", to: "x"}); w != nil || hold != later {
		t.Fatalf("the fifth at once: %v, %s", w, hold)
	}
	now = now.Add(250 * time.Millisecond)
	if w, _ := p.wait(t.Context(), slot{team: "T", to: "x"}); w == nil {
		t.Error("not let out in time")
	}
}

func TestNoPace(t *testing.T) {
	var p *pace
	for range 100 {
		w, hold := p.wait(t.Context(), slot{to: "a"})
		if w == nil || hold != 0 || p.silence("T") != 0 {
			t.Fatal("somebody had to wait")
		}
		p.sent(w)
		p.end(w)
	}
	if got := p.limited(&pass{}, "T", true, 0); got != time.Second {
		t.Errorf("after a 429 that did not say how long: %s", got)
	}
}

// TestPaceShared: several processes keep to their parts, also in budgets that are there already.
func TestPaceShared(t *testing.T) {
	p := newPace()
	p.lane("OLD")
	p.shared(2)
	for _, team := range []string{"OLD", "NEW"} {
		if l := p.lane(team); l.each() != time.Second/2 {
			t.Errorf("%s: a message every %s, want one every half second", team, l.each())
		}
	}
}

// TestPaceForgets: who got a message long ago is not kept in mind for ever.
func TestPaceForgets(t *testing.T) {
	now := time.Unix(0, 0)
	p := newPace()
	l := p.lane("T")
	for i := range 10 * mostFree {
		now = now.Add(time.Second)
		l.reserve(coaching.ID(fmt.Sprint(i)), now, p.apart)
	}
	if len(l.free) > mostFree {
		t.Errorf("%d recipients are remembered", len(l.free))
	}
}
