package sandbox

import (
	"testing"
	"time"

	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"
)

// TestEventsAreRedelivered: at once, after a minute, after five, with the same event id, then given up.
func TestEventsAreRedelivered(t *testing.T) {
	h := newHands()
	w, base := open(t, h.use)
	type arrival struct {
		id, reason string
		attempt    int
	}
	got := make(chan arrival, 10)
	b := &bot{mute: true, onEvent: func(e slackevents.EventsAPIEvent, r socketmode.Request) {
		got <- arrival{e.Data.(*slackevents.EventsAPICallbackEvent).EventID, r.RetryReason, r.RetryAttempt}
	}}
	defer b.connect(t, w, base)()
	_ = must[string](t)(w.As(maya).Say(t.Context(), "hello"))
	first := <-got
	for n, pause := range []time.Duration{0, time.Minute, 5 * time.Minute} {
		h.advance(ackTimeout)
		if pause > 0 {
			h.untilArmed(pause)
			h.advance(pause)
		}
		if again := <-got; again.id != first.id || again.attempt != n+1 || again.reason != "timeout" {
			t.Errorf("delivery %d came as %+v, the first as %+v", n+1, again, first)
		}
	}
	h.advance(ackTimeout)
	wait(t, w, "the event to be given up", func() bool { return w.EventsLost() == 1 })
	if n := w.RedeliverEvents(); n != 1 {
		t.Errorf("%d events repeated", n)
	}
	if again := <-got; again.id != first.id {
		t.Errorf("repeated as %+v", again)
	}
}

func TestNothingIsLostWhileTheAppIsAway(t *testing.T) {
	w, base := open(t, nil)
	p := w.As(maya)
	_ = must[string](t)(p.Say(t.Context(), "before"))
	if err := p.Command(t.Context(), "/x", ""); !WasRefused(err, "dispatch_failed") {
		t.Errorf("a command without an app: %v", err)
	}
	if m := p.Last(); m.User != slackbot || m.Text != `/x failed with the error "dispatch_failed"` {
		t.Errorf("the person sees %+v", m)
	}
	texts := make(chan string, 10)
	hold := make(chan struct{})
	b := &bot{onEvent: func(e slackevents.EventsAPIEvent, _ socketmode.Request) {
		texts <- e.InnerEvent.Data.(*slackevents.MessageEvent).Text
		<-hold
	}}
	stop := b.connect(t, w, base)
	if got := <-texts; got != "before" {
		t.Errorf("first came %q", got)
	}
	w.DropSockets() // killed before its ack
	close(hold)
	if got := <-texts; got != "before" {
		t.Errorf("after the cut came %q", got)
	}
	stop()
	wait(t, w, "the app to be gone", func() bool { return w.Connections() == 0 })
	_ = must[string](t)(p.Say(t.Context(), "while away"))
	if w.EventsOpen() == 0 {
		t.Error("no event waits")
	}
	defer b.connect(t, w, base)()
	for got := ""; got != "while away"; {
		got = <-texts
	}
}

func TestLateAcks(t *testing.T) {
	h := newHands()
	w, base := open(t, h.use)
	asked := make(chan struct{}, 1)
	b := &bot{mute: true}
	b.onCommand = func(c slashCommand) any { asked <- struct{}{}; return nil }
	defer b.connect(t, w, base)()
	go func() { <-asked; h.advance(ackTimeout) }()
	if err := w.As(maya).Command(t.Context(), "/x", ""); !WasRefused(err, "operation_timeout") {
		t.Errorf("a late command: %v", err)
	}
}

func TestDisconnectAndTooMany(t *testing.T) {
	w, base := open(t, nil)
	texts := make(chan string, 10)
	b := &bot{onEvent: func(e slackevents.EventsAPIEvent, _ socketmode.Request) {
		texts <- e.InnerEvent.Data.(*slackevents.MessageEvent).Text
	}}
	defer b.connect(t, w, base)()
	w.Disconnect("refresh_requested")
	wait(t, w, "the reconnection", func() bool { return w.Connections() == 1 })
	check(t, w.As(maya).Command(t.Context(), "/x", ""))
	for range maxConnections - 1 {
		more := &bot{onEvent: b.onEvent}
		defer more.connect(t, w, base)()
	}
	got := post(t, w, "apps.connections.open", "token", "xapp-sandbox")
	if reason := firstFrame(t, base, got["url"].(string)); reason != "too_many_websockets" {
		t.Errorf("the eleventh connection was greeted with %q", reason)
	}
	w.Disconnect("warning") // slack-go leaves at once, with whatever is under way
	_ = must[string](t)(w.As(maya).Say(t.Context(), "under way"))
	for got := ""; got != "under way"; {
		got = <-texts
	}
}
