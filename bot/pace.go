package bot

import (
	"errors"
	"sync"
	"time"

	"interlude/coaching"
)

// Paces bound how fast people can have the bot work: one person who has a part, one who has none,
// and all those without a part together. The zero value is no limit.
type Paces struct{ Member, Stranger, Strangers coaching.Pace }

// most is how many people a process remembers of, some 200 bytes each; of more it forgets those
// who have done nothing lately.
const most = 10_000

// strangeFor is for how long somebody who had no part is taken to have none: a minute, for they may
// be invited.
const strangeFor = time.Minute

// pace counts what people do. It is a process's own: with n replicas one person can do n times as
// much, which is as much as the machines are there for.
type pace struct {
	Paces
	mu        sync.Mutex
	people    map[person]*visitor
	strangers coaching.Bucket
}

type person struct{ team, user string }

type visitor struct {
	coaching.Bucket
	strange time.Time // when they had no part; zero: they had one, or it is not known
	seen    time.Time
}

// errFlooding is the refusal of a stranger's flood: it is answered like everything of theirs.
var errFlooding = neutral()

// unpaced are what nobody's hand sends. What must never wait, see unseen, does not get here.
func unpaced(k kind, c *Call) bool {
	return k == happening && (c.Route == "user_change" || c.Route == "dnd_updated_user")
}

// take counts one act of the caller's, before anything is looked up for it. What somebody with a
// part does too fast is refused so that it can be done again: words stay in their form, and a
// message is taken when Slack sends it again.
func (p *pace) take(k kind, c *Call, now time.Time) error {
	if unpaced(k, c) || p.Paces == (Paces{}) {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	v := p.visitor(person{c.Team, c.User}, now)
	v.seen = now
	var ok bool
	if now.Sub(v.strange) >= strangeFor {
		if v.Bucket, ok = v.Take(p.Member, now); !ok {
			return coaching.ErrTooFast()
		}
		return nil
	}
	if v.Bucket, ok = v.Take(p.Stranger, now); !ok {
		return errFlooding
	}
	if p.strangers, ok = p.strangers.Take(p.Strangers, now); !ok {
		return errFlooding
	}
	return nil
}

// tooFast answers what came too fast. An event is none that somebody waits for: what a stranger
// floods with is dropped, and a member's is taken when Slack sends it again.
func (b *Bot) tooFast(k kind, c *Call, err error) (Answer, error) {
	switch {
	case k != happening:
		return b.excuse(k, c, err)
	case errors.Is(err, errFlooding):
		return Answer{}, nil
	}
	return Answer{}, err
}

// learn notes whether the caller turned out to have a part.
func (p *pace) learn(c *Call, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	v := p.people[person{c.Team, c.User}]
	switch {
	case v == nil:
	case part.allows(c):
		v.strange = time.Time{}
	default:
		v.strange = now
	}
}

// visitor returns what is known of who, and makes room when there are too many.
func (p *pace) visitor(who person, now time.Time) *visitor {
	if v := p.people[who]; v != nil {
		return v
	}
	if p.people == nil {
		p.people = map[person]*visitor{}
	}
	if len(p.people) >= most {
		p.forget(now)
	}
	v := &visitor{}
	p.people[who] = v
	return v
}

// forget drops everybody of whom nothing is counted, and, should that not be enough, the half that
// has been quiet for longest.
func (p *pace) forget(now time.Time) {
	for who, v := range p.people {
		if v.Full(p.Member, now) {
			delete(p.people, who)
		}
	}
	for quiet := time.Minute; len(p.people) > most/2 && quiet > 0; quiet /= 2 {
		for who, v := range p.people {
			if now.Sub(v.seen) >= quiet {
				delete(p.people, who)
			}
		}
	}
	if len(p.people) > most/2 { // all within a nanosecond: start anew
		clear(p.people)
	}
}
