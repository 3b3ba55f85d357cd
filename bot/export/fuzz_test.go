package export

import (
	"encoding/csv"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode"

	"interlude/coaching"
)

// FuzzCSV: whatever somebody wrote, no program that cuts the file at commas, semicolons, tabs or
// ends of lines finds a cell that begins like a formula, and nothing of the words is lost.
func FuzzCSV(f *testing.F) {
	for _, s := range hostile {
		f.Add(s, s)
	}
	f.Add(`x";=1+1`, "\n\n=1")
	f.Fuzz(func(t *testing.T, a, b string) {
		type row struct{ First, Second string }
		raw := strings.TrimPrefix(string(table([]row{{a, b}}, time.UTC)), "\ufeff")
		rows, err := csv.NewReader(strings.NewReader(raw)).ReadAll()
		if err != nil || len(rows) != 2 || len(rows[1]) != 2 {
			t.Fatalf("%q: %v", raw, err)
		}
		for i, want := range []string{a, b} {
			if got := rows[1][i]; got != "" && strings.ContainsRune(dangerous, []rune(got)[0]) {
				t.Errorf("the cell %q begins like a formula", got)
			} else if bare(got) != bare(want) {
				t.Errorf("of %q there is %q", want, got)
			}
		}
		for _, cell := range strings.FieldsFunc(raw, func(r rune) bool { return r == ';' || r == '\t' || r == '\n' || r == '\r' }) {
			if cell = strings.TrimLeft(cell, "\" "); cell != "" && strings.ContainsRune(dangerous, []rune(cell)[0]) {
				t.Errorf("cut elsewhere, the cell %q begins like a formula: %q", cell, raw)
			}
		}
	})
}

const dangerous = "=+-@＝＋－＠"

// bare is s without what the table may add or leave out.
func bare(s string) string {
	return strings.NewReplacer("\x00", "", "\r\n", "\n", "'", "").Replace(string([]rune(s)))
}

// FuzzMarkdown: no sign of somebody's words means anything in Markdown or HTML, and all of them are
// still there.
func FuzzMarkdown(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		s = strings.ToValidUTF8(s, "\ufffd")
		out := literal(s)
		var plain strings.Builder
		escaped := false
		for i, r := range out {
			switch {
			case escaped:
				escaped = false
			case r == '\\':
				escaped = true
				continue
			case strings.ContainsRune("`*_{}[]<>#~|&!", r), strings.TrimSpace(out[:i]) == "" && strings.ContainsRune("-+=", r):
				t.Fatalf("%q means something in %q", r, out)
			}
			plain.WriteRune(r)
		}
		want := strings.Map(func(r rune) rune {
			if unicode.IsControl(r) && r != '\t' || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029' {
				return -1
			}
			return r
		}, s)
		if escaped || plain.String() != want {
			t.Fatalf("of %q there is %q", want, plain.String())
		}
	})
}

// FuzzJSON: words come back as they were, and nonsense is refused without a crash.
func FuzzJSON(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		_, _ = ReadJSON([]byte(s))
		want := sample(strings.ToValidUTF8(s, "\ufffd"))
		raw, err := JSON(want, now)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := ReadJSON(raw); err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("%v", err)
		}
		if _, err := coaching.Passphrase(s); err == nil && strings.TrimSpace(s) != s {
			t.Fatal("a blank at an end is lost when it is typed again")
		}
	})
}
