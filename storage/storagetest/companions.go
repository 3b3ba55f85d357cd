package storagetest

import (
	"slices"
	"testing"
	"time"

	"interlude/coaching"
	"interlude/storage"
)

func companions(t *testing.T, s *storage.Store) {
	p, q := NewPractice(t, s), NewPractice(t, s)
	lead := newDelivery(p, coaching.KindActionDue, "a")
	older, held, prompt := newDelivery(p, coaching.KindActionFollowUp, "b"), newDelivery(p, coaching.KindActionDue, "hold"), newDelivery(p, coaching.KindPrompt, "c")
	older.Due = Noon.Add(-time.Hour)
	notYet, notCapped, others := newDelivery(p, coaching.KindActionDue, "d"), newDelivery(p, coaching.KindSessionNow, "e"), newDelivery(q, coaching.KindActionDue, "f")
	notYet.Due = Noon.Add(time.Millisecond)
	// The same person in another engagement: still one person who gets one message.
	elsewhere := newDelivery(q, coaching.KindActionDue, "g")
	elsewhere.Recipient, elsewhere.Due = p.Coachee.ID, Noon.Add(-time.Minute)
	commit(t, s, coaching.Change{Deliveries: []coaching.Delivery{lead, older, held, prompt, notYet, notCapped, others, elsewhere}})

	out := intend(t, s, lead.ID, Noon, 0, func(st coaching.Standing) coaching.Verdict {
		if len(st.Recent) != 0 {
			t.Error("a companion was held to the cap that its own message uses up")
		}
		if st.Delivery.Subject == "hold" {
			return coaching.Verdict{Act: coaching.ActHold, Until: Noon.Add(time.Hour)}
		}
		return coaching.Verdict{Act: coaching.ActSend}
	})
	want := []coaching.Delivery{older, elsewhere, prompt}
	for i := range want {
		want[i].State, want[i].Intended, want[i].Attempts, want[i].Batch, want[i].Version = coaching.DeliveryIntended, Noon, 1, lead.ID, 2
	}
	same(t, "travel along", out.With, nil, want)
	for _, d := range []coaching.Delivery{held, notYet, notCapped, others} {
		d.Version = 1
		got, err := s.Delivery(t.Context(), d.ID)
		same(t, "left alone", got, err, d)
	}
	same(t, "claimed", len(claim(t, s, Noon, 10)), nil, 3) // held, notCapped, others
}

func uncapped(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	lead, due := newDelivery(p, coaching.KindSessionNow, "a"), newDelivery(p, coaching.KindActionDue, "b")
	commit(t, s, coaching.Change{Deliveries: []coaching.Delivery{lead, due}})
	if out := intend(t, s, lead.ID, Noon, 0, sendAll); len(out.With) != 0 {
		t.Fatalf("%d companions would escape the caps", len(out.With))
	}
}

// mostCompanions: of many that are due at once, the oldest travel with the lead, as many as fit in one message. The others wait
// as they were, and the next lead takes them.
func mostCompanions(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	var ds []coaching.Delivery
	for i := range coaching.MostCompanions + 3 {
		d := newDelivery(p, coaching.KindActionDue, coaching.NewID())
		d.Due = Noon.Add(time.Duration(i) * time.Millisecond)
		ds = append(ds, d)
	}
	commit(t, s, coaching.Change{Deliveries: ds})
	later := Noon.Add(time.Minute)
	first := intend(t, s, ds[0].ID, later, 0, sendAll)
	var with []coaching.ID
	for _, d := range first.With {
		with = append(with, d.ID)
	}
	rest := ds[1+coaching.MostCompanions:]
	if slices.ContainsFunc(rest, func(d coaching.Delivery) bool { return slices.Contains(with, d.ID) }) || len(with) != coaching.MostCompanions {
		t.Errorf("%d travel along, want the %d oldest", len(with), coaching.MostCompanions)
	}
	for _, d := range rest {
		d.Version = 1
		got, err := s.Delivery(t.Context(), d.ID)
		same(t, "waits", got, err, d)
	}
	if next := intend(t, s, rest[0].ID, later, 0, sendAll); len(next.With) != len(rest)-1 {
		t.Errorf("%d travel with the next one", len(next.With))
	}
}
