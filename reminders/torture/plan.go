package torture

import (
	"fmt"
	"strings"
)

// plan is a schedule as a person says it: on these days, at these times.
type plan struct {
	rhythm rhythm
	day    int64   // weekday of a weekly plan, day of the month of a monthly one
	times  []int64 // minutes after midnight, in order
}

type rhythm int

const (
	daily rhythm = iota
	workdays
	weekly
	monthly
)

// cron writes p for the program. All times are on the same minute of their hours.
func (p plan) cron() string {
	hours := make([]string, len(p.times))
	for i, t := range p.times {
		hours[i] = fmt.Sprint(t / 60)
	}
	at := fmt.Sprintf("%d %s ", p.times[0]%60, strings.Join(hours, ","))
	switch p.rhythm {
	case workdays:
		return at + "* * 1-5"
	case weekly:
		return at + fmt.Sprintf("* * %d", p.day)
	case monthly:
		return at + fmt.Sprintf("%d * *", p.day)
	}
	return at + "* * *"
}

// on reports whether p comes on a day. A monthly plan on a day that the month has not comes
// on its last.
func (p plan) on(day int64) bool {
	switch p.rhythm {
	case workdays:
		return !weekend(day)
	case weekly:
		return weekday(day) == p.day%7
	case monthly:
		_, _, dom, length := calendar(day)
		return dom == min(p.day, length)
	}
	return true
}

// next is the first instant after t (seconds) at which p comes on the clocks of z.
func (p plan) next(t int64, z *zone) int64 {
	for d := z.day(t) - 1; ; d++ {
		if !p.on(d) {
			continue
		}
		for _, m := range p.times {
			if at := z.first(d, m); at > t {
				return at
			}
		}
	}
}
