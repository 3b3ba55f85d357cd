package torture

import (
	"time"

	"interlude/coaching"
	"interlude/reminders"
)

// replica is one place where the program runs, one process after the other.
type replica struct {
	name int
	now  *process // nil while it is down
}

// process is one run of the program, from its start to its death.
type process struct {
	w       *world
	of      *replica
	steps   *reminders.Steps
	dead    bool
	looping bool             // sweeping or looking for lost jobs, which are one after the other
	skew    int64            // what its clock is ahead
	silent  map[string]int64 // until when Slack wants no calls, by workspace
	stands  int64            // until when it stands still
	seen    int64            // when it last said that it lives, once it does no more or stands still
}

// leaseFor is how long a process may be silent before its jobs are taken back.
const leaseFor = 15 * second

// lives reports whether others take p for alive.
func (p *process) lives() bool {
	silent := p.dead || p.w.run < p.stands
	return !silent || p.w.run-p.seen <= leaseFor
}

// start brings r up. The only process of a database takes back at once what the dead one held.
func (w *world) start(r *replica) {
	if r.now != nil {
		return
	}
	p := &process{w: w, of: r, skew: w.span(-second, second)}
	if len(w.replicas) == 1 {
		p.skew = 0
	}
	var err error
	p.steps, err = reminders.NewSteps(reminders.Config{
		Store: &view{p}, Poster: &view{p}, Rules: w.rules, Pace: w.pace,
		Now:  func() time.Time { return at(w.now() + p.skew) },
		Wall: func() time.Time { return at(begin + w.run) },
	}, &queue{p})
	if err != nil {
		panic(err)
	}
	r.now = p
	w.note("replica %d starts", r.name)
	if len(w.replicas) == 1 {
		for _, j := range w.jobsOf(nil) {
			j.by = p
			if j.state == running || j.state == available {
				w.free(j)
			}
		}
	}
	w.after(w.span(0, second), func() { p.loop(true) })
}

// kill ends the process of r, wherever it is, and brings it up again after a while.
func (w *world) kill(r *replica, down int64) {
	p := r.now
	if p == nil {
		return
	}
	if w.run < w.end { // at the end there is peace
		down = min(down, w.end-w.run)
	}
	p.dead, r.now, p.seen = true, nil, w.run-w.span(0, 3*second)
	w.result.Crashes++
	w.oracle.disturbed(w.run + down)
	w.note("replica %d dies for %s", r.name, time.Duration(down)*time.Millisecond)
	w.after(down, func() { w.start(r) })
}

// loop is one turn of the engine's own loop.
func (p *process) loop(lost bool) {
	if p.dead || p.looping {
		return
	}
	if wait := p.stands - p.w.run; wait > 0 {
		p.w.after(wait, func() { p.loop(lost) })
		return
	}
	p.looping = true
	p.w.begins(func() {
		if lost {
			_ = p.steps.Release(p.w.ctx)
		}
		err := p.steps.Sweep(p.w.ctx)
		p.looping = false
		if err != nil && !p.dead { // the next tick tries again
			p.w.after(max(second, p.w.dark-p.w.run), func() { p.loop(lost) })
		}
	})
}

// anyone returns a process that runs; nil: none does.
func (w *world) anyone() *process {
	var up [3]*process
	n := 0
	for _, r := range w.replicas {
		if r.now != nil && w.run >= r.now.stands {
			up[n] = r.now
			n++
		}
	}
	if n == 0 {
		return nil
	}
	return up[w.rnd.IntN(n)]
}

// arm plans the next sweep: every process sweeps once a second, and whoever comes first finds
// what is due. Seconds in which nothing is due, or nobody could sweep, are left out.
func (w *world) arm() {
	due, ok := w.store.nextDue()
	awake, any := w.awake()
	if ok && any {
		when := max(awake, due-begin-w.offset)
		if w.sweepAt <= w.run || when+second+1 < w.sweepAt {
			w.sweepAt = when + 1 + w.span(0, second/int64(max(1, len(w.replicas))))
			w.events.push(w.sweepAt, w.sweeps)
		}
	}
	if w.lostAt <= w.run && w.store.Carried() {
		w.lostAt = w.run + w.span(second, 3*second)
		w.events.push(w.lostAt, w.takes)
	}
}

// awake is from when on some process can sweep; false: all are down, and the next one that
// starts sweeps anyway.
func (w *world) awake() (when int64, ok bool) {
	for _, r := range w.replicas {
		if r.now != nil && (!ok || r.now.stands < when) {
			when, ok = r.now.stands, true
		}
	}
	return max(w.run, w.dark, when), ok
}

func (w *world) sweep() {
	if w.run < w.sweepAt { // another one was planned in its place
		return
	}
	if p := w.anyone(); p != nil && w.run >= w.dark {
		p.loop(false)
	}
}

func (w *world) takeBack() {
	if p := w.anyone(); p != nil {
		p.loop(true)
	}
}

type jobState int

const (
	available jobState = iota
	running
	scheduled
	gone
)

// job is River's row of one delivery.
type job struct {
	id    coaching.ID
	born  int
	state jobState
	by    *process // who made it, and alone runs it
	runs  int
}

// queue is reminders.Jobs for one process.
type queue struct{ *process }

// Insert adds a job per delivery.
func (q *queue) Insert(ids []coaching.ID) {
	for _, id := range ids {
		q.w.result.jobs++
		j := &job{id: id, born: q.w.result.jobs, by: q.process}
		q.w.jobs[id] = j
		if q.w.chance(q.w.scale * 0.0005) {
			j.state = gone // lost, for a reason that nobody knows
			delete(q.w.jobs, id)
			q.w.note("the job of %s is lost", q.w.oracle.name(id))
			q.w.oracle.disturbed(q.w.run)
			continue
		}
		q.w.dispatch(j)
	}
}

// Alive says which deliveries have a live job of a live process, and does away with those of
// dead ones.
func (q *queue) Alive(ids []coaching.ID) map[coaching.ID]bool {
	out := map[coaching.ID]bool{}
	for _, id := range ids {
		j := q.w.jobs[id]
		if out[id] = j != nil && (len(q.w.replicas) == 1 || j.by.lives()); j != nil && !out[id] {
			q.w.note("the job of %s is taken back", q.w.oracle.name(id))
			j.state = gone
			delete(q.w.jobs, id)
		}
	}
	return out
}
