package torture

import (
	"flag"
	"fmt"
	"regexp"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

var (
	from     = flag.Uint64("from", 0, "the first seed")
	seeds    = flag.Uint64("seeds", 0, "how many seeds to simulate; 0: what fits into a normal test")
	coachees = flag.Int("coachees", 50, "coachees in each simulated year")
	parallel = flag.Int("simulations", 2, "simulations at the same time")
)

// long is set by the build tag torture.
var long bool

// TestYears has the oracle follow whole years of many people through everything that can go
// wrong. A seed that fails is run again, which must end the same, and its trace is printed.
func TestYears(t *testing.T) {
	t.Parallel()
	n, size := *seeds, *coachees
	switch {
	case n == 0 && long:
		n = 10_000
	case n == 0:
		n, size = 10, 10
	}
	start := time.Now()
	sum := years(n, size, func(r Result) { explain(t, r, size) })
	sum.tell(t, n, size, time.Since(start))
}

// sums adds up many results.
type sums struct {
	sync.Mutex
	Result
	done   int
	failed int
}

// A year makes much garbage and keeps little: collecting it less often saves a fifth of the time.
func init() { debug.SetGCPercent(400) }

// years simulates n seeds and tells failed of each that fails.
func years(n uint64, size int, failed func(Result)) *sums {
	s := &sums{Result: Result{Steps: map[string]int{}}}
	var next atomic.Uint64
	var wait sync.WaitGroup
	for range *parallel {
		wait.Go(func() {
			for i := next.Add(1) - 1; i < n; i = next.Add(1) - 1 {
				r := Run(Options{Seed: *from + i, Coachees: size})
				s.add(r)
				if r.Failure != nil {
					failed(r)
				}
			}
		})
	}
	wait.Wait()
	return s
}

func (s *sums) add(r Result) {
	s.Lock()
	defer s.Unlock()
	s.done++
	if r.Failure != nil {
		s.failed++
	}
	s.Sum(r)
	if s.done%100 == 0 {
		fmt.Printf("%s %d seeds, %d failed, %d sent\n", time.Now().Format(time.TimeOnly), s.done, s.failed, s.Sent)
	}
}

func (s *sums) tell(t *testing.T, n uint64, size int, took time.Duration) {
	t.Helper()
	t.Logf("seeds %d to %d, %d coachee-years each: %d failed; %.0f coachee-years a second", *from, *from+n-1, size, s.failed,
		float64(n)*float64(size)/took.Seconds())
	t.Logf("%s", s.Result.String())
}

// explain runs a failed seed again, which has to fail in the same way, and shows how it came
// to it.
func explain(t *testing.T, r Result, size int) {
	again := Run(Options{Seed: r.Seed, Coachees: size, Trace: true})
	t.Errorf("seed %d: %v", r.Seed, r.Failure)
	if fmt.Sprint(again.Failure) != fmt.Sprint(r.Failure) {
		t.Errorf("seed %d is another run the second time: %v", r.Seed, again.Failure)
	}
	lines := concerning(again.Trace, again.Failure)
	for _, l := range lines[max(0, len(lines)-30):] {
		t.Log(l)
	}
}

var number = regexp.MustCompile(`#\d+`)

// concerning keeps the lines that are about the course that failed, or about the whole world.
func concerning(trace []string, failure error) []string {
	who := number.FindString(fmt.Sprint(failure))
	var out []string
	for _, l := range trace {
		if n := number.FindString(l); n == "" || n == who {
			out = append(out, strings.TrimSpace(l))
		}
	}
	return out
}

// TestSameSeedSameYear: a run can be repeated, to the last line.
func TestSameSeedSameYear(t *testing.T) {
	t.Parallel()
	for seed := range uint64(3) {
		o := Options{Seed: seed + 1, Coachees: 6, Trace: true, Days: 60}
		a, b := Run(o), Run(o)
		if len(a.Trace) == 0 || strings.Join(a.Trace, "\n") != strings.Join(b.Trace, "\n") {
			t.Errorf("seed %d: %d lines once, %d the second time, or others", seed, len(a.Trace), len(b.Trace))
		}
	}
}

// BenchmarkYear measures one simulated year of 50 coachees.
func BenchmarkYear(b *testing.B) {
	for i := range b.N {
		if r := Run(Options{Seed: uint64(i)}); r.Failure != nil {
			b.Fatal(r.Failure)
		}
	}
	b.ReportMetric(float64(b.N)*50/b.Elapsed().Seconds(), "coachee-years/s")
}
