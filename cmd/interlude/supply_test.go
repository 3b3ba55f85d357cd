package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Everything that is built from, tested with or checked by is named with a version and a checksum.
func TestDependenciesArePinned(t *testing.T) {
	for _, dir := range []string{"../..", "../../.ci/tools"} {
		mod, err := os.ReadFile(filepath.Join(dir, "go.mod"))
		if err != nil {
			t.Fatal(err)
		}
		sums, err := os.ReadFile(filepath.Join(dir, "go.sum"))
		if err != nil {
			t.Fatal(err)
		}
		if regexp.MustCompile(`(?m)^\s*replace\b`).Match(mod) {
			t.Errorf("%s/go.mod replaces a module: then its name and checksum say nothing", dir)
		}
		required := regexp.MustCompile(`(?m)^(?:require)?\s*([a-zA-Z0-9][^\s]*\.[^\s]+) (v[^\s]+)`).FindAllStringSubmatch(string(mod), -1)
		if len(required) < 5 {
			t.Errorf("%s/go.mod requires %d modules only", dir, len(required))
		}
		for _, r := range required {
			if !strings.Contains(string(sums), r[1]+" "+r[2]+"/go.mod h1:") {
				t.Errorf("%s/go.sum lacks %s %s", dir, r[1], r[2])
			}
		}
	}
	for _, file := range tracked(t) {
		if filepath.Base(file) == "package.json" {
			pinnedPackages(t, strings.TrimSuffix(file, "package.json"))
		}
		if strings.HasPrefix(file, ".github/") {
			pinnedActions(t, file)
		}
	}
}

// pinnedPackages fails unless every package of the lock file in dir has a checksum.
func pinnedPackages(t *testing.T, dir string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../..", dir, "package-lock.json"))
	if err != nil {
		t.Fatal(err)
	}
	var lock struct {
		Packages map[string]struct{ Version, Integrity string }
	}
	if err := json.Unmarshal(text, &lock); err != nil {
		t.Fatal(err)
	}
	for name, p := range lock.Packages {
		if name != "" && (p.Version == "" || !strings.HasPrefix(p.Integrity, "sha512-")) {
			t.Errorf("%s: %s has no checksum", dir, name)
		}
	}
}

// pinnedActions fails if a workflow uses an action by a tag, which can be moved.
func pinnedActions(t *testing.T, file string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../..", file))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`uses:\s*(\S+)`).FindAllStringSubmatch(string(text), -1) {
		if !regexp.MustCompile(`@[0-9a-f]{40}$`).MatchString(m[1]) && !strings.HasPrefix(m[1], "./") {
			t.Errorf("%s: %s is not pinned by its digest", file, m[1])
		}
	}
}

// A check that is told to be silent says which one, and why.
func TestSuppressionsHaveReasons(t *testing.T) {
	mark := regexp.MustCompile(`#nosec|gosec:disable|lint:(?:file-)?ignore|nolint`)
	good := regexp.MustCompile(`^\s*// #nosec( G\d{3})+ -- \S.{15,}$|//lint:ignore [A-Z]+\d+ \S.{15,}$`)
	for _, s := range sources(t) {
		for _, group := range s.tree.Comments {
			for _, c := range group.List {
				if mark.MatchString(c.Text) && !good.MatchString(c.Text) {
					t.Errorf("%s:%d silences a check without its name and a reason: %s", s.path, s.set.Position(c.Pos()).Line, c.Text)
				}
			}
		}
	}
}

// What every change is checked with, and what is checked at night, stands in the Makefile.
func TestLintRunsTheChecks(t *testing.T) {
	text, err := os.ReadFile("../../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	_, lint, _ := strings.Cut(string(text), "\nlint:")
	lint, _, _ = strings.Cut(lint, "\n\n")
	for _, check := range []string{"gofmt -l", "go vet ./...", "go tool staticcheck ./...", "go vet -vettool=$(CURDIR)/bin/gosec ./...", "go mod verify"} {
		if !strings.Contains(lint, check) {
			t.Errorf("make lint does without %q", check)
		}
	}
	if !regexp.MustCompile(`(?m)^test:.*\blint\b`).Match(text) {
		t.Error("make test does without make lint")
	}
}
