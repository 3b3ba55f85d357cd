package sandbox

import (
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"pgregory.net/rapid"
)

// commanded runs a bot that keeps the newest trigger and response URL, and returns both.
func commanded(t *testing.T, w *Workspace, base string) (b *bot, last *slack.SlashCommand) {
	t.Helper()
	last = &slack.SlashCommand{}
	b = &bot{onCommand: func(c slack.SlashCommand) any { *last = c; return nil }}
	t.Cleanup(b.connect(t, w, base))
	return b, last
}

func wantErr(t *testing.T, err error, code string) {
	t.Helper()
	if (code == "") != (err == nil) || (code != "" && !strings.Contains(err.Error(), code)) {
		t.Errorf("error %v, want %q", err, code)
	}
}

func TestTriggers(t *testing.T) {
	h := newHands()
	w, base := open(t, h.use)
	b, last := commanded(t, w, base)
	p := w.As(maya)
	show := func(id string) error { _, err := b.api.OpenView(id, form("F", textInput("a", "A"))); return err }
	wantErr(t, show("1.2.three"), "invalid_trigger_id")
	check(t, p.Command(t.Context(), "/x", ""))
	h.advance(ackTimeout)
	wantErr(t, show(last.TriggerID), "")
	wantErr(t, show(last.TriggerID), "exchanged_trigger_id")
	check(t, p.Command(t.Context(), "/x", ""))
	h.advance(ackTimeout + time.Millisecond)
	wantErr(t, show(last.TriggerID), "expired_trigger_id")
}

func TestStackOfForms(t *testing.T) {
	w, base := open(t, nil)
	b, last := commanded(t, w, base)
	ctx, p := t.Context(), w.As(maya)
	var trigger string
	b.onInteraction = func(i slack.InteractionCallback) any { trigger = i.TriggerID; return nil }
	push := form("F", textInput("a", "A"), slack.NewActionBlock("row", slack.NewButtonBlockElement("more", "", plainText("More"))))
	check(t, p.Command(ctx, "/x", ""))
	_, err := b.api.PushView(last.TriggerID, push)
	wantErr(t, err, "invalid_trigger_id") // a push needs a form below
	check(t, p.Command(ctx, "/x", ""))
	first := must[*slack.ViewResponse](t)(b.api.OpenView(last.TriggerID, push))
	check(t, p.Fill(ctx, "A", "kept"))
	_, err = b.api.UpdateView(push, "", "0.stale", first.ID)
	wantErr(t, err, "hash_conflict")
	updated := must[*slack.ViewResponse](t)(b.api.UpdateView(push, "", first.Hash, first.ID))
	if updated.Hash == first.Hash || p.Input("A") != "kept" {
		t.Errorf("after an update the hash is %q, the input %q", updated.Hash, p.Input("A"))
	}
	for depth := 2; depth <= maxStack+1; depth++ {
		check(t, p.PressLabel(ctx, "More"))
		v, err := b.api.PushView(trigger, push)
		if depth > maxStack {
			wantErr(t, err, "push_limit_reached")
			break
		}
		check(t, err)
		if v.RootViewID != first.ID || v.PreviousViewID == "" {
			t.Errorf("pushed view %+v", v.View)
		}
	}
	check(t, p.CloseModal(ctx))
	if n := len(p.Modals()); n != 2 {
		t.Errorf("%d forms after one was closed", n)
	}
	check(t, p.CloseAll(ctx))
	_, err = b.api.UpdateView(push, "", "", first.ID)
	wantErr(t, err, "not_found")
}

