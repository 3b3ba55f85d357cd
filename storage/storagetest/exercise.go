package storagetest

import (
	"testing"

	"interlude/storage"
)

// cases are named tests, each on a store of its own.
type cases map[string]func(*testing.T, *storage.Store)

// Exercise holds a database to everything that interlude relies on. open gives an empty store
// whose clock stands at Noon; it is called once per case and closes the store with the test.
func Exercise(t *testing.T, open func(t *testing.T) *storage.Store) {
	for name, part := range map[string]cases{
		"rows": rowCases, "commit": commitCases, "slots": slotCases, "cancel": cancelCases,
		"claim": claimCases, "advance": advanceCases, "intend": intendCases, "asked": askedCases, "settle": settleCases, "counts": countCases,
		"absence": absenceCases, "access log": accessCases, "consents": consentCases, "coming": comingCases, "sealing": sealingCases, "shred": shredCases, "rotate": rotateCases, "limits": limitCases,
		"own": ownCases, "usage": usageCases, "people": peopleCases, "keep": keepCases,
	} {
		t.Run(name, func(t *testing.T) {
			for name, run := range part {
				t.Run(name, func(t *testing.T) { run(t, open(t)) })
			}
		})
	}
}
