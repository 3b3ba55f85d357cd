package storage

import (
	"fmt"

	"interlude/coaching"
)

type consentRow struct {
	ID                               string `gorm:"primaryKey"`
	Engagement, Recipient, Milestone string
	Category, Under                  string
	Words                            sealed
	State                            string
	Version                          int
	Asked, Given, Expires, Withdrawn int64
}

// consentWords holds the hash too: a short sentence could be guessed from it.
type consentWords struct{ Sentence, Hash string }

// TableName names the table.
func (consentRow) TableName() string { return "consents" }

func (r *consentRow) id() string        { return r.ID }
func (r consentRow) engagement() string { return r.Engagement }

func rowOfConsent(c coaching.Consent, b box) (*consentRow, error) {
	s, err := b.seal(words("consents", c.Engagement, c.ID, c.Version+1), consentWords{Sentence: c.Sentence.Reveal(), Hash: c.Hash})
	return &consentRow{
		ID: string(c.ID), Engagement: string(c.Engagement), Recipient: string(c.Recipient),
		Milestone: string(c.Milestone), Category: string(c.Category), Under: string(c.Under),
		Words: s, State: string(c.State), Version: c.Version + 1,
		Asked: ms(c.Asked), Given: ms(c.Given), Expires: ms(c.Expires), Withdrawn: ms(c.Withdrawn),
	}, err
}

func (r consentRow) consent(b box) (coaching.Consent, error) {
	var w consentWords
	err := b.open(words("consents", coaching.ID(r.Engagement), coaching.ID(r.ID), r.Version), r.Words, &w)
	return coaching.Consent{
		ID: coaching.ID(r.ID), Engagement: coaching.ID(r.Engagement), Recipient: coaching.ID(r.Recipient),
		Milestone: coaching.Milestone(r.Milestone), Category: coaching.Category(r.Category), Under: coaching.ID(r.Under),
		Sentence: coaching.Words(w.Sentence), Hash: w.Hash,
		State: coaching.ConsentState(r.State), Version: r.Version,
		Asked: instant(r.Asked), Given: instant(r.Given), Expires: instant(r.Expires), Withdrawn: instant(r.Withdrawn),
	}, err
}

// consentEventRow is one version of a consent. Its words hold the hash alone.
type consentEventRow struct {
	ID                  string `gorm:"primaryKey"` // of the consent, and the version
	Consent, Engagement string
	Recipient, Under    string
	Words               sealed
	State               string
	At, Expires         int64
	Version             int
}

// TableName names the table.
func (consentEventRow) TableName() string { return "consent_events" }

func (r *consentEventRow) id() string        { return r.ID }
func (r consentEventRow) engagement() string { return r.Engagement }

// eventOf is the version of c that r stores.
func eventOf(c coaching.Consent, r *consentRow, b box, at int64) (*consentEventRow, error) {
	id := fmt.Sprintf("%s/%d", r.ID, r.Version)
	s, err := b.seal(words("consent_events", c.Engagement, coaching.ID(id), r.Version), consentWords{Hash: c.Hash})
	return &consentEventRow{
		ID: id, Consent: r.ID, Engagement: r.Engagement, Recipient: r.Recipient, Under: r.Under,
		Words: s, State: r.State, At: at, Expires: r.Expires, Version: r.Version,
	}, err
}

func (r consentEventRow) event(b box) (coaching.ConsentEvent, error) {
	var w consentWords
	err := b.open(words("consent_events", coaching.ID(r.Engagement), coaching.ID(r.ID), r.Version), r.Words, &w)
	return coaching.ConsentEvent{
		Consent: coaching.ID(r.Consent), Engagement: coaching.ID(r.Engagement), Version: r.Version,
		Recipient: coaching.ID(r.Recipient), State: coaching.ConsentState(r.State), Under: coaching.ID(r.Under),
		Hash: w.Hash, At: instant(r.At), Expires: instant(r.Expires),
	}, err
}