func TestAnswersToForms(t *testing.T) {
	w, base := open(t, nil)
	b, last := commanded(t, w, base)
	ctx, p := t.Context(), w.As(maya)
	var answer any
	b.onInteraction = func(slack.InteractionCallback) any { return answer }
	next := form("Next", textInput("b", "B"))
	tooLong := form("A title that is much too long", textInput("b", "B"))
	for _, c := range []struct {
		name, refused string
		answer        any
		titles        []string
	}{
		{"nothing", "", nil, nil},
		{"clear", "", slack.NewClearViewSubmissionResponse(), nil},
		{"update", "", slack.NewUpdateViewSubmissionResponse(&next), []string{"Next"}},
		{"push", "", slack.NewPushViewSubmissionResponse(&next), []string{"First", "Next"}},
		{"bad view", "less than 25", slack.NewPushViewSubmissionResponse(&tooLong), []string{"First"}},
		{"unknown action", "invalid_response", map[string]string{"response_action": "dance"}, []string{"First"}},
		{"errors elsewhere", "no input block", slack.NewErrorsViewSubmissionResponse(map[string]string{"zzz": "x"}), []string{"First"}},
	} {
		check(t, p.Command(ctx, "/x", ""))
		_ = must[*slack.ViewResponse](t)(b.api.OpenView(last.TriggerID, form("First", textInput("a", "A"))))
		answer = nil
		if errs := must[map[string]string](t)(p.Submit(ctx)); errs["a"] != "Please complete this required field." {
			t.Errorf("%s: an empty form was refused with %v", c.name, errs)
		}
		answer = c.answer
		check(t, p.Fill(ctx, "A", "x"))
		_, err := p.Submit(ctx)
		wantErr(t, err, c.refused)
		var titles []string
		for _, v := range p.Modals() {
			titles = append(titles, TextOf(v.Title))
		}
		if strings.Join(titles, ",") != strings.Join(c.titles, ",") {
			t.Errorf("%s: forms %q, want %q", c.name, titles, c.titles)
		}
		if len(titles) > 0 {
			check(t, p.CloseAll(ctx))
		}
	}
}

func TestEveryKindOfInput(t *testing.T) {
	w, base := open(t, nil)
	b, last := commanded(t, w, base)
	ctx, p := t.Context(), w.As(maya)
	var got map[string]map[string]slack.BlockAction
	b.onInteraction = func(i slack.InteractionCallback) any { got = i.View.State.Values; return nil }
	o := func(s string) *slack.OptionBlockObject {
		return slack.NewOptionBlockObject(strings.ToLower(s), plainText(s), nil)
	}
	in := func(id string, e slack.BlockElement) slack.Block {
		return slack.NewInputBlock(id, plainText("The "+id), nil, e)
	}
	check(t, p.Command(ctx, "/x", ""))
	_, err := b.api.OpenView(last.TriggerID, form("Kinds",
		in("pick", slack.NewOptionsSelectBlockElement("static_select", nil, "e", o("One"), o("Two"))),
		in("who", slack.NewOptionsSelectBlockElement("users_select", nil, "e")),
		in("day", slack.NewDatePickerBlockElement("e")),
		in("hour", slack.NewTimePickerBlockElement("e")),
		in("at", slack.NewDateTimePickerBlockElement("e")),
		in("many", slack.NewCheckboxGroupsBlockElement("e", o("One"), o("Two"))),
		in("one", slack.NewRadioButtonsBlockElement("e", o("One"), o("Two")))))
	check(t, err)
	for _, f := range [][]string{{"The pick", "Two"}, {"The who", tom}, {"The day", "2026-11-24"}, {"The hour", "15:00"},
		{"The at", "2026-11-24T15:00:00Z"}, {"The many", "One", "Two"}, {"The one", "Two"}} {
		check(t, p.Fill(ctx, f[0], f[1:]...))
	}
	wantErr(t, p.Fill(ctx, "The pick", "Three"), "option_not_found")
	wantErr(t, p.Fill(ctx, "The colour", "red"), "action_not_found")
	if p.Input("The many") != "One, Two" || p.Input("The pick") != "Two" {
		t.Errorf("inputs %q, %q", p.Input("The many"), p.Input("The pick"))
	}
	_ = must[map[string]string](t)(p.Submit(ctx))
	if got["pick"]["e"].SelectedOption.Value != "two" || got["who"]["e"].SelectedUser != tom || got["day"]["e"].SelectedDate != "2026-11-24" ||
		got["hour"]["e"].SelectedTime != "15:00" || got["at"]["e"].SelectedDateTime != 1795532400 ||
		len(got["many"]["e"].SelectedOptions) != 2 || got["one"]["e"].SelectedOption.Value != "two" {
		t.Errorf("state %+v", got)
	}
}

