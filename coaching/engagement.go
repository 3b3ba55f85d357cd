package coaching

import "time"

// Role is a part within one engagement.
type Role string

// The parts. Assistants may move bookings and see no content.
const (
	Coach     Role = "coach"
	Coachee   Role = "coachee"
	Sponsor   Role = "sponsor"
	Assistant Role = "assistant"
)

// EngagementState is where an engagement stands.
type EngagementState string

// The states of an engagement.
const (
	EngagementDraft    EngagementState = "draft"
	EngagementInvited  EngagementState = "invited"
	EngagementActive   EngagementState = "active"
	EngagementPaused   EngagementState = "paused"
	EngagementClosing  EngagementState = "closing"
	EngagementClosed   EngagementState = "closed" // by the coach
	EngagementDeclined EngagementState = "declined"
	EngagementEnded    EngagementState = "ended"  // by the coachee, or the invitation was withdrawn
	EngagementPassed   EngagementState = "passed" // another engagement of the coachee took its place
)

// SponsorState is how far the sponsor's part of the agreement is.
type SponsorState string

// The states of the sponsor's part.
const (
	SponsorNone     SponsorState = ""
	SponsorAsked    SponsorState = "asked"
	SponsorAccepted SponsorState = "accepted"
	SponsorDeclined SponsorState = "declined"
	SponsorGone     SponsorState = "gone" // their account was closed or limited
)

// Engagement is the frame of one coaching: people, number of sessions, rhythm.
type Engagement struct {
	ID           ID
	Coach        ID // person
	Coachee      ID // person
	Sponsor      ID // person; empty when there is none
	SponsorState SponsorState
	Next         ID // person who is to take over, or has taken over, as coach; empty: nobody
	// What is known of the accounts of the two, see Suspended.
	CoachAccount, CoacheeAccount Account
	Sessions                     int  // planned number of sessions
	Minutes                      int  // planned length of a session
	EveryDays                    int  // rhythm: days from one session to the next
	FirstDay                     Date // in the coach's zone
	State                        EngagementState
	Version                      int
	Created                      time.Time
	Accepted                     time.Time // zero until the coachee accepted
	Closed                       time.Time // zero until closed, declined or ended
	Wiped                        time.Time // zero until what was written was erased, see Retention
	Notices                      int       // how many of the clock's notices the coachee was sent
	NotBefore                    time.Time // the clock erases nothing before; zero: it waits for nothing but its time
}

// RoleOf returns the part that person has in e; false when none.
func (e Engagement) RoleOf(person ID) (Role, bool) {
	switch {
	case person == "":
		return "", false
	case person == e.Coach:
		return Coach, true
	case person == e.Coachee:
		return Coachee, true
	case person == e.Sponsor:
		return Sponsor, true
	}
	return "", false
}

// UnderWay reports whether the agreement is accepted and the engagement is not over.
func (e Engagement) UnderWay() bool {
	return e.State == EngagementActive || e.State == EngagementPaused || e.State == EngagementClosing
}

// Live reports whether the engagement is under way and both of the pair are known to be there.
func (e Engagement) Live() bool { return e.UnderWay() && !e.Suspended() }

// Begun reports whether the coachee has accepted, so that there is something to look back at.
func (e Engagement) Begun() bool { return !e.Accepted.IsZero() }

// Over reports whether nothing may happen in e any more.
func (e Engagement) Over() bool {
	switch e.State {
	case EngagementClosed, EngagementDeclined, EngagementEnded, EngagementPassed:
		return true
	}
	return false
}

// Acceptance keeps who accepted or declined which version of the agreement, and when.
type Acceptance struct {
	ID         ID
	Engagement ID
	Person     ID
	Role       Role
	Text       string // version of the agreement text, for example "2026-11.2"
	Accepted   bool   // false: declined
	At         time.Time
}
