package main

import (
	"crypto/sha256"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"runtime/debug"
	"strings"
)

// licences names the licence of every module that the program is linked with, one "module
// SPDX-identifier" a line. A test compares it with the licences' texts.
//
//go:embed licences.txt
var licences string

// bom is a bill of materials in CycloneDX's JSON (cyclonedx.org, version 1.6). It holds no time
// and no random number: the same program has the same bill.
type bom struct {
	Format      string         `json:"bomFormat"`
	SpecVersion string         `json:"specVersion"`
	Serial      string         `json:"serialNumber,omitempty"`
	Version     int            `json:"version"`
	Metadata    bomMetadata    `json:"metadata"`
	Components  []bomComponent `json:"components"`
}

type bomMetadata struct {
	Component  bomComponent  `json:"component"`
	Properties []bomProperty `json:"properties,omitempty"`
}

type bomComponent struct {
	Type       string        `json:"type"`
	Ref        string        `json:"bom-ref"`
	Name       string        `json:"name"`
	Version    string        `json:"version"`
	URL        string        `json:"purl"`
	Licences   []bomLicence  `json:"licenses,omitempty"`
	Properties []bomProperty `json:"properties,omitempty"`
}

type bomLicence struct {
	Expression string `json:"expression"`
}

type bomProperty struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// writeSBOM writes the bill of materials of a program from what the linker recorded in it: the
// modules that it holds, each with its version and the checksum of go.sum, and Go's own library.
// release is the program's version.
func writeSBOM(out io.Writer, info *debug.BuildInfo, release string) error {
	b := bom{Format: "CycloneDX", SpecVersion: "1.6", Version: 1}
	b.Metadata.Component = component("application", info.Main.Path, release, "Apache-2.0", "")
	for _, s := range info.Settings {
		if s.Key == "GOOS" || s.Key == "GOARCH" || s.Key == "CGO_ENABLED" || strings.HasPrefix(s.Key, "vcs.") {
			b.Metadata.Properties = append(b.Metadata.Properties, bomProperty{"go:" + s.Key, s.Value})
		}
	}
	b.Components = append(b.Components, component("library", "std", info.GoVersion, "BSD-3-Clause", ""))
	known := licencesOf(licences)
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		b.Components = append(b.Components, component("library", m.Path, m.Version, known[m.Path], m.Sum))
	}
	plain, err := json.Marshal(b)
	if err != nil {
		return fmt.Errorf("write the bill of materials: %w", err)
	}
	b.Serial = serial(sha256.Sum256(plain))
	e := json.NewEncoder(out)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(b)
}

func component(kind, path, version, licence, sum string) bomComponent {
	url := "pkg:golang/" + path + "@" + version
	c := bomComponent{Type: kind, Ref: url, Name: path, Version: version, URL: url}
	if licence != "" {
		c.Licences = []bomLicence{{licence}}
	}
	if sum != "" {
		c.Properties = []bomProperty{{"go:sum", sum}}
	}
	return c
}

// serial makes a UUID (of version 8: made from whatever one likes) out of a checksum.
func serial(h [sha256.Size]byte) string {
	h[6], h[8] = h[6]&0x0f|0x80, h[8]&0x3f|0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", h[:4], h[4:6], h[6:8], h[8:10], h[10:16])
}

// licencesOf reads lines of a module and its licence, which may have spaces ("MIT AND BSD-3-Clause").
func licencesOf(text string) map[string]string {
	known := map[string]string{}
	for line := range strings.Lines(text) {
		if module, licence, ok := strings.Cut(strings.TrimSpace(line), " "); ok && module != "#" {
			known[module] = strings.TrimSpace(licence)
		}
	}
	return known
}
