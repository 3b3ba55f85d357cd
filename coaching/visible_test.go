package coaching

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// TestVisible: what shows nothing or deceives goes; what scripts and signs need stays.
func TestVisible(t *testing.T) {
	for in, want := range map[string]string{
		"plain":                              "plain",
		"a\u202eb\u2066c\u200ed":             "abcd",
		"a\u200bb\u2060c\ufeffd\u00ade":      "abcde",
		"tag\U000e0041\U000e007f":            "tag",
		"\x00\x1b[31mred\a":                  "[31mred",
		"\xffx\xed\xa0\x80y":                 "xy",
		"one\r\ntwo\u2028three\tfour":        "one\ntwo\nthree\tfour",
		"\u0301a":                            "a",
		"a\n\u0301b":                         "a\nb",
		"z" + strings.Repeat("\u0301", 1000): "z" + strings.Repeat("\u0301", 6),
		"\u0915\u094d\u200d\u0937":           "\u0915\u094d\u200d\u0937", // a ligature of Hindi
		"\u0646\u0648\u0634\u062a\u0647\u200c\u0647\u0627": "\u0646\u0648\u0634\u062a\u0647\u200c\u0647\u0627", // a plural of Persian
		"\U0001f469\u200d\U0001f4bb":                       "\U0001f469\u200d\U0001f4bb",                       // one sign of two
		"1\ufe0f\u20e3":                                    "1\ufe0f\u20e3",                                    // a key
		"a\u200db":                                         "ab",
		"\U0001f469\u200d":                                 "\U0001f469",
		"\u3164\u115f\uffa0\u2800":                         "",
		"\u0661\u06dd":                                     "\u0661\u06dd", // a sign around a number
		"\ufdd0\ufffe\U0001ffff":                           "",
	} {
		if got := Visible(in); got != want {
			t.Errorf("%q is seen as %q, want %q", in, got, want)
		}
	}
}

func FuzzVisible(f *testing.F) {
	for _, s := range []string{"", "a\u202eb", "\u0301", "\U0001f469\u200d\U0001f4bb", "\xff", "x\u200d\u200d\u00e9"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v := Visible(s)
		if !utf8.ValidString(v) || Visible(v) != v || strings.ContainsAny(v, "\x00\x1b\r\u202e\u2067\u200b\ufeff\u2028") {
			t.Fatalf("%q is seen as %q", s, v)
		}
		if len(v) > len(s) {
			t.Fatalf("%q grows to %q", s, v)
		}
	})
}
