package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Whatever stands in the file: no panic, no secret in the error, and an accepted
// configuration can be loaded again with the same result.
func FuzzLoadConfig(f *testing.F) {
	text, err := os.ReadFile(example)
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{string(text), least, "", "---\n", "a", "? x\n: y", "slack: &a\n  b: *a\n<<: *a\n", "slack:\n  bot_token: !!binary x\n",
		"slack: {bot_token: " + hush + ", app_token: [" + hush + "], " + hush + "-: 1}", "\xff\xfe", "slack:\n\tbot_token: x", "%YAML 9\n", "- - -", "people:\n  coaches:\n  - U1AA\n  - [x]\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, yaml string) {
		if strings.Contains(yaml, "_file") {
			yaml = strings.ReplaceAll(yaml, "_file", "_f") // reads no file that the fuzzer names
		}
		path := filepath.Join(t.TempDir(), "c.yaml")
		if err := os.WriteFile(path, []byte(yaml), 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := LoadConfig(path, noEnv, Checks{})
		if err != nil && strings.Contains(err.Error(), hush) {
			t.Fatalf("the error holds a secret: %v", err)
		}
		if err == nil && (c.Slack.BotToken.Empty() || len(c.People.Coaches) == 0 || !strings.HasSuffix(c.Slack.APIURL, "/")) {
			t.Fatalf("accepted without what is needed")
		}
	})
}
