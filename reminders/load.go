package reminders

import (
	"slices"
	"sync"
	"time"

	"interlude/coaching"
)

// carried remembers what this process has made jobs for and not ended yet, by workspace.
type carried struct {
	mu   sync.Mutex
	of   map[coaching.ID]carriage
	more bool // the last sweep left deliveries for which there was no room
}

type carriage struct {
	team  string
	since time.Time // wall clock
}

// forgetAfter is when a job that has not come is taken for lost: made by a transaction that
// failed after all, or taken over by another process.
const forgetAfter = time.Minute

// add notes new jobs, and whether deliveries were left behind for want of room.
func (c *carried) add(due []coaching.Waiting, more bool, wall time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.of == nil {
		c.of = map[coaching.ID]carriage{}
	}
	for _, w := range due {
		c.of[w.ID] = carriage{w.Team, wall}
	}
	c.more = more
}

// counts returns how many jobs there are for each workspace.
func (c *carried) counts(wall time.Time) map[string]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := map[string]int{}
	for id, one := range c.of {
		if wall.Sub(one.since) > forgetAfter {
			delete(c.of, id)
			continue
		}
		n[one.team]++
	}
	return n
}

// ended forgets one, and reports whether it is time to make more jobs for its workspace: when
// half of those that may be there are gone.
func (c *carried) ended(id coaching.ID, ahead func(team string) int) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	one, ok := c.of[id]
	if delete(c.of, id); !ok || !c.more {
		return false
	}
	n := 0
	for _, o := range c.of {
		if o.team == one.team {
			n++
		}
	}
	return n <= ahead(one.team)/2
}

// runs remembers which jobs have ended, because River stores that up to 250 ms later.
type runs struct {
	mu    sync.Mutex
	ended []int64       // the newest last
	news  chan struct{} // one has ended
}

// mostRuns is as many as can end within a quarter of a second, and more.
const mostRuns = 2000

func (r *runs) begin(job int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if i := slices.Index(r.ended, job); i >= 0 {
		r.ended = slices.Delete(r.ended, i, i+1)
	}
}

func (r *runs) end(job int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.ended) >= mostRuns {
		r.ended = slices.Delete(r.ended, 0, mostRuns/2)
	}
	r.ended = append(r.ended, job)
	select {
	case r.news <- struct{}{}:
	default:
	}
}

func (r *runs) has(job int64) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Contains(r.ended, job)
}
