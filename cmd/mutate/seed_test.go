package main

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const sample = `package sample

import "errors"

var errNo = errors.New("no")

func may(a, b int, ok bool) (bool, error) {
	if a < b && ok {
		return false, errNo
	}
	switch {
	case a == 7 || b == 7:
		return true, nil
	}
	list := []string{"x", word()}
	count += len(list)
	note(a)
	return a >= b, nil
}

func word() string { return "w" }

var count int

func note(n int) { count += n }
`

// faultsOf seeds text and returns what came of it.
func faultsOf(t *testing.T, text string) (string, []string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.go")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	seeded, faults, err := seed(path, "sample/x.go", 1)
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for i, f := range faults {
		if f.Number != i+1 {
			t.Errorf("fault %d has number %d", i+1, f.Number)
		}
		keys = append(keys, strings.TrimPrefix(f.Key, "sample/x.go "))
	}
	slices.Sort(keys)
	return seeded, keys
}

func TestSeedsEveryKindOfFault(t *testing.T) {
	seeded, keys := faultsOf(t, sample)
	want := []string{
		"may: answer turned round: return false, errNo", "may: answer turned round: return true, nil", "may: case removed: a == 7 || b == 7",
		"may: check removed: a < b", "may: check removed: a < b && ok", "may: check removed: a == 7", "may: check removed: b == 7", "may: check removed: ok",
		"may: emptied: word()", "may: error swallowed: return false, errNo", "may: left out: count += len(list)", "may: left out: note(a)",
		"may: negated: a < b && ok", "may: negated: a >= b", "may: now !=: a == 7", "may: now !=: b == 7", "may: now &&: a == 7 || b == 7",
		"may: now <=: a < b", "may: now >: a >= b", "may: now ||: a < b && ok", "note: left out: count += n",
	}
	if !slices.Equal(keys, want) {
		t.Errorf("seeded are\n%s\nwant\n%s", strings.Join(keys, "\n"), strings.Join(want, "\n"))
	}
	if again, _ := faultsOf(t, sample); again != seeded {
		t.Error("the same file is seeded in another way")
	}
}

// TestFaultsLieDormant runs the sample with each fault alive: none changes what the program does
// unless it is the one, and each changes something for some input.
func TestFaultsLieDormant(t *testing.T) {
	dir := t.TempDir()
	seeded, keys := faultsOf(t, strings.Replace(sample, "package sample", "package main", 1))
	board := strings.NewReplacer("%s", "main", "%q", `""`).Replace(switchboard)
	board = strings.Replace(board, "var (", "func main() { for n := 0; n < 30; n++ { seededAlive = n; for _, a := range [][3]int{{1,2,1},{1,2,0},{2,2,1},{7,1,0},{1,7,0},{7,7,0},{3,2,0}} { count = 0; x, e := may(a[0], a[1], a[2] == 1); print(x, e != nil, count, \" \") }; println() } }\n\nvar (", 1)
	for name, text := range map[string]string{"x.go": seeded, "board.go": board, "go.mod": "module sample\n\ngo 1.26\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c := exec.CommandContext(t.Context(), "go", "run", ".")
	c.Dir = dir
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s\n%s", err, out, seeded)
	}
	lines := strings.Split(strings.TrimRight(string(out), "\n"), "\n")
	for n, line := range lines {
		harmless := n == 0 || n > len(keys)
		if harmless != (line == lines[0]) && n != numberOf(t, keys, seeded, "emptied") {
			t.Errorf("fault %d of %d: %s, without a fault %s", n, len(keys), line, lines[0])
		}
	}
}

// numberOf is the number of the only fault of a kind that the sample cannot show.
func numberOf(t *testing.T, keys []string, seeded, kind string) int {
	t.Helper()
	if kind != "emptied" || !slices.ContainsFunc(keys, func(k string) bool { return strings.Contains(k, kind) }) {
		t.Fatal(kind)
	}
	_, rest, _ := strings.Cut(seeded, "seededWords(")
	n := 0
	for _, r := range rest {
		if r < '0' || r > '9' {
			break
		}
		n = n*10 + int(r-'0')
	}
	return n
}

// TestSeedsTheGuardedFiles: every guarded file can be seeded, no two faults have one key, and every
// equivalent fault is still one that is seeded.
func TestSeedsTheGuardedFiles(t *testing.T) {
	files, err := guardedFiles("../..")
	if err != nil {
		t.Fatal(err)
	}
	var all []fault
	known := map[string]bool{}
	for _, name := range files {
		text, faults, err := seed(filepath.Join("../..", name), name, len(all)+1)
		if err != nil {
			t.Fatal(err)
		}
		set := token.NewFileSet()
		if _, err := parser.ParseFile(set, name, text, parser.SkipObjectResolution); err != nil {
			t.Errorf("%s, seeded: %v", name, err)
		}
		for _, f := range faults {
			if known[f.Key] {
				t.Errorf("two faults are called %s", f.Key)
			}
			known[f.Key] = true
		}
		all = append(all, faults...)
	}
	if len(all) < 1000 {
		t.Errorf("%d faults only", len(all))
	}
	if _, err := readEquivalents(equivalents, all); err != nil {
		t.Error(err)
	}
}

func TestEquivalentsNeedAReason(t *testing.T) {
	faults := []fault{{Key: "a/b.go f: negated: x | y"}}
	for text, good := range map[string]bool{
		"a/b.go f: negated: x | y | nobody can tell these apart": true, "# a remark\n\n": true,
		"a/b.go f: negated: x | y": false, "a/b.go f: gone | nobody can tell these apart": false,
	} {
		if _, err := readEquivalents(text, faults); (err == nil) != good {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// The sample itself compiles, or the tests above say nothing.
func TestSampleIsGo(t *testing.T) {
	set := token.NewFileSet()
	tree, err := parser.ParseFile(set, "x.go", sample, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := (&types.Config{Importer: importer.Default()}).Check("sample", set, []*ast.File{tree}, nil); err != nil {
		t.Fatal(err)
	}
}
