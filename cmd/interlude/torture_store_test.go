package main

import (
	"path/filepath"
	"testing"
	"time"

	"interlude/reminders"
	"interlude/reminders/torture"
	"interlude/storage"
)

// TestSimulationOnRealStores: the memory on which years are simulated is held against storage.
// Both do all that happens in a simulation; every answer and in the end every row must be the
// same.
func TestSimulationOnRealStores(t *testing.T) {
	databases(t, func(t *testing.T, url string) {
		keys, err := storage.OpenKeyring(filepath.Join(t.TempDir(), "keys"))
		if err != nil {
			t.Fatal(err)
		}
		s, err := storage.Open(t.Context(), storage.Options{URL: url, Keys: keys, Now: time.Now,
			Migrate: nil})
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		}()
		seed := uint64(time.Now().UnixNano()) % 1_000_000
		r := torture.Run(torture.Options{Seed: seed, Coachees: 6, Days: 60, Mirror: s})
		t.Logf("seed %d: %s", seed, r)
		if r.Failure != nil {
			t.Errorf("seed %d: %v", seed, r.Failure)
		}
	})
}

var _ torture.Mirror = (*storage.Store)(nil)
var _ reminders.Store = (*storage.Store)(nil)
