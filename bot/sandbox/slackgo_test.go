package sandbox

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"
)

var people = []User{
	{ID: "U0MAYA0001", Name: "maya", RealName: "Maya Chen", TZ: "Europe/Berlin"},
	{ID: "U0TOM00001", Name: "tom", RealName: "Tom Berg", TZ: "America/New_York"},
}

const maya, tom = "U0MAYA0001", "U0TOM00001"

// open starts a workspace on a loopback port; both end with the test.
func open(t *testing.T, change func(*Options)) (*Workspace, string) {
	t.Helper()
	o := Options{Now: time.Now, Users: people, Channels: []Channel{
		{ID: "C0GENERAL1", Name: "general"}, {ID: "C0PRIVATE1", Name: "leads", Members: []string{tom}}}}
	if change != nil {
		change(&o)
	}
	w, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(w.Handler())
	t.Cleanup(server.Close)
	t.Cleanup(w.Close)
	return w, server.URL
}

// client is the real slack-go, pointed at the workspace.
func client(base string) *slack.Client {
	return slack.New("xoxb-sandbox", slack.OptionHTTPClient(&http.Client{Timeout: 5 * time.Second}),
		slack.OptionAPIURL(base+"/api/"), slack.OptionAppLevelToken("xapp-sandbox"))
}

// bot is a tiny app on slack-go's Socket Mode: it acks everything and calls the hooks.
type bot struct {
	api           *slack.Client
	onCommand     func(slack.SlashCommand) any
	onInteraction func(slack.InteractionCallback) any
	onEvent       func(slackevents.EventsAPIEvent, socketmode.Request)
	mute          bool
}

// connect runs the bot until the returned stop; it returns when the socket is open.
func (b *bot) connect(t *testing.T, w *Workspace, base string) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	b.api = client(base)
	sm := socketmode.New(b.api)
	ended := make(chan struct{}, 2)
	before := w.Connections()
	go func() { _ = sm.RunContext(ctx); ended <- struct{}{} }()
	go func() { b.loop(ctx, sm); ended <- struct{}{} }()
	wait(t, w, "a connection", func() bool { return w.Connections() > before })
	return func() {
		cancel()
		<-ended
		<-ended
	}
}

func (b *bot) loop(ctx context.Context, sm *socketmode.Client) {
	for {
		select {
		case <-ctx.Done():
			return
		case e := <-sm.Events:
			if e.Request != nil && e.Request.EnvelopeID != "" {
				if answer := b.handle(e); !b.mute {
					_ = sm.Ack(*e.Request, answer)
				}
			}
		}
	}
}

func (b *bot) handle(e socketmode.Event) any {
	switch data := e.Data.(type) {
	case slack.SlashCommand:
		if b.onCommand != nil {
			return b.onCommand(data)
		}
	case slack.InteractionCallback:
		if b.onInteraction != nil {
			return b.onInteraction(data)
		}
	case slackevents.EventsAPIEvent:
		if b.onEvent != nil {
			b.onEvent(data, *e.Request)
		}
	}
	return nil
}

func wait(t *testing.T, w *Workspace, what string, cond func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := w.WaitFor(ctx, cond); err != nil {
		t.Fatalf("waiting for %s: %v", what, err)
	}
}

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func plainText(s string) *slack.TextBlockObject {
	return slack.NewTextBlockObject("plain_text", s, false, false)
}

func form(title string, blocks ...slack.Block) slack.ModalViewRequest {
	return slack.ModalViewRequest{Type: slack.VTModal, CallbackID: "book", Title: plainText(title), Submit: plainText("Save"),
		Close: plainText("Cancel"), NotifyOnClose: true, PrivateMetadata: "k", Blocks: slack.Blocks{BlockSet: blocks}}
}

func textInput(block, label string) *slack.InputBlock {
	return slack.NewInputBlock(block, plainText(label), nil, slack.NewPlainTextInputBlockElement(nil, "in"))
}

func TestSlackGoOverSocketMode(t *testing.T) {
	w, base := open(t, nil)
	b := &bot{}
	var command slack.SlashCommand
	var submission, closed slack.InteractionCallback
	b.onCommand = func(c slack.SlashCommand) any {
		command = c
		if _, err := b.api.OpenView(c.TriggerID, form("Book", textInput("topic", "Topic"))); err != nil {
			t.Errorf("open view: %v", err)
		}
		return map[string]string{"text": "Here is the form."}
	}
	b.onInteraction = func(i slack.InteractionCallback) any {
		switch i.Type {
		case slack.InteractionTypeViewSubmission:
			submission = i
			if i.View.State.Values["topic"]["in"].Value == "bad" {
				return slack.NewErrorsViewSubmissionResponse(map[string]string{"topic": "Choose another."})
			}
		case slack.InteractionTypeViewClosed:
			closed = i
		}
		return nil
	}
	defer b.connect(t, w, base)()
	p := w.As(maya)
	check(t, p.Command(t.Context(), "/book", "@tom tomorrow 10:00 & <b> me@tom"))
	if want := "<@" + tom + "|tom> tomorrow 10:00 &amp; &lt;b&gt; me@tom"; command.Text != want {
		t.Errorf("command text %q, want %q", command.Text, want)
	}
	if command.ChannelName != "directmessage" || command.UserID != maya || command.ChannelID != p.ChannelID() {
		t.Errorf("command came as %+v", command)
	}
	if last := p.Last(); !last.Ephemeral || last.Text != "Here is the form." {
		t.Errorf("the ack's message came as %+v", last)
	}
	check(t, p.Fill(t.Context(), "Topic", "bad"))
	errs := must[map[string]string](t)(p.Submit(t.Context()))
	if errs["topic"] != "Choose another." || p.Modal() == nil || p.Input("Topic") != "bad" {
		t.Errorf("errors %v, form %v", errs, p.Modal())
	}
	check(t, p.Fill(t.Context(), "Topic", "good"))
	if errs := must[map[string]string](t)(p.Submit(t.Context())); len(errs) != 0 || p.Modal() != nil {
		t.Errorf("errors %v, form %v", errs, p.Modal())
	}
	if v := submission.View; v.CallbackID != "book" || v.PrivateMetadata != "k" || v.ID == "" || submission.User.ID != maya || submission.Team.ID == "" {
		t.Errorf("submission came as %+v", submission)
	}
	check(t, p.Command(t.Context(), "/book", ""))
	check(t, p.CloseModal(t.Context()))
	if closed.View.CallbackID != "book" || closed.IsCleared {
		t.Errorf("view_closed came as %+v", closed)
	}
}

