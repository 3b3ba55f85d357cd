package bot

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// called counts the calls of the Web API by method.
type called struct {
	mu sync.Mutex
	n  map[string]int
}

// RoundTrip counts r.
func (c *called) RoundTrip(r *http.Request) (*http.Response, error) {
	c.mu.Lock()
	if c.n == nil {
		c.n = map[string]int{}
	}
	method, _ := apiMethod(r)
	c.n[method]++
	c.mu.Unlock()
	return http.DefaultTransport.RoundTrip(r)
}

func (c *called) times(method string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n[method]
}

// engaged begins an engagement and returns it.
func (r *rig) engaged(coach, coachee string) coaching.Engagement {
	r.t.Helper()
	r.engage(coach, coachee, "", "Open")
	who, err := r.store.PersonBySlack(r.ctx, r.bot.Team(), coachee)
	r.must(err)
	all, err := r.store.EngagementsOf(r.ctx, who.ID)
	r.must(err)
	return all[0]
}

// TestAPostIsOneCall: of five messages to one person only the first asks for account and
// channel, and after a restart only for the account.
func TestAPostIsOneCall(t *testing.T) {
	r := newRig(t)
	e := r.engaged(anna, maya)
	srv := httptest.NewServer(r.ws.Handler())
	defer srv.Close()
	closed := coaching.Sending{Lead: coaching.NewDelivery(e, coaching.KindBriefReady, e.Coach, e.ID, rigStart)}
	for restart, opened := range []int{1, 0} {
		count := &called{}
		r.still(func() {
			r.bot.API = slack.New("xoxb-sandbox", slack.OptionHTTPClient(&http.Client{Transport: count}), slack.OptionAPIURL(srv.URL+"/api/"), slack.OptionAppLevelToken("xapp-sandbox"))
		})
		r.bot.dms.Clear()
		r.bot.accounts.forget(anna)
		if restart == 0 { // as if this channel had never been known
			who, err := r.store.Person(r.ctx, e.Coach)
			r.must(err)
			who.DM = ""
			r.must(r.store.Commit(r.ctx, coaching.Change{People: []coaching.Person{who}}))
		}
		for range 5 {
			closed.Lead.ID = coaching.NewID()
			_, _, err := r.bot.Post(context.WithoutCancel(r.ctx), closed)
			r.must(err)
		}
		if p, u, c := count.times("chat.postMessage"), count.times("users.info"), count.times("conversations.open"); p != 5 || u != 1 || c != opened {
			t.Errorf("start %d: %d posts, %d users.info, %d conversations.open; want 5, 1, %d", restart, p, u, c, opened)
		}
	}
}

// TestDeactivatedGetNothing, from the moment on at which any answer of Slack's said so.
func TestDeactivatedGetNothing(t *testing.T) {
	r := newRig(t)
	e := r.engaged(anna, maya)
	s := coaching.Sending{Lead: coaching.NewDelivery(e, coaching.KindBriefReady, e.Coach, e.ID, rigStart)}
	_, _, err := r.bot.Post(r.ctx, s)
	r.must(err)
	u, _ := r.ws.User(anna)
	u.Deleted = true
	r.ws.SetUser(u)
	r.clock.set(r.clock.Now().Add(knownFor))
	for range 2 {
		if _, _, err := r.bot.Post(r.ctx, s); err == nil || !strings.HasPrefix(err.Error(), "post limited: ") {
			t.Errorf("posted to a deactivated account: %v", err)
		}
	}
}
