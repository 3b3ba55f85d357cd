package sandbox

import (
	"slices"
	"strings"
	"testing"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"
)

// TestAllThatIsShownIsRecorded: whichever way a text reaches a person, AllTextSentTo has it, and only for them.
func TestAllThatIsShownIsRecorded(t *testing.T) {
	w, base := open(t, nil)
	b, last := commanded(t, w, base)
	ctx, p := t.Context(), w.As(maya)
	b.onInteraction = func(i slack.InteractionCallback) any {
		if i.Type == slack.InteractionTypeViewSubmission {
			return slack.NewErrorsViewSubmissionResponse(map[string]string{"a": "word-error"})
		}
		return nil
	}
	check(t, p.Command(ctx, "/x", ""))
	_, err := b.api.OpenView(last.TriggerID, form("word-title", textInput("a", "word-label")))
	check(t, err)
	check(t, p.Fill(ctx, "word-label", "typed"))
	_ = must[map[string]string](t)(p.Submit(ctx))
	check(t, p.CloseModal(ctx))
	_, ts, err := b.api.PostMessage(maya, slack.MsgOptionText("word-note", false), slack.MsgOptionBlocks(slack.NewSectionBlock(plainText("word-body"), nil, nil)))
	check(t, err)
	_, _, _, err = b.api.UpdateMessage(p.ChannelID(), ts, slack.MsgOptionText("word-edit", false))
	check(t, err)
	_, err = b.api.PostEphemeral(p.ChannelID(), maya, slack.MsgOptionText("word-hint", false))
	check(t, err)
	_, err = b.api.PublishView(maya, slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: []slack.Block{
		slack.NewSectionBlock(plainText("word-home"), nil, nil)}}}, "")
	check(t, err)
	all := strings.Join(w.AllTextSentTo(maya), "\n")
	for _, word := range []string{"title", "label", "error", "note", "body", "edit", "hint", "home"} {
		if !strings.Contains(all, "word-"+word) {
			t.Errorf("%s is not among what was shown:\n%s", word, all)
		}
	}
	if strings.Contains(all, "typed") || len(w.AllTextSentTo(tom)) != 0 {
		t.Errorf("shown to maya:\n%s\nto tom: %q", all, w.AllTextSentTo(tom))
	}
	if got := w.Notifications(maya); !slices.Equal(got, []string{"word-note"}) {
		t.Errorf("notifications %q", got)
	}
}

// TestEphemeralPress: the press of a button that only one person sees, and its replacement.
func TestEphemeralPress(t *testing.T) {
	w, base := open(t, nil)
	b, _ := commanded(t, w, base)
	p := w.As(maya)
	var got slack.InteractionCallback
	b.onInteraction = func(i slack.InteractionCallback) any { got = i; return nil }
	_, err := b.api.PostEphemeral(p.ChannelID(), maya, slack.MsgOptionText("n", false), slack.MsgOptionBlocks(slack.NewActionBlock("row",
		slack.NewButtonBlockElement("go", "1", plainText("Go")))))
	check(t, err)
	old := p.Last()
	check(t, p.PressLabel(t.Context(), "Go"))
	if !got.Container.IsEphemeral || got.Message.Timestamp != "" || got.Container.MessageTs != old.TS {
		t.Errorf("press %+v", got)
	}
	_, _, err = b.api.PostMessage("", slack.MsgOptionText("Done", false), slack.MsgOptionReplaceOriginal(got.ResponseURL))
	check(t, err)
	if all := p.Messages(); len(all) != 1 || all[0].ShownText() != "Done" || !all[0].Ephemeral {
		t.Errorf("messages %+v", all)
	}
	if err := p.PressLabel(t.Context(), "Go"); !WasRefused(err, "action_not_found") {
		t.Errorf("a button that is gone: %v", err)
	}
	check(t, p.PressStale(t.Context(), old, "go"))
	check(t, err)
	_, _, err = b.api.PostMessage(maya, slack.MsgOptionText("n", false), slack.MsgOptionBlocks(slack.NewActionBlock("row",
		slack.NewButtonBlockElement("go", "1", plainText("Go")))))
	check(t, err)
	check(t, p.PressForged(t.Context(), p.Last().TS, "go", map[string]any{"value": "2"}))
	if v := got.ActionCallback.BlockActions[0].Value; v != "2" {
		t.Errorf("forged value %q", v)
	}
}

