package bot

import (
	"context"
	"encoding/json"
	"errors"
	"log"
	"slices"
	"sync"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

// Why a connection ended.
const (
	endClosed      = "closed"      // by Slack, or the line was cut
	endUngreeted   = "not greeted" // Slack closed it at once: mostly because there are too many
	endUnreachable = "unreachable"
	endLimited     = "limited" // Slack asked to wait
	endRefused     = "refused" // Slack does not take the app token
)

// ending is how a connection ended.
type ending struct {
	why     string
	lasted  time.Duration // since it was greeted
	wait    time.Duration // that Slack asked for
	refused error         // with endRefused
}

// connection is one WebSocket: one run of slack-go, ended as soon as that would open another.
type connection struct {
	*Socket
	sm      *socketmode.Client
	greeted chan struct{}
	since   time.Time // wall clock; when it was greeted
	expires chan time.Duration
	leave   chan struct{} // closed: finish what is under way and go
	once    sync.Once
	ended   chan struct{}
	how     ending // once ended
}

// dial opens a connection, which lives until it ends, is retired or ctx ends. What is under way
// then is still finished.
func (s *Socket) dial(ctx context.Context) *connection {
	c := &connection{Socket: s, sm: socketmode.New(s.api, socketmode.OptionLog(log.New(discard{}, "", 0))),
		greeted: make(chan struct{}), expires: make(chan time.Duration, 1), leave: make(chan struct{}), ended: make(chan struct{})}
	s.all.Go(func() {
		defer close(c.ended)
		c.how = c.serve(ctx)
	})
	return c
}

// retire has it finish what is under way and go.
func (c *connection) retire() { c.once.Do(func() { close(c.leave) }) }

func (c *connection) isOpen() bool {
	select {
	case <-c.greeted:
		return true
	default:
		return false
	}
}

// hasGreeted is closed when Slack has greeted; never without a connection.
func (c *connection) hasGreeted() <-chan struct{} {
	if c == nil {
		return nil
	}
	return c.greeted
}

// hasEnded is closed when it has ended; never without a connection.
func (c *connection) hasEnded() <-chan struct{} {
	if c == nil {
		return nil
	}
	return c.ended
}

// serve takes what comes until the connection ends, then waits for what is under way.
func (c *connection) serve(ctx context.Context) ending {
	// Acknowledgements of work under way still leave while the socket is shutting down.
	conn, cut := context.WithCancel(oneCall(context.WithoutCancel(ctx)))
	defer cut()
	defer c.up(false)
	failed := make(chan error, 1)
	go func() { failed <- c.sm.RunContext(conn) }()
	done, under := make(chan struct{}), 0
	defer func() {
		for ; under > 0; under-- {
			<-done
		}
	}()
	leave := c.leave
	for leave != nil || under > 0 { // retired, it takes what comes as long as something is under way
		select {
		case <-ctx.Done():
			return ending{}
		case <-leave:
			leave = nil
		case <-done:
			under--
		case err := <-failed:
			return c.ending(ending{why: endRefused, refused: err})
		case ev := <-c.sm.Events:
			if how := c.over(ev); how != nil {
				return c.ending(*how)
			}
			if c.take(conn, ev, done) {
				under++
			}
		}
	}
	return ending{}
}

// ending completes how: from now on nothing reaches us this way.
func (c *connection) ending(how ending) ending {
	c.up(false)
	switch {
	case how.refused != nil && errors.Is(how.refused, context.Canceled):
		return ending{why: endClosed}
	case c.isOpen():
		how.lasted = c.bot.Wall().Sub(c.since)
	}
	return how
}

// over reports how the connection ended, when ev says so: slack-go begins another one, or waits
// before it does.
func (c *connection) over(ev socketmode.Event) *ending {
	switch ev.Type {
	case socketmode.EventTypeConnectionError:
		if c.isOpen() { // Gate did not let another one begin
			return &ending{why: endClosed}
		}
		var limited *slack.RateLimitedError
		if e, ok := ev.Data.(*slack.ConnectionErrorEvent); ok && errors.As(e.ErrorObj, &limited) {
			return &ending{why: endLimited, wait: limited.RetryAfter}
		}
		return &ending{why: endUnreachable}
	case socketmode.EventTypeConnecting:
		if e, ok := ev.Data.(*slack.ConnectingEvent); !ok || e.ConnectionCount == 0 {
			return nil
		}
		if !c.isOpen() {
			return &ending{why: endUngreeted}
		}
		return &ending{why: endClosed}
	}
	return nil
}

// take handles ev and reports whether something is under way for it, whose end it tells done.
func (c *connection) take(ctx context.Context, ev socketmode.Event, done chan<- struct{}) bool {
	var work func()
	switch {
	case ev.Type == socketmode.EventTypeHello:
		c.hello(ev.Request)
		return false
	case ev.Type == socketmode.EventTypeErrorBadMessage:
		work = func() { c.unknown(ctx, ev) }
	case ev.Request != nil:
		work = func() { c.answer(ctx, *ev.Request) }
	default:
		return false
	}
	go func() {
		defer func() { done <- struct{}{} }()
		work()
	}()
	return true
}

// hello is Slack's greeting: from now on it sends what people do.
func (c *connection) hello(r *socketmode.Request) {
	if r == nil || c.isOpen() {
		return
	}
	c.since = c.bot.Wall()
	c.known.Store(true)
	// Counted before the one that it replaces is told to go: Slack knows both now, and so do we.
	c.up(true)
	c.counted(r.NumConnections)
	close(c.greeted)
	if life := time.Duration(r.DebugInfo.ApproximateConnectionTime) * time.Second; life > 0 {
		c.expires <- life * 4 / 5
	}
}

// up notes whether the connection is open.
func (c *connection) up(yes bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.list(yes)
}

// giveWay retires the connection, unless no other is open.
func (c *connection) giveWay() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.live) > 1 {
		c.list(false) // at once, so that of two that would give way one stays
		c.retire()
	}
}

// list enters the connection among those that are open, or strikes it out. The caller holds the lock.
func (c *connection) list(yes bool) {
	if i := slices.Index(c.live, c); yes == (i >= 0) {
		return
	} else if yes {
		c.live = append(c.live, c)
	} else {
		c.live = slices.Delete(c.live, i, i+1)
	}
	// #nosec G115 -- a handful of connections
	c.open.Store(int32(len(c.live)))
	if c.Opened != nil {
		c.Opened(len(c.live))
	}
}

// ackTimeout bounds the sending of an acknowledgement; Slack waits no longer.
const ackTimeout = 3 * time.Second

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

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }
