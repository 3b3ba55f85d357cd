package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"
)

// clock is the demo's: it runs as fast as the real one, from a place of its own, and only
// ever forward.
type clock struct {
	mu     sync.Mutex
	offset time.Duration
	file   string // remembers where the clock is, for the next start; empty: nowhere
}

// newClock returns a clock that shows at, or what file remembers if that is later.
func newClock(at time.Time, file string) *clock {
	c := &clock{offset: time.Until(at), file: file}
	// #nosec G304 -- the path is a flag of whoever starts the demo
	if b, err := os.ReadFile(file); err == nil {
		if t, err := time.Parse(time.RFC3339Nano, strings.TrimSpace(string(b))); err == nil {
			c.offset = time.Until(t)
		}
	}
	return c
}

// Now is what the clock shows, in UTC.
func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.offset).UTC()
}

// set moves the clock forward to t; it never moves back.
func (c *clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.offset = max(c.offset, time.Until(t))
}

// save writes down what the clock shows.
func (c *clock) save() error {
	if c.file == "" {
		return nil
	}
	return os.WriteFile(c.file, []byte(c.Now().Format(time.RFC3339Nano)+"\n"), 0o600)
}

// worker is what has to be given its time while the clock moves.
type worker interface {
	NextDue(ctx context.Context) (time.Time, bool, error)
	Drain(ctx context.Context) error
}

// maxStops bounds one move of the clock: more due instants than any visitor needs.
const maxStops = 10_000

// move takes the clock to t, stopping wherever something is due, as real time would.
func (c *clock) move(ctx context.Context, w worker, to time.Time) error {
	if to.Before(c.Now()) {
		return errors.New("the clock only moves forward")
	}
	if err := w.Drain(ctx); err != nil {
		return err
	}
	for range maxStops {
		due, ok, err := w.NextDue(ctx)
		if err != nil {
			return fmt.Errorf("move clock: %w", err)
		}
		if !ok || due.After(to) {
			break
		}
		c.set(due)
		if err := w.Drain(ctx); err != nil {
			return err
		}
	}
	c.set(to)
	if err := w.Drain(ctx); err != nil {
		return err
	}
	return c.save()
}
