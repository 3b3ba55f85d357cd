package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestTheLikeliestTestComesFirst, and what is beyond the budget is left away.
func TestTheLikeliestTestComesFirst(t *testing.T) {
	path := filepath.Join(t.TempDir(), "caught.txt")
	f, near := fault{Number: 7, Key: "a/b.go f: negated: x"}, fault{Number: 8, Key: "a/b.go f: negated: y"}
	seen, err := remember(path)
	if err != nil {
		t.Fatal(err)
	}
	seen.note(f, "p Slow")
	seen.note(near, "p Near")
	seen.note(fault{Key: "a/b.go g: negated: x"}, "p Other")
	seen.close()
	if seen, err = remember(path); err != nil { // as the next run finds it
		t.Fatal(err)
	}
	defer seen.close()
	mine, others := []int{7}, []int{8}
	checks := []check{
		{"p", "TestMatrix", 50 * time.Second, mine}, {"p", "Quick", time.Second, mine}, {"p", "Other", 2 * time.Second, mine}, {"p", "Slow", 5 * time.Second, mine},
		{"p", "Near", time.Second + 1, mine}, {"p", "Beyond", 20 * time.Second, mine}, {"p", "Elsewhere", time.Second, others},
	}
	var names []string
	for _, c := range inOrder(f, checks, seen, 10*time.Second) {
		names = append(names, c.Name)
	}
	if want := []string{"Slow", "Near", "Quick", "Other"}; !slices.Equal(names, want) {
		t.Errorf("%v, want %v", names, want)
	}
	if alone := inOrder(f, checks[5:6], seen, time.Second); len(alone) != 1 {
		t.Error("the only test that reaches it is left away")
	}
}

func TestPartsOfATest(t *testing.T) {
	said := "=== RUN   TestX\n=== RUN   TestX/one\n    === RUN   TestX/two_words\n=== RUN   TestX/one/deeper\n=== RUN   TestXY/no\n--- PASS: TestX/one (0.1s)\n"
	if got := partsOf("TestX", said); !slices.Equal(got, []string{"TestX/one", "TestX/two_words"}) {
		t.Errorf("%v", got)
	}
	for want, names := range map[string][]string{"^(A|B)$": {"A", "B"}, "^A$": {"A"}, `^A$/^b\(c$`: {"A/b(c"}} {
		if got := pattern(names); got != want {
			t.Errorf("%v: %s", names, got)
		}
	}
	p, q := program{folder: "p"}, program{folder: "q"}
	var runs []string
	for _, r := range runsOf([]check{{Folder: "q", Name: "A"}, {Folder: "p", Name: "B/c"}, {Folder: "q", Name: "D"}}, []program{p, q}) {
		runs = append(runs, r.folder+" "+strings.Join(r.names, "+"))
	}
	if !slices.Equal(runs, []string{"p B/c", "q A+D"}) {
		t.Errorf("%v", runs)
	}
}
