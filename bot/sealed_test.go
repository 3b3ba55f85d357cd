package bot

import (
	"strings"
	"testing"
	"time"

	"interlude/coaching"
)

// inMessages lists who has text in a message now, unseen parts of it included. Answers that only one
// person saw, and that Slack does not keep, are not among them.
func (r *rig) inMessages(text string) (who []string) {
	for _, user := range []string{maya, anna, helen} {
		for _, m := range r.as(user).Messages() {
			if m.FromApp() && !m.Ephemeral && strings.Contains(m.Text+string(m.Blocks)+string(m.Metadata), text) {
				who = append(who, user)
			}
		}
	}
	return who
}

// openDays plays open writing with words in messages to all three.
func openDays(t *testing.T) *rig {
	r := newRig(t)
	r.engage(anna, maya, helen, "Open")
	r.press(maya, "Share")
	r.sees(maya, "Until then you can take it back.")
	r.sent(5 * time.Minute)
	r.sees(helen, "accepted the coaching agreement on")
	r.command(anna, "/schedule", "@maya next tuesday 10:00 75m https://meet.example/canary")
	r.press(anna, "Book it")
	r.command(anna, "/actions", "add @maya Canary proposal by 2026-11-27")
	r.command(maya, "/actions", "add Canary action by 2026-11-24")
	r.drain()
	r.until(time.Date(2026, 11, 24, 9, 1, 0, 0, time.UTC))
	r.sees(maya, "Canary action")
	return r
}

// TestSealingTakesWordsOutOfMessages: one press, in the settings; what was posted is drawn anew, to
// all three; and one press leads back without putting words into messages again.
func TestSealingTakesWordsOutOfMessages(t *testing.T) {
	r := openDays(t)
	for _, words := range []string{"Canary", "meet.example/canary", "accepted the coaching agreement on 23"} {
		if len(r.inMessages(words)) == 0 {
			t.Fatalf("%q stands nowhere to begin with", words)
		}
	}
	r.command(maya, "/coaching", "settings")
	r.press(maya, "Write in forms only")
	r.sees(maya, "Your writing is sealed from now on.")
	r.sees(maya, "What you typed in Slack yourself stays there")
	r.closeAll(maya)
	if r.person(maya).Writing != coaching.Sealed {
		t.Fatal("the choice is not kept")
	}
	for _, words := range []string{"Canary", "meet.example/canary", "accepted the coaching agreement on 23"} {
		r.must(r.ws.WaitFor(r.ctx, func() bool { return len(r.inMessages(words)) == 0 }))
	}
	r.press(maya, "Show the link")
	r.sees(maya, "https://meet.example/canary")
	r.closeAll(maya)
	r.press(anna, "Show the link")
	r.sees(anna, "https://meet.example/canary")
	r.closeAll(anna)
	r.command(maya, "/coaching", "settings")
	r.press(maya, "Write openly again")
	r.sees(maya, "You write openly from now on.")
	r.closeAll(maya)
	r.drain()
	r.bot.work.Wait()
	if who := r.inMessages("Canary"); len(who) > 0 {
		t.Errorf("words are put back into messages to %v", who)
	}
	r.command(maya, "/actions", "add Another canary by 2026-11-30")
	r.sees(maya, "Another canary")
}

// TestSealingByTheFormOfTheSettings: the choice in the form does the same.
func TestSealingByTheFormOfTheSettings(t *testing.T) {
	r := openDays(t)
	r.command(maya, "/coaching", "settings")
	r.fill(maya, "How would you like to write?", "Sealed")
	r.submit(maya)
	r.sees(maya, "Your writing is sealed")
	r.closeAll(maya)
	r.must(r.ws.WaitFor(r.ctx, func() bool { return len(r.inMessages("Canary"))+len(r.inMessages("meet.example/canary")) == 0 }))
}

// TestTheNoticeOffersSealedWriting: with the notice of the first typed entry there is one press, and
// one press back.
func TestTheNoticeOffersSealedWriting(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.say(maya, "My first words")
	r.sees(maya, "I say this once")
	r.press(maya, "Write in forms only")
	r.sees(maya, "Your writing is sealed from now on.")
	r.press(maya, "Write openly again")
	r.sees(maya, "You write openly from now on.")
	r.press(maya, "Write in forms only")
	r.sees(maya, "Your writing is sealed from now on.")
	r.press(maya, "Draw earlier messages anew")
	r.closeAll(maya)
	r.sees(maya, "Write openly again") // beside the notice
	if r.person(maya).Writing != coaching.Sealed {
		t.Error("the last press does not hold")
	}
}

// TestTypedWordsMoveIntoAForm: in sealed writing nothing typed is kept without a press, and the form
// has the words; what was moved stays when the message is deleted, and loses its mark.
func TestTypedWordsMoveIntoAForm(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Sealed")
	ts := r.say(maya, "Secret & <words>")
	r.sees(maya, "I have not kept this")
	r.press(maya, "Move it into a form")
	if got := r.as(maya).Input("Your words"); got != "Secret & <words>" {
		t.Fatalf("the form holds %q", got)
	}
	if n := len(r.entries(maya)); n != 0 {
		t.Fatalf("%d entries before the form is sent", n)
	}
	r.fill(maya, "Your words", "Secret & <words>, mended")
	r.submit(maya)
	r.sees(maya, "Now delete the message that you typed")
	r.closeAll(maya)
	r.press(maya, "Move it into a form")
	r.sees(maya, "I have kept this message already.")
	r.closeAll(maya)
	got := r.entries(maya)
	if len(got) != 1 || got[0].Text.Reveal() != "Secret & <words>, mended" || !got[0].Typed() {
		t.Fatalf("%d entries", len(got))
	}
	r.must(r.as(maya).Edit(r.ctx, ts, "Other words"))
	r.sees(maya, "I keep your words as they were")
	r.must(r.as(maya).Delete(r.ctx, ts))
	r.sees(maya, "The reflection stays")
	if got = r.entries(maya); len(got) != 1 || got[0].Typed() || got[0].Text.Reveal() != "Secret & <words>, mended" {
		t.Errorf("after the deletion: %d entries", len(got))
	}
	if who := r.inMessages("Secret"); len(who) > 0 {
		t.Errorf("the bot quotes what was typed, to %v", who)
	}
}

