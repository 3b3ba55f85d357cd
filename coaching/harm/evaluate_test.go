package harm

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What the lists have to reach, in per cent.
const (
	leastRecall     = 95
	mostFalseAlarms = 2
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
type score struct {
	recall, falseAlarms              float64 // in per cent
	harm, heard, plain, heardWrongly int
}

func scoreOf(harm, heard, plain, wrongly int) score {
	return score{100 * float64(heard) / float64(harm), 100 * float64(wrongly) / float64(plain), harm, heard, plain, wrongly}
}

// evaluate counts and reports.
func evaluate(t *testing.T, set, language string, harmAtLeast, plainAtLeast int) score {
	t.Helper()
	harm, plain := sentences(t, set, language, "harm"), sentences(t, set, language, "plain")
	if len(harm) < harmAtLeast || len(plain) < plainAtLeast {
		t.Errorf("%s %s: %d sentences of harm and %d others", set, language, len(harm), len(plain))
	}
	heard, wrongly := heardOf(t, harm, true), heardOf(t, plain, false)
	s := scoreOf(len(harm), heard, len(plain), wrongly)
	t.Logf("%s %s: heard %d of %d (%.1f %%), false alarms %d of %d (%.1f %%)", set, language, heard, len(harm), s.recall, wrongly, len(plain), s.falseAlarms)
	return s
}

// TestTuningSentencesAreHeard: the lists know the sentences that they were written from.
func TestTuningSentencesAreHeard(t *testing.T) {
	for _, language := range Languages {
		if s := evaluate(t, "tuning", language, 200, 500); s.recall < leastRecall || s.falseAlarms > mostFalseAlarms {
			t.Errorf("%s: %.1f %% heard, %.1f %% false alarms", language, s.recall, s.falseAlarms)
		}
	}
}

// TestHeldOutSentences: recall and false alarms on what the lists were never tuned for, in every
// language and over all. docs/harm.md says how these sentences came about. Whoever looks at them to
// change a list moves those of the language to testdata/tuning and writes others.
func TestHeldOutSentences(t *testing.T) {
	var harm, heard, plain, wrongly int
	for _, language := range Languages {
		s := evaluate(t, "heldout", language, 40, 100)
		if s.recall < leastRecall || s.falseAlarms > mostFalseAlarms {
			t.Errorf("%s: %.1f %% heard, %.1f %% false alarms", language, s.recall, s.falseAlarms)
		}
		harm, heard, plain, wrongly = harm+s.harm, heard+s.heard, plain+s.plain, wrongly+s.heardWrongly
	}
	all := scoreOf(harm, heard, plain, wrongly)
	t.Logf("all: heard %d of %d (%.1f %%), false alarms %d of %d (%.1f %%)", heard, harm, all.recall, wrongly, plain, all.falseAlarms)
	if harm < 200 || plain < 500 || all.recall < leastRecall || all.falseAlarms > mostFalseAlarms {
		t.Errorf("all: %+v", all)
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
