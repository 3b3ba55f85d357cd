package bot

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"interlude/bot/sandbox"
)

func TestBackOffBetweenConnections(t *testing.T) {
	want := []time.Duration{0, time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second, 16 * time.Second, 30 * time.Second, 30 * time.Second}
	for i, d := range want {
		if got := backOff(i); got != d {
			t.Errorf("after %d that did not last: %v, want %v", i, got, d)
		}
	}
	if got := backOff(1000); got != longestWait {
		t.Errorf("after a thousand: %v", got)
	}
}

func TestGatePassesOneCallOfAConnection(t *testing.T) {
	calls := 0
	srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { calls++ }))
	defer srv.Close()
	c := &http.Client{Transport: &Gate{Base: http.DefaultTransport}}
	get := func(ctx context.Context, method string) error {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, srv.URL+"/api/"+method, nil)
		if err != nil {
			t.Fatal(err)
		}
		res, err := c.Do(r)
		if err == nil {
			_ = res.Body.Close()
		}
		return err
	}
	one, two := oneCall(t.Context()), oneCall(t.Context())
	for _, c := range []struct {
		ctx    context.Context
		method string
		passes bool
	}{
		{one, "apps.connections.open", true}, {one, "apps.connections.open", false}, {two, "apps.connections.open", true}, {one, "chat.postMessage", true},
		{one, "apps.connections.open", false}, {t.Context(), "apps.connections.open", true}, {t.Context(), "apps.connections.open", true},
	} {
		if err := get(c.ctx, c.method); (err == nil) != c.passes {
			t.Errorf("%s: %v, want passed: %v", c.method, err, c.passes)
		}
	}
	if calls != 5 {
		t.Errorf("%d calls arrived, want 5", calls)
	}
}

// TestSocketComesBack: however connections end, two are open again at once, each asked for once.
func TestSocketComesBack(t *testing.T) {
	for name, end := range map[string]func(*sandbox.Workspace){
		"cut":       (*sandbox.Workspace).DropSockets,
		"warning":   func(w *sandbox.Workspace) { w.Disconnect("warning") },
		"refresh":   func(w *sandbox.Workspace) { w.Disconnect("refresh_requested") },
		"too many":  func(w *sandbox.Workspace) { w.Disconnect("too_many_websockets") },
		"one alone": func(w *sandbox.Workspace) { w.DisconnectOne("refresh_requested"); w.DisconnectOne("refresh_requested") },
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			p := r.plug()
			r.alone()
			stop := p.run()
			p.until("both are open", func() bool { return p.open.Load() == Connections })
			r.connections(Connections)
			end(r.ws)
			p.until("both are open again", func() bool { return len(p.ends) == 2 && p.hellos == 4 && p.open.Load() == Connections })
			if p.opened != 4 || !slices.Equal(p.ends, []string{"closed", "closed"}) {
				t.Errorf("%d calls for connections, ended %v", p.opened, p.ends)
			}
			r.command(sam, "/coaching", "")
			r.must(stop())
			if p.Connected() {
				t.Error("it says that it is connected")
			}
		})
	}
}

// TestOneConnectionAtATime: while one is replaced, the other takes what people do.
func TestOneConnectionAtATime(t *testing.T) {
	r := newRig(t)
	p := r.plug()
	r.alone()
	stop := p.run()
	p.until("both are open", func() bool { return p.open.Load() == Connections })
	for i := range Connections {
		r.connections(Connections)
		r.ws.DisconnectOne("refresh_requested")
		r.command(sam, "/coaching", "") // an error when nobody answers
		p.until("both are open again", func() bool { return p.hellos == 3+i && p.open.Load() == Connections })
	}
	if slices.Contains(p.opens[Connections:], 0) {
		t.Errorf("%v were open, one after the other", p.opens)
	}
	r.must(stop())
}

// TestConnectionsAreRenewed: each is replaced in turn before Slack would, and nothing is said of that.
func TestConnectionsAreRenewed(t *testing.T) {
	r := newRig(t)
	p := r.plug()
	r.alone()
	p.Look = 30 * time.Millisecond
	stop := p.run()
	p.until("they were renewed six times", func() bool { return p.hellos >= Connections+6 })
	r.must(stop())
	if len(p.ends) > 0 || p.Connected() {
		t.Errorf("%v were open, one after the other; ended %q", p.opens, p.ends)
	}
}

// TestTheNewOneIsOpenBeforeTheOldOneGoes, each time.
func TestTheNewOneIsOpenBeforeTheOldOneGoes(t *testing.T) {
	r := newRig(t)
	p := r.plug()
	r.alone()
	stop := p.run()
	want := []int{1, 2}
	for i := range 6 {
		p.renews(i%Connections, Connections)
		want = append(want, 3, 2)
	}
	r.must(stop())
	if !slices.Equal(p.opens, append(want, 1, 0)) || len(p.ends) > 0 {
		t.Errorf("%v were open, one after the other; ended %q", p.opens, p.ends)
	}
}

