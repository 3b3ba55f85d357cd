package main

import (
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/rickar/cal/v2"

	"interlude/bot"
	"interlude/coaching"
)

// country is a place whose public holidays are known.
type country struct {
	code string // ISO 3166-1 alpha-2, or ISO 3166-2 for a part of a country
	name string
	days []*cal.Holiday
}

// holidays knows the public holidays of countries. It may be asked by many at once, and works
// every year of a country out once: then a question costs a look into a map.
type holidays struct {
	of    map[string][]*cal.Holiday
	years sync.Map // yearOf -> map[coaching.Date]bool
}

type yearOf struct {
	country string
	year    int
}

func newHolidays() *holidays {
	h := &holidays{of: map[string][]*cal.Holiday{}}
	for _, c := range countries {
		h.of[c.code] = c.days
	}
	return h
}

// is reports whether d is a public holiday in the country, or the day on which one is observed.
func (h *holidays) is(code string, d coaching.Date) bool {
	days, known := h.of[code]
	if !known {
		return false
	}
	key := yearOf{code, d.Year}
	year, ok := h.years.Load(key)
	if !ok {
		year, _ = h.years.LoadOrStore(key, workOut(days, d.Year))
	}
	return year.(map[coaching.Date]bool)[d]
}

// workOut lists the days of a year that are free: the holidays themselves and the days on which
// they are observed, which may belong to a holiday of the year before or after. It works with its own
// copies: the library writes the day of Japan's equinoxes into the holiday, which many would share.
func workOut(days []*cal.Holiday, year int) map[coaching.Date]bool {
	free := map[coaching.Date]bool{}
	for _, day := range days {
		if day.Type != cal.ObservancePublic && day.Type != cal.ObservanceBank && day.Type != cal.ObservanceUnknown {
			continue // Christmas Eve is half a day in Sweden, and no public holiday
		}
		own := *day
		for y := year - 1; y <= year+1; y++ {
			actual, observed := own.Calc(y)
			for _, t := range []time.Time{actual, observed} {
				if d := coaching.DateOf(t); !t.IsZero() && d.Year == year {
					free[d] = true
				}
			}
		}
	}
	return free
}

// choices lists the places by name, as the settings show them.
func (h *holidays) choices() []bot.Country {
	out := make([]bot.Country, len(countries))
	for i, c := range countries {
		out[i] = bot.Country{Code: c.code, Name: c.name}
	}
	slices.SortFunc(out, func(a, b bot.Country) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// closedDays are the practice's own: "2026-12-24", or "12-24" for every year.
type closedDays struct {
	once   map[coaching.Date]bool
	yearly map[[2]int]bool
}

func readClosedDays(texts []string) (closedDays, error) {
	c := closedDays{map[coaching.Date]bool{}, map[[2]int]bool{}}
	for _, text := range texts {
		if d, err := coaching.ParseDate(text); err == nil {
			c.once[d] = true
			continue
		}
		d, err := coaching.ParseDate("2000-" + text) // a year with a 29 February
		if err != nil {
			return closedDays{}, err
		}
		c.yearly[[2]int{int(d.Month), d.Day}] = true
	}
	return c, nil
}

func (c closedDays) is(d coaching.Date) bool {
	return c.once[d] || c.yearly[[2]int{int(d.Month), d.Day}]
}

// rules are the settings' rules, with what is known of holidays.
func (c Config) rules(h *holidays) coaching.Rules {
	r := c.Rules()
	r.Holiday = h.is
	closed, err := readClosedDays(c.Quiet.Holidays)
	if err == nil && len(c.Quiet.Holidays) > 0 { // checked when they were read
		r.Closed = closed.is
	}
	return r
}
