package coaching

import "time"

// Own is what belongs to a coachee in one engagement and follows their settings.
type Own struct {
	Engagement Engagement
	Schedule   Schedule // with the wished Cron, Paused and Next; without a Cron there are no questions
	Actions    []Action
	PutOff     []Delivery // reminders of these actions that the coachee put off and that are still to come
}

// ChangeSettings stores how a coachee wants to be asked: p carries the chosen zone and way of
// writing, was the zone before. When the zone moved, the reminders of open actions move with
// it. What is held for them is decided anew, by the new zone and holidays. An *Error names one
// of the inputs "zone", "writing".
func ChangeSettings(p Person, was string, own []Own, now time.Time) (Change, error) {
	if _, err := ValidZone(p.Zone); err != nil {
		return Change{}, err
	}
	if p.Writing != Open && p.Writing != Sealed {
		return Change{}, Bad("writing", "Choose how you would like to write.")
	}
	c := Change{People: []Person{p}}.And(awakened(p, now))
	for _, o := range own {
		if err := partInLive(o.Engagement, p, Coachee); err != nil {
			return Change{}, err
		}
		if o.Schedule.Cron != "" {
			s := o.Schedule
			s.Engagement, s.Person, s.Zone = o.Engagement.ID, p.ID, p.Zone
			c.Schedules = append(c.Schedules, s) // what is queued of questions turned off stays, as with TurnTopic
		}
		if was != p.Zone {
			c = c.And(moved(o, p, now))
		}
	}
	return c, nil
}

// moved arms the reminders of open actions anew, at the same clock times in the new zone. What
// the coachee put off keeps its instant.
func moved(o Own, p Person, now time.Time) Change {
	var c Change
	for _, a := range o.Actions {
		if a.State == ActionOpen && !a.Due.IsZero() {
			c = c.And(rearmed(o.Engagement, a, p, now))
			for _, d := range o.PutOff {
				if d.Subject == a.ID && PutOff(d) && d.Recipient == p.ID {
					key := d.Key + "/moved/" + now.UTC().Format(time.RFC3339Nano)
					d = NewDelivery(o.Engagement, d.Kind, p.ID, a.ID, d.Due)
					d.Key = key
					c.Deliveries = append(c.Deliveries, d)
				}
			}
		}
	}
	return c
}
