package coaching

import (
	"errors"
	"slices"
	"testing"
)

// calls has every rule with a person who acts, called with rows on which it would succeed.
// before is the state of the engagement that the rule needs.
var calls = map[string]struct {
	may    []Person
	before EngagementState
	call   func(e Engagement, by Person) error
}{
	"Accept": {[]Person{maya}, EngagementInvited, func(e Engagement, by Person) error {
		by.Zone, by.Writing = "Europe/Berlin", Sealed
		_, err := Accept(e, by, Schedule{}, alex, clock)
		return err
	}},
	"Decline": {[]Person{maya}, EngagementInvited, func(e Engagement, by Person) error {
		_, err := Decline(e, by, clock)
		return err
	}},
	"WithdrawInvitation": {[]Person{alex}, EngagementInvited, func(e Engagement, by Person) error {
		_, err := WithdrawInvitation(e, by, clock)
		return err
	}},
	"AnswerSponsor": {[]Person{sam}, EngagementActive, func(e Engagement, by Person) error {
		_, err := AnswerSponsor(sponsored(e, SponsorAsked), by, true, nil, clock)
		return err
	}},
	"SponsorLeaves": {[]Person{sam}, "", func(e Engagement, by Person) error {
		_, err := SponsorLeaves(e, by, nil, clock)
		return err
	}},
	"SponsorReturns": {[]Person{sam}, "", func(e Engagement, by Person) error {
		_, err := SponsorReturns(sponsored(e, SponsorDeclined), by, clock)
		return err
	}},
	"Pause": {[]Person{alex, maya}, EngagementActive, func(e Engagement, by Person) error {
		_, err := Pause(e, by, clock)
		return err
	}},
	"Resume": {[]Person{alex, maya}, EngagementPaused, func(e Engagement, by Person) error {
		_, err := Resume(e, by, Schedule{}, clock)
		return err
	}},
	"Close": {[]Person{alex}, EngagementActive, func(e Engagement, by Person) error {
		_, err := Close(e, by, maya, nil, nil, clock)
		return err
	}},
	"End": {[]Person{maya}, EngagementActive, func(e Engagement, by Person) error {
		_, err := End(e, by, nil, clock)
		return err
	}},
	"ProposeAction": {[]Person{alex}, EngagementActive, func(e Engagement, by Person) error {
		_, _, err := ProposeAction(e, by, maya, ActionDraft{Text: "x"}, clock)
		return err
	}},
	"AddAction": {[]Person{maya}, EngagementActive, func(e Engagement, by Person) error {
		_, _, err := AddAction(e, by, ActionDraft{Text: "x"}, clock)
		return err
	}},
	"AnswerAction": {[]Person{maya}, EngagementActive, func(e Engagement, by Person) error {
		_, _, err := AnswerAction(e, Action{ID: "a", Engagement: "e", State: ActionProposed}, by, true, clock)
		return err
	}},
	"WithdrawAction": {[]Person{alex}, EngagementActive, func(e Engagement, by Person) error {
		_, _, err := WithdrawAction(e, Action{ID: "a", Engagement: "e", State: ActionProposed}, by, clock)
		return err
	}},
	"ChangeAction": {[]Person{maya}, EngagementActive, func(e Engagement, by Person) error {
		_, _, err := ChangeAction(e, Action{ID: "a", Engagement: "e", State: ActionOpen}, by, ActionDraft{Text: "x"}, clock)
		return err
	}},
	"RecordOutcome": {[]Person{maya}, EngagementActive, func(e Engagement, by Person) error {
		_, _, err := RecordOutcome(e, Action{ID: "a", Engagement: "e", State: ActionOpen}, by, ActionDone, "", clock)
		return err
	}},
	"AddLearning": {[]Person{maya}, EngagementActive, func(e Engagement, by Person) error {
		_, _, err := AddLearning(e, Action{ID: "a", Engagement: "e", State: ActionDone}, by, "x", clock)
		return err
	}},
	"DropAction": {[]Person{maya}, EngagementActive, func(e Engagement, by Person) error {
		_, _, err := DropAction(e, Action{ID: "a", Engagement: "e", State: ActionOpen}, by, clock)
		return err
	}},
	"ReopenAction": {[]Person{maya}, EngagementActive, func(e Engagement, by Person) error {
		_, _, err := ReopenAction(e, Action{ID: "a", Engagement: "e", State: ActionDone}, by, clock)
		return err
	}},
	"Reflect": {[]Person{maya}, EngagementActive, func(e Engagement, by Person) error {
		_, _, err := Reflect(e, by, Entry{Text: "x"}, nil, clock)
		return err
	}},
	"EditReflection": {[]Person{maya}, EngagementActive, func(e Engagement, by Person) error {
		_, _, err := EditReflection(e, Reflection{ID: "r", Engagement: "e"}, by, Entry{Text: "x", Audience: OnlyMe}, clock)
		return err
	}},
	"EraseReflection": {[]Person{maya}, "", func(e Engagement, by Person) error {
		_, err := EraseReflection(e, Reflection{ID: "r", Engagement: "e"}, by, clock)
		return err
	}},
	"SkipPrompt": {[]Person{maya}, "", func(_ Engagement, by Person) error {
		_, err := SkipPrompt(prompt(clock), by, clock)
		return err
	}},
	"LaterPrompt": {[]Person{maya}, EngagementActive, func(e Engagement, by Person) error {
		_, err := LaterPrompt(e, prompt(clock), by, Later{How: LaterHour}, Rules{}, clock)
		return err
	}},
	"StopAsking": {[]Person{maya}, EngagementActive, func(e Engagement, by Person) error {
		_, _, err := StopAsking(e, Schedule{Engagement: "e", Person: "maya"}, by, clock)
		return err
	}},
	"LaterAction": {[]Person{maya}, EngagementActive, func(e Engagement, by Person) error {
		_, err := LaterAction(e, Action{ID: "a", Engagement: "e", State: ActionOpen}, by, Later{How: LaterHour}, Rules{}, clock)
		return err
	}},
	"ReleaseBrief": {[]Person{maya}, EngagementActive, func(e Engagement, by Person) error {
		_, _, err := ReleaseBrief(e, by, nil, "", false, clock)
		return err
	}},
	"Book as coach": {[]Person{alex}, EngagementActive, func(e Engagement, by Person) error {
		_, _, err := Book(e, by, maya, Booking{Start: berlin(27, 15, 0), Minutes: 60}, nil, nil, nil, clock)
		return err
	}},
	"Book with coachee": {[]Person{maya}, EngagementActive, func(e Engagement, by Person) error {
		_, _, err := Book(e, alex, by, Booking{Start: berlin(27, 15, 0), Minutes: 60}, nil, nil, nil, clock)
		return err
	}},
	"MoveSession": {[]Person{alex, maya}, EngagementActive, func(e Engagement, by Person) error {
		_, _, err := MoveSession(e, booked(berlin(27, 15, 0)), by, alex, maya, Booking{Start: berlin(27, 16, 0)}, "", nil, clock)
		return err
	}},
	"CancelSession": {[]Person{alex, maya}, EngagementActive, func(e Engagement, by Person) error {
		other := alex
		if by.ID == alex.ID {
			other = maya
		}
		_, _, err := CancelSession(e, booked(berlin(27, 15, 0)), by, other, "", clock)
		return err
	}},
	"AskToMove": {[]Person{maya}, EngagementActive, func(e Engagement, by Person) error {
		_, _, err := AskToMove(e, booked(berlin(27, 15, 0)), by, "", clock)
		return err
	}},
	"KeepSession": {[]Person{alex, maya}, EngagementActive, func(e Engagement, by Person) error {
		s := booked(berlin(27, 15, 0))
		s.Asked = clock
		_, _, err := KeepSession(e, s, by, clock)
		return err
	}},
	"MarkSession": {[]Person{alex}, EngagementActive, func(e Engagement, by Person) error {
		_, _, err := MarkSession(e, booked(clock), by, SessionHeld, nil, nil, maya, clock)
		return err
	}},
	"Share": {[]Person{maya}, "", func(e Engagement, by Person) error {
		c := asked("Yes.")
		_, _, err := Share(e, c, "sam", c.Hash, by, MaxConsentMonths, clock)
		return err
	}},
	"Reword": {[]Person{maya}, "", func(e Engagement, by Person) error {
		_, _, err := Reword(e, asked("Yes."), by, "No.", clock)
		return err
	}},
	"Refuse": {[]Person{maya}, "", func(e Engagement, by Person) error {
		_, _, err := Refuse(e, asked("Yes."), by, clock)
		return err
	}},
	"Withdraw": {[]Person{maya}, "", func(e Engagement, by Person) error {
		c := asked("Yes.")
		c.State = ConsentGiven
		_, _, err := Withdraw(e, c, by, clock)
		return err
	}},
}

