package coaching

import "time"

// NameSponsor is the coachee's choice of a sponsor, in place of the one there was if there was
// one. The new one is asked for their part, by an agreement of their own, and nothing carries
// over: what was approved for another person, or before somebody was asked anew, is not sent.
// unsent are the consents of e whose sentence nobody has been sent. An *Error names the input
// "sponsor".
func NameSponsor(e Engagement, coachee, coach, sponsor Person, unsent []Consent, now time.Time) (Change, error) {
	if err := partInLive(e, coachee, Coachee); err != nil {
		return Change{}, err
	}
	if err := startSponsor(coach, coachee, sponsor); err != nil {
		return Change{}, err
	}
	same := e.Sponsor == sponsor.ID
	if same && (e.SponsorState == SponsorAsked || e.SponsorState == SponsorAccepted) {
		return Change{}, Bad("sponsor", "This person is your sponsor already. Choose somebody else, or close this.")
	}
	c := Change{Cancel: []Cancel{{Engagement: e.ID, Reason: "sponsor replaced",
		Kinds: []DeliveryKind{KindSponsorPart, KindSponsorNews, KindSponsorAnswered, KindMilestone, KindConsentOver}}}}
	for _, k := range unsent {
		if k.Engagement == e.ID && k.State == ConsentGiven {
			k.State, k.Withdrawn = ConsentWithdrawn, now.UTC()
			c.Consents = append(c.Consents, k)
		}
	}
	e.Sponsor, e.SponsorState = sponsor.ID, SponsorAsked
	c.Engagements = []Engagement{e}
	c.Deliveries = []Delivery{ofVersion(NewDelivery(e, KindSponsorPart, e.Sponsor, e.ID, now), e.Version+1)}
	return c, nil
}
