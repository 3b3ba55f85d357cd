package main

import (
	"context"
	"slices"
	"strings"
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
		for _, one := range runsOf(bundle, programs) {
			limit := 6*one.took + 20*time.Second
			failed, passed := one.run(ctx, one.names, f.Number, "", limit)
			if passed {
				continue
			}
			if failed == "" {
				return verdict{f, hung, one.folder}
			}
			if slices.Contains(one.names, failed) { // it fails by itself now and then?
				if _, again := one.run(ctx, []string{failed}, 0, "", limit); !again {
					continue
				}
			}
			return verdict{f, caught, one.folder + " " + failed}
		}
	}
	return verdict{f, survived, ""}
}

// tests are what one run of a program tries.
type tests struct {
	program
	names []string
	took  time.Duration
}

// runsOf puts the checks of each program into one run, but for parts of tests, which have one each.
func runsOf(bundle []check, programs []program) []tests {
	var all []tests
	for _, p := range programs {
		whole := tests{program: p}
		for _, c := range bundle {
			switch {
			case c.Folder != p.folder:
			case strings.Contains(c.Name, "/"):
				all = append(all, tests{p, []string{c.Name}, c.Took})
			default:
				whole.names, whole.took = append(whole.names, c.Name), whole.took+c.Took
			}
		}
		if len(whole.names) > 0 {
			all = append(all, whole)
		}
	}
	return all
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
