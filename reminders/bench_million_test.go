//go:build unix

package reminders_test

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"interlude/coaching"
)

// BenchmarkSchedules measures what many schedules cost a process that has nothing to do: how
// long it takes to start, its memory, its idle CPU over 20 s, and an edit meanwhile. It fills
// the database first, which takes minutes for a million.
func BenchmarkSchedules(b *testing.B) {
	for _, many := range []int{10_000, 100_000, 1_000_000} {
		for name, url := range databases {
			b.Run(fmt.Sprintf("%s/%d", name, many), func(b *testing.B) {
				for b.Loop() {
					schedules(b, url(b), many)
				}
				b.ReportMetric(0, "ns/op")
			})
		}
	}
}

func schedules(b *testing.B, url string, many int) {
	w := newBench(b, url)
	w.coachees(many, time.Now().Add(48*time.Hour))
	w.exec("ANALYZE")
	w.must(w.store.Close())
	debug.FreeOSMemory()
	before, begun := resident(b), time.Now()
	w.store = w.open()
	_, stop := w.start(w.config(w.store))
	b.ReportMetric(float64(time.Since(begun).Milliseconds()), "start-ms")
	idle := used()
	<-time.After(20 * time.Second)
	b.ReportMetric(float64(used()-idle)/float64(20*time.Second)*100, "idle-%cpu")
	debug.FreeOSMemory()
	b.ReportMetric(resident(b), "rss-MB")
	b.ReportMetric((resident(b)-before)*1e6/float64(many), "B/coachee")
	edits := w.edits(200)
	b.ReportMetric(percentile(edits, 50), "edit-p50-ms")
	b.ReportMetric(percentile(edits, 99), "edit-p99-ms")
	stop()
}

// edits moves schedules one after the other and returns how long each took, sorted.
func (w *bench) edits(n int) []time.Duration {
	out := make([]time.Duration, n)
	for i := range out {
		s := coaching.Schedule{ID: coaching.ID(fmt.Sprint("s", i+1)), Engagement: coaching.ID(fmt.Sprint("e", i+1)), Person: coaching.ID(fmt.Sprint("p", i+1)),
			Cron: "0 9 * * 1", Zone: "Europe/Berlin", Next: time.Now().Add(72 * time.Hour), Version: 1}
		begun := time.Now()
		w.must(w.store.Commit(context.Background(), coaching.Change{Schedules: []coaching.Schedule{s}}))
		out[i] = time.Since(begun)
	}
	slices.Sort(out)
	return out
}

// used is the CPU time of this process.
func used() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// resident is the memory of this process in MB: what it holds where the system tells, else
// what Go has of it.
func resident(b *testing.B) float64 {
	b.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return float64(m.Sys-m.HeapReleased) / 1e6
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	var kB float64
	if _, err := fmt.Sscan(rest, &kB); err != nil {
		b.Fatal(err)
	}
	return kB / 1000
}
