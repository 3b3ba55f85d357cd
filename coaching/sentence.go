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
	who := named(coachee.Name, "The coachee")
	switch m {
	case MilestoneAgreed:
		return fmt.Sprintf("%s accepted the coaching agreement on %s.", who, LongDate(f.Day))
	case MilestoneBooked:
		return fmt.Sprintf("%s's first coaching session is booked for %s.", who, LongDate(f.Day))
	case MilestoneHalfWay:
		return halfWay(who, f.Held, e.Sessions)
	case MilestoneClosed:
		return closedWords(who, f, e.Sessions)
	}
	return ""
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

func halfWay(who string, held, planned int) string {
	words := "is half way"
	if held*2 > planned {
		words = "is past half way"
	}
	return fmt.Sprintf("%s's coaching %s: %d of %d sessions have taken place.", who, words, held, planned)
}

// closedWords counts only when all sessions took place: an early end is nobody's business.
func closedWords(who string, f Facts, planned int) string {
	if f.Held < planned {
		return fmt.Sprintf("%s's coaching came to its close on %s.", who, LongDate(f.Day))
	}
	return fmt.Sprintf("%s's coaching came to its close on %s, after %s.", who, LongDate(f.Day), count(f.Held, "session"))
}

// shortened returns at most n characters of s.
func shortened(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}
