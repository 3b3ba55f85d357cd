package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"interlude/bot/sandbox"
	"interlude/coaching"
	"interlude/reminders"
	"interlude/storage/storagetest/pgtest"
)

func TestMain(m *testing.M) {
	if isChild() {
		childMain()
		return
	}
	if line := os.Getenv(childLine); line != "" {
		os.Exit(run(context.Background(), strings.Fields(line), os.Stdout, os.Stderr, subcommands()...))
	}
	pgtest.Main(m)
}

// databases runs f once on SQLite and once on Postgres, each with a database of its own.
func databases(t *testing.T, f func(t *testing.T, url string)) {
	t.Run("sqlite", func(t *testing.T) { f(t, "sqlite:"+filepath.Join(t.TempDir(), "loop.db")) })
	t.Run("postgres", func(t *testing.T) { f(t, pgtest.URL(t)) })
}

// monday is when plays begin: 10:00 in London, nobody rests.
var monday = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

// play is the whole program as it is served, on a stand-in workspace whose people are played.
type play struct {
	t     testing.TB
	ctx   context.Context
	url   string // of the database
	keys  string
	http  bool // signed HTTP instead of Socket Mode
	again time.Duration
	clock *clock

	between func(reminders.Store, reminders.Poster) (reminders.Store, reminders.Poster) // see surroundings
	ws      *sandbox.Workspace
	web     *httptest.Server // of the workspace
	app     *app
	log     *record
	down    func()
}

// soonEnough is how long a test waits for what has to come: it comes at once, but on a machine that is very busy.
const soonEnough = 30 * time.Second

func newPlay(t testing.TB, url string) *play {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 8*time.Minute)
	t.Cleanup(cancel)
	p := &play{t: t, ctx: ctx, url: url, keys: filepath.Join(t.TempDir(), "keys"), clock: newClock(monday, ""), log: &record{}}
	var err error
	p.ws, err = sandbox.New(workspace(sandbox.Options{Archive: true, Now: p.clock.Now, Patience: 25 * time.Second, Log: newLog(p.log, LogConfig{Level: "debug"})}))
	p.must(err)
	t.Cleanup(p.ws.Close)
	p.web = httptest.NewServer(p.ws.Handler())
	t.Cleanup(p.web.Close)
	p.ws.SetBaseURL(p.web.URL)
	return p
}

func (p *play) config() Config {
	c := defaultConfig()
	c.Slack.APIURL = p.web.URL + "/api/"
	c.Slack.BotToken, c.Slack.AppToken, c.Slack.SigningSecret = secret(sandboxBotToken), secret(sandboxAppToken), secret(sandboxSecret)
	c.Database.URL, c.Keys.File = secret(p.url), p.keys
	c.People.Coaches = demoCoaches()
	c.HTTP.Listen = "127.0.0.1:0"
	c.Limits.PerMinute = 0 // nobody's hands are as fast as these people's
	if p.http {
		c.Slack.Transport = TransportHTTP
	}
	return c
}

// start brings the program up and waits until Slack can reach it.
func (p *play) start() {
	p.t.Helper()
	ctx, cancel := context.WithCancel(p.ctx)
	var err error
	p.app, err = build(ctx, p.config(), surroundings{now: p.clock.Now, log: newLog(p.log, LogConfig{Level: "debug"}), pace: -1, again: p.again, between: p.between})
	p.must(err)
	p.must(p.app.start(ctx))
	l, err := listen("127.0.0.1:0")
	p.must(err)
	if p.http {
		p.ws.SetRequestURL("http://" + l.Addr().String())
	}
	served := make(chan error, 1)
	go func() { served <- p.app.run(ctx, l) }()
	var once sync.Once
	p.down = func() {
		once.Do(func() {
			cancel()
			if err := <-served; err != nil {
				p.t.Errorf("served: %v", err)
			}
			if err := p.app.stop(); err != nil {
				p.t.Errorf("stop: %v", err)
			}
		})
	}
	p.t.Cleanup(p.down)
	p.must(p.ws.WaitFor(p.ctx, p.ws.Connected))
}

func (p *play) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

func (p *play) as(user string) *sandbox.Player { return p.ws.As(user) }

