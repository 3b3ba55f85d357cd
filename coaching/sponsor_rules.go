package coaching

import "time"

// AnswerSponsor records the sponsor's answer to their part. Coach and coachee are told. What
// the coachee has shared meanwhile (consents are those of e) goes out at once after a yes.
func AnswerSponsor(e Engagement, sponsor Person, accept bool, consents []Consent, now time.Time) (Change, error) {
	if err := sponsorIn(e, sponsor, SponsorAsked); err != nil {
		return Change{}, err
	}
	if !e.UnderWay() { // a sponsor does not learn that it is suspended
		return Change{}, ErrStale()
	}
	said := sponsorSaid(e, sponsor, accept, now)
	said.Cancel = append(said.Cancel, Cancel{Engagement: e.ID, Recipient: sponsor.ID, Kinds: []DeliveryKind{KindSponsorPart}, Reason: "answered"})
	if accept {
		return said.And(waited(e, sponsor, consents, now)), nil
	}
	return said.And(untold(e, sponsor, consents)), nil
}

// SponsorLeaves takes the sponsor's yes back, also when the engagement is over. Nothing that
// waits for them is sent any more. unsent are the consents of e whose sentence they have not
// been sent: the coachee's word on those counts no longer, and is theirs to give again.
func SponsorLeaves(e Engagement, sponsor Person, unsent []Consent, now time.Time) (Change, error) {
	if err := sponsorIn(e, sponsor, SponsorAccepted); err != nil {
		return Change{}, err
	}
	return sponsorSaid(e, sponsor, false, now).And(untold(e, sponsor, unsent)), nil
}

// SponsorReturns is the way back after a no. Nothing is sent by it: the coachee decides anew.
// It works after the end too, so that a sponsor cannot tell from it how the coaching goes.
func SponsorReturns(e Engagement, sponsor Person, now time.Time) (Change, error) {
	if err := sponsorIn(e, sponsor, SponsorDeclined); err != nil {
		return Change{}, err
	}
	return sponsorSaid(e, sponsor, true, now), nil
}

// sponsorIn refuses all but the sponsor of e, whose part must be in this state. Before the
// coachee has accepted, nothing tells that there is, or was, an invitation.
func sponsorIn(e Engagement, sponsor Person, state SponsorState) error {
	if err := part(e, sponsor, Sponsor); err != nil {
		return err
	}
	switch e.SponsorState {
	case state:
		return nil
	case SponsorNone, SponsorGone:
		return ErrNeutral()
	}
	return ErrStale()
}

// sponsorSaid records a sponsor's yes or no. Coach and coachee are told, as long as it means
// anything to them.
func sponsorSaid(e Engagement, sponsor Person, yes bool, now time.Time) Change {
	e.SponsorState = SponsorDeclined
	what := AccessAgreementWithdrawn
	if yes {
		e.SponsorState, what = SponsorAccepted, AccessAgreementAccepted
	}
	c := Change{
		Access:      []Access{NewAccess(e, sponsor.ID, what, now)},
		Engagements: []Engagement{e},
		Acceptances: []Acceptance{acceptance(e, sponsor.ID, Sponsor, yes, now)},
		Cancel:      []Cancel{{Engagement: e.ID, Kinds: []DeliveryKind{KindSponsorAnswered}, Reason: "answered again"}},
	}
	if whileLiveOrClosed(e) == "" {
		for _, who := range []ID{e.Coach, e.Coachee} {
			c.Deliveries = append(c.Deliveries, ofVersion(NewDelivery(e, KindSponsorAnswered, who, e.ID, now), e.Version+1))
		}
	}
	return c
}

// waited lets the sentences go out that waited for the sponsor's yes: what is queued for a
// later look is replaced by what is due now. What can still be taken back is queued for the
// moment when it no longer can, and stays so.
func waited(e Engagement, sponsor Person, consents []Consent, now time.Time) Change {
	var c Change
	for _, k := range givenTo(e, sponsor, consents) {
		if k.Category != "" || k.Ready().After(now) {
			continue
		}
		c.Deliveries = append(c.Deliveries, ofVersion(NewDelivery(e, KindSponsorNews, sponsor.ID, k.ID, now), k.Version))
		c.Cancel = append(c.Cancel, Cancel{Subject: k.ID, Kinds: []DeliveryKind{KindSponsorNews}, Reason: "accepted"})
	}
	return c
}

// untold stops what is queued for or about the sponsor. What they were to be sent, and what was
// allowed as a whole, waits for the coachee's word again.
func untold(e Engagement, sponsor Person, unsent []Consent) Change {
	c := Change{Cancel: []Cancel{{Engagement: e.ID, Kinds: []DeliveryKind{KindMilestone, KindSponsorNews, KindConsentOver}, Reason: "sponsor declined"}}}
	for _, k := range givenTo(e, sponsor, unsent) {
		k.State, k.Given, k.Expires, k.Under = ConsentAsked, time.Time{}, time.Time{}, ""
		c.Consents = append(c.Consents, k)
	}
	return c
}

// givenTo keeps the consents of e by which sponsor may be told something.
func givenTo(e Engagement, sponsor Person, consents []Consent) []Consent {
	var out []Consent
	for _, k := range consents {
		if k.Engagement == e.ID && k.State == ConsentGiven && k.Recipient == sponsor.ID {
			out = append(out, k)
		}
	}
	return out
}
