package coaching

import "time"

// Leads of the session reminders, elapsed: before the start, and after the end.
const (
	LeadSoon  = 48 * time.Hour
	LeadNow   = time.Hour
	LeadAfter = 2 * time.Hour
)

// SessionReminder returns the instant (UTC) at which the reminder kind of s is due as s stands
// now; false when kind is no reminder of a session. A delivery whose Nominal is another
// instant belongs to a time from which the session was moved away.
func SessionReminder(kind DeliveryKind, s Session) (time.Time, bool) {
	switch kind {
	case KindSessionSoon:
		return s.Start.Add(-LeadSoon), true
	case KindSessionNow:
		return s.Start.Add(-LeadNow), true
	case KindSessionAfter, KindSessionActions:
		return s.End().Add(LeadAfter), true
	}
	return time.Time{}, false
}

// late reports whether the delivery comes too late to be of use. It counts from Due, the last
// instant for which it was meant, so that a prompt held overnight is not late in the morning.
func (s Standing) late(r Rules, now time.Time) bool {
	d, loc := s.Delivery, s.Recipient.Location()
	switch d.Kind {
	case KindPrompt, KindPromptAgain:
		return now.Sub(d.Due) > r.Late || !now.Before(PromptEnd(d.Nominal, loc))
	case KindBooked, KindMoved, KindSessionSoon, KindSessionNow:
		return !now.Before(s.Session.Start)
	case KindActionDue, KindActionFollowUp, KindSessionAfter, KindSessionActions:
		end, _ := Instant(WorkdayAfter(DateOf(d.Due.In(loc))).Add(1), 0, 0, loc)
		return !now.Before(end)
	}
	return false
}

// PromptEnd returns the instant (UTC) until which a prompt of the instant asked can be
// answered: the end of the Tuesday after, on the clocks of loc.
func PromptEnd(asked time.Time, loc *time.Location) time.Time {
	d := DateOf(asked.In(loc)).Add(1)
	for d.Weekday() != time.Tuesday {
		d = d.Add(1)
	}
	end, _ := Instant(d.Add(1), 0, 0, loc)
	return end
}