func TestAnswersOverResponseURL(t *testing.T) {
	h := newHands()
	w, base := open(t, h.use)
	b, last := commanded(t, w, base)
	p := w.As(maya)
	reply := func(opts ...slack.MsgOption) error {
		_, _, err := b.api.PostMessage("", opts...)
		return err
	}
	check(t, p.Command(t.Context(), "/x", ""))
	to := last.ResponseURL
	check(t, reply(slack.MsgOptionText("one", false), slack.MsgOptionResponseURL(to, slack.ResponseTypeEphemeral)))
	if m := p.Last(); !m.Ephemeral || m.Text != "one" {
		t.Errorf("answer %+v", m)
	}
	check(t, reply(slack.MsgOptionText("two", false), slack.MsgOptionReplaceOriginal(to)))
	if m := p.Messages(); len(m) != 1 || m[0].Text != "two" {
		t.Errorf("after replacing: %+v", m)
	}
	check(t, reply(slack.MsgOptionDeleteOriginal(to)))
	if m := p.Messages(); len(m) != 0 {
		t.Errorf("after deleting: %+v", m)
	}
	check(t, reply(slack.MsgOptionText("for all", false), slack.MsgOptionResponseURL(to, slack.ResponseTypeInChannel)))
	check(t, reply(slack.MsgOptionText("fifth", false), slack.MsgOptionResponseURL(to, slack.ResponseTypeEphemeral)))
	wantErr(t, reply(slack.MsgOptionText("sixth", false), slack.MsgOptionResponseURL(to, slack.ResponseTypeEphemeral)), "404")
	check(t, p.Command(t.Context(), "/x", ""))
	h.advance(responseLife + time.Second)
	wantErr(t, reply(slack.MsgOptionText("late", false), slack.MsgOptionResponseURL(last.ResponseURL, slack.ResponseTypeEphemeral)), "404")
}

func TestHome(t *testing.T) {
	w, base := open(t, nil)
	api := client(base)
	home := slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: []slack.Block{
		slack.NewHeaderBlock(plainText("The path"))}}}
	first := must[*slack.ViewResponse](t)(api.PublishView(maya, home, ""))
	_, err := api.PublishView(maya, home, "0.stale")
	wantErr(t, err, "hash_conflict")
	second := must[*slack.ViewResponse](t)(api.PublishView(maya, home, first.Hash))
	if first.ID != second.ID || w.As(maya).Home().ShownText() != "The path" || w.As(tom).Home() != nil {
		t.Errorf("home %+v", w.As(maya).Home())
	}
	_, err = api.PublishView("U0NOBODY01", home, "")
	wantErr(t, err, "invalid_arguments")
}

// TestEscaping: whatever is typed, nothing of it can act as a control sequence except known mentions and links.
func TestEscaping(t *testing.T) {
	w, _ := open(t, nil)
	for typed, want := range map[string]string{
		"@maya tomorrow":              "<@" + maya + "|maya> tomorrow",
		"@Maya Chen, hi":              "<@" + maya + "|maya>, hi",
		"@mayan":                      "@mayan",
		"me@maya":                     "me@maya",
		"#general and #generals":      "<#C0GENERAL1|general> and #generals",
		"<@U0MAYA0001> & <!here>":     "&lt;@U0MAYA0001&gt; &amp; &lt;!here&gt;",
		"@here":                       "<!here>",
		"see https://a.example/?b&c.": "see <https://a.example/?b&amp;c>.",
		"hhh @@maya ##":               "hhh @<@" + maya + "|maya> ##",
	} {
		if got := w.escape(typed, true); got != want {
			t.Errorf("%q became %q, want %q", typed, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		typed := rapid.StringOf(rapid.SampledFrom([]rune("ab@#h<>&|!U0MAYA1: /mayategnrlps.é"))).Draw(t, "typed")
		got := w.escape(typed, true)
		for _, known := range []string{"<@" + maya + "|maya>", "<#C0GENERAL1|general>", "<#C0PRIVATE1|leads>", "<@" + tom + "|tom>", "<!here>"} {
			got = strings.ReplaceAll(got, known, "")
		}
		got = link.ReplaceAllString(got, "")
		if strings.ContainsAny(strings.NewReplacer("<>", "").Replace(got), "<>") {
			t.Fatalf("%q became %q", typed, got)
		}
	})
}

func FuzzEscape(f *testing.F) {
	w, err := New(Options{Now: time.Now, Users: people})
	if err != nil {
		f.Fatal(err)
	}
	defer w.Close()
	f.Add("@maya <b> & https://x.example|y")
	f.Fuzz(func(t *testing.T, typed string) {
		if strings.Contains(w.escape(typed, true), "<!") && !strings.Contains(typed, "@") {
			t.Errorf("%q became a broadcast", typed)
		}
	})
}
