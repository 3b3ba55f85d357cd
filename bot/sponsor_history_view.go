package bot

import (
	"strings"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// mostEvents is how many lines of its history the form of a sentence shows.
const mostEvents = 20

// history lists what the coachee said to the sentence, newest first: every version that the ledger
// keeps, and the ends that came by themselves.
func (s sentence) history(reader coaching.Person) []slack.Block {
	var lines []string
	for _, line := range historyLines(s.events, s.now, reader) {
		lines = append([]string{"• " + line}, lines...)
	}
	if len(lines) == 0 {
		return nil
	}
	more := len(lines) - mostEvents
	if more > 0 {
		lines = append(lines[:mostEvents], "And "+plural(more, "earlier line", "earlier lines")+".")
	}
	return []slack.Block{divider(), section("*What you said, newest first*"), section(strings.Join(lines, "\n"))}
}

// historyLines are oldest first.
func historyLines(events []coaching.ConsentEvent, now time.Time, reader coaching.Person) []string {
	loc := reader.Location()
	var out []string
	for i, e := range events {
		at := coaching.Wall(e.At, loc) + ": "
		switch e.State {
		case coaching.ConsentAsked:
			out = append(out, at+askedAgain(events, i))
		case coaching.ConsentRefused:
			out = append(out, at+"you said Not now.")
		case coaching.ConsentWithdrawn:
			out = append(out, at+"you took it back.")
		case coaching.ConsentGiven:
			words := "you shared it"
			if e.Under != "" {
				words = "it came about under dates and counts"
			}
			out = append(out, at+words+", good until "+coaching.Wall(e.Expires, loc)+".")
			until := now
			if i+1 < len(events) {
				until = events[i+1].At
			}
			if !until.Before(e.Expires) {
				out = append(out, coaching.Wall(e.Expires, loc)+": it ended by itself.")
			}
		}
	}
	return out
}

// askedAgain says why the sentence waits for an answer.
func askedAgain(events []coaching.ConsentEvent, i int) string {
	switch {
	case i == 0:
		return "I asked."
	case events[i].Hash != events[i-1].Hash:
		return "you changed the words."
	}
	return "your sponsor stopped taking part, so it waits for you again."
}
