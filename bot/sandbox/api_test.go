package sandbox

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
)

// post calls a method with form fields and returns the answer.
func post(t *testing.T, w *Workspace, method string, fields ...string) obj {
	t.Helper()
	form := url.Values{"token": {"xoxb-sandbox"}}
	for i := 0; i < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, "/api/"+method, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return serve(t, w, r)
}

func serve(t *testing.T, w *Workspace, r *http.Request) obj {
	t.Helper()
	rec := httptest.NewRecorder()
	w.Handler().ServeHTTP(rec, r)
	var out obj
	if err := json.Unmarshal(rec.Body.Bytes(), &out); err != nil {
		t.Fatalf("%s: status %d, body %q", r.URL.Path, rec.Code, rec.Body)
	}
	out["status"] = rec.Code
	return out
}

func wantCode(t *testing.T, got obj, code string) {
	t.Helper()
	if (code == "") != (got["ok"] == true) || (code != "" && got["error"] != code) {
		t.Errorf("answer %v, want error %q", got, code)
	}
}

func TestTokensAndMethods(t *testing.T) {
	w, _ := open(t, nil)
	wantCode(t, post(t, w, "no.such"), "unknown_method")
	wantCode(t, post(t, w, "auth.test"), "")
	wantCode(t, post(t, w, "auth.test", "token", ""), "not_authed")
	wantCode(t, post(t, w, "auth.test", "token", "xoxb-stolen"), "invalid_auth")
	wantCode(t, post(t, w, "apps.connections.open"), "not_allowed_token_type")
	wantCode(t, post(t, w, "apps.connections.open", "token", "xapp-sandbox"), "")
	w.Uninstall()
	wantCode(t, post(t, w, "auth.test"), "account_inactive")
	w.Reinstall()
	r := httptest.NewRequest(http.MethodPost, "/api/users.info", strings.NewReader(`{"user":"`+maya+`"}`))
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	r.Header.Set("Authorization", "Bearer xoxb-sandbox")
	if got := serve(t, w, r); got["user"].(obj)["tz"] != "Europe/Berlin" || got["user"].(obj)["tz_offset"] == nil {
		t.Errorf("user %v", got)
	}
}

func TestWhatTheAppMayNotDoWithMessages(t *testing.T) {
	w, _ := open(t, nil)
	p := w.As(maya)
	ch := p.ChannelID()
	theirs := must[string](t)(p.Say(t.Context(), "mine"))
	wantCode(t, post(t, w, "chat.update", "channel", ch, "ts", theirs, "text", "x"), "cant_update_message")
	wantCode(t, post(t, w, "chat.delete", "channel", ch, "ts", theirs), "cant_delete_message")
	wantCode(t, post(t, w, "chat.update", "channel", ch, "ts", "1.000001", "text", "x"), "message_not_found")
	wantCode(t, post(t, w, "chat.postMessage", "channel", "D0NOWHERE1", "text", "x"), "channel_not_found")
	wantCode(t, post(t, w, "chat.postMessage", "channel", "C0PRIVATE1", "text", "x"), "not_in_channel")
	wantCode(t, post(t, w, "chat.postMessage", "channel", ch), "no_text")
	wantCode(t, post(t, w, "chat.postMessage", "channel", ch, "text", "x", "thread_ts", "1.000001"), "thread_not_found")
	wantCode(t, post(t, w, "chat.postMessage", "channel", ch, "text", "x", "metadata", `{"event_type":1}`), "invalid_metadata_format")
	got := post(t, w, "chat.postMessage", "channel", ch, "text", "x", "blocks", `[{"type":"header"}]`)
	wantCode(t, got, "invalid_blocks")
	if m := got["response_metadata"].(obj)["messages"].([]any); m[0] != "[ERROR] missing required field: text [json-pointer:/blocks/0]" {
		t.Errorf("messages %v", m)
	}
	own := post(t, w, "chat.postMessage", "channel", maya, "text", "x", "client_msg_id", "c1", "metadata", `{"event_type":"d","event_payload":{"k":"1"}}`)
	wantCode(t, own, "")
	ts := own["ts"].(string)
	wantCode(t, post(t, w, "chat.update", "channel", ch, "ts", ts, "text", x(4001)), "msg_too_long")
	wantCode(t, post(t, w, "chat.update", "channel", ch, "ts", ts, "text", "y"), "")
	h := post(t, w, "conversations.history", "channel", ch, "include_all_metadata", "true", "oldest", ts, "inclusive", "true")
	m := h["messages"].([]any)[0].(obj)
	if m["text"] != "y" || m["client_msg_id"] != "c1" || m["metadata"] == nil || m["edited"] == nil {
		t.Errorf("history %v", h)
	}
	if h := post(t, w, "conversations.history", "channel", ch, "oldest", ts); len(h["messages"].([]any)) != 0 {
		t.Errorf("exclusive history %v", h)
	}
	wantCode(t, post(t, w, "chat.delete", "channel", ch, "ts", ts), "")
	wantCode(t, post(t, w, "chat.delete", "channel", ch, "ts", ts), "message_not_found")
}

func TestHistoryPages(t *testing.T) {
	w, _ := open(t, func(o *Options) { still := time.Unix(1795000000, 0); o.Now = func() time.Time { return still } })
	ch := w.As(maya).ChannelID()
	for range 5 {
		wantCode(t, post(t, w, "chat.postMessage", "channel", ch, "text", "x"), "")
	}
	seen, cursor := map[any]bool{}, ""
	for range 3 {
		h := post(t, w, "conversations.history", "channel", ch, "limit", "2", "cursor", cursor)
		for _, m := range h["messages"].([]any) {
			seen[m.(obj)["ts"]] = true
		}
		cursor, _ = h["response_metadata"].(obj)["next_cursor"].(string)
	}
	if len(seen) != 5 || cursor != "" {
		t.Errorf("%d different messages although the clock stood still, cursor %q", len(seen), cursor)
	}
}

