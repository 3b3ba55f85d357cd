package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"interlude/bot"
)

// FuzzManifest gives the doctor any file as the app's manifest: it says what it finds, and
// finds nothing wrong only with one that asks for what ours asks for.
func FuzzManifest(f *testing.F) {
	for _, asJSON := range []bool{true, false} {
		text, err := buildManifest(bot.Commands(), "", false).encode(asJSON)
		if err != nil {
			f.Fatal(err)
		}
		f.Add([]byte(text))
		f.Add(bytes.Replace([]byte(text), []byte("chat:write"), []byte("channels:history"), 1))
	}
	for _, s := range []string{"", "{}", `{"manifest":{}}`, `{"manifest":null,"features":{"slash_commands":[null]}}`, "a: &a [*a]", "features: {slash_commands: [{command: /x}]}",
		`{"oauth_config":{"scopes":{"bot":["x"]},"redirect_urls":["https://evil.example/"]}}`, "\xff", "? [a]\n: b", "- 1", strings.Repeat("[", 5000)} {
		f.Add([]byte(s))
	}
	path := filepath.Join(f.TempDir(), "manifest")
	f.Fuzz(func(t *testing.T, text []byte) {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		d := &doctor{out: &out}
		d.manifest(path, SlackConfig{Transport: TransportSocket, Composer: true})
		said := out.String()
		if said == "" {
			t.Fatal("it says nothing")
		}
		if strings.Contains(said, "ok  manifest") {
			for _, scope := range []string{"chat:write", "commands", "im:history", "users:read"} {
				if !bytes.Contains(text, []byte(scope)) {
					t.Fatalf("fine without %s: %s", scope, said)
				}
			}
		}
	})
}
