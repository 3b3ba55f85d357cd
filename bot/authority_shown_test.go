package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
	"interlude/storage/storagetest"
)

// TestAFormNamesWhomItIsAbout: the engagements in which the caller is the coach, and no others.
func TestAFormNamesWhomItIsAbout(t *testing.T) {
	c := parts()
	view := func(words string) *slack.ModalViewRequest {
		return form{Title: "X", Blocks: []slack.Block{section(words)}}.modal()
	}
	for words, want := range map[string]int{"of E1": 1, "of E2 and E3": 0, "of nobody": 0} {
		if got := c.coachedIn(view(words)); len(got) != want || want == 1 && got[0] != "E1" {
			t.Errorf("%s: %v", words, got)
		}
	}
	if len(c.coachedIn(nil)) > 0 || len((&Call{}).coachedIn(view("of E1"))) > 0 {
		t.Error("something is about nobody")
	}
}

// TestFormsOnTheScreen are remembered for each person, the newest, and taken away once.
func TestFormsOnTheScreen(t *testing.T) {
	var s screens
	for i := range mostOnScreen + 1 {
		s.keep("U1", onScreen{fmt.Sprint("V", i), []coaching.ID{"E1"}})
	}
	s.keep("U1", onScreen{"V3", []coaching.ID{"E2"}}) // drawn anew, about something else
	s.keep("U2", onScreen{"W", []coaching.ID{"E1", "E2"}})
	s.keep("U2", onScreen{"X", []coaching.ID{"E2"}})
	s.keep("U2", onScreen{"X", nil}) // about nobody now
	s.keep("U3", onScreen{"Y", nil})
	if got := s.take("U1", []coaching.ID{"E3"}); len(got) > 0 {
		t.Errorf("%v", got)
	}
	if got := s.take("U1", []coaching.ID{"E3", "E1"}); !slices.Equal(got, []string{"V1", "V2", "V4", "V5", "V6"}) {
		t.Errorf("%v", got)
	}
	if got := s.take("U1", []coaching.ID{"E1", "E2"}); !slices.Equal(got, []string{"V3"}) {
		t.Errorf("%v", got)
	}
	if got := s.take("U2", []coaching.ID{"E2"}); !slices.Equal(got, []string{"W"}) || len(s.of) > 0 {
		t.Errorf("%v, and %d people are remembered", got, len(s.of))
	}
}

// TestAnEndWaitsForTheAnswer that is under way, keeps later ones back, waits no longer than it may, and leaves nothing behind.
func TestAnEndWaitsForTheAnswer(t *testing.T) {
	var g gates
	ctx := t.Context()
	leave := g.enter(ctx, "U1")
	g.enter(ctx, "U2")() // somebody else waits for nothing
	closed := make(chan func(), 1)
	go func() { closed <- g.close(ctx, "U1", "U2") }()
	for { // until it is being closed
		g.mu.Lock()
		closing := g.of["U1"].closing == 1 && g.of["U2"] != nil && g.of["U2"].closing == 1
		news := g.at("U1").news
		g.mu.Unlock()
		if closing {
			break
		}
		<-news
		if len(closed) > 0 {
			t.Fatal("an end came before the answer")
		}
	}
	if len(closed) > 0 {
		t.Fatal("an end came before the answer")
	}
	over, stop := context.WithCancel(ctx)
	stop()
	g.enter(over, "U1")() // who cannot wait any longer is let in
	leave()
	open := <-closed
	entered := make(chan struct{})
	go func() { defer close(entered); g.enter(ctx, "U1")() }()
	select {
	case <-entered:
		t.Fatal("answered while the part ends")
	default:
	}
	open()
	<-entered
	inside := g.enter(ctx, "U1")
	g.close(over, "U1")() // does not wait for longer
	inside()
	if len(g.of) > 0 {
		t.Errorf("%d gates are left", len(g.of))
	}
}

