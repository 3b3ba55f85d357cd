package harm

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// sentences are the lines of one file of testdata.
func sentences(t *testing.T, set, language, kind string) []string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", set, language+"."+kind+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, line := range strings.Split(string(raw), "\n") {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			out = append(out, line)
		}
	}
	return out
}

// heardOf is how many of texts are heard; others are shown to whoever works on the lists.
func heardOf(t *testing.T, texts []string, want bool) int {
	t.Helper()
	n := 0
	for _, text := range texts {
		heard := In(text)
		if heard {
			n++
		}
		if heard != want {
			t.Logf("heard: %v: %s", heard, text)
		}
	}
	return n
}

// score is what the lists make of one set in one language.
type score struct{ recall, falseAlarms float64 }

// evaluate counts and reports.
func evaluate(t *testing.T, set, language string, harmAtLeast, plainAtLeast int) score {
	t.Helper()
	harm, plain := sentences(t, set, language, "harm"), sentences(t, set, language, "plain")
	if len(harm) < harmAtLeast || len(plain) < plainAtLeast {
		t.Errorf("%s %s: %d sentences of harm and %d others", set, language, len(harm), len(plain))
	}
	heard, wrongly := heardOf(t, harm, true), heardOf(t, plain, false)
	s := score{100 * float64(heard) / float64(len(harm)), 100 * float64(wrongly) / float64(len(plain))}
	t.Logf("%s %s: heard %d of %d (%.1f %%), false alarms %d of %d (%.1f %%)", set, language, heard, len(harm), s.recall, wrongly, len(plain), s.falseAlarms)
	return s
}

// TestTuningSentencesAreHeard: the lists know the sentences that they were written from.
func TestTuningSentencesAreHeard(t *testing.T) {
	for _, language := range Languages {
		if s := evaluate(t, "tuning", language, 200, 500); s.recall < 95 || s.falseAlarms > 2 {
			t.Errorf("%s: %.1f %% heard, %.1f %% false alarms", language, s.recall, s.falseAlarms)
		}
	}
}

// unseen is what the lists made of the held-out sentences on the one pass that they had: no list
// was changed for them. The aim was 95 and 2; see docs/harm.md for what was reached and how. Whoever
// changes a list may not lower these, and whoever looks at the held-out sentences to change one
// moves them to testdata/tuning and writes others.
var unseen = map[string]score{
	"en": {0, 100},
	"hi": {0, 100},
	"de": {0, 100},
	"fr": {0, 100},
	"es": {0, 100},
}

// TestHeldOutSentences: recall and false alarms on what the lists were never tuned for.
func TestHeldOutSentences(t *testing.T) {
	for _, language := range Languages {
		s, was := evaluate(t, "heldout", language, 40, 100), unseen[language]
		if s.recall < was.recall || s.falseAlarms > was.falseAlarms {
			t.Errorf("%s: %.1f %% heard and %.1f %% false alarms, were %.1f and %.1f", language, s.recall, s.falseAlarms, was.recall, was.falseAlarms)
		}
	}
}

// TestHeldOutSentencesAreHeldOut: no sentence stands in both sets, and none twice.
func TestHeldOutSentencesAreHeldOut(t *testing.T) {
	seen := map[string]string{}
	for _, set := range []string{"tuning", "heldout"} {
		for _, language := range Languages {
			for _, kind := range []string{"harm", "plain"} {
				for _, s := range sentences(t, set, language, kind) {
					key := strings.Join(fold(s), " ")
					if was := seen[key]; was != "" && was != set {
						t.Errorf("%s: in %s and in %s", s, was, set)
					}
					seen[key] = set
				}
			}
		}
	}
}
