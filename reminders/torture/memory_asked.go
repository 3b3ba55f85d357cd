package torture

import (
	"slices"
	"time"

	"interlude/coaching"
)

// asksAnew reports whether a delivery of this kind is an occurrence of a schedule.
func asksAnew(k coaching.DeliveryKind) bool {
	return k == coaching.KindPrompt || k == coaching.KindCadence
}

// writes notes when the coachee wrote r.
func (m *Memory) writes(r coaching.Reflection) {
	a := m.wrote[r.Engagement]
	a.Wrote = latest(a.Wrote, whole(r.Created))
	if r.Prompt == "" {
		a.Unasked = latest(a.Unasked, whole(r.Created))
	}
	m.wrote[r.Engagement] = a
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// lastAsked is when the questions of a schedule were last asked, or are about to be.
func (m *Memory) lastAsked(schedule coaching.ID) time.Time {
	var last time.Time
	for _, r := range append(m.opened(schedule), m.puts[schedule]...) {
		if asksAnew(r.Kind) && r.State != coaching.DeliveryMissed && r.State != coaching.DeliveryCancelled {
			last = latest(last, r.Nominal)
		}
	}
	return last
}

// asked tells what became of the questions of d's schedule before d.
func (m *Memory) asked(d coaching.Delivery) coaching.Asked {
	a := m.wrote[d.Engagement]
	for _, r := range m.puts[d.Subject] {
		if r.ID != d.ID && (r.State == coaching.DeliverySent || r.State == coaching.DeliveryIntended) {
			a.Earlier = append(a.Earlier, r.Delivery)
		}
	}
	slices.SortFunc(a.Earlier, func(x, y coaching.Delivery) int { return y.Nominal.Compare(x.Nominal) })
	a.Earlier = a.Earlier[:min(len(a.Earlier), coaching.AskedBack)]
	return a
}
