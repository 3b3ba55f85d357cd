package torture

import (
	"context"
	"fmt"
	"iter"
	"math/rand/v2"
	"time"

	"interlude/coaching"
)

// begin is where every simulated year begins: a Monday, the clocks of the north a quarter
// from their first change.
var begin = time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC).UnixMilli()

// Durations in milliseconds, the grain of the simulation.
const (
	second = int64(1000)
	minute = 60 * second
	hour   = 60 * minute
	day    = 24 * hour
)

// world is one simulated year. Everything in it happens on one goroutine at a time, in an
// order that the seed alone decides.
type world struct {
	o     Options
	rules coaching.Rules
	rnd   *rand.Rand
	ctx   context.Context

	run    int64 // milliseconds since the world began: never jumps
	offset int64 // what the clocks on the wall are ahead of that: jumps
	events pile[func()]
	sweeps func() // sweep and takeBack, made once
	takes  func()
	end    int64 // when acts and faults stop
	peace  int64 // when all ends

	store    *Memory
	slack    *slack
	oracle   *oracle
	courses  []*course
	replicas []*replica
	jobs     map[coaching.ID]*job
	pace     time.Duration // of the engine; negative: it knows no limits
	scale    float64       // how rough this world is, 0 to 1

	current *routine
	idle    []*routine
	sweepAt int64 // when the next sweep is planned; 0: none is
	lostAt  int64 // the same for looking after lost jobs
	dark    int64 // until when the database does not answer

	result Result
	trace  []string
}

// now is what the clocks on the wall show.
func (w *world) now() int64         { return begin + w.run + w.offset }
func (w *world) wallNow() time.Time { return at(w.now()) }

// at is an instant of so many milliseconds since 1970.
func at(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

// after plans do in so many milliseconds.
func (w *world) after(ms int64, do func()) { w.events.push(w.run+max(ms, 0), do) }

// span draws a time between a and b.
func (w *world) span(a, b int64) int64 { return a + w.rnd.Int64N(b-a+1) }

// chance is true in p of all cases.
func (w *world) chance(p float64) bool { return w.rnd.Float64() < p }

// about draws a waiting time whose mean is so long.
func (w *world) about(mean int64) int64 { return int64(w.rnd.ExpFloat64() * float64(mean)) }

func (w *world) note(format string, args ...any) {
	if w.o.Trace {
		w.trace = append(w.trace, at(w.now()).Format("02 Jan 15:04:05.000 ")+fmt.Sprintf(format, args...))
	}
}

// routine is something that takes its time: a job, a sweep. It runs until it waits.
type routine struct {
	next  func() (int64, bool)
	stop  func()
	yield func(int64) bool
	task  func()
	again func() // goes on with it
}

// begins runs task as a routine of its own.
func (w *world) begins(task func()) {
	var r *routine
	if n := len(w.idle); n > 0 {
		r, w.idle = w.idle[n-1], w.idle[:n-1]
	} else {
		r = &routine{}
		r.next, r.stop = iter.Pull(func(yield func(int64) bool) {
			r.yield = yield
			r.again = func() { w.resume(r) }
			for {
				r.task()
				if !yield(-1) {
					return
				}
			}
		})
	}
	r.task = task
	w.resume(r)
}

func (w *world) resume(r *routine) {
	before := w.current
	w.current = r
	wait, _ := r.next()
	w.current = before
	if wait < 0 {
		w.idle = append(w.idle, r)
		return
	}
	w.after(wait, r.again)
}

// sleep lets the current routine wait. When nothing else happens meanwhile, only time passes.
func (w *world) sleep(ms int64) {
	if ms <= 0 {
		return
	}
	w.arm()
	until := w.run + ms
	if next, _, ok := w.events.peek(); until <= w.peace && (!ok || next > until) {
		w.run = until
		return
	}
	w.current.yield(ms)
}

// live runs the world until its end, and then in peace until what was due is done.
func (w *world) live() {
	for {
		w.arm()
		when, do, ok := w.events.peek()
		if !ok || when > w.peace || w.oracle.failed != nil {
			break
		}
		w.events.pop()
		w.run = when
		do()
	}
	for _, r := range w.idle {
		r.stop()
	}
}
