package coaching

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// parts is what words say, before it becomes an instant.
type parts struct {
	date      Date
	rolls     bool // a bare weekday: a week later when that instant is over
	timed     bool
	hour, min int
	minutes   int // length; 0: none
	link      string
}

// wordReader takes words from the front of its list.
type wordReader struct {
	words []string
	today Date
	parts
}

// readParts reads all of text or returns an *Error; today is the day on the writer's clocks.
func readParts(text string, today Date) (parts, error) {
	r := &wordReader{words: wordsOf(text), today: today}
	for len(r.words) > 0 {
		if err := r.step(); err != nil {
			return parts{}, err
		}
	}
	return r.parts, nil
}

// separators are commas and such at the end of a word.
var separators = regexp.MustCompile(`[,;]+(\s|$)`)

func wordsOf(text string) []string {
	var out []string
	for _, w := range strings.Fields(separators.ReplaceAllString(text, " ")) {
		if !isLink(w) {
			w = strings.ToLower(w)
		}
		out = append(out, w)
	}
	return out
}

// step takes the next part off the words.
func (r *wordReader) step() error {
	switch w := r.words[0]; {
	case w == "at" || w == "on" || w == "for" || w == "from":
		r.words = r.words[1:]
		return nil
	case isLink(w) && r.link == "":
		r.link, r.words = bareLink(w), r.words[1:]
		return nil
	}
	if d, rolls, n, err := readDay(r.words, r.today); err != nil || n > 0 {
		return r.takeDay(d, rolls, n, err)
	}
	if m, n := r.length(); n > 0 {
		if r.minutes != 0 {
			return Bad("time", "There are two lengths. An example: "+whenExample)
		}
		r.minutes, r.words = m, r.words[n:]
		return nil
	}
	return r.takeClock()
}

func (r *wordReader) takeDay(d Date, rolls bool, n int, err error) error {
	if err == nil && !r.date.IsZero() {
		err = Bad("date", "There are two days. An example: "+whenExample)
	}
	r.date, r.rolls, r.words = d, rolls, r.words[n:]
	return err
}

func (r *wordReader) takeClock() error {
	hour, min, n, ok := readTime(r.words)
	switch {
	case !ok:
		return Bad("time", "I could not read the time. An example: "+whenExample)
	case r.timed:
		return Bad("time", "There are two times. An example: "+whenExample)
	}
	r.timed, r.hour, r.min, r.words = true, hour, min, r.words[n:]
	return nil
}

// length reads a length of one to four words, the longest that makes sense.
func (r *wordReader) length() (minutes, n int) {
	for n = min(4, len(r.words)); n > 0; n-- {
		if m, ok := ReadMinutes(strings.Join(r.words[:n], " ")); ok {
			return m, n
		}
	}
	return 0, 0
}

func isLink(w string) bool {
	return strings.HasPrefix(strings.ToLower(strings.TrimPrefix(w, "<")), "https://")
}

// bareLink takes Slack's "<url|label>" apart.
func bareLink(w string) string {
	w, _, _ = strings.Cut(strings.Trim(w, "<>"), "|")
	return unescaped.Replace(w)
}

var unescaped = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")

// clockWords matches "10:00", "3pm", "3:30 pm", "9", "15h30".
var clockWords = regexp.MustCompile(`^(\d{1,2})(?::(\d{2}))? ?(am|pm|a\.m\.|p\.m\.)?$`)

// readTime reads a time of day from the front of words, of n words.
func readTime(words []string) (hour, min, n int, ok bool) {
	if words[0] == "noon" {
		return 12, 0, 1, true
	}
	for n = 2; n > 0; n-- {
		if n > len(words) {
			continue
		}
		if m := clockWords.FindStringSubmatch(strings.Join(words[:n], " ")); m != nil {
			hour, _ = strconv.Atoi(m[1])
			min, _ = strconv.Atoi(m[2])
			hour, ok = half(hour, m[3])
			return hour, min, n, ok && min < 60
		}
	}
	return 0, 0, 0, false
}

// half applies am and pm.
func half(hour int, mark string) (int, bool) {
	switch {
	case mark == "":
		return hour, hour < 24
	case hour < 1 || hour > 12:
		return 0, false
	case mark[0] == 'a':
		return hour % 12, true
	}
	return hour%12 + 12, true
}

var weekdays = nameIndex(7, func(i int) string { return time.Weekday(i).String() })
var months = nameIndex(12, func(i int) string { return time.Month(i + 1).String() })

// nameIndex maps full English names and their abbreviations of three and four letters to their index.
func nameIndex(n int, name func(int) string) map[string]int {
	out := map[string]int{}
	for i := range n {
		s := strings.ToLower(name(i))
		out[s], out[s[:3]] = i, i
		if len(s) > 4 {
			out[s[:4]] = i
		}
	}
	return out
}