// TestWithoutADatabaseNothingIsSaidOfAnybody: who asks is not known then, which is another answer than having no part, and keeps
// what was typed.
func TestWithoutADatabaseNothingIsSaidOfAnybody(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.command(maya, "/reflect", "")
	r.fill(maya, coaching.Questions[0], "words that took a while")
	f := &failing{Store: r.store}
	f.reads.Store(true)
	r.still(func() { r.bot.Store = f })
	errs, err := r.as(maya).Submit(r.ctx)
	r.must(err)
	if errs["text"] != troubleInForm {
		t.Errorf("under the field: %v", errs)
	}
	c := r.bot.callOf(maya, "/reflect", "")
	if a, err := r.bot.run(r.ctx, command, c); err == nil || a.Note == nil || a.Note.Text != trouble {
		t.Errorf("%+v, %v", a.Note, err)
	}
	f.reads.Store(false)
	errs, err = r.as(maya).Submit(r.ctx)
	r.must(err)
	if len(errs) > 0 || len(r.entries(maya)) != 1 {
		t.Errorf("%v, %d entries", errs, len(r.entries(maya)))
	}
}

// TestTheErrorOfAFormStandsWhereItCanBeRead: under its field, else under the first one, else in the place of the form.
func TestTheErrorOfAFormStandsWhereItCanBeRead(t *testing.T) {
	b := &Bot{Config: Config{Log: slog.New(slog.DiscardHandler)}}
	view := func(blocks ...slack.Block) slack.View { return slack.View{Blocks: slack.Blocks{BlockSet: blocks}} }
	input := func(id string) slack.Block { return slack.NewInputBlock(id, nil, nil, nil) }
	two := view(section("x"), input("one"), input("two"))
	for name, c := range map[string]struct {
		k     kind
		view  slack.View
		err   error
		block string
		words string
		tries bool // Slack may try it again
	}{
		"its field":        {submission, two, coaching.Bad("two", "No."), "two", "No.", false},
		"no such field":    {submission, two, coaching.Bad("three", "No."), "one", "No.", false},
		"no field":         {submission, two, coaching.Bad("", "No."), "one", "No.", false},
		"no input":         {submission, view(section("x")), coaching.Bad("two", "No."), "", "No.", false},
		"not found":        {submission, two, &coaching.Error{Kind: coaching.NotFound, Msg: "no such thing"}, "one", coaching.Neutral, false},
		"forbidden":        {press, two, &coaching.Error{Kind: coaching.Forbidden, Msg: "not yours"}, "", coaching.Neutral, false},
		"stale":            {press, two, coaching.ErrStale(), "", coaching.ErrStale().Error(), false},
		"repeated":         {submission, two, &coaching.Error{Kind: coaching.Repeated, Msg: "again"}, "", "", false},
		"replayed":         {command, two, fmt.Errorf("x: %w", &coaching.Error{Kind: coaching.Repeated, Msg: "again"}), "", "", false},
		"trouble":          {press, two, errors.New("down"), "", trouble, true},
		"trouble in forms": {submission, two, errors.New("down"), "one", troubleInForm, true},
		"and no input":     {submission, view(section("x")), errors.New("down"), "", trouble, true},
	} {
		a, err := b.excuse(c.k, &Call{View: c.view}, c.err)
		said := ""
		switch {
		case c.block != "":
			said = a.Errors[c.block]
		case a.Note != nil:
			said = a.Note.Text
		case a.Update != nil:
			said = c.words // its blocks hold them, see the goldens of notices
		}
		if said != c.words || (err != nil) != c.tries || c.block != "" && len(a.Errors) != 1 || c.words == "" && (a.Note != nil || a.Update != nil || len(a.Errors) > 0) {
			t.Errorf("%s: %+v, %v", name, a, err)
		}
	}
}

type partless struct {
	Store
	down bool
}

func (p *partless) EngagementsOf(ctx context.Context, person coaching.ID) ([]coaching.Engagement, error) {
	if p.down {
		return nil, errors.New("down")
	}
	return p.Store.EngagementsOf(ctx, person)
}

// TestWithoutTheirPartsNobodyIsTakenForAStranger: when the parts of somebody cannot be read they are asked to try again, and
// are told neither that there is nothing here for them nor that something was kept.
func TestWithoutTheirPartsNobodyIsTakenForAStranger(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	p := &partless{Store: r.store}
	r.still(func() { r.bot.Store = p })
	run := func(route string) (string, error) {
		a, err := r.bot.run(r.ctx, command, r.bot.callOf(maya, route, ""))
		if a.Note == nil {
			return "", err
		}
		return a.Note.Text, err
	}
	if said, err := run("/actions"); err != nil || said == trouble || said == coaching.Neutral {
		t.Errorf("%q, %v", said, err)
	}
	p.down = true
	if said, err := run("/actions"); err == nil || said != trouble {
		t.Errorf("%q, %v", said, err)
	}
}

