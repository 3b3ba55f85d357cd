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

// ExportsPerDay bounds how many copies of everything one person can ask for in 24 hours: each is
// one more file that somebody could try to open.
const ExportsPerDay = 3

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

// MayExport refuses one more export after ExportsPerDay in the last 24 hours.
func MayExport(earlier []time.Time, now time.Time) error {
	n := 0
	for _, t := range earlier {
		if now.Sub(t) < 24*time.Hour {
			n++
		}
	}
	if n >= ExportsPerDay {
		return Bad("passphrase", "You have asked for three copies within a day, which is all that I make. Please come back tomorrow.")
	}
	return nil
}

// Export lets p have one more copy of everything, which their access log keeps. mine are the
// engagements in which they have a part, log is their access log.
func Export(p Person, mine []Engagement, log []Access, now time.Time) (Change, error) {
	e, ok := asCoachee(p, mine)
	if !ok {
		return Change{}, ErrNeutral()
	}
	var earlier []time.Time
	for _, a := range log {
		if a.What == AccessExport && a.Who == p.ID {
			earlier = append(earlier, a.At)
		}
	}
	if err := MayExport(earlier, now); err != nil {
		return Change{}, err
	}
	return accessed(e, p.ID, AccessExport, now), nil
}
