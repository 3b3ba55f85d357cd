package storagetest

import (
	"errors"
	"testing"

	"interlude/coaching"
	"interlude/storage"
)

var cancelCases = cases{
	"what matches":                 cancelMatches,
	"replaced in one change":       cancelReplaces,
	"updated in the same change":   cancelSpares,
	"what is on its way or is old": cancelLeaves,
}

func asRefusal(err error, into **coaching.Error) bool { return errors.As(err, into) }

// state reads how a delivery stands.
func state(t testing.TB, s *storage.Store, id coaching.ID) coaching.DeliveryState {
	t.Helper()
	d, err := s.Delivery(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return d.State
}

func cancelMatches(t *testing.T, s *storage.Store) {
	for name, c := range map[string]struct {
		cancel func(p Practice) coaching.Cancel
		hit    [4]bool // of the deliveries below
	}{
		"subject":            {func(p Practice) coaching.Cancel { return coaching.Cancel{Subject: "s1"} }, [4]bool{true, true, false, false}},
		"recipient":          {func(p Practice) coaching.Cancel { return coaching.Cancel{Recipient: p.Coachee.ID} }, [4]bool{true, false, true, true}},
		"engagement":         {func(p Practice) coaching.Cancel { return coaching.Cancel{Engagement: p.Engagement.ID} }, [4]bool{true, true, true, false}},
		"subject, recipient": {func(p Practice) coaching.Cancel { return coaching.Cancel{Subject: "s1", Recipient: p.Coachee.ID} }, [4]bool{true, false, false, false}},
		"kinds": {func(p Practice) coaching.Cancel {
			return coaching.Cancel{Recipient: p.Coachee.ID, Kinds: []coaching.DeliveryKind{coaching.KindPrompt, coaching.KindClosed}}
		}, [4]bool{false, false, true, false}},
	} {
		p, q := NewPractice(t, s), NewPractice(t, s)
		ds := []coaching.Delivery{
			newDelivery(p, coaching.KindActionDue, "s1"), newDelivery(p, coaching.KindActionDue, "s1"),
			newDelivery(p, coaching.KindPrompt, "s2"), newDelivery(p, coaching.KindActionDue, "s2"),
		}
		ds[1].Recipient, ds[3].Engagement = p.Coach.ID, q.Engagement.ID
		commit(t, s, coaching.Change{Deliveries: ds})
		cancel := c.cancel(p)
		cancel.Reason = "moved"
		commit(t, s, coaching.Change{Cancel: []coaching.Cancel{cancel}})
		for i, d := range ds {
			d.Version = 1
			if c.hit[i] {
				d.State, d.Reason, d.Version = coaching.DeliveryCancelled, "moved", 2
			}
			got, err := s.Delivery(t.Context(), d.ID)
			same(t, name, got, err, d)
		}
		commit(t, s, coaching.Change{Cancel: []coaching.Cancel{{Subject: "s1"}, {Subject: "s2"}}})
	}
}

// cancelReplaces moves a session: its reminders are cancelled and new ones inserted at once.
func cancelReplaces(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	old, fresh := newDelivery(p, coaching.KindSessionNow, "s1"), newDelivery(p, coaching.KindSessionNow, "s1")
	commit(t, s, coaching.Change{Deliveries: []coaching.Delivery{old}})
	commit(t, s, coaching.Change{Deliveries: []coaching.Delivery{fresh}, Cancel: []coaching.Cancel{{Subject: "s1", Reason: "moved"}}})
	if a, b := state(t, s, old.ID), state(t, s, fresh.ID); a != coaching.DeliveryCancelled || b != coaching.DeliveryDue {
		t.Fatalf("the old one is %s, the new one %s", a, b)
	}
}

func cancelSpares(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	later, gone := newDelivery(p, coaching.KindPromptAgain, "s1"), newDelivery(p, coaching.KindPromptAgain, "s1")
	commit(t, s, coaching.Change{Deliveries: []coaching.Delivery{later, gone}})
	later.Version, later.Due = 1, Noon.AddDate(0, 0, 1)
	commit(t, s, coaching.Change{Deliveries: []coaching.Delivery{later}, Cancel: []coaching.Cancel{{Subject: "s1", Reason: "later"}}})
	later.Version = 2
	got, err := s.Delivery(t.Context(), later.ID)
	same(t, "updated", got, err, later)
	if state(t, s, gone.ID) != coaching.DeliveryCancelled {
		t.Fatal("the other one was not cancelled")
	}
}

func cancelLeaves(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	var ds []coaching.Delivery
	for _, state := range []coaching.DeliveryState{coaching.DeliveryIntended, coaching.DeliverySent, coaching.DeliveryMissed, coaching.DeliveryCancelled} {
		d := newDelivery(p, coaching.KindPrompt, "s1")
		d.State, d.Reason = state, "before"
		ds = append(ds, d)
	}
	commit(t, s, coaching.Change{Deliveries: ds})
	commit(t, s, coaching.Change{Cancel: []coaching.Cancel{{Subject: "s1", Reason: "after"}}})
	for _, d := range ds {
		d.Version = 1
		got, err := s.Delivery(t.Context(), d.ID)
		same(t, "left alone", got, err, d)
	}
}
