package coaching

import "time"

// Leads of the session reminders: elapsed time before the start and after the end.
const (
	SoonLead  = 48 * time.Hour
	NowLead   = time.Hour
	AfterLead = 2 * time.Hour
)

// sessionReminders returns the reminders of s whose instant is still ahead: preparation to
// the coachee, the link to both, and after the end what each of them does next.
func sessionReminders(e Engagement, s Session, now time.Time) []Delivery {
	return ahead([]Delivery{
		sessionReminder(e, s, KindSessionSoon, e.Coachee),
		sessionReminder(e, s, KindSessionNow, e.Coach),
		sessionReminder(e, s, KindSessionNow, e.Coachee),
		sessionReminder(e, s, KindSessionAfter, e.Coach),
		sessionReminder(e, s, KindSessionActions, e.Coachee),
	}, now)
}

func sessionReminder(e Engagement, s Session, kind DeliveryKind, to ID) Delivery {
	at, _ := SessionReminder(kind, s)
	return ofVersion(NewDelivery(e, kind, to, s.ID, at), s.Version+1)
}

// notices tells coach and coachee at once what became of s.
func notices(e Engagement, s Session, kind DeliveryKind, now time.Time) []Delivery {
	return []Delivery{
		ofVersion(NewDelivery(e, kind, e.Coach, s.ID, now), s.Version+1),
		ofVersion(NewDelivery(e, kind, e.Coachee, s.ID, now), s.Version+1),
	}
}
