package storage_test

import (
	"flag"
	"maps"
	"slices"
	"testing"

	"interlude/storage"
	"interlude/storage/storagetest"
)

var (
	tamperCases = flag.Int("tamper.cases", 300, "how many alterations of sealed values to try on each database")
	tamperSeed  = flag.Uint64("tamper.seed", 20261122, "seed of the alterations")
)

// TestAlteredSwappedAndRolledBackValuesDoNotOpen: none of what somebody can do to sealed values who can
// write to the database, but has no key, gives words where they do not belong.
func TestAlteredSwappedAndRolledBackValuesDoNotOpen(t *testing.T) {
	for name, open := range map[string]func(*testing.T) *storage.Store{
		"SQLite":     func(t *testing.T) *storage.Store { return storagetest.SQLite(t, storagetest.Fixed) },
		"PostgreSQL": func(t *testing.T) *storage.Store { return storagetest.Postgres(t, storagetest.Fixed) },
	} {
		const kinds = 15
		t.Run(name, func(t *testing.T) {
			done, opened := storagetest.Tamper(t, open(t), *tamperSeed, *tamperCases)
			all := 0
			for _, kind := range slices.Sorted(maps.Keys(done)) {
				all += done[kind]
				t.Logf("%-22s %5d tried, %d opened", kind, done[kind], opened[kind])
				if opened[kind] > 0 {
					t.Errorf("%s: %d opened", kind, opened[kind])
				}
			}
			t.Logf("seed %d: %d in all", *tamperSeed, all)
			if len(done) != kinds || all != *tamperCases {
				t.Errorf("%d kinds, %d cases were tried", len(done), all)
			}
		})
	}
}