func TestMessagesPressesAndEvents(t *testing.T) {
	w, base := open(t, nil)
	b := &bot{}
	var pressed slack.InteractionCallback
	events := make(chan slackevents.EventsAPIEvent, 50)
	b.onInteraction = func(i slack.InteractionCallback) any { pressed = i; return nil }
	b.onEvent = func(e slackevents.EventsAPIEvent, _ socketmode.Request) { events <- e }
	defer b.connect(t, w, base)()
	p := w.As(maya)
	button := slack.NewButtonBlockElement("done", "42", plainText("Done"))
	channel, _, _, err := b.api.OpenConversation(&slack.OpenConversationParameters{Users: []string{maya}})
	check(t, err)
	_, ts, err := b.api.PostMessage(channel.ID, slack.MsgOptionText("A question is waiting", false),
		slack.MsgOptionBlocks(slack.NewActionBlock("row", button)),
		slack.MsgOptionMetadata(slack.SlackMetadata{EventType: "delivery", EventPayload: map[string]any{"key": "k1"}}))
	check(t, err)
	message := func(e slackevents.EventsAPIEvent) *slackevents.MessageEvent {
		t.Helper()
		m, ok := e.InnerEvent.Data.(*slackevents.MessageEvent)
		if !ok {
			t.Fatalf("event %T", e.InnerEvent.Data)
		}
		return m
	}
	if m := message(<-events); m.BotID == "" || m.TimeStamp != ts || m.ChannelType != "im" {
		t.Errorf("the bot's own post came as %+v", m)
	}
	check(t, p.PressLabel(t.Context(), "Done"))
	a := pressed.ActionCallback.BlockActions
	if len(a) != 1 || a[0].ActionID != "done" || a[0].Value != "42" || a[0].BlockID != "row" || pressed.Container.MessageTs != ts ||
		pressed.Message.Timestamp != ts || pressed.ResponseURL == "" || pressed.Channel.ID != channel.ID {
		t.Errorf("press came as %+v", pressed)
	}
	said := must[string](t)(p.Say(t.Context(), "hello <there>"))
	if m := message(<-events); m.User != maya || m.Text != "hello &lt;there&gt;" || m.BotID != "" || m.TimeStamp != said || m.ClientMsgID == "" {
		t.Errorf("message came as %+v", m)
	}
	inThread := must[string](t)(p.SayIn(t.Context(), ts, "an answer"))
	if m := message(<-events); m.ThreadTimeStamp != ts || m.TimeStamp != inThread {
		t.Errorf("reply came as %+v", m)
	}
	if m := message(<-events); m.SubType != "message_changed" || m.Message.Text != m.PreviousMessage.Text {
		t.Errorf("the root's change came as %+v", m)
	}
	check(t, p.Edit(t.Context(), said, "hi"))
	if m := message(<-events); m.SubType != "message_changed" || m.Message.Text != "hi" || m.PreviousMessage.Text != "hello &lt;there&gt;" {
		t.Errorf("edit came as %+v", m)
	}
	check(t, p.Delete(t.Context(), said))
	if m := message(<-events); m.SubType != "message_deleted" || m.PreviousMessage.Text != "hi" || m.PreviousMessage.User != maya {
		t.Errorf("deletion came as %+v", m)
	}
	_ = must[string](t)(p.SendFile(t.Context(), "", "voice.m4a"))
	if m := message(<-events); m.SubType != "file_share" || len(m.Message.Files) != 1 {
		t.Errorf("file came as %+v", m)
	}
	check(t, p.OpenHome(t.Context()))
	if e, ok := (<-events).InnerEvent.Data.(*slackevents.AppHomeOpenedEvent); !ok || e.User != maya || e.Tab != "home" {
		t.Errorf("home came as %+v", e)
	}
	u, _ := w.User(maya)
	u.TZ = "Asia/Tokyo"
	w.SetUser(u)
	if e, ok := (<-events).InnerEvent.Data.(*slackevents.UserChangeEvent); !ok || e.User.TZ != "Asia/Tokyo" {
		t.Errorf("user_change came as %+v", e)
	}
	h, err := b.api.GetConversationHistory(&slack.GetConversationHistoryParameters{ChannelID: channel.ID, IncludeAllMetadata: true})
	check(t, err)
	if root := h.Messages[len(h.Messages)-1]; root.Metadata.EventPayload["key"] != "k1" || root.ReplyCount != 1 || len(h.Messages) != 2 {
		t.Errorf("history came as %+v", h.Messages)
	}
	if n := w.Notifications(maya); len(n) != 1 || n[0] != "A question is waiting" {
		t.Errorf("notifications %q", n)
	}
	if all := strings.Join(w.AllTextSentTo(maya), "|"); !strings.Contains(all, "Done") || strings.Contains(all, "an answer") {
		t.Errorf("texts %q", all)
	}
}
