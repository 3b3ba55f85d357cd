package sandbox

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"
)

// TestRestart: messages, edits, deletions, Home, profiles, read marks and undelivered events are as they were.
func TestRestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "workspace.jsonl")
	keep := func(o *Options) { o.Journal = path }
	w, base := open(t, keep)
	p, api := w.As(maya), client(base)
	kept := must[string](t)(p.Say(t.Context(), "kept"))
	gone := must[string](t)(p.Say(t.Context(), "gone"))
	check(t, p.Edit(t.Context(), kept, "edited"))
	check(t, p.Delete(t.Context(), gone))
	_, err := api.PublishView(maya, slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: []slack.Block{
		slack.NewHeaderBlock(plainText("The path"))}}}, "")
	check(t, err)
	_, unreadTS, err := api.PostMessage(maya, slack.MsgOptionText("unread", false))
	check(t, err)
	u, _ := w.User(maya)
	u.TZ = "Asia/Tokyo"
	w.SetUser(u)
	w.Close()

	w, base = open(t, keep)
	p = w.As(maya)
	if m := p.Messages(); len(m) != 2 || m[0].Text != "edited" || m[0].EditedTS == "" || m[1].TS != unreadTS {
		t.Errorf("messages after the restart: %+v", m)
	}
	if p.Home() == nil || p.Home().ShownText() != "The path" {
		t.Errorf("home after the restart: %+v", p.Home())
	}
	if u, _ := w.User(maya); u.TZ != "Asia/Tokyo" {
		t.Errorf("profile after the restart: %+v", u)
	}
	if n := w.unread(maya, w.im(maya)); n != 1 {
		t.Errorf("%d unread after the restart", n)
	}
	if next := must[string](t)(p.Say(t.Context(), "later")); compareTS(next, unreadTS) <= 0 {
		t.Errorf("%s does not come after %s", next, unreadTS)
	}
	texts := make(chan string, 20)
	b := &bot{onEvent: func(e slackevents.EventsAPIEvent, _ socketmode.Request) {
		if m, ok := e.InnerEvent.Data.(*slackevents.MessageEvent); ok && m.SubType == "" {
			texts <- m.Text
		}
	}}
	defer b.connect(t, w, base)()
	if first := <-texts; first != "kept" {
		t.Errorf("the first undelivered event was %q", first)
	}
}

func TestTornJournal(t *testing.T) {
	path := filepath.Join(t.TempDir(), "workspace.jsonl")
	w, _ := open(t, func(o *Options) { o.Journal = path })
	_ = must[string](t)(w.As(maya).Say(t.Context(), "whole"))
	w.Close()
	whole, err := os.ReadFile(path)
	check(t, err)
	for _, torn := range []string{`{"message":{"channel":"D`, "{\"mess\n", "\x00\x00\x00"} {
		check(t, os.WriteFile(path, append(append([]byte{}, whole...), torn...), 0o600))
		w, err := New(Options{Now: time.Now, Users: people, Journal: path})
		check(t, err)
		if m := w.As(maya).Messages(); len(m) != 1 || m[0].Text != "whole" {
			t.Errorf("after %q: %+v", torn, m)
		}
		w.Close()
		if now, err := os.ReadFile(path); err != nil || len(now) != len(whole) {
			t.Errorf("after %q the journal has %d bytes, %v", torn, len(now), err)
		}
	}
	check(t, os.WriteFile(path, append([]byte("broken\n"), whole...), 0o600))
	if _, err := New(Options{Now: time.Now, Journal: path}); err == nil {
		t.Error("a journal that is broken in the middle was taken")
	}
}
