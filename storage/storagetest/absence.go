package storagetest

import (
	"testing"
	"time"

	"interlude/coaching"
	"interlude/storage"
)

var absenceCases = cases{
	"leave, holidays and status":        absences,
	"what is held is awakened":          awakens,
	"awakened with what it depends on":  awakensTogether,
	"a follow-up knows its reminder":    knowsReminder,
	"what came too late ends with lead": closesWith,
	"what was missed meanwhile":         missedMeanwhile,
}

func absences(t *testing.T, s *storage.Store) {
	p := newPerson("Maya")
	p.Absence = coaching.Absence{
		Country: "DE", LeaveFrom: coaching.Date{Year: 2026, Month: 12, Day: 1}, LeaveTo: coaching.Date{Year: 2026, Month: 12, Day: 10},
		Away: Noon.Add(time.Hour), AwaySince: Noon, Snoozed: Noon.Add(2 * time.Hour),
	}
	commit(t, s, coaching.Change{People: []coaching.Person{p}})
	p.Version = 1
	got, err := s.Person(t.Context(), p.ID)
	same(t, "absent", got, err, p)
	snoozed, gone := newPerson("Ravi"), newPerson("Tom")
	snoozed.Absence.Snoozed, gone.Absence.LeaveFrom, gone.Absence.LeaveTo = Noon.Add(time.Hour), p.Absence.LeaveFrom, p.Absence.LeaveTo
	commit(t, s, coaching.Change{People: []coaching.Person{snoozed, gone}})
	snoozed.Version = 1
	for after, want := range map[time.Duration]int{0: 2, time.Hour: 1, 2 * time.Hour: 0} {
		all, err := s.Away(t.Context(), p.Team, Noon.Add(after))
		same(t, "away after "+after.String(), len(all), err, want)
	}
	away, err := s.Away(t.Context(), p.Team, Noon.Add(time.Hour))
	same(t, "away", away, err, []coaching.Person{p})
	away, err = s.Away(t.Context(), "T0OTHER", Noon)
	same(t, "in another workspace", len(away), err, 0)
	p.Absence = coaching.Absence{}
	commit(t, s, coaching.Change{People: []coaching.Person{p}})
	p.Version = 2
	got, err = s.Person(t.Context(), p.ID)
	same(t, "back", got, err, p)
}

// awakens sees what an Awaken brings forward, and what it leaves alone.
func awakens(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	later := Noon.Add(10 * 24 * time.Hour)
	held := func(reason string, due time.Time) coaching.Delivery {
		d := newDelivery(p, coaching.KindActionDue, coaching.NewID())
		d.Reason, d.Due = reason, due
		return d
	}
	var all, want []coaching.Delivery
	for _, reason := range coaching.Holds {
		d := held(reason, later)
		all = append(all, d)
		d.Due, d.Version = Noon.Add(time.Minute), 2
		want = append(want, d)
	}
	others := held(coaching.WhyLeave, later)
	others.Recipient = p.Coach.ID
	gone := held(coaching.WhyLeave, later)
	gone.State = coaching.DeliveryMissed
	for _, d := range []coaching.Delivery{
		held("", later), held(coaching.WhySponsor, later), held("limited", later), // not yet due at all; held for other reasons
		held(coaching.WhyLeave, Noon.Add(time.Second)), // due before
		others, gone,
	} {
		all = append(all, d)
		d.Version = 1
		want = append(want, d)
	}
	commit(t, s, coaching.Change{Deliveries: all})
	commit(t, s, coaching.Change{Awaken: []coaching.Awaken{{Recipient: p.Coachee.ID, At: Noon.Add(time.Minute)}, {Recipient: "nobody", At: Noon}}})
	for _, d := range want {
		got, err := s.Delivery(t.Context(), d.ID)
		same(t, "held by "+d.Reason, got, err, d)
	}
	same(t, "may be claimed", len(claim(t, s, Noon.Add(time.Minute), 50)), nil, len(coaching.Holds)+1)
}

// awakensTogether: the change that ends a leave and the awakening are one.
func awakensTogether(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	d := newDelivery(p, coaching.KindActionDue, "a")
	d.Reason, d.Due = coaching.WhyLeave, Noon.Add(48*time.Hour)
	commit(t, s, coaching.Change{Deliveries: []coaching.Delivery{d}})
	stale := p.Coachee
	stale.Version = 7
	refused(t, s, coaching.Change{People: []coaching.Person{stale}, Awaken: []coaching.Awaken{{Recipient: p.Coachee.ID, At: Noon}}}, coaching.Stale)
	d.Version = 1
	got, err := s.Delivery(t.Context(), d.ID)
	same(t, "sleeps on", got, err, d)
	commit(t, s, coaching.Change{People: []coaching.Person{p.Coachee}, Awaken: []coaching.Awaken{{Recipient: p.Coachee.ID, At: Noon}}})
	d.Due, d.Version = Noon, 2
	got, err = s.Delivery(t.Context(), d.ID)
	same(t, "awake", got, err, d)
}

