package bot

import (
	"strings"
	"testing"
	"unicode/utf8"

	"encoding/json"
	"interlude/bot/sandbox"
)

func TestEsc(t *testing.T) {
	for in, want := range map[string]string{
		"<!channel>":                  "&lt;!channel&gt;",
		"<@U123>":                     "&lt;@U123&gt;",
		"<https://evil.example|bank>": "&lt;https://evil.example|bank&gt;",
		"a & b":                       "a &amp; b",
		"&lt;":                        "&amp;lt;",
		"abc\u202egnp.exe":            "abcgnp.exe",
		"two\nlines\tand\x00nul":      "two\nlines\tandnul",
	} {
		if got := esc(in); got != want {
			t.Errorf("esc(%q) = %q, want %q", in, got, want)
		}
	}
}

// FuzzEsc: whatever a person writes, nothing of it is markup, and paragraphs stay within
// Slack's limits and lose no character that can be shown.
func FuzzEsc(f *testing.F) {
	for _, s := range []string{"<!channel>", "<@U1>", strings.Repeat("<&>", 1000), "\u202e", "<url|x>", "\xff\xfe"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		e := esc(s)
		if strings.ContainsAny(e, "<>") {
			t.Fatalf("markup is left in %q", e)
		}
		s = strings.ToValidUTF8(s, "")
		if utf8.RuneCountInString(s) > 3000 {
			return
		}
		blocks := paragraphs(s)
		raw, err := json.Marshal(blocks)
		if err != nil {
			t.Fatal(err)
		}
		if len(blocks) == 0 {
			return
		}
		if bad := sandbox.ValidateMessage(raw, "note"); len(bad) > 0 {
			t.Fatalf("Slack would refuse: %v", bad)
		}
	})
}
