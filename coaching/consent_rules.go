package coaching

import "time"

// Offer asks the coachee whether the sponsor may be told of m; false when there is nobody to
// tell, or when it was asked before. consents are those of e. Where the coachee has allowed dates
// and counts as a whole there is no question: the sentence goes when it could still be stopped
// for TakeBackFor.
func Offer(e Engagement, m Milestone, coachee Person, existing []Consent, facts Facts, now time.Time) (Change, bool) {
	if part(e, coachee, Coachee) != nil || !Offerable(e) {
		return Change{}, false
	}
	for _, c := range existing {
		if c.Engagement == e.ID && c.Milestone == m && c.Category == "" && (c.Recipient == e.Sponsor || c.Recipient == "") {
			return Change{}, false
		}
	}
	words := Sentence(e, m, coachee, facts)
	if words == "" {
		return Change{}, false
	}
	c := Consent{
		ID: NewID(), Engagement: e.ID, Recipient: e.Sponsor, Milestone: m,
		Sentence: Words(words), Hash: SentenceHash(words), State: ConsentAsked, Asked: now.UTC(),
	}
	if category, ok := CategoryOf(e, existing); ok && category.Holds(now) && covers(category, c, e) {
		return underCategory(e, c, category, now), true
	}
	return Change{
		Consents:   []Consent{c},
		Deliveries: []Delivery{NewDelivery(e, KindMilestone, coachee.ID, c.ID, now)},
	}, true
}

// Offerable reports whether a sponsor could still be told: one that has not declined, and
// after the close one that accepted, because nobody can accept any more.
func Offerable(e Engagement) bool {
	switch {
	case e.Sponsor == "" || e.SponsorState == SponsorDeclined, e.SponsorState == SponsorGone:
		return false
	case e.State == EngagementClosed:
		return e.SponsorState == SponsorAccepted
	}
	return e.UnderWay()
}

// offerChange is Offer for rules that do something else besides.
func offerChange(e Engagement, m Milestone, coachee Person, existing []Consent, facts Facts, now time.Time) Change {
	c, _ := Offer(e, m, coachee, existing, facts, now)
	return c
}

// Share gives the consent: the sponsor may be sent the words whose hash the coachee was
// shown, after TakeBackFor and until months calendar months from now. Stale when the words or the
// sponsor are no longer those. What was taken back, or ended by itself, can be given anew; the
// caller refuses what the sponsor has got, and Decide never sends it twice.
func Share(e Engagement, c Consent, sponsor ID, shownHash string, coachee Person, months int, now time.Time) (Consent, Change, error) {
	if err := openConsent(e, c, coachee, now); err != nil {
		return Consent{}, Change{}, err
	}
	exact := shownHash == c.Hash && c.Hash == SentenceHash(c.Sentence.Reveal())
	if !exact || sponsor != c.Recipient || sponsor != e.Sponsor || !Offerable(e) {
		return Consent{}, Change{}, ErrStale()
	}
	c.State, c.Given, c.Expires, c.Withdrawn, c.Under = ConsentGiven, now.UTC(), ConsentEnds(now, months), time.Time{}, ""
	return c, Change{
		Access:     []Access{NewAccess(e, coachee.ID, AccessConsentGiven, now)},
		Consents:   []Consent{c},
		Deliveries: []Delivery{ofVersion(NewDelivery(e, KindSponsorNews, sponsor, c.ID, c.Ready()), c.Version+1)},
		Cancel:     []Cancel{{Subject: c.ID, Reason: "answered"}}, // questions, and news of an earlier yes
	}, nil
}

// Reword changes the words before they are shared, and asks again. An *Error names the input
// "sentence".
func Reword(e Engagement, c Consent, coachee Person, sentence string, now time.Time) (Consent, Change, error) {
	if err := openConsent(e, c, coachee, now); err != nil {
		return Consent{}, Change{}, err
	}
	if !Offerable(e) {
		return Consent{}, Change{}, ErrStale()
	}
	words, err := line("sentence", sentence)
	if err != nil {
		return Consent{}, Change{}, err
	}
	if words.Empty() {
		return Consent{}, Change{}, Bad("sentence", "Write the sentence your sponsor would read, or choose Not now.")
	}
	c.Sentence, c.Hash, c.State, c.Asked, c.Under = words, SentenceHash(words.Reveal()), ConsentAsked, now.UTC(), ""
	c.Given, c.Expires, c.Withdrawn = time.Time{}, time.Time{}, time.Time{}
	return c, Change{Consents: []Consent{c}}, nil
}

