package bot

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"interlude/coaching"
)

// say types a message in the bot's direct message channel and waits until it was dealt with.
func (r *rig) say(user, text string) string {
	r.t.Helper()
	before := len(r.as(user).Messages())
	ts, err := r.as(user).Say(r.ctx, text)
	r.must(err)
	r.must(r.ws.WaitFor(r.ctx, func() bool { r.engine.Kick(); return len(r.as(user).Messages()) > before+1 }))
	r.drain()
	return ts
}

// happen hands the bot an event as Slack would, and fails when it asks for another delivery.
func (r *rig) happen(id, event string) {
	r.t.Helper()
	if !r.bot.Happened(r.ctx, fmt.Appendf(nil, `{"type":"event_callback","team_id":%q,"event_id":%q,"event":%s}`, r.bot.Team(), id, event)) {
		r.t.Fatal("the event was not taken")
	}
}

func typedEvent(user, ts, text string) string {
	return fmt.Sprintf(`{"type":"message","channel":"DM","channel_type":"im","user":%q,"ts":%q,"text":%q}`, user, ts, text)
}

func changed(user, ts, at, before, after string) string {
	return fmt.Sprintf(`{"type":"message","subtype":"message_changed","channel":"DM","channel_type":"im","ts":%q,"message":{"user":%q,"ts":%q,"text":%q},"previous_message":{"user":%q,"ts":%q,"text":%q}}`,
		at, user, ts, after, user, ts, before)
}

func deleted(user, ts string) string {
	return fmt.Sprintf(`{"type":"message","subtype":"message_deleted","channel":"DM","channel_type":"im","ts":"1795000000.9","deleted_ts":%q,"previous_message":{"user":%q,"ts":%q,"text":"x"}}`, ts, user, ts)
}

// stamp is a Slack ts so many seconds after the rig's start.
func stamp(seconds int) string { return fmt.Sprintf("%d.000100", rigStart.Unix()+int64(seconds)) }

func TestTypedAnswerIsKept(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.until(asked)
	r.say(maya, "I tried <this> & that")
	r.sees(maya, "*Kept.* Only you can read it.")
	r.sees(maya, "I say this once")
	r.sees(maya, "You answered on Fri 27 Nov 2026, 15:00")
	got := r.entries(maya)
	if len(got) != 1 || got[0].Text.Reveal() != "I tried <this> & that" || got[0].Audience != coaching.OnlyMe || !got[0].Typed() || got[0].Prompt == "" {
		t.Fatalf("stored %d entries", len(got))
	}
	if !r.person(maya).Typed {
		t.Error("the notice is not noted")
	}
	r.say(maya, "And one more thing")
	if n := strings.Count(r.screen(maya), "I say this once"); n != 1 {
		t.Errorf("said %d times", n)
	}
	if got = r.entries(maya); len(got) != 2 || got[1].Prompt != got[0].Prompt && got[1].Prompt != "" {
		t.Errorf("%d entries", len(got))
	}
	r.press(maya, "For my next brief")
	r.sees(maya, "It waits for your next brief.")
	r.command(maya, "/coaching", "")
	r.must(r.pressRoute(maya, reflectList))
	r.sees(maya, "typed in Slack")
}

func TestTypedInTheThreadOfAPrompt(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.until(asked)
	var prompt string
	for _, m := range r.as(maya).Messages() {
		if strings.Contains(m.Text, "A question is waiting") {
			prompt = m.TS
		}
	}
	_, err := r.as(maya).SayIn(r.ctx, prompt, "In the thread")
	r.must(err)
	r.sees(maya, "You answered on Fri 27 Nov 2026, 15:00")
	got := r.entries(maya)
	if len(got) != 1 || got[0].Prompt == "" || got[0].Thread != prompt {
		t.Fatalf("%d entries", len(got))
	}
	r.drain()
	r.sees(maya, "*Kept.*")
	var kept string
	for _, m := range r.as(maya).Messages() {
		if strings.Contains(string(m.Blocks), "*Kept.*") && m.ThreadTS == prompt {
			kept = m.TS
		}
	}
	if kept == "" {
		t.Fatal("it is not acknowledged in the thread")
	}
	ds, err := r.store.DeliveriesOf(r.ctx, got[0].ID)
	r.must(err)
	if _, ts, found, err := r.bot.Find(r.ctx, coaching.Sending{Lead: ds[0]}); err != nil || !found || ts != kept {
		t.Errorf("after doubt: %q %v %v", ts, found, err)
	}
}

