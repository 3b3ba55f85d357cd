package bot

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/slack-go/slack"

	"interlude/bot/sandbox"
)

var update = flag.Bool("update", false, "write the golden files anew")

// goldenForm holds a form against its golden file and against Slack's limits.
func goldenForm(t *testing.T, name string, v *slack.ModalViewRequest) {
	t.Helper()
	raw := golden(t, name, v)
	if bad := sandbox.ValidateView(raw); len(bad) > 0 {
		t.Errorf("%s: Slack would refuse: %v", name, bad)
	}
}

// goldenCard holds a message against its golden file and against Slack's limits.
func goldenCard(t *testing.T, name string, c card) {
	t.Helper()
	golden(t, name, map[string]any{"text": c.Note, "blocks": c.Blocks})
	blocks, err := json.Marshal(c.Blocks)
	if err != nil {
		t.Fatal(err)
	}
	if bad := sandbox.ValidateMessage(blocks, c.Note); len(bad) > 0 {
		t.Errorf("%s: Slack would refuse: %v", name, bad)
	}
}

// golden holds v, as JSON, against testdata/golden/name.json and returns it. Run the tests
// with -update to write the files, and read the difference before committing it.
func golden(t *testing.T, name string, v any) []byte {
	t.Helper()
	raw, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	raw = append(raw, '\n')
	path := filepath.Join("testdata", "golden", name+".json")
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, raw, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("no golden file %s: run go test ./bot -update and read it", name)
	}
	if !bytes.Equal(raw, want) {
		t.Errorf("%s differs from its golden file:\n%s", name, raw)
	}
	return raw
}
