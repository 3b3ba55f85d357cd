package coaching

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// The patterns of which every sentence that is offered is made. What stands in braces is filled
// in: the coachee's name, dates and counts.
const (
	patternAgreed   = "{name} accepted the coaching agreement on {day}."
	patternBooked   = "{name}'s first coaching session is booked for {day}."
	patternHeld     = "{name} has had {held} of {planned} coaching sessions so far."
	patternHeldNext = "{name} has had {held} of {planned} coaching sessions so far. The next one is booked for {next}."
	patternHalf     = "{name}'s coaching is half way: {held} of {planned} sessions have taken place."
	patternPastHalf = "{name}'s coaching is past half way: {held} of {planned} sessions have taken place."
	patternClosed   = "{name}'s coaching came to its close on {day}."
	patternComplete = "{name}'s coaching came to its close on {day}, after {sessions}."
)

// Patterns lists them, in the order in which they can come.
var Patterns = []string{patternAgreed, patternBooked, patternHeld, patternHeldNext, patternHalf, patternPastHalf, patternClosed, patternComplete}

// patternText is what a consent to the category keeps as its words.
func patternText() string { return strings.Join(Patterns, "\n") }

// PatternsHash names the patterns as they are in this version: a yes to other ones does not count.
func PatternsHash() string { return SentenceHash(patternText()) }

// MilestoneHeld is "n sessions have taken place": told only where dates and counts are allowed.
func MilestoneHeld(n int) Milestone { return Milestone("held:" + strconv.Itoa(n)) }

// patternOf returns the pattern of a milestone; empty for one that does not exist.
func patternOf(e Engagement, m Milestone, f Facts) string {
	switch m {
	case MilestoneAgreed:
		return patternAgreed
	case MilestoneBooked:
		return patternBooked
	case MilestoneHalfWay:
		if f.Held*2 > e.Sessions {
			return patternPastHalf
		}
		return patternHalf
	case MilestoneClosed:
		if f.Held < e.Sessions { // it counts only when all took place: an early end is nobody's business
			return patternClosed
		}
		return patternComplete
	case MilestoneHeld(f.Held):
		if f.Next.IsZero() {
			return patternHeld
		}
		return patternHeldNext
	}
	return ""
}

// filled puts name, dates and counts into a pattern.
func filled(pattern string, coachee Person, f Facts, planned int) string {
	return strings.NewReplacer("{name}", named(coachee.Name, "The coachee"), "{day}", LongDate(f.Day), "{next}", LongDate(f.Next),
		"{held}", strconv.Itoa(f.Held), "{planned}", strconv.Itoa(planned), "{sessions}", count(f.Held, "session")).Replace(pattern)
}

// Examples returns, for each of Patterns, the exact words that it would make: with f for the facts.
func Examples(e Engagement, coachee Person, f Facts) []string {
	var out []string
	for _, p := range Patterns {
		out = append(out, filled(p, coachee, f, e.Sessions))
	}
	return out
}

// patternForms match what the patterns can make.
var patternForms = func() []*regexp.Regexp {
	day := `\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4}`
	holes := strings.NewReplacer(`\{name\}`, `[^\n]+`, `\{day\}`, day, `\{next\}`, day, `\{held\}`, `\d{1,3}`, `\{planned\}`, `\d{1,3}`, `\{sessions\}`, `\d{1,3} sessions?`)
	var out []*regexp.Regexp
	for _, p := range Patterns {
		out = append(out, regexp.MustCompile(fmt.Sprintf(`^%s$`, holes.Replace(regexp.QuoteMeta(p)))))
	}
	return out
}()

// InPatterns reports whether words are what a pattern makes, and nothing else.
func InPatterns(words string) bool {
	return slices.ContainsFunc(patternForms, func(f *regexp.Regexp) bool { return f.MatchString(words) })
}
