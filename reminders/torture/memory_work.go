package torture

import (
	"context"
	"slices"
	"time"

	"interlude/coaching"
)

// waits notes that r is to be claimed at its instant, if it is.
func (m *Memory) waits(r *row) {
	if r.claimed == 0 && r.Batch == "" && !r.ended() {
		m.due.push(r.Due.UnixMilli(), r)
	}
}

// claim notes since when a job carries r; 0: none does.
func (m *Memory) claim(r *row, at int64) {
	r.claimed = at
	if at == 0 {
		delete(m.held, r)
		return
	}
	m.held[r] = true
}

// nextRow returns the earliest delivery that no job carries.
func (m *Memory) nextRow() (*row, bool) {
	for {
		at, r, ok := m.due.peek()
		if !ok {
			return nil, false
		}
		if r.claimed == 0 && r.Batch == "" && !r.ended() && r.Due.UnixMilli() == at {
			return r, true
		}
		m.due.pop()
	}
}

// soonest is when the schedule comes that comes first, in milliseconds; false: none does.
func (m *Memory) soonest() (int64, bool) {
	if !m.known {
		s, ok := m.nextSchedule()
		m.first, m.any, m.known = s.Next.UnixMilli(), ok, true
	}
	return m.first, m.any
}

// nextSchedule returns the schedule that comes first.
func (m *Memory) nextSchedule() (coaching.Schedule, bool) {
	for {
		at, id, ok := m.next.peek()
		if !ok {
			return coaching.Schedule{}, false
		}
		if s := m.schedules[id]; !s.Next.IsZero() && s.Next.UnixMilli() == at {
			return s, true
		}
		m.next.pop()
	}
}

// NextDue returns the earliest instant at which Advance or Claim has something to do.
func (m *Memory) NextDue(context.Context) (time.Time, bool, error) {
	due, ok := m.nextDue()
	if !ok {
		return time.Time{}, false, nil
	}
	return at(due), true, nil
}

// nextDue is NextDue in milliseconds.
func (m *Memory) nextDue() (int64, bool) {
	next, scheduled := m.soonest()
	r, waits := m.nextRow()
	if !waits {
		return next, scheduled
	}
	if due := r.Due.UnixMilli(); !scheduled || due < next {
		return due, true
	}
	return next, true
}

// Advance is reminders.Store.
func (m *Memory) Advance(_ context.Context, now time.Time, limit int, step func(coaching.Schedule, coaching.Engagement) (coaching.Change, error)) (int, error) {
	advanced := 0
	var failed error
	var left []coaching.Schedule
	m.known = false
	defer func() {
		for _, s := range left {
			m.next.push(s.Next.UnixMilli(), s.ID)
		}
	}()
	for range limit {
		s, ok := m.nextSchedule()
		if !ok || s.Next.After(now) {
			break
		}
		m.next.pop()
		c, err := step(s, m.engagements[s.Engagement])
		if err == nil {
			err = m.refuse(c)
		}
		if err != nil {
			failed, left = err, append(left, s)
			continue
		}
		m.apply(c)
		advanced++
	}
	return advanced, failed
}

// Claim is reminders.Store; tx is nil.
func (m *Memory) Claim(_ context.Context, now time.Time, limit int, without []string, enqueue func(tx any, due []coaching.Waiting) ([]coaching.ID, error)) (int, error) {
	waiting := m.inTurn(now)
	defer func() {
		for _, r := range waiting {
			m.waits(r)
		}
	}()
	var due []coaching.Waiting
	for _, r := range waiting {
		if team := m.people[r.Recipient].Team; len(due) < limit && !slices.Contains(without, team) {
			due = append(due, coaching.Waiting{ID: r.ID, Kind: r.Kind, Recipient: r.Recipient, Team: team})
		}
	}
	if len(due) == 0 {
		return 0, nil
	}
	taken, err := enqueue(nil, due)
	if err != nil {
		return 0, err
	}
	for _, id := range taken {
		m.claim(m.rows[id], max(now.UnixMilli(), 1))
	}
	return len(due), nil
}

// inTurn takes what is due at now off the pile, by turn and then earliest first.
func (m *Memory) inTurn(now time.Time) []*row {
	var out []*row
	for r, ok := m.nextRow(); ok && r.Due.UnixMilli() <= now.UnixMilli(); r, ok = m.nextRow() {
		m.due.pop()
		if !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b *row) int {
		if t := a.Kind.Turn() - b.Kind.Turn(); t != 0 {
			return t
		}
		return a.Due.Compare(b.Due)
	})
	return out
}

// Release is reminders.Store; tx is nil.
func (m *Memory) Release(_ context.Context, before time.Time, alive func(tx any, ids []coaching.ID) (map[coaching.ID]bool, error)) (int, error) {
	var found []*row
	for r := range m.held {
		switch {
		case r.ended():
			delete(m.held, r)
		case r.Batch == "" && r.claimed < before.UnixMilli():
			found = append(found, r)
		}
	}
	if len(found) == 0 {
		return 0, nil
	}
	slices.SortFunc(found, func(a, b *row) int { return a.born - b.born })
	ids := make([]coaching.ID, len(found))
	for i, r := range found {
		ids[i] = r.ID
	}
	lives, err := alive(nil, ids)
	if err != nil {
		return 0, err
	}
	released := 0
	for _, r := range found {
		if !lives[r.ID] {
			m.claim(r, 0)
			m.waits(r)
			released++
		}
	}
	return released, nil
}

// Carried reports whether a job carries anything that has not ended.
func (m *Memory) Carried() bool {
	for r := range m.held {
		if !r.ended() {
			return true
		}
		delete(m.held, r)
	}
	return false
}
