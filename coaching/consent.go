package coaching

import "time"

// Milestone is a fact of the engagement that a sponsor could be told.
type Milestone string

// The milestones.
const (
	MilestoneAgreed  Milestone = "agreed"  // the agreement is accepted
	MilestoneBooked  Milestone = "booked"  // the first session is booked
	MilestoneHalfWay Milestone = "halfway" // half of the sessions are held
	MilestoneClosed  Milestone = "closed"
)

// ConsentState is what the coachee said to one sentence.
type ConsentState string

// The states of a consent.
const (
	ConsentAsked     ConsentState = "asked"
	ConsentGiven     ConsentState = "given"
	ConsentRefused   ConsentState = "refused" // "Not now"
	ConsentWithdrawn ConsentState = "withdrawn"
)

// Consent is a dated, revocable row: this coachee allows this exact sentence to this sponsor.
type Consent struct {
	ID         ID
	Engagement ID
	Recipient  ID // the sponsor
	Milestone  Milestone
	Sentence   Private // the exact words
	Hash       string  // of the exact words, see SentenceHash
	State      ConsentState
	Version    int
	Asked      time.Time
	Given      time.Time
	Withdrawn  time.Time
}

// SponsorMessage is all that a sponsor can ever be sent: one approved sentence. It has no
// field that could hold a reflection, an action or a rating.
type SponsorMessage struct {
	Consent  ID
	Sentence string
}
