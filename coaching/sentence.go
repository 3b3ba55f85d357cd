package coaching

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Facts are what a milestone's sentence may speak of.
type Facts struct {
	Day  Date // of the milestone, in the coachee's zone; of the session for MilestoneBooked
	Held int  // sessions that took place
	Next Date // of the next booked session, in the coachee's zone; zero: none is booked
}

// SentenceHash returns the SHA-256, in hexadecimal, of the exact words.
func SentenceHash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// LongDate writes "27 November 2026".
func LongDate(d Date) string { return fmt.Sprintf("%d %s %d", d.Day, d.Month, d.Year) }

// Sentence returns the words first offered for a milestone; the coachee may change them.
func Sentence(e Engagement, m Milestone, coachee Person, f Facts) string {
	return filled(patternOf(e, m, f), coachee, f, e.Sessions)
}

// Names reports whether words say whom they are about: the coachee's name, or a part of it.
// The sponsor is sent the sentence and nothing beside it, so this is all they can place it by.
func Names(words string, coachee Person) bool {
	parts := wordsIn(coachee.Name)
	said := wordsIn(words)
	for _, part := range parts {
		if utf8.RuneCountInString(part) > 1 && slices.Contains(said, part) {
			return true
		}
	}
	return len(parts) == 0 || strings.Contains(strings.ToLower(words), strings.ToLower(cleanLine(coachee.Name)))
}

// wordsIn splits s at everything that is no letter, mark or digit, so that "Maya's" names Maya.
func wordsIn(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r)
	})
}

// shortened returns at most n characters of s.
func shortened(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}
