package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

// Socket is the Socket Mode transport: it needs no public address.
type Socket struct {
	bot  *Bot
	api  *slack.Client
	open atomic.Bool
	// Reachable is told when Slack can reach the bot and when it no longer can; nil: nobody.
	Reachable func(bool)
	// Counted is told how many connections of the app Slack knows; more than all replicas
	// hold means that somebody else has the app token. nil: nobody.
	Counted func(connections int)
}

// NewSocket returns the transport. api carries the app token, and the HTTP client of Gate.
func NewSocket(b *Bot, api *slack.Client) *Socket { return &Socket{bot: b, api: api} }

// Connected reports whether Slack can reach the bot now.
func (s *Socket) Connected() bool { return s.open.Load() }

// Run serves until ctx ends or Slack refuses the app token; then it waits for what is under
// way. slack-go reconnects by itself; Gate holds it back from doing so in a tight loop.
func (s *Socket) Run(ctx context.Context) error {
	// Acknowledgements of work under way still leave while the socket is shutting down.
	conn, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	sm := socketmode.New(s.api, socketmode.OptionLog(log.New(discard{}, "", 0)))
	failed := make(chan error, 1)
	go func() { failed <- sm.RunContext(conn) }()
	var under sync.WaitGroup
	defer under.Wait()
	for {
		select {
		case <-ctx.Done():
			under.Wait()
			return nil
		case err := <-failed:
			return refusal(err)
		case ev := <-sm.Events:
			s.take(conn, &under, sm, ev)
		}
	}
}

func refusal(err error) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return nil
	}
	return fmt.Errorf("slack.app_token: Slack answered %w", err)
}

func (s *Socket) take(ctx context.Context, under *sync.WaitGroup, sm *socketmode.Client, ev socketmode.Event) {
	switch ev.Type {
	case socketmode.EventTypeHello:
		if s.Counted != nil && ev.Request != nil {
			s.Counted(ev.Request.NumConnections)
		}
		s.reachable(true)
		return
	case socketmode.EventTypeConnected:
		s.reachable(true)
		return
	case socketmode.EventTypeConnecting, socketmode.EventTypeDisconnect:
		s.reachable(false)
		return
	case socketmode.EventTypeConnectionError:
		s.bot.Log.Warn("slack is out of reach")
		return
	case socketmode.EventTypeErrorBadMessage:
		s.ackUnknown(sm, ev)
		return
	}
	if ev.Request == nil {
		return
	}
	under.Go(func() { s.answer(ctx, sm, *ev.Request) })
}

func (s *Socket) reachable(yes bool) {
	if s.open.Store(yes); s.Reachable != nil {
		s.Reachable(yes)
	}
}

// answer handles one envelope and acknowledges it, an event only after it was stored.
func (s *Socket) answer(ctx context.Context, sm *socketmode.Client, r socketmode.Request) {
	var body any
	switch r.Type {
	case socketmode.RequestTypeSlashCommands:
		var c slack.SlashCommand
		if json.Unmarshal(r.Payload, &c) == nil {
			body = s.bot.Command(ctx, c)
		}
	case socketmode.RequestTypeInteractive:
		body = s.bot.Interaction(ctx, r.Payload)
	case socketmode.RequestTypeEventsAPI:
		if !s.bot.Happened(ctx, r.Payload) {
			return // Slack sends it again
		}
	}
	if err := sm.AckCtx(ctx, r.EnvelopeID, body); err != nil {
		s.bot.Log.Warn("acknowledge", "err", err)
	}
}

// ackUnknown acknowledges what slack-go could not read, so that Slack does not send it for ever.
func (s *Socket) ackUnknown(sm *socketmode.Client, ev socketmode.Event) {
	bad, ok := ev.Data.(*socketmode.ErrorBadMessage)
	if !ok {
		return
	}
	var r struct {
		EnvelopeID string          `json:"envelope_id"`
		Type       string          `json:"type"`
		Payload    json.RawMessage `json:"payload"`
	}
	if json.Unmarshal(bad.Message, &r) == nil && r.EnvelopeID != "" {
		_ = sm.AckCtx(context.Background(), r.EnvelopeID, nil)
	}
}

// Gate is an HTTP transport that spaces the calls of apps.connections.open: slack-go asks for
// a new connection at once after every disconnect, hundreds of times a second if Slack keeps
// closing. The wait doubles from 1 s to 30 s while connections do not last.
type Gate struct {
	Base http.RoundTripper
	Now  func() time.Time
	mu   sync.Mutex
	last time.Time
	wait time.Duration
}

// RoundTrip waits where it must, then passes r on.
func (g *Gate) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasSuffix(r.URL.Path, "/apps.connections.open") {
		if err := sleep(r.Context(), g.delay()); err != nil {
			return nil, err
		}
	}
	return g.Base.RoundTrip(r)
}

// delay is how long to wait before the next connection may be asked for.
func (g *Gate) delay() time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.Now()
	since := now.Sub(g.last)
	switch {
	case g.last.IsZero() || since > time.Minute:
		g.wait = 0
	case g.wait == 0:
		g.wait = time.Second
	default:
		g.wait = min(2*g.wait, 30*time.Second)
	}
	rest := max(0, g.wait-since)
	g.last = now.Add(rest)
	return rest
}

func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }
