package coaching

import "slices"

// HeldBecause is what to remember of a delivery that was held back for the reason before
// (empty: it was not) and is held now: what the person's own rules say counts for more than that
// Slack wanted a pause.
func HeldBecause(before, now string) string {
	if before == "" || slices.Contains(Holds, now) {
		return now
	}
	return before
}
