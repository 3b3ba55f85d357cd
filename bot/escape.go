package bot

import (
	"strings"
	"unicode"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// The ways in which words of people (names included) get into blocks. There are no others: a house
// test sees to it. All of them drop what cannot be seen (coaching.Visible).
//
//   - words of their own, whole: paragraphs, in text that Slack does not read as markup
//   - a few words among ours: esc and escWords, in mrkdwn
//   - labels: plain
//   - the first value of an input: textInput
//   - a link to follow: linked

// entities makes Slack's control characters text: no mention, no channel-wide call, no disguised link.
var entities = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// alike are characters that look like those with which mrkdwn formats, for which it has no escape.
// Whole texts never pass through here, so they can be copied as they were written.
var alike = map[rune]rune{'*': '∗', '_': 'ˍ', '~': '∼', '`': 'ˋ', ':': '꞉', '>': '˃'}

// esc makes words inert among markup of ours: Slack reads them as nothing but text.
func esc(s string) string {
	text := []rune(coaching.Visible(s))
	var b strings.Builder
	begins := true // nothing but blanks so far in this line
	for i, r := range text {
		if r == '>' && begins || formats(text, i) {
			r = alike[r]
		}
		begins = r == '\n' || begins && unicode.IsSpace(r)
		b.WriteString(entities.Replace(string(r)))
	}
	return b.String()
}

// escWords is esc for private words that the reader may read.
func escWords(p coaching.Private) string { return esc(p.Reveal()) }

// formats reports whether Slack could read the character at i as a mark of its own.
func formats(text []rune, i int) bool {
	switch text[i] {
	case '*', '~', '`':
		return true
	case '_':
		return !inWord(text, i-1) || !inWord(text, i+1)
	case ':':
		return shortcode(text, i)
	}
	return false
}

func inWord(text []rune, i int) bool {
	return i >= 0 && i < len(text) && (unicode.IsLetter(text[i]) || unicode.IsDigit(text[i]))
}

// longestShortcode is longer than the name of any emoji.
const longestShortcode = 120

// shortcode reports whether the colon at i begins the name of an emoji, as in ":tada:".
func shortcode(text []rune, i int) bool {
	for n, r := range text[i+1 : min(len(text), i+1+longestShortcode)] {
		switch {
		case r == ':':
			return n > 0
		case unicode.IsLetter(r), unicode.IsDigit(r), strings.ContainsRune("_+-'", r): // workspaces name theirs in any script
		default:
			return false
		}
	}
	return false
}

// fewEmoji is how many emoji Slack draws in a text of somebody's; where there are more, all stay
// as they were written.
const fewEmoji = 20

// asWritten is words of a person as text that Slack reads as nothing else, emoji apart.
func asWritten(words string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, words, strings.Count(words, ":")/2 <= fewEmoji, false)
}

// paragraphs shows words of a person, as many sections as it takes.
func paragraphs(words string) []slack.Block {
	var out []slack.Block
	for text := []rune(coaching.Visible(words)); len(text) > 0; {
		part := text[:min(len(text), maxSection)]
		text = text[len(part):]
		if strings.TrimSpace(string(part)) != "" {
			out = append(out, slack.NewSectionBlock(asWritten(string(part)), nil, nil))
		}
	}
	return out
}

// linked is an address to follow, as itself and nothing else: https, without Slack's own signs and
// without anything that cannot be seen; empty: it is no such address.
func linked(p coaching.Private) string {
	link := p.Reveal()
	if !strings.HasPrefix(link, "https://") || strings.ContainsAny(link, " <>|\"`\\\n\t") || coaching.Visible(link) != link {
		return ""
	}
	return "<" + entities.Replace(link) + ">"
}

// cut shortens s to at most n characters (runes), with an ellipsis where something is missing.
func cut(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}