func knowsReminder(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	action := newAction(p)
	due := func(state coaching.DeliveryState, day int) coaching.Delivery {
		d := newDelivery(p, coaching.KindActionDue, action.ID)
		d.State, d.Nominal = state, Noon.AddDate(0, 0, day)
		return d
	}
	older, newest, tomorrow := due(coaching.DeliverySent, -3), due(coaching.DeliveryDue, -2), due(coaching.DeliveryDue, 1)
	followUp := newDelivery(p, coaching.KindActionFollowUp, action.ID)
	commit(t, s, coaching.Change{Actions: []coaching.Action{action}, Deliveries: []coaching.Delivery{
		older, newest, tomorrow, due(coaching.DeliveryCancelled, -1), due(coaching.DeliveryMissed, -1), followUp,
	}})
	newest.Version = 1
	var got coaching.Standing
	intend(t, s, followUp.ID, Noon, 0, func(st coaching.Standing) coaching.Verdict {
		if st.Delivery.ID == followUp.ID {
			got = st
		}
		return coaching.Verdict{Act: coaching.ActHold, Until: Noon.Add(time.Hour)}
	})
	same(t, "the reminder", got.Reminder, nil, &newest)
	same(t, "the action", got.Action.ID, nil, action.ID)
}

// closesWith: what travels no more because it came too late ends in the same transaction, so
// that the message of the lead can say so.
func closesWith(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	lead, question, action := newDelivery(p, coaching.KindActionDue, "a"), newDelivery(p, coaching.KindPrompt, "b"), newDelivery(p, coaching.KindActionDue, "c")
	commit(t, s, coaching.Change{Deliveries: []coaching.Delivery{lead, question, action}})
	out := intend(t, s, lead.ID, Noon, 0, func(st coaching.Standing) coaching.Verdict {
		if st.Delivery.ID == question.ID {
			return coaching.Verdict{Act: coaching.ActMiss, Reason: coaching.WhyLeave}
		}
		return coaching.Verdict{Act: coaching.ActSend}
	})
	question.State, question.Reason, question.Version = coaching.DeliveryMissed, coaching.WhyLeave, 2
	same(t, "closed", out.Closed, nil, []coaching.Delivery{question})
	same(t, "travel along", len(out.With), nil, 1)
	got, err := s.Delivery(t.Context(), question.ID)
	same(t, "as stored", got, err, question)
	all, err := s.Closed(t.Context(), out.Lead)
	same(t, "told with the lead", all, err, []coaching.Delivery{question})
	same(t, "claimed", claim(t, s, Noon, 10), nil, nil)
}

func missedMeanwhile(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	missed := func(reason string, due time.Time) coaching.Delivery {
		d := newDelivery(p, coaching.KindPrompt, coaching.NewID())
		d.State, d.Reason, d.Due, d.Nominal = coaching.DeliveryMissed, reason, due, due
		return d
	}
	at := func(d coaching.Delivery, at time.Time, ts string) coaching.Delivery {
		d = sent(d, at, ts)
		d.Intended = at
		return d
	}
	day := 24 * time.Hour
	before := at(newDelivery(p, coaching.KindActionDue, "before"), Noon.Add(-5*day), "1")
	travelled := at(newDelivery(p, coaching.KindPrompt, "travelled"), Noon.Add(-day), "2")
	travelled.Batch = "some lead"
	lead := at(newDelivery(p, coaching.KindActionDue, "lead"), Noon, "3")
	next := at(newDelivery(p, coaching.KindActionDue, "next"), Noon.Add(5*day), "4")
	told, older, newer, late := missed(coaching.WhyLeave, before.Sent), missed(coaching.WhyLeave, before.Sent.Add(time.Millisecond)),
		missed(coaching.WhyAway, Noon), missed(coaching.WhyLate, Noon.Add(time.Millisecond))
	others := missed(coaching.WhyLeave, Noon)
	others.Recipient = p.Coach.ID
	commit(t, s, coaching.Change{Deliveries: []coaching.Delivery{
		before, travelled, lead, next, told, newer, older, late, others, missed("user_deactivated", Noon),
	}})
	older.Version, newer.Version, late.Version = 1, 1, 1
	all, err := s.Closed(t.Context(), lead)
	same(t, "since the message before", all, err, []coaching.Delivery{older, newer})
	all, err = s.Closed(t.Context(), next)
	same(t, "of the next message", all, err, []coaching.Delivery{late})
}
