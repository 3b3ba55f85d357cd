package bot

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"interlude/coaching"
)

// slowOnce stands still in the first reading of sessions, after what Home shows of the person was read.
type slowOnce struct {
	Store
	begun         atomic.Bool
	reached, goOn chan struct{}
}

func (s *slowOnce) Sessions(ctx context.Context, e coaching.ID) ([]coaching.Session, error) {
	if s.begun.CompareAndSwap(false, true) {
		close(s.reached)
		<-s.goOn
	}
	return s.Store.Sessions(ctx, e)
}

// TestHomeNeverGoesBack: a Home that was begun before a change is not shown after one that was begun later.
func TestHomeNeverGoesBack(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.looksHome(maya)
	slow := &slowOnce{Store: r.bot.Store, reached: make(chan struct{}), goOn: make(chan struct{})}
	r.still(func() { r.bot.Store = slow })
	id := r.person(maya).ID
	paint := func() chan error {
		done := make(chan error, 1)
		go func() { done <- r.bot.publishHome(r.ctx, id) }()
		return done
	}
	first := paint()
	<-slow.reached
	p := r.person(maya)
	p.Absence = coaching.Absence{LeaveFrom: coaching.DateOf(rigStart), LeaveTo: coaching.DateOf(rigStart.AddDate(0, 0, 7))}
	r.must(r.store.Commit(r.ctx, coaching.Change{People: []coaching.Person{p}}))
	second := paint()
	select {
	case err := <-second: // it went ahead of the first, whose Home comes now
		second <- err
	case <-time.After(100 * time.Millisecond):
	}
	close(slow.goOn)
	r.must(<-first)
	r.must(<-second)
	if !strings.Contains(r.screen(maya), "On leave until") {
		t.Error("Home shows what was before the leave")
	}
}
