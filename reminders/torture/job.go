package torture

import (
	"slices"

	"interlude/coaching"
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

// dispatch has some process fetch j soon.
func (w *world) dispatch(j *job) {
	w.after(w.span(2, 120), func() {
		if j.state != available {
			return
		}
		if p := w.anyone(); p != nil && w.run >= w.dark {
			w.fetch(j, p)
		} else if p != nil {
			w.after(w.dark-w.run, func() { w.dispatch(j) })
		}
	})
}

// dispatchAll is for a process that has just started.
func (w *world) dispatchAll() {
	for _, j := range w.jobsOf(nil) {
		if j.state == available {
			w.dispatch(j)
		}
	}
}

// free makes a job that a dead process ran available again.
func (w *world) free(j *job) {
	j.state, j.by = available, nil
	w.dispatch(j)
}

// rescue gives the job back when the run of p that has it now has lasted too long.
func (w *world) rescue(j *job, p *process) {
	run := j.runs
	w.after(w.span(45*second, 75*second), func() {
		if j.state == running && j.runs == run {
			w.note("%s is rescued", w.oracle.name(j.id))
			w.free(j)
		}
	})
}

// fetch runs j in p.
func (w *world) fetch(j *job, p *process) {
	j.state, j.by = running, p
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
			delete(w.jobs, j.id)
			return
		}
		j.state, j.by = scheduled, nil
		// Its leader promotes what has come every five seconds; a dead leader is missed for twenty.
		w.after(wait.Milliseconds()+w.span(0, 5*second), func() {
			if j.state == scheduled && j.runs == run {
				w.free(j)
			}
		})
	})
}

// slow keeps a routine of p from going on for a while, as a stopped process would be; its
// jobs are taken for lost meanwhile.
func (p *process) slow(ms int64, id coaching.ID) {
	p.w.oracle.disturbed(p.w.run + ms)
	p.w.result.Frozen++
	if j := p.w.jobs[id]; j != nil && ms > 40*second && len(p.w.replicas) > 1 {
		p.w.rescue(j, p)
	}
	p.w.note("replica %d stands still for %d ms over %s", p.of.name, ms, p.w.oracle.name(id))
	p.w.sleep(ms)
}
