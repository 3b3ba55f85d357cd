package main

import (
	"debug/elf"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// buildLine is the one line of the Dockerfile that builds the program, as a shell command.
func buildLine(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for l := range strings.SplitSeq(string(text), "\n") {
		if command, ok := strings.CutPrefix(l, "RUN "); ok && strings.Contains(l, "go build") {
			found = append(found, command)
		}
	}
	if len(found) != 1 || strings.HasSuffix(found[0], `\`) || strings.Count(found[0], " -o /interlude ") != 1 {
		t.Fatalf("the Dockerfile builds with %q, not with one line that has -o /interlude", found)
	}
	return found[0]
}

// The image holds nothing but the program, so it must need nothing else.
func TestImageHoldsOneStaticProgram(t *testing.T) {
	out := filepath.Join(t.TempDir(), "interlude")
	build := exec.CommandContext(t.Context(), "sh", "-c", strings.Replace(buildLine(t), " -o /interlude ", ` -o "$OUT" `, 1))
	build.Dir = "../.."
	build.Env = append(os.Environ(), "OUT="+out, "VERSION=v9.8.7", "TARGETOS=linux", "TARGETARCH="+runtime.GOARCH)
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, said)
	}
	static(t, out)
	if runtime.GOOS != "linux" {
		return // it was built for Linux and cannot run here
	}
	said, err := exec.CommandContext(t.Context(), out, "version").CombinedOutput()
	if err != nil || !strings.HasPrefix(string(said), "interlude v9.8.7 ") {
		t.Errorf("version says %q, %v", said, err)
	}
}

// static fails unless the ELF program at path needs neither an interpreter nor a library.
func static(t *testing.T, path string) {
	t.Helper()
	f, err := elf.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if slices.ContainsFunc(f.Progs, func(p *elf.Prog) bool { return p.Type == elf.PT_INTERP }) {
		t.Error("the program names an interpreter: it is linked dynamically")
	}
	libraries, err := f.ImportedLibraries()
	if err != nil || len(libraries) > 0 {
		t.Errorf("the program needs %v (%v)", libraries, err)
	}
}
