package coaching

import (
	"fmt"
	"time"
)

// SoftActions is the number of open actions beyond which a warning is shown; nothing is refused.
const SoftActions = 3

// ActionDraft is the form of an action. DueTime is "15:04" in the coachee's zone, or empty.
type ActionDraft struct {
	Text, Goal, Cue, Obstacle string
	Due                       Date
	DueTime                   string
}

// ManyOpen reports whether more than SoftActions of actions wait for their outcome.
func ManyOpen(actions []Action) bool {
	n := 0
	for _, a := range actions {
		if a.Pending() {
			n++
		}
	}
	return n > SoftActions
}

// ProposeAction puts an action before the coachee, who accepts, changes or declines it. An
// *Error names one of the inputs "text", "goal", "cue", "obstacle", "due", "time".
func ProposeAction(e Engagement, by, coachee Person, d ActionDraft, now time.Time) (Action, Change, error) {
	if err := partInLive(e, by, Coach); err != nil {
		return Action{}, Change{}, err
	}
	if err := part(e, coachee, Coachee); err != nil {
		return Action{}, Change{}, err
	}
	a, err := drafted(e, by, coachee, d, ActionProposed, now)
	if err != nil {
		return Action{}, Change{}, err
	}
	return a, Change{
		Actions:    []Action{a},
		Deliveries: []Delivery{NewDelivery(e, KindActionProposed, coachee.ID, a.ID, now)},
	}, nil
}

// AddAction writes down what the coachee will do. Errors as for ProposeAction.
func AddAction(e Engagement, coachee Person, d ActionDraft, now time.Time) (Action, Change, error) {
	if err := partInLive(e, coachee, Coachee); err != nil {
		return Action{}, Change{}, err
	}
	a, err := drafted(e, coachee, coachee, d, ActionOpen, now)
	if err != nil {
		return Action{}, Change{}, err
	}
	return a, Change{Actions: []Action{a}, Deliveries: actionReminders(e, a, coachee, now)}, nil
}

// AnswerAction accepts or declines a proposal. The coach is told.
func AnswerAction(e Engagement, a Action, coachee Person, accept bool, now time.Time) (Action, Change, error) {
	if err := ownAction(e, a, coachee); err != nil {
		return Action{}, Change{}, err
	}
	if a.State != ActionProposed {
		return Action{}, Change{}, ErrStale()
	}
	a.State, a.Answered = ActionRefused, now.UTC()
	if accept {
		a.State = ActionOpen
	}
	return a, answered(e, a, coachee, now), nil
}

// WithdrawAction takes a proposal back that has not been answered. Nobody is told anew: the
// coachee's message, if it was sent already, says so.
func WithdrawAction(e Engagement, a Action, by Person, now time.Time) (Action, Change, error) {
	if err := actionOf(e, a, by, Coach); err != nil {
		return Action{}, Change{}, err
	}
	if a.State != ActionProposed {
		return Action{}, Change{}, ErrStale()
	}
	a.State, a.Answered = ActionWithdrawn, now.UTC()
	return a, Change{
		Actions: []Action{a},
		Cancel:  []Cancel{{Subject: a.ID, Kinds: []DeliveryKind{KindActionProposed}, Reason: "withdrawn"}},
	}, nil
}

// ChangeAction changes a proposal and accepts it, or renegotiates an action that waits for
// its outcome; its reminders are armed anew. Errors as for ProposeAction.
func ChangeAction(e Engagement, a Action, coachee Person, d ActionDraft, now time.Time) (Action, Change, error) {
	if err := ownAction(e, a, coachee); err != nil {
		return Action{}, Change{}, err
	}
	proposal := a.State == ActionProposed
	if !proposal && !a.Pending() && a.State != ActionRenegotiated {
		return Action{}, Change{}, ErrStale()
	}
	a, err := draft(a, d, coachee, now)
	if err != nil {
		return Action{}, Change{}, err
	}
	return opened(e, a, coachee, proposal, now)
}

// opened makes the action open, which answers a proposal.
func opened(e Engagement, a Action, coachee Person, proposal bool, now time.Time) (Action, Change, error) {
	a.State, a.Outcome = ActionOpen, time.Time{}
	if proposal {
		a.Answered = now.UTC()
		return a, answered(e, a, coachee, now), nil
	}
	return a, rearmed(e, a, coachee, now), nil
}

// ownAction is actionOf for what is the coachee's alone to do.
func ownAction(e Engagement, a Action, coachee Person) error { return actionOf(e, a, coachee, Coachee) }

// actionOf refuses whoever does not have the part role in a running engagement, and actions of
// another one.
func actionOf(e Engagement, a Action, p Person, role Role) error {
	if a.Engagement != e.ID {
		return ErrNeutral()
	}
	return partInLive(e, p, role)
}

// answered is the change of an answer to a proposal; it takes the place of an earlier answer
// that the coach has not been told yet.
func answered(e Engagement, a Action, coachee Person, now time.Time) Change {
	c := rearmed(e, a, coachee, now)
	c.Cancel = append(c.Cancel, Cancel{Subject: a.ID, Recipient: e.Coach, Kinds: []DeliveryKind{KindActionAnswered}, Reason: "changed"})
	c.Deliveries = append(c.Deliveries, ofVersion(NewDelivery(e, KindActionAnswered, e.Coach, a.ID, now), a.Version+1))
	return c
}

// drafted is a new action as by wrote it.
func drafted(e Engagement, by, coachee Person, d ActionDraft, state ActionState, now time.Time) (Action, error) {
	return draft(Action{ID: NewID(), Engagement: e.ID, By: by.ID, State: state, Created: now.UTC()}, d, coachee, now)
}

// draft writes d into a after checking it.
func draft(a Action, d ActionDraft, coachee Person, now time.Time) (Action, error) {
	text, err := line("text", d.Text)
	if err != nil {
		return Action{}, err
	}
	if text.Empty() {
		return Action{}, Bad("text", "Write in a few words what will be done.")
	}
	a.Text = text
	for _, f := range []struct {
		name, words string
		into        *Private
	}{{"goal", d.Goal, &a.Goal}, {"cue", d.Cue, &a.Cue}, {"obstacle", d.Obstacle, &a.Obstacle}} {
		if *f.into, err = line(f.name, f.words); err != nil {
			return Action{}, err
		}
	}
	if err := dueDay(d.Due, a.Due, DateOf(now.In(coachee.Location()))); err != nil {
		return Action{}, err
	}
	a.Due = d.Due
	a.DueTime, err = dueTime(d)
	return a, err
}

// dueDay accepts no day, a day from today to two years ahead, and the day it already had:
// whoever corrects a word of an overdue action need not move it.
func dueDay(d, had, today Date) error {
	switch {
	case d.IsZero() || d == had:
		return nil
	case d.Before(today):
		return Bad("due", "This day is in the past. Choose today or a later day.")
	case yearsAfter(today).Before(d):
		return Bad("due", "This is more than two years ahead. Choose a nearer day.")
	}
	return nil
}

// dueTime returns "15:04"; without a day there is no time.
func dueTime(d ActionDraft) (string, error) {
	if d.Due.IsZero() || Clean(d.DueTime) == "" {
		return "", nil
	}
	hour, min, ok := ReadClock(Clean(d.DueTime))
	if !ok {
		return "", Bad("time", "I could not read the time. An example: 14:30")
	}
	return fmt.Sprintf("%02d:%02d", hour, min), nil
}
