package main

import (
	"context"
	_ "embed"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"

	"interlude/storage/storagetest/pgtest"
)

// equivalents names faults that change nothing that anybody could notice: "key | reason" a line.
//
//go:embed equivalent.txt
var equivalents string

type options struct {
	dir, scratch, only, by string
	longest, budget        time.Duration
	jobs, least            int
	list                   bool
}

func main() {
	var o options
	flag.StringVar(&o.dir, "dir", ".", "the top of the repository")
	flag.StringVar(&o.scratch, "scratch", filepath.Join(os.TempDir(), "interlude-mutate"), "where programs, the survey of the tests and what caught each fault last are kept")
	flag.StringVar(&o.only, "only", "", "only faults whose key matches this expression")
	flag.StringVar(&o.by, "by", strings.Join(tested, " "), "the packages whose tests should notice")
	flag.DurationVar(&o.longest, "longest", 3*time.Minute, "tests that take longer are left out")
	flag.DurationVar(&o.budget, "budget", 20*time.Second, "tests of so much time are tried with a fault, the quickest first")
	flag.IntVar(&o.jobs, "jobs", 2, "faults that are tried at a time")
	flag.IntVar(&o.least, "least", 85, "fail below this share of caught faults, in percent")
	flag.BoolVar(&o.list, "list", false, "only list the faults")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, o, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "mutate:", err)
		stop()
		os.Exit(1)
	}
}

// prepare builds the seeded tests and finds out what they reach.
func prepare(ctx context.Context, o options, dir, overlay string, out io.Writer) ([]program, []check, error) {
	programs, err := build(ctx, dir, o.scratch, overlay, strings.Fields(o.by))
	if err != nil {
		return nil, nil, err
	}
	var checks []check
	for _, p := range programs {
		more, err := survey(ctx, o.scratch, p, o.longest, o.jobs, out)
		if err != nil {
			return nil, nil, err
		}
		checks = append(checks, more...)
	}
	return programs, checks, nil
}

// serve starts one database server for all tests, unless there is one.
func serve() (end func(), err error) {
	if os.Getenv(pgtest.Variable) != "" {
		return func() {}, nil
	}
	url, end, err := pgtest.Launch()
	if err != nil {
		return nil, err
	}
	return end, os.Setenv(pgtest.Variable, url)
}

func run(ctx context.Context, o options, out io.Writer) error {
	dir, err := filepath.Abs(o.dir)
	if err != nil {
		return err
	}
	only, err := regexp.Compile(o.only)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(o.scratch, 0o700); err != nil {
		return err
	}
	files, err := guardedFiles(dir)
	if err != nil {
		return err
	}
	path, faults, err := overlay(dir, o.scratch, files)
	if err != nil {
		return err
	}
	reasons, err := readEquivalents(equivalents, faults)
	if err != nil {
		return err
	}
	if o.list {
		for _, f := range faults {
			_, _ = fmt.Fprintln(out, f.Key)
		}
		return nil
	}
	end, err := serve()
	if err != nil {
		return err
	}
	defer end()
	programs, checks, err := prepare(ctx, o, dir, path, out)
	if err != nil {
		return err
	}
	var mine []fault
	for _, f := range faults {
		if only.MatchString(f.Key) {
			mine = append(mine, f)
		}
	}
	verdicts, err := try(ctx, o, mine, reasons, programs, checks, out)
	if err != nil {
		return err
	}
	return report(verdicts, o.least, out)
}

// try finds out what becomes of each fault.
func try(ctx context.Context, o options, mine []fault, reasons map[string]string, programs []program, checks []check, out io.Writer) ([]verdict, error) {
	seen, err := remember(filepath.Join(o.scratch, "caught.txt"))
	if err != nil {
		return nil, err
	}
	defer seen.close()
	verdicts := judgeAll(ctx, mine, o.jobs, out, func(f fault) verdict {
		if reasons[f.Key] != "" {
			return verdict{f, equivalent, ""}
		}
		v := judge(ctx, f, inOrder(f, checks, seen, o.budget), programs)
		if v.Outcome == caught && ctx.Err() == nil {
			seen.note(f, v.By)
		}
		return v
	})
	return verdicts, ctx.Err()
}

// judgeAll judges jobs faults at a time and writes down each that no test noticed.
func judgeAll(ctx context.Context, faults []fault, jobs int, out io.Writer, judge func(fault) verdict) []verdict {
	verdicts := make([]verdict, len(faults))
	var group sync.WaitGroup
	var mu sync.Mutex
	next := make(chan int)
	for range jobs {
		group.Go(func() {
			for i := range next {
				v := judge(faults[i])
				mu.Lock()
				verdicts[i] = v
				_, _ = fmt.Fprintf(out, "%s\t%s (line %d)\t%s\n", v.Outcome, v.Key, v.Line, v.By)
				mu.Unlock()
			}
		})
	}
	for i := range faults {
		if ctx.Err() != nil {
			break
		}
		next <- i
	}
	close(next)
	group.Wait()
	return verdicts
}

// readEquivalents returns the reason of each equivalent fault. A line without reason, or of a fault that is no longer
// seeded, is an error.
func readEquivalents(text string, faults []fault) (map[string]string, error) {
	known := map[string]bool{}
	for _, f := range faults {
		known[f.Key] = true
	}
	reasons := map[string]string{}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		at := strings.LastIndex(line, " | ")
		if at < 0 || len(line)-at < 15 {
			return nil, fmt.Errorf("equivalent.txt: no reason: %s", line)
		}
		if key := line[:at]; !known[key] {
			return nil, fmt.Errorf("equivalent.txt: no such fault: %s", key)
		}
		reasons[line[:at]] = line[at+3:]
	}
	return reasons, nil
}

// report prints the figures of each folder, and fails when less than least percent were caught.
func report(verdicts []verdict, least int, out io.Writer) error {
	count := map[string]map[outcome]int{}
	for _, v := range verdicts {
		folder, _, _ := strings.Cut(v.Key, "/")
		for _, name := range []string{folder, "all"} {
			if count[name] == nil {
				count[name] = map[outcome]int{}
			}
			count[name][v.Outcome]++
		}
	}
	_, _ = fmt.Fprintf(out, "\n%-10s %7s %11s %7s %9s %12s %6s\n", "", "seeded", "equivalent", "caught", "survived", "not reached", "share")
	var share int
	for _, name := range append(tested, "all") {
		n := count[name]
		all := n[caught] + n[hung] + n[survived] + n[unreached]
		if all == 0 {
			continue
		}
		share = 100 * (n[caught] + n[hung]) / all
		_, _ = fmt.Fprintf(out, "%-10s %7d %11d %7d %9d %12d %5d%%\n", name, all+n[equivalent], n[equivalent], n[caught]+n[hung], n[survived], n[unreached], share)
	}
	if share < least {
		return fmt.Errorf("%d%% of the faults were caught, at least %d%% should be", share, least)
	}
	return nil
}
