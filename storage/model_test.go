package storage_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"interlude/coaching"
	"interlude/storage"
	"interlude/storage/storagetest"
)

// model is what Commit promises about versions and keys, in a few lines.
type model struct {
	rows  map[coaching.ID]coaching.Action
	once  map[string]bool
	keys  map[string]coaching.ID // of deliveries
	known []coaching.ID
}

// apply returns the refusal that c must meet; 0: none, and then c has been applied.
func (m *model) apply(c coaching.Change) coaching.Kind {
	if m.once[c.Once] {
		return coaching.Repeated
	}
	next := map[coaching.ID]coaching.Action{}
	for _, a := range c.Actions {
		old, ok := next[a.ID]
		if !ok {
			old, ok = m.rows[a.ID]
		}
		if ok != (a.Version != 0) || old.Version != a.Version {
			return coaching.Stale
		}
		a.Version++
		next[a.ID] = a
	}
	for id, a := range next {
		if _, ok := m.rows[id]; !ok {
			m.known = append(m.known, id)
		}
		m.rows[id] = a
	}
	for _, d := range c.Deliveries {
		if _, ok := m.keys[d.Key]; !ok {
			m.keys[d.Key] = d.ID
		}
	}
	if c.Once != "" {
		m.once[c.Once] = true
	}
	return 0
}

func TestCommitAgreesWithItsModel(t *testing.T) {
	for name, s := range map[string]*storage.Store{
		"SQLite":     storagetest.SQLite(t, storagetest.Fixed),
		"PostgreSQL": storagetest.Postgres(t, storagetest.Fixed),
	} {
		t.Run(name, func(t *testing.T) {
			round := 0
			rapid.Check(t, func(r *rapid.T) {
				round++
				agree(t, r, s, fmt.Sprint(name, round))
			})
		})
	}
}

// agree runs one random history against the store and the model.
func agree(t *testing.T, r *rapid.T, s *storage.Store, round string) {
	p := storagetest.NewPractice(t, s)
	m := &model{rows: map[coaching.ID]coaching.Action{}, once: map[string]bool{}, keys: map[string]coaching.ID{}}
	r.Repeat(map[string]func(*rapid.T){
		"commit": func(r *rapid.T) {
			c := change(r, m, p, round)
			want := m.apply(c)
			err := s.Commit(t.Context(), c)
			if want == 0 && err != nil || want != 0 && !coaching.Is(err, want) {
				r.Fatalf("commit: %v, want a refusal of kind %d", err, want)
			}
		},
		"": func(r *rapid.T) {
			all, err := s.Actions(t.Context(), p.Engagement.ID)
			if err != nil || len(all) != len(m.rows) {
				r.Fatalf("%d actions, want %d: %v", len(all), len(m.rows), err)
			}
			for _, a := range all {
				if a != m.rows[a.ID] {
					r.Fatalf("an action differs from the model: %+v, want %+v", a, m.rows[a.ID])
				}
			}
			for key, id := range m.keys {
				if d, err := s.Delivery(t.Context(), id); err != nil || d.Key != key {
					r.Fatalf("the first delivery of a key is gone: %v", err)
				}
			}
		},
	})
}

// change draws rows that are new, current, outdated or from the future, in one change.
func change(r *rapid.T, m *model, p storagetest.Practice, round string) coaching.Change {
	var c coaching.Change
	if rapid.Bool().Draw(r, "with a key") {
		c.Once = round + rapid.SampledFrom([]string{"a", "b", "c", "d", "e", "f"}).Draw(r, "key")
	}
	for range rapid.IntRange(0, 3).Draw(r, "actions") {
		a := coaching.Action{
			ID: coaching.NewID(), Engagement: p.Engagement.ID, By: p.Coach.ID, State: coaching.ActionOpen, Created: storagetest.Noon,
			Text: coaching.Words(rapid.StringN(0, 40, -1).Draw(r, "text")), Due: coaching.Date{Year: 2026, Month: 12, Day: 1},
		}
		if len(m.known) > 0 && rapid.Bool().Draw(r, "an old one") {
			a.ID = rapid.SampledFrom(m.known).Draw(r, "which")
			a.Version = max(0, m.rows[a.ID].Version+rapid.SampledFrom([]int{0, 0, 0, 0, -1, 1}).Draw(r, "off by"))
		}
		c.Actions = append(c.Actions, a)
	}
	if rapid.Bool().Draw(r, "with a delivery") {
		d := coaching.Delivery{
			ID: coaching.NewID(), Key: round + rapid.SampledFrom([]string{"k", "l", "m"}).Draw(r, "delivery key"),
			Engagement: p.Engagement.ID, Recipient: p.Coachee.ID, Kind: coaching.KindPrompt, State: coaching.DeliveryDue,
			Due: storagetest.Noon, Nominal: storagetest.Noon,
		}
		c.Deliveries = append(c.Deliveries, d)
	}
	return c
}
