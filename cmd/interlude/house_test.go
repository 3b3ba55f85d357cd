package main

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// mostLines is the length of a file of code at which it must be parted; about 120 is the aim.
const mostLines = 300

// tracked lists the files of the repository, relative to its top. Without git (an unpacked
// archive) it lists what is there, but for directories of other programs.
func tracked(t *testing.T) []string {
	t.Helper()
	list := exec.CommandContext(t.Context(), "git", "-c", "safe.directory=*", "ls-files", "-z")
	list.Dir = "../.."
	if out, err := list.Output(); err == nil {
		return slices.DeleteFunc(strings.Split(strings.TrimRight(string(out), "\x00"), "\x00"), gone)
	}
	var files []string
	err := fs.WalkDir(os.DirFS("../.."), ".", func(path string, d fs.DirEntry, err error) error {
		if d != nil && d.IsDir() && slices.Contains([]string{".git", "node_modules", "bin", "demo"}, path[strings.LastIndex(path, "/")+1:]) {
			return fs.SkipDir
		}
		if err == nil && !d.IsDir() {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// gone reports whether a tracked file was deleted from the working tree.
func gone(file string) bool { _, err := os.Lstat(filepath.Join("../..", file)); return err != nil }

// source is one parsed Go file.
type source struct {
	path string // relative to the repository's top
	test bool   // a test, or a package that only tests use
	tree *ast.File
	set  *token.FileSet
}

func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	for _, path := range tracked(t) {
		if !strings.HasSuffix(path, ".go") {
			continue
		}
		set := token.NewFileSet()
		tree, err := parser.ParseFile(set, filepath.Join("../..", path), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		test := strings.HasSuffix(path, "_test.go") || slices.ContainsFunc(tree.Imports, func(i *ast.ImportSpec) bool { return i.Path.Value == `"testing"` })
		all = append(all, source{path, test, tree, set})
	}
	return all
}

// calls returns the line of every use of one of the names of package path, called or not.
func (s source) calls(path string, names ...string) []int {
	local := ""
	for _, i := range s.tree.Imports {
		if p, _ := strconv.Unquote(i.Path.Value); p == path {
			local = path[strings.LastIndex(path, "/")+1:]
			if i.Name != nil {
				local = i.Name.Name
			}
		}
	}
	var lines []int
	ast.Inspect(s.tree, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok && local != "" && slices.Contains(names, sel.Sel.Name) {
			if x, ok := sel.X.(*ast.Ident); ok && x.Name == local {
				lines = append(lines, s.set.Position(n.Pos()).Line)
			}
		}
		return true
	})
	return lines
}

func TestOnlyCmdReadsTheClock(t *testing.T) {
	for _, s := range sources(t) {
		if s.test || strings.HasPrefix(s.path, "cmd/") {
			continue
		}
		for _, line := range s.calls("time", "Now", "Since", "Until") {
			t.Errorf("%s:%d reads the clock; take now as a parameter", s.path, line)
		}
	}
}

func TestTestsNeitherSleepNorSkip(t *testing.T) {
	for _, s := range sources(t) {
		if !s.test {
			continue
		}
		for _, line := range s.calls("time", "Sleep") {
			t.Errorf("%s:%d sleeps; wait for what is to happen", s.path, line)
		}
		ast.Inspect(s.tree, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if sel, ok := call.Fun.(*ast.SelectorExpr); ok && slices.Contains([]string{"Skip", "Skipf", "SkipNow"}, sel.Sel.Name) {
				t.Errorf("%s:%d skips; a test that cannot run must fail", s.path, s.set.Position(n.Pos()).Line)
			}
			return true
		})
	}
}

func TestFilesAreShort(t *testing.T) {
	for _, s := range sources(t) {
		if n := s.set.Position(s.tree.FileEnd).Line - 1; n > mostLines && !strings.HasSuffix(s.path, "_test.go") {
			t.Errorf("%s has %d lines, more than %d", s.path, n, mostLines)
		}
	}
}

func TestTypesSayWhatTheyAre(t *testing.T) {
	vague := regexp.MustCompile(`Manager|Helper|Util|Service`)
	for _, s := range sources(t) {
		ast.Inspect(s.tree, func(n ast.Node) bool {
			if spec, ok := n.(*ast.TypeSpec); ok && spec.Name.IsExported() && vague.MatchString(spec.Name.Name) {
				t.Errorf("%s: the type %s says nothing about what it is", s.path, spec.Name.Name)
			}
			return true
		})
	}
}

var (
	machinePath  = regexp.MustCompile("(?:^|[\\s\"'`=(:])/(?:root|work|home/[a-z]+|Users/[a-z]+)/")
	registryHost = regexp.MustCompile(`\b(?:registry|proxy|mirror|artifactory|nexus|goproxy)\.[a-z0-9-]+\.[a-z]{2,}`)
)

// What is particular to the machine of one person, or to its network, helps nobody else.
func TestNothingOfThisMachine(t *testing.T) {
	hosts := registries(t)
	for _, file := range tracked(t) {
		text, err := os.ReadFile(filepath.Join("../..", file))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.IndexByte(text, 0) >= 0 {
			continue // a picture
		}
		for i, line := range strings.Split(string(text), "\n") {
			if machinePath.MatchString(line) {
				t.Errorf("%s:%d names a path of one machine", file, i+1)
			}
			if registryHost.MatchString(line) || slices.ContainsFunc(hosts, func(h string) bool { return strings.Contains(line, h) }) {
				t.Errorf("%s:%d names the host of a package registry", file, i+1)
			}
		}
	}
}

// registries are the hosts that this machine gets its Go modules from.
func registries(t *testing.T) []string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "env", "GOPROXY").Output()
	if err != nil {
		t.Fatal(err)
	}
	var hosts []string
	for _, m := range regexp.MustCompile(`https?://(?:[^/@,|\s]*@)?([^/,|\s:]+)`).FindAllStringSubmatch(string(out), -1) {
		if net.ParseIP(m[1]) == nil && strings.Contains(m[1], ".") {
			hosts = append(hosts, m[1])
		}
	}
	return hosts
}

func TestMachinePathTellsApart(t *testing.T) {
	for line, want := range map[string]bool{
		"see /ro" + "ot/x": true, `"/ho` + `me/ann/x"`: true, "/wo" + "rk/x": true, "https://example.com/home/ann/x": false, "./root/x": false, "/usr/lib": false,
	} {
		if got := machinePath.MatchString(line); got != want {
			t.Errorf("%q: %v, want %v", line, got, want)
		}
	}
}
