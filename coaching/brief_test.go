package coaching

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func entry(id ID, a Audience, rating int, at time.Time) Reflection {
	return Reflection{ID: id, Engagement: "e", Text: Words("words of " + string(id)), Audience: a, Rating: rating, Rated: at, Created: at, Version: 1}
}

func TestReleaseBrief(t *testing.T) {
	a, b, mine := entry("a", NextBrief, 5, clock), entry("b", NextBrief, 0, clock), entry("m", OnlyMe, 9, clock)
	brief, c, err := ReleaseBrief(running(), maya, []Reflection{b, a, b, mine}, " focus\r\nhere\x00 ", true, clock)
	must(t, err)
	tells(t, c, "brief-ready>alex")
	if !slices.Equal(brief.Entries, []ID{"b", "a"}) || brief.Focus.Reveal() != "focus\nhere" || !brief.Ratings || !brief.Released.Equal(clock) {
		t.Errorf("got %v", brief.Entries)
	}
	if !cancels(c, NewDelivery(running(), KindBriefReady, "alex", "e", clock.Add(-time.Minute))) || len(c.Briefs) != 1 {
		t.Error("an earlier notice stays queued")
	}
	_, _, err = ReleaseBrief(running(), maya, nil, strings.Repeat("x", MaxText), false, clock)
	must(t, err)
	_, _, err = ReleaseBrief(running(), maya, nil, strings.Repeat("x", MaxText+1), false, clock)
	refused(t, err, Invalid, "focus")
}

func TestComposeBrief(t *testing.T) {
	early, later := clock.Add(-48*time.Hour), clock.Add(-24*time.Hour)
	foreign := entry("a", NextBrief, 3, early)
	foreign.Engagement = "other"
	rs := []Reflection{
		entry("b", NextBrief, 6, later), entry("a", NextBrief, 4, early), entry("unticked", NextBrief, 7, later),
		entry("mine", OnlyMe, 1, early), entry("after", NextBrief, 8, clock.Add(time.Second)), entry("unrated", NextBrief, 0, later), foreign,
	}
	brief := Brief{ID: "x", Engagement: "e", Focus: Words("f"), Ratings: true, Entries: []ID{"a", "b", "mine"}, Released: clock}
	v := ComposeBrief(brief, nil, rs)
	if len(v.Entries) != 2 || v.Entries[0].Text.Reveal() != "words of a" || v.Entries[1].Text.Reveal() != "words of b" {
		t.Errorf("entries %d", len(v.Entries))
	}
	if !slices.Equal(v.Ratings, []Rated{{4, early}, {6, later}, {7, later}}) {
		t.Errorf("ratings %v", v.Ratings)
	}
	if v.Focus.Reveal() != "f" || !v.Released.Equal(clock) {
		t.Error("the focus is missing")
	}
	brief.Ratings = false
	if v = ComposeBrief(brief, nil, rs); len(v.Ratings) != 0 {
		t.Error("ratings although they were not released")
	}
	if rs[0].ID != "b" {
		t.Error("the caller's list was reordered")
	}
}

func TestComposeBriefActions(t *testing.T) {
	act := func(id string, s ActionState, d Date) Action {
		return Action{ID: ID(id), Engagement: "e", Text: Words(id), State: s, Due: d}
	}
	foreign := act("foreign", ActionOpen, Date{})
	foreign.Engagement = "other"
	v := ComposeBrief(Brief{Engagement: "e"}, []Action{
		act("undated", ActionOpen, Date{}), act("late", ActionDone, Date{2026, 12, 1}), act("proposed", ActionProposed, Date{2026, 11, 1}),
		act("early", ActionNotYet, Date{2026, 11, 1}), act("refused", ActionRefused, Date{}), foreign,
	}, nil)
	var got []string
	for _, a := range v.Actions {
		got = append(got, a.Text.Reveal())
	}
	if !slices.Equal(got, []string{"early", "late", "undated"}) {
		t.Errorf("actions %v", got)
	}
}

func TestBriefThatWasTakenBackShowsNothing(t *testing.T) {
	e, maya := Engagement{ID: "e", Coachee: "maya", State: EngagementActive}, Person{ID: "maya"}
	brief, _, err := ReleaseBrief(e, maya, []Reflection{{ID: "a", Engagement: "e", Audience: NextBrief}}, "focus", true, clock)
	if err != nil || !brief.Readable() {
		t.Fatal(err)
	}
	back, change, err := WithdrawBrief(e, maya, brief, clock.Add(time.Hour))
	if err != nil || back.Readable() || len(change.Briefs) != 1 || len(change.Deliveries) != 0 || len(back.Entries) != 1 {
		t.Errorf("%v %v", change, err)
	}
	if v := ComposeBrief(back, []Action{{Engagement: "e", State: ActionOpen}}, nil); len(v.Actions) != 0 || !v.Focus.Empty() {
		t.Error("a brief that was taken back can be read")
	}
	if _, _, err := WithdrawBrief(e, maya, back, clock); !Is(err, Stale) {
		t.Errorf("twice: %v", err)
	}
	if _, _, err := WithdrawBrief(e, Person{ID: "other"}, brief, clock); !Is(err, Forbidden) {
		t.Errorf("somebody else: %v", err)
	}
}
