package coaching

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
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