func (p *play) drain() {
	p.t.Helper()
	p.must(p.app.engine.Drain(p.ctx))
}

func (p *play) until(t time.Time) {
	p.t.Helper()
	p.must(p.clock.move(p.ctx, p.app.engine, t))
}

func (p *play) command(user, name, text string) {
	p.t.Helper()
	p.must(p.as(user).Command(p.ctx, name, text))
}

func (p *play) press(user, label string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, soonEnough)
	defer cancel()
	var err error
	tried := p.ws.WaitFor(ctx, func() bool { // a message that is being redrawn has its buttons in a moment
		err = p.as(user).PressLabel(ctx, label)
		return !sandbox.WasRefused(err, "action_not_found")
	})
	if tried != nil || err != nil {
		p.t.Fatalf("%s presses %q: %v\n%s", user, label, err, p.screen(user))
	}
}

// fill fills the open form by its labels: label, value, label, value, …
func (p *play) fill(user string, pairs ...string) {
	p.t.Helper()
	for i := 0; i+1 < len(pairs); i += 2 {
		if err := p.as(user).Fill(p.ctx, pairs[i], pairs[i+1]); err != nil {
			p.t.Fatalf("%s fills %q: %v\n%s", user, pairs[i], err, p.screen(user))
		}
	}
}

// submit sends the open form, which must be accepted, and closes what remains.
func (p *play) submit(user string) {
	p.t.Helper()
	errs, err := p.as(user).Submit(p.ctx)
	p.must(err)
	if len(errs) > 0 {
		p.t.Fatalf("%s: the form was refused: %v", user, errs)
	}
}

func (p *play) closeAll(user string) {
	p.t.Helper()
	if p.as(user).Modal() != nil {
		p.must(p.as(user).CloseAll(p.ctx))
	}
}

// refused sends the open form, which must come back with words under the field.
func (p *play) refused(user, field, words string) {
	p.t.Helper()
	errs, err := p.as(user).Submit(p.ctx)
	p.must(err)
	if !strings.Contains(errs[field], words) {
		p.t.Fatalf("%s: under %s stands %q, want %q", user, field, errs[field], words)
	}
}

func (p *play) sees(user, text string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, soonEnough)
	defer cancel()
	if p.ws.WaitFor(ctx, func() bool { return strings.Contains(p.screen(user), text) }) != nil {
		p.t.Fatalf("%s does not see %q but:\n%s", user, text, p.screen(user))
	}
}

func (p *play) misses(user, text string) {
	p.t.Helper()
	if s := p.screen(user); strings.Contains(s, text) {
		p.t.Fatalf("%s sees %q:\n%s", user, text, s)
	}
}

// screen is all that a person could look at now.
func (p *play) screen(user string) string {
	who := p.as(user)
	var b strings.Builder
	for _, m := range who.Messages() {
		b.WriteString(m.Text + "\n" + sandbox.TextOf(m.Blocks) + "\n")
	}
	for _, v := range who.Modals() {
		b.WriteString(titleOf(v) + "\n" + sandbox.TextOf(v.Blocks) + "\n")
	}
	if h := who.Home(); h != nil {
		b.WriteString(sandbox.TextOf(h.Blocks))
	}
	return b.String()
}

// london is an instant n days after the play's Monday.
func london(days, hour, min int) time.Time {
	loc, _ := time.LoadLocation("Europe/London")
	t, _ := coaching.Instant(coaching.DateOf(monday).Add(days), hour, min, loc)
	return t
}

// record keeps what was logged.
type record struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (r *record) Write(b []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.buf.Write(b)
}

func (r *record) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.buf.String()
}

// neutralWords is what everybody reads who has no part.
const neutralWords = coaching.Neutral

func firstQuestion() string { return coaching.Questions[0] }

func secondQuestion() string { return coaching.Questions[1] }

// last is the newest message that the person sees, as text.
func (p *play) last(user string) string { return sandbox.TextOf(p.as(user).Last().Blocks) }

// titleOf is the text of a form's title.
func titleOf(v *sandbox.View) string {
	var title struct{ Text string }
	_ = json.Unmarshal(v.Title, &title)
	return title.Text
}
