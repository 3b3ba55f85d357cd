package reminders

import (
	"context"
	"sync"
	"time"

	"interlude/coaching"
)

// apart is the least time between two messages in one channel.
const apart = time.Second

// pace lets the posts of one process out as Slack wants them: one after the other to each
// recipient, within the budget of each workspace, and those first whose turn it is. What one
// workspace makes wait, another does not notice. All processes that share the database keep to
// their part of each budget; each learns from the 429s that it gets itself.
type pace struct {
	wall  func() time.Time
	after func(time.Duration, func()) // runs a function later; nil: nobody waits, who would have to is sent away
	apart time.Duration
	rate  float64 // messages a second with which every budget begins
	posts int     // under way at the same time in one workspace

	mu    sync.Mutex
	share int
	lanes map[string]*lane // by Slack team id
}

// slot is what a message needs to leave.
type slot struct {
	team string
	to   coaching.ID
	turn int
}

// lane is the way to one workspace.
type lane struct {
	budget
	under   int                       // posts under way
	free    map[coaching.ID]time.Time // when a recipient may get the next message
	waiting []*pass                   // by turn, then by arrival
	away    bool                      // somebody gave up waiting since the last message
	alarm   time.Time                 // when somebody looks again; zero: nobody does
}

// pass is a message on its way out.
type pass struct {
	slot
	begun  time.Time
	called chan time.Duration // how long to stay away; 0: out
	used   bool
}

// wait returns once a message may go out, with the pass that end has to be called with; or nil
// and how long it has to be put off. A nil pace never waits.
func (p *pace) wait(ctx context.Context, s slot) (*pass, time.Duration) {
	w := &pass{slot: s, called: make(chan time.Duration, 1)}
	if p == nil {
		return w, 0
	}
	p.mu.Lock()
	l := p.lane(s.team)
	l.queue(w)
	p.serve(l)
	p.mu.Unlock()
	if p.after == nil {
		return p.sendAway(l, w)
	}
	select {
	case hold := <-w.called:
		return out(w, hold)
	case <-ctx.Done():
		return p.sendAway(l, w)
	}
}

func out(w *pass, hold time.Duration) (*pass, time.Duration) {
	if hold > 0 {
		return nil, hold
	}
	return w, 0
}

// later is when who had to wait too long may come again.
const later = time.Second

// sendAway ends the waiting of w, unless it has just been called.
func (p *pace) sendAway(l *lane, w *pass) (*pass, time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case hold := <-w.called:
		return out(w, hold)
	default:
	}
	l.drop(w)
	l.away = true
	return nil, later
}

// lane returns the way to team. The caller holds the lock.
func (p *pace) lane(team string) *lane {
	l := p.lanes[team]
	if l == nil {
		if p.lanes == nil {
			p.lanes = map[string]*lane{}
		}
		l = &lane{budget: newBudget(p.rate, p.share), free: map[coaching.ID]time.Time{}}
		p.lanes[team] = l
	}
	return l
}

// patience is how long a silence may last while everybody stays: a short one is over before
// they would have been given back and come again.
const patience = 2 * time.Second

// serve lets out who may go, sends everybody away in a long silence, and sees that somebody
// looks again in time. The caller holds the lock.
func (p *pace) serve(l *lane) {
	for len(l.waiting) > 0 {
		now := p.wall()
		if hold := l.silence(now); hold > patience {
			for _, w := range l.waiting {
				w.called <- hold
			}
			l.waiting = nil
			return
		}
		if l.under >= p.posts {
			return // the end of a post comes here again
		}
		w, d := l.first(now)
		if d = max(d, l.budget.wait(now)); d > 0 {
			p.wake(l, now, d)
			return
		}
		l.drop(w)
		l.take(now)
		l.under++
		l.reserve(w.to, now, p.apart)
		w.begun = now
		w.called <- 0
	}
}

// wake has somebody look again after d.
func (p *pace) wake(l *lane, now time.Time, d time.Duration) {
	at := now.Add(d)
	if p.after == nil || (!l.alarm.IsZero() && !at.Before(l.alarm)) {
		return
	}
	l.alarm = at
	p.after(d, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		if l.alarm.Equal(at) {
			l.alarm = time.Time{}
		}
		p.serve(l)
	})
}

// end gives the place of w back. A message that did not go out is taken off the budget.
func (p *pace) end(w *pass) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	l := p.lane(w.team)
	if l.under--; !w.used {
		l.untake()
		delete(l.free, w.to)
	}
	p.serve(l)
}

// sent notes that the message of w was taken.
func (p *pace) sent(w *pass) {
	if w.used = true; p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	l := p.lane(w.team)
	l.sent(len(l.waiting) > 0 || l.away)
	l.away = false
}

// limited notes that the message of w was refused by team because it came too early (slower),
// or that nobody of the workspace can be reached now, and returns for how long nothing goes
// there. wait is what Slack asked for; 0: it did not say.
func (p *pace) limited(w *pass, team string, slower bool, wait time.Duration) time.Duration {
	if w.used = true; p == nil {
		return max(wait, time.Second)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	l, now := p.lane(team), p.wall()
	var silence time.Duration
	if slower {
		silence = l.limited(now, w.begun, wait)
	} else {
		silence = l.hush(now, max(wait, time.Second))
	}
	p.serve(l)
	return silence
}

// silence returns for how long nothing goes to team.
func (p *pace) silence(team string) time.Duration {
	if p == nil {
		return 0
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.lane(team).silence(p.wall())
}

// shared tells every budget how many processes use it up.
func (p *pace) shared(processes int) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.share = max(processes, 1)
	for _, l := range p.lanes {
		l.share = p.share
	}
}
