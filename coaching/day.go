package coaching

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// readDay reads a day from the front of words, of n words; n is 0 when they begin with none.
// rolls is true for a bare weekday, which may be today.
func readDay(words []string, today Date) (d Date, rolls bool, n int, err error) {
	switch w := words[0]; w {
	case "today":
		return today, false, 1, nil
	case "tomorrow":
		return today.Add(1), false, 1, nil
	case "next", "this":
		if len(words) > 1 {
			d, n = nextDay(w, words[1], today)
		}
		return d, w == "this", n, nil
	case "in":
		d, n = inDays(words, today)
		return d, false, n, nil
	}
	if wd, ok := weekdays[strings.TrimSuffix(words[0], ".")]; ok {
		return coming(today, wd), true, 1, nil
	}
	if d, n, err = numericDay(words[0], today); n > 0 || err != nil {
		return d, false, n, err
	}
	d, n, err = namedDay(words, today)
	return d, false, n, err
}

// nextDay reads "next friday" (Friday of the week after this one, weeks begin on Monday),
// "this friday" and "next week" (its Monday).
func nextDay(which, word string, today Date) (Date, int) {
	wd, ok := weekdays[word]
	switch {
	case which == "this" && ok:
		return coming(today, wd), 2
	case which == "next" && ok:
		return monday(today).Add(7 + (wd+6)%7), 2
	case which == "next" && word == "week":
		return monday(today).Add(7), 2
	}
	return Date{}, 0
}

// coming is the first such weekday (0: Sunday) from today on.
func coming(today Date, wd int) Date { return today.Add((wd - int(today.Weekday()) + 7) % 7) }

// inDays reads "in 2 days" and "in a week".
func inDays(words []string, today Date) (Date, int) {
	if len(words) < 3 {
		return Date{}, 0
	}
	count, err := strconv.Atoi(words[1])
	if words[1] == "a" || words[1] == "one" {
		count, err = 1, nil
	}
	if err != nil || count < 0 || count > 9999 {
		return Date{}, 0
	}
	switch words[2] {
	case "day", "days":
		return today.Add(count), 3
	case "week", "weeks":
		return today.Add(7 * count), 3
	}
	return Date{}, 0
}

var (
	isoDay    = regexp.MustCompile(`^(\d{4})-(\d{1,2})-(\d{1,2})$`)
	dottedDay = regexp.MustCompile(`^(\d{1,2})\.(\d{1,2})\.(\d{4})?$`)
	slashed   = regexp.MustCompile(`^\d{1,4}[/-]\d{1,2}(?:[/-]\d{1,4})?$`)
)

// numericDay reads "2026-11-30", "30.11.2026" and "30.11."; "03/04" means two different days
// to two people and is refused.
func numericDay(w string, today Date) (Date, int, error) {
	switch {
	case isoDay.MatchString(w):
		m := isoDay.FindStringSubmatch(w)
		d, err := onCalendar(digits(m[1]), digits(m[2]), digits(m[3]))
		return d, 1, err
	case dottedDay.MatchString(w):
		m := dottedDay.FindStringSubmatch(w)
		d, err := dayMonth(digits(m[1]), digits(m[2]), digits(m[3]), today)
		return d, 1, err
	case slashed.MatchString(w):
		return Date{}, 0, Bad("date", "That date can be read in two ways. Write the month as a word, for example 27 nov 14:30.")
	}
	return Date{}, 0, nil
}

var dayNumber = regexp.MustCompile(`^(\d{1,2})(?:st|nd|rd|th|\.)?$`)

// namedDay reads "27 nov", "nov 27", "27th of november 2026".
func namedDay(words []string, today Date) (Date, int, error) {
	day, month, n := dayThenMonth(words)
	if n == 0 {
		day, month, n = monthThenDay(words)
	}
	if n == 0 {
		return Date{}, 0, nil
	}
	year := 0
	if n < len(words) && len(words[n]) == 4 && digits(words[n]) > 0 {
		year = digits(words[n])
		n++
	}
	d, err := dayMonth(day, month, year, today)
	return d, n, err
}

func dayThenMonth(words []string) (day, month, n int) {
	m := dayNumber.FindStringSubmatch(words[0])
	n = 1
	if len(words) > 2 && words[1] == "of" {
		n = 2
	}
	if m == nil || len(words) <= n {
		return 0, 0, 0
	}
	i, ok := months[strings.TrimSuffix(words[n], ".")]
	if !ok {
		return 0, 0, 0
	}
	return digits(m[1]), i + 1, n + 1
}

func monthThenDay(words []string) (day, month, n int) {
	i, ok := months[strings.TrimSuffix(words[0], ".")]
	if !ok || len(words) < 2 {
		return 0, 0, 0
	}
	m := dayNumber.FindStringSubmatch(words[1])
	if m == nil {
		return 0, 0, 0
	}
	return digits(m[1]), i + 1, 2
}

// dayMonth returns the day in year, or without a year (0) the first such day from today on.
func dayMonth(day, month, year int, today Date) (Date, error) {
	if year != 0 {
		return onCalendar(year, month, day)
	}
	for y := today.Year; y <= today.Year+8; y++ { // 29 February may be eight years away
		if d, err := onCalendar(y, month, day); err == nil && !d.Before(today) {
			return d, nil
		}
	}
	return onCalendar(today.Year, month, day)
}

// onCalendar refuses days that do not exist, such as 30 February.
func onCalendar(year, month, day int) (Date, error) {
	d := Date{year, time.Month(month), day}
	if year < 1 || month < 1 || month > 12 || day < 1 || d.Add(0) != d {
		return Date{}, Bad("date", "That day is not on the calendar. An example: 27 nov 14:30.")
	}
	return d, nil
}

// digits reads digits; 0 when there are none.
func digits(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}
