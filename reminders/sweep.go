package reminders

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"interlude/coaching"
)

// batch is how much one transaction of a sweep takes.
const batch = 100

// Kick has the engine look at once for what is due, without waiting for it.
func (e *Engine) Kick() {
	select {
	case e.kick <- struct{}{}:
	default: // a look is coming already
	}
}

// run looks for what is due, and at the instant at which something will be, until ctx ends.
func (e *Engine) run(ctx context.Context) {
	tick := time.NewTicker(e.config.Sweep)
	defer tick.Stop()
	wake := time.NewTimer(0)
	defer wake.Stop()
	failed, all := 0, true
	for {
		next, err := e.round(ctx, all)
		if ctx.Err() == nil {
			failed = e.tell(failed, "sweep", err)
		}
		wake.Reset(next)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			all = true
		case <-wake.C:
			all = true
		case <-e.kick:
			all = false
		}
	}
}

// round sweeps if something is due, and returns after what time at most to do so again.
func (e *Engine) round(ctx context.Context, all bool) (time.Duration, error) {
	next, ok, err := e.config.Store.NextDue(ctx)
	if err != nil {
		return e.config.Sweep, fmt.Errorf("find what is due next: %w", err)
	}
	if wait := next.Sub(e.config.Now()); !ok || wait > 0 {
		return min(max(wait, time.Millisecond), e.config.Sweep), nil
	}
	n, err := e.sweep(ctx, all)
	if err != nil || n == 0 { // what is due has to wait for room, and the end of a job kicks
		return e.config.Sweep, err
	}
	return 0, nil
}

// live says every few seconds that this process does, and takes back the jobs of those that
// do no more, until ctx ends.
func (e *Engine) live(ctx context.Context) {
	tick := time.NewTicker(beatEvery)
	defer tick.Stop()
	failed, last := 0, e.config.Wall()
	for {
		living, err := e.queue.beat(ctx)
		if err == nil {
			e.among(living)
			// After a silence of its own this process does not judge the others: they may
			// have been cut off as well, and say so in a moment.
			now := e.config.Wall()
			if now.Sub(last) <= 2*beatEvery {
				err = e.release(ctx)
			}
			last = now
		}
		if ctx.Err() == nil {
			failed = e.tell(failed, "look after lost jobs", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
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

// sweep advances schedules, erases what is due to be, and gives due deliveries jobs: every one for
// which there is room. It returns how many of all. Without thorough it ends at the first for which there is none.
func (e *Engine) sweep(ctx context.Context, thorough bool) (int, error) {
	e.sweeping.Lock()
	defer e.sweeping.Unlock()
	now := e.config.Now()
	advanced, err := e.advance(ctx, now)
	if err != nil { // a schedule that cannot be followed holds up nobody else's messages
		err = fmt.Errorf("advance schedules: %w", err)
	}
	forgotten, forgetErr := e.forget(ctx, now)
	claimed, claimErr := e.claim(ctx, now, thorough)
	if claimErr != nil {
		claimErr = fmt.Errorf("claim deliveries: %w", claimErr)
	}
	return advanced + forgotten + claimed, errors.Join(err, forgetErr, claimErr)
}

// advance moves on the schedules that have come, and counts the occurrences that came too late.
func (e *Engine) advance(ctx context.Context, now time.Time) (int, error) {
	for total := 0; ; {
		var missed []coaching.Delivery
		n, err := e.config.Store.Advance(ctx, now, batch, e.step(now, &missed))
		total += n
		if n > 0 { // they are stored
			e.account.missed(missed)
		}
		if err != nil || n < batch {
			return total, err
		}
	}
}

// claim makes jobs, for no more deliveries of each workspace than can leave soon: those that
// wait in their rows let the first turn pass, and nobody makes attempts in their name.
func (e *Engine) claim(ctx context.Context, now time.Time, thorough bool) (int, error) {
	var full []string
	for total := 0; ; {
		var taken []coaching.Waiting
		var refused []string
		found, err := e.config.Store.Claim(ctx, now, batch, full, func(tx any, due []coaching.Waiting) ([]coaching.ID, error) {
			taken, refused = e.pick(due)
			if len(taken) == 0 {
				return nil, nil
			}
			return ids(taken), e.queue.insert(ctx, tx, taken)
		})
		if err != nil {
			return total, err
		}
		total += len(taken)
		if full = append(full, refused...); e.pace != nil {
			e.load.add(taken, len(full) > 0, e.config.Wall())
		}
		if found < batch || (len(refused) > 0 && !thorough) {
			return total, nil
		}
	}
}

// pick returns those of due for which there is room, and the workspaces that have none.
func (e *Engine) pick(due []coaching.Waiting) (taken []coaching.Waiting, full []string) {
	if e.pace == nil {
		return due, nil
	}
	n, room := e.load.counts(e.config.Wall()), map[string]int{}
	for _, w := range due {
		if _, ok := room[w.Team]; !ok {
			room[w.Team] = e.pace.ahead(w.Team) - n[w.Team]
		}
		if room[w.Team]--; room[w.Team] >= 0 {
			taken = append(taken, w)
		} else if !slices.Contains(full, w.Team) {
			full = append(full, w.Team)
		}
	}
	return taken, full
}

func ids(due []coaching.Waiting) []coaching.ID {
	out := make([]coaching.ID, len(due))
	for i, w := range due {
		out[i] = w.ID
	}
	return out
}

// ended notes that a run of a job has ended, and has more jobs made when there is room.
func (e *Engine) ended(job int64, id coaching.ID) {
	e.ran.end(job)
	if e.pace != nil && e.load.ended(id, e.pace.ahead) {
		e.Kick()
	}
}

// step is follow; a schedule that cannot be followed stops and says so in the log, because
// an error would stop all others with it. What it misses is appended to missed.
func (e *Engine) step(now time.Time, missed *[]coaching.Delivery) func(coaching.Schedule, coaching.Engagement) (coaching.Change, error) {
	return func(s coaching.Schedule, g coaching.Engagement) (coaching.Change, error) {
		c, err := follow(s, g, e.config.Rules.Late, now)
		if err != nil {
			e.config.Log.Error("a schedule cannot be followed and stops", "schedule", s.ID, "error", err)
			s.Next = time.Time{}
			return coaching.Change{Schedules: []coaching.Schedule{s}}, nil
		}
		for _, d := range c.Deliveries {
			if d.State == coaching.DeliveryMissed {
				*missed = append(*missed, d)
			}
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
		e.Kick()
	}
	return nil
}

// Drain looks for what is due and waits until every job that could run has run. Jobs that
// wait for their turn (rate limits, doubt) stay behind. The engine has been started.
func (e *Engine) Drain(ctx context.Context) error {
	look := time.NewTicker(time.Second) // another process may run jobs too
	defer look.Stop()
	for {
		n, err := e.sweep(ctx, true)
		if err != nil {
			return fmt.Errorf("drain: %w", err)
		}
		idle, err := e.queue.idle(ctx, e.config.Wall(), e.ran.has)
		for ; err == nil && !idle; idle, err = e.queue.idle(ctx, e.config.Wall(), e.ran.has) {
			n++
			select {
			case <-e.ran.news:
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
