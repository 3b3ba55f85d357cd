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

// Consent is a dated, revocable row that ends by itself: this coachee allows this exact sentence
// to this sponsor, or every sentence of one category.
type Consent struct {
	ID         ID
	Engagement ID
	Recipient  ID // the sponsor; nobody else is ever told by it
	Milestone  Milestone
	Category   Category // what it allows as a whole; empty: this sentence alone
	Under      ID       // the consent to a category by which the sentence was allowed; empty: the coachee's word on itself
	Sentence   Private  // the exact words; of a category its patterns
	Hash       string   // of the exact words, see SentenceHash
	State      ConsentState
	Version    int
	Asked      time.Time
	Given      time.Time
	Expires    time.Time // when a yes ends by itself, see ConsentEnds; zero while there is none
	Withdrawn  time.Time
}

// TakeBackFor is how long a yes waits before it is acted upon, so that a mistaken press can be
// taken back: elapsed, so no clock change alters it.
const TakeBackFor = 5 * time.Minute

// MaxConsentMonths is how many calendar months a yes holds at most, and unless an installation
// chooses fewer: a year is a coaching and its after-care, and short enough to be asked again.
const MaxConsentMonths = 12

// ConsentEnds returns when a yes of the instant given ends: the same time of the same day, in UTC,
// months later, or the last day of that month when it is shorter. It never lasts longer.
func ConsentEnds(given time.Time, months int) time.Time {
	if months < 1 || months > MaxConsentMonths {
		months = MaxConsentMonths
	}
	given = given.UTC()
	ends := given.AddDate(0, months, 0)
	if ends.Day() != given.Day() {
		ends = ends.AddDate(0, 0, -ends.Day())
	}
	return ends
}

// Holds reports whether the coachee's yes stands at now. A yes without an end does not.
func (c Consent) Holds(now time.Time) bool { return c.State == ConsentGiven && now.Before(c.Expires) }

// Over reports whether there was a yes that has ended by itself.
func (c Consent) Over(now time.Time) bool { return c.State == ConsentGiven && !c.Holds(now) }

// Ready returns the instant from which what the yes allows may be sent.
func (c Consent) Ready() time.Time { return c.Given.Add(TakeBackFor) }

// ConsentEvent is one version of a consent as it was: the ledger keeps every one of them, and
// never writes one over. A yes that ended by itself has no version of its own: Expires says it.
type ConsentEvent struct {
	Consent    ID
	Engagement ID
	Version    int
	Recipient  ID
	State      ConsentState
	Under      ID
	Hash       string    // of the exact words that it was about
	At         time.Time // UTC, when it was stored
	Expires    time.Time // with ConsentGiven
}

// Told is what a sponsor has got of one sentence.
type Told string

// The ways in which it can stand. Whatever may have come is never sent again.
const (
	ToldNothing Told = ""
	ToldMaybe   Told = "maybe" // nobody can tell whether it came
	ToldAll     Told = "told"  // it was sent, or is being sent just now
)

// ToldBy reads from every delivery of news about one sentence what the sponsor has got.
func ToldBy(news []Delivery) Told {
	told := ToldNothing
	for _, d := range news {
		switch {
		case d.Kind != KindSponsorNews:
		case d.State == DeliverySent || d.State == DeliveryIntended:
			return ToldAll
		case d.State == DeliveryMissed && d.Reason == WhyDoubt:
			told = ToldMaybe
		}
	}
	return told
}

// SponsorMessage is all that a sponsor can ever be sent: one approved sentence. It has no
// field that could hold a reflection, an action or a rating.
type SponsorMessage struct {
	Consent  ID
	Sentence string
}
