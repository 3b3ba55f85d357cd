package coaching

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// lengthWords matches "75m", "90 min", "1h", "1.5 hours", "1h15", "1 h 15 min".
var lengthWords = regexp.MustCompile(`^(?:(\d{1,2}(?:[.,]\d{1,2})?) ?(?:h|hr|hrs|hour|hours))?(?: ?(\d{1,4}) ?(m|min|mins|minute|minutes)?)?$`)

// ReadMinutes reads a length such as "75m", "90 min", "1h", "1.5 hours" or "1 h 15 min" in
// whole minutes; false when it is none, or zero.
func ReadMinutes(text string) (int, bool) {
	m := lengthWords.FindStringSubmatch(strings.ToLower(strings.TrimSpace(text)))
	if m == nil || (m[1] == "" && m[3] == "") || (strings.ContainsAny(m[1], ".,") && m[2] != "") {
		return 0, false
	}
	total := 0.0
	if m[1] != "" {
		h, _ := strconv.ParseFloat(strings.Replace(m[1], ",", ".", 1), 64)
		total = h * 60
	}
	if m[2] != "" {
		min, _ := strconv.Atoi(m[2])
		total += float64(min)
	}
	n := int(total + 0.5)
	return n, n > 0
}

// Length writes minutes for people: "45 min", "1 h", "1 h 15 min".
func Length(minutes int) string {
	switch h, m := minutes/60, minutes%60; {
	case h == 0:
		return fmt.Sprintf("%d min", m)
	case m == 0:
		return fmt.Sprintf("%d h", h)
	default:
		return fmt.Sprintf("%d h %d min", h, m)
	}
}
