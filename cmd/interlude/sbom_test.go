package main

import (
	"bytes"
	"debug/buildinfo"
	"encoding/json"
	"os"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
)

// sameModules fails unless the bill of materials in the file sbom names exactly the modules that the
// linker recorded in program, with their checksums as go.sum has them, each with its licence.
func sameModules(t *testing.T, program, sbom string) {
	t.Helper()
	info, err := buildinfo.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(sbom)
	if err != nil {
		t.Fatal(err)
	}
	sums, err := os.ReadFile("../../go.sum")
	if err != nil {
		t.Fatal(err)
	}
	var b bom
	if err := json.Unmarshal(text, &b); err != nil {
		t.Fatal(err)
	}
	if b.Metadata.Component.Version != "v9.8.7" || len(info.Deps) < 10 {
		t.Errorf("the bill is of version %q, the program of %d modules", b.Metadata.Component.Version, len(info.Deps))
	}
	want, got := []string{"std@" + info.GoVersion}, []string(nil)
	for _, m := range info.Deps {
		want = append(want, m.Path+"@"+m.Version+" "+m.Sum)
		if m.Replace != nil || !strings.Contains(string(sums), m.Path+" "+m.Version+" "+m.Sum+"\n") {
			t.Errorf("%s %s is replaced, or is not the one of go.sum", m.Path, m.Version)
		}
	}
	for _, c := range b.Components {
		line := c.Name + "@" + c.Version
		if len(c.Properties) > 0 {
			line += " " + c.Properties[0].Value
		}
		if len(c.Licences) != 1 || c.Licences[0].Expression == "" {
			t.Errorf("%s is without a licence in the bill", c.Name)
		}
		got = append(got, line)
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(want, got) {
		t.Errorf("the bill has\n%s\nthe program\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// The bill can be compared from build to build: nothing in it depends on when it was written.
func TestSBOMIsReproducible(t *testing.T) {
	info := &debug.BuildInfo{GoVersion: "go1.26.0", Main: debug.Module{Path: "interlude"}, Settings: []debug.BuildSetting{{Key: "GOOS", Value: "linux"}, {Key: "-ldflags", Value: "x"}},
		Deps: []*debug.Module{{Path: "gorm.io/gorm", Version: "v1", Sum: "h1:x="}, {Path: "example.com/old", Version: "v1", Replace: &debug.Module{Path: "example.com/new", Version: "v2"}}}}
	var one, two bytes.Buffer
	if err := writeSBOM(&one, info, "v1.2.3"); err != nil {
		t.Fatal(err)
	}
	if err := writeSBOM(&two, info, "v1.2.3"); err != nil {
		t.Fatal(err)
	}
	if one.String() != two.String() {
		t.Error("two bills of the same program differ")
	}
	for _, want := range []string{`"bomFormat": "CycloneDX"`, `"pkg:golang/gorm.io/gorm@v1"`, `"h1:x="`, `"expression": "MIT"`, `"pkg:golang/example.com/new@v2"`, `"go:GOOS"`, `"version": "v1.2.3"`} {
		if !strings.Contains(one.String(), want) {
			t.Errorf("the bill lacks %s:\n%s", want, one.String())
		}
	}
	if strings.Contains(one.String(), "example.com/old") || strings.Contains(one.String(), "ldflags") {
		t.Error("the bill names what is not in the program")
	}
	uuid := regexp.MustCompile(`"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"`)
	if !uuid.Match(one.Bytes()) {
		t.Errorf("no serial number: %s", one.String())
	}
	info.Deps[0].Version = "v2"
	two.Reset()
	if err := writeSBOM(&two, info, "v1.2.3"); err != nil || bytes.Equal(uuid.Find(one.Bytes()), uuid.Find(two.Bytes())) {
		t.Errorf("another program has the same serial number (%v)", err)
	}
}

func TestVersionPrintsTheSBOM(t *testing.T) {
	var out bytes.Buffer
	c := versionCommand()
	c.SetOut(&out)
	c.SetArgs([]string{"--sbom"})
	if err := c.Execute(); err != nil || !strings.Contains(out.String(), "pkg:golang/github.com/slack-go/slack@") {
		t.Errorf("%v\n%s", err, out.String())
	}
	c = versionCommand()
	c.SetOut(&out)
	c.SetErr(&out)
	c.SetArgs([]string{"--sbom", "--of", "sbom_test.go"})
	if err := c.Execute(); err == nil {
		t.Error("a file that is no program has a bill")
	}
}
