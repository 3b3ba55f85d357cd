package coaching

import (
	"slices"
	"time"
)

// Along is what a coachee takes from a coaching that is over into the one that goes on. Nothing
// is in it by itself.
type Along struct {
	Reflections []Reflection
	Actions     []Action
	Focus       Private // what they wanted to work on, from the last brief; empty: not taken along
}

// TakeAlong moves what is in a from the engagement from, which is over, to the engagement to of
// the same coachee, whose coach can read it at once: the reflections and the focus in a brief,
// together with what stands in last (the brief of to that its coach can read; zero: none) and is
// ticked there. Reminders of open actions are armed anew. kept are the reflections of last.
func TakeAlong(from, to Engagement, coachee Person, a Along, last Brief, kept []Reflection, now time.Time) (Change, error) {
	if err := alongParts(from, to, coachee); err != nil {
		return Change{}, err
	}
	if len(a.Reflections) == 0 && len(a.Actions) == 0 && a.Focus.Empty() {
		return Change{}, Bad("entries", "Tick what you would like to take along, or close this.")
	}
	var c Change
	for _, x := range a.Actions {
		if x.Engagement != from.ID || !x.Agreed() {
			return Change{}, ErrStale()
		}
		x.Engagement = to.ID
		c = c.And(rearmed(to, x, coachee, now))
	}
	entries := kept
	for _, r := range a.Reflections {
		if r.Engagement != from.ID {
			return Change{}, ErrStale()
		}
		r.Engagement, r.Audience = to.ID, NextBrief
		c.Reflections = append(c.Reflections, r)
		entries = append(entries[:len(entries):len(entries)], r)
	}
	if len(a.Reflections) == 0 && a.Focus.Empty() {
		return c, nil
	}
	focus, ratings := a.Focus, false
	if last.Readable() {
		ratings = last.Ratings
		if focus.Empty() || slices.Contains([]string{a.Focus.Reveal(), ""}, last.Focus.Reveal()) {
			focus = orWords(focus, last.Focus)
		} else {
			focus = Words(last.Focus.Reveal() + "\n\n" + a.Focus.Reveal())
		}
	}
	_, released, err := ReleaseBrief(to, coachee, entries, focus.Reveal(), ratings, now)
	if err != nil {
		return Change{}, err
	}
	return c.And(released), nil
}

func orWords(a, b Private) Private {
	if a.Empty() {
		return b
	}
	return a
}

// alongParts refuses all but the coachee of both, and any direction but from the past.
func alongParts(from, to Engagement, coachee Person) error {
	if err := part(from, coachee, Coachee); err != nil {
		return err
	}
	if err := partInLive(to, coachee, Coachee); err != nil {
		return err
	}
	if from.ID == to.ID || !from.Over() || !from.Begun() || from.CoacheeAccount != AccountPresent {
		return ErrStale()
	}
	return nil
}
