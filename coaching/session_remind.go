package coaching

import "time"

// Leads of the session reminders: elapsed time before the start and after the end.
const (
	SoonLead  = 48 * time.Hour
	NowLead   = time.Hour
	AfterLead = 2 * time.Hour
)

// sessionReminders returns the reminders of s whose lead is still ahead.
func sessionReminders(e Engagement, s Session, now time.Time) []Delivery {
	after := s.End().Add(AfterLead)
	ds := []Delivery{
		NewDelivery(e, KindSessionSoon, e.Coachee, s.ID, s.Start.Add(-SoonLead)),
		NewDelivery(e, KindSessionNow, e.Coach, s.ID, s.Start.Add(-NowLead)),
		NewDelivery(e, KindSessionNow, e.Coachee, s.ID, s.Start.Add(-NowLead)),
		NewDelivery(e, KindSessionAfter, e.Coach, s.ID, after),
		NewDelivery(e, KindSessionActions, e.Coachee, s.ID, after),
	}
	for i := range ds {
		ds[i] = ofVersion(ds[i], s.Version+1)
	}
	return ahead(ds, now)
}

// notices tells coach and coachee at once what became of s.
func notices(e Engagement, s Session, kind DeliveryKind, now time.Time) []Delivery {
	return []Delivery{
		ofVersion(NewDelivery(e, kind, e.Coach, s.ID, now), s.Version+1),
		ofVersion(NewDelivery(e, kind, e.Coachee, s.ID, now), s.Version+1),
	}
}
