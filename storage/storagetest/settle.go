package storagetest

import (
	"testing"
	"time"

	"interlude/coaching"
	"interlude/storage"
)

var settleCases = cases{
	"what became of it":       outcomes,
	"surely not posted":       notPosted,
	"settled already":         settledAlready,
	"nothing of that name":    settleNothing,
	"found after it was held": settleHeld,
	"taken over":              settleTakenOver,
	"skipped meanwhile":       settleSkipped,
}

// pair intends a lead with one companion and returns both as stored.
func pair(t *testing.T, s *storage.Store, p Practice) (lead, with coaching.Delivery) {
	t.Helper()
	lead, with = newDelivery(p, coaching.KindPrompt, "a"), newDelivery(p, coaching.KindActionDue, "b")
	with.Due = Noon.Add(-time.Hour)
	commit(t, s, coaching.Change{Deliveries: []coaching.Delivery{lead, with}})
	claim(t, s, Noon, 10)
	out := intend(t, s, lead.ID, Noon, 0, sendAll)
	if len(out.With) != 1 {
		t.Fatalf("%d companions", len(out.With))
	}
	return out.Lead, out.With[0]
}

func outcomes(t *testing.T, s *storage.Store) {
	at := Noon.Add(time.Second)
	for _, o := range []coaching.Outcome{
		{State: coaching.DeliverySent, At: at, Channel: "D1", Message: "17.9"},
		{State: coaching.DeliveryMissed, At: at, Reason: "channel_not_found"},
		{State: coaching.DeliveryCancelled, At: at, Reason: "gone"},
	} {
		p := NewPractice(t, s)
		lead, with := pair(t, s, p)
		settle(t, s, lead.ID, o)
		for _, d := range []coaching.Delivery{lead, with} {
			d.State, d.Channel, d.Message, d.Reason, d.Version = o.State, o.Channel, o.Message, o.Reason, d.Version+1
			if o.State == coaching.DeliverySent {
				d.Sent = at
			}
			got, err := s.Delivery(t.Context(), d.ID)
			same(t, string(o.State), got, err, d)
		}
		if o.State == coaching.DeliverySent {
			all, err := s.DeliveriesIn(t.Context(), "D1", "17.9")
			if err != nil || len(all) != 2 || all[0].ID != lead.ID {
				t.Fatalf("in the message: %d, %v", len(all), err)
			}
		}
	}
}

func notPosted(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	lead, with := pair(t, s, p)
	later := Noon.Add(30 * time.Second)
	settle(t, s, lead.ID, coaching.Outcome{State: coaching.DeliveryDue, At: Noon, Due: later, Reason: "limited"})
	for _, d := range []coaching.Delivery{lead, with} {
		d.State, d.Intended, d.Batch, d.Due, d.Reason, d.Version = coaching.DeliveryDue, time.Time{}, "", later, "limited", d.Version+1
		got, err := s.Delivery(t.Context(), d.ID)
		same(t, "due again", got, err, d)
	}
	same(t, "not before", claim(t, s, later.Add(-time.Millisecond), 10), nil, nil)
	same(t, "both", len(claim(t, s, later, 10)), nil, 2)
	if out := intend(t, s, lead.ID, later, 0, sendAll); out.Lead.Attempts != 2 || len(out.With) != 1 {
		t.Fatalf("the second attempt: %+v", out)
	}
}

func settledAlready(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	lead, _ := pair(t, s, p)
	settle(t, s, lead.ID, coaching.Outcome{State: coaching.DeliverySent, At: Noon, Channel: "D1", Message: "17.9"})
	before := Dump(t, s)
	for _, o := range []coaching.Outcome{
		{State: coaching.DeliverySent, At: Noon.Add(time.Hour), Channel: "D1", Message: "18.0"},
		{State: coaching.DeliveryDue, Due: Noon.Add(time.Hour)}, {State: coaching.DeliveryMissed, Reason: "x"},
	} {
		settle(t, s, lead.ID, o)
	}
	if Dump(t, s) != before {
		t.Fatal("a settled delivery was changed")
	}
}

func settleNothing(t *testing.T, s *storage.Store) {
	err := s.Settle(t.Context(), "never was", coaching.Outcome{State: coaching.DeliverySent})
	if !coaching.Is(err, coaching.NotFound) {
		t.Fatal(err)
	}
}

// settleHeld: the post of an earlier attempt turns up after the delivery was made due again.
func settleHeld(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	lead, with := pair(t, s, p)
	settle(t, s, lead.ID, coaching.Outcome{State: coaching.DeliveryDue, Due: Noon.Add(time.Hour)})
	settle(t, s, lead.ID, coaching.Outcome{State: coaching.DeliverySent, At: Noon, Channel: "D1", Message: "17.9"})
	if a, b := state(t, s, lead.ID), state(t, s, with.ID); a != coaching.DeliverySent || b != coaching.DeliveryDue {
		t.Fatalf("lead %s, companion %s", a, b)
	}
}

// settleSkipped: who skips what is just being posted has skipped it.
func settleSkipped(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	lead, with := pair(t, s, p)
	for _, d := range []*coaching.Delivery{&lead, &with} {
		*d, _ = s.Delivery(t.Context(), d.ID)
		d.Answered, d.Reason = Noon, "skipped"
	}
	commit(t, s, coaching.Change{Deliveries: []coaching.Delivery{lead, with}})
	settle(t, s, lead.ID, coaching.Outcome{State: coaching.DeliverySent, At: Noon, Channel: "D1", Message: "17.9"})
	for _, id := range []coaching.ID{lead.ID, with.ID} {
		if d, err := s.Delivery(t.Context(), id); err != nil || d.Reason != "skipped" || d.State != coaching.DeliverySent {
			t.Errorf("%s for %q, %v", d.State, d.Reason, err)
		}
	}
}

// settleTakenOver: a process that stood still while another went on with its delivery may
// report that it was sent, and nothing else.
func settleTakenOver(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	first, _ := pair(t, s, p)
	second := intend(t, s, first.ID, Noon.Add(time.Minute), first.Attempts, sendAll).Lead
	if second.Attempts != first.Attempts+1 {
		t.Fatalf("attempt %d after attempt %d", second.Attempts, first.Attempts)
	}
	for _, state := range []coaching.DeliveryState{coaching.DeliveryDue, coaching.DeliveryMissed, coaching.DeliveryCancelled} {
		o := coaching.Outcome{State: state, At: Noon, Due: Noon.Add(time.Hour), Reason: "limited", Attempt: first.Attempts}
		if err := s.Settle(t.Context(), first.ID, o); err != nil {
			t.Fatal(err)
		}
		if d, err := s.Delivery(t.Context(), first.ID); err != nil || d != second {
			t.Errorf("%s of the first attempt: %+v, %v; want %+v", state, d, err, second)
		}
	}
	o := coaching.Outcome{State: coaching.DeliverySent, At: Noon, Channel: "D1", Message: "17.9", Attempt: first.Attempts}
	if err := s.Settle(t.Context(), first.ID, o); err != nil {
		t.Fatal(err)
	}
	if d, err := s.Delivery(t.Context(), first.ID); err != nil || d.State != coaching.DeliverySent {
		t.Errorf("sent by the first attempt: %s, %v", d.State, err)
	}
}
