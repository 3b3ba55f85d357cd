package storage

import (
	"testing"

	"interlude/coaching"
)

func TestSayWeek(t *testing.T) {
	tally := func(state coaching.DeliveryState, reason string, n int) coaching.Tally {
		return coaching.Tally{Kind: coaching.KindPrompt, State: state, Reason: reason, Number: n}
	}
	for name, c := range map[string]struct {
		week []coaching.Tally
		want Finding
	}{
		"nothing": {nil, Finding{What: "deliveries: of the last seven days 0 sent, 0 closed while people were away, none missed"}},
		"well": {[]coaching.Tally{tally(coaching.DeliverySent, "sent", 5), tally(coaching.DeliverySent, "found", 2), tally(coaching.DeliveryCancelled, coaching.WhyMoved, 9),
			tally(coaching.DeliveryMissed, coaching.WhyLeave, 1), tally(coaching.DeliveryMissed, coaching.WhyAway, 2), tally(coaching.Held, coaching.WhyQuiet, 9)},
			Finding{What: "deliveries: of the last seven days 7 sent, 3 closed while people were away, none missed"}},
		"missed": {[]coaching.Tally{tally(coaching.DeliveryMissed, coaching.WhyLate, 1), tally(coaching.DeliveryMissed, "is_archived", 2), tally(coaching.DeliveryMissed, coaching.WhyLate, 3)},
			Finding{Grade: Doubtful, What: "deliveries: of the last seven days 0 sent, 0 closed while people were away, missed: is_archived 2, late 4", Do: "docs/operations.md says what the reasons mean"}},
	} {
		in := &inspector{}
		if in.sayWeek(c.week); in.report.Findings[0] != c.want {
			t.Errorf("%s: %+v", name, in.report.Findings[0])
		}
	}
}