func TestTypedWordsThatCannotMove(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Sealed")
	ts := r.say(maya, "Secret")
	r.must(r.as(maya).Delete(r.ctx, ts))
	r.press(maya, "Move it into a form")
	r.sees(maya, "I cannot find this message any more.")
	r.closeAll(maya)
	ts = r.say(maya, "Second")
	r.press(maya, "Move it into a form")
	r.must(r.as(maya).Delete(r.ctx, ts)) // while the form is open
	r.submit(maya)
	r.sees(maya, "Only you can read it.")
	if got := r.entries(maya); len(got) != 1 || got[0].Typed() {
		t.Errorf("%d entries", len(got))
	}
	r.say(maya, strings.Repeat("x", 3001))
	r.closeAll(maya)
	r.press(maya, "Move it into a form")
	r.sees(maya, "3,001 characters")
}

// TestCleaningUpTheChatKeepsReflections: after sealing, deleting a typed message erases nothing.
func TestCleaningUpTheChatKeepsReflections(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	ts := r.say(maya, "Typed in the open")
	r.sees(maya, "*Kept.*")
	r.press(maya, "Write in forms only")
	r.closeAll(maya)
	r.must(r.as(maya).Delete(r.ctx, ts))
	r.sees(maya, "The reflection stays")
	if got := r.entries(maya); len(got) != 1 || got[0].Typed() {
		t.Errorf("%d entries", len(got))
	}
}

// TestScheduleWordsWithALinkAreReadBackInAForm: in sealed writing no answer holds the link.
func TestScheduleWordsWithALinkAreReadBackInAForm(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Sealed")
	r.command(anna, "/schedule", "@maya next tuesday 10:00 75m https://meet.example/canary")
	r.sees(anna, "Please check, nothing is booked yet.")
	r.submit(anna)
	r.sees(anna, "*Booked.*")
	r.closeAll(anna)
	r.drain()
	r.sees(maya, "is booked")
	if got := r.sessionsOf(maya); len(got) != 1 || got[0].Link.Reveal() != "https://meet.example/canary" {
		t.Fatalf("%d sessions", len(got))
	}
	r.command(anna, "/schedule", "@maya next wednesday 10:00 75m") // the link of last time
	r.sees(anna, "Please check, nothing is booked yet.")
	if who := r.inMessages("meet.example"); len(who) > 0 {
		t.Errorf("the link stands in messages to %v", who)
	}
}

// TestOutcomesAreSealed: a message says that something was answered, and not what.
func TestOutcomesAreSealed(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Sealed")
	r.command(anna, "/actions", "add @maya Canary by 2026-11-24")
	r.drain()
	r.press(maya, "See it")
	r.press(maya, "Accept")
	r.closeAll(maya)
	r.sees(maya, "You answered a proposal on")
	r.until(time.Date(2026, 11, 24, 9, 1, 0, 0, time.UTC))
	r.press(maya, "See it")
	r.press(maya, "Not yet")
	r.closeAll(maya)
	r.sees(maya, "You answered on Tue 24 Nov 2026")
	r.misses(maya, "ot yet")
}

// TestFormsOnly: where nobody can write to the app, nobody is offered to, and what was open is sealed.
func TestFormsOnly(t *testing.T) {
	r := openDays(t)
	r.still(func() { r.bot.FormsOnly, r.bot.Writing = true, coaching.Sealed })
	r.command(maya, "/coaching", "settings")
	r.sees(maya, "Writing is sealed here")
	r.misses(maya, "How would you like to write?")
	r.misses(maya, "Write openly again")
	r.press(maya, "Draw earlier messages anew")
	r.sees(maya, "Everybody's writing is sealed here.")
	r.closeAll(maya)
	r.must(r.ws.WaitFor(r.ctx, func() bool { return len(r.inMessages("Canary"))+len(r.inMessages("meet.example/canary")) == 0 }))
	r.command(maya, "/coaching", "settings")
	r.fill(maya, "When may I ask you to reflect?", "Every Tuesday")
	r.submit(maya)
	r.sees(maya, "Your writing is sealed")
	r.closeAll(maya)
	r.engageFormsOnly(ravi)
	if r.person(ravi).Writing != coaching.Sealed || r.person(maya).Writing != coaching.Sealed {
		t.Error("not everybody's writing is sealed")
	}
	c := &Call{Team: r.bot.Team(), User: maya, Route: writingOpen, Once: "forged"}
	if a, err := r.bot.run(r.ctx, press, c); err != nil || a.Note == nil || a.Note.Text != coaching.NoLonger {
		t.Errorf("an old button opens: %+v %v", a, err)
	}
}

// engageFormsOnly starts an engagement where the agreement asks nothing about writing.
func (r *rig) engageFormsOnly(coachee string) {
	r.t.Helper()
	r.command(anna, "/coaching", "start")
	r.fill(anna, "Coachee", coachee)
	r.submit(anna)
	r.closeAll(anna)
	r.drain()
	r.press(coachee, "Review agreement")
	r.misses(coachee, "How would you like to write?")
	r.submit(coachee)
	r.closeAll(coachee)
}
