package main

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// program is the seeded test program of one package.
type program struct{ folder, path, dir string }

// check is one test: how long it takes alone and unharmed, and which faults it reaches.
type check struct {
	Folder, Name string
	Took         time.Duration
	Reaches      []int
}

// build compiles the seeded tests of each folder into scratch.
func build(ctx context.Context, dir, scratch, overlay string, folders []string) ([]program, error) {
	var all []program
	for _, folder := range folders {
		p := program{folder, filepath.Join(scratch, folder+".test"), filepath.Join(dir, folder)}
		// #nosec G204 -- the arguments are the developer's own
		c := exec.CommandContext(ctx, "go", "test", "-c", "-vet=off", "-overlay", overlay, "-o", p.path, "./"+folder)
		c.Dir = dir
		if said, err := c.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("build the tests of %s: %w\n%s", folder, err, said)
		}
		all = append(all, p)
	}
	return all, nil
}

// run gives one or several tests, or one part of a test, the fault alive (0: none), and reports whether they pass. Once
// limit has gone by they do not.
func (p program) run(ctx context.Context, tests []string, alive int, trace string, limit time.Duration) (failed string, passed bool) {
	said, err := p.said(ctx, tests, alive, trace, limit)
	switch {
	case err == nil:
		return "", true
	case errors.Is(err, errLimit):
		return "", false
	}
	if len(tests) == 1 {
		return tests[0], false
	}
	for line := range strings.Lines(said) {
		if name, ok := strings.CutPrefix(line, "--- FAIL: "); ok {
			failed, _, _ = strings.Cut(name, " ")
			return failed, false
		}
	}
	return "a panic", false
}

var errLimit = errors.New("the tests did not come to an end")

// said is what the tests print.
func (p program) said(ctx context.Context, tests []string, alive int, trace string, limit time.Duration) (string, error) {
	inner, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	// #nosec G204 -- the program was built above
	c := exec.CommandContext(inner, p.path, "-test.run", pattern(tests), "-test.v", "-test.failfast", "-test.timeout", "0")
	c.Dir, c.WaitDelay = p.dir, 5*time.Second
	c.Env = append(os.Environ(), aliveVariable+"="+strconv.Itoa(alive), traceVariable+"="+trace)
	said, err := c.CombinedOutput()
	if err != nil && inner.Err() != nil {
		err = errLimit
	}
	return string(said), err
}

// pattern is the expression for tests, or for one part of a test.
func pattern(tests []string) string {
	if len(tests) > 1 {
		return "^(" + strings.Join(tests, "|") + ")$"
	}
	var parts []string
	for _, name := range strings.Split(tests[0], "/") {
		parts = append(parts, "^"+regexp.QuoteMeta(name)+"$")
	}
	return strings.Join(parts, "/")
}

// survey runs every test of p alone, jobs at a time, and notes what it reaches. It leaves out those that fail unharmed or
// take longer than longest, and says which. A survey of the same program that lies in scratch is taken instead.
func survey(ctx context.Context, scratch string, p program, longest time.Duration, jobs int, out io.Writer) ([]check, error) {
	stamp, err := p.stamp()
	if err != nil {
		return nil, err
	}
	file := filepath.Join(scratch, "survey-"+p.folder+"-"+stamp+".json")
	var all []check
	if text, err := os.ReadFile(filepath.Clean(file)); err == nil && json.Unmarshal(text, &all) == nil {
		return all, nil
	}
	names, err := p.list(ctx)
	if err != nil {
		return nil, err
	}
	var group sync.WaitGroup
	var mu sync.Mutex
	free := make(chan int, jobs)
	for i := range jobs {
		free <- i
	}
	for _, name := range names {
		job := <-free
		group.Go(func() {
			defer func() { free <- job }()
			found := p.try(ctx, name, filepath.Join(scratch, "trace"+strconv.Itoa(job)), longest)
			mu.Lock()
			defer mu.Unlock()
			if all = append(all, found...); len(found) == 0 {
				_, _ = fmt.Fprintf(out, "left out: %s of %s fails unharmed, or takes longer than %s\n", name, p.folder, longest)
			}
		})
	}
	group.Wait()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	text, err := json.Marshal(all)
	if err != nil {
		return nil, err
	}
	return all, os.WriteFile(file, text, 0o600)
}

// list names the tests, examples and seeds of fuzz targets.
func (p program) list(ctx context.Context) ([]string, error) {
	// #nosec G204 -- the program was built above
	c := exec.CommandContext(ctx, p.path, "-test.list", "^(Test|Fuzz|Example)")
	c.Dir = p.dir
	said, err := c.Output()
	if err != nil {
		return nil, fmt.Errorf("list the tests of %s: %w", p.folder, err)
	}
	return strings.Fields(string(said)), nil
}

// longPart is how long a test may take before its parts are looked at one by one.
const longPart = 3 * time.Second

// try runs one test alone and unharmed, and then its parts when it takes long; nothing when it fails.
func (p program) try(ctx context.Context, name, trace string, longest time.Duration) []check {
	_ = os.Remove(trace)
	from := time.Now()
	said, err := p.said(ctx, []string{name}, 0, trace, longest)
	if err != nil {
		return nil
	}
	whole := check{p.folder, name, time.Since(from), reached(trace)}
	parts := partsOf(name, said)
	if whole.Took < longPart || len(parts) < 2 || len(parts) > 40 {
		return []check{whole}
	}
	var all []check
	for _, part := range parts {
		found := p.try(ctx, part, trace, longest)
		if len(found) == 0 {
			return []check{whole} // one needs another
		}
		all = append(all, found...)
	}
	return all
}

// partsOf are the parts of a test in what it printed.
func partsOf(name, said string) []string {
	var parts []string
	for line := range strings.Lines(said) {
		part, ok := strings.CutPrefix(strings.TrimSpace(line), "=== RUN   ")
		if below, of := strings.CutPrefix(part, name+"/"); ok && of && !strings.Contains(below, "/") {
			parts = append(parts, part)
		}
	}
	return parts
}

func (p program) stamp() (string, error) {
	h := sha256.New()
	f, err := os.Open(p.path)
	if err != nil {
		return "", err
	}
	_, err = io.Copy(h, f)
	_ = f.Close()
	return fmt.Sprintf("%x", h.Sum(nil)[:8]), err
}

func reached(trace string) []int {
	text, err := os.ReadFile(filepath.Clean(trace))
	if err != nil {
		return nil
	}
	var all []int
	for _, word := range strings.Fields(string(text)) {
		if n, err := strconv.Atoi(word); err == nil && !slices.Contains(all, n) {
			all = append(all, n)
		}
	}
	return all
}
