package bot

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"interlude/bot/sandbox"
	"interlude/coaching"
	"interlude/reminders"
	"interlude/storage"
	"interlude/storage/storagetest"
)

// The rig's people.
const (
	anna  = "UANNA"  // named as a coach, Europe/Berlin
	tom   = "UTOM"   // named as a coach, America/New_York
	maya  = "UMAYA"  // coachee to be, Europe/London
	ravi  = "URAVI"  // coachee to be, Asia/Kolkata
	helen = "UHELEN" // sponsor to be
	sam   = "USAM"   // no part
)

// rigStart is a Monday morning in winter.
var rigStart = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

// rig is a stand-in workspace, the bot connected to it over Socket Mode with the real
// slack-go, a real SQLite file, the real reminders and a clock that stands until it is moved.
type rig struct {
	t      *testing.T
	ctx    context.Context
	ws     *sandbox.Workspace
	bot    *Bot
	store  *storage.Store
	engine *reminders.Engine
	clock  *stepClock
	rules  *rigRules
	url    string // of the workspace
	log    *testLog
	wire   *slackWire // what the bot calls Slack with
	unplug func()     // ends the bot's connections
}

// stepClock stands still, a millisecond per reading apart, so that nothing happens at once.
type stepClock struct {
	mu sync.Mutex
	at time.Time
}

func (c *stepClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(time.Millisecond)
	return c.at
}

func (c *stepClock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.After(c.at) {
		c.at = t
	}
}

// rigBlank is the database with which every rig begins.
var rigBlank = storagetest.Blank{Migrate: func(ctx context.Context, h storage.Handle) error { return reminders.MigrateQueue(ctx, reminders.DB(h)) }}

// soonEnough is how long a test waits for what has to come: it comes at once, but on a machine that is very busy.
const soonEnough = 30 * time.Second

func newRig(t *testing.T) *rig {
	t.Helper()
	return newRigFor(t, 5*time.Minute)
}

// newRigFor is newRig for a play that may take as long as patience.
func newRigFor(t *testing.T, patience time.Duration) *rig {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	r := &rig{t: t, ctx: ctx, clock: &stepClock{at: rigStart}, rules: &rigRules{}}
	var err error
	r.ws, err = sandbox.New(sandbox.Options{Archive: true, Now: r.clock.Now, Wall: time.Now, Patience: 25 * time.Second, Users: []sandbox.User{
		{ID: anna, Name: "anna", RealName: "Anna Berg", TZ: "Europe/Berlin"}, {ID: tom, Name: "tom", RealName: "Tom Okafor", TZ: "America/New_York"},
		{ID: maya, Name: "maya", RealName: "Maya Lindqvist", TZ: "Europe/London"}, {ID: ravi, Name: "ravi", RealName: "Ravi Menon", TZ: "Asia/Kolkata"},
		{ID: helen, Name: "helen", RealName: "Helen Price", TZ: "Europe/London"}, {ID: sam, Name: "sam", RealName: "Sam Doyle", TZ: "Europe/London"},
	}})
	r.must(err)
	srv := httptest.NewServer(r.ws.Handler())
	r.url = srv.URL
	r.ws.SetBaseURL(srv.URL)
	r.log = rigLog(t)
	log := slog.New(slog.NewTextHandler(r.log, &slog.HandlerOptions{Level: slog.LevelWarn}))
	r.store = rigBlank.SQLite(ctx, t, r.clock.Now)
	r.wire = &slackWire{}
	client := &http.Client{Timeout: 10 * time.Second, Transport: r.wire}
	api := slack.New("xoxb-sandbox", slack.OptionHTTPClient(client), slack.OptionAPIURL(srv.URL+"/api/"), slack.OptionAppLevelToken("xapp-sandbox"))
	rules := coaching.Rules{QuietFrom: "18:00", QuietTo: "08:00", QuietWeekend: true, PerDay: 1, PerWeek: 3, Late: 4 * time.Hour}
	rules.Holiday = func(country string, d coaching.Date) bool {
		return r.rules.Holiday != nil && r.rules.Holiday(country, d)
	}
	r.bot, err = New(Config{API: api, HTTP: client, StandIn: strings.TrimPrefix(srv.URL, "http://"), Store: r.store, Timetable: reminders.Timetable{}, Rules: rules, Now: r.clock.Now, Wall: time.Now,
		Coaches: []string{anna, tom}, Cron: "0 15 * * 5", Zone: "UTC", Writing: coaching.Open, Log: log, Kick: func() { r.engine.Kick() }, Limit: 20 * time.Second, ExportCost: 4})
	r.must(err)
	r.engine, err = reminders.New(reminders.Config{Store: r.store, Poster: r.bot, Rules: rules, Now: r.clock.Now, Wall: time.Now, Log: log,
		DB: reminders.DB(r.store.Handle()), Pace: -1, Keeper: r.store, Forgot: r.bot.Forgot})
	r.must(err)
	r.must(r.bot.Connect(ctx))
	r.must(r.engine.StartAlone(ctx))
	r.serve(api)
	t.Cleanup(func() {
		r.unplug()
		_ = r.engine.Stop(ctx) // first: its posts give the bot something to redraw
		_ = r.bot.Close(ctx)
		if strings.Contains(r.log.String(), "panicked afterwards") {
			t.Error("something panicked after an answer, see the log")
		}
		r.ws.Close()
		srv.Close()
		_ = r.store.Close()
		cancel()
	})
	return r
}

