package reminders

import (
	"context"
	"errors"
	"time"

	"interlude/coaching"
)

// Jobs stands in for River where an engine is moved by hand: it keeps which deliveries have a
// job, and whoever keeps it runs them.
type Jobs interface {
	// Insert adds a job per delivery, within Claim's transaction.
	Insert(ids []coaching.ID)
	// Alive says which deliveries have a live job.
	Alive(ids []coaching.ID) map[coaching.ID]bool
}

// Steps is an engine that is moved by hand, one step at a time and in the caller's goroutine,
// for simulations: nothing happens by itself and no clock runs but those of its Config. What
// it does at each step is what Engine does, with the caller in River's place. After a crash
// the caller forgets it and makes another, as a new process would.
type Steps struct {
	engine *Engine
	slots  map[coaching.ID]slot // of the jobs that this engine made
}

// NewSteps returns an engine to be moved by hand. Config.DB is not used. Where Engine waits for
// Slack's limits, this one puts the delivery off.
func NewSteps(c Config, jobs Jobs) (*Steps, error) {
	e, err := unqueued(c)
	if err != nil {
		return nil, err
	}
	if e.pace != nil {
		e.pace.after = nil
	}
	s := &Steps{e, map[coaching.ID]slot{}}
	e.queue = byHand{jobs, s}
	return s, nil
}

// Sweep advances schedules and gives every due delivery a job, as the engine does every second.
func (s *Steps) Sweep(ctx context.Context) error {
	_, err := s.engine.sweep(ctx, true)
	return err
}

// Release gives back the deliveries whose job was lost, as the engine does every minute. It
// and Sweep must not run at the same time.
func (s *Steps) Release(ctx context.Context) error { return s.engine.release(ctx) }

// Deliver runs the job of one delivery once and returns after what time it wants to run again;
// 0: the job is done.
func (s *Steps) Deliver(ctx context.Context, id coaching.ID) time.Duration {
	wait := s.engine.carry(ctx, id, s.slots[id])
	if s.engine.load.ended(id, func(string) int { return 0 }); wait == 0 {
		delete(s.slots, id)
	}
	return wait
}

// byHand is the queue of an engine that is moved by hand.
type byHand struct {
	jobs  Jobs
	steps *Steps
}

var errByHand = errors.New("this engine is moved by hand")

func (byHand) start(context.Context) error    { return errByHand }
func (byHand) stop(context.Context) error     { return nil }
func (byHand) takeOver(context.Context) error { return nil }

func (q byHand) insert(_ context.Context, _ any, due []coaching.Waiting) error {
	for _, w := range due {
		q.steps.slots[w.ID] = slot{w.Team, w.Recipient, w.Kind.Turn()}
	}
	q.jobs.Insert(ids(due))
	return nil
}

func (q byHand) alive(_ context.Context, _ any, ids []coaching.ID) (map[coaching.ID]bool, error) {
	return q.jobs.Alive(ids), nil
}

func (byHand) beat(context.Context) (int, error) { return 1, nil }
func (byHand) leave(context.Context) error       { return nil }

func (byHand) idle(context.Context, time.Time, func(int64) bool) (bool, error) { return true, nil }
