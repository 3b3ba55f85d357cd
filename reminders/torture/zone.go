package torture

import (
	"math"
	"sort"
	"sync"
	"time"
)

// zone is the clocks of one place, as the oracle sees them: stretches of time with one offset
// each, found with time.Time.ZoneBounds and nothing else. Seconds since 1970.
type zone struct {
	name string
	from []int64 // where a stretch begins
	off  []int64 // what its clocks are ahead of UTC
}

// The years that a zone knows: those for which zone files list their changes. (Beyond, on the
// last day of a leap year, ZoneBounds may return an end that is no later than the instant.)
var (
	firstYear = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	lastYear  = time.Date(2037, 12, 31, 0, 0, 0, 0, time.UTC)
)

var zones sync.Map // of *zone, by name

// zoneOf returns the clocks of name, which must be an IANA zone.
func zoneOf(name string) *zone {
	if z, ok := zones.Load(name); ok {
		return z.(*zone)
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	z := &zone{name: name}
	for t := firstYear.In(loc); ; {
		_, off := t.Zone()
		z.from, z.off = append(z.from, t.Unix()), append(z.off, int64(off))
		_, next := t.ZoneBounds()
		if next.IsZero() || next.After(lastYear) {
			break
		}
		t = next
	}
	zones.Store(name, z)
	return z
}

// offset is what the clocks are ahead of UTC at t.
func (z *zone) offset(t int64) int64 {
	if len(z.from) == 1 {
		return z.off[0]
	}
	return z.off[max(0, sort.Search(len(z.from), func(i int) bool { return z.from[i] > t })-1)]
}

// stretch is offset, and until when it stays so.
func (z *zone) stretch(t int64) (off, until int64) {
	i := sort.Search(len(z.from), func(i int) bool { return z.from[i] > t })
	if i == len(z.from) {
		return z.off[i-1], math.MaxInt64
	}
	return z.off[max(0, i-1)], z.from[i]
}

// local is what the clocks show at t, in seconds since 1970 had they always shown UTC.
func (z *zone) local(t int64) int64 { return t + z.offset(t) }

// day is the number of the day that the calendar shows at t; day 0 is 1 January 1970.
func (z *zone) day(t int64) int64 { return floor(z.local(t), 86400) }

// clock is the minute of the day that the clocks show at t.
func (z *zone) clock(t int64) int64 { return (z.local(t) - 86400*z.day(t)) / 60 }

func floor(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// first is the instant at which the clocks show the given minute of a day for the first time;
// when they skip it, the instant at which they do.
func (z *zone) first(day, minute int64) int64 {
	wall := day*86400 + minute*60
	low := max(0, sort.Search(len(z.from), func(i int) bool { return z.from[i] > wall-2*86400 })-1)
	skipped := int64(0)
	for i := low; i < len(z.from) && z.from[i] < wall+2*86400; i++ {
		t := wall - z.off[i]
		if t >= z.from[i] && (i+1 == len(z.from) || t < z.from[i+1]) {
			return t
		}
		if i > 0 && z.from[i]+z.off[i-1] <= wall && wall < z.from[i]+z.off[i] {
			skipped = z.from[i]
		}
	}
	return skipped
}

// midnight is the instant at which the day begins.
func (z *zone) midnight(day int64) int64 { return z.first(day, 0) }

// weekday is 0 for Sunday.
func weekday(day int64) int64 { return ((day+4)%7 + 7) % 7 }

func weekend(day int64) bool { return weekday(day) == 0 || weekday(day) == 6 }

// workdayAfter is the first day from Monday to Friday after day.
func workdayAfter(day int64) int64 {
	for day++; weekend(day); day++ {
	}
	return day
}

// monday is the first day of the week of day.
func monday(day int64) int64 { return day - (weekday(day)+6)%7 }

// calendar is the year, month and day of the month of a day, and how long the month is. It
// counts through the years from 1970.
func calendar(day int64) (year, month, dom, length int64) {
	year = 1970
	for {
		n := int64(365)
		if leap(year) {
			n++
		}
		if day < n {
			break
		}
		day -= n
		year++
	}
	for month = 1; ; month++ {
		length = monthLength(year, month)
		if day < length {
			return year, month, day + 1, length
		}
		day -= length
	}
}

func leap(y int64) bool { return y%4 == 0 && (y%100 != 0 || y%400 == 0) }

func monthLength(y, m int64) int64 {
	switch m {
	case 2:
		if leap(y) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}
