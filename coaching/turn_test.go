package coaching

import "testing"

func TestTurn(t *testing.T) {
	order := []DeliveryKind{KindSessionNow, KindBooked, KindActionDue, KindPrompt}
	for i, kind := range order {
		if kind.Turn() != i+1 {
			t.Errorf("%s has turn %d, want %d", kind, kind.Turn(), i+1)
		}
	}
	if KindSessionSoon.Turn() != TurnSession || KindPromptAgain.Turn() != TurnPrompt || DeliveryKind("new").Turn() != TurnNotice {
		t.Error("a session's preparation goes first, a repeated prompt last, a kind that is not known in between")
	}
}
