package main

import (
	"fmt"
	"go/ast"
	"go/build/constraint"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// promising are the documents in which every sentence is backed by a test that fails when it does
// not hold, and how many such sentences each has at least. A sentence ends with the test's name in brackets, or
// with a footnote that names it.
var promising = map[string]int{"SECURITY.md": 20, "PRIVACY.md": 25, "docs/threat-model.md": 40}

// plainSections say what is done by hand, what words mean, and above all what is not protected: nothing
// that a test could hold. Nothing is promised there.
var plainSections = []string{"How to report", "What is not protected", "What I cannot protect you from", "How to read this"}

// plainLabels begin paragraphs of the same kind.
var plainLabels = []string{"**Asset.**", "**Attacker.**", "**Not protected.**"}

// sentence is one, with the tests that it names.
type sentence struct {
	line  int
	words string
	tests []string
}

var (
	oneSentence = regexp.MustCompile(`^(.*?(?:[.!?]|:$))((?:\s*\[(?:Test|Fuzz)[^\]]*\])|(?:\[\^[\w-]+\])+)?(?:\s+|$)`)
	footnote    = regexp.MustCompile(`^\[\^([\w-]+)\]:\s*(.+)$`)
	reference   = regexp.MustCompile(`\[\^([\w-]+)\]`)
	bullet      = regexp.MustCompile(`^\s*(?:[-*]|\d+\.)\s+`)
)

// sentencesOf returns the sentences of a document that promise something.
func sentencesOf(text string) ([]sentence, error) {
	notes := map[string]string{}
	for _, l := range strings.Split(text, "\n") {
		if m := footnote.FindStringSubmatch(l); m != nil {
			notes[m[1]] = m[2]
		}
	}
	var all []sentence
	used := map[string]bool{}
	for _, p := range paragraphsOf(text) {
		rest := p.words
		for rest != "" {
			m := oneSentence.FindStringSubmatch(rest)
			if m == nil {
				return nil, fmt.Errorf("line %d: no end of the sentence: %s", p.line, rest)
			}
			s := sentence{line: p.line, words: m[1]}
			names := strings.Trim(strings.TrimSpace(m[2]), "[]")
			for _, r := range reference.FindAllStringSubmatch(m[2], -1) {
				used[r[1]] = true
				if names = notes[r[1]]; names == "" {
					return nil, fmt.Errorf("line %d: no footnote %s", p.line, r[1])
				}
				s.tests = append(s.tests, splitNames(names)...)
				names = ""
			}
			s.tests = append(s.tests, splitNames(names)...)
			rest = rest[len(m[0]):]
			if !strings.HasSuffix(s.words, ":") { // what leads to a list
				all = append(all, s)
			}
		}
	}
	for name := range notes {
		if !used[name] {
			return nil, fmt.Errorf("the footnote %s belongs to no sentence", name)
		}
	}
	return all, nil
}

func splitNames(text string) []string {
	return strings.FieldsFunc(strings.ReplaceAll(text, "`", ""), func(r rune) bool { return r == ',' })
}

// paragraphsOf returns the paragraphs and items of lists in which something is promised, each as
// one line, without headings, footnotes and code.
func paragraphsOf(text string) []sentence {
	var all []sentence
	var now *sentence
	code, plain := false, false
	for i, l := range strings.Split(text, "\n") {
		switch {
		case strings.HasPrefix(l, "```"):
			code, now = !code, nil
		case code || strings.TrimSpace(l) == "" || footnote.MatchString(l):
			now = nil
		case strings.HasPrefix(l, "#"):
			now = nil
			plain = slices.ContainsFunc(plainSections, func(s string) bool { return strings.TrimLeft(l, "# ") == s })
		case plain:
		default:
			starts := bullet.MatchString(l)
			l = strings.TrimSpace(bullet.ReplaceAllString(l, ""))
			if now != nil && !starts {
				now.words += " " + l
				continue
			}
			all = append(all, sentence{line: i + 1, words: l})
			now = &all[len(all)-1]
		}
	}
	return slices.DeleteFunc(all, func(p sentence) bool {
		return slices.ContainsFunc(plainLabels, func(l string) bool { return strings.HasPrefix(p.words, l) })
	})
}

// testsOf returns the names of all tests that run without a build tag, and every word in quotes
// that stands in tests or in packages for tests, where the names of their parts come from.
func testsOf(t *testing.T) (tests, quoted map[string]bool) {
	t.Helper()
	tests, quoted = map[string]bool{}, map[string]bool{}
	for _, s := range sources(t) {
		if !s.test || slices.ContainsFunc(s.tree.Comments, func(g *ast.CommentGroup) bool {
			return g.Pos() < s.tree.Package && constraint.IsGoBuild(g.List[0].Text)
		}) {
			continue
		}
		ast.Inspect(s.tree, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if name := n.Name.Name; n.Recv == nil && (strings.HasPrefix(name, "Test") || strings.HasPrefix(name, "Fuzz")) && strings.HasSuffix(s.path, "_test.go") {
					tests[name] = true
				}
			case *ast.BasicLit:
				quoted[strings.Trim(n.Value, "\"`")] = true
			}
			return true
		})
	}
	return tests, quoted
}

