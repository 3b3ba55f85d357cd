package reminders_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"interlude/coaching"
)

const crowd = 10_000

// BenchmarkDrain lets 10,000 prompts come due at one instant, in front of a Slack sixty times as
// fast as the real one, and divides the time until the last is taken by the least that such a
// Slack allows.
func BenchmarkDrain(b *testing.B) {
	for _, c := range []struct {
		database  string
		processes int
	}{{"sqlite", 1}, {"postgres", 1}, {"postgres", 2}} {
		b.Run(fmt.Sprintf("%s/processes=%d", c.database, c.processes), func(b *testing.B) {
			var ratio, refused float64
			for b.Loop() {
				b.StopTimer()
				w := newBench(b, databases[c.database](b))
				w.coachees(crowd, time.Time{})
				due := time.Now().Add(2 * time.Second)
				w.prompts(crowd, due)
				w.slack.times = 60
				w.slack.expect(crowd)
				var stops []func()
				for i := range c.processes {
					s := w.store
					if i > 0 {
						s = w.open()
					}
					config := w.config(s)
					config.Pace, config.Rate = time.Second/60, 60*4 // of the limits that it keeps in front of the real one
					_, stop := w.start(config)
					stops = append(stops, stop)
				}
				b.StartTimer()
				<-w.slack.done
				b.StopTimer()
				least := time.Minute / perMinute / 60 * (crowd - workspaceBurst)
				ratio += float64(time.Since(due)) / float64(least)
				refused += float64(w.slack.refused)
				for _, stop := range stops {
					stop()
				}
				w.slack.check(b)
				b.StartTimer()
			}
			b.ReportMetric(ratio/float64(b.N), "times-least")
			b.ReportMetric(refused/float64(b.N), "429s")
		})
	}
}

// BenchmarkSend sends 10,000 prompts without any limits.
func BenchmarkSend(b *testing.B) {
	for name, url := range databases {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				w := newBench(b, url(b))
				w.coachees(crowd, time.Time{})
				w.prompts(crowd, time.Now())
				w.slack.expect(crowd)
				config := w.config(w.store)
				config.Pace = -1
				b.StartTimer()
				_, stop := w.start(config)
				<-w.slack.done
				b.StopTimer()
				stop()
				w.slack.check(b)
				b.StartTimer()
			}
			b.ReportMetric(float64(crowd*b.N)/b.Elapsed().Seconds(), "sends/s")
		})
	}
}

// BenchmarkDueToIntent stores deliveries that come due one by one over a minute, and measures
// from the instant at which each is due until its post begins, which is after its intent.
func BenchmarkDueToIntent(b *testing.B) {
	const many, over = 100, time.Minute
	for name, url := range databases {
		b.Run(name, func(b *testing.B) {
			var waits []time.Duration
			for b.Loop() {
				w := newBench(b, url(b))
				w.coachees(many, time.Time{})
				w.prompts(many, time.Now().Add(time.Hour))
				for i := range many {
					due := time.Now().Add(2*time.Second + rand.N(over)).UnixMilli()
					w.exec(fmt.Sprintf("UPDATE deliveries SET due = %d WHERE id = 'd%d'", due, i+1))
				}
				w.slack.expect(many)
				_, stop := w.start(w.config(w.store))
				<-w.slack.done
				stop()
				w.slack.check(b)
				for _, t := range w.slack.taken {
					waits = append(waits, t.at.Sub(t.due))
				}
			}
			slices.Sort(waits)
			b.ReportMetric(percentile(waits, 50), "p50-ms")
			b.ReportMetric(percentile(waits, 99), "p99-ms")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// BenchmarkBurst measures how long something takes that has an earlier turn when it comes due
// among 10,000 prompts that wait for Slack's limits at their real speed.
func BenchmarkBurst(b *testing.B) {
	for name, url := range databases {
		b.Run(name, func(b *testing.B) {
			var waits []time.Duration
			for b.Loop() {
				w := newBench(b, url(b))
				w.coachees(crowd, time.Time{})
				w.prompts(crowd, time.Now())
				w.slack.times = 1
				w.slack.expect(100)
				for i := range 10 {
					due := time.Now().Add(time.Duration(3+i) * time.Second).UnixMilli()
					// A notice has the second turn and needs no session; what it overtakes has the last.
					w.exec(fmt.Sprintf("UPDATE deliveries SET kind = '%s', subject = engagement, due = %d WHERE id = 'd%d'", coaching.KindResumed, due, crowd-i))
				}
				_, stop := w.start(w.config(w.store))
				<-w.slack.done
				stop()
				for _, t := range w.slack.taken {
					if t.kind == coaching.KindResumed {
						waits = append(waits, t.at.Sub(t.due))
					}
				}
			}
			if len(waits) == 0 {
				b.Fatal("none was sent")
			}
			slices.Sort(waits)
			b.ReportMetric(percentile(waits, 50), "p50-ms")
			b.ReportMetric(percentile(waits, 100), "max-ms")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// BenchmarkStop measures one stop of the demo's clock: a prompt comes due and everything that
// follows from it is done.
func BenchmarkStop(b *testing.B) {
	for name, url := range databases {
		b.Run(name, func(b *testing.B) {
			w := newBench(b, url(b))
			w.coachees(1, time.Time{})
			config := w.config(w.store)
			config.Pace, config.Sweep = -1, time.Hour
			w.slack.expect(-1)
			e, stop := w.start(config)
			defer stop()
			for b.Loop() {
				d := coaching.NewDelivery(coaching.Engagement{ID: "e1"}, coaching.KindPrompt, "p1", "s1", time.Now())
				w.must(w.store.Commit(context.Background(), coaching.Change{Deliveries: []coaching.Delivery{d}}))
				w.must(e.Drain(context.Background()))
			}
		})
	}
}
