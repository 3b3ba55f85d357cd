package storagetest

import (
	"testing"
	"time"

	"interlude/coaching"
	"interlude/storage"
)

var askedCases = cases{
	"what was asked before":        askedBefore,
	"how far it is looked back":    askedLimit,
	"when the coachee wrote":       askedWrote,
	"a prompt goes out as another": sentAs,
	"two prompts in one message":   twoPrompts,
	"spacing and what Slack told":  spacing,
}

// seen decides over d and returns what decided.
func seen(t *testing.T, s *storage.Store, d coaching.Delivery) coaching.Asked {
	t.Helper()
	commit(t, s, coaching.Change{Deliveries: []coaching.Delivery{d}})
	var got coaching.Asked
	intend(t, s, d.ID, Noon, 0, func(st coaching.Standing) coaching.Verdict {
		got = st.Asked
		return coaching.Verdict{Act: coaching.ActHold, Until: Noon.Add(time.Hour), Reason: "seen"}
	})
	return got
}

// meant is a prompt of a schedule that was meant for n days before noon, and sent then.
func meant(p Practice, kind coaching.DeliveryKind, schedule coaching.ID, n int) coaching.Delivery {
	d := newDelivery(p, kind, schedule)
	d.Nominal = Noon.AddDate(0, 0, -n)
	d.Due = d.Nominal
	return sent(d, d.Nominal, "")
}

func askedBefore(t *testing.T, s *storage.Store) {
	p, q := NewPractice(t, s), NewPractice(t, s)
	mine, other := coaching.NewID(), coaching.NewID()
	oldest, doubt, newest := meant(p, coaching.KindPrompt, mine, 3), meant(p, coaching.KindPrompt, mine, 2), meant(p, coaching.KindCadence, mine, 1)
	newest.Answered, newest.Reason = Noon.Add(-time.Hour), "keep"
	doubt.State, doubt.Sent, doubt.Intended = coaching.DeliveryIntended, time.Time{}, Noon.AddDate(0, 0, -2)
	others := []coaching.Delivery{meant(p, coaching.KindPrompt, other, 1), meant(q, coaching.KindPrompt, other, 1),
		meant(p, coaching.KindPromptAgain, mine, 1), meant(p, coaching.KindZone, mine, 1), newDelivery(p, coaching.KindPrompt, mine)}
	for i, state := range []coaching.DeliveryState{coaching.DeliveryMissed, coaching.DeliveryCancelled, coaching.DeliveryDue} {
		d := meant(p, coaching.KindPrompt, mine, 4+i)
		d.State, d.Sent = state, time.Time{}
		others = append(others, d)
	}
	commit(t, s, coaching.Change{Deliveries: append(others, oldest, newest, doubt)})
	oldest.Version, doubt.Version, newest.Version = 1, 1, 1
	want := coaching.Asked{Earlier: []coaching.Delivery{newest, doubt, oldest}}
	for _, kind := range []coaching.DeliveryKind{coaching.KindPrompt, coaching.KindCadence} {
		same(t, string(kind), seen(t, s, newDelivery(p, kind, mine)), nil, want)
	}
	same(t, "another kind", seen(t, s, newDelivery(p, coaching.KindActionDue, mine)), nil, coaching.Asked{})

	// One that is decided anew after a look is not its own predecessor.
	before := Noon.AddDate(0, 0, -2)
	intend(t, s, doubt.ID, before, 1, func(st coaching.Standing) coaching.Verdict {
		same(t, "decided anew", st.Asked, nil, coaching.Asked{Earlier: []coaching.Delivery{newest, oldest}})
		return coaching.Verdict{Act: coaching.ActCancel, Reason: "seen"}
	})
}

func askedLimit(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	mine := coaching.NewID()
	var all []coaching.Delivery
	for n := coaching.AskedBack + 5; n > 0; n-- { // the oldest first, as they came
		all = append(all, meant(p, coaching.KindPrompt, mine, n))
	}
	commit(t, s, coaching.Change{Deliveries: all})
	got := seen(t, s, newDelivery(p, coaching.KindPrompt, mine)).Earlier
	if len(got) != coaching.AskedBack {
		t.Fatalf("%d earlier ones", len(got))
	}
	for i, d := range got {
		if want := all[len(all)-1-i].ID; d.ID != want {
			t.Fatalf("number %d is meant for %s", i, d.Nominal)
		}
	}
}

