package coaching

import (
	"testing"
	"time"
)

// TestTheSponsorsYesSendsWhatWaited: what was shared meanwhile goes out now, and nothing else.
func TestTheSponsorsYesSendsWhatWaited(t *testing.T) {
	e := sponsored(running(), SponsorAsked)
	given := Consent{ID: "given", Engagement: e.ID, Recipient: e.Sponsor, State: ConsentGiven, Version: 2}
	asked, other, elsewhere := given, given, given
	asked.ID, asked.State = "asked", ConsentAsked
	other.ID, other.Recipient = "other", "somebody"
	elsewhere.ID, elsewhere.Engagement = "elsewhere", "another"
	c, err := AnswerSponsor(e, sam, true, []Consent{given, asked, other, elsewhere}, clock)
	if err != nil {
		t.Fatal(err)
	}
	var news []Delivery
	for _, d := range c.Deliveries {
		if d.Kind == KindSponsorNews {
			news = append(news, d)
		}
	}
	if len(news) != 1 || news[0].Subject != "given" || !news[0].Due.Equal(clock) || news[0].Recipient != e.Sponsor {
		t.Errorf("the yes sends %+v", news)
	}
}

func TestAnswerSponsor(t *testing.T) {
	e := sponsored(running(), SponsorAsked)
	part := NewDelivery(e, KindSponsorPart, "sam", e.ID, clock)
	offer, news := NewDelivery(e, KindMilestone, "maya", "c", clock), NewDelivery(e, KindSponsorNews, "sam", "c", clock)
	for _, yes := range []bool{true, false} {
		c, err := AnswerSponsor(e, sam, yes, nil, clock)
		must(t, err)
		tells(t, c, "sponsor-answer>alex", "sponsor-answer>maya")
		want := map[bool]SponsorState{true: SponsorAccepted, false: SponsorDeclined}[yes]
		if c.Engagements[0].SponsorState != want || c.Acceptances[0].Accepted != yes || c.Acceptances[0].Role != Sponsor {
			t.Errorf("%v: %+v", yes, c)
		}
		if !cancels(c, part) || cancels(c, offer) == yes || cancels(c, news) == yes {
			t.Errorf("%v: cancels %+v", yes, c.Cancel)
		}
	}
	for _, s := range []SponsorState{SponsorAccepted, SponsorDeclined} {
		_, err := AnswerSponsor(sponsored(e, s), sam, true, nil, clock)
		refused(t, err, Stale, "")
	}
	never := e
	never.SponsorState = SponsorNone
	_, err := AnswerSponsor(in(never, EngagementInvited), sam, true, nil, clock)
	refused(t, err, Forbidden, "")
}

// A given sentence that the sponsor was not sent needs a new word of the coachee.
func TestAfterASponsorsNo(t *testing.T) {
	given := asked("Yes.")
	given.State, given.Given = ConsentGiven, clock
	withdrawn, refusedOne, elsewhere := given, given, given
	withdrawn.State, refusedOne.State, elsewhere.Engagement = ConsentWithdrawn, ConsentRefused, "x"
	all := []Consent{given, withdrawn, refusedOne, elsewhere}
	for name, said := range map[string]func() (Change, error){
		"declines": func() (Change, error) {
			return AnswerSponsor(sponsored(running(), SponsorAsked), sam, false, all, clock)
		},
		"leaves": func() (Change, error) { return SponsorLeaves(running(), sam, all, clock) },
	} {
		c, err := said()
		must(t, err)
		if len(c.Consents) != 1 || c.Consents[0].State != ConsentAsked || !c.Consents[0].Given.IsZero() || c.Engagements[0].SponsorState != SponsorDeclined {
			t.Errorf("%s: %+v", name, c)
		}
		for kind, want := range map[DeliveryKind]bool{KindSponsorNews: true, KindMilestone: true, KindPrompt: false, KindSessionNow: false} {
			if cancels(c, NewDelivery(running(), kind, "sam", "c", clock)) != want {
				t.Errorf("%s: cancels %s: %v", name, kind, !want)
			}
		}
		back, err := SponsorReturns(c.Engagements[0], sam, clock)
		must(t, err)
		tells(t, back, "sponsor-answer>alex", "sponsor-answer>maya") // and no news
		if back.Engagements[0].SponsorState != SponsorAccepted || !back.Acceptances[0].Accepted || len(back.Consents) != 0 {
			t.Errorf("%s, and returns: %+v", name, back)
		}
		_, again, err := Share(back.Engagements[0], c.Consents[0], "sam", given.Hash, maya, MaxConsentMonths, clock)
		must(t, err)
		tells(t, again, "sponsor-news>sam")
	}
}

// What a sponsor can do is the same in every state of the coaching, once they have answered.
func TestASponsorLearnsNothingFromLeaving(t *testing.T) {
	for _, state := range []EngagementState{EngagementActive, EngagementPaused, EngagementClosing, EngagementClosed, EngagementEnded} {
		e := in(running(), state)
		c, err := SponsorLeaves(e, sam, nil, clock)
		must(t, err)
		if state == EngagementEnded {
			tells(t, c)
		} else {
			tells(t, c, "sponsor-answer>alex", "sponsor-answer>maya")
		}
		if a := c.Acceptances[0]; a.Accepted || a.Role != Sponsor || a.Person != "sam" {
			t.Errorf("%s: %+v", state, a)
		}
		_, err = SponsorReturns(c.Engagements[0], sam, clock)
		must(t, err)
		_, err = SponsorReturns(e, sam, clock)
		refused(t, err, Stale, "")
		_, err = SponsorLeaves(c.Engagements[0], sam, nil, clock)
		refused(t, err, Stale, "")
		for _, s := range []SponsorState{SponsorNone, SponsorAsked} {
			never := e
			never.SponsorState = s
			_, err = SponsorLeaves(never, sam, nil, clock)
			if want := map[SponsorState]Kind{SponsorNone: Forbidden, SponsorAsked: Stale}[s]; !Is(err, want) {
				t.Errorf("%s, %q: %v", state, s, err)
			}
		}
	}
}

// TestNothingQueuedGoesOutAfterASponsorsNo plays it: what was shared in that moment is not sent.
func TestNothingQueuedGoesOutAfterASponsorsNo(t *testing.T) {
	l := newLedger(running())
	l.consents["c"] = asked("Yes.")
	_, c, err := Share(running(), l.consents["c"], "sam", SentenceHash("Yes."), maya, MaxConsentMonths, clock)
	must(t, err)
	l.apply(c)
	c, err = SponsorLeaves(l.engagement, sam, l.allConsents(), clock)
	must(t, err)
	l.apply(c)
	c, err = SponsorReturns(l.engagement, sam, clock.Add(time.Hour))
	must(t, err)
	l.apply(c)
	for _, d := range l.send(clock.Add(30 * 24 * time.Hour)) {
		if d.Recipient == "sam" {
			t.Errorf("the sponsor is sent %s", d.Kind)
		}
	}
	if got := l.consents["c"].State; got != ConsentAsked {
		t.Errorf("the consent is %s", got)
	}
}
