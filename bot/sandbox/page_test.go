package sandbox

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
)

// browser calls the page's API as the page does.
type browser struct {
	t *testing.T
	w *Workspace
}

func (b browser) get(path string) obj {
	b.t.Helper()
	return serve(b.t, b.w, httptest.NewRequest(http.MethodGet, "/page/api/"+path, nil))
}

func (b browser) post(path string, body obj) obj {
	b.t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		b.t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/page/api/"+path, bytes.NewReader(raw))
	r.Header.Set("Origin", "http://example.com") // httptest's host
	return serve(b.t, b.w, r)
}

func (b browser) view(user string) obj { return b.get("view?user=" + user) }

// messages is the list of the first conversation.
func messages(view obj) (out []obj) {
	for _, m := range view["conversations"].([]any)[0].(obj)["messages"].([]any) {
		out = append(out, m.(obj))
	}
	return out
}

func TestPagePlaysAPerson(t *testing.T) {
	w, base := open(t, func(o *Options) { o.Commands = []Command{{Command: "/book", Description: "Book", UsageHint: "when"}} })
	b, last := commanded(t, w, base)
	b.onCommand = func(c slack.SlashCommand) any {
		*last = c
		if _, err := b.api.OpenView(c.TriggerID, form("Book", textInput("topic", "Topic"))); err != nil {
			t.Error(err)
		}
		return nil
	}
	var acts []slack.InteractionCallback
	b.onInteraction = func(i slack.InteractionCallback) any {
		acts = append(acts, i)
		if i.Type == slack.InteractionTypeViewSubmission && i.View.State.Values["topic"]["in"].Value == "bad" {
			return slack.NewErrorsViewSubmissionResponse(map[string]string{"topic": "Choose another."})
		}
		return nil
	}
	page := browser{t, w}
	ws := page.get("workspace")
	if ws["app"].(obj)["connected"] != true || ws["commands"].([]any)[0].(obj)["usage_hint"] != "when" || ws["clock_movable"] != false || len(ws["users"].([]any)) != 3 {
		t.Errorf("workspace %v", ws)
	}
	im := page.view(maya)["conversations"].([]any)[0].(obj)["id"]
	wantCode(t, page.post("command", obj{"user": maya, "channel": im, "command": "/book", "text": "x"}), "")
	wantCode(t, page.post("command", obj{"user": maya, "channel": im, "command": "/other"}), "unknown_command")
	modal := page.view(maya)["modals"].([]any)[0].(obj)
	state := func(v string) obj { return obj{"topic": obj{"in": obj{"type": "plain_text_input", "value": v}}} }
	got := page.post("submit", obj{"user": maya, "view_id": modal["id"], "state": state("bad")})
	kept := page.view(maya)["modals"].([]any)[0].(obj)
	if got["ok"] != false || got["errors"].(obj)["topic"] != "Choose another." || kept["errors"].(obj)["topic"] != "Choose another." ||
		kept["state"].(obj)["values"].(obj)["topic"].(obj)["in"].(obj)["value"] != "bad" {
		t.Errorf("answer %v, form %v", got, kept)
	}
	wantCode(t, page.post("submit", obj{"user": maya, "view_id": modal["id"], "state": state("good")}), "")
	if n := len(page.view(maya)["modals"].([]any)); n != 0 {
		t.Errorf("%d forms open", n)
	}
	ts := page.post("message", obj{"user": maya, "channel": im, "text": "hi", "files": []obj{{"name": "a.txt"}}})["ts"]
	wantCode(t, page.post("edit", obj{"user": maya, "channel": im, "ts": ts, "text": "hello"}), "")
	_, _, err := b.api.PostMessage(maya, slack.MsgOptionText("A question", false), slack.MsgOptionBlocks(slack.NewActionBlock("row",
		slack.NewOptionsSelectBlockElement("static_select", nil, "pick", slack.NewOptionBlockObject("one", plainText("One"), nil)))))
	check(t, err)
	list := messages(page.view(maya))
	mine, asked := list[len(list)-2], list[len(list)-1]
	if mine["mine"] != true || mine["text"] != "hello" || mine["edited"] == nil || mine["name"] != "Maya Chen" || len(mine["files"].([]any)) != 1 ||
		asked["bot"] != true || asked["notification"] != "A question" || asked["mine"] != false {
		t.Errorf("messages %v", list)
	}
	if n := page.view(maya)["conversations"].([]any)[0].(obj)["unread"]; n != 1.0 {
		t.Errorf("unread %v", n)
	}
	wantCode(t, page.post("read", obj{"user": maya, "channel": im}), "")
	if n := page.view(maya)["conversations"].([]any)[0].(obj)["unread"]; n != 0.0 {
		t.Errorf("unread %v", n)
	}
	option := obj{"text": plainObj("One"), "value": "one"}
	wantCode(t, page.post("press", obj{"user": maya, "channel": im, "ts": asked["ts"], "block_id": "row", "action_id": "pick",
		"value": obj{"type": "static_select", "selected_option": option}}), "")
	act := acts[len(acts)-1]
	if act.ActionCallback.BlockActions[0].SelectedOption.Value != "one" || act.BlockActionState.Values["row"]["pick"].SelectedOption.Value != "one" {
		t.Errorf("press %+v", act.ActionCallback.BlockActions[0])
	}
	wantCode(t, page.post("press", obj{"user": tom, "channel": im, "ts": asked["ts"], "action_id": "pick"}), "channel_not_found")
	wantCode(t, page.post("delete", obj{"user": maya, "channel": im, "ts": ts}), "")
	wantCode(t, page.post("home", obj{"user": maya}), "")
	wantCode(t, page.post("profile", obj{"user": maya, "tz": "Mars/Base"}), "invalid_timezone")
	wantCode(t, page.post("profile", obj{"user": maya, "tz": "Asia/Tokyo", "deleted": true}), "")
	if u, _ := w.User(maya); u.TZ != "Asia/Tokyo" || !u.Deleted {
		t.Errorf("profile %+v", u)
	}
	wantCode(t, page.post("profile", obj{"user": "UNOBODY", "tz": "Asia/Tokyo"}), "user_not_found")
	wantCode(t, page.post("profile", obj{"user": tom, "status": obj{"emoji": ":palm_tree:", "text": "Away"}, "snooze": "2999-01-01T00:00:00Z"}), "")
	if found := page.get("search_users?q=tom")["users"].([]any); found[0].(obj)["status"].(obj)["text"] != "Away" || found[0].(obj)["snoozed_until"] != "2999-01-01T00:00:00Z" {
		t.Errorf("shown %v", found)
	}
	wantCode(t, page.post("profile", obj{"user": tom, "status": obj{"emoji": "", "text": ""}, "snooze": "0001-01-01T00:00:00Z"}), "")
	if found := page.get("search_users?q=tom")["users"].([]any); found[0].(obj)["status"] != nil || found[0].(obj)["snoozed_until"] != nil {
		t.Errorf("still shown %v", found)
	}
	if found := page.get("search_users?q=BERG")["users"].([]any); len(found) != 1 {
		t.Errorf("found %v", found)
	}
}

