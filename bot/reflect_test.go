package bot

import (
	"strings"
	"testing"
	"time"

	"interlude/bot/sandbox"
	"interlude/coaching"
)

// asked is when the questions come to Maya: Friday 15:00 in London.
var asked = time.Date(2026, 11, 27, 15, 0, 0, 0, time.UTC)

// entries are all reflections of the coachee's newest engagement.
func (r *rig) entries(coachee string) []coaching.Reflection {
	r.t.Helper()
	rs, err := r.store.Reflections(r.ctx, r.pair(coachee).ID)
	r.must(err)
	return rs
}

func TestPromptIsAnsweredInTheForm(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Sealed")
	r.until(asked)
	r.sees(maya, "A question is waiting.")
	r.misses(maya, coaching.Questions[0])
	r.press(maya, "Write privately")
	r.sees(maya, coaching.Questions[0])
	errs, err := r.as(maya).Submit(r.ctx)
	r.must(err)
	if errs["text"] != "Write a few words, or close to skip." {
		t.Errorf("an empty form: %v", errs)
	}
	r.fill(maya, coaching.Questions[0], strings.Repeat("x", 2000), coaching.Questions[1], strings.Repeat("x", 999))
	if errs, err = r.as(maya).Submit(r.ctx); err != nil || errs["text"] != "This has 3,001 characters. Please keep it to 3,000." {
		t.Errorf("too long: %v %v", errs, err)
	}
	r.fill(maya, coaching.Questions[0], "")
	r.fill(maya, coaching.Questions[1], "I <noticed> & said so", "How close were you to the behaviour you are working on?", "7", "Who may read this?", "For my next brief")
	r.submit(maya)
	r.sees(maya, "*Kept.* It waits for your next brief.")
	r.closeAll(maya)
	r.sees(maya, "You answered on Fri 27 Nov 2026, 15:00 (Europe/London, GMT).")
	r.misses(maya, "noticed")
	got := r.entries(maya)
	if len(got) != 1 || got[0].Rating != 7 || got[0].Audience != coaching.NextBrief || got[0].Typed() || got[0].Prompt == "" {
		t.Fatalf("stored %d entries", len(got))
	}
	if want := coaching.Questions[1] + "\nI <noticed> & said so"; got[0].Text.Reveal() != want {
		t.Error("other words were stored")
	}
	r.press(maya, "Edit")
	r.fill(maya, "Your words", "Shorter")
	r.submit(maya)
	r.closeAll(maya)
	if got = r.entries(maya); got[0].Text.Reveal() != "Shorter" || got[0].Edited.IsZero() {
		t.Error("the edit is not stored")
	}
	r.until(asked.AddDate(0, 0, 3)) // the repetition's time: nobody is asked again
	if n := strings.Count(r.screen(maya), "A question is waiting.\n"); n != 0 {
		t.Errorf("asked %d times more", n)
	}
	r.press(maya, "Delete")
	r.sees(maya, "You deleted what you wrote.")
	if n := len(r.entries(maya)); n != 0 {
		t.Errorf("%d entries left", n)
	}
}

func TestLaterAndSkip(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.until(asked)
	r.sees(maya, coaching.Questions[2])
	r.later(maya, "Later", "Tomorrow")
	r.sees(maya, "I will ask again on Mon 30 Nov 2026, 08:00 (Europe/London, GMT).")
	r.misses(maya, coaching.Questions[0])
	r.misses(maya, "Later")
	monday := time.Date(2026, 11, 30, 8, 0, 0, 0, time.UTC)
	r.until(monday)
	r.drain()
	r.shows(maya, "Friday's questions are still open.", 1)
	r.shows(maya, "These questions are still open: see below.", 1)
	r.shows(maya, coaching.Questions[0], 1)
	r.shows(maya, "Write privately\n", 1)
	r.press(maya, "Skip")
	r.shows(maya, "You skipped these questions on Mon 30 Nov 2026, 08:00", 2)
	r.gone(maya, "still open")
	r.press(maya, "Write after all")
	r.fill(maya, coaching.Questions[0], "After all")
	r.submit(maya)
	r.closeAll(maya)
	r.shows(maya, "You answered on Mon 30 Nov 2026, 08:00", 2)
}

func TestQuestionsClose(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.until(time.Date(2026, 12, 1, 23, 59, 0, 0, time.UTC)) // asked on Friday, again on Monday
	r.sees(maya, "Friday's questions are still open.")
	r.until(time.Date(2026, 12, 2, 0, 1, 0, 0, time.UTC)) // the Tuesday is over
	r.press(maya, "Skip")
	r.sees(maya, coaching.NoLonger)
	r.shows(maya, "These questions have closed. You can write at any time with `/reflect`.", 2)
	r.misses(maya, "Write privately")
}

func TestWritingAfterTheQuestionsClosed(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.until(time.Date(2026, 12, 2, 0, 1, 0, 0, time.UTC))
	r.press(maya, "Write privately")
	r.shows(maya, "These questions have closed.", 2)
	r.fill(maya, coaching.Questions[0], "Late, and an answer all the same")
	r.submit(maya)
	r.sees(maya, "*Kept.* Only you can read it. It counts as your answer to the questions of Fri 27 Nov 2026.")
	r.closeAll(maya)
	r.shows(maya, "You answered on Wed 2 Dec 2026, 00:01", 2)
	if got := r.entries(maya); len(got) != 1 || got[0].Prompt == "" {
		t.Errorf("%d entries", len(got))
	}
}

