package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"sync"
	"syscall"
	"time"

	"interlude/coaching"
	"interlude/reminders"
)

// dying returns what puts itself between the reminders and what they call and, at each named
// step, sometimes kills the process as kill -9 would. how is "odds seed": one in odds dies.
func dying(how string) func(reminders.Store, reminders.Poster) (reminders.Store, reminders.Poster) {
	var odds, seed uint64
	if n, _ := fmt.Sscan(how, &odds, &seed); n != 2 || odds == 0 {
		return nil
	}
	d := &deadly{odds: odds, random: rand.New(rand.NewPCG(seed, 7))}
	return func(s reminders.Store, p reminders.Poster) (reminders.Store, reminders.Poster) {
		return deadlyStore{s, d}, deadlyPoster{p, d}
	}
}

type deadly struct {
	odds   uint64
	mu     sync.Mutex
	random *rand.Rand
}

// step may be the last one.
func (d *deadly) step(name string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.random.Uint64N(d.odds) == 0 {
		fmt.Fprintf(os.Stderr, "dies at %s\n", name)
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {}
	}
}

type deadlyStore struct {
	reminders.Store
	*deadly
}

// Advance may die before it begins and after it has committed; Claim, Intend and Settle too.
func (s deadlyStore) Advance(ctx context.Context, now time.Time, limit int, step func(coaching.Schedule, coaching.Engagement) (coaching.Change, error)) (int, error) {
	n, err := s.Store.Advance(ctx, now, limit, step)
	if n > 0 {
		s.step("advanced")
	}
	return n, err
}

func (s deadlyStore) Claim(ctx context.Context, now time.Time, limit int, without []string, enqueue func(any, []coaching.Waiting) ([]coaching.ID, error)) (int, error) {
	n, err := s.Store.Claim(ctx, now, limit, without, func(tx any, due []coaching.Waiting) ([]coaching.ID, error) {
		ids, err := enqueue(tx, due)
		s.step("claim")
		return ids, err
	})
	if n > 0 {
		s.step("claimed")
	}
	return n, err
}

func (s deadlyStore) Intend(ctx context.Context, id coaching.ID, now time.Time, looked int, decide func(coaching.Standing) coaching.Verdict) (coaching.Sending, error) {
	out, err := s.Store.Intend(ctx, id, now, looked, func(st coaching.Standing) coaching.Verdict {
		s.step("intent")
		return decide(st)
	})
	s.step("intended")
	return out, err
}

func (s deadlyStore) Settle(ctx context.Context, lead coaching.ID, o coaching.Outcome) error {
	s.step("confirm")
	err := s.Store.Settle(ctx, lead, o)
	s.step("confirmed")
	return err
}

type deadlyPoster struct {
	reminders.Poster
	*deadly
}

// Post may die before Slack hears of it and when it has answered.
func (p deadlyPoster) Post(ctx context.Context, s coaching.Sending) (string, string, error) {
	p.step("post")
	channel, ts, err := p.Poster.Post(ctx, s)
	p.step("posted")
	return channel, ts, err
}
