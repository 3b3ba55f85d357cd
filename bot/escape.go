package bot

import (
	"strings"
	"unicode"

	"interlude/coaching"
)

// escaper makes what a person wrote inert in Slack's markup: no mention, no channel-wide
// call, no disguised link.
var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// esc is the one way in which words of people (names included) get into mrkdwn.
func esc(s string) string { return escaper.Replace(strings.Map(harmless, s)) }

// escWords is esc for private words that the reader may read.
func escWords(p coaching.Private) string { return esc(p.Reveal()) }

// harmless drops control characters and the marks that turn the direction of text around,
// with which a sentence can be made to read as another one.
func harmless(r rune) rune {
	switch {
	case r == '\n' || r == '\t':
		return r
	case unicode.IsControl(r):
		return -1
	case r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069', r == '\u200e', r == '\u200f', r == '\u061c':
		return -1
	}
	return r
}

// cut shortens s to at most n characters (runes), with an ellipsis where something is missing.
func cut(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}