// Refuse is "Not now". Nobody but the coachee learns of it.
func Refuse(e Engagement, c Consent, coachee Person, now time.Time) (Consent, Change, error) {
	if err := ownConsent(e, c, coachee, ConsentAsked); err != nil {
		return Consent{}, Change{}, err
	}
	c.State = ConsentRefused
	return c, Change{
		Consents: []Consent{c},
		Cancel:   []Cancel{{Subject: c.ID, Kinds: []DeliveryKind{KindMilestone}, Reason: "answered"}},
	}, nil
}

// Withdraw takes a given consent back. A sentence that waits is not sent, and can be shared
// again; what was sent cannot be taken back, which WithdrawnText says.
func Withdraw(e Engagement, c Consent, coachee Person, now time.Time) (Consent, Change, error) {
	if err := ownConsent(e, c, coachee, ConsentGiven); err != nil {
		return Consent{}, Change{}, err
	}
	if c.Category != "" {
		return Consent{}, Change{}, ErrNeutral()
	}
	c.State, c.Withdrawn = ConsentWithdrawn, now.UTC()
	return c, Change{
		Access:   []Access{NewAccess(e, coachee.ID, AccessConsentWithdrawn, now)},
		Consents: []Consent{c},
		Cancel:   []Cancel{{Subject: c.ID, Kinds: []DeliveryKind{KindSponsorNews, KindConsentOver}, Reason: "withdrawn"}},
	}, nil
}

// WithdrawnText says what a withdrawal achieved.
func WithdrawnText(told Told) string {
	switch told {
	case ToldAll:
		return "Withdrawn. Your sponsor has already received this sentence, and I cannot take it back. I will not send it again."
	case ToldMaybe:
		return "Withdrawn. Your sponsor may have received this sentence, and I cannot take it back. I will not send it again."
	}
	return "Taken back. Your sponsor was not told."
}

// ForSponsor returns the only thing that may be sent to a sponsor, asked again at the moment
// of sending: the consent stands, the words are the approved ones, and the recipient is still
// the sponsor and takes part. category is the consent c.Under, nil when there is none: what was
// allowed by it needs it to stand too. Anything else is Stale.
func ForSponsor(c Consent, category *Consent, e Engagement, now time.Time) (SponsorMessage, error) {
	words := c.Sentence.Reveal()
	ok := c.Engagement == e.ID && c.Category == "" && c.Holds(now) && words != "" && c.Hash == SentenceHash(words) &&
		c.Recipient != "" && c.Recipient == e.Sponsor && e.SponsorState == SponsorAccepted &&
		(e.Live() || e.State == EngagementClosed) && allowedBy(c, category, e, now)
	if !ok {
		return SponsorMessage{}, ErrStale()
	}
	return SponsorMessage{Consent: c.ID, Sentence: words}, nil
}

// openConsent refuses what is not the coachee's own, and what waits for no answer of theirs.
func openConsent(e Engagement, c Consent, coachee Person, now time.Time) error {
	if c.Category != "" {
		return ErrNeutral()
	}
	if c.Over(now) {
		return ownConsent(e, c, coachee, ConsentGiven)
	}
	return ownConsent(e, c, coachee, ConsentAsked, ConsentRefused, ConsentWithdrawn)
}

// ownConsent refuses all but the coachee, other engagements' rows, and other states. It lets
// a closed engagement pass, whose last milestone is asked after the close.
func ownConsent(e Engagement, c Consent, coachee Person, states ...ConsentState) error {
	if c.Engagement != e.ID {
		return ErrNeutral()
	}
	if err := part(e, coachee, Coachee); err != nil {
		return err
	}
	for _, s := range states {
		if c.State == s {
			return nil
		}
	}
	return ErrStale()
}
