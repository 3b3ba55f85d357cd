package reminders

import (
	"context"
	"time"

	"github.com/riverqueue/river"

	"interlude/coaching"
)

// worker runs the job of one delivery.
type worker struct {
	river.WorkerDefaults[job]
	engine *Engine
}

// Work delivers. It never fails, because River would store the error: what has to be tried
// again is put off.
func (w *worker) Work(ctx context.Context, j *river.Job[job]) (err error) {
	id := j.Args.Delivery
	defer w.engine.caught(id, func() { err = river.JobSnooze(storeWait) })
	wait := w.engine.deliver(ctx, id)
	if wait > 0 {
		return river.JobSnooze(wait)
	}
	return nil
}

// deliver takes one delivery as far as it goes now and returns after what time to go on; 0
// when this job has nothing left to do.
func (e *Engine) deliver(ctx context.Context, id coaching.ID) time.Duration {
	begun := e.config.Wall()
	s, wait := e.intend(ctx, id, false)
	switch s.Verdict.Act {
	case coaching.ActLook:
		return e.look(ctx, s)
	case coaching.ActSend:
		return e.post(ctx, s, begun)
	}
	return wait
}

// intend decides over the delivery and records the intent to post it. With an Act other than
// ActSend and ActLook there is nothing to do but to wait.
func (e *Engine) intend(ctx context.Context, id coaching.ID, again bool) (coaching.Sending, time.Duration) {
	now := e.config.Now()
	s, err := e.config.Store.Intend(ctx, id, now, again, func(st coaching.Standing) coaching.Verdict {
		return coaching.Decide(st, e.config.Rules, now)
	})
	switch {
	case coaching.Is(err, coaching.NotFound): // erased meanwhile
		return coaching.Sending{}, 0
	case err != nil:
		e.config.Log.Error("a delivery cannot be decided", "delivery", id, "error", err)
		return coaching.Sending{}, storeWait
	}
	switch v := s.Verdict; v.Act {
	case coaching.ActHold, coaching.ActMiss, coaching.ActCancel:
		e.doubt.settled(id)
		e.config.Count(s.Lead.Kind, string(v.Act)+" "+v.Reason)
	case coaching.ActNone:
		e.doubt.settled(id)
	}
	return s, 0
}

// storeWait is how long to wait for a database that does not answer.
const storeWait = 10 * time.Second

// post puts the message where people read it. The intent was recorded after the instant begun
// of the wall clock.
func (e *Engine) post(ctx context.Context, s coaching.Sending, begun time.Time) time.Duration {
	slot, cancel := context.WithTimeout(ctx, slotWait)
	err := e.pace.wait(slot, s.Lead.Recipient)
	cancel()
	if err != nil { // surely not posted
		return e.settle(ctx, s, coaching.Outcome{State: coaching.DeliveryDue, Due: e.config.Now().Add(time.Second), Reason: "pace"})
	}
	if e.config.Wall().Sub(begun) > frozen { // somebody else may have taken over: look first
		return e.config.Settle
	}
	e.doubt.posting(s.Lead.ID)
	channel, ts, err := e.try(ctx, s)
	if err == nil {
		return e.settle(ctx, s, coaching.Outcome{State: coaching.DeliverySent, Channel: channel, Message: ts, Reason: "sent"})
	}
	p := failure(err)
	e.config.Log.Warn("a post failed", "delivery", s.Lead.ID, "kind", p.Kind, "code", p.Code)
	switch p.Kind {
	case coaching.PostLimited:
		return e.settle(ctx, s, coaching.Outcome{State: coaching.DeliveryDue, Due: e.config.Now().Add(max(p.Wait, time.Second)), Reason: "limited"})
	case coaching.PostRefused:
		return e.settle(ctx, s, coaching.Outcome{State: coaching.DeliveryMissed, Reason: p.Code})
	}
	e.config.Count(s.Lead.Kind, "ambiguous")
	e.doubt.failed(s.Lead.ID, e.config.Wall())
	return e.backOff(s.Lead.Attempts)
}

// frozen is how old an intent may be when the post begins. A process that was stopped between
// the two must not post: its job may have been rescued.
const frozen = 20 * time.Second

// slotWait is how long a post may wait for its slot before the delivery is given back.
const slotWait = 10 * time.Second

// settleWithin bounds the recording of an outcome, also when the program is being stopped.
const settleWithin = 5 * time.Second

// settle records what became of s. When that fails the intent stays, and looking will tell.
func (e *Engine) settle(ctx context.Context, s coaching.Sending, o coaching.Outcome) time.Duration {
	o.At = e.config.Now()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleWithin)
	defer cancel()
	if err := e.config.Store.Settle(ctx, s.Lead.ID, o); err != nil {
		e.config.Log.Error("an outcome cannot be recorded", "delivery", s.Lead.ID, "state", o.State, "error", err)
		e.doubt.failed(s.Lead.ID, e.config.Wall())
		return e.config.Settle
	}
	e.doubt.settled(s.Lead.ID)
	e.config.Count(s.Lead.Kind, string(o.State)+" "+o.Reason)
	return 0
}

// backOff begins with what doubt takes to settle and doubles with every attempt, up to ten minutes.
func (e *Engine) backOff(attempts int) time.Duration {
	return max(e.config.Settle, min(e.config.Settle<<min(max(attempts-1, 0), 10), 10*time.Minute))
}