func TestReflectAtAnyTime(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.command(maya, "/reflect", "")
	r.fill(maya, coaching.Questions[0], "Unasked")
	r.submit(maya)
	r.sees(maya, "*Kept.* Only you can read it.")
	r.press(maya, "For my next brief")
	r.sees(maya, "*Changed.* It waits for your next brief.")
	r.press(maya, "My reflections")
	r.sees(maya, "For my next brief; your coach cannot read it yet")
	r.press(maya, "Only for me")
	r.sees(maya, "*Changed.* Only you can read it.")
	r.press(maya, "Edit")
	r.fill(maya, "Your words", "  ")
	errs, err := r.as(maya).Submit(r.ctx)
	r.must(err)
	if errs["text"] == "" {
		t.Error("an entry without words was taken")
	}
	r.fill(maya, "Your words", "Unasked & edited", "How close were you to the behaviour you are working on?", "7")
	r.submit(maya)
	r.sees(maya, "Unasked & edited")
	r.sees(maya, "rating 7 of 10")
	r.press(maya, "For my next brief") // the rating stays
	r.sees(maya, "rating 7 of 10")
	r.press(maya, "Edit")
	r.fill(maya, "How close were you to the behaviour you are working on?", "No rating")
	r.submit(maya)
	r.misses(maya, "of 10")
	if e := r.entries(maya)[0]; e.Rating != 0 || e.Text.Reveal() != "Unasked & edited" {
		t.Errorf("stored %d", e.Rating)
	}
	r.press(maya, "Delete")
	r.sees(maya, "*Deleted* for good.")
	r.sees(maya, "You have not written anything yet, or you deleted it.")
	if e := r.entries(maya); len(e) != 0 {
		t.Errorf("%d entries left", len(e))
	}
}

func TestUrgentHelpIsNearAndTheWordsStay(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.command(maya, "/reflect", "")
	r.fill(maya, coaching.Questions[0], "Half a thought")
	r.press(maya, "My reflections")
	r.press(maya, "Urgent help")
	r.sees(maya, "findahelpline")
	r.must(r.as(maya).CloseModal(r.ctx))
	r.must(r.as(maya).CloseModal(r.ctx))
	if got := r.as(maya).Input(coaching.Questions[0]); got != "Half a thought" {
		t.Errorf("the form holds %q", got)
	}
}

func TestWhoeverHasTwoCoachesSaysForWhich(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.engage(tom, maya, "", "Open")
	r.command(maya, "/reflect", "")
	r.fill(maya, "For which coaching?", "Mine, with Anna Berg", coaching.Questions[0], "For Anna")
	r.submit(maya)
	r.press(maya, "My reflections")
	r.sees(maya, "with <@UANNA>")
	if n := len(r.entries(maya)); n != 0 {
		t.Errorf("%d entries with Tom", n)
	}
}

func TestReflectionsOfOthersStayShut(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, helen, "Open")
	r.engage(tom, ravi, "", "Open")
	r.command(maya, "/reflect", "")
	r.fill(maya, coaching.Questions[0], "Secret")
	r.submit(maya)
	r.closeAll(maya)
	e := r.entries(maya)[0]
	for _, user := range []string{anna, tom, ravi, helen, sam} {
		for _, route := range []string{reflectEdit, reflectDelete, reflectBrief, reflectMe} {
			a, err := r.bot.run(r.ctx, press, &Call{Team: r.bot.Team(), User: user, Route: route, Value: string(e.ID), Once: user + route})
			if err != nil || a.Note == nil || a.Note.Text != coaching.Neutral {
				t.Errorf("%s %s: %+v %v", user, route, a, err)
			}
		}
	}
	if again := r.entries(maya)[0]; again.Version != e.Version || again.Audience != coaching.OnlyMe {
		t.Error("somebody else changed it")
	}
	for _, user := range []string{anna, helen, sam} {
		for _, route := range []string{reflectList, reflectOpen} {
			a, err := r.bot.run(r.ctx, press, &Call{Team: r.bot.Team(), User: user, Route: route, Value: "x", Once: user + route})
			if err != nil || a.Note == nil || a.Note.Text != coaching.Neutral {
				t.Errorf("%s %s: %+v %v", user, route, a, err)
			}
		}
	}
}

func TestTheLongestListTurnsItsPages(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	for range 25 {
		_, change, err := coaching.Reflect(r.pair(maya), r.person(maya), coaching.Entry{Text: longest(3000)}, nil, r.clock.Now())
		r.must(err)
		r.must(r.store.Commit(r.ctx, change))
	}
	r.command(maya, "/coaching", "")
	r.must(r.pressRoute(maya, reflectList))
	for _, n := range []string{"Page 2", "Page 3"} {
		r.press(maya, "Next page")
		r.sees(maya, n)
	}
	r.press(maya, "Previous page")
	r.sees(maya, "Page 2")
}

// pressRoute presses the first button of the open form that leads to the route.
func (r *rig) pressRoute(user, route string) error {
	v := r.as(user).Modal()
	if v == nil {
		return &sandbox.Refusal{Code: "view_not_found"}
	}
	return r.as(user).PressIn(r.ctx, v.ID, route)
}
