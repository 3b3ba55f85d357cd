package coaching

import "time"

// Tally is how many occurrences of one kind are in the same state for the same reason.
type Tally struct {
	Kind   DeliveryKind
	State  DeliveryState // or Held
	Reason string        // a fixed word, or a code of Slack's
	Number int
}

// Held is how a tally calls deliveries that are due but have been put off: in quiet hours, by a
// cap, by Slack's limits. They end in another state later.
const Held DeliveryState = "held"

// Backlog is what waits to be delivered at one instant.
type Backlog struct {
	Waiting int       // due, and no job carries them
	Carried int       // a job carries them: they wait for their turn, are being posted or are in doubt
	Held    int       // put off to a later instant
	Oldest  time.Time // Due of the oldest of those that wait or are carried, UTC; zero: there are none
}
