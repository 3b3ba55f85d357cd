package reminders

import (
	"math/bits"
	"strings"
	"sync"
	"time"

	"github.com/robfig/cron/v3"

	"interlude/coaching"
)

// Timetable reads cron expressions of five fields on the wall clock of a zone.
//
// robfig/cron parses and matches, on the wall clock alone; the zone is applied afterwards by
// coaching.Instant. So a time that a clock change skips comes once, right after the gap, and
// a time that comes twice comes the first time only; robfig's own zones do neither.
type Timetable struct{}

// Floor is the least time between two prompts.
const Floor = 15 * time.Minute

const cronExample = " An example: 0 15 * * 5 (every Friday at 15:00)."

// Next returns the first instant after t (UTC) that cron names on the wall clock of zone, or a
// *coaching.Error with Field "cron" (or "zone"). Day of month and day of week together mean
// either; 7 is Sunday; a monthly expression on day 29, 30 or 31 means the last day in shorter months.
func (Timetable) Next(cron, zone string, after time.Time) (time.Time, error) {
	loc, err := coaching.ValidZone(zone)
	if err != nil {
		return time.Time{}, err
	}
	p, err := parse(cron)
	if err != nil {
		return time.Time{}, err
	}
	at, ok := p.next(after, loc)
	if !ok {
		return time.Time{}, errNever()
	}
	return at, nil
}

func errUnread() error {
	return coaching.Bad("cron", "I could not read this schedule."+cronExample)
}
func errNever() error { return coaching.Bad("cron", "This never happens."+cronExample) }

// pattern is a cron expression, ready to be matched against wall clocks written as UTC. It is
// shared and never changed.
type pattern struct {
	spec *cron.SpecSchedule
	day  int // 29 to 31: that day of every month, or its last; 0: as spec says
}

var parser = cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow)

// patterns keeps what was read last, because many people share few expressions.
var patterns struct {
	sync.Mutex
	of map[string]pattern
}

// mostPatterns may be kept; then they are read anew.
const mostPatterns = 1000

// parse reads an expression, or remembers it.
func parse(expr string) (pattern, error) {
	patterns.Lock()
	p, ok := patterns.of[expr]
	patterns.Unlock()
	if ok {
		return p, nil
	}
	p, err := read(expr)
	if err != nil {
		return pattern{}, err
	}
	patterns.Lock()
	defer patterns.Unlock()
	if len(patterns.of) >= mostPatterns || patterns.of == nil {
		patterns.of = map[string]pattern{}
	}
	patterns.of[expr] = p
	return p, nil
}

// read reads an expression. The parser is old and panics on some inputs; that is a refusal.
func read(expr string) (p pattern, err error) {
	defer func() {
		if recover() != nil {
			p, err = pattern{}, errUnread()
		}
	}()
	fields := strings.Fields(strings.ToLower(expr))
	if len(expr) > 100 || len(fields) != 5 || strings.ContainsAny(expr, "=@") {
		return pattern{}, errUnread()
	}
	if fields[4], err = sundays(fields[4]); err != nil {
		return pattern{}, err
	}
	s, err := parser.Parse(strings.Join(fields, " "))
	spec, ok := s.(*cron.SpecSchedule)
	if err != nil || !ok {
		return pattern{}, errUnread()
	}
	spec.Location = time.UTC
	if tooOften(spec) {
		return pattern{}, coaching.Bad("cron", "That is too often: at most every 15 minutes."+cronExample)
	}
	p = monthly(spec)
	if _, ok := p.next(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), time.UTC); !ok {
		return pattern{}, errNever()
	}
	return p, nil
}

// monthly lets a day that not every month has fall on the last day of the shorter ones, so
// that a monthly prompt never loses its month.
func monthly(s *cron.SpecSchedule) pattern {
	day := s.Dom &^ star
	if s.Month&star == 0 || s.Dow&star == 0 || bits.OnesCount64(day) != 1 || day < 1<<29 {
		return pattern{spec: s}
	}
	s.Dom = 1<<28 | 1<<29 | 1<<30 | 1<<31
	return pattern{spec: s, day: bits.TrailingZeros64(day)}
}

// star marks a field of robfig's schedule that was "*".
const star = 1 << 63

// next returns the first instant (UTC) after t; false when there is none within five years.
func (p pattern) next(t time.Time, loc *time.Location) (time.Time, bool) {
	l := t.In(loc)
	_, off := l.Zone()
	wall := t.UTC().Truncate(time.Second).Add(time.Duration(off) * time.Second)
	if nearChange(l) {
		// Begin three hours of wall clock early: within an hour that comes twice the wall clock
		// of t may be past an occurrence that is still to come, or the other way round.
		wall = wall.Add(-3 * time.Hour)
	}
	for {
		if wall = p.spec.Next(wall); wall.IsZero() {
			return time.Time{}, false
		}
		if p.day != 0 && wall.Day() != min(p.day, lastDay(wall)) {
			continue
		}
		if at, _ := coaching.Instant(coaching.DateOf(wall), wall.Hour(), wall.Minute(), loc); at.After(t) {
			return at, true
		}
	}
}

// nearChange reports whether the clocks of t's zone change within a day of t.
func nearChange(t time.Time) bool {
	from, to := t.ZoneBounds()
	return !from.IsZero() && t.Sub(from) < 24*time.Hour || !to.IsZero() && to.Sub(t) < 24*time.Hour
}

func lastDay(t time.Time) int { return time.Date(t.Year(), t.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day() }

// tooOften reports whether two occurrences of s can be less than Floor apart.
func tooOften(s *cron.SpecSchedule) bool {
	minutes, hours := set(s.Minute, 60), set(s.Hour, 24)
	for i := 1; i < len(minutes); i++ {
		if minutes[i]-minutes[i-1] < int(Floor.Minutes()) {
			return true
		}
	}
	around := minutes[0] + 60 - minutes[len(minutes)-1]
	for i, h := range hours { // the next hour is named too, over midnight as well
		if (hours[(i+1)%len(hours)]-h+24)%24 == 1 && around < int(Floor.Minutes()) {
			return true
		}
	}
	return false
}

// set lists the numbers below n whose bits are set.
func set(field uint64, n int) []int {
	var out []int
	for i := range n {
		if field&(1<<i) != 0 {
			out = append(out, i)
		}
	}
	return out
}