// TestAnOldAnswerAboutAnAccountDoesNotCount: that it was closed a while ago is looked up anew, and just now it counts.
func TestAnOldAnswerAboutAnAccountDoesNotCount(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	for at, mine := range map[time.Duration]int{0: 0, -knownFor: 1} {
		r.bot.accounts.mu.Lock()
		r.bot.accounts.known = map[string]account{maya: {deleted: true, at: r.bot.accounts.now().Add(at)}}
		r.bot.accounts.mu.Unlock()
		c := r.bot.callOf(maya, "/actions", "")
		if err := r.bot.identify(r.ctx, c); err != nil || len(c.Mine) != mine {
			t.Errorf("%s ago: %d parts, %v", -at, len(c.Mine), err)
		}
	}
}

// withoutQueue leaves River's own tables out of a dump: it writes there whenever it likes.
func withoutQueue(dump string) string {
	var ours strings.Builder
	keep := true
	for line := range strings.Lines(dump) {
		if !strings.HasPrefix(line, "\t") { // a table begins
			keep = !strings.HasPrefix(line, "river_")
		}
		if keep {
			ours.WriteString(line)
		}
	}
	return ours.String()
}

// TestWhatNamesNobodyHasNoEffect: requests without a sender, of no kind or of no soundness are answered with nothing, and
// nothing is stored.
func TestWhatNamesNobodyHasNoEffect(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	dump := func() (all string) { r.still(func() { all = withoutQueue(storagetest.Dump(t, r.store)) }); return all }
	before := dump()
	for name, c := range map[string]slack.SlashCommand{"no sender": {TeamID: r.bot.team, TriggerID: "t", Command: "/actions"}, "no trigger": {TeamID: r.bot.team, UserID: maya, Command: "/actions", Text: "add Call the bank"}} {
		if got := r.bot.Command(r.ctx, c); got != nil {
			t.Errorf("a command, %s: %v", name, got)
		}
	}
	press := `{"type":"block_actions","team":{"id":"` + r.bot.team + `"},"user":{"id":"%s"},"trigger_id":"t","actions":[{"type":"button","block_id":"b","action_id":"` + actionsOpen + `","value":"x"}]%s`
	for name, raw := range map[string]string{"no sender": fmt.Sprintf(press, "", "}"), "cut": fmt.Sprintf(press, maya, ""), "a sender twice": fmt.Sprintf(press, maya, `,"user":{"id":"`+anna+`"}}`), "no object": `[]`, "of no kind": `{"user":{"id":"` + maya + `"}}`} {
		if got := r.bot.Interaction(r.ctx, []byte(raw)); got != nil {
			t.Errorf("an interaction, %s: %v", name, got)
		}
	}
	event := `{"type":"%s","team_id":"` + r.bot.team + `","event_id":"%s","event":{"type":"message","channel_type":"im","channel":"D1","user":"%s","text":"words","ts":"1795338000.000100"%s}}`
	for name, raw := range map[string]string{
		"no sender": fmt.Sprintf(event, "event_callback", "Ev1", "", ""), "no id": fmt.Sprintf(event, "event_callback", "", maya, ""), "another kind": fmt.Sprintf(event, "url_verification", "Ev1", maya, ""),
		"of ourselves": fmt.Sprintf(event, "event_callback", "Ev1", r.bot.self, ""), "of a bot": fmt.Sprintf(event, "event_callback", "Ev1", maya, `,"bot_id":"B1"`),
		"a bot's that was changed": fmt.Sprintf(event, "event_callback", "Ev1", maya, `,"message":{"bot_id":"B1"}`), "a bot's that is gone": fmt.Sprintf(event, "event_callback", "Ev1", maya, `,"previous_message":{"bot_id":"B1"}`),
		"text twice": fmt.Sprintf(event, "event_callback", "Ev1", maya, `,"text":"others"`), "none": "x",
	} {
		if !r.bot.Happened(r.ctx, []byte(raw)) {
			t.Errorf("an event, %s, should come again", name)
		}
	}
	if dump() != before {
		t.Error("something was stored")
	}
}
