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
	w.engine.ran.begin(j.ID)
	defer w.engine.ended(j.ID, id)
	defer w.engine.caught(id, func() { err = river.JobSnooze(storeWait) })
	wait := w.engine.carry(ctx, id, slot{team: j.Args.Team, to: j.Args.To, turn: j.Priority})
	if wait > 0 {
		return river.JobSnooze(wait)
	}
	return nil
}

// slotWait is how long a job waits for its turn before the delivery is given back.
const slotWait = 8 * time.Second

// carry delivers when Slack's limits let a message out, and returns after what time to go on;
// 0 when this job has nothing left to do.
func (e *Engine) carry(ctx context.Context, id coaching.ID, s slot) time.Duration {
	patient, cancel := context.WithTimeout(ctx, slotWait)
	w, hold := e.pace.wait(patient, s)
	cancel()
	if w == nil {
		return e.putOff(ctx, id, hold)
	}
	defer e.pace.end(w)
	return e.deliver(ctx, id, w)
}

// putOff gives a delivery back that may not go out now. Nothing was tried, so nothing counts
// as an attempt.
func (e *Engine) putOff(ctx context.Context, id coaching.ID, hold time.Duration) time.Duration {
	s, wait := e.intend(ctx, id, 0, hold)
	if s.Verdict.Act == coaching.ActLook {
		return hold // it stays in doubt
	}
	return wait
}

// deliver takes one delivery as far as it goes now.
func (e *Engine) deliver(ctx context.Context, id coaching.ID, w *pass) time.Duration {
	begun := e.config.Wall()
	s, wait := e.intend(ctx, id, 0, 0)
	switch s.Verdict.Act {
	case coaching.ActLook:
		return e.look(ctx, s, w)
	case coaching.ActSend:
		return e.post(ctx, s, w, begun)
	}
	return wait
}

// sending is what was decided, and to which workspace it goes.
type sending struct {
	coaching.Sending
	team string
}

// intend decides over the delivery and records the intent to post it, unless it has to be held
// for longer than 0 because of Slack's limits. With an Act other than ActSend and ActLook
// there is nothing to do but to wait. looked is as of Store.Intend.
func (e *Engine) intend(ctx context.Context, id coaching.ID, looked int, hold time.Duration) (sending, time.Duration) {
	now := e.config.Now()
	var team string
	before := make(earlier, 0, 1) // mostly it is alone
	s, err := e.config.Store.Intend(ctx, id, now, looked, func(st coaching.Standing) coaching.Verdict {
		team, before = st.Recipient.Team, append(before, st.Delivery)
		v := coaching.Decide(st, e.config.Rules, now)
		if wait := max(hold, e.pace.silence(team)); v.Act == coaching.ActSend && wait > 0 {
			return coaching.Verdict{Act: coaching.ActHold, Until: now.Add(wait), Reason: whyLimited}
		}
		return v
	})
	switch {
	case coaching.Is(err, coaching.NotFound): // erased meanwhile
		return sending{}, 0
	case err != nil:
		e.config.Log.Error("a delivery cannot be decided", "delivery", id, "error", err)
		return sending{}, storeWait
	}
	switch s.Verdict.Act {
	case coaching.ActHold, coaching.ActMiss, coaching.ActCancel, coaching.ActNone:
		e.doubt.settled(id)
	}
	e.account.decided(s, before, now)
	return sending{s, team}, 0
}

// whyLimited is the reason of a delivery that Slack's limits hold back.
const whyLimited = "limited"

// storeWait is how long to wait for a database that does not answer.
const storeWait = 10 * time.Second

// post puts the message where people read it. The intent was recorded after the instant begun
// of the wall clock.
func (e *Engine) post(ctx context.Context, s sending, w *pass, begun time.Time) time.Duration {
	if wait := e.pace.silence(s.team); wait > 0 { // since the intent was recorded; surely not posted
		return e.settle(ctx, s, coaching.Outcome{State: coaching.DeliveryDue, Due: e.config.Now().Add(wait), Reason: whyLimited})
	}
	if e.config.Wall().Sub(begun) > frozen { // somebody else may have taken over: look first
		return e.config.Settle
	}
	channel, ts, err := e.try(ctx, s.Sending)
	if err == nil {
		e.pace.sent(w)
		return e.settle(ctx, s, coaching.Outcome{State: coaching.DeliverySent, Channel: channel, Message: ts, Reason: "sent"})
	}
	p := failure(err)
	e.config.Log.Warn("a post failed", "delivery", s.Lead.ID, "kind", p.Kind, "code", p.Code)
	switch p.Kind {
	case coaching.PostLimited:
		wait := max(p.Wait, time.Second)
		if p.Workspace {
			wait = e.pace.limited(w, s.team, p.Code == coaching.CodeRateLimited, p.Wait)
		}
		return e.settle(ctx, s, coaching.Outcome{State: coaching.DeliveryDue, Due: e.config.Now().Add(wait), Reason: whyLimited})
	case coaching.PostRefused:
		return e.settle(ctx, s, coaching.Outcome{State: coaching.DeliveryMissed, Reason: p.Code})
	}
	w.used = true // perhaps
	e.config.Count(s.Lead.Kind, "ambiguous "+p.Code)
	return e.backOff(e.doubt.unanswered(s.Lead, e.config.Wall()))
}

// frozen is how old an intent may be when the post begins. A process that was stopped between
// the two must not post: its job may have been taken over.
const frozen = 5 * time.Second

// settleWithin bounds the recording of an outcome, also when the program is being stopped.
const settleWithin = 5 * time.Second

// settle records what became of s. When that fails the intent stays, and looking will tell.
func (e *Engine) settle(ctx context.Context, s sending, o coaching.Outcome) time.Duration {
	o.At, o.Attempt = e.config.Now(), s.Lead.Attempts
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleWithin)
	defer cancel()
	if err := e.config.Store.Settle(ctx, s.Lead.ID, o); err != nil {
		e.config.Log.Error("an outcome cannot be recorded", "delivery", s.Lead.ID, "state", o.State, "error", err)
		e.doubt.failed(s.Lead, e.config.Wall())
		return e.config.Settle
	}
	e.doubt.settled(s.Lead.ID)
	e.account.settled(s.Sending, o)
	return 0
}

// backOff begins with what doubt takes to settle and doubles with every post in a row that had no
// clear answer, up to ten minutes. A 429 in between begins anew: Slack is there.
func (e *Engine) backOff(posts int) time.Duration {
	return max(e.config.Settle, min(e.config.Settle<<min(max(posts-1, 0), 10), 10*time.Minute))
}
