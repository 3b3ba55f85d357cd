package main

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rickar/cal/v2"

	"interlude/bot"
	"interlude/coaching"
)

func dayOf(t testing.TB, s string) coaching.Date {
	t.Helper()
	d, err := coaching.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Days that everybody in the country can look up, and the days beside them.
func TestHolidays(t *testing.T) {
	h := newHolidays()
	for country, days := range map[string]map[string]bool{
		"DE": {"2026-10-03": true, "2026-10-02": false, "2026-12-24": false, "2026-12-25": true, "2026-12-26": true, "2026-12-27": false,
			"2026-04-03": true, "2026-04-06": true, "2026-05-14": true, "2026-01-06": false, "2027-01-01": true},
		"DE-BY": {"2026-01-06": true, "2026-11-01": true, "2026-10-31": false, "2026-12-25": true},
		"DE-HH": {"2026-10-31": true, "2026-11-01": false},
		// Boxing Day on a Saturday is observed on Monday; 1 January 2028 is a Saturday.
		"GB": {"2026-12-25": true, "2026-12-26": true, "2026-12-28": true, "2026-12-29": false, "2026-05-04": true, "2028-01-03": true},
		// Independence Day on a Saturday is observed on the Friday; New Year's Day 2028 in the year before.
		"US":     {"2026-07-03": true, "2026-07-04": true, "2026-07-06": false, "2026-11-26": true, "2026-11-27": false, "2027-12-31": true, "2026-12-31": false},
		"FR":     {"2026-07-14": true, "2026-07-15": false, "2026-11-11": true},
		"JP":     {"2026-05-06": true, "2026-05-07": false, "2026-02-11": true, "2026-03-20": true, "2027-03-21": true, "2027-03-22": true, "2027-03-20": false},
		"NL":     {"2027-04-27": true, "2027-04-26": false},
		"CH":     {"2026-08-01": true, "2026-08-02": false},
		"CH-ZH":  {"2026-05-01": true},
		"AU-VIC": {"2026-11-03": true, "2026-11-04": false},
		"SE":     {"2026-06-06": true, "2026-12-24": false, "2026-12-25": true},
		"":       {"2026-12-25": false},
		"none":   {"2026-12-25": false},
		"XX":     {"2026-12-25": false},
	} {
		for day, want := range days {
			if got := h.is(country, dayOf(t, day)); got != want {
				t.Errorf("%s on %s: %v", country, day, got)
			}
		}
	}
}

// A holiday holds from the recipient's own midnight to midnight, whatever the machine's zone.
func TestHolidaysAreLocalDays(t *testing.T) {
	r := Config{Quiet: QuietConfig{Country: "DE", Holidays: []string{"12-24", "2026-12-28"}}}.rules(newHolidays())
	for _, c := range []struct{ zone, at, want string }{
		{"Europe/Berlin", "2026-12-23T22:59:59Z", "2026-12-23T22:59:59Z"},
		{"Europe/Berlin", "2026-12-23T23:00:00Z", "2026-12-26T23:00:00Z"}, // closed, and two holidays
		{"Pacific/Auckland", "2026-12-23T10:59:59Z", "2026-12-23T10:59:59Z"},
		{"Pacific/Auckland", "2026-12-23T11:00:00Z", "2026-12-26T11:00:00Z"},
		{"America/Los_Angeles", "2026-12-24T07:59:59Z", "2026-12-24T07:59:59Z"},
		{"America/Los_Angeles", "2026-12-24T08:00:00Z", "2026-12-27T08:00:00Z"},
		{"Europe/Berlin", "2026-12-28T12:00:00Z", "2026-12-28T23:00:00Z"},
		{"Europe/Berlin", "2027-12-28T12:00:00Z", "2027-12-28T12:00:00Z"},
		{"Europe/Berlin", "2027-12-24T12:00:00Z", "2027-12-26T23:00:00Z"},
	} {
		at, err1 := time.Parse(time.RFC3339, c.at)
		loc, err2 := coaching.ValidZone(c.zone)
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		got := coaching.NextAllowed(at, loc, r.For(coaching.Person{Zone: c.zone}))
		if got.Format(time.RFC3339) != c.want {
			t.Errorf("%s at %s: %s, want %s", c.zone, c.at, got.Format(time.RFC3339), c.want)
		}
	}
	if r := defaultConfig().rules(newHolidays()); r.Closed != nil || r.Country != "" {
		t.Errorf("by default the country is %q, closed days %v", r.Country, r.Closed != nil)
	}
}

// Every country has a handful of days each year, a code and a name of its own, and all of them
// fit into a menu with the two other choices.
func TestCountries(t *testing.T) {
	var codes, names []string
	code := regexp.MustCompile(`^[A-Z]{2}(-[A-Z]{2,3})?$`)
	h := newHolidays()
	for _, c := range countries {
		if !code.MatchString(c.code) || slices.Contains(codes, c.code) || slices.Contains(names, c.name) || len(c.name) > 60 {
			t.Errorf("%+v: no code, or twice", c)
		}
		codes, names = append(codes, c.code), append(names, c.name)
		for _, year := range []int{2025, 2026, 2030} {
			n := 0
			for d := (coaching.Date{Year: year, Month: 1, Day: 1}); d.Year == year; d = d.Add(1) {
				if h.is(c.code, d) {
					n++
				}
			}
			if n < 5 || n > 26 {
				t.Errorf("%s has %d holidays in %d", c.code, n, year)
			}
		}
	}
	if len(countries) > 98 {
		t.Errorf("%d countries, and Slack shows 98", len(countries))
	}
	choices := h.choices()
	if len(choices) != len(countries) || !slices.IsSortedFunc(choices, func(a, b bot.Country) int { return strings.Compare(a.Name, b.Name) }) {
		t.Errorf("%d choices, or not by name", len(choices))
	}
	if cal.DefaultLoc != time.UTC {
		t.Error("days are worked out in the machine's zone")
	}
}

// Many work out the same year of the same country at once, each with holidays of its own: what the
// library remembers of a holiday belongs to one of them.
func TestHolidaysAtOnce(t *testing.T) {
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			h := newHolidays()
			for _, c := range countries {
				h.is(c.code, dayOf(t, "2026-12-25"))
			}
		})
	}
	all.Wait()
}

// Many ask at once, and each question is cheap: a million take less than a second or two.
func TestHolidaysAreCheap(t *testing.T) {
	h, day := newHolidays(), coaching.Date{Year: 2026, Month: 12, Day: 25}
	var all sync.WaitGroup
	for n := range 8 {
		all.Go(func() {
			for i := range 1000 {
				if !h.is("DE", day) || h.is("DE", day.Add(-1)) {
					t.Errorf("asker %d got it wrong at %d", n, i)
					return
				}
				h.is(countries[i%len(countries)].code, day.Add(i))
			}
		})
	}
	all.Wait()
	if allocs := testing.AllocsPerRun(1000, func() { h.is("DE", day) }); allocs > 1 {
		t.Errorf("a question allocates %v times", allocs)
	}
}

func BenchmarkHolidays(b *testing.B) {
	h, day := newHolidays(), coaching.Date{Year: 2026, Month: 12, Day: 25}
	for b.Loop() {
		h.is("DE", day)
	}
}
