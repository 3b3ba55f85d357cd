package coaching

import (
	"strings"
	"time"
	"unicode"
)

// ReadDue takes a due date off the end of text: "Delegate the report by Friday", "… by 3 Dec",
// "… until tomorrow", "… due 2026-12-01". Without one, or with one that cannot be read, rest
// is text and ok false. Days are those of loc; a day that is over is returned as it stands.
func ReadDue(text string, now time.Time, loc *time.Location) (rest string, due Date, ok bool) {
	words := strings.Fields(text)
	for i := len(words) - 2; i >= 0; i-- {
		switch strings.ToLower(words[i]) {
		case "by", "until", "till", "due", "before":
			if d, ok := wholeDay(words[i+1:], DateOf(now.In(loc))); ok {
				return cutWords(text, i), d, true
			}
		}
	}
	return text, Date{}, false
}

// wholeDay reads words that are a day and nothing else, but for a mark at their end.
func wholeDay(words []string, today Date) (Date, bool) {
	text := strings.Join(words, " ")
	for _, t := range []string{text, strings.TrimRight(text, ".,;!")} {
		w := wordsOf(t)
		if len(w) > 1 && w[0] == "on" {
			w = w[1:]
		}
		if len(w) == 0 {
			continue
		}
		if d, _, n, err := readDay(w, today); err == nil && n > 0 && n == len(w) {
			return d, true
		}
	}
	return Date{}, false
}

// cutWords returns the first n words of text with the spacing between them as it was.
func cutWords(text string, n int) string {
	text = strings.TrimSpace(text)
	end := 0
	for range n {
		end += len(text[end:]) - len(strings.TrimLeftFunc(text[end:], unicode.IsSpace))
		if i := strings.IndexFunc(text[end:], unicode.IsSpace); i >= 0 {
			end += i
		}
	}
	return strings.TrimRight(text[:end], " \t\r\n,;")
}
