package bot

import (
	"flag"
	"hash/fnv"
	"testing"
)

// matrixShare is which of the cells TestMatrix tries.
var matrixShare = flag.Int("matrix.share", 0, "try each cell that must be tried, and one in so many of the others; 1: all; 0: all, and 40 under the race detector")

// sampling is what was tried of the matrix.
type sampling struct {
	share                int
	cells, acted         int
	routes               map[key]int
	lines                map[string]int // by line and role
	objects, from, roles map[string]int
}

func newSampling() *sampling {
	s := &sampling{share: *matrixShare, routes: map[key]int{}, lines: map[string]int{}, objects: map[string]int{}, from: map[string]int{}, roles: map[string]int{}}
	if s.share == 0 {
		s.share = 1
		if underRace {
			s.share = 40
		}
	}
	return s
}

// picks reports whether a cell is tried. In any sample are: everybody in their own workspace, with the object that comes nearest
// to being theirs; every role that a line names with every object; from each other workspace one of those who may, with their own;
// and of everything else a part that the line, the person, the workspace and the object decide, the same in every run.
func (s *sampling) picks(r rule, a int, ws workspace, nth int, o object) bool {
	_, named := r.roles[actors[a].role]
	own := ws.name == "own"
	switch {
	case s.share == 1, own && named, own && nth == 0, !own && named && nth == 0 && r.line%2 == a%2:
		return true
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(string(r.kind) + r.id + r.takes + r.state + actors[a].user + "/" + ws.name + "/" + o.name))
	return h.Sum32()%uint32(s.share) == 0 // #nosec G115 -- a small number
}

// tried notes a cell.
func (s *sampling) tried(r rule, a actor, ws workspace, o object) {
	s.cells++
	s.routes[r.key]++
	s.objects[o.name]++
	s.from[ws.name]++
	s.roles[a.role]++
	s.lines[r.where()+a.role]++
}

// complete fails when something went without a cell: a route, a line, a role of a line, an object, a workspace, a role.
func (s *sampling) complete(t *testing.T, rules []rule) {
	t.Helper()
	routes, err := index(table())
	if err != nil {
		t.Fatal(err)
	}
	for k := range routes {
		if s.routes[k] < len(workspaces) {
			t.Errorf("%s %s: %d cells", k.kind, k.id, s.routes[k])
		}
	}
	for _, r := range rules {
		for role := range r.roles {
			if role != "everybody" && s.lines[r.where()+role] == 0 {
				t.Errorf("%s: no cell as %s", r.where(), role)
			}
		}
	}
	for _, name := range []string{"nothing", "another's", "another's that is over", "an unknown", "an erased", "a malformed", "an empty", "one's own", "one's own that is over", "one's own of another kind"} {
		if s.objects[name] < 50 {
			t.Errorf("%d cells with %s", s.objects[name], name)
		}
	}
	for _, ws := range workspaces {
		if s.from[ws.name] < 500 {
			t.Errorf("%d cells from %s", s.from[ws.name], ws.name)
		}
	}
	for _, a := range actors {
		if s.roles[a.role] < 200 {
			t.Errorf("%d cells as %q", s.roles[a.role], a.role)
		}
	}
}
