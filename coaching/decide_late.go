package coaching

import "time"

// SessionReminder returns the instant (UTC) at which the reminder kind of s is due as s stands
// now; false when kind is no reminder of a session. A delivery whose Nominal is another
// instant belongs to a time from which the session was moved away.
func SessionReminder(kind DeliveryKind, s Session) (time.Time, bool) {
	switch kind {
	case KindSessionSoon:
		return s.Start.Add(-SoonLead), true
	case KindSessionNow:
		return s.Start.Add(-NowLead), true
	case KindSessionAfter, KindSessionActions:
		return s.End().Add(AfterLead), true
	}
	return time.Time{}, false
}

// late reports whether the delivery comes too late to be of use. It counts from Due, the last
// instant for which it was meant, so that a prompt held overnight is not late in the morning.
func (s Standing) late(r Rules, now time.Time) bool {
	d, loc := s.Delivery, s.Recipient.Location()
	switch d.Kind {
	case KindPrompt, KindCadence, KindPromptAgain:
		return now.Sub(d.Due) > r.Late || !now.Before(PromptEnds(s.promptNominal(), loc))
	case KindBooked, KindMoved, KindMoveAsked, KindMoveKept, KindSessionSoon, KindSessionNow:
		return !now.Before(s.Session.Start)
	case KindActionDue, KindActionFollowUp, KindSessionAfter, KindSessionActions:
		end, _ := Instant(WorkdayAfter(DateOf(d.Due.In(loc))).Add(1), 0, 0, loc)
		return !now.Before(end)
	}
	return false
}

// whyLate says what made the delivery come too late: the recipient's absence, or else us.
func (s Standing) whyLate(r Rules, now time.Time) string {
	if now.Sub(s.Delivery.Due) > r.Late {
		return WhyLate
	}
	switch s.Delivery.Reason {
	case WhyLeave, WhyHoliday, WhyAway:
		return s.Delivery.Reason
	}
	return WhyLate
}

// promptNominal returns the instant for which the question was first meant.
func (s Standing) promptNominal() time.Time {
	if s.Delivery.Kind == KindPromptAgain && s.Prompt != nil {
		return s.Prompt.Nominal
	}
	return s.Delivery.Nominal
}