// Only who has the part gets in; all others read one and the same sentence, in every state.
func TestEveryRuleAsksWhoActs(t *testing.T) {
	states := []EngagementState{EngagementDraft, EngagementInvited, EngagementActive, EngagementPaused,
		EngagementClosing, EngagementClosed, EngagementDeclined, EngagementEnded}
	for name, c := range calls {
		for _, by := range []Person{alex, maya, sam, zoe, {}} {
			may := slices.ContainsFunc(c.may, func(p Person) bool { return p.ID == by.ID })
			for _, state := range states {
				err := c.call(in(running(), state), by)
				var e *Error
				errors.As(err, &e)
				switch {
				case !may && (e == nil || e.Kind != Forbidden || e.Msg != Neutral):
					t.Errorf("%s by %q in a %s engagement: %v, want the neutral sentence", name, by.ID, state, err)
				case may && c.before == state && err != nil:
					t.Errorf("%s by %q in a %s engagement is refused: %v", name, by.ID, state, err)
				case may && e != nil && e.Kind != Stale:
					t.Errorf("%s by %q in a %s engagement: kind %d", name, by.ID, state, e.Kind)
				case may && err == nil && slices.Contains([]EngagementState{EngagementClosed, EngagementDeclined, EngagementEnded}, state) && c.before != "":
					t.Errorf("%s by %q works in a %s engagement", name, by.ID, state)
				case may && err == nil && state == EngagementInvited && c.before == EngagementActive:
					t.Errorf("%s by %q works before the agreement", name, by.ID)
				}
			}
		}
	}
}

