package bot

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// outlets are the functions through which words of people may go: what they return is inert, or an
// input's first value, or hidden again.
var outlets = []string{"esc", "escWords", "paragraphs", "plain", "linked", "fact", "textInput", "cutEscaped", "Visible", "Words", "Clean"}

// sinks are the functions that make markup of what they are given.
var sinks = []string{"mrk", "section", "sectionf", "sectionWith", "small", "header", "say", "lineBlocks", "quoted", "titled", "Sprintf"}

// revealing are the functions that hold words of people outside a call of an outlet, and what becomes of them.
var revealing = map[string]string{
	"linked":         "an outlet",
	"ifThen":         "its callers escape it",
	"cueOf":          "its callers escape it",
	"draftOf":        "first values of inputs",
	"editTyped":      "compared with what is typed",
	"editedSealed":   "compared with what is typed",
	"markReflection": "stored again as they were",
	"tickLabel":      "a label, by way of plain",
	"news":           "paragraphs",
	"blocks":         "whether the coachee's name is among them",
	"briefDraft":     "the first value of an input",
	"openMove":       "first values of inputs",
	"lastLink":       "a link, by way of linked, or the first value of an input",
	"readBackBlocks": "a link in the value of a button, in open writing alone",
	"readInForm":     "the first value of an input",
}

// naming are the functions that read people's names; labels go through plain, all else through esc.
var naming = map[string]string{
	"means": "compared with a mention", "engagementChoices": "a label, by way of plain", "coachees": "a label, by way of plain",
	"agreementView": "the agreement, by way of clauseBlocks", "agreementRead": "the agreement, by way of clauseBlocks", "sponsorPartView": "the agreement, by way of clauseBlocks",
	"reviewCoachView": "the agreement, by way of clauseBlocks",
	"countryName":     "a country", "holidayChoices": "a country", "path": "a station", "blocks": "a country",
}

// TestThereIsOneWayOutForPeoplesWords: what people wrote leaves the bot through the outlets alone.
func TestThereIsOneWayOutForPeoplesWords(t *testing.T) {
	h := &wayOut{t: t, used: map[string]bool{}}
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) < 100 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, f := range files {
		if !strings.HasSuffix(f, "_test.go") {
			h.file(f)
		}
	}
	for name := range revealing {
		if !h.used["Reveal "+name] {
			t.Errorf("%s no longer holds words: take it off the list", name)
		}
	}
	for name := range naming {
		if !h.used["Name "+name] {
			t.Errorf("%s no longer reads a name: take it off the list", name)
		}
	}
}

type wayOut struct {
	t    testing.TB
	used map[string]bool
	set  *token.FileSet
}

func (h *wayOut) file(path string) {
	h.set = token.NewFileSet()
	tree, err := parser.ParseFile(h.set, path, nil, parser.SkipObjectResolution)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, d := range tree.Decls {
		name := ""
		if fn, ok := d.(*ast.FuncDecl); ok {
			name = fn.Name.Name
		}
		var above []ast.Node
		ast.Inspect(d, func(n ast.Node) bool {
			if n == nil {
				above = above[:len(above)-1]
				return true
			}
			h.node(name, n, above)
			above = append(above, n)
			return true
		})
	}
}

func (h *wayOut) node(fn string, n ast.Node, above []ast.Node) {
	at := func() string { return h.set.Position(n.Pos()).String() }
	switch n := n.(type) {
	case *ast.SelectorExpr:
		switch {
		case n.Sel.Name == "Reveal" && !within(above, outlets):
			if h.used["Reveal "+fn] = true; revealing[fn] == "" {
				h.t.Errorf("%s: %s holds words of people outside an outlet", at(), fn)
			}
			fallthrough
		case n.Sel.Name == "Input" || n.Sel.Name == "Reveal":
			if within(above, sinks) && !within(above, outlets) {
				h.t.Errorf("%s: what somebody wrote goes into markup as it is", at())
			}
		case n.Sel.Name == "Name" && !within(above, outlets) && !packaged(n):
			if h.used["Name "+fn] = true; naming[fn] == "" {
				h.t.Errorf("%s: %s uses a name outside an outlet", at(), fn)
			}
		case n.Sel.Name == "NewTextBlockObject" && !slices.Contains([]string{"plain", "mrk", "asWritten"}, fn), n.Sel.Name == "TextBlockObject" && literal(above, n):
			h.t.Errorf("%s: %s makes text of its own", at(), fn)
		case slices.Contains([]string{"InitialValue", "RichTextSectionTextElement", "NewRichTextBlock", "MsgOptionAttachments"}, n.Sel.Name) && fn != "textInput":
			h.t.Errorf("%s: %s is another way out", at(), n.Sel.Name)
		}
	case *ast.CallExpr:
		if calleeOf(n) == "MsgOptionText" && !fixed(n.Args[0]) {
			h.t.Errorf("%s: a notification is not a fixed text", at())
		}
	}
}

// within reports whether one of the calls above is of one of the names.
func within(above []ast.Node, names []string) bool {
	return slices.ContainsFunc(above, func(n ast.Node) bool {
		c, ok := n.(*ast.CallExpr)
		return ok && slices.Contains(names, calleeOf(c))
	})
}

func calleeOf(c *ast.CallExpr) string {
	switch f := c.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

// packaged reports whether x.Name speaks of no person: a command's or a package's.
func packaged(s *ast.SelectorExpr) bool {
	x, ok := s.X.(*ast.Ident)
	return ok && slices.Contains([]string{"u", "cmd"}, x.Name)
}

func literal(above []ast.Node, n ast.Node) bool {
	c, ok := above[len(above)-1].(*ast.CompositeLit)
	return ok && c.Type == n
}

// fixed reports a text that nobody's words can be in: a literal, or a card's note, which the golden
// files show to be one for each kind.
func fixed(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.BasicLit:
		return true
	case *ast.SelectorExpr:
		return e.Sel.Name == "Note"
	}
	return false
}

// TestTheWayOutIsWatched: the watch would see a leak.
func TestTheWayOutIsWatched(t *testing.T) {
	for leak, lines := range map[string]string{
		"words in markup":   `func f(a coaching.Action) { section("You wrote: " + a.Text.Reveal()) }`,
		"a name":            `func f(p coaching.Person) { small("Hello " + p.Name) }`,
		"an input":          `func f(c *Call) { say("No: %s", c.Input("text")) }`,
		"text of its own":   `func f(s string) { slack.NewTextBlockObject("mrkdwn", s, false, false) }`,
		"a notification":    `func f(c card) { slack.MsgOptionText(c.Words, true) }`,
		"another rich text": `func f(s string) { slack.NewRichTextBlock("", nil) }`,
	} {
		seen := &errorCount{TB: t}
		h := &wayOut{t: seen, used: map[string]bool{}, set: token.NewFileSet()}
		tree, err := parser.ParseFile(h.set, "leak.go", "package bot\n"+lines, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		var above []ast.Node
		ast.Inspect(tree.Decls[0], func(n ast.Node) bool {
			if n == nil {
				above = above[:len(above)-1]
				return true
			}
			h.node("f", n, above)
			above = append(above, n)
			return true
		})
		if seen.errors == 0 {
			t.Errorf("%s is not seen", leak)
		}
	}
}

// errorCount is a test whose errors are expected.
type errorCount struct {
	testing.TB
	errors int
}

func (c *errorCount) Errorf(string, ...any) { c.errors++ }
