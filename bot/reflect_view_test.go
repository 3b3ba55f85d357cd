package bot

import (
	"testing"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

func TestReflectForms(t *testing.T) {
	goldenForm(t, "reflect-write", writeView(writeMeta{Engagement: "E1", Prompt: "D1"}, nil))
	goldenForm(t, "reflect-write-several", writeView(writeMeta{}, longChoices(120)))
	goldenForm(t, "reflect-over", reflectOverView())
	goldenForm(t, "reflect-kept", keptView(goldEntry("R1", "words", coaching.OnlyMe), ""))
	goldenForm(t, "reflect-kept-answer", keptView(goldEntry("R1", "words", coaching.OnlyMe), answerWords(goldNow, goldMaya)))
	goldenForm(t, "reflect-kept-brief", keptView(goldEntry("R1", "words", coaching.NextBrief), earlyWords))
	goldenForm(t, "reflect-edit", editView(editMeta{Reflection: "R1", Version: 1}, goldEntry("R1", "What I wrote", coaching.OnlyMe)))
	goldenForm(t, "reflect-edit-longest", editView(editMeta{Reflection: "R1", Version: 9, Back: &entriesPlace{List: reflectList, Page: 2}}, longEntries(1)[0]))
	goldenForm(t, "reflect-notice", entryNotice(deletedWords(longEntries(1)[0])))
}

func TestReflectionListForms(t *testing.T) {
	l := entryListing{Me: goldMaya}
	goldenForm(t, "reflect-list-empty", entryListView(l))
	typed, over := goldEntry("R2", "Typed in the chat", coaching.NextBrief), goldEntry("R3", "From the spring", coaching.OnlyMe)
	typed.Message, typed.Rating, typed.Edited = "1.2", 7, goldNow
	l.Entries = []listedEntry{{Reflection: goldEntry("R1", "Two\n\nparagraphs & <@U1>", coaching.OnlyMe), Coach: goldCoach, Live: true},
		{Reflection: typed, Coach: goldCoach, Live: true, Released: true}, {Reflection: over, Coach: goldCoach}}
	l.Several, l.Said = true, "*Saved.*"
	goldenForm(t, "reflect-list", entryListView(l))
	l = entryListing{Me: goldMaya, Several: true, Place: entriesPlace{Page: 1, Brief: "E1", Below: "V1"}}
	for _, r := range longEntries(100) {
		l.Entries = append(l.Entries, listedEntry{Reflection: r, Coach: goldCoach, Live: true})
	}
	goldenForm(t, "reflect-list-longest", entryListView(l))
}

func TestPromptCards(t *testing.T) {
	asked := coaching.Delivery{ID: "D1", Kind: coaching.KindPrompt, Nominal: goldNow}
	again := coaching.Delivery{ID: "D2", Kind: coaching.KindPromptAgain, Due: goldNow.Add(3 * time.Hour), State: coaching.DeliveryDue}
	later := again
	later.Key = "prompt-again/D1/P2/2026-11-27T17:00:00Z/later/2026-11-27T14:00:00Z"
	answered, skipped := asked, asked
	answered.Answered, skipped.Answered, skipped.Reason = goldNow, goldNow, "skipped"
	for name, p := range map[string]promptState{
		"asked": {Prompt: asked}, "repeats": {Prompt: asked, Again: again}, "later": {Prompt: asked, Again: later}, "closed": {Prompt: asked, Closed: true}, "skipped": {Prompt: skipped}, "deleted": {Prompt: answered},
		"answered":      {Prompt: answered, Entries: longEntries(1)},
		"answered-more": {Prompt: answered, Entries: longEntries(2)},
		"skipped-wrote": {Prompt: skipped, Entries: longEntries(1)},
	} {
		goldenCard(t, "reflect-prompt-"+name, promptCard(goldScene(coaching.KindPrompt, goldMaya, goldMaya), p))
		goldenCard(t, "reflect-prompt-sealed-"+name, promptCard(goldScene(coaching.KindPrompt, sealedMaya(), sealedMaya()), p))
		older := goldScene(coaching.KindPrompt, goldMaya, goldMaya)
		older.Below = true
		goldenCard(t, "reflect-prompt-older-"+name, promptCard(older, p))
	}
	asked.Sent = goldNow.AddDate(0, 0, -3)
	goldenCard(t, "reflect-prompt-again", promptCard(goldScene(coaching.KindPromptAgain, goldMaya, goldMaya), promptState{Prompt: asked}))
	goldenCard(t, "reflect-prompt-sealed-again", promptCard(goldScene(coaching.KindPromptAgain, sealedMaya(), sealedMaya()), promptState{Prompt: asked}))
	asked.Sent = goldNow.Add(-3 * time.Hour)
	goldenCard(t, "reflect-prompt-again-today", promptCard(goldScene(coaching.KindPromptAgain, goldMaya, goldMaya), promptState{Prompt: asked}))
}

func TestKeptCards(t *testing.T) {
	s := goldScene(coaching.KindKept, goldMaya, goldMaya)
	goldenCard(t, "reflect-typed-first", keptCard(s, goldEntry("R1", "words", coaching.OnlyMe), true, ""))
	goldenCard(t, "reflect-typed", keptCard(s, goldEntry("R1", "words", coaching.NextBrief), false, ""))
	goldenCard(t, "reflect-typed-answer", keptCard(s, goldEntry("R1", "words", coaching.NextBrief), false, answerWords(goldNow, goldMaya)))
	goldenCard(t, "reflect-typed-early", keptCard(s, goldEntry("R1", "words", coaching.OnlyMe), false, earlyWords))
	goldenCard(t, "reflect-typed-erased", erasedCard(false))
	goldenCard(t, "reflect-typed-taken-back", erasedCard(true))
	goldenCard(t, "reflect-typed-longest", keptCard(s, longEntries(1)[0], true, answerWords(goldNow, goldMaya)))
}

func TestTypedAnswers(t *testing.T) {
	for name, n := range map[string]*Note{
		"sealed": sealedNote("1700000000.000100"), "over": notTakenNote(true), "no-coachee": notTakenNote(false), "too-long": tooLongNote(3214, false),
		"too-long-edit": tooLongNote(12345678, true), "file": filesNote(false), "file-and-words": filesNote(true),
	} {
		goldenCard(t, "direct-"+name, card{Note: "Interlude", Blocks: n.blocks()})
	}
}

func TestAnswersLeaveRoomForThreeThousandCharacters(t *testing.T) {
	text := longest(coaching.MaxText)
	if got := joined([3]string{"", text, ""}); got != text {
		t.Errorf("a full answer grew to %d characters", len(got))
	}
	if got, want := joined([3]string{"a", "", "c"}), coaching.JoinAnswers([3]string{"a", "", "c"}); got != want {
		t.Errorf("got %q", got)
	}
}

func TestPagesHoldWhatTheyMay(t *testing.T) {
	item := []slack.Block{section("one"), section("two")}
	for _, c := range []struct{ items, page, most, number, blocks int }{
		{0, 0, 10, 0, 0}, {10, 0, 10, 0, 20}, {11, 0, 10, 0, 20}, {11, 1, 10, 1, 2}, {11, 7, 10, 1, 2}, {100, 0, 1000, 0, 80}, {100, 2, 1000, 2, 40},
	} {
		var items [][]slack.Block
		for range c.items {
			items = append(items, item)
		}
		p := pageOf(items, c.page, c.most)
		if p.Number != c.number || len(p.Blocks) != c.blocks || p.Last != (c.number*c.most*2+len(p.Blocks) == 2*c.items || c.most == 1000 && c.number == 2) {
			t.Errorf("%+v: page %d with %d blocks, last %v", c, p.Number, len(p.Blocks), p.Last)
		}
	}
}

func TestTypedWords(t *testing.T) {
	for in, want := range map[string]string{
		"plain": "plain", "a &lt;b&gt; &amp; c &amp;amp;": "a <b> & c &amp;", "see <https://example.org/a?b=1&amp;c=2>": "see https://example.org/a?b=1&c=2",
		"see <http://example.org|example.org>": "see example.org", "mail <mailto:a@example.org|a@example.org>": "mail a@example.org",
		"ask <@U123|maya> in <#C1|general> <!here>": "ask @maya in #general @here", "<@U123>": "@U123", "3 < 4 > 2": "3 < 4 > 2", "<>": "<>",
	} {
		if got := typedWords(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestStampTime(t *testing.T) {
	for in, want := range map[string]time.Time{
		"1700000000.123456": time.Unix(1700000000, 123456000).UTC(), "1700000000": time.Unix(1700000000, 0).UTC(), "": {}, "x.1": {},
	} {
		if got := stampTime(in); !got.Equal(want) {
			t.Errorf("%q: %v", in, got)
		}
	}
}

// TestOnceMore: a repetition that would fall on the day of its prompt is not announced for that day.
func TestOnceMore(t *testing.T) {
	sent := time.Date(2026, 11, 30, 8, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		prompt coaching.Delivery
		due    time.Time
		want   string
	}{
		{coaching.Delivery{Sent: sent}, time.Date(2026, 11, 30, 23, 59, 0, 0, time.UTC), "I will ask once more."},
		{coaching.Delivery{Intended: sent}, time.Date(2026, 11, 30, 15, 0, 0, 0, time.UTC), "I will ask once more."},
		{coaching.Delivery{Sent: sent}, time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC), "I will ask once more: Tue 1 Dec 2026, 00:00 (Europe/London, GMT)."},
		{coaching.Delivery{}, time.Date(2026, 11, 30, 15, 0, 0, 0, time.UTC), "I will ask once more: Mon 30 Nov 2026, 15:00 (Europe/London, GMT)."},
	} {
		p := promptState{Prompt: c.prompt, Again: coaching.Delivery{ID: "D2", Due: c.due}}
		if got := p.onceMore(goldScene(coaching.KindPrompt, goldMaya, goldMaya)); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
