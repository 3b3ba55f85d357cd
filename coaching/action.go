package coaching

import "time"

// ActionState is where an action stands; the last five are outcomes.
type ActionState string

// The states of an action.
const (
	ActionProposed     ActionState = "proposed" // by the coach, not yet answered
	ActionOpen         ActionState = "open"
	ActionRefused      ActionState = "refused"   // a proposal the coachee declined
	ActionWithdrawn    ActionState = "withdrawn" // a proposal the coach took back
	ActionDone         ActionState = "done"
	ActionPartly       ActionState = "partly"
	ActionNotYet       ActionState = "not yet"
	ActionRenegotiated ActionState = "renegotiated"
	ActionDropped      ActionState = "dropped"
)

// Action is what the coachee will do. The coachee owns it, whoever proposed it.
type Action struct {
	ID         ID
	Engagement ID
	By         ID      // person who wrote it first
	Text       Private // what
	Goal       Private // what it serves
	Cue        Private // when and where (the "if" of the plan)
	Obstacle   Private // what could get in the way
	Learning   Private // one line after the outcome
	Due        Date    // in the coachee's zone; zero: no date
	DueTime    string  // "15:04" in the coachee's zone, the cue's time; empty: 09:00
	State      ActionState
	Version    int
	Created    time.Time
	Answered   time.Time // zero until the proposal was accepted, declined or taken back
	Outcome    time.Time // zero until there is an outcome
}

// Agreed reports whether the coachee has made the action their own.
func (a Action) Agreed() bool {
	return a.State != ActionProposed && a.State != ActionRefused && a.State != ActionWithdrawn
}

// Pending reports whether the action still waits for its outcome.
func (a Action) Pending() bool { return a.State == ActionOpen || a.State == ActionNotYet }
