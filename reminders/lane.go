package reminders

import (
	"slices"
	"time"

	"interlude/coaching"
)

// queue places w behind those whose turn is the same or before.
func (l *lane) queue(w *pass) {
	i := len(l.waiting)
	for i > 0 && l.waiting[i-1].turn > w.turn {
		i--
	}
	l.waiting = slices.Insert(l.waiting, i, w)
}

// drop takes w out of the row.
func (l *lane) drop(w *pass) {
	if i := slices.Index(l.waiting, w); i >= 0 {
		l.waiting = slices.Delete(l.waiting, i, i+1)
	}
}

// first returns who is next among those whose recipient may get a message now, or how long it
// takes until one of them may. Somebody waits.
func (l *lane) first(now time.Time) (*pass, time.Duration) {
	var soonest time.Duration
	for _, w := range l.waiting {
		d := l.free[w.to].Sub(now)
		if d <= 0 {
			return w, 0
		}
		if soonest == 0 || d < soonest {
			soonest = d
		}
	}
	return nil, soonest
}

// remembered recipients are swept out above this number.
const mostFree = 512

// reserve keeps the recipient from getting another message too soon.
func (l *lane) reserve(to coaching.ID, now time.Time, apart time.Duration) {
	if apart <= 0 {
		return
	}
	if len(l.free) >= mostFree {
		for id, at := range l.free {
			if !at.After(now) {
				delete(l.free, id)
			}
		}
	}
	l.free[to] = now.Add(apart)
}

// ahead is how many jobs are made before their message may leave: enough that nobody waits
// for the next sweep, and few, so that whoever has the first turn is not far behind.
func (p *pace) ahead(team string) int {
	const least, most = 4, 250
	p.mu.Lock()
	defer p.mu.Unlock()
	l := p.lane(team)
	if l.silence(p.wall()) > 0 {
		return 0
	}
	return min(max(int(time.Second/max(l.each(), 1)), least), most)
}
