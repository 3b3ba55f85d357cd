package coaching

import (
	"slices"
	"time"
)

// outcomes are the states that an action can come to.
var outcomes = []ActionState{ActionDone, ActionPartly, ActionNotYet, ActionRenegotiated, ActionDropped}

// RecordOutcome says how an action went, with one optional line of learning (input
// "learning"). After "not yet" it stays pending and its follow-up still comes.
func RecordOutcome(e Engagement, a Action, coachee Person, o ActionState, learning string, now time.Time) (Action, Change, error) {
	if err := ownAction(e, a, coachee); err != nil {
		return Action{}, Change{}, err
	}
	if !a.Pending() || !slices.Contains(outcomes, o) {
		return Action{}, Change{}, ErrStale()
	}
	words, err := line("learning", learning)
	if err != nil {
		return Action{}, Change{}, err
	}
	if !words.Empty() {
		a.Learning = words
	}
	a.State, a.Outcome = o, now.UTC()
	if a.Pending() {
		return a, Change{Actions: []Action{a}}, nil
	}
	return a, settled(a), nil
}

// AddLearning writes or replaces the line of learning of an action that has an outcome; no
// words take away a line that there was.
func AddLearning(e Engagement, a Action, coachee Person, learning string, now time.Time) (Action, Change, error) {
	if err := ownAction(e, a, coachee); err != nil {
		return Action{}, Change{}, err
	}
	if !slices.Contains(outcomes, a.State) {
		return Action{}, Change{}, ErrStale()
	}
	words, err := line("learning", learning)
	if err != nil {
		return Action{}, Change{}, err
	}
	if words.Empty() && a.Learning.Empty() {
		return Action{}, Change{}, Bad("learning", "Write a few words, or close to skip.")
	}
	a.Learning = words
	return a, Change{Actions: []Action{a}}, nil
}

// DropAction lets go of an action. ReopenAction is the way back.
func DropAction(e Engagement, a Action, coachee Person, now time.Time) (Action, Change, error) {
	return RecordOutcome(e, a, coachee, ActionDropped, "", now)
}

// ReopenAction makes an action with an outcome, "not yet" among them, or a declined proposal
// open again. Of a proposal the coach is told.
func ReopenAction(e Engagement, a Action, coachee Person, now time.Time) (Action, Change, error) {
	if err := ownAction(e, a, coachee); err != nil {
		return Action{}, Change{}, err
	}
	refused := a.State == ActionRefused
	if !refused && !slices.Contains(outcomes, a.State) {
		return Action{}, Change{}, ErrStale()
	}
	return opened(e, a, coachee, refused, now)
}
