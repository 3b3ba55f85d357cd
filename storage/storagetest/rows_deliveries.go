package storagetest

import (
	"testing"
	"time"

	"interlude/coaching"
	"interlude/storage"
)

// newDelivery is due at Noon, to the coachee.
func newDelivery(p Practice, kind coaching.DeliveryKind, subject coaching.ID) coaching.Delivery {
	id := coaching.NewID()
	return coaching.Delivery{
		ID: id, Key: "key of " + string(id), Engagement: p.Engagement.ID, Recipient: p.Coachee.ID,
		Kind: kind, Subject: subject, Due: Noon, Nominal: Noon, State: coaching.DeliveryDue,
	}
}

func sent(d coaching.Delivery, at time.Time, ts string) coaching.Delivery {
	d.State, d.Sent, d.Channel, d.Message = coaching.DeliverySent, at, "D1", ts
	return d
}

func deliveries(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	subject := coaching.NewID()
	a, b, c := newDelivery(p, coaching.KindActionDue, subject), newDelivery(p, coaching.KindActionDue, subject), newDelivery(p, coaching.KindActionDue, subject)
	a, b = sent(a, Noon.Add(time.Minute), "17.1"), sent(b, Noon.Add(2*time.Minute), "17.2")
	b.Due = Noon.Add(time.Second)
	c.State, c.Reason = coaching.DeliveryMissed, "late"
	a.Attempts, a.Intended, a.Answered = 2, Noon, Noon.Add(time.Hour)
	commit(t, s, coaching.Change{Deliveries: []coaching.Delivery{c, b, a}})
	a.Version, b.Version, c.Version = 1, 1, 1
	got, err := s.Delivery(t.Context(), a.ID)
	same(t, "delivery", got, err, a)
	all, err := s.DeliveriesOf(t.Context(), subject)
	same(t, "sent or to be sent, oldest first", all, err, []coaching.Delivery{a, b})
	all, err = s.DeliveriesTo(t.Context(), p.Coachee.ID, coaching.KindActionDue, a.Sent)
	same(t, "newest first", all, err, []coaching.Delivery{b, a})
	all, err = s.DeliveriesTo(t.Context(), p.Coachee.ID, coaching.KindActionDue, a.Sent.Add(time.Millisecond))
	same(t, "since", all, err, []coaching.Delivery{b})
	if all, err = s.DeliveriesTo(t.Context(), p.Coachee.ID, coaching.KindPrompt, a.Sent); err != nil || len(all) != 0 {
		t.Fatalf("of another kind: %d, %v", len(all), err)
	}

	again := newDelivery(p, coaching.KindPrompt, "other")
	again.Key = a.Key
	about := newDelivery(p, coaching.KindPromptAgain, again.ID)
	commit(t, s, coaching.Change{Deliveries: []coaching.Delivery{again, about}})
	for _, d := range []coaching.Delivery{again, about} {
		if _, err := s.Delivery(t.Context(), d.ID); !coaching.Is(err, coaching.NotFound) {
			t.Fatalf("a second delivery with the same key, and what is about it: %s, %v", d.Kind, err)
		}
	}
	got, err = s.Delivery(t.Context(), a.ID)
	same(t, "the first is left alone", got, err, a)

	companion := sent(newDelivery(p, coaching.KindActionDue, "another action"), a.Sent, "17.1")
	companion.Batch, companion.Due = a.ID, Noon.Add(-time.Hour)
	commit(t, s, coaching.Change{Deliveries: []coaching.Delivery{companion}})
	companion.Version = 1
	all, err = s.DeliveriesIn(t.Context(), "D1", "17.1")
	same(t, "lead first", all, err, []coaching.Delivery{a, companion})

	old := a
	a.Answered = Noon.Add(2 * time.Hour)
	commit(t, s, coaching.Change{Deliveries: []coaching.Delivery{a}})
	refused(t, s, coaching.Change{Deliveries: []coaching.Delivery{old}}, coaching.Stale)
}
