package reminders

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/riverqueue/river"

	"interlude/coaching"
)

// A job that runs longer than jobTimeout is cut off; one that has not ended after rescueAfter
// lost its process and runs again. Slack is given less than either.
const (
	jobTimeout  = 30 * time.Second
	rescueAfter = 45 * time.Second
	postTimeout = 15 * time.Second
)

// stopWithin is how long Stop lets what is under way finish.
const stopWithin = 10 * time.Second

// Config is what an Engine needs. Store, Poster, Now, Wall and DB must be set.
type Config struct {
	Store  Store
	Poster Poster
	Rules  coaching.Rules
	DB     DB

	// Keeper has erased what is due to be; nil: nothing is. Retention says when that is, zero:
	// coaching.DefaultRetention. Forgot is told about whom; nil: nobody.
	Keeper    Keeper
	Retention coaching.Retention
	Forgot    func(coachee coaching.ID)

	// Now is the clock of the domain, in UTC: what is due, late or quiet. It may stand days
	// ahead of the clock on the wall, and be moved.
	Now func() time.Time
	// Wall is the clock by which River lives and Slack answers: the machine's.
	Wall func() time.Time

	Log     *slog.Logger  // nil: silence
	Workers int           // posts at the same time in one workspace; 0: 10
	Sweep   time.Duration // how often, at least, to look for what is due; 0: 1 s
	Pace    time.Duration // least time between two messages to one person; 0: 1 s, negative: no limits at all
	Rate    float64       // messages a second and workspace to begin with, until its answers tell more; 0: 4
	Settle  time.Duration // how long after doubt a message may take to show up in Slack's history; 0: 15 s
	Stall   time.Duration // how long after its intent another process may post, dead or standing still; 0: 20 s

	// Count is told what happens to each delivery: "due" when it is decided for the first time;
	// then "sent", "missed", "cancelled" or "held", a space and the reason; "ambiguous", a space
	// and a code, when it is unknown whether a post was stored, and "again uncertain" when it is
	// posted again although nobody could tell; "late", after "sent", when that was more than a
	// minute after it was to go. A hold of the rules moves that instant, one for Slack's limits
	// does not. The words are fixed, but for the codes with which Slack refuses; nil: nobody.
	Count func(kind coaching.DeliveryKind, result string)
	// Lag is told, at the first intent to post a delivery, how long after the instant at which
	// it was to go that was; never negative. nil: nobody.
	Lag func(kind coaching.DeliveryKind, lag time.Duration)
}

// Engine notices what is due and has it delivered.
//
// Every message is delivered at least once while anybody wants it, and exactly once as far as
// Slack lets one know; news for sponsors at most once.
type Engine struct {
	config  Config
	queue   queue
	pace    *pace
	doubt   doubts
	load    carried
	ran     runs
	living  atomic.Int32 // processes that share the store, this one included
	account account

	sweeping sync.Mutex // one sweep at a time
	kick     chan struct{}
	end      context.CancelFunc // ends the loops
	loop     sync.WaitGroup
}

// New returns an engine that has not started. The queue's tables must be there, see MigrateQueue.
func New(c Config) (*Engine, error) {
	e, err := unqueued(c)
	if err != nil {
		return nil, err
	}
	workers := river.NewWorkers()
	if err := river.AddWorkerSafely(workers, &worker{engine: e}); err != nil {
		return nil, fmt.Errorf("new engine: %w", err)
	}
	most := e.config.Workers
	if e.pace != nil { // they wait for their turn; how many post is up to pace
		most = mostWaiting
	}
	e.queue, err = openQueue(c.DB, strings.ToLower(rand.Text()), most, &river.Config{
		Workers: workers,
		// Much less than River's own: there are few jobs, and people wait for them. River tells
		// of new jobs once in a cooldown only; those of which it does not wait for a poll.
		FetchCooldown:        5 * time.Millisecond,
		FetchPollInterval:    250 * time.Millisecond,
		JobTimeout:           jobTimeout,
		RescueStuckJobsAfter: rescueAfter,
		SoftStopTimeout:      stopWithin,
		Logger:               slog.New(quieter{e.config.Log.Handler()}),
	})
	if err != nil {
		return nil, fmt.Errorf("new engine: %w", err)
	}
	return e, nil
}

// mostWaiting is how many jobs may wait for Slack's limits, over all workspaces.
const mostWaiting = 1000

