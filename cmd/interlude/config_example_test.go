package main

import (
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const example = "../../config.example.yaml"

// secretsOf gives what the example leaves open.
func secretsOf(t *testing.T) func(string) (string, bool) {
	t.Helper()
	return envOf(map[string]string{
		"INTERLUDE_SLACK_BOT_TOKEN": "xoxb-1", "INTERLUDE_SLACK_APP_TOKEN": "xapp-1", "INTERLUDE_PEOPLE_COACHES": "U024BE7LH",
	})
}

func TestExampleHoldsTheDefaults(t *testing.T) {
	got, err := LoadConfig(example, secretsOf(t), Checks{})
	if err != nil {
		t.Fatal(err)
	}
	want, err := LoadConfig("", secretsOf(t), Checks{})
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("the example gives\n%+v\nand no file at all\n%+v", got, want)
	}
}

// The example is the reference: it names every key, and no other, each below a comment.
func TestExampleNamesEveryKey(t *testing.T) {
	text, err := os.ReadFile(example)
	if err != nil {
		t.Fatal(err)
	}
	var named []string
	section, explained := "", false
	line := regexp.MustCompile(`^(  (?:# )?)?([a-z_]+):( .*)?$`)
	for _, l := range strings.Split(string(text), "\n") {
		m := line.FindStringSubmatch(l)
		switch {
		case m == nil:
			explained = explained || strings.HasPrefix(l, "  # ")
		case m[1] == "":
			section = m[2]
		default:
			named = append(named, section+"."+m[2])
			if !explained && !strings.HasSuffix(m[2], "_file") {
				t.Errorf("%s.%s has no comment", section, m[2])
			}
			explained = false
		}
	}
	c := defaultConfig()
	want := (&loader{keys: keysOf(&c, Checks{})}).names()
	slices.Sort(named)
	slices.Sort(want)
	if !slices.Equal(named, want) {
		t.Errorf("the example names\n%v\nand the program reads\n%v", named, want)
	}
}

// Every field of Config is the target of exactly one key, of a kind that put can fill.
func TestEveryFieldHasAKey(t *testing.T) {
	c := defaultConfig()
	targets := map[uintptr]string{}
	for _, k := range keysOf(&c, Checks{}) {
		at := reflect.ValueOf(k.to).Pointer()
		if other, ok := targets[at]; ok {
			t.Errorf("%s and %s fill the same field", k.name, other)
		}
		targets[at] = k.name
		if err := k.put(value{text: sample(k)}); err != nil {
			t.Errorf("%s cannot be filled: %v", k.name, err)
		}
	}
	sections := reflect.ValueOf(&c).Elem()
	for i := range sections.NumField() {
		for j := range sections.Field(i).NumField() {
			field := sections.Field(i).Field(j)
			if _, ok := targets[field.Addr().Pointer()]; !ok {
				t.Errorf("%s.%s has no key", sections.Type().Field(i).Name, sections.Field(i).Type().Field(j).Name)
			}
			delete(targets, field.Addr().Pointer())
		}
	}
	for _, name := range targets {
		t.Errorf("%s fills no field of Config", name)
	}
}

// sample is the key's default as text, which every rule must take.
func sample(k key) string {
	if strings.HasPrefix(k.name, "limits.") {
		return "2"
	}
	switch k.name {
	case "quiet.holidays":
		return "12-24"
	case "help.numbers":
		return "DE: 112"
	case "quiet.weekends":
		return "true"
	case "keep.work", "keep.records":
		return "30"
	case "slack.composer":
		return "false"
	case "caps.per_day", "caps.per_week", "consent.months":
		return "2"
	case "caps.late":
		return "4h"
	}
	switch to := k.to.(type) {
	case *Secret:
		return to.Reveal()
	case *[]string:
		return "U024BE7LH"
	default:
		return reflect.ValueOf(k.to).Elem().String()
	}
}