func TestDeactivatedPeople(t *testing.T) {
	w, _ := open(t, nil)
	u, _ := w.User(maya)
	u.Deleted = true
	w.SetUser(u)
	wantCode(t, post(t, w, "conversations.open", "users", maya), "")
	wantCode(t, post(t, w, "chat.postMessage", "channel", maya, "text", "x"), "")
	if got := post(t, w, "users.info", "user", maya)["user"].(obj); got["deleted"] != true || got["tz"] != nil {
		t.Errorf("user %v", got)
	}
	if _, err := w.As(maya).Say(t.Context(), "hello"); !WasRefused(err, "account_inactive") {
		t.Errorf("a deactivated person could write: %v", err)
	}
}

func TestFaults(t *testing.T) {
	w, base := open(t, nil)
	api := client(base)
	send := func() error {
		_, _, err := api.PostMessage(w.As(maya).ChannelID(), slack.MsgOptionText("x", false))
		return err
	}
	count := func() int { return len(w.As(maya).Messages()) }
	for _, c := range []struct {
		name   string
		fault  Fault
		stored bool
		want   string
	}{
		{"429", RateLimited(30), false, "rate limit exceeded, retry after 30s"},
		{"500", ServerError, false, "500"},
		{"502", BadGateway, false, "502"},
		{"code", Refuse("fatal_error"), false, "fatal_error"},
		{"cut before", Fault{Cut: true}, false, "EOF"},
		{"cut after", CutAfterAccept, true, "EOF"},
		{"half a body", Fault{Accept: true, Half: true}, true, "unexpected EOF"},
	} {
		before := count()
		w.Fail("chat.postMessage", 1, c.fault)
		err := send()
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v", c.name, err)
		}
		if stored := count() > before; stored != c.stored {
			t.Errorf("%s: stored %v", c.name, stored)
		}
		check(t, send())
	}
	w.Fail("*", -1, ServerError)
	first, second := send(), send()
	if first == nil || second == nil {
		t.Error("a lasting fault passed")
	}
	w.ClearFaults()
	check(t, send())
}

func TestRates(t *testing.T) {
	h := newHands()
	w, _ := open(t, func(o *Options) { h.use(o); o.RateLimit = true })
	for range postBurst {
		wantCode(t, post(t, w, "chat.postMessage", "channel", maya, "text", "x"), "")
	}
	got := post(t, w, "chat.postMessage", "channel", maya, "text", "x")
	if wantCode(t, got, "ratelimited"); got["status"] != http.StatusTooManyRequests {
		t.Errorf("answer %v", got)
	}
	wantCode(t, post(t, w, "chat.postMessage", "channel", tom, "text", "x"), "")
	h.advance(time.Second)
	wantCode(t, post(t, w, "chat.postMessage", "channel", maya, "text", "x"), "")
	for range 20 {
		wantCode(t, post(t, w, "users.list"), "")
	}
	wantCode(t, post(t, w, "users.list"), "ratelimited")
}

func TestFilesAndPeopleOverSlackGo(t *testing.T) {
	w, base := open(t, nil)
	api := client(base)
	f, err := api.UploadFile(slack.UploadFileParameters{Filename: "data.json", FileSize: 2, Content: "{}", Title: "Your data",
		Channel: w.As(maya).ChannelID(), InitialComment: "Here it is"})
	check(t, err)
	if data, ok := w.FileBytes(f.ID); !ok || string(data) != "{}" {
		t.Errorf("bytes %q", data)
	}
	if m := w.As(maya).Last(); len(m.Files) != 1 || m.Files[0].Name != "data.json" || m.Text != "Here it is" {
		t.Errorf("message %+v", m)
	}
	all := must[[]slack.User](t)(api.GetUsers(slack.GetUsersOptionLimit(1)))
	if len(all) != 3 {
		t.Errorf("users %v", all)
	}
	who := must[*slack.AuthTestResponse](t)(api.AuthTest())
	if who.BotID == "" || who.UserID == "" || who.TeamID == "" {
		t.Errorf("auth.test %+v", who)
	}
	dnd := must[*slack.DNDStatus](t)(api.GetDNDInfo(ptr(maya)))
	if dnd.Enabled {
		t.Errorf("dnd %+v", dnd)
	}
	if team := must[*slack.TeamInfo](t)(api.GetTeamInfo()); team.Domain != "sandbox" {
		t.Errorf("team %+v", team)
	}
	if b := must[*slack.Bot](t)(api.GetBotInfo(slack.GetBotInfoParameters{Bot: who.BotID})); b.AppID == "" {
		t.Errorf("bot %+v", b)
	}
	if p := must[*slack.UserProfile](t)(api.GetUserProfile(&slack.GetUserProfileParameters{UserID: maya})); p.RealName != "Maya Chen" {
		t.Errorf("profile %+v", p)
	}
	list, _, err := api.GetConversationsForUser(&slack.GetConversationsForUserParameters{Types: []string{"im", "public_channel"}})
	check(t, err)
	if len(list) != 2 {
		t.Errorf("conversations %+v", list)
	}
}

func ptr[T any](v T) *T { return &v }
