package main

import (
	"debug/elf"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// builderLine is the one line of the Dockerfile's first stage in which what stands, as a command of a
// shell, in which every path at the top of the image is one below $OUT.
func builderLine(t *testing.T, what string) string {
	t.Helper()
	text, err := os.ReadFile("../../Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for l := range strings.SplitSeq(string(text), "\n") {
		if command, ok := strings.CutPrefix(l, "RUN "); ok && strings.Contains(l, what) {
			found = append(found, command)
		}
	}
	if len(found) != 1 || strings.HasSuffix(found[0], `\`) {
		t.Fatalf("the Dockerfile has %q, not one line with %q", found, what)
	}
	below := found[0]
	for _, path := range []string{"interlude", "sbom.cdx.json", "licences/"} {
		below = regexp.MustCompile(`([ "])/`+path).ReplaceAllString(below, "$1$$OUT/"+path)
	}
	return below
}

// image runs the lines of the Dockerfile that make what the image holds, in an empty directory.
func image(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, what := range []string{"go build", "--sbom", "/licences/"} {
		line := exec.CommandContext(t.Context(), "sh", "-c", builderLine(t, what))
		line.Dir = "../.."
		line.Env = append(os.Environ(), "OUT="+dir, "VERSION=v9.8.7", "TARGETOS=linux", "TARGETARCH="+runtime.GOARCH)
		if said, err := line.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", line, err, said)
		}
	}
	return dir
}

// The image holds one program, so it must need nothing else; and beside it what it is made of.
func TestImageHoldsOneStaticProgram(t *testing.T) {
	dir := image(t)
	out := filepath.Join(dir, "interlude")
	static(t, out)
	sameModules(t, out, filepath.Join(dir, "sbom.cdx.json"))
	for module, from := range linked(t) {
		for _, text := range textsIn(t, from) {
			if _, err := os.Stat(filepath.Join(dir, "licences", module, filepath.Base(text))); err != nil {
				t.Errorf("a licence is missing in the image: %v", err)
			}
		}
	}
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
