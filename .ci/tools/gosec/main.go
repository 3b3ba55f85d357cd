// Command gosec runs gosec's rules under go vet, which hands it one package at a time and
// remembers what it found in unchanged ones:
//
//	go vet -vettool=bin/gosec ./...
//
// It takes the rules as a library. gosec's own command brings the clients of three generative AI
// vendors along (to propose mends), which nothing here needs or wants to build.
package main

import (
	"strings"

	"github.com/securego/gosec/v2/goanalysis"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/unitchecker"
)

func main() {
	rules := *goanalysis.Analyzer
	rules.Run = withoutTests(rules.Run)
	unitchecker.Main(&rules)
}

// withoutTests leaves out what stands in tests: they write files, start programs and take
// random numbers that protect nobody.
func withoutTests(run func(*analysis.Pass) (any, error)) func(*analysis.Pass) (any, error) {
	return func(pass *analysis.Pass) (any, error) {
		own := *pass
		own.Report = func(d analysis.Diagnostic) {
			if !strings.HasSuffix(pass.Fset.Position(d.Pos).Filename, "_test.go") {
				pass.Report(d)
			}
		}
		return run(&own)
	}
}
