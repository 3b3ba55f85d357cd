package coaching

import (
	"crypto/rand"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Bounds of the passphrase that opens an export, in characters.
const (
	MinPassphrase = 12
	maxPassphrase = 200
	leastVariety  = 6 // different characters
)

// Passphrase checks what a person typed: it must be possible to type it again elsewhere. An
// *Error names the input "passphrase".
func Passphrase(typed string) (Private, error) {
	n := utf8.RuneCountInString(typed)
	different := map[rune]bool{}
	for _, r := range typed {
		different[r] = true
	}
	switch {
	case !utf8.ValidString(typed) || strings.ContainsFunc(typed, func(r rune) bool { return r != ' ' && !unicode.IsGraphic(r) || unicode.IsSpace(r) && r != ' ' }):
		return Private{}, Bad("passphrase", "Use letters, digits, signs and blanks only, on one line.")
	case strings.TrimSpace(typed) != typed:
		return Private{}, Bad("passphrase", "It begins or ends with a blank, which is easily lost. Take it away.")
	case n < MinPassphrase:
		return Private{}, Bad("passphrase", "Use at least 12 characters. Several words are easy to remember.")
	case n > maxPassphrase:
		return Private{}, Bad("passphrase", "Use at most 200 characters.")
	case len(different) < leastVariety:
		return Private{}, Bad("passphrase", "It repeats the same few characters. Use more different ones.")
	}
	return Words(typed), nil
}

// NewPassphrase makes one that nobody can guess: five groups of five letters and digits, 125 bits.
func NewPassphrase() Private {
	all := rand.Text()
	var groups []string
	for i := 0; i < 25; i += 5 {
		groups = append(groups, all[i:i+5])
	}
	return Words(strings.Join(groups, "-"))
}

// Export lets p have one more copy of everything, which their access log keeps. mine are the
// engagements in which they have a part, u is what they have had already.
func Export(p Person, mine []Engagement, l Limits, u Usage, now time.Time) (Change, error) {
	e, ok := asCoachee(p, mine)
	if !ok {
		return Change{}, ErrNeutral()
	}
	if err := l.MayExport(u); err != nil {
		return Change{}, err
	}
	return accessed(e, p.ID, AccessExport, now), nil
}