// unqueued returns an engine that has no queue yet.
func unqueued(c Config) (*Engine, error) {
	if c.Store == nil || c.Poster == nil || c.Now == nil || c.Wall == nil {
		return nil, errors.New("new engine: a store, a poster and both clocks are needed")
	}
	c.fill()
	e := &Engine{config: c, kick: make(chan struct{}, 1), ran: runs{news: make(chan struct{}, 1)}}
	e.account.Config = &e.config
	if c.Pace > 0 {
		e.pace = &pace{wall: c.Wall, apart: c.Pace, rate: c.Rate, posts: c.Workers, share: 1,
			after: func(d time.Duration, f func()) { time.AfterFunc(d, f) }}
	}
	return e, nil
}

// foreign is how long after another process's intent its message may show up. That process may
// have stood still before it posted, and may do so yet, or have died since.
func (e *Engine) foreign() time.Duration { return e.config.Stall + e.config.Settle }

func (c *Config) fill() {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Count == nil {
		c.Count = func(coaching.DeliveryKind, string) {}
	}
	if c.Lag == nil {
		c.Lag = func(coaching.DeliveryKind, time.Duration) {}
	}
	if c.Forgot == nil {
		c.Forgot = func(coaching.ID) {}
	}
	c.Retention = or(c.Retention, coaching.DefaultRetention)
	c.Workers = or(c.Workers, 10)
	c.Sweep = or(c.Sweep, time.Second)
	c.Pace = or(c.Pace, apart)
	c.Rate = or(c.Rate, perSecond)
	c.Settle = or(c.Settle, 15*time.Second)
	c.Stall = or(c.Stall, frozen+postTimeout)
}

func or[T comparable](v, otherwise T) T {
	var zero T
	if v == zero {
		return otherwise
	}
	return v
}

// Start begins to work. The end of ctx does not stop it, Stop does.
func (e *Engine) Start(ctx context.Context) error {
	ctx = context.WithoutCancel(ctx)
	living, err := e.queue.beat(ctx)
	if err == nil {
		e.among(living)
		err = e.queue.start(ctx)
	}
	if err != nil {
		return fmt.Errorf("start engine: %w", err)
	}
	ctx, e.end = context.WithCancel(ctx)
	e.loop.Go(func() { e.run(ctx) })
	e.loop.Go(func() { e.live(ctx) })
	return nil
}

// StartAlone is Start for the only process of an SQLite file: what a dead process held is
// taken back at once instead of after a minute. The caller has proved that it is alone.
func (e *Engine) StartAlone(ctx context.Context) error {
	if err := e.queue.takeOver(ctx); err != nil {
		return fmt.Errorf("start engine alone: %w", err)
	}
	return e.Start(ctx)
}

// Stop finishes what is under way, within ten seconds, or less if ctx ends before.
func (e *Engine) Stop(ctx context.Context) error {
	if e.end == nil {
		return nil
	}
	e.end()
	e.loop.Wait()
	ctx, cancel := context.WithTimeout(ctx, stopWithin)
	defer cancel()
	err := e.queue.stop(ctx)
	if err == nil { // what has not begun is taken over at once
		err = e.queue.leave(ctx)
	}
	if err != nil {
		return fmt.Errorf("stop engine: %w", err)
	}
	return nil
}

// among notes how many processes share the store.
func (e *Engine) among(living int) {
	// #nosec G115 -- a handful of processes
	e.living.Store(int32(living))
	e.pace.shared(living)
}

// Living returns how many processes shared the store when this one last said that it lives, this
// one included; 0 before Start. One that was killed counts for up to 15 seconds more.
func (e *Engine) Living() int { return int(e.living.Load()) }

// NextDue returns the earliest instant (UTC) at which something is due; false: nothing is.
func (e *Engine) NextDue(ctx context.Context) (time.Time, bool, error) {
	return e.config.Store.NextDue(ctx)
}

// quieter passes on what River warns of, not what it does all day.
type quieter struct{ slog.Handler }

// Enabled lets warnings and errors pass.
func (q quieter) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && q.Handler.Enabled(ctx, l)
}

// WithAttrs keeps the threshold.
func (q quieter) WithAttrs(a []slog.Attr) slog.Handler { return quieter{q.Handler.WithAttrs(a)} }

// WithGroup keeps the threshold.
func (q quieter) WithGroup(name string) slog.Handler { return quieter{q.Handler.WithGroup(name)} }
