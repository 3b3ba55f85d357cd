package storagetest

import (
	"strings"
	"testing"
	"time"

	"interlude/coaching"
	"interlude/storage"
)

func newAction(p Practice) coaching.Action {
	return coaching.Action{
		ID: coaching.NewID(), Engagement: p.Engagement.ID, By: p.Coach.ID,
		Text: coaching.Words("Delegate the report"), Goal: coaching.Words("Time"), Cue: coaching.Words("After stand-up"),
		Obstacle: coaching.Words("Habit"), Due: coaching.Date{Year: 2026, Month: time.November, Day: 6}, DueTime: "09:30",
		State: coaching.ActionOpen, Created: Noon,
	}
}

func actions(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	a, b := newAction(p), newAction(p)
	b.Created, b.Due, b.Text = Noon.Add(time.Second), coaching.Date{}, coaching.Words("\x00\xff")
	commit(t, s, coaching.Change{Actions: []coaching.Action{b, a}})
	a.Version, b.Version, b.Text = 1, 1, coaching.Words("\x00\uFFFD")
	all, err := s.Actions(t.Context(), p.Engagement.ID)
	same(t, "oldest first", all, err, []coaching.Action{a, b})

	old := a
	a.State, a.Learning, a.Outcome = coaching.ActionDone, coaching.Words(strings.Repeat("ä", 3000)), Noon
	commit(t, s, coaching.Change{Actions: []coaching.Action{a}})
	a.Version = 2
	got, err := s.Action(t.Context(), a.ID)
	same(t, "done", got, err, a)
	refused(t, s, coaching.Change{Actions: []coaching.Action{old}}, coaching.Stale)

	other := NewPractice(t, s)
	moved := a
	moved.Engagement = other.Engagement.ID // would be sealed with a key that is not its owner's
	refused(t, s, coaching.Change{Actions: []coaching.Action{moved}}, coaching.Stale)
	stray := newAction(p)
	stray.Engagement = "no engagement"
	refused(t, s, coaching.Change{Actions: []coaching.Action{stray}}, coaching.Stale)
}

func newSchedule(p Practice) coaching.Schedule {
	return coaching.Schedule{
		ID: coaching.NewID(), Engagement: p.Engagement.ID, Person: p.Coachee.ID,
		Cron: "0 15 * * 5", Zone: "Europe/Berlin", Next: Noon.Add(-time.Minute),
	}
}

func schedules(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	w := newSchedule(p)
	commit(t, s, coaching.Change{Schedules: []coaching.Schedule{w}})
	w.Version = 1
	got, err := s.ScheduleOf(t.Context(), p.Engagement.ID)
	same(t, "schedule", got, err, w)
	refused(t, s, coaching.Change{Schedules: []coaching.Schedule{newSchedule(p)}}, coaching.Stale)
	w.Next, w.Paused = time.Time{}, true
	commit(t, s, coaching.Change{Schedules: []coaching.Schedule{w}})
	w.Version = 2
	got, err = s.ScheduleOf(t.Context(), p.Engagement.ID)
	same(t, "paused", got, err, w)
}

func newReflection(p Practice, ts string) coaching.Reflection {
	return coaching.Reflection{
		ID: coaching.NewID(), Engagement: p.Engagement.ID, Prompt: "some delivery",
		Text: coaching.Words("I listened first."), Rating: 7, Rated: Noon.Add(time.Minute), Audience: coaching.OnlyMe,
		Channel: p.Coachee.DM, Message: ts, Created: Noon,
	}
}

func reflections(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	typed, form := newReflection(p, "17.1"), newReflection(p, "")
	form.Created, form.Prompt, form.Channel, form.Rating, form.Rated = Noon.Add(time.Second), "", "", 0, time.Time{}
	typed.Thread = "16.1"
	commit(t, s, coaching.Change{Reflections: []coaching.Reflection{form, typed, newReflection(p, "")}, Erase: nil})
	typed.Version, form.Version = 1, 1
	got, err := s.Reflection(t.Context(), form.ID)
	same(t, "form", got, err, form)
	got, err = s.ReflectionByMessage(t.Context(), typed.Channel, typed.Message, []coaching.ID{typed.Engagement})
	same(t, "typed", got, err, typed)
	refused(t, s, coaching.Change{Reflections: []coaching.Reflection{newReflection(p, "17.1")}}, coaching.Repeated)

	typed.Audience, typed.Edited, typed.Text = coaching.NextBrief, Noon.Add(time.Hour), coaching.Words("I listened, then spoke.")
	commit(t, s, coaching.Change{Reflections: []coaching.Reflection{typed}})
	typed.Version = 2
	got, err = s.Reflection(t.Context(), typed.ID)
	same(t, "edited", got, err, typed)
}

func briefs(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	one, two := newReflection(p, ""), newReflection(p, "")
	one.Version, two.Version = 0, 0
	brief := coaching.Brief{
		ID: coaching.NewID(), Engagement: p.Engagement.ID, Focus: coaching.Words("Saying no"),
		Ratings: true, Entries: []coaching.ID{two.ID, one.ID}, Released: Noon,
	}
	draft := coaching.Brief{ID: coaching.NewID(), Engagement: p.Engagement.ID, Focus: coaching.Words("Not yet")}
	commit(t, s, coaching.Change{Reflections: []coaching.Reflection{one, two}, Briefs: []coaching.Brief{brief, draft}})
	brief.Version = 1
	got, err := s.LatestBrief(t.Context(), p.Engagement.ID)
	same(t, "released", got, err, brief)

	later := brief
	later.ID, later.Version, later.Released, later.Entries, later.Ratings = coaching.NewID(), 0, Noon.Add(time.Hour), []coaching.ID{one.ID}, false
	commit(t, s, coaching.Change{Briefs: []coaching.Brief{later}})
	later.Entries = []coaching.ID{one.ID, two.ID}
	later.Version = 1
	commit(t, s, coaching.Change{Briefs: []coaching.Brief{later}})

	commit(t, s, coaching.Change{Erase: []coaching.ID{one.ID, "never was"}})
	later.Version, later.Entries = 2, []coaching.ID{two.ID}
	got, err = s.LatestBrief(t.Context(), p.Engagement.ID)
	same(t, "after an erasure", got, err, later)
	if _, err := s.Reflection(t.Context(), one.ID); !coaching.Is(err, coaching.NotFound) {
		t.Fatalf("an erased reflection is still read: %v", err)
	}
	brief.Entries = []coaching.ID{one.ID} // erased in between
	refused(t, s, coaching.Change{Briefs: []coaching.Brief{brief}}, coaching.Stale)
}

func newConsent(p Practice) coaching.Consent {
	return coaching.Consent{
		ID: coaching.NewID(), Engagement: p.Engagement.ID, Recipient: p.Sponsor.ID, Milestone: coaching.MilestoneHalfWay,
		Sentence: coaching.Words("Half of the sessions are held."), Hash: "5e11", State: coaching.ConsentAsked, Asked: Noon,
	}
}