func (r *rig) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) as(user string) *sandbox.Player { return r.ws.As(user) }

// drain lets everything that is due now be delivered.
func (r *rig) drain() {
	r.t.Helper()
	r.must(r.engine.Drain(r.ctx))
}

// until moves the clock to t, stopping wherever something is due.
func (r *rig) until(t time.Time) {
	r.t.Helper()
	r.drain()
	for range 1000 {
		due, ok, err := r.engine.NextDue(r.ctx)
		r.must(err)
		if !ok || due.After(t) {
			break
		}
		r.clock.set(due)
		r.drain()
	}
	r.clock.set(t)
	r.drain()
}

// sees waits until the person's direct messages (ephemeral ones too), open forms or Home
// show text.
func (r *rig) sees(user, text string) {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.ctx, soonEnough)
	defer cancel()
	if r.ws.WaitFor(ctx, func() bool { return strings.Contains(r.screen(user), text) }) != nil {
		r.t.Fatalf("%s does not see %q but:\n%s", user, text, r.screen(user))
	}
}

// misses fails when the person sees text now.
func (r *rig) misses(user, text string) {
	r.t.Helper()
	if s := r.screen(user); strings.Contains(s, text) {
		r.t.Fatalf("%s sees %q:\n%s", user, text, s)
	}
}

// screen is all that a person could look at now.
func (r *rig) screen(user string) string {
	p := r.as(user)
	var b strings.Builder
	for _, m := range p.Messages() {
		b.WriteString(m.Text + "\n" + sandbox.TextOf(m.Blocks) + "\n")
	}
	for _, v := range p.Modals() {
		b.WriteString(titleOf(v) + "\n" + sandbox.TextOf(v.Blocks) + "\n")
	}
	if h := p.Home(); h != nil {
		b.WriteString(sandbox.TextOf(h.Blocks))
	}
	return b.String()
}

// fill fills a form by its labels: label, value, label, value, …
func (r *rig) fill(user string, pairs ...string) {
	r.t.Helper()
	for i := 0; i+1 < len(pairs); i += 2 {
		r.must(r.as(user).Fill(r.ctx, pairs[i], pairs[i+1]))
	}
}

// submit sends the open form, which must be accepted.
func (r *rig) submit(user string) {
	r.t.Helper()
	errs, err := r.as(user).Submit(r.ctx)
	r.must(err)
	if len(errs) > 0 {
		r.t.Fatalf("the form was refused: %v", errs)
	}
}

// press presses the button of this text: in the open form, else in the newest message with it.
func (r *rig) press(user, label string) {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.ctx, soonEnough)
	defer cancel()
	var err error
	tried := r.ws.WaitFor(ctx, func() bool { // a message that is being redrawn has its buttons in a moment
		err = r.as(user).PressLabel(ctx, label)
		return !sandbox.WasRefused(err, "action_not_found")
	})
	if tried != nil || err != nil {
		r.t.Fatalf("%s presses %q: %v\n%s", user, label, err, r.screen(user))
	}
}

// command sends a slash command.
func (r *rig) command(user, name, text string) {
	r.t.Helper()
	r.must(r.as(user).Command(r.ctx, name, text))
}

// engage starts an engagement through the form, and has the agreement accepted in open or
// sealed writing, by everybody who is asked.
func (r *rig) engage(coach, coachee, sponsor, way string) {
	r.t.Helper()
	r.command(coach, "/coaching", "start")
	r.fill(coach, "Coachee", coachee)
	if sponsor != "" {
		r.fill(coach, "Sponsor", sponsor)
	}
	r.submit(coach)
	r.must(r.as(coach).CloseAll(r.ctx))
	r.drain()
	r.press(coachee, "Review agreement")
	r.fill(coachee, "How would you like to write?", way)
	r.submit(coachee)
	r.must(r.as(coachee).CloseAll(r.ctx))
	r.drain()
	if sponsor != "" {
		r.press(sponsor, "Review your part")
		r.submit(sponsor)
		r.must(r.as(sponsor).CloseAll(r.ctx))
		r.drain()
	}
}

// rigLog shows the bot's warnings with the test that caused them, while it runs.
func rigLog(t *testing.T) *testLog {
	w := &testLog{t: t}
	t.Cleanup(w.end)
	return w
}

type testLog struct {
	mu    sync.Mutex
	t     *testing.T
	text  strings.Builder
	ended bool
}

// String is all that was logged.
func (l *testLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func (l *testLog) end() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ended = true
}

func (l *testLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text.Write(p)
	if !l.ended {
		l.t.Log(strings.TrimSpace(string(p)))
	}
	return len(p), nil
}

// titleOf is the text of a form's title.
func titleOf(v *sandbox.View) string {
	var title slack.TextBlockObject
	_ = json.Unmarshal(v.Title, &title)
	return title.Text
}
