package storagetest

import (
	"testing"
	"time"

	"interlude/coaching"
	"interlude/storage"
)

var countCases = cases{"by kind, state and reason": counts, "what waits": backlog}

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
	ahead := newDelivery(p, coaching.KindPrompt, "ahead")
	ahead.Nominal = Noon.Add(time.Hour)
	other := newDelivery(p, coaching.KindClosed, "other")
	commit(t, s, coaching.Change{Deliveries: append(c.Deliveries, old, ahead, other)})
	for state, verdict := range map[coaching.DeliveryState]coaching.Verdict{
		coaching.DeliverySent: {Act: coaching.ActSend}, coaching.DeliveryIntended: {Act: coaching.ActSend},
		coaching.DeliveryMissed: {Act: coaching.ActMiss, Reason: coaching.WhyLate}, coaching.DeliveryCancelled: {Act: coaching.ActCancel, Reason: coaching.WhyPaused},
		coaching.Held: {Act: coaching.ActHold, Until: Noon.Add(time.Hour), Reason: coaching.WhyQuiet},
	} {
		intend(t, s, made[state].ID, Noon, 0, func(st coaching.Standing) coaching.Verdict {
			if st.Delivery.ID != made[state].ID {
				return coaching.Verdict{Act: coaching.ActNone}
			}
			return verdict
		})
	}
	settle(t, s, made[coaching.DeliverySent].ID, coaching.Outcome{State: coaching.DeliverySent, At: Noon, Reason: "sent"})
	got, err := s.Counts(t.Context(), Noon, Noon.Add(time.Hour))
	one := func(state coaching.DeliveryState, reason string) coaching.Tally {
		return coaching.Tally{Kind: coaching.KindPrompt, State: state, Reason: reason, Number: 1}
	}
	same(t, "counts", got, err, []coaching.Tally{
		{Kind: coaching.KindClosed, State: coaching.DeliveryDue, Number: 1},
		one(coaching.DeliveryCancelled, coaching.WhyPaused), one(coaching.DeliveryDue, ""), one(coaching.Held, coaching.WhyQuiet),
		one(coaching.DeliveryIntended, ""), one(coaching.DeliveryMissed, coaching.WhyLate), one(coaching.DeliverySent, "sent"),
	})
}

// backlog: what is due waits, is carried or is held, and whatever has ended is none of these.
func backlog(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	look := func(about string, at time.Time, want coaching.Backlog) {
		t.Helper()
		got, err := s.Backlog(t.Context(), at)
		same(t, about, got, err, want)
	}
	look("nothing", Noon, coaching.Backlog{})
	lead, with, other, later := newDelivery(p, coaching.KindPrompt, "lead"), newDelivery(p, coaching.KindActionDue, "with"),
		newDelivery(p, coaching.KindClosed, "other"), newDelivery(p, coaching.KindClosed, "later")
	lead.Due, with.Due = Noon.Add(-time.Hour), Noon.Add(-time.Minute)
	later.Due = Noon.Add(time.Hour)
	commit(t, s, coaching.Change{Deliveries: []coaching.Delivery{lead, with, other, later}})
	look("due", Noon, coaching.Backlog{Waiting: 3, Oldest: lead.Due})
	look("an hour later", Noon.Add(time.Hour), coaching.Backlog{Waiting: 4, Oldest: lead.Due})
	same(t, "taken", claim(t, s, Noon, 2), nil, []coaching.ID{other.ID, with.ID}) // by turn
	look("carried", Noon, coaching.Backlog{Waiting: 1, Carried: 2, Oldest: lead.Due})

	hold := func(coaching.Standing) coaching.Verdict {
		return coaching.Verdict{Act: coaching.ActHold, Until: Noon.Add(time.Minute), Reason: coaching.WhyQuiet}
	}
	intend(t, s, other.ID, Noon, 0, hold)
	look("held", Noon, coaching.Backlog{Waiting: 1, Carried: 1, Held: 1, Oldest: lead.Due})
	look("held no longer", Noon.Add(time.Minute), coaching.Backlog{Waiting: 2, Carried: 1, Oldest: lead.Due})

	send := func(coaching.Standing) coaching.Verdict { return coaching.Verdict{Act: coaching.ActSend} }
	intend(t, s, lead.ID, Noon, 0, send)
	look("on its way, with another", Noon, coaching.Backlog{Carried: 2, Held: 1, Oldest: lead.Due})
	settle(t, s, lead.ID, coaching.Outcome{State: coaching.DeliverySent, At: Noon})
	look("sent", Noon, coaching.Backlog{Held: 1})
	commit(t, s, coaching.Change{Cancel: []coaching.Cancel{{Engagement: p.Engagement.ID, Reason: "ended"}}})
	look("cancelled", later.Due, coaching.Backlog{})
}
