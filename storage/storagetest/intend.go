package storagetest

import (
	"testing"
	"time"

	"interlude/coaching"
	"interlude/storage"
)

var intendCases = cases{
	"what decides":                   standing,
	"the verdicts":                   verdicts,
	"why it was held stays":          heldStays,
	"in doubt":                       inDoubt,
	"companions":                     companions,
	"no more than fit in a message":  mostCompanions,
	"an uncapped lead travels alone": uncapped,
	"the caps look back":             capsLookBack,
	"the cap holds across replicas":  capHolds,
	"it ended or never was":          ended,
	"eight jobs for one":             eightJobs,
}

func sendAll(coaching.Standing) coaching.Verdict { return coaching.Verdict{Act: coaching.ActSend} }

func intend(t testing.TB, s *storage.Store, id coaching.ID, now time.Time, looked int, decide func(coaching.Standing) coaching.Verdict) coaching.Sending {
	t.Helper()
	out, err := s.Intend(t.Context(), id, now, looked, decide)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func settle(t testing.TB, s *storage.Store, id coaching.ID, o coaching.Outcome) {
	t.Helper()
	if err := s.Settle(t.Context(), id, o); err != nil {
		t.Fatal(err)
	}
}

// standing sees, for each sort of subject, that decide is given the row as it is stored.
func standing(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	action, session, consent, schedule, entry := newAction(p), newSession(p, Noon), newConsent(p), newSchedule(p), newReflection(p, "")
	prompt := sent(newDelivery(p, coaching.KindPrompt, schedule.ID), Noon.Add(-time.Hour), "1.1")
	commit(t, s, coaching.Change{
		Actions: []coaching.Action{action}, Sessions: []coaching.Session{session}, Consents: []coaching.Consent{consent},
		Schedules: []coaching.Schedule{schedule}, Reflections: []coaching.Reflection{entry}, Deliveries: []coaching.Delivery{prompt},
	})
	action.Version, session.Version, consent.Version, schedule.Version, entry.Version, prompt.Version = 1, 1, 1, 1, 1, 1
	base := coaching.Standing{Engagement: p.Engagement, Recipient: p.Coachee}
	with := func(fill func(*coaching.Standing)) coaching.Standing {
		st := base
		fill(&st)
		return st
	}
	for _, c := range []struct {
		kind    coaching.DeliveryKind
		subject coaching.ID
		want    coaching.Standing
	}{
		{coaching.KindActionDue, action.ID, with(func(st *coaching.Standing) { st.Action = &action })},
		{coaching.KindActionProposed, action.ID, with(func(st *coaching.Standing) { st.Action = &action })},
		{coaching.KindSessionSoon, session.ID, with(func(st *coaching.Standing) { st.Session = &session })},
		{coaching.KindSponsorNews, consent.ID, with(func(st *coaching.Standing) { st.Consent = &consent })},
		{coaching.KindMilestone, consent.ID, with(func(st *coaching.Standing) { st.Consent = &consent })},
		{coaching.KindPrompt, schedule.ID, with(func(st *coaching.Standing) {
			st.Schedule, st.Asked = &schedule, coaching.Asked{Earlier: []coaching.Delivery{prompt}, Wrote: entry.Created}
		})},
		{coaching.KindPromptAgain, prompt.ID, with(func(st *coaching.Standing) { st.Prompt, st.Schedule = &prompt, &schedule })},
		{coaching.KindKept, entry.ID, with(func(st *coaching.Standing) { st.Reflection = &entry })},
		{coaching.KindKept, "erased since", base},
		{coaching.KindActionDue, "erased since", base},
		{coaching.KindPrompt, "erased since", with(func(st *coaching.Standing) {
			st.Asked = coaching.Asked{Earlier: []coaching.Delivery{}, Wrote: entry.Created}
		})},
		{coaching.KindInvitation, p.Engagement.ID, base},
	} {
		d := newDelivery(p, c.kind, c.subject)
		commit(t, s, coaching.Change{Deliveries: []coaching.Delivery{d}})
		d.Version, c.want.Recent = 1, []time.Time{prompt.Sent}
		c.want.Delivery = d
		var got coaching.Standing
		intend(t, s, d.ID, Noon, 0, func(st coaching.Standing) coaching.Verdict {
			got = st
			return coaching.Verdict{Act: coaching.ActCancel, Reason: "seen"}
		})
		same(t, string(c.kind), got, nil, c.want)
	}
}

func verdicts(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	until := Noon.Add(20 * time.Hour)
	for _, c := range []struct {
		verdict coaching.Verdict
		want    func(*coaching.Delivery)
	}{
		{coaching.Verdict{Act: coaching.ActSend}, func(d *coaching.Delivery) {
			d.State, d.Intended, d.Attempts = coaching.DeliveryIntended, Noon, 1
		}},
		{coaching.Verdict{Act: coaching.ActHold, Until: until, Reason: "quiet"}, func(d *coaching.Delivery) { d.Due, d.Reason, d.Held = until, "quiet", "quiet" }},
		{coaching.Verdict{Act: coaching.ActMiss, Reason: "late"}, func(d *coaching.Delivery) { d.State, d.Reason = coaching.DeliveryMissed, "late" }},
		{coaching.Verdict{Act: coaching.ActCancel, Reason: "gone"}, func(d *coaching.Delivery) { d.State, d.Reason = coaching.DeliveryCancelled, "gone" }},
	} {
		d := newDelivery(p, coaching.KindClosed, p.Engagement.ID)
		commit(t, s, coaching.Change{Deliveries: []coaching.Delivery{d}})
		claim(t, s, Noon, 10)
		out := intend(t, s, d.ID, Noon, 0, func(coaching.Standing) coaching.Verdict { return c.verdict })
		c.want(&d)
		d.Version = 2
		same(t, "lead", out, nil, coaching.Sending{Verdict: c.verdict, Lead: d})
		got, err := s.Delivery(t.Context(), d.ID)
		same(t, "as stored", got, err, d)
		// What is held is claimed again at its time; nothing else ever is.
		var want []coaching.ID
		if c.verdict.Act == coaching.ActHold {
			want = []coaching.ID{d.ID}
		}
		same(t, "claimed again", claim(t, s, until, 10), nil, want)
	}
}

func inDoubt(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	lead, with := newDelivery(p, coaching.KindPrompt, "a"), newDelivery(p, coaching.KindActionDue, "b")
	commit(t, s, coaching.Change{Deliveries: []coaching.Delivery{lead, with}})
	claim(t, s, Noon, 10)
	first := intend(t, s, lead.ID, Noon, 0, sendAll)
	if len(first.With) != 1 {
		t.Fatalf("%d companions", len(first.With))
	}
	before := Dump(t, s)
	never := func(coaching.Standing) coaching.Verdict {
		t.Error("decided although somebody must look first")
		return coaching.Verdict{Act: coaching.ActSend}
	}
	out := intend(t, s, lead.ID, Noon.Add(time.Minute), 0, never)
	same(t, "look for", out, nil, coaching.Sending{Verdict: coaching.Verdict{Act: coaching.ActLook}, Lead: first.Lead, With: first.With})
	out = intend(t, s, with.ID, Noon.Add(time.Minute), 1, never) // the companion's own job
	if out.Verdict.Act != coaching.ActNone || Dump(t, s) != before {
		t.Fatalf("a companion's own job: %s", out.Verdict.Act)
	}

	// It is not there, and meanwhile the companion is no longer wanted.
	later := Noon.Add(time.Minute)
	out = intend(t, s, lead.ID, later, 1, func(st coaching.Standing) coaching.Verdict {
		if st.Delivery.State != coaching.DeliveryDue || len(st.Recent) != 0 {
			t.Errorf("decided anew over a delivery that is %s with %d recent", st.Delivery.State, len(st.Recent))
		}
		if st.Delivery.ID == with.ID {
			return coaching.Verdict{Act: coaching.ActCancel}
		}
		return coaching.Verdict{Act: coaching.ActSend}
	})
	if out.Lead.Attempts != 2 || !out.Lead.Intended.Equal(later) || len(out.With) != 0 {
		t.Fatalf("the second attempt: %+v", out)
	}
	// Who has looked for the first attempt knows nothing of the second.
	before = Dump(t, s)
	if again := intend(t, s, lead.ID, later, 1, never); again.Verdict.Act != coaching.ActLook || again.Lead.Attempts != 2 || Dump(t, s) != before {
		t.Fatalf("after a look for an attempt that was overtaken: %+v", again)
	}
	same(t, "the companion goes its own way", claim(t, s, later, 10), nil, []coaching.ID{with.ID})
	if own := intend(t, s, with.ID, later, 0, sendAll); own.Verdict.Act != coaching.ActSend || own.Lead.Attempts != 2 || own.Lead.Batch != "" {
		t.Errorf("its own job: %+v", own)
	}
}

func capsLookBack(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	day := 24 * time.Hour
	old, edge := sent(newDelivery(p, coaching.KindPrompt, "a"), Noon.Add(-8*day), "1"), sent(newDelivery(p, coaching.KindPrompt, "b"), Noon.Add(-8*day+time.Millisecond), "2")
	travelled := sent(newDelivery(p, coaching.KindActionDue, "c"), Noon.Add(-day), "3")
	travelled.Batch = edge.ID
	uncounted, missed := sent(newDelivery(p, coaching.KindBooked, "d"), Noon.Add(-day), "4"), newDelivery(p, coaching.KindPrompt, "e")
	missed.State = coaching.DeliveryMissed
	doubt := newDelivery(p, coaching.KindActionDue, "f")
	doubt.State, doubt.Intended, doubt.Due = coaching.DeliveryIntended, Noon.Add(-time.Minute), Noon.Add(-time.Hour)
	d := newDelivery(p, coaching.KindPrompt, "g")
	commit(t, s, coaching.Change{Deliveries: []coaching.Delivery{old, edge, travelled, uncounted, missed, doubt, d}})
	intend(t, s, d.ID, Noon, 0, func(st coaching.Standing) coaching.Verdict {
		same(t, "recent", st.Recent, nil, []time.Time{edge.Sent, doubt.Intended})
		return coaching.Verdict{Act: coaching.ActCancel}
	})
}

// capHolds lets sixteen jobs decide at once under a cap of one that nothing may join.
func capHolds(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	var ds []coaching.Delivery
	for i := range 16 {
		d := newDelivery(p, coaching.KindPrompt, "a")
		d.Due = Noon.Add(time.Duration(i) * time.Millisecond) // none is due when an earlier one is sent
		ds = append(ds, d)
	}
	commit(t, s, coaching.Change{Deliveries: ds})
	acts := make([]coaching.Act, len(ds))
	_, lost := race(len(ds), func(i int) error {
		out, err := s.Intend(t.Context(), ds[i].ID, ds[i].Due, 0, func(st coaching.Standing) coaching.Verdict {
			if len(st.Recent) > 0 || st.Delivery.ID != ds[i].ID {
				return coaching.Verdict{Act: coaching.ActHold, Until: Noon.AddDate(0, 0, 1), Reason: "cap"}
			}
			return coaching.Verdict{Act: coaching.ActSend}
		})
		acts[i] = out.Verdict.Act
		return err
	})
	sends := 0
	for _, act := range acts {
		if act == coaching.ActSend {
			sends++
		}
	}
	if len(lost) > 0 || sends != 1 {
		t.Fatalf("%d were sent under a cap of one, %v", sends, lost)
	}
}

func ended(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	for _, state := range []coaching.DeliveryState{coaching.DeliverySent, coaching.DeliveryMissed, coaching.DeliveryCancelled} {
		d := newDelivery(p, coaching.KindPrompt, "a")
		d.State = state
		commit(t, s, coaching.Change{Deliveries: []coaching.Delivery{d}})
		d.Version = 1
		for _, looked := range []int{0, 1} {
			out := intend(t, s, d.ID, Noon, looked, sendAll)
			same(t, string(state), out, nil, coaching.Sending{Verdict: coaching.Verdict{Act: coaching.ActNone}, Lead: d})
		}
	}
	if out := intend(t, s, "never was", Noon, 0, sendAll); out.Verdict.Act != coaching.ActNone {
		t.Fatalf("a delivery that does not exist: %s", out.Verdict.Act)
	}
}

func eightJobs(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	d := newDelivery(p, coaching.KindPrompt, "a")
	commit(t, s, coaching.Change{Deliveries: []coaching.Delivery{d}})
	acts := make([]coaching.Act, 8)
	_, lost := race(8, func(i int) error {
		out, err := s.Intend(t.Context(), d.ID, Noon, 0, sendAll)
		acts[i] = out.Verdict.Act
		return err
	})
	sends, looks := 0, 0
	for _, act := range acts {
		switch act {
		case coaching.ActSend:
			sends++
		case coaching.ActLook:
			looks++
		}
	}
	if len(lost) > 0 || sends != 1 || looks != 7 {
		t.Fatalf("%d would post, %d look, %v", sends, looks, lost)
	}
}
