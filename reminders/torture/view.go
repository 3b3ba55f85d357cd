package torture

import (
	"context"
	"errors"
	"time"

	"interlude/coaching"
)

// view is the store and the poster as one process sees them: with the time they take, their
// faults, and its own death at any step.
type view struct{ *process }

var (
	errDead = errors.New("this process is dead")
	errDown = errors.New("the database does not answer")
	errCut  = errors.New("the connection was cut while the database confirmed")
)

// step is a named place in the protocol. It takes its time, and sometimes the process dies
// here, or stands still. false: it is dead.
func (v *view) step(name string, id coaching.ID) bool {
	if v.dead {
		return false
	}
	v.w.sleep(v.w.span(0, 6))
	v.thaw()
	if v.dead {
		return false
	}
	switch w := v.w; {
	case w.quiet():
	case w.chance(w.scale * crashRate):
		w.result.Steps[name]++
		w.note("dies at %s of %s", name, w.oracle.name(id))
		w.kill(v.of, w.downtime())
		return false
	case w.chance(w.scale * crashRate / 2):
		v.freeze(w.span(second, []int64{4, 10, 120}[w.rnd.IntN(3)]*second))
		v.thaw()
	}
	return !v.dead
}

// thaw waits while the process stands still.
func (v *view) thaw() {
	for !v.dead && v.w.run < v.stands {
		v.w.sleep(v.stands - v.w.run)
	}
}

// crashRate is how often a process dies at one step, in the roughest of worlds.
const crashRate = 0.004

// downtime is how long a process is away when it died.
func (w *world) downtime() int64 {
	switch {
	case w.chance(0.7):
		return w.span(100, 10*second)
	case w.chance(0.9):
		return w.span(10*second, 3*minute)
	}
	return w.span(3*minute, hour)
}

// begins is the way of a statement to the database: it may fail before it has an effect.
func (v *view) begins(name string, id coaching.ID) error {
	if !v.step(name, id) {
		return errDead
	}
	w := v.w
	if w.run < w.dark || !w.quiet() && w.chance(w.scale*0.001) {
		w.oracle.disturbed(max(w.run, w.dark))
		return errDown
	}
	return nil
}

// done is the way of its answer: it may have had its effect, and the program does not know.
func (v *view) done(name string, id coaching.ID) error {
	if !v.step(name, id) {
		return errDead
	}
	w := v.w
	if !w.quiet() && w.chance(w.scale*0.001) {
		w.oracle.disturbed(w.run)
		return errCut
	}
	return nil
}

// Advance is reminders.Store.
func (v *view) Advance(ctx context.Context, now time.Time, limit int, step func(coaching.Schedule, coaching.Engagement) (coaching.Change, error)) (int, error) {
	w := v.w
	if next, ok := w.store.soonest(); !v.dead && (!ok || next > now.UnixMilli()) {
		return 0, nil // a statement that finds nothing
	}
	if err := v.begins("advance", ""); err != nil {
		return 0, err
	}
	var changes map[coaching.ID]coaching.Change
	if w.o.Mirror != nil {
		changes = map[coaching.ID]coaching.Change{}
	}
	n, err := w.store.Advance(ctx, now, limit, func(s coaching.Schedule, e coaching.Engagement) (coaching.Change, error) {
		c, err := step(s, e)
		if changes != nil {
			changes[s.ID] = c
		}
		w.oracle.advances(s.ID, now.UnixMilli())
		return c, err
	})
	w.mirrorAdvance(now, limit, n, changes)
	w.oracle.rests("advance")
	if err == nil {
		err = v.done("advance done", "")
	}
	if err != nil {
		n = 0
	}
	return n, err
}

// Claim is reminders.Store.
func (v *view) Claim(ctx context.Context, now time.Time, limit int, without []string, enqueue func(tx any, due []coaching.Waiting) ([]coaching.ID, error)) (int, error) {
	if r, ok := v.w.store.nextRow(); !v.dead && (!ok || r.Due.After(now)) {
		return 0, nil
	}
	if err := v.begins("claim", ""); err != nil {
		return 0, err
	}
	var found []coaching.Waiting
	var taken []coaching.ID
	n, err := v.w.store.Claim(ctx, now, limit, without, func(tx any, due []coaching.Waiting) (_ []coaching.ID, err error) {
		found = due
		taken, err = enqueue(tx, due)
		return taken, err
	})
	v.w.mirrorClaim(now, limit, n, without, found, taken)
	if err == nil {
		err = v.done("claim done", "")
	}
	if err != nil {
		n = 0
	}
	return n, err
}

// Release is reminders.Store.
func (v *view) Release(ctx context.Context, before time.Time, alive func(tx any, ids []coaching.ID) (map[coaching.ID]bool, error)) (int, error) {
	if err := v.begins("release", ""); err != nil {
		return 0, err
	}
	var asked []coaching.ID
	var lives map[coaching.ID]bool
	n, err := v.w.store.Release(ctx, before, func(tx any, ids []coaching.ID) (_ map[coaching.ID]bool, err error) {
		asked = ids
		lives, err = alive(tx, ids)
		return lives, err
	})
	v.w.mirrorRelease(before, n, asked, lives)
	if err == nil {
		err = v.done("release done", "")
	}
	return n, err
}

// Intend is reminders.Store.
func (v *view) Intend(ctx context.Context, id coaching.ID, now time.Time, looked int, decide func(coaching.Standing) coaching.Verdict) (coaching.Sending, error) {
	if err := v.begins("intent", id); err != nil {
		return coaching.Sending{}, err
	}
	w := v.w
	w.oracle.deciding(v.process, id, now.UnixMilli(), looked > 0)
	out, err := w.store.Intend(ctx, id, now, looked, decide)
	if err == nil {
		w.oracle.decided(out)
		w.mirrorIntend(id, now, looked, out, decide)
		err = v.done("intent done", id)
	}
	return out, err
}

// Settle is reminders.Store.
func (v *view) Settle(ctx context.Context, lead coaching.ID, o coaching.Outcome) error {
	begun := v.w.run
	if err := v.begins("confirm", lead); err != nil {
		return err
	}
	if v.w.run-begun > settleWithin { // it stood still, and its deadline has passed
		return errDown
	}
	v.w.oracle.settles(lead, o)
	err := v.w.store.Settle(ctx, lead, o)
	v.w.mirrorSettle(lead, o)
	v.w.oracle.rests("confirm")
	if err == nil {
		err = v.done("confirm done", lead)
	}
	return err
}

// settleWithin is how long recording an outcome may take.
const settleWithin = 5 * second

// NextDue is reminders.Store.
func (v *view) NextDue(ctx context.Context) (time.Time, bool, error) { return v.w.store.NextDue(ctx) }

// Post is reminders.Poster.
func (v *view) Post(_ context.Context, s coaching.Sending) (channel, ts string, err error) {
	if v.dead {
		return "", "", deaf
	}
	return v.w.slack.post(v, s)
}

// Find is reminders.Poster.
func (v *view) Find(_ context.Context, s coaching.Sending) (channel, ts string, ok bool, err error) {
	if !v.step("look", s.Lead.ID) {
		return "", "", false, deaf
	}
	return v.w.slack.find(v, s)
}

var deaf = &coaching.PostError{Kind: coaching.PostAmbiguous, Code: "dead"}
