package torture

import (
	"strings"
	"testing"
)

// TestSilenceAndMovesHappen: the simulated years hold what the oracle is to judge: questions that
// fall out for each reason, every answer to how to go on, and people who move.
func TestSilenceAndMovesHappen(t *testing.T) {
	t.Parallel()
	seen := map[string]int{
		"cancel silence": 0, "cancel asked": 0, "cancel less": 0, "cancel answered": 0, "cadence@": 0, "wants keep": 0, "wants less": 0,
		"wants pause": 0, "wants stop": 0, "asked again": 0, " writes": 0, " settings": 0, "falls silent": 0,
	}
	for seed := range uint64(4) {
		for _, line := range Run(Options{Seed: 100 + seed, Coachees: 20, Trace: true}).Trace {
			for what := range seen {
				if strings.Contains(line, what) {
					seen[what]++
				}
			}
		}
	}
	for what, n := range seen {
		if n == 0 {
			t.Errorf("%q never happens", what)
		}
	}
}
