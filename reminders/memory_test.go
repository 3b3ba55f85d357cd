package reminders_test

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"interlude/coaching"
)

// memory keeps the rows that the engine asks for, and a real transaction of the queue's
// database around what belongs together. It is small on purpose: storage has its own tests.
type memory struct {
	begin func(ctx context.Context) (tx any, commit func() error, rollback func(), err error)

	mu         sync.Mutex
	changed    chan struct{} // closed and replaced by every write
	deliveries map[coaching.ID]coaching.Delivery
	claimed    map[coaching.ID]time.Time // when a job was made
	schedules  map[coaching.ID]coaching.Schedule
	engagement coaching.Engagement
	people     map[coaching.ID]coaching.Person
	decided    int
	failSettle int // how many calls fail
	failIntend int
	failClaim  int
	anybody    bool // every recipient is the coach of their engagement
}

var errDown = errors.New("the database is down")

func newMemory() *memory {
	return &memory{
		changed: make(chan struct{}), deliveries: map[coaching.ID]coaching.Delivery{}, claimed: map[coaching.ID]time.Time{},
		schedules: map[coaching.ID]coaching.Schedule{}, people: map[coaching.ID]coaching.Person{},
	}
}

// touch wakes those who wait for a change. The caller holds the lock.
func (m *memory) touch() {
	close(m.changed)
	m.changed = make(chan struct{})
}

func (m *memory) add(ds ...coaching.Delivery) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, d := range ds {
		m.deliveries[d.ID] = d
	}
	m.touch()
}

func (m *memory) Advance(_ context.Context, now time.Time, limit int, step func(coaching.Schedule, coaching.Engagement) (coaching.Change, error)) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := 0
	for _, s := range m.schedules {
		if n == limit || s.Next.IsZero() || s.Next.After(now) {
			continue
		}
		n++
		c, err := step(s, m.engagement)
		if err != nil {
			return n, err
		}
		for _, s := range c.Schedules {
			m.schedules[s.ID] = s
		}
		for _, d := range c.Deliveries {
			m.deliveries[d.ID] = d
		}
	}
	return n, nil
}

func (m *memory) Claim(ctx context.Context, now time.Time, limit int, without []string, enqueue func(tx any, due []coaching.Waiting) ([]coaching.ID, error)) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.failClaim > 0 {
		m.failClaim--
		return 0, errDown
	}
	due := m.waiting(now, without)
	due = due[:min(limit, len(due))]
	if len(due) == 0 {
		return 0, nil
	}
	var taken []coaching.ID
	return len(due), m.within(ctx, func(tx any) (err error) { taken, err = enqueue(tx, due); return err }, func() {
		for _, id := range taken {
			m.claimed[id] = now
		}
	})
}

// waiting lists what no job carries, by turn.
func (m *memory) waiting(now time.Time, without []string) []coaching.Waiting {
	var out []coaching.Waiting
	for id, d := range m.deliveries {
		waits := d.State == coaching.DeliveryDue || d.State == coaching.DeliveryIntended
		team := m.people[d.Recipient].Team
		if _, has := m.claimed[id]; waits && !has && !d.Due.After(now) && !slices.Contains(without, team) {
			out = append(out, coaching.Waiting{ID: id, Kind: d.Kind, Recipient: d.Recipient, Team: team})
		}
	}
	slices.SortFunc(out, func(a, b coaching.Waiting) int {
		return cmp.Or(a.Kind.Turn()-b.Kind.Turn(), m.deliveries[a.ID].Due.Compare(m.deliveries[b.ID].Due), cmp.Compare(a.ID, b.ID))
	})
	return out
}

func (m *memory) Release(ctx context.Context, before time.Time, alive func(tx any, ids []coaching.ID) (map[coaching.ID]bool, error)) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var ids []coaching.ID
	for id, at := range m.claimed {
		if at.Before(before) {
			ids = append(ids, id)
		}
	}
	var lives map[coaching.ID]bool
	n := 0
	err := m.within(ctx, func(tx any) (err error) { lives, err = alive(tx, ids); return err }, func() {
		for _, id := range ids {
			if !lives[id] {
				delete(m.claimed, id)
				n++
			}
		}
	})
	return n, err
}

