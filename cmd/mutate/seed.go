package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// fault is one seeded fault.
type fault struct {
	Number int    // within its package, from 1
	Key    string // names it without line numbers: file, function, what was done to which words
	Line   int
}

// insertion is text that goes into a file at an offset. Of several at one place those that open
// come in the order in which they were made, and those that close before them, in the opposite order.
type insertion struct {
	at     int
	closes bool
	text   string
}

// seeder puts the faults into one file.
type seeder struct {
	name    string // of the file, as keys have it
	text    string
	set     *token.FileSet
	next    int
	within  string // the function that is being read
	results *ast.FieldList
	faults  []fault
	changes []insertion
	seen    map[string]int
}

// seed returns the text of the Go file at path with faults in it, numbered from first. name is
// how their keys call the file.
func seed(path, name string, first int) (string, []fault, error) {
	text, err := os.ReadFile(filepath.Clean(path))
	if err != nil {
		return "", nil, err
	}
	s := &seeder{name: name, text: string(text), set: token.NewFileSet(), next: first, seen: map[string]int{}}
	tree, err := parser.ParseFile(s.set, path, text, parser.SkipObjectResolution)
	if err != nil {
		return "", nil, err
	}
	for _, d := range tree.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Body != nil {
			s.within = f.Name.Name
			s.function(f.Type, f.Body)
		}
	}
	return s.changed(), s.faults, nil
}

// add notes a fault at n and returns the call that asks whether it is alive.
func (s *seeder) add(n ast.Node, what string) string {
	words := strings.Join(strings.Fields(s.of(n)), " ")
	if len(words) > 90 {
		words = words[:90] + "..."
	}
	key := fmt.Sprintf("%s %s: %s: %s", s.name, s.within, what, words)
	s.seen[key]++
	if s.seen[key] > 1 {
		key += fmt.Sprintf(" #%d", s.seen[key])
	}
	f := fault{Number: s.next, Key: key, Line: s.set.Position(n.Pos()).Line}
	s.next++
	s.faults = append(s.faults, f)
	return fmt.Sprintf("seeded(%d)", f.Number)
}

// of returns the words of n as they were.
func (s *seeder) of(n ast.Node) string { return s.text[s.offset(n.Pos()):s.offset(n.End())] }

func (s *seeder) offset(p token.Pos) int { return s.set.Position(p).Offset }

// wrap puts words before and behind n.
func (s *seeder) wrap(n ast.Node, before, behind string) {
	s.changes = append(s.changes, insertion{s.offset(n.Pos()), false, before}, insertion{s.offset(n.End()), true, behind})
}

// changed is the file with all insertions.
func (s *seeder) changed() string {
	order := make([]int, len(s.changes))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		x, y := s.changes[a], s.changes[b]
		switch {
		case x.at != y.at:
			return x.at - y.at
		case x.closes != y.closes && x.closes:
			return -1
		case x.closes != y.closes:
			return 1
		case x.closes:
			return b - a
		}
		return a - b
	})
	var out strings.Builder
	from := 0
	for _, i := range order {
		c := s.changes[i]
		out.WriteString(s.text[from:c.at])
		out.WriteString(c.text)
		from = c.at
	}
	out.WriteString(s.text[from:])
	return out.String()
}
