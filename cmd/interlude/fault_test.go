package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"interlude/storage/storagetest/pgtest"
)

// TestDatabaseAwayInMidFlight: while Postgres is down nothing is claimed to be saved and the
// person's text stays in the form; once it is back, the same form is taken, and reminders go on.
func TestDatabaseAwayInMidFlight(t *testing.T) {
	server := pgtest.Start(t)
	p := newPlay(t, server.URL(t))
	p.start()
	p.invite()
	p.accept()
	p.command(userMaya, "/reflect", "")
	p.fill(userMaya, firstQuestion(), "written while the lights went out")

	server.Kill()
	errs, err := p.as(userMaya).Submit(p.ctx)
	p.must(err)
	if len(errs) == 0 {
		t.Fatal("the form was taken while the database was away")
	}
	for _, words := range errs {
		if !strings.Contains(words, "could not save") {
			t.Errorf("under the field stands %q", words)
		}
	}
	if got := p.as(userMaya).Input(firstQuestion()); got != "written while the lights went out" {
		t.Errorf("the form holds %q now", got)
	}
	if err := p.as(userAnna).Command(p.ctx, "/actions", ""); err != nil {
		t.Errorf("a command while the database is away: %v", err)
	}
	p.sees(userAnna, "could not")
	ts, err := p.as(userMaya).Say(p.ctx, "typed in the dark")
	p.must(err)
	p.sees(userMaya, "could not keep this yet")

	p.must(server.Start())
	p.eventually("the form is taken", func() bool {
		errs, err := p.as(userMaya).Submit(p.ctx)
		return err == nil && len(errs) == 0
	})
	p.closeAll(userMaya)
	p.ws.RedeliverEvents()
	p.sees(userMaya, "Kept")
	p.must(p.as(userMaya).Delete(p.ctx, ts))
}

// eventually asks again until it holds; the database needs a moment to come back.
func (p *play) eventually(what string, holds func() bool) {
	p.t.Helper()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	end, cancel := context.WithTimeout(p.ctx, soonEnough)
	defer cancel()
	for !holds() {
		select {
		case <-tick.C:
		case <-end.Done():
			p.t.Fatalf("%s: not within %s", what, soonEnough)
		}
	}
}

// TestRefusedStarts: whatever is wrong at the start is said in one line, with exit code 1.
func TestRefusedStarts(t *testing.T) {
	p := newPlay(t, "sqlite:"+filepath.Join(t.TempDir(), "x.db"))
	p.start()
	p.down()
	for name, c := range map[string]struct {
		change func(*Config)
		says   string
	}{
		"a wrong bot token":       {func(c *Config) { c.Slack.BotToken = secret("xoxb-other") }, "slack.bot_token"},
		"a wrong app token":       {func(c *Config) { c.Slack.AppToken = secret("xapp-other") }, "slack.app_token"},
		"a database out of reach": {func(c *Config) { c.Database.URL = secret("postgres://nobody:hidden@127.0.0.1:1/none") }, "database"},
		"another key":             {func(c *Config) { c.Keys.File = otherKey(t) }, "key"},
		"no key for old data":     {func(c *Config) { c.Keys.File = filepath.Join(t.TempDir(), "none") }, "key"},
		"a key open to others":    {func(c *Config) { c.Keys.File = openKey(t, p.keys) }, "key"},
		"a port in use":           {func(c *Config) { c.HTTP.Listen = strings.TrimPrefix(p.web.URL, "http://") }, "http.listen"},
	} {
		t.Run(name, func(t *testing.T) {
			config := p.config()
			c.change(&config)
			ctx, cancel := context.WithTimeout(p.ctx, time.Minute)
			defer cancel()
			err := serve(ctx, config, surroundings{now: p.clock.Now, log: newLog(p.log, LogConfig{Level: "debug"}), pace: -1})
			if err == nil || ctx.Err() != nil {
				t.Fatalf("it served: %v", err)
			}
			if !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "hidden") {
				t.Errorf("it says %q, which should name %s and no secret", err, c.says)
			}
		})
	}
}

// otherKey is a key file of another installation.
func otherKey(t *testing.T) string {
	t.Helper()
	p := newPlay(t, "sqlite:"+filepath.Join(t.TempDir(), "other.db"))
	p.start()
	p.down()
	return p.keys
}

// openKey is a copy of the right key that everybody may read.
func openKey(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	loose := filepath.Join(t.TempDir(), "loose")
	if err := os.WriteFile(loose, b, 0o644); err != nil {
		t.Fatal(err)
	}
	return loose
}
