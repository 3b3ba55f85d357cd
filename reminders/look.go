package reminders

import (
	"context"
	"sync"
	"time"

	"interlude/coaching"
)

// lookTries is how often looking may fail before nobody can tell.
const lookTries = 3

// look finds out whether an earlier attempt at s was stored. Found: it is sent. Not there: it
// is decided anew. Nobody can tell: reminders are posted again, news for a sponsor never is.
func (e *Engine) look(ctx context.Context, s sending, w *pass) time.Duration {
	if wait := e.unsettled(s.Lead); wait > 0 {
		return wait
	}
	channel, ts, found, err := e.find(ctx, s.Sending)
	switch {
	case err == nil && found:
		return e.settle(ctx, s, coaching.Outcome{State: coaching.DeliverySent, Channel: channel, Message: ts, Reason: "found"})
	case err == nil:
		return e.anew(ctx, s, w)
	}
	if wait := e.mayLookAgain(s, err); wait > 0 {
		return wait
	}
	if s.Lead.Kind == coaching.KindSponsorNews {
		return e.settle(ctx, s, coaching.Outcome{State: coaching.DeliveryMissed, Reason: coaching.WhyDoubt})
	}
	e.config.Count(s.Lead.Kind, "again "+coaching.WhyDoubt)
	return e.anew(ctx, s, w)
}

// anew decides over s once more and posts it, if it is still wanted.
func (e *Engine) anew(ctx context.Context, s sending, w *pass) time.Duration {
	begun := e.config.Wall()
	s, wait := e.intend(ctx, s.Lead.ID, s.Lead.Attempts, 0)
	switch s.Verdict.Act {
	case coaching.ActSend:
		return e.post(ctx, s, w, begun)
	case coaching.ActLook: // meanwhile somebody else has begun an attempt, which is another matter
		return e.config.Settle
	}
	return wait
}

// unsettled returns how long a message of the earlier attempt may still be on its way.
func (e *Engine) unsettled(d coaching.Delivery) time.Duration {
	wall := e.config.Wall()
	at, known := e.doubt.since(d)
	if !known {
		// Another process tried. Its intent is an instant of the domain's clock, which may have
		// been moved since and may even stand: it is asked once, then the wall's clock counts.
		since := e.config.Now().Sub(d.Intended)
		if since <= -e.foreign() || since >= e.foreign() {
			return 0
		}
		at = wall.Add(e.config.Stall - max(since, 0))
		e.doubt.failed(d, at)
	}
	return at.Add(e.config.Settle).Sub(wall)
}

// mayLookAgain returns when to look again after looking failed; 0: there is no use in it.
func (e *Engine) mayLookAgain(s sending, err error) time.Duration {
	p := failure(err)
	e.config.Log.Warn("looking for a message failed", "delivery", s.Lead.ID, "kind", p.Kind, "code", p.Code)
	switch {
	case p.Kind == coaching.PostLimited: // it was not looked at all
		return max(p.Wait, time.Second)
	case p.Kind == coaching.PostRefused || e.doubt.looked(s.Lead) >= lookTries:
		return 0
	}
	return e.config.Settle
}

// doubts remembers, for this process, since when it is unknown whether a delivery was posted.
// Each entry is about one attempt: what is known of an earlier one says nothing of the next,
// but how patient to be.
type doubts struct {
	mu sync.Mutex
	of map[coaching.ID]doubt
}

type doubt struct {
	attempt int       // Delivery.Attempts
	since   time.Time // wall clock; zero: not known
	looks   int       // that failed
	posts   int       // in a row to which Slack gave no clear answer, this attempt's among them
}

// failed notes that the attempt ended in doubt.
func (d *doubts) failed(of coaching.Delivery, wall time.Time) {
	d.change(of, func(v *doubt) { v.since = wall })
}

// unanswered is failed for want of a clear answer of Slack's. It returns how many posts in a
// row had none.
func (d *doubts) unanswered(of coaching.Delivery, wall time.Time) int {
	return d.change(of, func(v *doubt) { v.since, v.posts = wall, v.posts+1 }).posts
}

// looked counts a failed look for the attempt and returns how many there were.
func (d *doubts) looked(of coaching.Delivery) int {
	return d.change(of, func(v *doubt) { v.looks++ }).looks
}

func (d *doubts) change(of coaching.Delivery, f func(*doubt)) doubt {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.of == nil {
		d.of = map[coaching.ID]doubt{}
	}
	v := d.of[of.ID]
	if v.attempt != of.Attempts {
		v = doubt{attempt: of.Attempts, posts: v.posts}
	}
	f(&v)
	d.of[of.ID] = v
	return v
}

// since returns when the attempt ended in doubt; false: this process does not know.
func (d *doubts) since(of coaching.Delivery) (time.Time, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	v := d.of[of.ID]
	return v.since, v.attempt == of.Attempts && !v.since.IsZero()
}

// settled forgets: it is known now.
func (d *doubts) settled(id coaching.ID) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.of, id)
}
