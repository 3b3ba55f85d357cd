package reminders

import (
	"fmt"
	"math/bits"
	"strings"
	"time"
)

// Describe says cron in words that follow "I will ask you": "every Friday at 15:00". For
// shapes that have no short words, and for what cannot be read, it is "on your own schedule".
func (Timetable) Describe(cron string) string {
	const own = "on your own schedule"
	p, err := parse(cron)
	if err != nil || p.spec.Month&star == 0 {
		return own
	}
	times, ok := clockWords(set(p.spec.Hour, 24), set(p.spec.Minute, 60))
	days, named := p.dayWords()
	if !ok || !named {
		return own
	}
	return days + " at " + times
}

// clockWords writes up to four times of a day.
func clockWords(hours, minutes []int) (string, bool) {
	if len(hours)*len(minutes) > 4 {
		return "", false
	}
	var out []string
	for _, h := range hours {
		for _, m := range minutes {
			out = append(out, fmt.Sprintf("%02d:%02d", h, m))
		}
	}
	return and(out), true
}

// dayWords writes the days; false when both kinds of days are restricted.
func (p pattern) dayWords() (string, bool) {
	dom, dow := p.spec.Dom, p.spec.Dow
	switch {
	case p.day == 31:
		return "on the last day of every month", true
	case p.day != 0:
		return fmt.Sprintf("on day %d of every month, or its last,", p.day), true
	case dom&star != 0 && dow&star != 0:
		return "every day", true
	case dom&star != 0:
		return weekdayWords(dow), true
	case dow&star != 0 && bits.OnesCount64(dom) == 1:
		return fmt.Sprintf("on day %d of every month", bits.TrailingZeros64(dom)), true
	}
	return "", false
}

func weekdayWords(dow uint64) string {
	const workdays = 1<<1 | 1<<2 | 1<<3 | 1<<4 | 1<<5
	switch dow {
	case workdays:
		return "every working day"
	case 1<<7 - 1:
		return "every day"
	}
	var out []string
	for _, d := range []time.Weekday{1, 2, 3, 4, 5, 6, 0} {
		if dow&(1<<d) != 0 {
			out = append(out, d.String())
		}
	}
	return "every " + and(out)
}

// and joins words: "a, b and c".
func and(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " and " + words[last]
}