// A row of another engagement is as if it did not exist.
func TestRowsOfAnotherEngagement(t *testing.T) {
	other := running()
	other.ID = "other"
	for name, c := range calls {
		switch name {
		case "AnswerAction", "WithdrawAction", "ChangeAction", "RecordOutcome", "AddLearning", "DropAction", "ReopenAction", "EditReflection",
			"EraseReflection", "MoveSession", "CancelSession", "AskToMove", "KeepSession", "MarkSession", "Share", "Reword", "Refuse", "Withdraw", "LaterPrompt", "LaterAction":
			if err := c.call(other, c.may[0]); !Is(err, Forbidden) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	if _, _, err := Reflect(other, maya, Entry{Text: "x"}, ptr(prompt(clock)), clock); !Is(err, Forbidden) {
		t.Errorf("Reflect to another engagement's prompt: %v", err)
	}
	if _, _, err := ReleaseBrief(other, maya, []Reflection{{ID: "r", Engagement: "e", Audience: NextBrief}}, "", false, clock); !Is(err, Forbidden) {
		t.Errorf("ReleaseBrief of another engagement's entry: %v", err)
	}
	paused := in(running(), EngagementPaused)
	if _, err := Resume(paused, maya, Schedule{ID: "s", Engagement: "other", Person: "maya"}, clock); !Is(err, Forbidden) {
		t.Errorf("Resume with another engagement's schedule: %v", err)
	}
	if _, err := Resume(paused, maya, Schedule{ID: "s", Engagement: "e", Person: "zoe"}, clock); !Is(err, Forbidden) {
		t.Errorf("Resume with another person's schedule: %v", err)
	}
}

// Counterparts are checked too: no message goes to a person who is not in the engagement.
func TestCounterparts(t *testing.T) {
	b := Booking{Start: berlin(27, 16, 0), Minutes: 60}
	s := booked(berlin(27, 15, 0))
	for name, err := range map[string]error{
		"Accept":         third(Accept(in(running(), EngagementInvited), maya, Schedule{}, zoe, clock)),
		"Close":          third(Close(running(), alex, zoe, nil, nil, clock)),
		"ProposeAction":  fourth(ProposeAction(running(), alex, zoe, ActionDraft{Text: "x"}, clock)),
		"MoveSession":    fourth(MoveSession(running(), s, alex, zoe, maya, b, "", nil, clock)),
		"MoveSession 2":  fourth(MoveSession(running(), s, alex, alex, zoe, b, "", nil, clock)),
		"CancelSession":  fourth(CancelSession(running(), s, alex, zoe, "", clock)),
		"CancelSession=": fourth(CancelSession(running(), s, alex, alex, "", clock)),
		"CancelSession*": fourth(CancelSession(running(), s, alex, sam, "", clock)),
		"MarkSession":    fourth(MarkSession(running(), booked(clock), alex, SessionHeld, nil, nil, zoe, clock)),
	} {
		if !Is(err, Forbidden) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, ok := Offer(running(), MilestoneAgreed, zoe, nil, Facts{}, clock); ok {
		t.Error("Offer to somebody who is not the coachee")
	}
}

func third(_ Change, err error) error              { return err }
func fourth[T any](_ T, _ Change, err error) error { return err }
func ptr[T any](v T) *T                            { return &v }
