package torture

import (
	"context"
	"slices"
	"time"

	"interlude/coaching"
)

// Memory keeps what storage keeps of it, by the same rules, without a database: what people
// decide (Commit) and what the reminders ask (reminders.Store). It is for one goroutine.
type Memory struct {
	// Wrote is told of every delivery that was inserted or changed; nil: nobody is.
	Wrote func(d coaching.Delivery, inserted bool)

	people      map[coaching.ID]coaching.Person
	engagements map[coaching.ID]coaching.Engagement
	actions     map[coaching.ID]coaching.Action
	sessions    map[coaching.ID]coaching.Session
	schedules   map[coaching.ID]coaching.Schedule
	reflections map[coaching.ID]coaching.Reflection
	consents    map[coaching.ID]coaching.Consent
	news        map[coaching.ID][]*row // by consent
	once        map[string]bool
	versions    map[coaching.ID]int            // of all of these
	wrote       map[coaching.ID]coaching.Asked // when the coachee wrote last, by engagement

	rows map[coaching.ID]*row
	keys map[string]*row
	open map[coaching.ID][]*row // not ended, by engagement, by recipient and by subject
	told map[coaching.ID][]*row // capped and once intended, by recipient
	acts map[coaching.ID][]*row // reminders of actions, by action
	puts map[coaching.ID][]*row // questions that were once intended, by schedule
	due  pile[*row]             // carried by no job
	next pile[coaching.ID]      // schedules
	held map[*row]bool          // carried by a job and not ended
	born int

	some       []*row // for use within a function, to be used again
	asks       []coaching.Delivery
	first      int64 // soonest, while it is known
	any, known bool
}

// row is one delivery as it is stored.
type row struct {
	coaching.Delivery
	claimed int64 // milliseconds; 0: no job carries it
	born    int
}

func (r *row) ended() bool {
	return r.State != coaching.DeliveryDue && r.State != coaching.DeliveryIntended
}

// NewMemory returns an empty memory that is made for about so many deliveries.
func NewMemory(deliveries int) *Memory {
	return &Memory{
		people: map[coaching.ID]coaching.Person{}, engagements: map[coaching.ID]coaching.Engagement{}, actions: map[coaching.ID]coaching.Action{},
		sessions: map[coaching.ID]coaching.Session{}, schedules: map[coaching.ID]coaching.Schedule{}, consents: map[coaching.ID]coaching.Consent{}, news: map[coaching.ID][]*row{},
		reflections: map[coaching.ID]coaching.Reflection{}, once: map[string]bool{}, versions: map[coaching.ID]int{}, rows: make(map[coaching.ID]*row, deliveries), keys: make(map[string]*row, deliveries),
		open: map[coaching.ID][]*row{}, told: map[coaching.ID][]*row{}, held: map[*row]bool{},
		acts: map[coaching.ID][]*row{}, puts: map[coaching.ID][]*row{}, wrote: map[coaching.ID]coaching.Asked{},
	}
}

// Delivery returns the delivery id; false: there is none.
func (m *Memory) Delivery(id coaching.ID) (coaching.Delivery, bool) {
	r, ok := m.rows[id]
	if !ok {
		return coaching.Delivery{}, false
	}
	return r.Delivery, true
}

// Deliveries returns every delivery, oldest first.
func (m *Memory) Deliveries() []coaching.Delivery {
	all := make([]*row, 0, len(m.rows))
	for _, r := range m.rows {
		all = append(all, r)
	}
	slices.SortFunc(all, func(a, b *row) int { return a.born - b.born })
	out := make([]coaching.Delivery, len(all))
	for i, r := range all {
		out[i] = r.Delivery
	}
	return out
}

// Commit writes c, all of it or nothing. Errors as of storage.
func (m *Memory) Commit(_ context.Context, c coaching.Change) error {
	if err := m.refuse(c); err != nil {
		return err
	}
	m.apply(c)
	return nil
}

// apply writes what was not refused.
func (m *Memory) apply(c coaching.Change) {
	if c.Once != "" {
		m.once[c.Once] = true
	}
	keep(m, c.People, m.people, func(p *coaching.Person) (coaching.ID, *int) { return p.ID, &p.Version })
	keep(m, c.Engagements, m.engagements, func(e *coaching.Engagement) (coaching.ID, *int) { return e.ID, &e.Version })
	keep(m, c.Actions, m.actions, func(a *coaching.Action) (coaching.ID, *int) { return a.ID, &a.Version })
	keep(m, c.Sessions, m.sessions, func(s *coaching.Session) (coaching.ID, *int) { return s.ID, &s.Version })
	keep(m, c.Reflections, m.reflections, func(r *coaching.Reflection) (coaching.ID, *int) { return r.ID, &r.Version })
	keep(m, c.Consents, m.consents, func(k *coaching.Consent) (coaching.ID, *int) { return k.ID, &k.Version })
	keep(m, c.Schedules, m.schedules, func(s *coaching.Schedule) (coaching.ID, *int) { return s.ID, &s.Version })
	for _, s := range c.Schedules {
		m.known = false
		if !s.Next.IsZero() {
			m.next.push(s.Next.UnixMilli(), s.ID)
		}
	}
	for _, r := range c.Reflections {
		m.writes(r)
	}
	m.cancel(c.Cancel, c.Deliveries)
	var left []coaching.ID // alone, and what is about it too
	for _, d := range c.Deliveries {
		if alone := d.Version == 0 && slices.Contains(left, d.Subject); !alone && !m.deliver(d) {
			left = append(left, d.ID)
		}
	}
	for _, a := range c.Awaken {
		m.awaken(a)
	}
}

