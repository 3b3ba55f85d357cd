package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// arrows says what each folder may import, besides the standard library and what shares its
// line; tests are free. It is the table of "The house" in the architecture: a new line, or a new word in one,
// is a decision that is argued for in docs/decisions.
//
// A folder without a line of its own has the line of the folder above it.
var arrows = []struct {
	folder  string
	imports []string
}{
	{"coaching", nil},
	{"storage", []string{"interlude/coaching", "gorm.io", "github.com/glebarez", "github.com/jackc/pgx", "github.com/go-gormigrate/gormigrate", "github.com/tink-crypto/tink-go"}},
	{"storage/storagetest", []string{"interlude/coaching", "interlude/storage", "github.com/jackc/pgx"}},
	{"reminders", []string{"interlude/coaching", "github.com/robfig/cron", "github.com/riverqueue/river", "github.com/jackc/pgx"}},
	{"bot", []string{"interlude/coaching", "interlude/bot/export", "github.com/slack-go/slack"}},
	{"bot/export", []string{"interlude/coaching", "filippo.io/age"}},
	{"bot/sandbox", []string{"github.com/coder/websocket"}},
	{"cmd", []string{""}},
}

// house is what may stand at the top of the repository.
var house = strings.Fields(`cmd bot reminders storage coaching config.example.yaml go.mod go.sum Dockerfile README.md
	LICENSE CHANGELOG.md SECURITY.md PRIVACY.md Makefile compose.yaml staticcheck.conf docs .ci .gitignore .gitattributes .dockerignore .editorconfig`)

type listed struct {
	ImportPath string
	Imports    []string
}

func TestArrows(t *testing.T) {
	for _, p := range packages(t) {
		folder := strings.TrimPrefix(p.ImportPath, "interlude/")
		if own, _ := lineOf(folder); own == "" {
			t.Errorf("%s is a new top-level folder: add it to arrows, with a decision", folder)
		}
		for _, path := range p.Imports {
			if !mayImport(folder, path) {
				t.Errorf("%s imports %s, which is not for it", folder, path)
			}
		}
	}
}

// mayImport reports whether the arrows let a package of folder import path.
func mayImport(folder, path string) bool {
	own, allowed := lineOf(folder)
	other, ours := strings.CutPrefix(path, "interlude/")
	if line, _ := lineOf(other); ours && line == own {
		return true
	}
	return !thirdParty(path) || slices.ContainsFunc(allowed, func(a string) bool { return below(path, a) })
}

// lineOf returns the longest line of arrows that covers folder.
func lineOf(folder string) (own string, allowed []string) {
	for _, a := range arrows {
		if below(folder, a.folder) && len(a.folder) > len(own) {
			own, allowed = a.folder, a.imports
		}
	}
	return own, allowed
}

// below reports whether path is dir or lies in it. Everything lies in "".
func below(path, dir string) bool {
	return dir == "" || path == dir || strings.HasPrefix(path, dir+"/")
}

// thirdParty reports whether path is not of the standard library: its first element has a
// dot, or it is ours.
func thirdParty(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return strings.Contains(first, ".") || first == "interlude"
}

// packages lists the repository's packages with their imports, those of tests left out.
func packages(t *testing.T) []listed {
	t.Helper()
	list := exec.CommandContext(t.Context(), "go", "list", "-e", "-json=ImportPath,Imports", "./...")
	list.Dir = "../.."
	out, err := list.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []listed
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	if len(all) < 5 {
		t.Fatalf("go list knows %d packages only", len(all))
	}
	return all
}

func TestNothingNewAtTheTop(t *testing.T) {
	for _, file := range tracked(t) {
		top, _, _ := strings.Cut(file, "/")
		if !slices.Contains(house, top) {
			t.Errorf("%s: %s is no part of the house", file, top)
		}
	}
}

// The table itself: what it must tell apart.
func TestArrowsTellApart(t *testing.T) {
	for _, c := range []struct {
		folder, path string
		want         bool
	}{
		{"bot", "interlude/storage", false},
		{"bot", "interlude/bot/sandbox", false},
		{"bot/part", "interlude/bot", true},
		{"bot", "interlude/bot/export", true},
		{"bot", "filippo.io/age", false},
		{"bot/export", "interlude/bot", false},
		{"storage", "interlude/storage/storagetest", false},
		{"storage/storagetest/pgtest", "interlude/storage", true},
		{"coaching", "net/http", true},
		{"bot", "interlude/botany", false},
		{"bot/sandbox", "interlude/bot", false},
		{"bot/sandbox", "github.com/slack-go/slack", false},
		{"bot/sandbox/part", "interlude/bot/sandbox", true},
		{"coaching", "github.com/jackc/pgx/v5", false},
		{"storage", "gorm.io/gorm/clause", true},
		{"storage/storagetest/pgtest", "github.com/jackc/pgx/v5", true},
		{"reminders", "github.com/riverqueue/river/riverdriver", true},
		{"cmd/interlude", "interlude/reminders", true},
	} {
		if got := mayImport(c.folder, c.path); got != c.want {
			t.Errorf("%s may import %s: %v, want %v", c.folder, c.path, got, c.want)
		}
	}
}
