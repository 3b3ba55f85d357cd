package coaching

import "time"

// actionHour is the hour of the reminder when the cue names no time.
const actionHour = 9

// remindersOfAction are the kinds that remind of an action.
var remindersOfAction = []DeliveryKind{KindActionDue, KindActionFollowUp}

// actionReminders returns the reminder at the due time and the follow-up at the same clock
// time of the next working day, both in the coachee's zone, as far as they lie ahead.
func actionReminders(e Engagement, a Action, coachee Person, now time.Time) []Delivery {
	if a.Due.IsZero() || a.State != ActionOpen {
		return nil
	}
	hour, min, ok := ReadClock(a.DueTime)
	if !ok {
		hour, min = actionHour, 0
	}
	loc := coachee.Location()
	due, _ := Instant(a.Due, hour, min, loc)
	next, _ := Instant(WorkdayAfter(a.Due), hour, min, loc)
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
