package coaching

import "time"

// wantSponsorNews: what allows the sentence was not withdrawn, neither its own consent nor that to
// its category.
func wantSponsorNews(s Standing) string {
	switch c := s.Consent; {
	case c == nil || c.State != ConsentGiven || c.Category != "":
		return WhyConsent
	case c.Under != "" && (s.Category == nil || s.Category.State != ConsentGiven):
		return WhyConsent
	case c.Recipient != s.Recipient.ID || !Offerable(s.Engagement):
		return WhyRole
	}
	return ""
}

func wantConsent(s Standing) string { return unless(s.Consent != nil, WhyGone) }

// wantConsentOver: the yes that ended was not answered since, and is not settled otherwise.
func wantConsentOver(s Standing) string {
	switch {
	case s.Consent == nil || !Offerable(s.Engagement) || s.Consent.Recipient != s.Engagement.Sponsor || s.Told != ToldNothing:
		return WhyGone
	case s.Consent.State != ConsentGiven:
		return WhyAnswered
	}
	return ""
}

// unallowed says why the coachee's word does not allow the delivery at now: its time is over, or
// it was made use of.
func (s Standing) unallowed(now time.Time) string {
	switch s.Delivery.Kind {
	case KindConsentOver:
		return unless(s.Consent.Over(now), WhyAnswered)
	case KindSponsorNews:
		switch {
		case s.Told != ToldNothing:
			return WhyTold
		case s.Consent.Over(now), s.Category != nil && s.Category.Over(now):
			return WhyExpired
		case !allowedBy(*s.Consent, s.Category, s.Engagement, now):
			return WhyConsent
		}
	}
	return ""
}
