package coaching

// Waiting is a delivery that is due and that no job carries yet, as those see it who decide
// whose turn it is.
type Waiting struct {
	ID        ID
	Kind      DeliveryKind
	Recipient ID
	Team      string // Slack workspace of the recipient
}

// The turns of deliveries that wait for Slack's limits, first to last.
const (
	TurnSession = iota + 1 // a session begins whether or not its reminder has come
	TurnNotice             // somebody has just done something and another waits for it
	TurnAction
	TurnPrompt // a question loses little by coming a minute later
)

// Turn says who goes first when not all that is due can go out at once: 1 first, 4 last.
func (k DeliveryKind) Turn() int {
	switch k {
	case KindSessionSoon, KindSessionNow:
		return TurnSession
	case KindActionDue, KindActionFollowUp, KindSessionAfter, KindSessionActions:
		return TurnAction
	case KindPrompt, KindPromptAgain, KindCadence:
		return TurnPrompt
	}
	return TurnNotice
}
