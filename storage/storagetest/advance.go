package storagetest

import (
	"errors"
	"sync"
	"testing"
	"time"

	"interlude/coaching"
	"interlude/storage"
)

var advanceCases = cases{
	"what is due, earliest first": advanceOrder,
	"one bad does not stop all":   advanceBad,
	"eight advance 200":           eightAdvance,
}

// weekly is a step that prompts and comes back in a week.
func weekly(w coaching.Schedule, e coaching.Engagement) (coaching.Change, error) {
	d := newDelivery(Practice{Engagement: e}, coaching.KindPrompt, w.ID)
	d.Recipient, d.Due, d.Nominal, d.Key = w.Person, w.Next, w.Next, string(w.ID)+w.Next.String()
	w.Next = w.Next.AddDate(0, 0, 7)
	return coaching.Change{Schedules: []coaching.Schedule{w}, Deliveries: []coaching.Delivery{d}}, nil
}

func advanceOrder(t *testing.T, s *storage.Store) {
	var all []coaching.Schedule
	practices := map[coaching.ID]Practice{}
	for i := range 4 {
		p := NewPractice(t, s)
		w := newSchedule(p)
		w.Next = []time.Time{Noon, Noon.Add(-time.Hour), Noon.Add(time.Millisecond), {}}[i]
		commit(t, s, coaching.Change{Schedules: []coaching.Schedule{w}})
		w.Version = 1
		all, practices[w.ID] = append(all, w), p
	}
	var seen []coaching.Schedule
	step := func(w coaching.Schedule, e coaching.Engagement) (coaching.Change, error) {
		seen = append(seen, w)
		same(t, "its engagement", e, nil, practices[w.ID].Engagement)
		return weekly(w, e)
	}
	for _, c := range []struct{ limit, n int }{{1, 1}, {10, 1}, {10, 0}} {
		if n, err := s.Advance(t.Context(), Noon, c.limit, step); n != c.n || err != nil {
			t.Fatalf("advanced %d, %v; want %d", n, err, c.n)
		}
	}
	same(t, "earliest first", seen, nil, []coaching.Schedule{all[1], all[0]})
	got, err := s.ScheduleOf(t.Context(), all[0].Engagement)
	all[0].Next, all[0].Version = Noon.AddDate(0, 0, 7), 2
	same(t, "its next instant", got, err, all[0])
	if ds, err := s.DeliveriesOf(t.Context(), all[0].ID); err != nil || len(ds) != 1 {
		t.Fatalf("%d deliveries, %v", len(ds), err)
	}
}

func advanceBad(t *testing.T, s *storage.Store) {
	bad := map[coaching.ID]bool{}
	for i := range 6 {
		p := NewPractice(t, s)
		w := newSchedule(p)
		bad[w.ID] = i%2 == 0
		commit(t, s, coaching.Change{Schedules: []coaching.Schedule{w}})
	}
	n, err := s.Advance(t.Context(), Noon, 10, func(w coaching.Schedule, e coaching.Engagement) (coaching.Change, error) {
		c, _ := weekly(w, e)
		if bad[w.ID] {
			c.Deliveries = append(c.Deliveries, coaching.Delivery{}) // refused after other rows were written
		}
		return c, nil
	})
	if n != 3 || err == nil {
		t.Fatalf("advanced %d, %v", n, err)
	}
	n, err = s.Advance(t.Context(), Noon, 10, func(w coaching.Schedule, e coaching.Engagement) (coaching.Change, error) {
		return coaching.Change{}, errQueue
	})
	if n != 0 || !errors.Is(err, errQueue) {
		t.Fatalf("advanced %d, %v", n, err)
	}
	if due := column(t, s, "SELECT kind FROM deliveries"); len(due) != 3 {
		t.Fatalf("%d prompts, want 3: a failed step left something behind", len(due))
	}
	if n, err = s.Advance(t.Context(), Noon, 10, weekly); n != 3 || err != nil {
		t.Fatalf("mended: advanced %d, %v", n, err)
	}
}

func eightAdvance(t *testing.T, s *storage.Store) {
	const many = 200
	p := NewPractice(t, s)
	var c coaching.Change
	for range many {
		e, coach := p.Engagement, newPerson("Carla") // one engagement under way for each pair
		e.ID, e.Version, e.Coach = coaching.NewID(), 0, coach.ID
		c.People = append(c.People, coach)
		w := newSchedule(Practice{Engagement: e, Coachee: p.Coachee})
		c = c.And(coaching.Change{Engagements: []coaching.Engagement{e}, Schedules: []coaching.Schedule{w}})
	}
	commit(t, s, c)
	var mu sync.Mutex
	sum := 0
	_, lost := race(8, func(int) error {
		for {
			n, err := s.Advance(t.Context(), Noon, 10, weekly)
			if err != nil || n == 0 {
				return err
			}
			mu.Lock()
			sum += n
			mu.Unlock()
		}
	})
	if due := column(t, s, "SELECT kind FROM deliveries"); len(lost) > 0 || sum != many || len(due) != many {
		t.Fatalf("advanced %d, %d prompts, %v", sum, len(due), lost)
	}
}
