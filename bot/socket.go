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

// Connections is how many sockets one process holds. Slack closes each one now and then, and
// what was under way on it is lost: with a second one the next thing that a person does finds
// an open one.
const Connections = 2

// Socket is the Socket Mode transport: it needs no public address.
type Socket struct {
	bot  *Bot
	api  *slack.Client
	open atomic.Int32
	// Reachable is told when Slack can reach the bot and when it no longer can; nil: nobody.
	Reachable func(bool)
	// Counted is told how many connections of the app Slack knows; more than all replicas
	// hold means that somebody else has the app token. nil: nobody.
	Counted func(connections int)
}

// NewSocket returns the transport. api carries the app token, and the HTTP client of Gate.
func NewSocket(b *Bot, api *slack.Client) *Socket { return &Socket{bot: b, api: api} }

// Connected reports whether Slack can reach the bot now.
func (s *Socket) Connected() bool { return s.open.Load() > 0 }

// Run serves until ctx ends or Slack refuses the app token; then it waits for what is under
// way. slack-go reconnects by itself; Gate holds it back from doing so in a tight loop.
func (s *Socket) Run(ctx context.Context) error {
	ctx, end := context.WithCancel(ctx)
	defer end()
	ended := make(chan error, Connections)
	for range Connections {
		go func() {
			defer end() // one that is refused takes the other with it
			ended <- s.serve(ctx)
		}()
	}
	var first error
	for range Connections {
		if err := <-ended; err != nil && first == nil {
			first = err
		}
	}
	return first
}

// serve holds one connection.
func (s *Socket) serve(ctx context.Context) error {
	// Acknowledgements of work under way still leave while the socket is shutting down.
	conn, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	c := &connection{Socket: s, sm: socketmode.New(s.api, socketmode.OptionLog(log.New(discard{}, "", 0)))}
	defer c.up(false)
	failed := make(chan error, 1)
	go func() { failed <- c.sm.RunContext(conn) }()
	var under sync.WaitGroup
	defer under.Wait()
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-failed:
			return refusal(err)
		case ev := <-c.sm.Events:
			c.take(conn, &under, ev)
		}
	}
}

// ackTimeout bounds the sending of an acknowledgement; Slack waits no longer.
const ackTimeout = 3 * time.Second

// connection is one of the sockets.
type connection struct {
	*Socket
	sm   *socketmode.Client
	live bool
}

// up notes whether the connection is open.
func (c *connection) up(yes bool) {
	if yes == c.live {
		return
	}
	c.live = yes
	n := c.open.Add(map[bool]int32{true: 1, false: -1}[yes])
	if c.Reachable != nil {
		c.Reachable(n > 0)
	}
}

func refusal(err error) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return nil
	}
	return fmt.Errorf("slack.app_token: Slack answered %w", err)
}

func (c *connection) take(ctx context.Context, under *sync.WaitGroup, ev socketmode.Event) {
	switch ev.Type {
	case socketmode.EventTypeHello:
		if c.Counted != nil && ev.Request != nil {
			c.Counted(ev.Request.NumConnections)
		}
		return
	case socketmode.EventTypeConnected:
		c.up(true)
		return
	case socketmode.EventTypeConnecting, socketmode.EventTypeDisconnect:
		c.up(false)
		return
	case socketmode.EventTypeConnectionError:
		c.bot.Log.Warn("slack is out of reach")
		return
	case socketmode.EventTypeErrorBadMessage:
		under.Go(func() { c.unknown(ctx, ev) })
		return
	}
	if ev.Request == nil {
		return
	}
	under.Go(func() { c.answer(ctx, *ev.Request) })
}

// answer handles one envelope and acknowledges it, an event only after it was stored.
func (c *connection) answer(ctx context.Context, r socketmode.Request) {
	var body any
	switch r.Type {
	case socketmode.RequestTypeSlashCommands:
		var command slack.SlashCommand
		if json.Unmarshal(r.Payload, &command) == nil {
			body = c.bot.Command(ctx, command)
		}
	case socketmode.RequestTypeInteractive:
		body = c.bot.Interaction(ctx, r.Payload)
	case socketmode.RequestTypeEventsAPI:
		if !c.bot.Happened(ctx, r.Payload) {
			return // Slack sends it again
		}
	}
	ctx, cancel := context.WithTimeout(ctx, ackTimeout) // with the socket down nobody takes it
	defer cancel()
	if err := c.sm.AckCtx(ctx, r.EnvelopeID, body); err != nil {
		c.bot.Log.Warn("acknowledge", "err", err)
	}
}

// unknown acknowledges what slack-go could not read, so that Slack does not send it for ever. Its
// types know every field of an event; the bot reads few of them, and may well understand it.
func (c *connection) unknown(ctx context.Context, ev socketmode.Event) {
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
		if r.Type == string(socketmode.RequestTypeEventsAPI) && !c.bot.Happened(ctx, r.Payload) {
			return // Slack sends it again
		}
		ctx, cancel := context.WithTimeout(ctx, ackTimeout)
		defer cancel()
		_ = c.sm.AckCtx(ctx, r.EnvelopeID, nil) // a lost one comes again
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
	res, err := g.Base.RoundTrip(r)
	if strings.HasSuffix(r.URL.Path, "/apps.connections.open") && (err != nil || res.StatusCode != http.StatusOK) {
		g.failed()
	}
	return res, err
}

// failed forgets the wait: slack-go backs off by itself after a failure.
func (g *Gate) failed() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.wait = 0
}

// longestWait is below the client's timeout, which would cut off a longer wait for ever.
const longestWait = 10 * time.Second

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
		g.wait = min(2*g.wait, longestWait)
	}
	rest := min(max(0, g.wait-since), longestWait)
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
