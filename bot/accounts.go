package bot

import (
	"context"
	"sync"
	"time"

	"github.com/slack-go/slack"
)

// accounts remembers for some minutes which accounts can have no part, see outside, so that not every
// message costs a second call. When a crowd is asked for, on a Monday morning, it reads the
// whole workspace a thousand at a time instead: users.info takes a hundred calls a minute.
type accounts struct {
	api   func() *slack.Client
	now   func() time.Time
	mu    sync.Mutex
	known map[string]account // by Slack user id
	asked []time.Time        // when users.info was called, in the last minute
	crowd sync.Mutex         // held while the workspace is read
	all   time.Time          // when that was done last
}

type account struct {
	deleted bool
	zone    string // as Slack names it; empty: it does not
	at      time.Time
}

// What is known holds for knownFor; more than crowded calls of users.info a minute are a crowd.
const (
	knownFor = 5 * time.Minute
	crowded  = 30
	atATime  = 1000
)

// deleted reports whether an account can have no part: see outside.
func (a *accounts) deleted(ctx context.Context, user string) (bool, error) {
	if gone, ok := a.remembered(user); ok {
		return gone, nil
	}
	if a.isCrowd() {
		if gone, ok := a.fromAll(ctx, user); ok {
			return gone, nil
		}
	}
	u, err := a.api().GetUserInfoContext(ctx, user)
	if err != nil {
		return false, err
	}
	a.learn(user, outside(u), u.TZ)
	return outside(u), nil
}

// zone is where Slack says that a user is; empty when it has not said so lately.
func (a *accounts) zone(user string) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.known[user].zone
}

// learn notes what Slack just said about a user.
func (a *accounts) learn(user string, deleted bool, zone string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.known == nil {
		a.known = map[string]account{}
	}
	a.known[user] = account{deleted, zone, a.now()}
}

// forget has the next message ask again.
func (a *accounts) forget(user string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.known, user)
}

// forgetAll has everybody asked for again.
func (a *accounts) forgetAll() {
	a.mu.Lock()
	defer a.mu.Unlock()
	clear(a.known)
	a.all = time.Time{}
}

func (a *accounts) remembered(user string) (deleted, ok bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	k := a.known[user] // who is not known was asked for ages ago
	age := a.now().Sub(k.at)
	return k.deleted, age >= 0 && age < knownFor
}

func (a *accounts) readJustNow() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	age := a.now().Sub(a.all)
	return age >= 0 && age < knownFor
}

// isCrowd counts one more question, and reports whether there were too many.
func (a *accounts) isCrowd() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := a.now()
	recent := a.asked[:0]
	for _, at := range a.asked {
		if age := now.Sub(at); age >= 0 && age < time.Minute {
			recent = append(recent, at)
		}
	}
	if a.asked = recent; len(recent) >= crowded {
		return true
	}
	a.asked = append(a.asked, now)
	return false
}

// fromAll reads the whole workspace, once for all who wait for it, and answers from it; false
// when it could not be read, or the user is not in it.
func (a *accounts) fromAll(ctx context.Context, user string) (deleted, ok bool) {
	a.crowd.Lock()
	defer a.crowd.Unlock()
	if deleted, ok := a.remembered(user); ok || a.readJustNow() {
		return deleted, ok // who is not there now would not be there again
	}
	all := map[string]account{}
	page := a.api().GetUsersPaginated(slack.GetUsersOptionLimit(atATime))
	for {
		next, err := page.Next(ctx)
		if err != nil {
			if page.Failure(err) != nil {
				return false, false
			}
			break
		}
		now := a.now()
		for _, u := range next.Users {
			all[u.ID] = account{outside(&u), u.TZ, now}
		}
		page = next
	}
	a.mu.Lock()
	a.known, a.all = all, a.now()
	a.mu.Unlock()
	return a.remembered(user)
}
