package bot

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// unowned are the functions that read one row by an id that the database gave, and no request: what
// draws a message for its recipient, and what follows from a row that was authorised before.
var unowned = map[string][]string{
	"Action":     {"actionDrawer", "aboutWhy"},
	"Reflection": {"threadFor", "drawKept"},
	"Session":    {"aboutWhy", "sessionCard"},
	"Consent":    {"milestoneCard", "sponsorNewsCard", "consentOverCard"},
	"Delivery":   {"about", "aboutWhy", "answersWords", "drawPrompt", "onTopic"},
	"Engagement": {"scene", "overview", "rests", "toldSponsor"},
}

// TestNoRowIsReadWithoutItsCaller: every id that a press, a form or an event brings is looked up
// together with whose it must be. A read by the id alone stands only in the functions above.
func TestNoRowIsReadWithoutItsCaller(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), f, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range tree.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			ast.Inspect(fn, func(n ast.Node) bool {
				read, ok := n.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				if store, ok := read.X.(*ast.SelectorExpr); !ok || store.Sel.Name != "Store" {
					return true
				}
				allowed, byID := unowned[read.Sel.Name]
				if used[read.Sel.Name+" "+fn.Name.Name] = true; byID && !slices.Contains(allowed, fn.Name.Name) {
					t.Errorf("%s: %s reads one %s by its id alone; use %sIn or %sTo with the caller's part", f, fn.Name.Name, read.Sel.Name, read.Sel.Name, read.Sel.Name)
				}
				return true
			})
		}
	}
	for what, names := range unowned {
		for _, name := range names {
			if !used[what+" "+name] {
				t.Errorf("%s no longer reads one %s: take it off the list", name, what)
			}
		}
	}
}
