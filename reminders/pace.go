package reminders

import (
	"context"
	"sync"
	"time"

	"interlude/coaching"
)

// Slack takes one message a second in a channel, and some more in a workspace before it
// answers 429; it does not say how many. Four a second stays below what others report.
const (
	apart     = time.Second
	perSecond = 4
)

// pace spaces posts of one process: at most one per recipient within apart, and perSecond
// within a second over all. What was taken is given back by a timer, so no clock is read.
type pace struct {
	apart time.Duration
	after func(time.Duration, func()) // runs a function later

	mu     sync.Mutex
	taken  map[coaching.ID]chan struct{} // closed when the recipient may get another message
	tokens chan struct{}
}

func newPace(apart time.Duration, after func(time.Duration, func())) *pace {
	p := &pace{apart: apart, after: after, taken: map[coaching.ID]chan struct{}{}, tokens: make(chan struct{}, perSecond)}
	return p
}

// wait returns once a message to recipient may go out, or with the error of ctx. A nil pace
// never waits.
func (p *pace) wait(ctx context.Context, recipient coaching.ID) error {
	if p == nil {
		return ctx.Err()
	}
	for {
		busy := p.take(recipient)
		if busy == nil {
			break
		}
		select {
		case <-busy:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	select {
	case p.tokens <- struct{}{}:
		p.after(time.Second, func() { <-p.tokens })
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// take reserves the recipient, or returns what to wait for.
func (p *pace) take(recipient coaching.ID) <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	if busy, ok := p.taken[recipient]; ok {
		return busy
	}
	free := make(chan struct{})
	p.taken[recipient] = free
	p.after(p.apart, func() {
		p.mu.Lock()
		delete(p.taken, recipient)
		p.mu.Unlock()
		close(free)
	})
	return nil
}
