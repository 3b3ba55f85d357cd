package storagetest

import (
	"testing"

	"interlude/storage"
)

// Exercise holds a database to everything that interlude relies on. open gives an empty store
// whose clock stands at Noon; it is called once per case and closes the store with the test.
func Exercise(t *testing.T, open func(t *testing.T) *storage.Store) {
	for _, part := range []struct {
		name  string
		cases map[string]func(*testing.T, *storage.Store)
	}{
		{"rows", rowCases},
	} {
		t.Run(part.name, func(t *testing.T) {
			for name, run := range part.cases {
				t.Run(name, func(t *testing.T) { run(t, open(t)) })
			}
		})
	}
}
