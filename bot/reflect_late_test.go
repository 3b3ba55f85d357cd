package bot

import (
	"testing"
	"time"

	"interlude/coaching"
)

// latest returns the newest entry of the coachee, once there are n.
func (r *rig) latest(user string, n int) coaching.Reflection {
	r.t.Helper()
	var all []coaching.Reflection
	if r.ws.WaitFor(r.ctx, func() bool { all = r.entries(user); return len(all) == n }) != nil {
		r.t.Fatalf("%d entries, want %d", len(all), n)
	}
	newest := all[0]
	for _, e := range all {
		if e.Created.After(newest.Created) {
			newest = e
		}
	}
	return newest
}

// TestWhichQuestionsAnAnswerIsFor walks every way to answer: Friday's questions of 27 November
// have closed, those of 4 December are open, the latter's repetition has come as well.
func TestWhichQuestionsAnAnswerIsFor(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.until(time.Date(2026, 12, 7, 15, 0, 0, 0, time.UTC))
	me := r.person(maya)
	prompts, err := r.store.DeliveriesTo(r.ctx, me.ID, coaching.KindPrompt, rigStart)
	r.must(err)
	again, err := r.store.DeliveriesTo(r.ctx, me.ID, coaching.KindPromptAgain, rigStart)
	r.must(err)
	if len(prompts) != 2 || len(again) != 2 {
		t.Fatalf("%d prompts, %d repetitions", len(prompts), len(again))
	}
	newer, older := prompts[0], prompts[1]
	thread := func(under string) func() {
		return func() {
			_, err := r.as(maya).SayIn(r.ctx, under, "Words")
			r.must(err)
		}
	}
	var own string
	for i, c := range []struct {
		about string
		do    func()
		want  coaching.ID
		says  string
	}{
		{"unthreaded: the newest that is open", func() { own = r.say(maya, "Words") }, newer.ID, "Fri 4 Dec 2026"},
		{"in the thread of closed questions", thread(older.Message), older.ID, "Fri 27 Nov 2026"},
		{"in the thread of their repetition", thread(again[1].Message), older.ID, "Fri 27 Nov 2026"},
		{"in the thread of answered questions", thread(newer.Message), newer.ID, "Fri 4 Dec 2026"},
		{"in the thread of one's own answer", func() { thread(own)() }, newer.ID, "Fri 4 Dec 2026"},
		{"unthreaded: none is open any more", func() { r.say(maya, "Words") }, "", ""},
		{"in the form of nothing", func() {
			r.command(maya, "/reflect", "")
			r.fill(maya, coaching.Questions[0], "Words")
			r.submit(maya)
		}, "", ""},
	} {
		c.do()
		got := r.latest(maya, i+1)
		if got.Prompt != c.want {
			t.Errorf("%s: kept for %q, want %q", c.about, got.Prompt, c.want)
		}
		r.drain()
		said, err := r.bot.answersWords(r.ctx, me, got)
		r.must(err)
		if want := answersSentence(c.says); said != want {
			t.Errorf("%s: %q, want %q", c.about, said, want)
		}
	}
	r.sees(maya, "*Kept.* Only you can read it. It counts as your answer to the questions of Fri 27 Nov 2026.")
	r.sees(maya, "*Kept.* Only you can read it. It counts as your answer to the questions of Fri 4 Dec 2026.")
	r.closeAll(maya)
}

func answersSentence(day string) string {
	if day == "" {
		return ""
	}
	return " It counts as your answer to the questions of " + day + "."
}

// TestAFormOfClosedQuestions: pressed before or after newer ones came, it answers the old ones.
func TestAFormOfClosedQuestions(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Sealed")
	r.until(time.Date(2026, 12, 4, 15, 0, 0, 0, time.UTC))
	prompts, err := r.store.DeliveriesTo(r.ctx, r.person(maya).ID, coaching.KindPrompt, rigStart)
	r.must(err)
	again, err := r.store.DeliveriesTo(r.ctx, r.person(maya).ID, coaching.KindPromptAgain, rigStart)
	r.must(err)
	older := prompts[1]
	r.must(r.as(maya).Press(r.ctx, again[0].Message, reflectOpen)) // it asked for the older ones last
	r.fill(maya, coaching.Questions[0], "Late")
	r.submit(maya)
	r.sees(maya, "It counts as your answer to the questions of Fri 27 Nov 2026.")
	r.closeAll(maya)
	if got := r.latest(maya, 1); got.Prompt != older.ID {
		t.Errorf("kept for %q", got.Prompt)
	}
	d, err := r.store.Delivery(r.ctx, older.ID)
	r.must(err)
	if d.Answered.IsZero() {
		t.Error("the old questions count as unanswered")
	}
	r.sees(maya, "A question is waiting.") // the newer ones are open still
}

// TestAnEarlyAnswer: what is written on the day of the questions answers them.
func TestAnEarlyAnswer(t *testing.T) {
	for _, c := range []struct {
		about string
		at    time.Time
		asks  bool
	}{
		{"the evening before", time.Date(2026, 11, 26, 23, 59, 0, 0, time.UTC), true},
		{"the first minute of the day", time.Date(2026, 11, 27, 0, 0, 0, 0, time.UTC), false},
		{"the minute before", asked.Add(-time.Minute), false},
	} {
		t.Run(c.about, func(t *testing.T) {
			r := newRig(t)
			r.engage(anna, maya, "", "Open")
			r.until(c.at)
			r.command(maya, "/reflect", "")
			r.fill(maya, coaching.Questions[0], "Early")
			r.submit(maya)
			r.sees(maya, "*Kept.*")
			if c.asks {
				r.misses(maya, earlyWords)
			} else {
				r.sees(maya, earlyWords)
			}
			r.closeAll(maya)
			r.until(asked.AddDate(0, 0, 4)) // beyond the repetition
			sent, err := r.store.DeliveriesTo(r.ctx, r.person(maya).ID, coaching.KindPrompt, rigStart)
			r.must(err)
			again, err := r.store.DeliveriesTo(r.ctx, r.person(maya).ID, coaching.KindPromptAgain, rigStart)
			r.must(err)
			if (len(sent) == 1) != c.asks || (len(again) == 1) != c.asks {
				t.Errorf("asked %d times, and %d times again", len(sent), len(again))
			}
		})
	}
}