// within runs do in a transaction and keep once it is committed.
func (m *memory) within(ctx context.Context, do func(tx any) error, keep func()) error {
	tx, commit, rollback, err := m.begin(ctx)
	if err != nil {
		return err
	}
	defer rollback()
	if err := do(tx); err != nil {
		return err
	}
	if err := commit(); err != nil {
		return err
	}
	keep()
	return nil
}

func (m *memory) Intend(_ context.Context, id coaching.ID, now time.Time, looked int, decide func(coaching.Standing) coaching.Verdict) (coaching.Sending, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.failIntend > 0 {
		m.failIntend--
		return coaching.Sending{}, errDown
	}
	defer m.touch()
	d, ok := m.deliveries[id]
	switch {
	case !ok:
		return coaching.Sending{}, &coaching.Error{Kind: coaching.NotFound, Msg: coaching.NoLonger}
	case d.State == coaching.DeliveryIntended && (looked == 0 || looked != d.Attempts):
		return coaching.Sending{Lead: d, Verdict: coaching.Verdict{Act: coaching.ActLook}}, nil
	case d.State != coaching.DeliveryDue && d.State != coaching.DeliveryIntended:
		return coaching.Sending{Lead: d, Verdict: coaching.Verdict{Act: coaching.ActNone}}, nil
	}
	m.decided++
	v := decide(m.standing(d))
	switch v.Act {
	case coaching.ActSend:
		d.State, d.Intended = coaching.DeliveryIntended, now
		d.Attempts++
	case coaching.ActHold:
		d.State, d.Due, d.Reason = coaching.DeliveryDue, v.Until, v.Reason
		d.Held = coaching.HeldBecause(d.Held, v.Reason)
		delete(m.claimed, id)
	case coaching.ActMiss:
		d.State, d.Reason = coaching.DeliveryMissed, v.Reason
	case coaching.ActCancel:
		d.State, d.Reason = coaching.DeliveryCancelled, v.Reason
	}
	m.deliveries[id] = d
	return coaching.Sending{Lead: d, Verdict: v}, nil
}

func (m *memory) standing(d coaching.Delivery) coaching.Standing {
	s := coaching.Standing{Delivery: d, Engagement: m.engagement, Recipient: m.people[d.Recipient],
		Action: &coaching.Action{State: coaching.ActionOpen}, Consent: &coaching.Consent{Recipient: d.Recipient, State: coaching.ConsentGiven,
			Given: d.Due.Add(-coaching.TakeBackFor), Expires: d.Due.AddDate(1, 0, 0)}}
	if sch, ok := m.schedules[d.Subject]; ok {
		s.Schedule = &sch
	}
	if p, ok := m.deliveries[d.Subject]; ok {
		s.Prompt = &p
	}
	if m.anybody {
		s.Engagement.Coach = d.Recipient
	}
	if start := d.Nominal.Add(coaching.NowLead); d.Kind == coaching.KindSessionNow {
		s.Session = &coaching.Session{ID: d.Subject, State: coaching.SessionBooked, Start: start}
	}
	for _, o := range m.deliveries {
		if o.State == coaching.DeliverySent && o.Kind.Capped() && o.Recipient == d.Recipient {
			s.Recent = append(s.Recent, o.Sent)
		}
	}
	return s
}

func (m *memory) Settle(_ context.Context, lead coaching.ID, o coaching.Outcome) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.failSettle > 0 {
		m.failSettle--
		return errDown
	}
	defer m.touch()
	d := m.deliveries[lead]
	if d.State != coaching.DeliveryIntended {
		return nil
	}
	d.State, d.Reason, d.Channel, d.Message = o.State, o.Reason, o.Channel, o.Message
	switch o.State {
	case coaching.DeliverySent:
		d.Sent = o.At
	case coaching.DeliveryDue:
		d.Due, d.Intended = o.Due, time.Time{}
		delete(m.claimed, lead)
	}
	m.deliveries[lead] = d
	return nil
}

func (m *memory) NextDue(context.Context) (time.Time, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var at []time.Time
	for _, s := range m.schedules {
		if !s.Next.IsZero() {
			at = append(at, s.Next)
		}
	}
	for _, w := range m.waiting(time.Unix(1<<40, 0), nil) {
		at = append(at, m.deliveries[w.ID].Due)
	}
	if len(at) == 0 {
		return time.Time{}, false, nil
	}
	return slices.MinFunc(at, time.Time.Compare), true, nil
}