func TestTypedUnderWhatWasTypedBefore(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	ts := r.say(maya, "First words")
	_, err := r.as(maya).SayIn(r.ctx, ts, "And more")
	r.must(err)
	r.shows(maya, "*Kept.*", 2)
	r.must(r.as(maya).Edit(r.ctx, ts, "Better words"))
	r.sees(maya, "Last changed")
	if got := r.entries(maya); len(got) != 2 || got[0].Thread != "" || got[1].Thread != ts {
		t.Errorf("%d entries", len(got))
	}
}

func TestEditsAndDeletionsAreFollowed(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	ts := r.say(maya, "First words")
	r.must(r.as(maya).Edit(r.ctx, ts, "Better words"))
	r.sees(maya, "Last changed")
	if got := r.entries(maya); len(got) != 1 || got[0].Text.Reveal() != "Better words" {
		t.Fatalf("%d entries", len(got))
	}
	r.must(r.as(maya).Edit(r.ctx, ts, strings.Repeat("y", 3001)))
	r.sees(maya, "This now has 3,001 characters")
	r.must(r.as(maya).Delete(r.ctx, ts))
	r.sees(maya, "You deleted your message, so I have erased the reflection as well.")
	r.misses(maya, "you can delete it there")
	r.say(maya, "Other words")
	r.sees(maya, "*Kept.*")
	r.misses(maya, "I say this once")
	r.press(maya, "Delete")
	r.sees(maya, "If the message that you typed still stands in Slack, you can delete it there.")
	if n := len(r.entries(maya)); n != 0 {
		t.Errorf("%d entries left", n)
	}
}

func TestTooLongIsTakenOnceItIsShorter(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	ts := r.say(maya, strings.Repeat("x", 3001))
	r.sees(maya, "This has 3,001 characters")
	if n := len(r.entries(maya)); n != 0 {
		t.Fatalf("%d entries", n)
	}
	r.must(r.as(maya).Edit(r.ctx, ts, strings.Repeat("x", 3000)))
	r.sees(maya, "*Kept.*")
	if got := r.entries(maya); len(got) != 1 || len(got[0].Text.Reveal()) != 3000 {
		t.Errorf("%d entries", len(got))
	}
}

func TestSealedWritingKeepsNothingThatIsTyped(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Sealed")
	ts := r.say(maya, "Secret")
	r.sees(maya, "You write in forms only")
	r.happen("EvEdit", changed(maya, ts, stamp(70), "Secret", "Still secret"))
	if n := len(r.entries(maya)); n != 0 {
		t.Errorf("%d entries", n)
	}
	r.press(maya, "Write privately")
	r.sees(maya, coaching.Questions[0])
}

func TestOthersWhoType(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, helen, "Open")
	r.say(sam, "hello")
	r.sees(sam, coaching.Neutral)
	r.misses(sam, "kept")
	for _, user := range []string{anna, helen} {
		r.say(user, "hello")
		r.sees(user, "I have not kept this: nobody reads messages here.")
	}
	if n := len(r.entries(maya)); n != 0 {
		t.Errorf("%d entries", n)
	}
}

func TestFilesAreNotTaken(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	_, err := r.as(maya).SendFile(r.ctx, "", "voice.m4a")
	r.must(err)
	r.sees(maya, "I cannot take files and have not looked at it. Words are welcome.")
	_, err = r.as(maya).SendFile(r.ctx, "Words beside it", "a.pdf")
	r.must(err)
	r.sees(maya, "The words beside it are kept.")
	r.drain()
	if got := r.entries(maya); len(got) != 1 || got[0].Text.Reveal() != "Words beside it" {
		t.Errorf("%d entries", len(got))
	}
}

