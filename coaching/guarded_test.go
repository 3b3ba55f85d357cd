package coaching

import (
	"errors"
	"testing"
	"time"
)

// These are the edges of what guards people's words that no other test stood at when faults were
// seeded into it (cmd/mutate).

func TestNothingIsOfferedWithoutASentence(t *testing.T) {
	if ch, ok := Offer(running(), "a milestone of a later version", maya, nil, Facts{}, clock); ok || len(ch.Consents)+len(ch.Deliveries) > 0 {
		t.Errorf("offered %+v", ch)
	}
	if Offerable(sponsored(running(), SponsorGone)) {
		t.Error("a sponsor whose account is closed could be told something")
	}
}

func TestWordsAreNotChangedForASponsorWhoCannotBeTold(t *testing.T) {
	for _, e := range []Engagement{sponsored(running(), SponsorDeclined), sponsored(running(), SponsorGone), in(running(), EngagementEnded)} {
		_, ch, err := Reword(e, asked("Yes."), maya, "Other words.", clock)
		refused(t, err, Stale, "")
		if len(ch.Consents) > 0 {
			t.Errorf("stored all the same: %+v", ch)
		}
	}
}

// What waited for the sponsor's yes is queued anew, so what was queued before goes.
func TestWhatWaitedIsQueuedOnce(t *testing.T) {
	given := asked("Yes.")
	given.State, given.Given = ConsentGiven, clock.Add(-time.Hour)
	before := NewDelivery(running(), KindSponsorNews, "sam", given.ID, clock.Add(time.Hour))
	ch := waited(running(), sam, []Consent{given, {ID: "d", Engagement: "other", Recipient: "sam", State: ConsentGiven}}, clock)
	if len(ch.Deliveries) != 1 || !cancels(ch, before) {
		t.Errorf("what waited: %+v", ch)
	}
}

func TestACoachWhoHandedOnHasNoPart(t *testing.T) {
	if err := part(in(running(), EngagementPassed), alex, Coach); !Is(err, Forbidden) {
		t.Errorf("the former coach: %v", err)
	}
	if err := part(in(running(), EngagementPassed), maya, Coachee); err != nil {
		t.Errorf("the coachee: %v", err)
	}
	if _, ok := (Engagement{Coach: "alex", Coachee: "maya"}).RoleOf(""); ok {
		t.Error("nobody has a part, because there is no sponsor")
	}
}

// A line about another coachee does not stand for a look at this one's things.
func TestALookAtSomebodyElseIsNoLook(t *testing.T) {
	log := []Access{{Engagement: "e", Coachee: "ravi", Who: "alex", What: AccessBriefOpened, At: clock}}
	if ch, line, err := Looks(running(), alex, AccessBriefOpened, log, clock); err != nil || !line || len(ch.Access) != 1 {
		t.Errorf("%v %v %+v", err, line, ch)
	}
}

func TestPostErrorsKeepTheirCause(t *testing.T) {
	cause := errors.New("cut")
	if !errors.Is(&PostError{Kind: PostAmbiguous, Err: cause}, cause) {
		t.Error("the cause of a failed post is lost")
	}
}

// Deliveries whose row is gone, or whose recipient has no part, are wanted by nobody.
func TestNothingGoesWithoutItsRow(t *testing.T) {
	for _, kind := range []DeliveryKind{KindActionAnswered, KindPromptAgain, KindMilestone, KindSponsorNews} {
		to := map[DeliveryKind]Person{KindActionAnswered: alex, KindSponsorNews: sam}[kind]
		if to.ID == "" {
			to = maya
		}
		s := Standing{Engagement: running(), Recipient: to, Delivery: NewDelivery(running(), kind, to.ID, "gone", clock)}
		if why := s.unwanted(); why == "" || why == WhyRole {
			t.Errorf("%s without its row: %q", kind, why)
		}
		s.Recipient = zoe
		if why := s.unwanted(); why != WhyRole {
			t.Errorf("%s to somebody without a part: %q", kind, why)
		}
	}
	gone := Standing{Engagement: sponsored(running(), SponsorGone), Recipient: sam, Delivery: NewDelivery(running(), KindSponsorNews, "sam", "c", clock)}
	if why := gone.unwanted(); why != WhyRole {
		t.Errorf("to a sponsor whose account is closed: %q", why)
	}
	kept := Standing{Engagement: sponsored(running(), SponsorGone), Recipient: maya, Reflection: &Reflection{}, Delivery: NewDelivery(running(), KindKept, "maya", "r", clock)}
	if why := kept.unwanted(); why != "" {
		t.Errorf("to the coachee, whose sponsor's account is closed: %q", why)
	}
}

func TestABriefOfAnotherEngagementIsNotTakenBack(t *testing.T) {
	other := Brief{ID: "b", Engagement: "x", Released: clock}
	_, ch, err := WithdrawBrief(running(), maya, other, clock)
	refused(t, err, Forbidden, "")
	tells(t, ch)
	_, _, err = WithdrawBrief(running(), maya, Brief{}, clock)
	refused(t, err, Stale, "")
}

func TestABriefIsInOrder(t *testing.T) {
	b := Brief{ID: "b", Engagement: "e", Ratings: true, Released: clock}
	at := func(h int) time.Time { return clock.Add(time.Duration(h-10) * time.Hour) }
	v := ComposeBrief(b, []Action{
		{ID: "2", Engagement: "e", Text: Words("undated, second"), State: ActionOpen, Created: at(2)},
		{ID: "1", Engagement: "e", Text: Words("undated, first"), State: ActionOpen, Created: at(1)},
		{ID: "3", Engagement: "e", Text: Words("dated"), State: ActionOpen, Created: at(3), Due: Date{2026, 12, 1}},
	}, []Reflection{
		{ID: "x", Engagement: "e", Audience: NextBrief, Created: at(1), Rating: 7, Rated: at(5)},
		{ID: "y", Engagement: "e", Audience: NextBrief, Created: at(2), Rating: 4, Rated: at(3)},
	})
	if len(v.Actions) != 3 || v.Actions[0].Text.Reveal() != "dated" || v.Actions[1].Text.Reveal() != "undated, first" {
		t.Errorf("actions: %+v", v.Actions)
	}
	if len(v.Ratings) != 2 || v.Ratings[0].Rating != 4 {
		t.Errorf("ratings by when they were given: %+v", v.Ratings)
	}
}