// TestTooManyConnections: while others hold all that Slack allows, it is asked now and then, and
// the first place that comes free is taken.
func TestTooManyConnections(t *testing.T) {
	r := newRig(t)
	p := r.plug()
	r.alone()
	var others []*websocket.Conn
	for range 10 {
		others = append(others, r.foreign())
	}
	r.connections(10)
	stop := p.run()
	p.until("both were sent away twice", func() bool { return len(p.ends) >= 4 })
	if p.opened > 5 || slices.ContainsFunc(p.ends, func(why string) bool { return why != endUngreeted }) || p.Connected() {
		t.Errorf("%d calls for connections, ended %v", p.opened, p.ends)
	}
	for i := range Connections {
		r.must(others[i].CloseNow())
		p.until("a place that came free is taken", func() bool { return int(p.open.Load()) == i+1 })
	}
	r.must(stop())
}

// TestRenewedWhereThereIsNoRoom: when there is no place for the new connection, the old one goes
// first.
func TestRenewedWhereThereIsNoRoom(t *testing.T) {
	r := newRig(t)
	p := r.plug()
	r.alone()
	for range 8 {
		r.foreign()
	}
	r.connections(8)
	p.Look = 100 * time.Millisecond
	stop := p.run()
	p.until("they were renewed", func() bool { return p.hellos >= Connections+4 })
	r.must(stop())
	if slices.ContainsFunc(p.ends, func(why string) bool { return why != endUngreeted }) || slices.Contains(p.opens[2:len(p.opens)-Connections], 0) {
		t.Errorf("%v were open, one after the other; ended %q", p.opens, p.ends)
	}
}

// TestOneStaysOpen: of connections that would make room at the same time, the last one stays.
func TestOneStaysOpen(t *testing.T) {
	s := &Socket{}
	one, other := &connection{Socket: s, leave: make(chan struct{})}, &connection{Socket: s, leave: make(chan struct{})}
	one.up(true)
	other.up(true)
	one.giveWay()
	other.giveWay()
	one.up(false) // it has gone
	other.giveWay()
	if !slices.Equal(s.live, []*connection{other}) || s.open.Load() != 1 {
		t.Errorf("%d are open", s.open.Load())
	}
	select {
	case <-one.leave:
	default:
		t.Error("the first one was not told to go")
	}
	select {
	case <-other.leave:
		t.Error("the last one was told to go")
	default:
	}
}

// TestSlackOutOfReach: it is tried again, more and more slowly, whatever stands in the way.
func TestSlackOutOfReach(t *testing.T) {
	for why, fault := range map[string]sandbox.Fault{
		endUnreachable: sandbox.ServerError, endLimited: sandbox.RateLimited(1),
	} {
		t.Run(why, func(t *testing.T) {
			r := newRig(t)
			p := r.plug()
			r.alone()
			r.ws.Fail("apps.connections.open", 2*Connections, fault)
			stop := p.run()
			p.until("both are open", func() bool { return p.open.Load() == Connections })
			if want := slices.Repeat([]string{why}, 2*Connections); p.opened != 3*Connections || !slices.Equal(p.ends, want) {
				t.Errorf("%d calls for connections, ended %v", p.opened, p.ends)
			}
			r.must(stop())
		})
	}
}

// TestRefusedToken: from the start it is an error; later somebody may put it right.
func TestRefusedToken(t *testing.T) {
	for _, code := range []string{"invalid_auth", "token_revoked", "account_inactive", "not_authed"} {
		t.Run(code, func(t *testing.T) {
			r := newRig(t)
			p := r.plug()
			r.alone()
			r.ws.Fail("apps.connections.open", -1, sandbox.Refuse(code))
			if err := p.Run(r.ctx); err == nil || !strings.Contains(err.Error(), "slack.app_token") || !strings.Contains(err.Error(), code) {
				t.Fatalf("it says %v", err)
			}
			r.ws.ClearFaults()
			p = r.plug()
			p.slow = 50 * time.Millisecond
			stop := p.run()
			p.until("both are open", func() bool { return p.open.Load() == Connections })
			r.connections(Connections)
			r.ws.Fail("apps.connections.open", -1, sandbox.Refuse(code))
			r.ws.DropSockets()
			p.until("it has tried again", func() bool { return len(p.ends) > 4 && p.open.Load() == 0 })
			r.ws.ClearFaults()
			p.until("both are open again", func() bool { return p.open.Load() == Connections })
			if said := r.log.String(); !strings.Contains(said, "refuses the app token") || !strings.Contains(said, "code="+code) || !strings.Contains(said, "do=") {
				t.Errorf("the log says %s", said)
			}
			r.must(stop())
		})
	}
}

// TestEventsOverBothConnections: Slack sends an event again over whichever is open, also at once;
// it has one effect.
func TestEventsOverBothConnections(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.connections(Connections)
	if _, err := r.as(maya).Say(r.ctx, "said once"); err != nil {
		t.Fatal(err)
	}
	for range 5 {
		if r.ws.RedeliverEvents() == 0 {
			t.Fatal("there was no event to send again")
		}
	}
	r.must(r.ws.WaitFor(r.ctx, func() bool { return r.ws.EventsOpen() == 0 }))
	r.drain()
	r.sees(maya, "Kept")
	rs, err := r.store.Reflections(r.ctx, r.pair(maya).ID)
	r.must(err)
	if n := strings.Count(r.screen(maya), "Kept"); len(rs) != 1 || n != 1 {
		t.Errorf("%d entries, %d answers", len(rs), n)
	}
}
