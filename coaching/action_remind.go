package coaching

import "time"

// actionHour is the hour of the reminder when the cue names no time.
const actionHour = 9

// RemindAt returns the instant (UTC) on the clocks of loc at which the action's reminder comes,
// at the cue's time or at 9:00; false without a date.
func (a Action) RemindAt(loc *time.Location) (time.Time, bool) {
	if a.Due.IsZero() {
		return time.Time{}, false
	}
	return a.onDay(a.Due, loc), true
}

// onDay is the reminder's clock time on d.
func (a Action) onDay(d Date, loc *time.Location) time.Time {
	hour, min, ok := ReadClock(a.DueTime)
	if !ok {
		hour, min = actionHour, 0
	}
	t, _ := Instant(d, hour, min, loc)
	return t
}

// remindersOfAction are the kinds that remind of an action.
var remindersOfAction = []DeliveryKind{KindActionDue, KindActionFollowUp}

// actionReminders returns the reminder at the due time and the follow-up at the same clock
// time of the next working day, both in the coachee's zone, as far as they lie ahead.
func actionReminders(e Engagement, a Action, coachee Person, now time.Time) []Delivery {
	loc := coachee.Location()
	due, dated := a.RemindAt(loc)
	if !dated || a.State != ActionOpen {
		return nil
	}
	next := a.onDay(WorkdayAfter(a.Due), loc)
	return ahead([]Delivery{
		ofVersion(NewDelivery(e, KindActionDue, coachee.ID, a.ID, due), a.Version+1),
		ofVersion(NewDelivery(e, KindActionFollowUp, coachee.ID, a.ID, next), a.Version+1),
	}, now)
}

// rearmed writes a, cancels what the coachee was to be told of it and inserts its reminders anew.
func rearmed(e Engagement, a Action, coachee Person, now time.Time) Change {
	return Change{
		Actions:    []Action{a},
		Deliveries: actionReminders(e, a, coachee, now),
		Cancel:     []Cancel{{Subject: a.ID, Recipient: coachee.ID, Reason: "changed"}},
	}
}

// settled writes a and cancels its reminders.
func settled(a Action) Change {
	return Change{
		Actions: []Action{a},
		Cancel:  []Cancel{{Subject: a.ID, Kinds: remindersOfAction, Reason: "outcome"}},
	}
}
