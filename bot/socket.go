package bot

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/slack-go/slack"
)

// Connections is how many sockets one process holds. Slack closes each one now and then, and
// what was under way on it is lost: with a second one the next thing that a person does finds
// an open one.
const Connections = 2

// Socket is the Socket Mode transport: it needs no public address. It supervises slack-go, which
// has no pause between connections and leaves each one as soon as Slack warns: every
// connection is one run of it, and renewed, the new one before the old one goes, long before
// Slack would close it.
type Socket struct {
	bot *Bot
	api *slack.Client

	// Opened is told how many connections of this process are open, when that changes; nil: nobody.
	Opened func(connections int)
	// Counted is told how many connections of the app Slack knows, whenever it says so, and
	// Foreign how many of them nobody of ours holds, once that was seen twice: somebody else
	// has the app token. nil: nobody.
	Counted, Foreign func(connections int)
	// Ended is told why a connection that was not given up ended, or could not be opened, in a
	// fixed word; nil: nobody.
	Ended func(why string)
	// Replicas says how many processes of ours are connected, this one included; nil: this one.
	Replicas func() int

	// Look is how often a connection is renewed, each of them in turn, which is when Slack says
	// how many there are; 0: an hour. Again is how long after connections that are not ours
	// were seen first that is seen as true: those of a replica that has just died are still
	// counted for a moment; 0: a minute.
	Look, Again time.Duration
	slow        time.Duration // after a refusal; 0: refusedWait

	open     atomic.Int32
	known    atomic.Bool        // Slack has taken the app token
	seats    []chan struct{}    // each renews its connection when told to
	looks    chan time.Duration // when to renew one, to be told how many there are
	all      sync.WaitGroup     // connections
	mu       sync.Mutex
	live     []*connection
	stranger stranger
}

// NewSocket returns the transport. api carries the app token, and the HTTP client of Gate.
func NewSocket(b *Bot, api *slack.Client) *Socket { return &Socket{bot: b, api: api} }

// Connected reports whether Slack can reach the bot now.
func (s *Socket) Connected() bool { return s.open.Load() > 0 }

// Run serves until ctx ends, then waits for what is under way. A token that Slack refuses from
// the start is an error; one that it refuses later may be put right, so that is tried again.
func (s *Socket) Run(ctx context.Context) error {
	s.Look, s.Again = cmp.Or(s.Look, time.Hour), cmp.Or(s.Again, time.Minute)
	ctx, end := context.WithCancel(ctx)
	defer end()
	defer s.all.Wait()
	s.looks, s.seats = make(chan time.Duration, 1), nil
	for range Connections {
		s.seats = append(s.seats, make(chan struct{}, 1))
	}
	s.all.Go(func() { s.looking(ctx) })
	ended := make(chan error, Connections)
	for i := range Connections {
		go func() {
			defer end() // one that is refused takes the other with it
			ended <- s.seat(ctx, i)
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

// seat keeps one connection open.
func (s *Socket) seat(ctx context.Context, place int) error {
	age := time.NewTimer(time.Duration(place+1) * s.Look) // so that they are renewed in turn
	defer age.Stop()
	var tries int
	now, next := s.dial(ctx), (*connection)(nil)
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-age.C:
			next = s.renew(ctx, now, next)
			age.Reset(Connections * s.Look)
		case <-s.seats[place]:
			next = s.renew(ctx, now, next)
		case <-next.hasGreeted():
			now.retire()
			now, next = next, nil
		case <-next.hasEnded():
			s.note(next.how, 0)
			if next.how.why == endUngreeted { // mostly because there are too many
				now.giveWay()
			}
			next = nil
		case <-now.hasEnded():
			wait, err := s.after(now.how, &tries)
			if next == nil && (err != nil || sleep(ctx, wait) != nil) {
				return err
			}
			if now, next = next, nil; now == nil {
				now = s.dial(ctx)
			}
		case d := <-now.expires: // Slack closes it sooner than we would renew it
			if d < Connections*s.Look {
				age.Reset(d)
			}
		}
	}
}

// renew opens the successor of now, unless one is on its way or there is nothing to renew.
func (s *Socket) renew(ctx context.Context, now, next *connection) *connection {
	if next != nil || !now.isOpen() {
		return next
	}
	return s.dial(ctx)
}

// after says how long to wait after a connection that ended as how tells, and what else is to be
// done about it. The error is that of a token that Slack never took.
func (s *Socket) after(how ending, tries *int) (time.Duration, error) {
	if how.refused != nil && !s.known.Load() {
		return 0, fmt.Errorf("slack.app_token: Slack answered %w", how.refused)
	}
	if how.lasted >= lasting || how.why == "" {
		*tries = 0
	}
	if how.why == "" { // retired
		return 0, nil
	}
	wait := max(backOff(*tries), how.wait)
	if how.refused != nil {
		wait = cmp.Or(s.slow, refusedWait)
		s.bot.Log.Error("Slack refuses the app token: without a connection nobody reaches the bot, reminders still go out",
			"code", how.refused.Error(), "open", s.open.Load(), "do", "see that Socket Mode is on, make a new app token, put it into slack.app_token and start again", "again_in", wait.String())
	}
	s.note(how, *tries)
	*tries++
	// #nosec G404 -- spreads reconnections in time; nothing has to be unguessable
	return wait/2 + rand.N(wait/2+1), nil
}

// note tells of a connection that ended, in a long outage the 1st, 2nd, 4th, 8th … time.
func (s *Socket) note(how ending, tries int) {
	if how.why == "" { // it was given up
		return
	}
	if s.Ended != nil {
		s.Ended(how.why)
	}
	if tries&(tries-1) == 0 {
		level := slog.LevelWarn
		if how.lasted >= lasting {
			level = slog.LevelInfo
		}
		s.bot.Log.Log(context.Background(), level, "a connection to Slack ended", "why", how.why, "open", s.open.Load(), "tries", tries)
	}
}

// A connection that lasted as long as lasting was a good one. refusedWait is how long to wait
// after Slack refused the token: somebody has to put that right.
const (
	lasting     = time.Minute
	longestWait = 30 * time.Second
	refusedWait = 5 * time.Minute
)

// backOff is how long at most to wait for the next connection after so many in a row that did
// not last: nothing, then 1 s, 2 s and so on up to longestWait.
func backOff(tries int) time.Duration {
	if tries == 0 {
		return 0
	}
	return min(time.Second<<min(tries-1, 10), longestWait)
}

func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
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
