package coaching

import "time"

// AccessKind says what kind of thing somebody was shown or sent, or did with what belongs to a
// coachee. It is never the thing itself.
type AccessKind string

// The kinds of lines in a coachee's access log. The comment says who Access.Who is.
const (
	AccessBriefOpened        AccessKind = "brief-opened"        // the coach
	AccessBriefReleased      AccessKind = "brief-released"      // the coachee
	AccessBriefWithdrawn     AccessKind = "brief-withdrawn"     // the coachee
	AccessActionsOpened      AccessKind = "actions-opened"      // the coach
	AccessReasonOpened       AccessKind = "reason-opened"       // the coach: why the coachee moved, cancelled or asked to move
	AccessSponsorTold        AccessKind = "sponsor-told"        // the sponsor: a sentence is sent, or may have been
	AccessSponsorRead        AccessKind = "sponsor-read"        // the sponsor: opened a sentence that stands in no message
	AccessSponsorDoubt       AccessKind = "sponsor-doubt"       // the sponsor: nobody could tell whether the sentence came
	AccessConsentGiven       AccessKind = "consent-given"       // the coachee: to one sentence
	AccessConsentWithdrawn   AccessKind = "consent-withdrawn"   // the coachee
	AccessCategoryGiven      AccessKind = "category-given"      // the coachee: to dates and counts
	AccessCategoryWithdrawn  AccessKind = "category-withdrawn"  // the coachee
	AccessAgreementAccepted  AccessKind = "agreement-accepted"  // coachee or sponsor, their part
	AccessAgreementWithdrawn AccessKind = "agreement-withdrawn" // the sponsor does not take part, or no longer
	AccessCoachChanged       AccessKind = "coach-changed"       // the new coach
	AccessEnded              AccessKind = "ended"               // who closed or ended the engagement
	AccessExport             AccessKind = "export"              // the coachee
	AccessErasure            AccessKind = "erasure"             // the coachee; empty: the retention clock
	AccessErasurePlanned     AccessKind = "erasure-planned"     // the coachee
	AccessErasureCalledOff   AccessKind = "erasure-called-off"  // the coachee
)

// AccessKinds lists every kind.
var AccessKinds = []AccessKind{
	AccessBriefOpened, AccessBriefReleased, AccessBriefWithdrawn, AccessActionsOpened, AccessReasonOpened, AccessSponsorTold, AccessSponsorRead,
	AccessSponsorDoubt, AccessConsentGiven, AccessConsentWithdrawn, AccessCategoryGiven, AccessCategoryWithdrawn, AccessAgreementAccepted,
	AccessAgreementWithdrawn, AccessCoachChanged, AccessEnded, AccessExport, AccessErasure, AccessErasurePlanned, AccessErasureCalledOff,
}

// Access is one line of a coachee's access log: who was shown or sent what kind of thing, and
// when. It holds no content. Lines are only ever added.
type Access struct {
	ID         ID // storage makes one where it is empty
	Engagement ID // empty: it is about the coachee as a whole
	Coachee    ID // whose log it is; nobody else reads it
	Who        ID // person; empty: Interlude by itself
	What       AccessKind
	At         time.Time // UTC
}

// NewAccess returns a line for the log of e's coachee.
func NewAccess(e Engagement, who ID, what AccessKind, now time.Time) Access {
	return Access{ID: NewID(), Engagement: e.ID, Coachee: e.Coachee, Who: who, What: what, At: now.UTC()}
}

// accessed is a change that adds one line to the log of e's coachee.
func accessed(e Engagement, who ID, what AccessKind, now time.Time) Change {
	return Change{Access: []Access{NewAccess(e, who, what, now)}}
}

// OneLook is how long several openings of the same thing by the same person are one line.
const OneLook = 5 * time.Minute

// Looks returns the line to be kept before by, the coach of e, is shown the coachee's words, or
// before its sponsor is shown a sentence that was approved for them;
// false when the log (newest first, of the same coachee) holds it already: the same person opened
// the same kind of thing in e less than OneLook ago, and no other brief was released since. A
// line from a clock that ran ahead does not stand for a look of now.
func Looks(e Engagement, by Person, what AccessKind, log []Access, now time.Time) (Change, bool, error) {
	role := Coach
	if what == AccessSponsorRead {
		role = Sponsor
	}
	if err := part(e, by, role); err != nil {
		return Change{}, false, err
	}
	for _, a := range log {
		if a.Engagement != e.ID || a.Coachee != e.Coachee {
			continue
		}
		if age := now.Sub(a.At); a.What == what && a.Who == by.ID && age >= 0 && age < OneLook {
			return Change{}, false, nil
		}
		if a.What == AccessBriefReleased && what == AccessBriefOpened {
			break // what there is to be read is another thing now
		}
	}
	return accessed(e, by.ID, what, now), true, nil
}

// Tells returns the line that is kept in the transaction that records the intent to send d; false
// when d shows nothing of the coachee to anybody else. Its id is that of d, so that several
// attempts at one message are one line.
func Tells(d Delivery, e Engagement, now time.Time) (Access, bool) {
	if d.Kind != KindSponsorNews {
		return Access{}, false
	}
	a := NewAccess(e, d.Recipient, AccessSponsorTold, now)
	a.ID = d.ID
	return a, true
}
