package coaching

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
