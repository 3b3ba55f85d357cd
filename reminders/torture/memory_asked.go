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
	for _, r := range slices.Concat(m.opened(schedule), m.puts[schedule]) {
		if asksAnew(r.Kind) && r.State != coaching.DeliveryMissed && r.State != coaching.DeliveryCancelled {
			last = latest(last, r.Nominal)
		}
	}
	return last
}

// asked tells what became of the questions of d's schedule before d. It holds until the next call.
func (m *Memory) asked(d coaching.Delivery) coaching.Asked {
	a := m.wrote[d.Engagement]
	earlier := m.some[:0]
	for _, r := range m.puts[d.Subject] {
		if r.ID != d.ID && (r.State == coaching.DeliverySent || r.State == coaching.DeliveryIntended) {
			earlier = append(earlier, r)
		}
	}
	m.some = earlier
	slices.SortFunc(earlier, func(x, y *row) int { return y.Nominal.Compare(x.Nominal) })
	earlier = earlier[:min(len(earlier), coaching.AskedBack)]
	m.asks = m.asks[:0]
	for _, r := range earlier {
		m.asks = append(m.asks, r.Delivery)
	}
	a.Earlier = m.asks
	return a
}
