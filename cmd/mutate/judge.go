package main

import (
	"context"
	"slices"
	"time"
)

// outcome says what became of a fault.
type outcome string

const (
	caught     outcome = "caught"
	hung       outcome = "caught, no end" // the tests did not come to an end
	survived   outcome = "survived"
	unreached  outcome = "not reached"
	equivalent outcome = "equivalent"
)

// verdict is the outcome of one fault, and the test that noticed it.
type verdict struct {
	fault
	Outcome outcome
	By      string
}

// judge gives the fault to the tests in their order and in growing bundles, until one fails that passes without it.
func judge(ctx context.Context, f fault, mine []check, programs []program) verdict {
	if len(mine) == 0 {
		return verdict{f, unreached, ""}
	}
	for _, bundle := range bundles(mine) {
		for _, p := range programs {
			var names []string
			var took time.Duration
			for _, c := range bundle {
				if c.Folder == p.folder {
					names, took = append(names, c.Name), took+c.Took
				}
			}
			if len(names) == 0 {
				continue
			}
			limit := 6*took + 30*time.Second
			failed, passed := p.run(ctx, names, f.Number, "", limit)
			if passed {
				continue
			}
			if failed == "" {
				return verdict{f, hung, p.folder}
			}
			if slices.Contains(names, failed) { // it fails by itself now and then?
				if _, again := p.run(ctx, []string{failed}, 0, "", limit); !again {
					continue
				}
			}
			return verdict{f, caught, p.folder + " " + failed}
		}
	}
	return verdict{f, survived, ""}
}

// bundles parts the checks into runs of about half a second, 2, 8... seconds.
func bundles(all []check) [][]check {
	var parts [][]check
	size, took, from := time.Second/2, time.Duration(0), 0
	for i, c := range all {
		took += c.Took
		if took >= size {
			parts = append(parts, all[from:i+1])
			size, took, from = 4*size, 0, i+1
		}
	}
	if from < len(all) {
		parts = append(parts, all[from:])
	}
	return parts
}
