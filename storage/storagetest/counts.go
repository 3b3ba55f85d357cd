package storagetest

import (
	"testing"
	"time"

	"interlude/coaching"
	"interlude/storage"
)

var countCases = cases{"by kind, state and reason": counts}

// counts: every occurrence is counted once, as what it is now.
func counts(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	made := map[coaching.DeliveryState]coaching.Delivery{}
	var c coaching.Change
	for _, state := range []coaching.DeliveryState{coaching.DeliverySent, coaching.DeliveryMissed, coaching.DeliveryCancelled, coaching.Held, coaching.DeliveryDue, coaching.DeliveryIntended} {
		made[state] = newDelivery(p, coaching.KindPrompt, coaching.ID(state))
		c.Deliveries = append(c.Deliveries, made[state])
	}
	old := newDelivery(p, coaching.KindPrompt, "old")
	old.Nominal = Noon.Add(-time.Millisecond)
	other := newDelivery(p, coaching.KindClosed, "other")
	commit(t, s, coaching.Change{Deliveries: append(c.Deliveries, old, other)})
	for state, verdict := range map[coaching.DeliveryState]coaching.Verdict{
		coaching.DeliverySent: {Act: coaching.ActSend}, coaching.DeliveryIntended: {Act: coaching.ActSend},
		coaching.DeliveryMissed: {Act: coaching.ActMiss, Reason: coaching.WhyLate}, coaching.DeliveryCancelled: {Act: coaching.ActCancel, Reason: coaching.WhyPaused},
		coaching.Held: {Act: coaching.ActHold, Until: Noon.Add(time.Hour), Reason: coaching.WhyQuiet},
	} {
		intend(t, s, made[state].ID, Noon, false, func(st coaching.Standing) coaching.Verdict {
			if st.Delivery.ID != made[state].ID {
				return coaching.Verdict{Act: coaching.ActNone}
			}
			return verdict
		})
	}
	settle(t, s, made[coaching.DeliverySent].ID, coaching.Outcome{State: coaching.DeliverySent, At: Noon, Reason: "sent"})
	got, err := s.Counts(t.Context(), Noon)
	one := func(state coaching.DeliveryState, reason string) coaching.Tally {
		return coaching.Tally{Kind: coaching.KindPrompt, State: state, Reason: reason, Number: 1}
	}
	same(t, "counts", got, err, []coaching.Tally{
		{Kind: coaching.KindClosed, State: coaching.DeliveryDue, Number: 1},
		one(coaching.DeliveryCancelled, coaching.WhyPaused), one(coaching.DeliveryDue, ""), one(coaching.Held, coaching.WhyQuiet),
		one(coaching.DeliveryIntended, ""), one(coaching.DeliveryMissed, coaching.WhyLate), one(coaching.DeliverySent, "sent"),
	})
}
