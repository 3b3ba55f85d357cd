package main

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/goccy/go-yaml"

	"interlude/bot"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestManifestGolden(t *testing.T) {
	for file, args := range map[string]string{
		"manifest_socket.yaml": "manifest",
		"manifest_sealed.yaml": "manifest --sealed",
		"manifest_http.yaml":   "manifest --transport http --url https://interlude.example.com/",
		"manifest_http.json":   "manifest --transport http --url https://interlude.example.com --json",
	} {
		code, got, stderr := try(t.Context(), strings.Fields(args))
		if code != 0 {
			t.Fatalf("%s: %s", args, stderr)
		}
		path := filepath.Join("testdata", file)
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s is not %s (go test ./cmd/interlude -update writes it anew):\n%s", args, file, got)
		}
	}
}

// YAML, with its comments, and JSON say the same.
func TestManifestYAMLIsJSON(t *testing.T) {
	m := buildManifest(bot.Commands(), "https://interlude.example.com", false)
	for _, asJSON := range []bool{true, false} {
		text, err := m.encode(asJSON)
		if err != nil {
			t.Fatal(err)
		}
		var back Manifest
		if asJSON {
			err = json.Unmarshal(text, &back)
		} else {
			err = yaml.UnmarshalWithOptions(text, &back, yaml.Strict())
		}
		if err != nil || !reflect.DeepEqual(back, m) {
			t.Errorf("json %v: came back different: %v\n%+v", asJSON, err, back)
		}
	}
}

// Slack's limits in characters, from slackapi/manifest-schema, manifest.schema.1.0.0.json.
func TestManifestKeepsSlacksLimits(t *testing.T) {
	for _, address := range []string{"", "https://" + strings.Repeat("a", 1900) + ".example.com"} {
		m := buildManifest(bot.Commands(), address, false)
		within(t, "name", m.Display.Name, 1, 35)
		within(t, "description", m.Display.Description, 1, 140)
		within(t, "long description", m.Display.Long, 175, 4000)
		if !regexp.MustCompile(`^#[0-9a-f]{6}$`).MatchString(m.Display.Colour) {
			t.Errorf("background colour %q", m.Display.Colour)
		}
		within(t, "bot name", m.Features.Bot.Name, 1, 80)
		within(t, "event address", m.Settings.Events.URL, 0, 3500)
		within(t, "interaction address", m.Settings.Interactivity.URL, 0, 3500)
		for _, s := range append(m.OAuth.Scopes.Bot, m.Settings.Events.Bot...) {
			within(t, "scope or event", s, 1, 50)
		}
		commandsWithin(t, m.Features.Commands)
	}
}

func commandsWithin(t *testing.T, commands []manifestSlash) {
	t.Helper()
	if len(commands) < 1 || len(commands) > 50 {
		t.Errorf("%d commands", len(commands))
	}
	seen := map[string]bool{}
	for _, c := range commands {
		within(t, "command", c.Command, 2, 32)
		within(t, "command description", c.Description, 1, 2000)
		within(t, "usage hint", c.Usage, 0, 1000)
		within(t, "command address", c.URL, 0, 3000)
		if !regexp.MustCompile(`^/[a-z]+$`).MatchString(c.Command) || seen[c.Command] || !c.Escape {
			t.Errorf("command %+v: not a plain word, named twice or not escaped", c)
		}
		seen[c.Command] = true
	}
}

func within(t *testing.T, what, s string, least, most int) {
	t.Helper()
	if n := utf8.RuneCountInString(s); n < least || n > most {
		t.Errorf("%s has %d characters, not %d to %d: %.40q", what, n, least, most, s)
	}
}

// A wider scope is a decision that users must confirm again: it must not slip in.
func TestManifestAsksForLittle(t *testing.T) {
	m := buildManifest(bot.Commands(), "", false)
	if got := strings.Join(m.OAuth.Scopes.Bot, " "); got != "chat:write commands dnd:read files:write im:history im:write users:read" {
		t.Errorf("scopes are %s", got)
	}
	for _, s := range append(scopes, events...) {
		if s.why == "" {
			t.Errorf("%s has no reason", s.name)
		}
	}
}

// TestSealedManifestTakesTheComposerAway: and with it the one event that tells of typed words.
func TestSealedManifestTakesTheComposerAway(t *testing.T) {
	m, open := buildManifest(bot.Commands(), "", true), buildManifest(bot.Commands(), "", false)
	if !m.Features.Home.ReadOnly || !m.Features.Home.Messages || open.Features.Home.ReadOnly {
		t.Errorf("the composer: %+v and %+v", m.Features.Home, open.Features.Home)
	}
	if slices.Contains(m.Settings.Events.Bot, typedOnly) || len(m.Settings.Events.Bot) != len(open.Settings.Events.Bot)-1 {
		t.Errorf("subscribes to %v", m.Settings.Events.Bot)
	}
}

func TestManifestFlags(t *testing.T) {
	for args, code := range map[string]int{
		"--transport socket":                                          0,
		"--transport http --url https://a.example.com":                0,
		"--transport http --url https://a.example.com/b":              0,
		"--url https://a.example.com":                                 2,
		"--transport http":                                            2,
		"--transport http --url http://a.example.com":                 2,
		"--transport http --url a.example.com":                        2,
		"--transport http --url https://a.example.com?q":              2,
		"--transport http --url https://" + strings.Repeat("a", 2000): 2,
	} {
		if got, _, _ := try(t.Context(), append([]string{"manifest"}, strings.Fields(args)...)); got != code {
			t.Errorf("%.60s: exit code %d, want %d", args, got, code)
		}
	}
}

// TestManifestSubscribesToWhatTheBotReads: an event without a route would be noise, a route
// without its event would never be used.
func TestManifestSubscribesToWhatTheBotReads(t *testing.T) {
	if got := buildManifest(bot.Commands(), "", false).Settings.Events.Bot; !slices.Equal(got, bot.Events()) {
		t.Errorf("the manifest subscribes to %v, the bot reads %v", got, bot.Events())
	}
}