func TestPageRefusesForeignSites(t *testing.T) {
	w, _ := open(t, nil)
	r := httptest.NewRequest(http.MethodPost, "/page/api/message", strings.NewReader(`{"user":"`+maya+`","text":"x"}`))
	r.Header.Set("Origin", "https://evil.example")
	if got := serve(t, w, r); got["status"] != http.StatusForbidden || len(w.As(maya).Messages()) != 0 {
		t.Errorf("answer %v", got)
	}
	rec := httptest.NewRecorder()
	w.Handler().ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/", nil))
	if rec.Code != http.StatusOK || !strings.Contains(rec.Header().Get("Content-Security-Policy"), "default-src 'self'") {
		t.Errorf("page: status %d, %v", rec.Code, rec.Header())
	}
}

func TestPageMovesTheClock(t *testing.T) {
	h := newHands()
	start := h.now()
	w, _ := open(t, func(o *Options) {
		h.use(o)
		o.MoveClock = func(_ context.Context, to time.Time) error { h.advance(to.Sub(h.now())); return nil }
		o.NextDue = func(context.Context) (time.Time, bool) { return start.Add(48 * time.Hour), true }
	})
	page := browser{t, w}
	if got := page.get("workspace"); got["next_due"] != "2026-11-24T09:00:00Z" || got["now"] != "2026-11-22T09:00:00Z" {
		t.Errorf("workspace %v", got)
	}
	for _, c := range []struct {
		body obj
		now  string
		code string
	}{
		{obj{"by_seconds": 3600}, "2026-11-22T10:00:00Z", ""},
		{obj{"to": "2026-11-23T10:00:00+01:00"}, "2026-11-23T09:00:00Z", ""},
		{obj{"next": true}, "2026-11-24T09:00:00Z", ""},
		{obj{"to": "2026-11-22T10:00:00Z"}, "2026-11-24T09:00:00Z", "clock_backwards"},
		{obj{"to": "tomorrow"}, "2026-11-24T09:00:00Z", "invalid_time"},
	} {
		got := page.post("clock", c.body)
		wantCode(t, got, c.code)
		if now := rfc3339(h.now()); now != c.now {
			t.Errorf("%v: now %s", c.body, now)
		}
	}
	fixed, _ := open(t, nil)
	wantCode(t, browser{t, fixed}.post("clock", obj{"by_seconds": 1}), "clock_fixed")
}

func TestStream(t *testing.T) {
	w, base := open(t, nil)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/page/api/stream?user="+maya, nil)
	check(t, err)
	res, err := http.DefaultClient.Do(r)
	check(t, err)
	defer res.Body.Close()
	lines := bufio.NewScanner(res.Body)
	next := func() string {
		for lines.Scan() {
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				return data
			}
		}
		t.Fatalf("the stream ended: %v", lines.Err())
		return ""
	}
	if got := next(); !strings.Contains(got, tom) || !strings.Contains(got, `"clock":"2`) {
		t.Errorf("greeted with %s", got)
	}
	_ = must[string](t)(w.As(maya).Say(t.Context(), "hello"))
	if got := next(); !strings.Contains(got, maya) || strings.Contains(got, tom) {
		t.Errorf("told of %s", got)
	}
}
