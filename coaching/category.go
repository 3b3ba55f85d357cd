package coaching

import (
	"slices"
	"time"
)

// Category is a sort of sentences that a coachee can allow as a whole.
type Category string

// CategoryDates is "dates and counts": that something took place, when, and how many times. Its
// sentences are made of Patterns, a name, dates and numbers; no other word is ever in it.
const CategoryDates Category = "dates"

// CategoryOf returns the consent of e's coachee to dates and counts for the present sponsor, in
// whatever state; false when there never was one.
func CategoryOf(e Engagement, consents []Consent) (Consent, bool) {
	i := slices.IndexFunc(consents, func(c Consent) bool {
		return c.Engagement == e.ID && c.Category == CategoryDates && c.Recipient == e.Sponsor && e.Sponsor != ""
	})
	if i < 0 {
		return Consent{}, false
	}
	return consents[i], true
}

// AllowCategory lets sentences of dates and counts go to the sponsor without a question each.
// shownHash is PatternsHash of the patterns of which the coachee was shown examples: other ones
// need another yes. It ends by itself after months calendar months, and is asked for again then.
func AllowCategory(e Engagement, consents []Consent, sponsor ID, shownHash string, coachee Person, months int, now time.Time) (Consent, Change, error) {
	if err := part(e, coachee, Coachee); err != nil {
		return Consent{}, Change{}, err
	}
	c, known := CategoryOf(e, consents)
	if sponsor != e.Sponsor || shownHash != PatternsHash() || !e.Live() || !Offerable(e) || c.Holds(now) && c.Hash == shownHash {
		return Consent{}, Change{}, ErrStale()
	}
	if !known {
		c = Consent{ID: NewID(), Engagement: e.ID, Recipient: sponsor, Category: CategoryDates, Asked: now.UTC()}
	}
	c.Sentence, c.Hash = Words(patternText()), PatternsHash()
	c.State, c.Given, c.Expires, c.Withdrawn = ConsentGiven, now.UTC(), ConsentEnds(now, months), time.Time{}
	return c, Change{
		Access:     []Access{NewAccess(e, coachee.ID, AccessCategoryGiven, now)},
		Consents:   []Consent{c},
		Deliveries: []Delivery{ofVersion(NewDelivery(e, KindConsentOver, coachee.ID, c.ID, c.Expires), c.Version+1)},
		Cancel:     []Cancel{{Subject: c.ID, Reason: "given"}},
	}, nil
}

// WithdrawCategory ends it at once. unsent are the sentences of e that the sponsor has not got:
// those that were allowed by it are taken back with it, and can be shared one by one.
func WithdrawCategory(e Engagement, c Consent, unsent []Consent, coachee Person, now time.Time) (Consent, Change, error) {
	if err := ownConsent(e, c, coachee, ConsentGiven); err != nil {
		return Consent{}, Change{}, err
	}
	if c.Category == "" {
		return Consent{}, Change{}, ErrNeutral()
	}
	change := Change{
		Access: []Access{NewAccess(e, coachee.ID, AccessCategoryWithdrawn, now)},
		Cancel: []Cancel{{Subject: c.ID, Reason: "withdrawn"}},
	}
	for _, s := range unsent { // before the category itself: the order in which sending locks them
		if s.Engagement == e.ID && s.Under == c.ID && s.State == ConsentGiven {
			s.State, s.Withdrawn = ConsentWithdrawn, now.UTC()
			change.Consents = append(change.Consents, s)
			change.Cancel = append(change.Cancel, Cancel{Subject: s.ID, Kinds: []DeliveryKind{KindSponsorNews, KindConsentOver}, Reason: "withdrawn"})
		}
	}
	c.State, c.Withdrawn = ConsentWithdrawn, now.UTC()
	change.Consents = append(change.Consents, c)
	return c, change, nil
}

// covers reports whether the sentence c of e is one that category, while it holds, allows.
func covers(category, c Consent, e Engagement) bool {
	return category.Category == CategoryDates && category.Engagement == e.ID && category.Recipient == c.Recipient &&
		category.Hash == PatternsHash() && InPatterns(c.Sentence.Reveal())
}

// allowedBy reports whether what allowed the sentence c stands too.
func allowedBy(c Consent, category *Consent, e Engagement, now time.Time) bool {
	if c.Under == "" {
		return true
	}
	return category != nil && category.ID == c.Under && category.Holds(now) && covers(*category, c, e)
}

// underCategory lets the sentence go by the coachee's word on its category.
func underCategory(e Engagement, c, category Consent, now time.Time) Change {
	c.State, c.Given, c.Expires, c.Under = ConsentGiven, now.UTC(), category.Expires, category.ID
	return Change{
		Consents:   []Consent{c},
		Deliveries: []Delivery{NewDelivery(e, KindSponsorNews, e.Sponsor, c.ID, c.Ready())},
	}
}

// heldChange tells of one more session that took place, where dates and counts are allowed. It is
// never asked for: a question after each session would be too many.
func heldChange(e Engagement, coachee Person, existing []Consent, facts Facts, now time.Time) Change {
	c, ok := Offer(e, MilestoneHeld(facts.Held), coachee, existing, facts, now)
	if !ok || c.Consents[0].State != ConsentGiven {
		return Change{}
	}
	return c
}

// Afterwards is what becomes due once news about c, as d, was sent or may have been: what went
// without a question is shown to the coachee.
func Afterwards(d Delivery, c Consent, e Engagement, now time.Time) []Delivery {
	if d.Kind != KindSponsorNews || c.Under == "" {
		return nil
	}
	return []Delivery{followUp(NewDelivery(e, KindSponsorTold, e.Coachee, c.ID, now), d)}
}

// Lapsed is what becomes due when news is not sent because the yes to it had ended by itself: the
// coachee is told, and asked once more.
func Lapsed(d Delivery, v Verdict, e Engagement, now time.Time) []Delivery {
	if d.Kind != KindSponsorNews || v.Act != ActCancel || v.Reason != WhyExpired {
		return nil
	}
	return []Delivery{followUp(NewDelivery(e, KindConsentOver, e.Coachee, d.Subject, now), d)}
}

// followUp makes f the one of its kind that follows on d, whoever inserts it.
func followUp(f, d Delivery) Delivery {
	f.ID, f.Key = ID(string(f.Kind)+"-"+string(d.ID)), string(f.Kind)+"/"+d.Key
	return f
}
