package main

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var updateLicences = flag.Bool("update.licences", false, "write licences.txt anew from the licences' texts")

// mayBeLinked are the licences that a program under Apache-2.0 may be linked with and given away,
// with their texts beside it. MPL-2.0 asks that changes of its own files be published; we change none.
var mayBeLinked = []string{"MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "MPL-2.0", "Unlicense", "blessing"}

// phrases tell the licences' texts apart.
var phrases = []struct{ words, licence string }{
	{"GNU AFFERO GENERAL PUBLIC LICENSE", "AGPL"},
	{"GNU LESSER GENERAL PUBLIC LICENSE", "LGPL"},
	{"GNU GENERAL PUBLIC LICENSE", "GPL"},
	{"Business Source License", "BUSL"},
	{"Server Side Public License", "SSPL"},
	{"Mozilla Public License Version 2.0", "MPL-2.0"},
	{"Mozilla Public License, version 2.0", "MPL-2.0"},
	{"Apache License Version 2.0", "Apache-2.0"},
	{"Permission to use, copy, modify, and distribute this software for any purpose with or without fee", "ISC"},
	{"Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee", "ISC"},
	{"Permission is hereby granted, free of charge, to any person obtaining a copy", "MIT"},
	{"This is free and unencumbered software released into the public domain", "Unlicense"},
	{"SQLite Is Public Domain", "blessing"}, // SPDX's name for it
	{"Redistribution and use in source and binary forms", "BSD-2-Clause"},
}

// licenceOf returns the licence of a text, or "" when it is none that we know: the one whose
// words come first, because MPL's own text names the GNU licences further down. The sentence
// that makes BSD-3-Clause follows those that it shares with BSD-2-Clause.
func licenceOf(text string) string {
	flat := strings.ToLower(strings.Join(strings.Fields(strings.NewReplacer("//", " ", "*", " ").Replace(text)), " "))
	first, found := len(flat), ""
	for _, p := range phrases {
		if at := strings.Index(flat, strings.ToLower(p.words)); at >= 0 && at < first {
			first, found = at, p.licence
		}
	}
	if found == "BSD-2-Clause" && strings.Contains(flat[first:], "neither the name") {
		return "BSD-3-Clause"
	}
	return found
}

// linked lists the modules that the program is linked with, and where their files lie.
func linked(t *testing.T) map[string]string {
	t.Helper()
	list := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Dir}}{{end}}{{end}}", "./cmd/interlude")
	list.Dir = "../.."
	out, err := list.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	dirs := map[string]string{}
	for line := range strings.Lines(string(out)) {
		if module, dir, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			dirs[module] = dir
		}
	}
	return dirs
}

// textsIn lists the files of a module that say under which licence it stands.
func textsIn(t *testing.T, dir string) []string {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, f := range files {
		name := strings.ToLower(f.Name())
		// Logos are not linked; lists of third parties repeat the notices of parts, and go along in the image.
		if strings.HasSuffix(name, "-logo") || strings.Contains(name, "3rd-party") {
			continue
		}
		if strings.HasPrefix(name, "licen") || strings.HasPrefix(name, "copying") {
			texts = append(texts, filepath.Join(dir, f.Name()))
		}
	}
	return texts
}

// Every module that is linked stands under licences that we may link with, and licences.txt
// names them as their texts do.
func TestLicencesOfDependenciesAreAllowed(t *testing.T) {
	var lines []string
	known, dirs := licencesOf(licences), linked(t)
	for _, module := range slices.Sorted(maps.Keys(dirs)) {
		var all []string
		for _, file := range textsIn(t, dirs[module]) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			licence := licenceOf(string(text))
			if !slices.Contains(mayBeLinked, licence) {
				t.Errorf("%s: %s is of licence %q, which is not among %v", module, filepath.Base(file), licence, mayBeLinked)
			}
			if !slices.Contains(all, licence) {
				all = append(all, licence)
			}
		}
		slices.Sort(all)
		expression := strings.Join(all, " AND ")
		if expression == "" {
			t.Errorf("%s has no licence", module)
		}
		if !*updateLicences && known[module] != expression {
			t.Errorf("licences.txt has %q for %s, its texts say %q (go test ./cmd/interlude -run Licences -update.licences)", known[module], module, expression)
		}
		lines = append(lines, fmt.Sprintf("%s %s\n", module, expression))
		delete(known, module)
	}
	for module := range known {
		if !*updateLicences {
			t.Errorf("licences.txt names %s, which is not linked", module)
		}
	}
	if *updateLicences {
		if err := os.WriteFile("licences.txt", []byte(strings.Join(lines, "")), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestLicencesAreToldApart(t *testing.T) {
	for text, want := range map[string]string{
		"# MIT\nPermission is hereby granted, free of charge,\nto any person obtaining a copy of":           "MIT",
		"Mozilla Public License Version 2.0 ... \"Secondary License\" means the GNU General Public License": "MPL-2.0",
		"GNU GENERAL PUBLIC LICENSE Version 3":                                                              "GPL",
		"Redistribution and use in source and binary forms, with or":                                        "BSD-2-Clause",
		"Redistribution and use in source and binary forms ... Neither the name of":                         "BSD-3-Clause",
		"Apache License\n   Version 2.0, January 2004":                                                      "Apache-2.0",
		"all rights reserved": "",
	} {
		if got := licenceOf(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
