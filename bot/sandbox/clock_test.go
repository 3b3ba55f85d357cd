package sandbox

import (
	"slices"
	"sync"
	"time"
)

// hands is a protocol clock that a test moves: its timers fire only in advance.
type hands struct {
	mu     sync.Mutex
	at     time.Time
	timers []*timer
	set    *sync.Cond // a timer was armed
}

type timer struct {
	at time.Time
	f  func()
}

func newHands() *hands {
	h := &hands{at: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)}
	h.set = sync.NewCond(&h.mu)
	return h
}

func (h *hands) now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.at
}

func (h *hands) after(d time.Duration, f func()) func() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	t := &timer{h.at.Add(d), f}
	h.timers = append(h.timers, t)
	h.set.Broadcast()
	return func() bool {
		h.mu.Lock()
		defer h.mu.Unlock()
		n := len(h.timers)
		h.timers = slices.DeleteFunc(h.timers, func(o *timer) bool { return o == t })
		return len(h.timers) < n
	}
}

// untilArmed returns when a timer waits for d or longer.
func (h *hands) untilArmed(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for !slices.ContainsFunc(h.timers, func(t *timer) bool { return t.at.Sub(h.at) >= d }) {
		h.set.Wait()
	}
}

// advance moves the clock and fires what is due.
func (h *hands) advance(d time.Duration) {
	h.mu.Lock()
	h.at = h.at.Add(d)
	var due []func()
	h.timers = slices.DeleteFunc(h.timers, func(t *timer) bool {
		if t.at.After(h.at) {
			return false
		}
		due = append(due, t.f)
		return true
	})
	h.mu.Unlock()
	for _, f := range due {
		f()
	}
}

func (h *hands) use(o *Options) { o.Now, o.Wall, o.After = h.now, h.now, h.after }
