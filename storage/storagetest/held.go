package storagetest

import (
	"testing"
	"time"

	"interlude/coaching"
	"interlude/storage"
)

// heldStays: when a message was held and then sent, why it came late is still known.
func heldStays(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	d := newDelivery(p, coaching.KindClosed, p.Engagement.ID)
	commit(t, s, coaching.Change{Deliveries: []coaching.Delivery{d}})
	at := Noon
	for _, why := range []string{coaching.WhyQuiet, coaching.WhyCap, "limits"} {
		until := at.Add(time.Hour)
		intend(t, s, d.ID, at, 0, func(coaching.Standing) coaching.Verdict {
			return coaching.Verdict{Act: coaching.ActHold, Until: until, Reason: why}
		})
		at = until
	}
	intend(t, s, d.ID, at, 0, sendAll)
	settle(t, s, d.ID, coaching.Outcome{State: coaching.DeliverySent, At: at, Channel: "D1", Message: "1.1", Reason: "sent"})
	got, err := s.Delivery(t.Context(), d.ID)
	if err != nil || got.Held != coaching.WhyCap || got.Reason != "sent" {
		t.Fatalf("held for %q, %q: %v", got.Held, got.Reason, err)
	}
}
