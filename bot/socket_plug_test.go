package bot

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coder/websocket"
	"github.com/slack-go/slack"
)

// plug is a Socket of the rig's bot whose doings are kept, as one more process would have it.
type plug struct {
	*Socket
	rig    *rig
	mu     sync.Mutex
	opens  []int // how many connections were open, one after the other
	ends   []string
	alarms []int
	hellos int
	opened int // calls of apps.connections.open
	news   chan struct{}
}

// plug makes one that is not running yet.
func (r *rig) plug() *plug {
	p := &plug{rig: r, news: make(chan struct{}, 1)}
	client := &http.Client{Timeout: 10 * time.Second, Transport: &Gate{Base: p}}
	api := slack.New("xoxb-sandbox", slack.OptionHTTPClient(client), slack.OptionAPIURL(r.url+"/api/"), slack.OptionAppLevelToken("xapp-sandbox"))
	p.Socket = NewSocket(r.bot, api)
	p.Opened = func(n int) { // holding the lock
		p.note(func() {
			if grew := n > 0 && (len(p.opens) == 0 || n > p.opens[len(p.opens)-1]); grew && p.live[n-1].isOpen() {
				r.t.Error("the one that it replaces was told to go before it was counted")
			}
			p.opens = append(p.opens, n)
		})
	}
	p.Ended = func(why string) { p.note(func() { p.ends = append(p.ends, why) }) }
	p.Foreign = func(n int) { p.note(func() { p.alarms = append(p.alarms, n) }) }
	p.Counted = func(int) { p.note(func() { p.hellos++ }) }
	return p
}

func (p *plug) note(f func()) {
	p.mu.Lock()
	f()
	p.mu.Unlock()
	select {
	case p.news <- struct{}{}:
	default:
	}
}

// RoundTrip counts the calls that ask for a connection.
func (p *plug) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasSuffix(r.URL.Path, "/apps.connections.open") {
		p.note(func() { p.opened++ })
	}
	return http.DefaultTransport.RoundTrip(r)
}

// run serves until the returned function is called, which returns what Run said.
func (p *plug) run() (stop func() error) {
	ctx, cancel := context.WithCancel(p.rig.ctx)
	ended := make(chan error, 1)
	go func() { ended <- p.Run(ctx) }()
	return sync.OnceValue(func() error { cancel(); return <-ended })
}

// until waits for something to hold, which may look at what is kept.
func (p *plug) until(what string, holds func() bool) {
	p.rig.t.Helper()
	p.await(what, func() bool {
		p.mu.Lock()
		defer p.mu.Unlock()
		return holds()
	})
}

// await waits for something to hold, which looks after locks itself.
func (p *plug) await(what string, holds func() bool) {
	p.rig.t.Helper()
	end := time.NewTimer(soonEnough)
	defer end.Stop()
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for !holds() {
		select {
		case <-p.news:
		case <-look.C:
		case <-end.C:
			p.mu.Lock()
			defer p.mu.Unlock()
			p.rig.t.Fatalf("%s: not within %s; open %v, ended %v, alarms %v, greeted %d times", what, soonEnough, p.opens, p.ends, p.alarms, p.hellos)
		}
	}
}

// settled reports whether both are open, and nobody else is suspected.
func (p *plug) settled() bool {
	p.Socket.mu.Lock()
	defer p.Socket.mu.Unlock()
	return p.stranger == (stranger{}) && len(p.live) == Connections && !slices.ContainsFunc(p.live, func(c *connection) bool { return !c.isOpen() })
}

// renews has the connection of a seat replaced, and waits until that is done and Slack knows so many.
func (p *plug) renews(seat, connections int) {
	p.rig.t.Helper()
	p.rests(connections)
	p.mu.Lock()
	greeted := p.hellos
	p.mu.Unlock()
	p.counts(seat)
	p.until("one is renewed", func() bool { return p.hellos > greeted })
	p.rests(connections)
}

// rests waits until both are open, nobody else is suspected and Slack knows so many.
func (p *plug) rests(connections int) {
	p.rig.t.Helper()
	p.await("both are open", p.settled)
	p.rig.connections(connections)
}

// counts has Slack say how many connections there are, at the next one of a seat.
func (p *plug) counts(seat int) {
	select {
	case p.seats[seat] <- struct{}{}:
	default: // it is told already
	}
}

// foreign opens a connection as somebody with the app token does.
func (r *rig) foreign() *websocket.Conn {
	r.t.Helper()
	q, err := http.NewRequestWithContext(r.ctx, http.MethodPost, r.url+"/api/apps.connections.open", strings.NewReader(url.Values{"token": {"xapp-sandbox"}}.Encode()))
	r.must(err)
	q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	q.Header.Set("Authorization", "Bearer xapp-sandbox")
	res, err := http.DefaultClient.Do(q)
	r.must(err)
	defer func() { _ = res.Body.Close() }()
	var a struct{ URL string }
	r.must(json.NewDecoder(res.Body).Decode(&a))
	c, _, err := websocket.Dial(r.ctx, a.URL, nil)
	r.must(err)
	_, _, err = c.Read(r.ctx) // hello
	r.must(err)
	r.t.Cleanup(func() { _ = c.CloseNow() })
	go func() { // answers pings, until it is closed
		for err == nil {
			_, _, err = c.Read(r.ctx)
		}
	}()
	return c
}

// connections waits until Slack knows so many.
func (r *rig) connections(n int) {
	r.t.Helper()
	r.must(r.ws.WaitFor(r.ctx, func() bool { return r.ws.Connections() == n }))
}

// alone ends the rig's own connections, once nothing of theirs is on its way any more.
func (r *rig) alone() {
	r.t.Helper()
	r.connections(Connections)
	r.unplug()
	r.connections(0)
}