// TestComingAndGoing: members join, the app is uninstalled, events come twice.
func TestComingAndGoing(t *testing.T) {
	w, base := open(t, nil)
	kinds := make(chan string, 20)
	b := &bot{onEvent: func(e slackevents.EventsAPIEvent, r socketmode.Request) {
		kinds <- e.InnerEvent.Type + " " + e.TeamID + " " + r.RetryReason
	}}
	defer b.connect(t, w, base)()
	next := func(want string) {
		t.Helper()
		if got := <-kinds; got != want {
			t.Errorf("event %q, want %q", got, want)
		}
	}
	w.Join(User{ID: "U0NEW00001", Name: "new", RealName: "New Member", TZ: "UTC"})
	next("team_join T0SANDBOX1 ")
	wait(t, w, "the ack", func() bool { return w.RedeliverEvents() == 1 })
	next("team_join T0SANDBOX1 timeout")
	w.Uninstall()
	next("tokens_revoked T0SANDBOX1 ")
	next("app_uninstalled T0SANDBOX1 ")
	if _, err := b.api.AuthTest(); err == nil || err.Error() != "account_inactive" {
		t.Errorf("auth.test after the uninstallation: %v", err)
	}
}

func TestChannels(t *testing.T) {
	w, base := open(t, nil)
	b, last := commanded(t, w, base)
	ctx := t.Context()
	check(t, w.As(maya).CommandIn(ctx, "C0GENERAL1", "/x", "for @tom"))
	if last.ChannelID != "C0GENERAL1" || last.ChannelName != "general" {
		t.Errorf("command %+v", last)
	}
	_, _, err := b.api.PostMessage("", slack.MsgOptionText("only you", false), slack.MsgOptionResponseURL(last.ResponseURL, slack.ResponseTypeEphemeral))
	check(t, err)
	if m := w.As(maya).MessagesIn("C0GENERAL1"); len(m) != 1 || m[0].Text != "only you" {
		t.Errorf("maya sees %+v", m)
	}
	if m := w.As(tom).MessagesIn("C0GENERAL1"); len(m) != 0 {
		t.Errorf("tom sees %+v", m)
	}
	if err := w.As(maya).CommandIn(ctx, "C0PRIVATE1", "/x", ""); !WasRefused(err, "channel_not_found") {
		t.Errorf("a command in a channel of others: %v", err)
	}
}

func TestManifest(t *testing.T) {
	w, base := open(t, nil)
	check(t, w.RegisterManifest([]byte(`{"features":{"slash_commands":[
		{"command":"/raw","description":"Raw","should_escape":false},{"command":"/book","description":"Book","usage_hint":"when","should_escape":true}]}}`)))
	_, last := commanded(t, w, base)
	check(t, w.As(maya).Command(t.Context(), "/raw", "@tom <b>"))
	if last.Text != "@tom <b>" {
		t.Errorf("unescaped text %q", last.Text)
	}
	check(t, w.As(maya).Command(t.Context(), "/book", "<b>"))
	if last.Text != "&lt;b&gt;" {
		t.Errorf("escaped text %q", last.Text)
	}
	if err := w.As(maya).Command(t.Context(), "/other", ""); !WasRefused(err, "unknown_command") {
		t.Errorf("an undeclared command: %v", err)
	}
	if err := w.RegisterManifest([]byte("nonsense")); err == nil {
		t.Error("nonsense was taken for a manifest")
	}
}
