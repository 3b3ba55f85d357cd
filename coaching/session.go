package coaching

import "time"

// SessionState is where a session stands.
type SessionState string

// The states of a session.
const (
	SessionProposed      SessionState = "proposed"
	SessionBooked        SessionState = "booked"
	SessionHeld          SessionState = "held"
	SessionCancelled     SessionState = "cancelled"
	SessionCancelledLate SessionState = "cancelled late"
	SessionMissed        SessionState = "missed"
)

// Session is one of an engagement's meetings.
type Session struct {
	ID         ID
	Engagement ID
	Coach      ID        // person, for the busy check
	Coachee    ID        // person, for the busy check
	Start      time.Time // UTC
	Minutes    int
	Link       Private   // where to meet
	Reason     Private   // of the last move or the cancellation
	Asked      time.Time // since when the coachee asks for another time; zero: they do not
	AskReason  Private   // why they ask
	State      SessionState
	Moves      int // how often it was moved
	ChangedBy  ID  // person who moved or cancelled it last; empty: nobody did
	Version    int
	Created    time.Time
}

// End returns the instant at which the session ends.
func (s Session) End() time.Time { return s.Start.Add(time.Duration(s.Minutes) * time.Minute) }

// Busy reports whether the session keeps its people occupied.
func (s Session) Busy() bool { return s.State == SessionBooked || s.State == SessionProposed }
