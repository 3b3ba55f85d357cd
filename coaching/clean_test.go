package coaching

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"":                                 "",
		"plain":                            "plain",
		"  two\tparts \n":                  "two\tparts",
		"a\r\nb\rc\n":                      "a\nb\nc",
		"a\u2028b\u2029c":                  "a\nb\nc",
		"nul\x00 inside":                   "nul inside",
		"\x00\xff\u200b\ufeff":             "",
		"bad \xff\xfe bytes":               "bad  bytes",
		"lone \xed\xa0\x80 surrogate":      "lone  surrogate",
		"bell\a and escape\x1b[31m":        "bell and escape[31m",
		"\u200b\u2060 words \ufeff":        "words",
		"👩\u200d💻 and 👍🏽":                  "👩\u200d💻 and 👍🏽",
		"na\u00efve, \u4f60\u597d, \u0430": "na\u00efve, \u4f60\u597d, \u0430",
	} {
		if got := Clean(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
	if got := cleanLine(" one\r\n two\t\tthree "); got != "one two three" {
		t.Errorf("a line of several lines: %q", got)
	}
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{"", "a\r\x00\nb", "\xed\xa0\x80", " \u200b\u2028x", "\r\n\r", "\u0085a\u0085"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		out := Clean(in)
		switch {
		case !utf8.ValidString(out):
			t.Fatalf("%q: not UTF-8: %q", in, out)
		case strings.ContainsAny(out, "\x00\r"):
			t.Fatalf("%q: holds NUL or CR: %q", in, out)
		case out != strings.TrimSpace(out):
			t.Fatalf("%q: not trimmed: %q", in, out)
		case Clean(out) != out:
			t.Fatalf("%q: cleaning twice differs: %q, %q", in, out, Clean(out))
		}
		for _, r := range in { // what is visible is never lost
			if r != utf8.RuneError && unicode.IsLetter(r) && !strings.ContainsRune(out, r) {
				t.Fatalf("%q: lost %q", in, r)
			}
		}
		if l := cleanLine(in); strings.ContainsAny(l, "\n\t") || cleanLine(l) != l {
			t.Fatalf("%q: not one line: %q", in, l)
		}
	})
}

func TestLimitsCountCharacters(t *testing.T) {
	if err := within("text", strings.Repeat("ä", MaxText), MaxText); err != nil {
		t.Errorf("at the limit: %v", err)
	}
	err := within("text", strings.Repeat("ä", MaxText+214), MaxText)
	refused(t, err, Invalid, "text")
	if err.Error() != "This has 3,214 characters. Please keep it to 3,000." {
		t.Errorf("says %q", err)
	}
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567"} {
		if got := thousands(n); got != want {
			t.Errorf("thousands: %s, want %s", got, want)
		}
	}
	if s := strings.Repeat("ä", maxName); named(s, "") != s || named(s+"ö", "") != s[:len(s)-len("ä")]+"…" {
		t.Error("a long name")
	}
}