func askedWrote(t *testing.T, s *storage.Store) {
	p, q := NewPractice(t, s), NewPractice(t, s)
	wrote := func(p Practice, prompt coaching.ID, at time.Time) coaching.Reflection {
		r := newReflection(p, "")
		r.Prompt, r.Created = prompt, at
		return r
	}
	answer, unasked, later := wrote(p, "some prompt", Noon.Add(-time.Hour)), wrote(p, "", Noon.Add(-3*time.Hour)), wrote(p, "", Noon.Add(-2*time.Hour))
	prompt := newDelivery(p, coaching.KindPrompt, "s")
	for _, c := range []struct {
		about  string
		change coaching.Change
		want   coaching.Asked
	}{
		{"nothing", coaching.Change{Reflections: []coaching.Reflection{wrote(q, "", Noon)}}, coaching.Asked{}},
		{"unasked", coaching.Change{Reflections: []coaching.Reflection{unasked, later}}, coaching.Asked{Wrote: later.Created, Unasked: later.Created}},
		{"an answer", coaching.Change{Reflections: []coaching.Reflection{answer}}, coaching.Asked{Wrote: answer.Created, Unasked: later.Created}},
		{"erased", coaching.Change{Erase: []coaching.ID{later.ID}}, coaching.Asked{Wrote: answer.Created, Unasked: unasked.Created}},
	} {
		commit(t, s, c.change)
		d := newDelivery(p, coaching.KindPrompt, prompt.Subject)
		c.want.Earlier = []coaching.Delivery{}
		same(t, c.about, seen(t, s, d), nil, c.want)
	}
}

// sentAs: what a prompt goes out as is stored, for the lead and for what travels with it, there
// and back.
func sentAs(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	for _, travels := range []bool{false, true} {
		prompt, action := newDelivery(p, coaching.KindPrompt, coaching.NewID()), newDelivery(p, coaching.KindActionDue, "a")
		lead, all := prompt, []coaching.Delivery{prompt}
		if travels {
			lead, all = action, append(all, action)
		}
		commit(t, s, coaching.Change{Deliveries: all})
		as := func(kind coaching.DeliveryKind) func(coaching.Standing) coaching.Verdict {
			return func(st coaching.Standing) coaching.Verdict {
				v := coaching.Verdict{Act: coaching.ActSend}
				if st.Delivery.ID == prompt.ID {
					v.As = kind
				}
				return v
			}
		}
		out := intend(t, s, lead.ID, Noon, 0, as(coaching.KindCadence))
		got, err := s.Delivery(t.Context(), prompt.ID)
		if err != nil || got.Kind != coaching.KindCadence || got.Key != prompt.Key || got.State != coaching.DeliveryIntended {
			t.Fatalf("travels %v: stored as %s, %s, %v", travels, got.Kind, got.State, err)
		}
		if sending := append(out.With, out.Lead); sending[0].Kind != coaching.KindCadence {
			t.Fatalf("travels %v: posted as %s", travels, sending[0].Kind)
		}
		settle(t, s, lead.ID, coaching.Outcome{State: coaching.DeliveryDue, At: Noon, Due: Noon, Attempt: 1})
		intend(t, s, prompt.ID, Noon, 0, as(coaching.KindPrompt))
		if got, err = s.Delivery(t.Context(), prompt.ID); err != nil || got.Kind != coaching.KindPrompt {
			t.Fatalf("travels %v: stored as %s the second time, %v", travels, got.Kind, err)
		}
		settle(t, s, prompt.ID, coaching.Outcome{State: coaching.DeliverySent, At: Noon, Channel: "D1", Message: string(prompt.ID)})
	}
}

// twoPrompts: of two prompts of one schedule the second to be looked at sees the first, which goes in
// the same message. They are looked at in the order in which they were meant.
func twoPrompts(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	mine := coaching.NewID()
	lead, thursday, friday := newDelivery(p, coaching.KindActionDue, "a"), newDelivery(p, coaching.KindPrompt, mine), newDelivery(p, coaching.KindPrompt, mine)
	thursday.Nominal, friday.Nominal = Noon.AddDate(0, 0, -2), Noon.AddDate(0, 0, -1)
	commit(t, s, coaching.Change{Deliveries: []coaching.Delivery{friday, thursday, lead}})
	out := intend(t, s, lead.ID, Noon, 0, func(st coaching.Standing) coaching.Verdict {
		if len(st.Asked.Earlier) > 0 {
			return coaching.Verdict{Act: coaching.ActCancel, Reason: coaching.WhyAsked}
		}
		return coaching.Verdict{Act: coaching.ActSend}
	})
	if len(out.With) != 1 || out.With[0].ID != thursday.ID {
		t.Fatalf("%d travel along", len(out.With))
	}
}

func spacing(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	w := newSchedule(p)
	w.Spacing = coaching.LessOften
	me := p.Coachee
	me.Told = "Asia/Tokyo"
	commit(t, s, coaching.Change{Schedules: []coaching.Schedule{w}, People: []coaching.Person{me}})
	w.Version, me.Version = 1, me.Version+1
	got, err := s.ScheduleOf(t.Context(), p.Engagement.ID)
	same(t, "schedule", got, err, w)
	who, err := s.Person(t.Context(), me.ID)
	same(t, "person", who, err, me)
}
