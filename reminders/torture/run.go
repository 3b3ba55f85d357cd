package torture

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"interlude/coaching"
)

// Options say what to simulate.
type Options struct {
	Seed     uint64
	Coachees int    // 0: 50
	Days     int    // 0: 365
	Calm     bool   // nothing goes wrong
	Trace    bool   // keep a line for everything that happens
	Mirror   Mirror // a real, empty store that does everything too; nil: none
}

// Result is what happened in one simulated year.
type Result struct {
	Seed    uint64
	Failure error    // nil: the program did what the oracle expects, to the last delivery
	Trace   []string // with Options.Trace

	Sent, Missed, Cancelled, Held int
	Acts, Posts, Looks, Calls     int
	Crashes, Frozen, Jumps        int
	Outages, Storms               int
	Limited, Ambiguous, Doubled   int
	PutOff                        int            // by Slack's limits, before they were posted
	Overdue                       int            // prompts that Slack's limits made later than a prompt may be
	Uncertain                     int            // news for a sponsor that may have come, and is not sent again
	Steps                         map[string]int // crashes at named steps
	Late                          [8]int         // decisions by lateness: 1 s, 2 s, 5 s, 15 s, 1 min, 2 min, 1 h, more

	jobs int
}

// Run simulates and judges. The same options give the same run.
func Run(o Options) Result {
	if o.Coachees == 0 {
		o.Coachees = 50
	}
	if o.Days == 0 {
		o.Days = 365
	}
	// #nosec G404 -- a run is repeated from its seed
	w := &world{o: o, rnd: rand.New(rand.NewPCG(o.Seed, 0x1e7)), ctx: context.Background(), store: NewMemory(o.Coachees * o.Days), jobs: map[coaching.ID]*job{},
		end: int64(o.Days) * day}
	w.peace = w.end + 2*day
	w.sweeps, w.takes = w.sweep, w.takeBack
	w.result.Seed, w.result.Steps = o.Seed, map[string]int{}
	w.scale = w.rnd.Float64()
	if o.Calm || o.Seed%10 == 0 {
		w.scale = 0
	}
	if w.pace = -1; w.chance(0.7) {
		w.pace = time.Second
	}
	w.promises()
	w.store.Wrote = w.oracle.wrote
	w.slack = w.newSlack()
	for n := range 1 + w.rnd.IntN(3) {
		w.replicas = append(w.replicas, &replica{name: n})
	}
	for n := range o.Coachees {
		w.settle(n)
	}
	for _, r := range w.replicas {
		w.start(r)
	}
	w.troubles()
	w.live()
	if w.oracle.failed == nil {
		w.oracle.finish()
		w.mirrorAll()
	}
	return w.report()
}

// promises draws the installation's rules, and tells the oracle.
func (w *world) promises() {
	quiet := [][2]string{{"18:00", "08:00"}, {"18:00", "08:00"}, {"20:30", "07:15"}, {"", ""}}[w.rnd.IntN(4)]
	w.rules = coaching.Rules{QuietFrom: quiet[0], QuietTo: quiet[1], QuietWeekend: w.chance(0.7), PerDay: []int{1, 1, 1, 2, 0}[w.rnd.IntN(5)],
		PerWeek: []int{3, 3, 5, 0}[w.rnd.IntN(4)], Late: 4 * time.Hour}
	p := promise{weekend: w.rules.QuietWeekend, perDay: w.rules.PerDay, perWeek: w.rules.PerWeek, late: 4 * hour, quiet: quiet[0] != ""}
	if w.rules.Holiday = holidayRule; w.chance(0.6) {
		w.rules.Country, p.holidays = keepers, true
	}
	if p.quiet {
		var h, m int64
		_, _ = fmt.Sscanf(quiet[0], "%d:%d", &h, &m)
		p.quietFrom = h*60 + m
		_, _ = fmt.Sscanf(quiet[1], "%d:%d", &h, &m)
		p.quietTo = h*60 + m
	}
	w.oracle = &oracle{w: w, rules: p, lives: map[coaching.ID]*life{}, all: make(map[coaching.ID]*thing, w.o.Coachees*w.o.Days), counts: map[coaching.DeliveryKind]*tally{}}
}

// over: people do nothing any more, and nothing goes wrong.
func (w *world) over() bool { return w.run >= w.end }

// quiet: nothing goes wrong now.
func (w *world) quiet() bool { return w.scale == 0 || w.run >= w.end }

// troubles plans all that goes wrong by itself.
func (w *world) troubles() {
	if w.scale == 0 {
		return
	}
	often := func(mean int64, do func()) {
		var again func()
		again = func() {
			if !w.quiet() {
				do()
				w.after(w.about(int64(float64(mean)/w.scale)), again)
			}
		}
		w.after(w.about(int64(float64(mean)/w.scale)), again)
	}
	often(6*day, func() { w.kill(w.replicas[w.rnd.IntN(len(w.replicas))], w.downtime()) })
	often(60*day, func() { // everything is down, for hours or days
		down := w.span(hour, []int64{6 * hour, 12 * hour, 5 * day}[w.rnd.IntN(3)])
		w.result.Outages++
		for _, r := range w.replicas {
			w.kill(r, down)
		}
	})
	often(20*day, func() { // the database is away
		w.dark = max(w.dark, w.run+w.span(second, []int64{30 * second, 10 * minute, 3 * hour}[w.rnd.IntN(3)]))
		w.result.Outages++
		w.oracle.disturbed(w.dark)
		w.note("the database is away until %s", at(begin+w.dark+w.offset))
	})
	often(10*day, func() {
		w.slack.storm = w.run + w.span(minute, []int64{10 * minute, 3 * hour, 12 * hour}[w.rnd.IntN(3)])
		w.result.Storms++
		w.note("a storm until %s", at(begin+w.slack.storm+w.offset))
	})
	often(90*day, func() { // the clocks on the wall jump
		by := []int64{hour, -hour, day, -day}[w.rnd.IntN(4)]
		w.offset += by
		w.result.Jumps++
		w.note("the clocks jump by %s", time.Duration(by)*time.Millisecond)
		w.oracle.jumped()
		w.sweepAt = 0
	})
}

func (w *world) report() Result {
	r := w.result
	r.Failure, r.Trace = w.oracle.failed, w.trace
	for _, t := range w.oracle.counts {
		r.Sent, r.Missed, r.Cancelled, r.Held = r.Sent+t.sent, r.Missed+t.missed, r.Cancelled+t.cancelled, r.Held+t.held
	}
	return r
}

var lateSteps = [...]int64{second, 2 * second, 5 * second, 15 * second, minute, 2 * minute, hour}

func (r *Result) late(ms int64) {
	for i, step := range lateSteps {
		if ms <= step {
			r.Late[i]++
			return
		}
	}
	r.Late[len(lateSteps)]++
}
