package coaching

import (
	"slices"
	"time"
)

// ledger applies changes as storage is asked to: version by version, cancel before insert,
// all of a change or nothing.
type ledger struct {
	engagement  Engagement
	actions     map[ID]Action
	sessions    map[ID]Session
	reflections map[ID]Reflection
	consents    map[ID]Consent
	briefs      []Brief
	deliveries  []Delivery
	keys        map[string]bool
	given       map[string]bool // hashes that the coachee has said yes to, by id and hash
}

func newLedger(e Engagement) *ledger {
	return &ledger{
		engagement: e, actions: map[ID]Action{}, sessions: map[ID]Session{}, reflections: map[ID]Reflection{},
		consents: map[ID]Consent{}, keys: map[string]bool{}, given: map[string]bool{},
	}
}

// apply stores c.
func (l *ledger) apply(c Change) {
	for _, e := range c.Engagements {
		e.Version++
		l.engagement = e
	}
	for _, a := range c.Actions {
		a.Version++
		l.actions[a.ID] = a
	}
	for _, s := range c.Sessions {
		s.Version++
		l.sessions[s.ID] = s
	}
	for _, r := range c.Reflections {
		r.Version++
		l.reflections[r.ID] = r
	}
	for _, x := range c.Consents {
		x.Version++
		l.consents[x.ID] = x
	}
	for _, id := range c.Erase {
		delete(l.reflections, id)
	}
	l.briefs = append(l.briefs, c.Briefs...)
	l.cancel(c.Cancel)
	l.insert(c.Deliveries)
}

func (l *ledger) cancel(cs []Cancel) {
	for i, d := range l.deliveries {
		if d.State == DeliveryDue && slices.ContainsFunc(cs, func(c Cancel) bool { return c.names(d) }) {
			l.deliveries[i].State = DeliveryCancelled
		}
	}
}

func (l *ledger) insert(ds []Delivery) {
	for _, d := range ds {
		if d.Version > 0 {
			i := slices.IndexFunc(l.deliveries, func(x Delivery) bool { return x.ID == d.ID })
			d.Version++
			l.deliveries[i] = d
			continue
		}
		if !l.keys[d.Key] {
			l.keys[d.Key] = true
			d.Version = 1
			l.deliveries = append(l.deliveries, d)
		}
	}
}

// send lets go out what is due at now, as far as Decide wants it.
func (l *ledger) send(now time.Time) []Delivery {
	var out []Delivery
	for i, d := range l.deliveries {
		if d.State != DeliveryDue || d.Due.After(now) {
			continue
		}
		switch v := Decide(l.standing(d), Rules{}, now); v.Act {
		case ActSend:
			l.deliveries[i].State, l.deliveries[i].Sent = DeliverySent, now
			out = append(out, l.deliveries[i])
			l.insert(Afterwards(d, l.consents[d.Subject], l.engagement, now))
		case ActCancel:
			l.deliveries[i].State, l.deliveries[i].Reason = DeliveryCancelled, v.Reason
			l.insert(Lapsed(d, v, l.engagement, now))
		case ActMiss:
			l.deliveries[i].State = DeliveryMissed
		}
	}
	return out
}

func (l *ledger) standing(d Delivery) Standing {
	s := Standing{Delivery: d, Engagement: l.engagement}
	for _, p := range []Person{alex, maya, sam} {
		if p.ID == d.Recipient {
			s.Recipient = p
		}
	}
	if x, ok := l.actions[d.Subject]; ok {
		s.Action = &x
	}
	if x, ok := l.sessions[d.Subject]; ok {
		s.Session = &x
	}
	if x, ok := l.consents[d.Subject]; ok {
		s.Consent = &x
		if y, ok := l.consents[x.Under]; ok {
			s.Category = &y
		}
		s.Told = ToldBy(slices.DeleteFunc(slices.Clone(l.deliveries), func(o Delivery) bool { return o.Subject != d.Subject || o.ID == d.ID }))
	}
	if x, ok := l.reflections[d.Subject]; ok {
		s.Reflection = &x
	}
	return s
}

// queued lists what waits, of these kinds (none: of every kind) about subject (empty: about anything).
func (l *ledger) queued(subject ID, kinds ...DeliveryKind) []Delivery {
	var out []Delivery
	for _, d := range l.deliveries {
		if d.State == DeliveryDue && (subject == "" || d.Subject == subject) && (len(kinds) == 0 || slices.Contains(kinds, d.Kind)) {
			out = append(out, d)
		}
	}
	return out
}

// sorted returns the rows of m in an order that a test can repeat: ids are random.
func sorted[T any](m map[ID]T, created func(T) time.Time) []T {
	var out []T
	for _, v := range m {
		out = append(out, v)
	}
	slices.SortFunc(out, func(a, b T) int { return created(a).Compare(created(b)) })
	return out
}

func (l *ledger) allActions() []Action {
	return sorted(l.actions, func(a Action) time.Time { return a.Created })
}

func (l *ledger) allSessions() []Session {
	return sorted(l.sessions, func(s Session) time.Time { return s.Created })
}

func (l *ledger) allReflections() []Reflection {
	return sorted(l.reflections, func(r Reflection) time.Time { return r.Created })
}

func (l *ledger) allConsents() []Consent {
	out := sorted(l.consents, func(c Consent) time.Time { return c.Asked })
	slices.SortStableFunc(out, func(a, b Consent) int { return slices.Index(order, a.Milestone) - slices.Index(order, b.Milestone) })
	return out
}

var order = []Milestone{MilestoneAgreed, MilestoneBooked, MilestoneHalfWay, MilestoneClosed}
