package storagetest

import (
	"testing"
	"time"

	"interlude/coaching"
	"interlude/storage"
)

var comingCases = cases{
	"what is due to one person": coming,
	"what did not go out":       notSent,
}

func coming(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	schedule, action := newSchedule(p), newAction(p)
	until := Noon.Add(24 * time.Hour)
	first, last := newDelivery(p, coaching.KindActionDue, action.ID), newDelivery(p, coaching.KindActionDue, action.ID)
	first.Due, last.Due = Noon.Add(-time.Hour), until.Add(-time.Millisecond)
	outside, other, gone := newDelivery(p, coaching.KindActionDue, action.ID), newDelivery(p, coaching.KindSessionNow, "s"), newDelivery(p, coaching.KindActionDue, action.ID)
	outside.Due, other.Recipient, gone.State = until, p.Coach.ID, coaching.DeliveryCancelled
	posting := newDelivery(p, coaching.KindActionFollowUp, action.ID)
	posting.State, posting.Intended, posting.Due = coaching.DeliveryIntended, Noon.Add(-time.Minute), Noon.Add(time.Minute)
	was := sent(newDelivery(p, coaching.KindPrompt, schedule.ID), Noon.Add(-2*time.Hour), "1.1")
	commit(t, s, coaching.Change{Schedules: []coaching.Schedule{schedule}, Actions: []coaching.Action{action},
		Deliveries: []coaching.Delivery{last, first, outside, other, gone, posting, was}})
	schedule.Version, was.Version = 1, 1
	planned, stranger := newDelivery(p, coaching.KindPrompt, schedule.ID), newDelivery(p, coaching.KindPrompt, schedule.ID)
	stranger.Recipient = p.Coach.ID

	got, err := s.Coming(t.Context(), p.Coachee.ID, until, Noon, planned, stranger)
	if err != nil {
		t.Fatal(err)
	}
	var ids []coaching.ID
	for _, st := range got {
		ids = append(ids, st.Delivery.ID)
		if st.Recipient.ID != p.Coachee.ID || st.Engagement.ID != p.Engagement.ID {
			t.Errorf("%s: to %s in %s", st.Delivery.Kind, st.Recipient.ID, st.Engagement.ID)
		}
		same(t, "recent", st.Recent, nil, []time.Time{was.Sent, posting.Intended})
	}
	same(t, "earliest first, then what is planned", ids, nil, []coaching.ID{first.ID, posting.ID, last.ID, planned.ID})
	if got[0].Action == nil || got[3].Schedule == nil || len(got[3].Asked.Earlier) != 1 {
		t.Errorf("without what decides: %+v", got)
	}
	for _, nobody := range []coaching.ID{"", "x\x00"} {
		if got, err := s.Coming(t.Context(), nobody, until, Noon); err != nil || len(got) != 0 {
			t.Errorf("to nobody: %d, %v", len(got), err)
		}
	}
	if _, err := s.Coming(t.Context(), coaching.NewID(), until, Noon); !coaching.Is(err, coaching.NotFound) {
		t.Errorf("to somebody unknown: %v", err)
	}
}

func notSent(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	var all []coaching.Delivery
	for i, state := range []coaching.DeliveryState{coaching.DeliveryMissed, coaching.DeliveryCancelled, coaching.DeliveryDue, coaching.DeliveryMissed} {
		d := newDelivery(p, coaching.KindPrompt, "s")
		d.State, d.Reason, d.Due = state, "late", Noon.Add(time.Duration(i)*time.Minute)
		all = append(all, d)
	}
	all[3].Due = Noon.Add(-time.Millisecond)
	done, other := sent(newDelivery(p, coaching.KindPrompt, "s"), Noon, "1.1"), newDelivery(p, coaching.KindPrompt, "s")
	other.Recipient, other.State = p.Coach.ID, coaching.DeliveryMissed
	commit(t, s, coaching.Change{Deliveries: append(all, done, other)})
	all[0].Version, all[1].Version = 1, 1
	got, err := s.NotSent(t.Context(), p.Coachee.ID, Noon)
	same(t, "newest first", got, err, []coaching.Delivery{all[1], all[0]})
	if got, err := s.NotSent(t.Context(), "", Noon); err != nil || len(got) != 0 {
		t.Errorf("to nobody: %d, %v", len(got), err)
	}
}
