package torture

import (
	"flag"
	"sync"
	"testing"
	"time"

	"interlude/coaching"
	"interlude/reminders"
)

var everyChange = flag.Int("every", 0, "check every n-th clock change of all zones; 0: what fits into a normal test")

// change is one clock change of one zone.
type change struct {
	zone *zone
	at   int64 // seconds since 1970
	was  int64 // offset before, in seconds
}

// changesOf lists the clock changes of all zones from 2025 to 2036.
func changesOf() (out []change, zones int) {
	from, to := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC).Unix(), time.Date(2037, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	for _, name := range coaching.Zones() {
		z, before := zoneOf(name), len(out)
		for i := 1; i < len(z.from); i++ {
			if z.from[i] >= from && z.from[i] < to && z.off[i] != z.off[i-1] {
				out = append(out, change{z, z.from[i], z.off[i-1]})
			}
		}
		if len(out) > before {
			zones++
		}
	}
	return out, zones
}

// TestEveryClockChange holds the timetable against the oracle: schedules of every rhythm on a
// grid of 15 minutes three hours around each clock change come exactly when they should.
func TestEveryClockChange(t *testing.T) {
	t.Parallel()
	all, zones := changesOf()
	step := *everyChange
	switch {
	case step == 0 && long:
		step = 1
	case step == 0:
		step = 61
	}
	var wait sync.WaitGroup
	var mu sync.Mutex
	schedules, comes := 0, 0
	for part := range 2 {
		wait.Go(func() {
			for i := part * step; i < len(all); i += 2 * step {
				n, c := all[i].check(t)
				mu.Lock()
				schedules, comes = schedules+n, comes+c
				mu.Unlock()
			}
		})
	}
	wait.Wait()
	t.Logf("%d clock changes in %d of %d zones, every %d-th of them: %d schedules came %d times, as the oracle says", len(all), zones, len(coaching.Zones()), step, schedules, comes)
	if schedules == 0 || zones < 100 {
		t.Errorf("%d schedules in %d zones", schedules, zones)
	}
}

// check walks every schedule of the grid around c.
func (c change) check(t *testing.T) (schedules, comes int) {
	for minute := range c.grid() {
		d := (c.at + c.was) / 86400
		for _, p := range []plan{
			{rhythm: daily}, {rhythm: workdays}, {rhythm: weekly, day: weekday(d)}, {rhythm: monthly, day: dayOfMonth(d)},
		} {
			p.times = []int64{minute}
			comes += c.walk(t, p)
			schedules++
		}
	}
	return schedules, comes
}

func dayOfMonth(d int64) int64 {
	_, _, dom, _ := calendar(d)
	return dom
}

// grid lists the minutes of the day from three hours before the change, as its clocks showed
// until then, to three hours after it, as they show from then on.
func (c change) grid() map[int64]bool {
	out := map[int64]bool{}
	before, after := (c.at+c.was)/60, c.zone.local(c.at)/60
	for k := int64(-12); k <= 12; k++ {
		for _, m := range []int64{before, after} {
			m = m - m%15 + k*15
			out[m-1440*floor(m, 1440)] = true
		}
	}
	return out
}

// walk compares every time that p comes within days or weeks around the change.
func (c change) walk(t *testing.T, p plan) (comes int) {
	around := int64(3 * 86400)
	switch p.rhythm {
	case weekly:
		around = 9 * 86400
	case monthly:
		around = 35 * 86400
	}
	for at := c.at - around; ; comes++ {
		want := p.next(at, c.zone)
		got, err := reminders.Timetable{}.Next(p.cron(), c.zone.name, time.Unix(at, 0).UTC())
		if err != nil || got.Unix() != want {
			t.Errorf("%s, %s after %s: the timetable says %s (%v), the oracle %s", c.zone.name, p.cron(), time.Unix(at, 0).UTC(), got, err, time.Unix(want, 0).UTC())
			return comes
		}
		if at = want; at > c.at+around {
			return comes
		}
	}
}

// TestOracleWalksMinutes holds the oracle's own clocks against clocks read minute by minute.
func TestOracleWalksMinutes(t *testing.T) {
	t.Parallel()
	all, _ := changesOf()
	for i := 0; i < len(all); i += 97 {
		c := all[i]
		loc, err := time.LoadLocation(c.zone.name)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[int64]int64{} // minute of the calendar: when the clocks showed it first
		var last int64
		for s := c.at - 2*86400; s < c.at+2*86400; s += 60 {
			l := time.Unix(s, 0).In(loc)
			wall := time.Date(l.Year(), l.Month(), l.Day(), l.Hour(), l.Minute(), 0, 0, time.UTC).Unix() / 60
			for w := last + 1; last != 0 && w <= wall; w++ { // what was skipped comes now
				if _, ok := seen[w]; !ok {
					seen[w] = s
				}
			}
			last = max(last, wall)
		}
		for wall, want := range seen {
			if got := c.zone.first(floor(wall, 1440), wall-1440*floor(wall, 1440)); got != want {
				t.Errorf("%s: %s is first shown at %d, the oracle says %d", c.zone.name, time.Unix(wall*60, 0).UTC(), want, got)
			}
		}
	}
}
