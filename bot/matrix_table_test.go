package bot

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// What may come of a cell.
const (
	no      = "no"      // what a stranger gets, to the byte: nothing of it is told
	does    = "does"    // something is stored
	shows   = "shows"   // something is shown, nothing is stored
	late    = "late"    // "This is no longer active."
	nothing = "nothing" // neither shown nor stored
)

// expected is what may come of one role's tries, by the object: one's own under way, one's own that
// is over, anybody else's or none at all, and one that is no id.
type expected struct{ own, over, rest, bad string }

// rule is one line of testdata/matrix.txt: who may do what with one route and one kind of object.
type rule struct {
	key
	line  int
	takes string // kind of object; "-": the route takes none
	state string // how things stand, of matrixStates
	form  string // what the object's id is put into; "{id}" unless said
	roles map[string]expected
}

// where names the line.
func (r rule) where() string {
	return fmt.Sprintf("testdata/matrix.txt:%d: %s %s", r.line, r.kind, r.id)
}

// matrixRoles are the roles that a line may name. Everybody else may do nothing: strangers, guests, people of
// Slack Connect, apps.
var matrixRoles = []string{"coach", "coachee", "sponsor", "asked", "declined", "named", "former", "invited", "uninvited", "deactivated", "everybody"}

// readMatrix reads the lines: KIND ROUTE | OBJECT [FORM] | ROLE=own/over/rest/bad …. What is left out is
// "no"; one word stands for all four where the route takes no object.
func readMatrix(t *testing.T) []rule {
	t.Helper()
	raw, err := os.ReadFile("testdata/matrix.txt")
	if err != nil {
		t.Fatal(err)
	}
	var out []rule
	for i, line := range strings.Split(string(raw), "\n") {
		line, _, _ = strings.Cut(line, "# ")
		if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") {
			continue
		}
		cols := strings.Split(line, "|")
		if len(cols) < 3 {
			t.Fatalf("testdata/matrix.txt:%d: %q has no three columns", i+1, line)
		}
		k, id, _ := strings.Cut(strings.TrimSpace(cols[0]), " ")
		takes, form, _ := strings.Cut(strings.TrimSpace(cols[1]), " ")
		takes, state, _ := strings.Cut(takes, "@")
		if _, ok := matrixStates[state]; !ok {
			t.Fatalf("testdata/matrix.txt:%d: %q is no state", i+1, state)
		}
		if form == "" {
			form = "{id}"
		}
		r := rule{key: key{kind(k), id}, line: i + 1, takes: takes, state: state, form: strings.NewReplacer("¦", "|", "§", " ").Replace(form), roles: map[string]expected{}}
		for _, role := range strings.Fields(cols[2]) {
			name, words, ok := strings.Cut(role, "=")
			if !ok || !slices.Contains(matrixRoles, name) {
				t.Fatalf("testdata/matrix.txt:%d: %q names no role", i+1, role)
			}
			r.roles[name] = readExpected(t, r, words)
		}
		out = append(out, r)
	}
	return out
}

func readExpected(t *testing.T, r rule, words string) expected {
	t.Helper()
	w := strings.Split(words, "/")
	for _, x := range strings.Split(strings.ReplaceAll(words, "+", "/"), "/") {
		if !slices.Contains([]string{no, does, shows, late, nothing}, x) {
			t.Fatalf("testdata/matrix.txt:%d: %q is no answer", r.line, x)
		}
	}
	if r.takes == "-" {
		return expected{w[0], w[0], w[0], w[0]}
	}
	e := expected{w[0], no, no, no}
	for i, to := range []*string{&e.own, &e.over, &e.rest, &e.bad} {
		if i < len(w) {
			*to = w[i]
		} else if i == 3 {
			e.bad = e.rest
		}
	}
	return e
}

// TestMatrixNamesEveryRoute: a route that the matrix does not name, one that it never lets anybody use, and a line
// that names no route, fail.
func TestMatrixNamesEveryRoute(t *testing.T) {
	routes, err := index(table())
	if err != nil {
		t.Fatal(err)
	}
	named, allowed := map[key]bool{}, map[key]bool{{press, scheduleNo}: true} // which only takes its own note away
	for _, r := range readMatrix(t) {
		named[r.key] = true
		for _, e := range r.roles {
			allowed[r.key] = allowed[r.key] || strings.Contains(e.String(), does) || strings.Contains(e.String(), shows)
		}
		if _, ok := routes[r.key]; !ok {
			t.Errorf("testdata/matrix.txt:%d: there is no route %s %s", r.line, r.kind, r.id)
		}
	}
	for k := range routes {
		if named[k] && !allowed[k] {
			t.Errorf("testdata/matrix.txt lets nobody ever do anything with %s %s: name the state in which they do", k.kind, k.id)
		}
		if !named[k] {
			t.Errorf("%s %s is not in testdata/matrix.txt: say there who may do what with it (the head of the file explains the lines)", k.kind, k.id)
		}
	}
}

func (e expected) String() string { return fmt.Sprintf("%s/%s/%s/%s", e.own, e.over, e.rest, e.bad) }