// TestEventsInAnyOrder delivers events repeatedly and shuffled; what stands in the end is what
// the person did last.
func TestEventsInAnyOrder(t *testing.T) {
	for name, c := range map[string]struct {
		events []string
		want   string // words of the entry; empty: none
	}{
		"repeated":           {[]string{"m", "m", "e1", "e1", "m"}, "one"},
		"edits swapped":      {[]string{"m", "e2", "e1"}, "two"},
		"edit overtakes":     {[]string{"e1", "m"}, "one"},
		"both overtake":      {[]string{"e2", "m", "e1"}, "two"},
		"deletion repeated":  {[]string{"m", "d", "d", "m"}, ""},
		"deletion overtakes": {[]string{"d", "m"}, ""},
		"edit after the end": {[]string{"m", "d", "e1"}, ""},
		"nobody edited":      {[]string{"m", "same"}, "zero"},
		"a stone":            {[]string{"m", "stone"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			r.engage(anna, maya, "", "Open")
			ts := stamp(60)
			raw := map[string]string{"m": typedEvent(maya, ts, "zero"), "e1": changed(maya, ts, stamp(70), "zero", "one"), "e2": changed(maya, ts, stamp(80), "one", "two"),
				"d": deleted(maya, ts), "same": changed(maya, ts, stamp(90), "zero", "zero"),
				"stone": strings.Replace(changed(maya, ts, stamp(90), "zero", "This message was deleted."), `"message":{`, `"message":{"subtype":"tombstone",`, 1)}
			for _, e := range c.events {
				r.happen("Ev"+e, raw[e])
			}
			got := r.entries(maya)
			if len(got) > 1 || c.want == "" != (len(got) == 0) || len(got) == 1 && got[0].Text.Reveal() != c.want {
				t.Errorf("%d entries", len(got))
			}
		})
	}
}

func TestAnOldErasedMessageIsNotKeptAgain(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	ts := stamp(60)
	r.happen("Ev1", typedEvent(maya, ts, "zero"))
	change, err := coaching.EraseReflection(r.pair(maya), r.entries(maya)[0], r.person(maya), r.clock.Now())
	r.must(err)
	r.must(r.store.Commit(r.ctx, change))
	r.happen("Ev2", changed(maya, ts, stamp(70), "zero", "one"))
	r.until(rigStart.Add(72 * time.Hour))
	r.must(r.store.Prune(r.ctx, r.clock.Now()))
	r.happen("Ev3", changed(maya, ts, stamp(300000), "one", "two"))
	if n := len(r.entries(maya)); n != 0 {
		t.Errorf("%d entries", n)
	}
}

func TestEventsOfOthersChangeNothing(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	ts := stamp(60)
	r.happen("Ev1", typedEvent(maya, ts, "mine"))
	for i, user := range []string{sam, anna} {
		r.happen(fmt.Sprint("EvD", i), deleted(user, ts))
		r.happen(fmt.Sprint("EvC", i), changed(user, ts, stamp(70), "mine", "theirs"))
	}
	if got := r.entries(maya); len(got) != 1 || got[0].Text.Reveal() != "mine" {
		t.Errorf("%d entries", len(got))
	}
}

func TestTwoMessagesOfOneMomentAreBothKept(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.until(asked)
	done := make(chan bool)
	for i := range 4 {
		go func() {
			raw := fmt.Appendf(nil, `{"type":"event_callback","team_id":%q,"event_id":"Ev%d","event":%s}`, r.bot.Team(), i, typedEvent(maya, stamp(60+i), fmt.Sprint("part ", i)))
			done <- r.bot.Happened(r.ctx, raw)
		}()
	}
	for range 4 {
		if !<-done {
			t.Error("an event was not taken")
		}
	}
	if n := len(r.entries(maya)); n != 4 {
		t.Errorf("%d entries", n)
	}
}

func TestARefusalIsSaidOnce(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	for user, text := range map[string]string{maya: strings.Repeat("x", 3001), anna: "hello", sam: "hello"} {
		for i, want := range []bool{true, false} {
			c := &Call{Team: r.bot.Team(), User: user, Route: "message", Text: text, Channel: "DM" + user, Message: stamp(60), Once: "event:" + user, Event: &event{}}
			a, err := r.bot.run(r.ctx, happening, c)
			if err != nil || (a.Note != nil) != want {
				t.Errorf("%s, delivery %d: %+v %v", user, i+1, a, err)
			}
		}
	}
}
