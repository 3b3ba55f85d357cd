package main

import (
	"go/ast"
	"os"
	"path"
	"strings"
	"testing"
)

// fewestTargets is how many fuzz targets there must be at least.
const fewestTargets = 12

// Every fuzz target has examples that go test runs, and something that can fail. The nightly run
// finds targets by their names at the beginning of a line.
func TestFuzzTargetsHaveSeedsAndAnOracle(t *testing.T) {
	count := 0
	for _, s := range sources(t) {
		for _, d := range s.tree.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || !strings.HasPrefix(f.Name.Name, "Fuzz") || !strings.HasSuffix(s.path, "_test.go") {
				continue
			}
			count++
			seeds, oracle := false, false
			ast.Inspect(f, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.SelectorExpr:
					seeds = seeds || n.Sel.Name == "Add"
					oracle = oracle || strings.HasPrefix(n.Sel.Name, "Fatal") || strings.HasPrefix(n.Sel.Name, "Error")
				case *ast.CallExpr: // of a function that is given t, to fail with it
					for _, a := range n.Args {
						id, ok := a.(*ast.Ident)
						oracle = oracle || ok && id.Name == "t"
					}
				}
				return true
			})
			if !seeds || !oracle {
				t.Errorf("%s: %s has seeds: %v, something that can fail: %v", s.path, f.Name.Name, seeds, oracle)
			}
		}
	}
	if count < fewestTargets {
		t.Errorf("%d fuzz targets, want %d", count, fewestTargets)
	}
	for _, name := range []string{"Makefile", ".ci/fuzz"} {
		text, err := os.ReadFile(path.Join("../..", name))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), map[string]string{"Makefile": "\t.ci/fuzz", ".ci/fuzz": "'^func Fuzz'"}[name]) {
			t.Errorf("%s does not run the targets", name)
		}
	}
}
