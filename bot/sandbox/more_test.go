package sandbox

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/slack-go/slack"
)

func TestConversations(t *testing.T) {
	w, base := open(t, nil)
	api, p := client(base), w.As(maya)
	c, again, _, err := api.OpenConversation(&slack.OpenConversationParameters{Users: []string{maya}})
	check(t, err)
	if again || c.ID != p.ChannelID() {
		t.Errorf("opened %+v", c)
	}
	if _, again, _, err = api.OpenConversation(&slack.OpenConversationParameters{Users: []string{maya}}); err != nil || !again {
		t.Errorf("opened again: %v, %v", again, err)
	}
	for users, code := range map[string]string{"U0NOBODY01": "user_not_found", "U0SANDBOT1": "cannot_dm_bot", maya + "," + tom: "not_enough_permissions", "": "users_list_not_supplied"} {
		wantCode(t, post(t, w, "conversations.open", "users", users), code)
	}
	info := must[*slack.Channel](t)(api.GetConversationInfo(&slack.GetConversationInfoInput{ChannelID: c.ID}))
	if !info.IsIM || info.User != maya {
		t.Errorf("info %+v", info)
	}
	root := must[string](t)(p.Say(t.Context(), "root"))
	_ = must[string](t)(p.SayIn(t.Context(), root, "first"))
	_, _, err = api.PostMessage(c.ID, slack.MsgOptionText("second", false), slack.MsgOptionTS(root))
	check(t, err)
	thread, _, _, err := api.GetConversationReplies(&slack.GetConversationRepliesParameters{ChannelID: c.ID, Timestamp: root})
	check(t, err)
	if len(thread) != 3 || thread[0].ReplyCount != 2 || thread[2].Text != "second" || thread[1].ThreadTimestamp != root {
		t.Errorf("thread %+v", thread)
	}
	wantCode(t, post(t, w, "conversations.replies", "channel", c.ID, "ts", "1.000000"), "thread_not_found")
	wantCode(t, post(t, w, "conversations.history", "channel", c.ID, "oldest", "yesterday"), "invalid_ts_oldest")
	wantCode(t, post(t, w, "conversations.history", "channel", "C0PRIVATE1"), "not_in_channel")
	check(t, p.Delete(t.Context(), root)) // stays visible above its replies
	if view := messages(browser{t, w}.view(maya)); len(view) != 3 || view[0]["deleted"] != true || view[0]["text"] != "" {
		t.Errorf("view %v", view)
	}
	if m, ok := p.Message(thread[2].Timestamp); !ok || !m.FromApp() {
		t.Errorf("message %+v", m)
	}
}

// TestUsingHomeAndMenus: buttons of Home, menus of messages and overflow entries.
func TestUsingHomeAndMenus(t *testing.T) {
	w, base := open(t, nil)
	b, _ := commanded(t, w, base)
	ctx, p := t.Context(), w.As(maya)
	var got slack.InteractionCallback
	b.onInteraction = func(i slack.InteractionCallback) any { got = i; return nil }
	one, two := slack.NewOptionBlockObject("1", plainText("One"), nil), slack.NewOptionBlockObject("2", plainText("Two"), nil)
	blocks := []slack.Block{slack.NewActionBlock("row", slack.NewButtonBlockElement("go", "7", plainText("Go")),
		slack.NewOptionsSelectBlockElement("static_select", plainText("Pick one"), "pick", one, two), slack.NewOverflowBlockElement("more", one, two))}
	_, err := b.api.PublishView(maya, slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: blocks}}, "")
	check(t, err)
	check(t, p.PressHome(ctx, "Go"))
	if got.Container.Type != "view" || got.View.Type != slack.VTHomeTab || got.ActionCallback.BlockActions[0].Value != "7" || got.ResponseURL != "" {
		t.Errorf("press %+v", got)
	}
	check(t, p.PressInForged(ctx, p.Home().ID, "go", map[string]any{"value": "8"}))
	if v := got.ActionCallback.BlockActions[0].Value; v != "8" {
		t.Errorf("forged %q", v)
	}
	check(t, p.PressIn(ctx, p.Home().ID, "go"))
	check(t, p.Choose(ctx, "Pick one", "Two"))
	if v := got.ActionCallback.BlockActions[0].SelectedOption.Value; v != "2" {
		t.Errorf("picked %q", v)
	}
	_, ts, err := b.api.PostMessage(maya, slack.MsgOptionText("n", false), slack.MsgOptionBlocks(blocks...))
	check(t, err)
	check(t, p.PressLabel(ctx, "Two"))
	if a := got.ActionCallback.BlockActions[0]; a.ActionID != "more" || a.SelectedOption.Value != "2" || got.Container.MessageTs != ts {
		t.Errorf("press %+v", got)
	}
	check(t, p.Press(ctx, ts, "go"))
	wantErr(t, p.Choose(ctx, "Pick none", "Two"), "action_not_found")
	wantErr(t, w.As(tom).PressHome(ctx, "Go"), "action_not_found")
	wantErr(t, w.As(tom).PressIn(ctx, p.Home().ID, "go"), "view_not_found")
	check(t, p.OpenMessages(ctx))
}

