package reminders

import (
	"time"

	"interlude/coaching"
)

// remembered is how far back missed prompts are recorded after a long downtime.
const remembered = 60 * 24 * time.Hour

// follow returns what a schedule whose Next has come leads to: at most one prompt, its
// repetition, a missed delivery for every older day, and the next Next. A prompt later than
// late is missed. Of several occurrences on one local day only the newest counts.
func follow(s coaching.Schedule, e coaching.Engagement, late time.Duration, now time.Time) (coaching.Change, error) {
	if e.Over() {
		s.Next = time.Time{}
		return coaching.Change{Schedules: []coaching.Schedule{s}}, nil
	}
	loc, err := coaching.ValidZone(s.Zone)
	if err != nil {
		return coaching.Change{}, err
	}
	p, err := parse(s.Cron)
	if err != nil {
		return coaching.Change{}, err
	}
	var c coaching.Change
	after := now
	if e.Live() && e.State != coaching.EngagementPaused && !s.Paused {
		c.Deliveries, after = prompts(s, e, p, loc, late, now)
	}
	next, _ := p.next(after, loc) // the zero instant, never, when there is none
	if n := len(c.Deliveries); n > 0 && c.Deliveries[n-1].State == coaching.DeliveryDue {
		c.Deliveries = append(c.Deliveries, again(e, c.Deliveries[n-1], next, loc)...)
	}
	s.Next = next
	c.Schedules = []coaching.Schedule{s}
	return c, nil
}

// prompts returns a delivery for each local day on which s came, the newest last, and the
// instant after which s goes on: one prompt a day at most.
func prompts(s coaching.Schedule, e coaching.Engagement, p pattern, loc *time.Location, late time.Duration, now time.Time) ([]coaching.Delivery, time.Time) {
	var out []coaching.Delivery
	var last coaching.Date
	for _, at := range p.missed(s.Next, loc, now) {
		d := coaching.NewDelivery(e, coaching.KindPrompt, s.Person, s.ID, at)
		d.State, d.Reason = coaching.DeliveryMissed, coaching.WhyLate
		if day := coaching.DateOf(at.In(loc)); day == last {
			out[len(out)-1] = d
		} else {
			out, last = append(out, d), day
		}
	}
	newest := &out[len(out)-1]
	if now.Sub(newest.Nominal) > late {
		return out, now
	}
	newest.State, newest.Reason = coaching.DeliveryDue, ""
	tomorrow, _ := coaching.Instant(last.Add(1), 0, 0, loc)
	if before := tomorrow.Add(-time.Second); before.After(now) {
		return out, before
	}
	return out, now
}

// missed lists the occurrences from first, which has come, up to now.
func (p pattern) missed(first time.Time, loc *time.Location, now time.Time) []time.Time {
	if old := now.Add(-remembered); first.Before(old) {
		if at, ok := p.next(old, loc); ok && !at.After(now) {
			first = at
		}
	}
	out := []time.Time{first}
	for at, ok := p.next(first, loc); ok && !at.After(now); at, ok = p.next(at, loc) {
		out = append(out, at)
	}
	return out
}

// again asks once more at the same clock time of the next working day, unless the schedule
// itself comes before that. Decide drops it when the prompt was answered.
func again(e coaching.Engagement, prompt coaching.Delivery, next time.Time, loc *time.Location) []coaching.Delivery {
	l := prompt.Nominal.In(loc)
	at, _ := coaching.Instant(coaching.WorkdayAfter(coaching.DateOf(l)), l.Hour(), l.Minute(), loc)
	if !next.IsZero() && !next.After(at) {
		return nil
	}
	return []coaching.Delivery{coaching.NewDelivery(e, coaching.KindPromptAgain, prompt.Recipient, prompt.ID, at)}
}
