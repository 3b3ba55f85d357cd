package bot

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
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

// TestConnectionsAreRenewed: each is replaced in turn before Slack would, the new one first.
func TestConnectionsAreRenewed(t *testing.T) {
	r := newRig(t)
	p := r.plug()
	r.alone()
	p.Look = 30 * time.Millisecond
	stop := p.run()
	p.until("they were renewed six times", func() bool { return p.hellos >= Connections+6 })
	r.must(stop())
	if len(p.ends) > 0 || slices.Min(p.opens[1:len(p.opens)-Connections]) < Connections {
		t.Errorf("%v were open, one after the other; ended %v", p.opens, p.ends)
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
		t.Errorf("%v were open, one after the other; ended %v", p.opens, p.ends)
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

// TestForeignConnections: the rig's own two connections are a replica's when there are two
// processes, and somebody else's when there is one.
func TestForeignConnections(t *testing.T) {
	r := newRig(t)
	r.connections(Connections)
	p := r.plug()
	var replicas atomic.Int32
	replicas.Store(2)
	p.Replicas, p.Look, p.Again = func() int { return int(replicas.Load()) }, 100*time.Millisecond, 20*time.Millisecond
	stop := p.run()
	p.until("two replicas are nothing strange", func() bool { return p.hellos > 4 })
	if slices.ContainsFunc(p.alarms, func(n int) bool { return n > 0 }) || strings.Contains(r.log.String(), "somebody else") {
		t.Errorf("alarms %v\n%s", p.alarms, r.log)
	}
	other := r.foreign()
	p.until("the third is found", func() bool { return slices.Contains(p.alarms, 1) })
	r.must(other.CloseNow())
	p.until("it is gone", func() bool { return p.alarms[len(p.alarms)-1] == 0 })
	replicas.Store(1)
	p.until("a replica that does not live is none", func() bool { return slices.Contains(p.alarms, Connections) })
	r.must(stop())
	if said := r.log.String(); !strings.Contains(said, "somebody else is connected with the app token") || !strings.Contains(said, "revoke the app token") {
		t.Errorf("the log says %s", said)
	}
}

// TestLostConnectionsAreNotForeign: Slack may count what was cut for a while.
func TestLostConnectionsAreNotForeign(t *testing.T) {
	now := rigStart
	s := &Socket{bot: &Bot{Config: Config{Wall: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler)}}, Again: time.Minute,
		live: []*connection{{}, {}}}
	var alarms []int
	s.Foreign = func(n int) { alarms = append(alarms, n) }
	for _, step := range []struct {
		after  time.Duration
		counts int
		want   []int
	}{
		{0, 4, nil}, {time.Second, 4, nil}, {59 * time.Second, 2, []int{0}}, {time.Second, 3, []int{0}}, {time.Minute, 4, []int{0, 2}},
		{5 * time.Minute, 3, []int{0, 2, 1}}, {5 * time.Minute, 1, []int{0, 2, 1, 0}}, {time.Hour, 3, []int{0, 2, 1, 0}},
	} {
		now = now.Add(step.after)
		if s.counted(step.counts); !slices.Equal(alarms, step.want) {
			t.Fatalf("at %s, %d connections: alarms %v, want %v", now, step.counts, alarms, step.want)
		}
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