// awaken has what is held for a person decided anew.
func (m *Memory) awaken(a coaching.Awaken) {
	at := a.At.UnixMilli()
	for _, r := range m.opened(a.Recipient) {
		if r.State != coaching.DeliveryDue || r.Due.UnixMilli() <= at || !slices.Contains(coaching.Holds, r.Reason) {
			continue
		}
		r.Due = whole(a.At)
		r.Version++
		m.waits(r)
		m.tell(r, false)
	}
}

func keep[T any](m *Memory, rows []T, in map[coaching.ID]T, of func(*T) (coaching.ID, *int)) {
	for _, r := range rows {
		id, version := of(&r)
		*version++
		in[id], m.versions[id] = r, *version
	}
}

// refuse reports why c cannot be written: a key that was used, a row that has moved on.
func (m *Memory) refuse(c coaching.Change) error {
	if m.once[c.Once] {
		return &coaching.Error{Kind: coaching.Repeated, Msg: coaching.NoLonger}
	}
	ok := fresh(m, c.People, func(p *coaching.Person) (coaching.ID, *int) { return p.ID, &p.Version }) &&
		fresh(m, c.Engagements, func(e *coaching.Engagement) (coaching.ID, *int) { return e.ID, &e.Version }) &&
		fresh(m, c.Actions, func(a *coaching.Action) (coaching.ID, *int) { return a.ID, &a.Version }) &&
		fresh(m, c.Sessions, func(s *coaching.Session) (coaching.ID, *int) { return s.ID, &s.Version }) &&
		fresh(m, c.Reflections, func(r *coaching.Reflection) (coaching.ID, *int) { return r.ID, &r.Version }) &&
		fresh(m, c.Consents, func(k *coaching.Consent) (coaching.ID, *int) { return k.ID, &k.Version }) &&
		fresh(m, c.Schedules, func(s *coaching.Schedule) (coaching.ID, *int) { return s.ID, &s.Version })
	for _, d := range c.Deliveries {
		stored, exists := m.rows[d.ID]
		switch {
		case d.Version != 0:
			ok = ok && exists && stored.Version == d.Version
		case exists: // what has the key of another is left alone
			_, known := m.keys[d.Key]
			ok = ok && known
		}
	}
	if !ok {
		return coaching.ErrStale()
	}
	return nil
}

func fresh[T any](m *Memory, rows []T, of func(*T) (coaching.ID, *int)) bool {
	for i := range rows {
		id, version := of(&rows[i])
		if m.versions[id] != *version {
			return false
		}
	}
	return true
}

// deliver inserts d, unless its key exists, or updates it; false: it was left alone.
func (m *Memory) deliver(d coaching.Delivery) bool {
	d.Due, d.Nominal, d.Answered, d.Intended, d.Sent = whole(d.Due), whole(d.Nominal), whole(d.Answered), whole(d.Intended), whole(d.Sent)
	if d.Version == 0 {
		if _, known := m.keys[d.Key]; known {
			return false
		}
		m.born++
		d.Version = 1
		r := &row{Delivery: d, born: m.born}
		m.rows[d.ID], m.keys[d.Key] = r, r
		if d.Kind == coaching.KindSponsorNews {
			m.news[d.Subject] = append(m.news[d.Subject], r)
		}
		if d.Kind == coaching.KindActionDue {
			m.acts[d.Subject] = append(m.acts[d.Subject], r)
		}
		if !r.ended() {
			for _, id := range []coaching.ID{d.Engagement, d.Recipient, d.Subject} {
				m.open[id] = append(m.open[id], r)
			}
		}
		m.waits(r)
		m.tell(r, true)
		return true
	}
	r := m.rows[d.ID]
	key := r.Key
	r.Delivery = d
	r.Key = key
	r.Version++
	if r.State == coaching.DeliveryDue {
		m.claim(r, 0)
	}
	m.waits(r)
	m.tell(r, false)
	return true
}

// whole is t to the millisecond, as databases keep it.
func whole(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return time.UnixMilli(t.UnixMilli()).UTC()
}

func (m *Memory) tell(r *row, inserted bool) {
	if m.Wrote != nil {
		m.Wrote(r.Delivery, inserted)
	}
}

// cancel ends the due deliveries that match; not those that the same change updates.
func (m *Memory) cancel(all []coaching.Cancel, updated []coaching.Delivery) {
	for _, c := range all {
		for _, r := range m.opened(or(c.Subject, c.Recipient, c.Engagement)) {
			if r.State != coaching.DeliveryDue || !matches(c, r.Delivery) {
				continue
			}
			if slices.ContainsFunc(updated, func(d coaching.Delivery) bool { return d.Version != 0 && d.ID == r.ID }) {
				continue
			}
			r.State, r.Reason = coaching.DeliveryCancelled, c.Reason
			r.Version++
			m.tell(r, false)
		}
	}
}

func or(ids ...coaching.ID) coaching.ID {
	for _, id := range ids {
		if id != "" {
			return id
		}
	}
	return ""
}

func matches(c coaching.Cancel, d coaching.Delivery) bool {
	return (c.Engagement == "" || c.Engagement == d.Engagement) && (c.Recipient == "" || c.Recipient == d.Recipient) &&
		(c.Subject == "" || c.Subject == d.Subject) && (len(c.Kinds) == 0 || slices.Contains(c.Kinds, d.Kind))
}

// opened lists what has not ended of an engagement, a recipient or a subject, oldest first.
func (m *Memory) opened(id coaching.ID) []*row {
	out := slices.DeleteFunc(m.open[id], (*row).ended)
	if len(out) == 0 {
		delete(m.open, id)
		return nil
	}
	m.open[id] = out
	return out
}
