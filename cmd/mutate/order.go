package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// inOrder returns the tests that reach the fault, the likeliest first: the one that caught it in an earlier run, those
// that caught another fault of its function, then the quick ones that reach little else. Those beyond the budget are left
// away, but for the first.
func inOrder(f fault, checks []check, seen *memory, budget time.Duration) []check {
	var mine []check
	for _, c := range checks {
		if slices.Contains(c.Reaches, f.Number) {
			mine = append(mine, c)
		}
	}
	last, near := seen.of(f)
	rank := func(c check) int {
		name := c.Folder + " " + c.Name
		switch {
		case name == last:
			return 0
		case near[name] && c.Took < 6*time.Second:
			return 1
		}
		return 2
	}
	slices.SortStableFunc(mine, func(a, b check) int {
		if x, y := rank(a), rank(b); x != y {
			return x - y
		}
		return int(a.weight() - b.weight())
	})
	spent := time.Duration(0)
	return slices.DeleteFunc(mine, func(c check) bool {
		spent += c.Took
		return spent > budget && spent > c.Took
	})
}

// weight is small for a quick test of little, which says more about it than a long one of everything.
func (c check) weight() int64 { return c.Took.Milliseconds() * int64(len(c.Reaches)) }

// memory knows which test caught which fault, from this run and earlier ones. It only makes the tool quicker: what is
// in it is tried again.
type memory struct {
	mu   sync.Mutex
	file *os.File
	by   map[string]string          // by key
	near map[string]map[string]bool // by file and function
}

// remember reads what stands in the file at path, and adds to it from then on.
func remember(path string) (*memory, error) {
	m := &memory{by: map[string]string{}, near: map[string]map[string]bool{}}
	file, err := os.OpenFile(filepath.Clean(path), os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(filepath.Clean(path))
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(text)) {
		if key, by, ok := strings.Cut(strings.TrimRight(line, "\n"), "\t"); ok {
			m.put(key, by)
		}
	}
	m.file = file
	return m, nil
}

func (m *memory) close() { _ = m.file.Close() }

func (m *memory) put(key, by string) {
	m.by[key] = by
	place := placeOf(key)
	if m.near[place] == nil {
		m.near[place] = map[string]bool{}
	}
	m.near[place][by] = true
}

// placeOf is the file and function of a key.
func placeOf(key string) string {
	place, _, _ := strings.Cut(key, ": ")
	return place
}

func (m *memory) note(f fault, by string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.by[f.Key] == by {
		return
	}
	m.put(f.Key, by)
	_, _ = fmt.Fprintf(m.file, "%s\t%s\n", f.Key, by)
}

// of returns the test that caught f the last time, and those that caught faults of the same function.
func (m *memory) of(f fault) (string, map[string]bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	near := map[string]bool{}
	for by := range m.near[placeOf(f.Key)] {
		near[by] = true
	}
	return m.by[f.Key], near
}
