package storage_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// outer are the functions that may touch the handle outside of transactions. Everybody else
// is given db or tx: on SQLite a second handle inside a transaction waits for ever.
var outer = map[string]bool{
	"read": true, "write": true, "snapshot": true, "pinned": true, "connectSQLite": true, "openPostgres": true, "prepare": true,
}

// pools are the fields of Store behind which another connection would be taken.
var pools = map[string]map[string]bool{
	"db":   outer,
	"sql":  {"connectSQLite": true, "openPostgres": true, "Ping": true, "Close": true, "SQLDB": true, "Handle": true, "scrub": true, "CopySQLite": true},
	"pool": {"openPostgres": true, "connect": true, "locked": true, "Close": true, "PgxPool": true, "Handle": true, "scrub": true, "jobTx": true, "snapshot": true, "CopySQLite": true},
}

func TestTransactionsUseTheirOwnHandle(t *testing.T) {
	seen := map[string]bool{}
	for _, fn := range functions(t) {
		ast.Inspect(fn, func(n ast.Node) bool {
			field, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			allowed, isPool := pools[field.Sel.Name]
			if !isPool || !receiver(field.X) {
				return true
			}
			seen[field.Sel.Name] = true
			if !allowed[fn.Name.Name] {
				t.Errorf("%s uses the outer handle %s: use the db or tx that it is given", fn.Name, field.Sel.Name)
			}
			return true
		})
	}
	if len(seen) != len(pools) {
		t.Fatalf("found uses of %v only: this test no longer reads the code", seen)
	}
}

// receiver reports whether x is how this package calls a Store.
func receiver(x ast.Expr) bool {
	id, ok := x.(*ast.Ident)
	return ok && (id.Name == "s" || id.Name == "w" || id.Name == "i")
}

// TestNoShortcutsOfGorm holds back what would store words unsealed, keep what was erased, or
// change tables behind the migrations.
func TestNoShortcutsOfGorm(t *testing.T) {
	banned := map[string]string{
		"AutoMigrate": "use a migration", "Save": "it inserts what it does not find", "UpdateColumn": "use put", "UpdateColumns": "use put",
		"FirstOrCreate": "use put", "DeletedAt": "what is erased is gone", "RegisterSerializer": "seal in the row conversions",
	}
	for _, fn := range functions(t) {
		ast.Inspect(fn, func(n ast.Node) bool {
			field, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if why, bad := banned[field.Sel.Name]; bad {
				t.Errorf("%s uses %s: %s", fn.Name, field.Sel.Name, why)
			}
			if of, ok := field.X.(*ast.Ident); ok && of.Name == "time" && field.Sel.Name == "Now" {
				t.Errorf("%s reads a clock of its own: use that of Options", fn.Name)
			}
			return true
		})
	}
}

// functions are those of this package, without its tests.
func functions(t *testing.T) []*ast.FuncDecl {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var found []*ast.FuncDecl
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range tree.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok {
				found = append(found, fn)
			}
		}
	}
	return found
}
