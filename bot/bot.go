package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
	"interlude/coaching/harm"
)

// Answering is how long a command, press, form or event may take before the person is told
// that it did not work: Slack gives up after 3 s.
const Answering = 2500 * time.Millisecond

// Timetable reads schedules of prompts.
type Timetable interface {
	// Next returns the first instant after t (UTC) that the cron expression names on the
	// wall clock of zone, or a *coaching.Error with Field "cron".
	Next(cron, zone string, after time.Time) (time.Time, error)
	// Describe says the expression in words, for example "every Friday at 15:00".
	Describe(cron string) string
}

// Config is what a Bot needs.
type Config struct {
	API       *slack.Client
	HTTP      *http.Client // for response urls; has a timeout
	StandIn   string       // host[:port] of a stand-in workspace, whose response urls lead there; empty: Slack's own
	Store     Store
	Timetable Timetable
	Rules     coaching.Rules
	Now       func() time.Time // the domain's clock, UTC; may be moved
	Wall      func() time.Time // the machine's, to say how long an answer took
	Coaches   []string         // Slack user ids
	Cron      string           // when coachees are asked to reflect, unless they choose
	Zone      string           // IANA zone where Slack gives none
	Places    []harm.Place     // whom one can call where; nil: what the program knows
	Countries []Country        // whose public holidays people can choose, by name; none: there is nothing to choose
	Writing   coaching.Writing // the way to write that is offered first
	FormsOnly bool             // nobody can write to the app in its direct message: everybody's writing is sealed
	// ConsentMonths is after how many calendar months a yes about the sponsor ends by itself; 0:
	// coaching.MaxConsentMonths.
	ConsentMonths int
	Kick          func() // called after every commit: something may be due at once
	Log           *slog.Logger
	Answered      func(what string, took time.Duration) // told how long each answer took; nil: nobody
	Limit         time.Duration                         // how long one answer may take; 0: Answering
	Paces         Paces                                 // how fast people can have the bot work
	Limits        coaching.Limits                       // how much they can have it store

	Retention  coaching.Retention // how long what is over is kept; zero: coaching.DefaultRetention
	ExportCost int                // scrypt's work factor of copies, as a power of two; 0: export.Cost
}

// Bot answers one workspace.
type Bot struct {
	Config
	team       string // Slack team id of the installation
	self       string // the bot's own user id
	enterprise string // the organisation of team; empty: it is in none
	routes     map[key]route
	unkept     sync.Map // events of which was said that they are not kept yet
	dms        sync.Map // Slack user id -> channel id of the direct message
	accounts   accounts
	pace       pace
	gates      gates
	screens    screens
	heard      sync.Map // event type and Slack user id -> event_ts of the newest that was taken
	rechecks   atomic.Bool
	sweeping   sync.Map // person id -> *atomic.Int32, see writesAnew
	drawing    sync.Map // channel id -> *sync.Mutex, see oneByOne
	briefs     briefWatch

	copying    sync.Map      // person id of whom a copy is being made
	exporting  chan struct{} // holds one while a file is made
	takingBack atomic.Bool   // messages about what was erased are being drawn anew
	takeMore   atomic.Bool   // and there is more since
	work       background
	spawn      context.Context // outlives single requests, ends with the bot
	stop       context.CancelFunc
}

// New returns a Bot; a route that is named twice is an error.
func New(c Config) (*Bot, error) {
	if c.Limit == 0 {
		c.Limit = Answering
	}
	if c.FormsOnly {
		c.Writing = coaching.Sealed
	}
	if c.Places == nil {
		c.Places = harm.Places()
	}
	harm.In("") // the lists are read now, not while somebody waits
	c.HTTP = unled(c.HTTP)
	if c.Retention == (coaching.Retention{}) {
		c.Retention = coaching.DefaultRetention
	}
	b := &Bot{Config: c, pace: pace{Paces: c.Paces}, exporting: make(chan struct{}, 1)}
	b.accounts.api, b.accounts.now = func() *slack.Client { return b.API }, func() time.Time { return b.Now() }
	b.spawn, b.stop = context.WithCancel(context.Background())
	var err error
	b.routes, err = index(table())
	return b, err
}

// Connect asks Slack who the bot is. The error names the token that Slack refuses.
func (b *Bot) Connect(ctx context.Context) error {
	who, err := b.API.AuthTestContext(ctx)
	if err != nil {
		return fmt.Errorf("slack.bot_token: Slack answered %w", err)
	}
	b.team, b.self, b.enterprise = who.TeamID, who.UserID, who.EnterpriseID
	return nil
}

// Team returns the Slack team id of the installation, once connected.
func (b *Bot) Team() string { return b.team }

// Close waits until what is under way has been answered, at most until ctx ends.
func (b *Bot) Close(ctx context.Context) error {
	done := make(chan struct{})
	go func() { b.work.Wait(); close(done) }()
	defer b.stop()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("close bot: %w", ctx.Err())
	}
}

// isCoach reports whether the configuration names this Slack user as a coach.
func (b *Bot) isCoach(user string) bool { return slices.Contains(b.Coaches, user) }

// surely is how long commit may take to find out whether a commit without an answer was stored.
const surely = 400 * time.Millisecond

// commit stores c and wakes the reminders.
func (b *Bot) commit(ctx context.Context, c coaching.Change) error {
	err := b.Store.Commit(ctx, c)
	var refusal *coaching.Error
	if err != nil && c.Once != "" && !errors.As(err, &refusal) {
		// The connection may have broken while the database confirmed. The same key tells.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), surely)
		defer cancel()
		if again := b.Store.Commit(ctx, c); again == nil || coaching.Is(again, coaching.Repeated) {
			err = nil
		}
	}
	if err != nil {
		return err
	}
	if b.Kick != nil {
		b.Kick()
	}
	return nil
}

// commitOnce is commit for what c asks for: however often Slack sends c, it has its effect once.
func (b *Bot) commitOnce(ctx context.Context, c *Call, change coaching.Change) error {
	if err := b.mayTell(ctx, c, change); err != nil {
		return err
	}
	change.Once = c.Once
	return b.commit(ctx, change)
}

// later runs f after the answer, with a deadline of its own; Close waits for it.
func (b *Bot) later(what string, f func(context.Context) error) {
	b.work.Go(func() {
		ctx, cancel := context.WithTimeout(b.spawn, 10*time.Second)
		defer cancel()
		defer func() {
			if p := recover(); p != nil {
				b.Log.Error("panicked afterwards", "what", what, "type", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
			}
		}()
		if err := f(ctx); err != nil {
			b.Log.Warn("afterwards", "what", what, "err", err)
		}
	})
}
