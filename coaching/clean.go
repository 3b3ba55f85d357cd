package coaching

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of what people write, in characters (runes) after Clean.
const (
	MaxText = 3000 // an entry, a focus
	MaxLine = 500  // an action and its goal, cue, obstacle, learning; a reason; a sentence
	MaxLink = 1000
	maxName = 80 // of a display name within a sentence
)

// Clean makes what a person wrote storable and comparable: bytes that are no UTF-8 (lone
// surrogates among them) and control characters are dropped, line ends become "\n", and
// white space and invisible marks at both ends go. Cleaning twice changes nothing.
func Clean(s string) string {
	s = strings.ToValidUTF8(s, "")
	s = lineEnds.Replace(s)
	s = strings.Map(storable, s)
	return strings.TrimFunc(s, blank)
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n")

// storable drops control characters, which databases (NUL) and terminals take badly.
func storable(r rune) rune {
	if r != '\n' && r != '\t' && unicode.IsControl(r) {
		return -1
	}
	return r
}

// blank reports what shows nothing: white space, zero-width space, word joiner, byte order mark.
func blank(r rune) bool {
	return unicode.IsSpace(r) || r == '\u200b' || r == '\u2060' || r == '\ufeff'
}

// cleanLine is Clean for a field of one line: any run of white space becomes one blank.
func cleanLine(s string) string { return strings.Join(strings.Fields(Clean(s)), " ") }

// within refuses s when it has more than limit characters, and says how many there are.
func within(field, s string, limit int) error {
	if n := utf8.RuneCountInString(s); n > limit {
		return Bad(field, fmt.Sprintf("This has %s characters. Please keep it to %s.", thousands(n), thousands(limit)))
	}
	return nil
}

// line reads an optional field of one line.
func line(field, s string) (Private, error) {
	s = cleanLine(s)
	return Words(s), within(field, s, MaxLine)
}

// thousands writes n as "3,214".
func thousands(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", thousands(n/1000), n%1000)
}
