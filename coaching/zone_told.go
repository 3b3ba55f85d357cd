package coaching

import "time"

// The answers to the question whether everything shall move to another zone. They are kept as
// the Reason of the delivery that asked.
const (
	ZoneMoved = "moved"
	ZoneKept  = "kept"

	ZoneWithdrawn = "withdrawn" // before they answered Slack named another zone
)

// Elsewhere reports whether Slack names a zone for p whose clocks differ from those by which
// they live here. Other names of the same clocks are no other zone.
func (p Person) Elsewhere() bool {
	told, err := ValidZone(p.Told)
	return err == nil && !sameClocks(told, p.Location())
}

// sameClocks reports whether the clocks of a and b show the same from the beginning of 2026 to
// the end of 2037, the last year for which zone files list every change.
func sameClocks(a, b *time.Location) bool {
	if a.String() == b.String() {
		return true
	}
	for t := firstCompared; t.Before(lastCompared); {
		la, lb := t.In(a), t.In(b)
		_, oa := la.Zone()
		_, ob := lb.Zone()
		if oa != ob {
			return false
		}
		_, ea := la.ZoneBounds()
		_, eb := lb.ZoneBounds()
		end := earlier(ea, eb)
		if !end.After(t) {
			return true // there is no other change
		}
		t = end
	}
	return true
}

var (
	firstCompared = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	lastCompared  = time.Date(2037, 12, 1, 0, 0, 0, 0, time.UTC)
)

// earlier is the earlier of two instants, of which a zero one never comes.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// ToldZone notes the zone that Slack names for p now. mine are the engagements in which they
// have a part, sent the questions of the kind that they got. Of another zone than theirs they
// are asked once, and nothing moves before they answer; what was asked before and not answered
// is withdrawn. Somebody who has no engagement under way and never chose another zone than Slack's
// just follows. It returns false when there is nothing to note: what Slack names is no zone, or
// known.
func ToldZone(p Person, zone string, mine []Engagement, sent []Delivery, now time.Time) (Change, bool) {
	if _, err := ValidZone(zone); err != nil || zone == p.Told {
		return Change{}, false
	}
	was := p.Told
	p.Told = zone
	e, live := zoneAskedIn(p, mine)
	if !live && p.Zone == was {
		p.Zone = zone
	}
	c := Change{People: []Person{p}, Cancel: []Cancel{{Recipient: p.ID, Kinds: []DeliveryKind{KindZone}, Reason: WhyMoved}}}
	for _, d := range sent {
		if d.Kind == KindZone && d.Recipient == p.ID && d.Answered.IsZero() {
			d.Answered, d.Reason = now.UTC(), ZoneWithdrawn
			c.Deliveries = append(c.Deliveries, d)
		}
	}
	if live && p.Elsewhere() {
		c.Deliveries = append(c.Deliveries, NewDelivery(e, KindZone, p.ID, p.ID, now))
	}
	return c, true
}

// zoneAskedIn is the first engagement under way in which p takes part.
func zoneAskedIn(p Person, mine []Engagement) (Engagement, bool) {
	for _, e := range mine {
		role, ok := e.RoleOf(p.ID)
		if ok && e.Live() && (role != Sponsor || e.SponsorState == SponsorAccepted) {
			return e, true
		}
	}
	return Engagement{}, false
}

// AnswerZone records what p chose in d, which asked them whether to move to the zone told. To
// move, the caller adds what ChangeSettings says.
func AnswerZone(d Delivery, p Person, told, how string, now time.Time) (Change, error) {
	switch {
	case d.Kind != KindZone || d.Recipient != p.ID:
		return Change{}, ErrNeutral()
	case p.Told != told || !p.Elsewhere() || d.Reason == how || d.Reason == ZoneMoved || d.Reason == ZoneWithdrawn:
		return Change{}, ErrStale()
	}
	d.Answered, d.Reason = now.UTC(), how
	return Change{
		Deliveries: []Delivery{d},
		Cancel:     []Cancel{{Recipient: p.ID, Kinds: []DeliveryKind{KindZone}, Reason: WhyAnswered}},
	}, nil
}
