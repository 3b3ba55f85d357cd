package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"interlude/bot"
)

const ourAddress = "https://interlude.example.com"

// compare returns what the doctor says of a manifest.
func compareManifest(t *testing.T, text, transport, address string) string {
	t.Helper()
	return compareWith(t, text, transport, address, false)
}

func compareWith(t *testing.T, text, transport, address string, sealed bool) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "manifest")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	d := &doctor{out: &out, address: address}
	d.manifest(path, SlackConfig{Transport: transport, Composer: !sealed})
	return out.String()
}

func manifestText(t *testing.T, address string, asJSON bool) string {
	t.Helper()
	text, err := buildManifest(bot.Commands(), address, false).encode(asJSON)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestDoctorKnowsOurManifest(t *testing.T) {
	const fine = "ok  manifest: as this version makes it\n"
	for _, asJSON := range []bool{true, false} {
		if said := compareManifest(t, manifestText(t, "", asJSON), TransportSocket, ""); said != fine {
			t.Errorf("socket, JSON %v: %s", asJSON, said)
		}
		if said := compareManifest(t, manifestText(t, ourAddress, asJSON), TransportHTTP, ourAddress); said != fine {
			t.Errorf("http, JSON %v: %s", asJSON, said)
		}
		want := "??  manifest: Slack sends everything to " + ourAddress + ": see that it is yours, or give it with --url\n"
		if said := compareManifest(t, manifestText(t, ourAddress, asJSON), TransportHTTP, ""); said != want {
			t.Errorf("http without an address, JSON %v: %s", asJSON, said)
		}
	}
	if said := compareManifest(t, `{"ok":true,"manifest":`+manifestText(t, "", true)+`}`, TransportSocket, ""); said != fine {
		t.Errorf("as the API wraps it: %s", said)
	}
}

// Each change of our manifest is named in one line.
func TestDoctorNamesDrift(t *testing.T) {
	for name, c := range map[string]struct {
		transport string
		old, new  string // in the YAML
		says      string
	}{
		"a command less":       {TransportSocket, "  - command: /reflect\n    description: Write a reflection, for yourself or for your next brief\n    should_escape: true\n", "", "!!  manifest: the command /reflect is missing: "},
		"a command renamed":    {TransportSocket, "/reflect", "/reflections", "!!  manifest: the command /reflect is missing: *??  manifest: the command /reflections is not ours: "},
		"people as words":      {TransportSocket, "next brief\n    should_escape: true", "next brief\n    should_escape: false", "!!  manifest: the command /reflect does not pass people as ids: turn on"},
		"other words":          {TransportSocket, "Write a reflection, for", "Write for", "??  manifest: the command /reflect is described in other words: "},
		"a scope less":         {TransportSocket, "    - im:history # take typed answers, and look before sending twice\n", "", "!!  manifest: the scope im:history is missing: "},
		"a scope more":         {TransportSocket, "    bot:\n", "    bot:\n    - channels:history\n", "??  manifest: the scope channels:history is not ours: "},
		"words for a scope":    {TransportSocket, "    bot:\n", "    bot:\n    - <!channel> hush\n", "??  manifest: the scope (a name that is not shown) is not ours: "},
		"as a person":          {TransportSocket, "    bot:\n", "    user:\n    - search:read\n    bot:\n", "!!  manifest: the user scope search:read lets the app act as people: "},
		"an event less":        {TransportSocket, "    - message.im # take typed answers\n", "", "!!  manifest: the event message.im is missing: "},
		"an event more":        {TransportSocket, "    bot_events:\n", "    bot_events:\n    - team_join\n", "??  manifest: the event team_join is not ours: "},
		"an event of people":   {TransportSocket, "    bot_events:\n", "    user_events:\n    - message.im\n    bot_events:\n", "??  manifest: the user event message.im is not ours: "},
		"for others":           {TransportSocket, "oauth_config:\n", "oauth_config:\n  redirect_urls:\n  - https://x.example/?secret=hush\n", "??  manifest: 1 redirect URL, and ours has none: others could install the app: "},
		"no sockets":           {TransportSocket, "socket_mode_enabled: true", "socket_mode_enabled: false", "!!  manifest: Socket Mode is off, and slack.transport is socket: "},
		"sockets":              {TransportHTTP, "socket_mode_enabled: false", "socket_mode_enabled: true", "!!  manifest: Socket Mode is on, and slack.transport is http: Slack would call nobody: "},
		"no buttons":           {TransportSocket, "is_enabled: true", "is_enabled: false", "!!  manifest: interactivity is off"},
		"no Home":              {TransportSocket, "home_tab_enabled: true", "home_tab_enabled: false", "!!  manifest: the Home tab is off: "},
		"no answers":           {TransportSocket, "messages_tab_read_only_enabled: false", "messages_tab_read_only_enabled: true", "!!  manifest: people cannot write to the app, and slack.composer is true: "},
		"no messages":          {TransportSocket, "messages_tab_enabled: true", "messages_tab_enabled: false", "!!  manifest: the Messages tab is off, so nobody is sent anything: "},
		"rotation":             {TransportSocket, "token_rotation_enabled: false", "token_rotation_enabled: true", "!!  manifest: token rotation is on"},
		"an organisation":      {TransportSocket, "org_deploy_enabled: false", "org_deploy_enabled: true", "??  manifest: the app is for a whole organisation"},
		"an address in wait":   {TransportSocket, "is_enabled: true", "is_enabled: true\n    request_url: https://evil.example/x?token=hush", "??  manifest: interactivity would go to https://evil.example/x if Socket Mode were turned off: "},
		"a command elsewhere":  {TransportHTTP, "/reflect\n    url: " + ourAddress, "/reflect\n    url: https://u:hush@evil.example", "!!  manifest: the command /reflect goes to https://evil.example/slack/commands, and not to ours: "},
		"events elsewhere":     {TransportHTTP, ourAddress + "/slack/events", "https://evil.example/slack/events", "!!  manifest: events goes to https://evil.example/slack/events, and not to ours: "},
		"presses elsewhere":    {TransportHTTP, ourAddress + "/slack/interactions", "http://interlude.example.com/slack/interactions", "!!  manifest: interactivity goes to http://interlude.example.com/slack/interactions, and not to ours: "},
		"menus elsewhere":      {TransportHTTP, "is_enabled: true", "is_enabled: true\n    message_menu_options_url: https://evil.example/m", "!!  manifest: select menus goes to https://evil.example/m, and not to ours: "},
		"a command to nowhere": {TransportHTTP, "/reflect\n    url: " + ourAddress + "/slack/commands\n", "/reflect\n", "!!  manifest: no address is given for the command /reflect: "},
	} {
		t.Run(name, func(t *testing.T) {
			address := map[string]string{TransportSocket: "", TransportHTTP: ourAddress}[c.transport]
			ours := manifestText(t, address, false)
			text := strings.Replace(ours, c.old, c.new, 1)
			if text == ours {
				t.Fatalf("%q is not in\n%s", c.old, ours)
			}
			said := compareManifest(t, text, c.transport, address)
			wants := strings.Split(c.says, "*")
			lines := strings.SplitAfter(strings.TrimSpace(said), "\n")
			if len(lines) != len(wants) || strings.Contains(said, "hush") {
				t.Fatalf("%d lines, or a secret:\n%s", len(lines), said)
			}
			for i, w := range wants {
				if !strings.HasPrefix(lines[i], w) {
					t.Errorf("got %s, want %s", lines[i], w)
				}
			}
		})
	}
}

// TestDoctorKnowsTheSealedManifest: and that it and the configuration belong together.
func TestDoctorKnowsTheSealedManifest(t *testing.T) {
	text, err := buildManifest(bot.Commands(), "", true).encode(false)
	if err != nil {
		t.Fatal(err)
	}
	if said := compareWith(t, string(text), TransportSocket, "", true); said != "ok  manifest: as this version makes it\n" {
		t.Errorf("sealed: %s", said)
	}
	said := compareWith(t, manifestText(t, "", false), TransportSocket, "", true)
	if !strings.Contains(said, "!!  manifest: people can write to the app, and slack.composer is false") || !strings.Contains(said, "??  manifest: the event message.im is not ours") {
		t.Errorf("sealed by the configuration alone: %s", said)
	}
	said = compareWith(t, string(text), TransportSocket, "", false)
	if !strings.Contains(said, "!!  manifest: people cannot write to the app, and slack.composer is true") || !strings.Contains(said, "!!  manifest: the event message.im is missing") {
		t.Errorf("sealed by the manifest alone: %s", said)
	}
}

// All of it moved away is seen only by whoever knows the address.
func TestDoctorAsksForTheAddress(t *testing.T) {
	moved := strings.ReplaceAll(manifestText(t, ourAddress, true), "interlude.example.com", "evil.example")
	if said := compareManifest(t, moved, TransportHTTP, ""); said != "??  manifest: Slack sends everything to https://evil.example: see that it is yours, or give it with --url\n" {
		t.Error(said)
	}
	if said := compareManifest(t, moved, TransportHTTP, ourAddress); strings.Count(said, "!!  manifest: ") != 2+len(bot.Commands()) {
		t.Error(said)
	}
}

func TestDoctorReadsNoOtherFile(t *testing.T) {
	for text, says := range map[string]string{
		"":                          "is not an app's manifest",
		"{}":                        "is not an app's manifest",
		`{"features": "hush"}`:      "is neither JSON nor YAML of a manifest",
		"features: [hush":           "is neither JSON nor YAML of a manifest",
		strings.Repeat("a", 70_000): "cannot be read (it is longer than 64 KiB)",
	} {
		said := compareManifest(t, text, TransportSocket, "")
		if !strings.HasPrefix(said, "!!  manifest: the file "+says) || strings.Contains(said, "hush") {
			t.Errorf("%.30q: %s", text, said)
		}
	}
	var out strings.Builder
	d := &doctor{out: &out}
	if d.manifest(filepath.Join(t.TempDir(), "none"), SlackConfig{Transport: TransportSocket}); !strings.Contains(out.String(), "cannot be read (no such file or directory)") {
		t.Error(out.String())
	}
}
