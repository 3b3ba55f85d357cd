package torture

import (
	"slices"
)

// jobsOf lists the jobs that p runs, in the order in which they were made; nil: all jobs.
func (w *world) jobsOf(p *process) []*job {
	var out []*job
	for _, j := range w.jobs {
		if p == nil || j.state == running && j.by == p {
			out = append(out, j)
		}
	}
	slices.SortFunc(out, func(a, b *job) int { return a.born - b.born })
	return out
}

// dispatch has the process of j fetch it soon.
func (w *world) dispatch(j *job) {
	run := j.runs
	w.after(w.span(2, 120), func() {
		p := j.by
		switch wait := max(p.stands, w.dark) - w.run; {
		case j.state != available || j.runs != run || p.dead:
		case wait > 0:
			w.after(wait, func() { w.dispatch(j) })
		default:
			w.fetch(j, p)
		}
	})
}

// free makes a job available again.
func (w *world) free(j *job) {
	j.state = available
	w.dispatch(j)
}

// fetch runs j in p.
func (w *world) fetch(j *job, p *process) {
	j.state = running
	j.runs++
	run := j.runs
	w.begins(func() {
		wait := p.steps.Deliver(w.ctx, j.id)
		w.sleep(w.span(0, 100)) // River stores the end of jobs in batches
		if p.dead || j.state != running || j.runs != run {
			return
		}
		if wait <= 0 {
			j.state = gone
			if w.jobs[j.id] == j {
				delete(w.jobs, j.id)
			}
			return
		}
		j.state = scheduled
		// Its leader promotes what has come every five seconds; a dead leader is missed for twenty.
		w.after(wait.Milliseconds()+w.span(0, 5*second), func() {
			if j.state == scheduled && j.runs == run {
				w.free(j)
			}
		})
	})
}

// freeze stops the whole process for a while, as SIGSTOP or its machine would. River takes the
// jobs that it ran for lost then, and others may take them back.
func (p *process) freeze(ms int64) {
	w := p.w
	if w.run >= p.stands {
		p.seen = w.run - w.span(0, 3*second)
	}
	p.stands = max(p.stands, w.run+ms)
	w.oracle.disturbed(p.stands)
	w.result.Frozen++
	w.note("replica %d stands still for %d ms", p.of.name, ms)
	for _, j := range w.jobsOf(p) {
		run := j.runs
		w.after(max(ms, 45*second)+w.span(0, 30*second), func() {
			if j.state == running && j.runs == run && !p.dead {
				w.note("%s is rescued", w.oracle.name(j.id))
				w.free(j)
			}
		})
	}
}