// missing returns what of a test's name, "TestX" or "TestX/part/part", does not exist.
func missing(name string, tests, quoted map[string]bool) string {
	parts := strings.Split(strings.TrimSpace(name), "/")
	if !tests[parts[0]] {
		return parts[0]
	}
	for _, p := range parts[1:] {
		if !quoted[p] {
			return p
		}
	}
	return ""
}

func TestEveryPromiseHasItsTest(t *testing.T) {
	tests, quoted := testsOf(t)
	for file, least := range promising {
		text, err := os.ReadFile(filepath.Join("../..", file))
		if err != nil {
			t.Fatal(err)
		}
		all, err := sentencesOf(string(text))
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for _, s := range all {
			if len(s.tests) == 0 {
				t.Errorf("%s:%d promises without a test: %s", file, s.line, s.words)
			}
			for _, name := range s.tests {
				if gone := missing(name, tests, quoted); gone != "" {
					t.Errorf("%s:%d names a test that is not there (%s): %s", file, s.line, gone, s.words)
				}
			}
		}
		if len(all) < least {
			t.Errorf("%s promises %d things, which is less than it did (%d)", file, len(all), least)
		}
		t.Logf("%s: %d sentences", file, len(all))
	}
}

// The threat model has a section for each threat, none left out.
func TestThreatModelIsComplete(t *testing.T) {
	text, err := os.ReadFile("../../docs/threat-model.md")
	if err != nil {
		t.Fatal(err)
	}
	parts := regexp.MustCompile(`(?m)^## (\d+)\. `).Split(string(text), -1)
	numbers := regexp.MustCompile(`(?m)^## (\d+)\. `).FindAllStringSubmatch(string(text), -1)
	for i, n := range numbers {
		if n[1] != fmt.Sprint(i+1) {
			t.Errorf("section %d is numbered %s", i+1, n[1])
		}
		for _, label := range plainLabels {
			if !strings.Contains(parts[i+1], label) {
				t.Errorf("section %s does not say: %s", n[1], label)
			}
		}
	}
	if len(numbers) < 16 {
		t.Errorf("%d threats, there were 16", len(numbers))
	}
}

func TestSentencesAreFound(t *testing.T) {
	const text = "# Title\n\nOne thing holds. [TestA] Another one\nholds as well.[^b] None here. *Bold* things: here.\nAnd:\n- a list. [TestC, `TestD/part one`]\n1. the next\n   line of it!\n" +
		"\n**Attacker.** Somebody with a knife.\n\n```\ncode without a test.\n```\n## What is not protected\n\nNothing. At all.\n\n## Last\n\nSee it? [FuzzE]\n\n[^b]: TestB, TestB2\n"
	all, err := sentencesOf(text)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range all {
		got = append(got, fmt.Sprint(s.line, " ", s.words, " ", s.tests))
	}
	want := []string{"3 One thing holds. [TestA]", "3 Another one holds as well. [TestB  TestB2]", "3 None here. []", "3 *Bold* things: here. []",
		"6 a list. [TestC  TestD/part one]", "7 the next line of it! []", "21 See it? [FuzzE]"}
	if !slices.Equal(got, want) {
		t.Errorf("found\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for _, bad := range []string{"No end", "A note.[^x]", "Fine. [TestA]\n\n[^y]: TestB"} {
		if _, err := sentencesOf(bad); err == nil {
			t.Errorf("%q passes", bad)
		}
	}
	tests, quoted := map[string]bool{"TestA": true}, map[string]bool{"part one": true}
	for name, want := range map[string]string{"TestA": "", " TestA/part one": "", "TestB": "TestB", "TestA/part two": "part two", "": ""} {
		if got := missing(name, tests, quoted); got != want && name != "" {
			t.Errorf("%q lacks %q, want %q", name, got, want)
		}
	}
}