// TestInputsOfAForm is what Slack's client refuses before the app hears of it.
func TestInputsOfAForm(t *testing.T) {
	input := func(e obj) obj { return with(inputOf(with(e, obj{"action_id": "e"})), obj{"block_id": "b"}) }
	number := obj{"type": "number_input", "is_decimal_allowed": false, "min_value": "1", "max_value": "10"}
	for _, c := range []struct {
		element    obj
		typed, bad string
	}{
		{aText, "words", ""},
		{aText, x(3000), ""},
		{aText, x(3001), "This field has a maximum length of 3000 characters."},
		{with(aText, obj{"min_length": 3}), "ab", "Please enter at least 3 characters."},
		{with(aText, obj{"max_length": 3}), "abcd", "This field has a maximum length of 3 characters."},
		{number, "10", ""},
		{number, "11", "Please enter a number of at most 10."},
		{number, "0", "Please enter a number of at least 1."},
		{number, "1.5", "Please enter a valid number."},
		{number, "many", "Please enter a valid number."},
		{obj{"type": "email_text_input"}, "maya@example.com", ""},
		{obj{"type": "email_text_input"}, "maya", "Please enter a valid email address."},
		{obj{"type": "url_text_input"}, "https://example.com", ""},
		{obj{"type": "url_text_input"}, "example", "Please enter a valid URL."},
	} {
		raw := encode(t, blocksOf(input(c.element)))
		state := initialState(raw, nil).merge(State{"b": {"e": obj{"value": c.typed}}})
		if got := checkInputs(raw, state)["b"]; got != c.bad {
			t.Errorf("%v with %.20q: %q, want %q", c.element["type"], c.typed, got, c.bad)
		}
	}
	optional := encode(t, blocksOf(with(input(aText), obj{"optional": true})))
	if got := checkInputs(optional, initialState(optional, nil)); len(got) != 0 {
		t.Errorf("an optional empty input: %v", got)
	}
}

func TestExternalIDs(t *testing.T) {
	w, base := open(t, nil)
	b, last := commanded(t, w, base)
	v := form("F", textInput("a", "A"))
	v.ExternalID = "one"
	for _, who := range []string{maya, tom} {
		check(t, w.As(who).Command(t.Context(), "/x", ""))
		_, err := b.api.OpenView(last.TriggerID, v)
		wantErr(t, err, map[string]string{tom: "duplicate_external_id"}[who])
	}
	_, err := b.api.UpdateView(v, "one", "", "")
	check(t, err)
}

// TestSlowAnswers: a call that hangs ends with the client's patience, a delayed one is answered late; both were heard or not.
func TestSlowAnswers(t *testing.T) {
	h := newHands()
	w, base := open(t, h.use)
	api, p := client(base), w.As(maya)
	send := func(ctx context.Context) error {
		_, _, err := api.PostMessageContext(ctx, maya, slack.MsgOptionText("x", false))
		return err
	}
	w.Fail("chat.postMessage", 1, HangUnheard)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := send(ctx); err == nil || len(p.Messages()) != 0 {
		t.Errorf("a call that hangs unheard: %v, %d messages", err, len(p.Messages()))
	}
	w.ClearFaults()
	w.Fail("chat.postMessage", 1, HangAccepted)
	done := make(chan error, 1)
	ctx, cancel = context.WithCancel(t.Context())
	go func() { done <- send(ctx) }()
	wait(t, w, "the message", func() bool { return len(p.Messages()) == 1 })
	cancel()
	if err := <-done; err == nil {
		t.Error("a call that hangs was answered")
	}
	w.Fail("chat.postMessage", 1, Fault{Accept: true, Delay: 35 * time.Second})
	go func() { done <- send(t.Context()) }()
	h.untilArmed(35 * time.Second)
	h.advance(35 * time.Second)
	check(t, <-done)
}

func TestDownloads(t *testing.T) {
	w, base := open(t, nil)
	f, err := client(base).UploadFile(slack.UploadFileParameters{Filename: "data.json", FileSize: 2, Content: "{}", Channel: w.As(maya).ChannelID()})
	check(t, err)
	rec := httptest.NewRecorder()
	w.Handler().ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/page/api/file/"+f.ID, nil))
	if rec.Body.String() != "{}" || rec.Header().Get("Content-Disposition") != "attachment; filename=data.json" {
		t.Errorf("download %q, %v", rec.Body, rec.Header())
	}
	rec = httptest.NewRecorder()
	w.Handler().ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/page/api/file/F0NOTHING1", nil))
	if rec.Code != http.StatusNotFound {
		t.Errorf("status %d", rec.Code)
	}
}
