package reminders

import (
	"strconv"
	"strings"
)

var dayNames = strings.NewReplacer("sun", "0", "mon", "1", "tue", "2", "wed", "3", "thu", "4", "fri", "5", "sat", "6")

// sundays rewrites the field of weekdays for a parser that knows Sunday as 0 only and no range
// that ends in it: "7" becomes "0", "5-7" and "fri-sun" become "5,6,0".
func sundays(field string) (string, error) {
	parts := strings.Split(dayNames.Replace(field), ",")
	for i, part := range parts {
		span, step, stepped := strings.Cut(part, "/")
		from, to, ranged := strings.Cut(span, "-")
		switch {
		case part == "7":
			parts[i] = "0"
		case ranged && (to == "7" || (to == "0" && from != "0")):
			days, err := spread(from, step, stepped)
			if err != nil {
				return "", err
			}
			parts[i] = days
		}
	}
	return strings.Join(parts, ","), nil
}

// spread lists every step-th day from from to Sunday.
func spread(from, step string, stepped bool) (string, error) {
	first, err := strconv.Atoi(from)
	by := 1
	if stepped && err == nil {
		by, err = strconv.Atoi(step)
	}
	if err != nil || first < 0 || first > 7 || by < 1 {
		return "", errUnread()
	}
	var days []string
	for d := first; d <= 7; d += by {
		days = append(days, strconv.Itoa(d%7))
	}
	return strings.Join(days, ","), nil
}
