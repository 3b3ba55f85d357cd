package reminders

import (
	"context"
	"fmt"
	"time"

	"interlude/coaching"
)

// batch is how much one transaction of a sweep takes.
const batch = 100

// releaseEvery is how often lost jobs are looked for.
const releaseEvery = time.Minute

// Kick has the engine look at once for what is due, without waiting for it.
func (e *Engine) Kick() {
	select {
	case e.kick <- struct{}{}:
	default: // a look is coming already
	}
}

// run looks for what is due until ctx ends.
func (e *Engine) run(ctx context.Context) {
	tick, lost := time.NewTicker(e.config.Sweep), time.NewTicker(releaseEvery)
	defer tick.Stop()
	defer lost.Stop()
	failed := e.tell(0, "release", e.release(ctx))
	for {
		if _, err := e.sweep(ctx); ctx.Err() == nil {
			failed = e.tell(failed, "sweep", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-e.kick:
		case <-lost.C:
			failed = e.tell(failed, "release", e.release(ctx))
		}
	}
}

// tell logs err and returns how often in a row something failed. In a long outage it logs the
// 1st, 2nd, 4th, 8th … time.
func (e *Engine) tell(failed int, what string, err error) int {
	if err == nil {
		return 0
	}
	if failed++; failed&(failed-1) == 0 {
		e.config.Log.Error("reminders cannot "+what, "error", err, "times", failed)
	}
	return failed
}

// sweep advances schedules and gives every due delivery a job. It returns how many of both.
func (e *Engine) sweep(ctx context.Context) (int, error) {
	e.sweeping.Lock()
	defer e.sweeping.Unlock()
	now := e.config.Now()
	advanced, err := all(func() (int, error) { return e.config.Store.Advance(ctx, now, batch, e.step(now)) })
	if err != nil {
		return advanced, fmt.Errorf("advance schedules: %w", err)
	}
	claimed, err := all(func() (int, error) {
		return e.config.Store.Claim(ctx, now, batch, nil, func(tx any, due []coaching.Waiting) ([]coaching.ID, error) {
			ids := make([]coaching.ID, len(due))
			for i, w := range due {
				ids[i] = w.ID
			}
			return ids, e.queue.insert(ctx, tx, ids)
		})
	})
	if err != nil {
		return advanced + claimed, fmt.Errorf("claim deliveries: %w", err)
	}
	return advanced + claimed, nil
}

// all repeats take until it takes less than a batch.
func all(take func() (int, error)) (int, error) {
	for total := 0; ; {
		n, err := take()
		total += n
		if err != nil || n < batch {
			return total, err
		}
	}
}

// step is follow; a schedule that cannot be followed stops and says so in the log, because
// an error would stop all others with it.
func (e *Engine) step(now time.Time) func(coaching.Schedule, coaching.Engagement) (coaching.Change, error) {
	return func(s coaching.Schedule, g coaching.Engagement) (coaching.Change, error) {
		c, err := follow(s, g, e.config.Rules.Late, now)
		if err != nil {
			e.config.Log.Error("a schedule cannot be followed and stops", "schedule", s.ID, "error", err)
			s.Next = time.Time{}
			return coaching.Change{Schedules: []coaching.Schedule{s}}, nil
		}
		return c, nil
	}
}

// release gives back the deliveries whose job was lost.
func (e *Engine) release(ctx context.Context) error {
	e.sweeping.Lock()
	defer e.sweeping.Unlock()
	n, err := e.config.Store.Release(ctx, e.config.Now(), func(tx any, ids []coaching.ID) (map[coaching.ID]bool, error) {
		return e.queue.alive(ctx, tx, ids)
	})
	if err != nil {
		return fmt.Errorf("release deliveries: %w", err)
	}
	if n > 0 {
		e.config.Log.Warn("jobs were lost and are made again", "deliveries", n)
	}
	return nil
}

// Drain looks for what is due and waits until every job that could run has run. Jobs that
// wait for their turn (rate limits, doubt) stay behind. The engine has been started.
func (e *Engine) Drain(ctx context.Context) error {
	ended, cancel := e.queue.ended()
	defer cancel()
	look := time.NewTicker(time.Second) // another process may run jobs too
	defer look.Stop()
	for {
		n, err := e.sweep(ctx)
		if err != nil {
			return fmt.Errorf("drain: %w", err)
		}
		idle, err := e.queue.idle(ctx, e.config.Wall())
		for ; err == nil && !idle; idle, err = e.queue.idle(ctx, e.config.Wall()) {
			n++
			select {
			case <-ended:
			case <-look.C:
			case <-ctx.Done():
				return fmt.Errorf("drain: %w", ctx.Err())
			}
		}
		if err != nil {
			return fmt.Errorf("drain: %w", err)
		}
		if n == 0 {
			return nil
		}
	}
}
