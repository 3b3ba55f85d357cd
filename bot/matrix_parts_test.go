package bot

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"interlude/coaching"
)

// TestMatrixOfSeveralParts: the same person is coach in one coaching, coachee in another and sponsor in a third. In each
// they may what that part may and nothing of the others': an object of a coaching in which their part there does not suffice
// gets, with the same reads, what an id gets that nobody has.
func TestMatrixOfSeveralParts(t *testing.T) {
	w := newMatrixWorld(t)
	xena, yuri, zoe, sue := w.person("xena"), w.person("yuri"), w.person("zoe"), w.person("sue")
	w.bot.Coaches = append(w.bot.Coaches, xena.User, zoe.User)
	w.sides["x1"] = w.pair(xena, yuri, sue, coaching.SponsorAccepted)
	w.sides["x2"] = w.pair(zoe, xena, sue, coaching.SponsorAccepted)
	w.sides["x3"] = w.pair(zoe, w.person("una"), xena, coaching.SponsorAccepted)
	w.freeze()
	parts := []actor{{xena.User, "coach", "x1"}, {xena.User, "coachee", "x2"}, {xena.User, "sponsor", "x3"}}
	cells, refused := 0, 0
	for _, r := range readMatrix(t) {
		if r.takes == "-" {
			continue
		}
		w.stand(r.state)
		baseline := w.stranger(r)
		for _, a := range parts {
			for _, o := range w.objects(a, r) {
				if o.column != "own" && o.column != "over" {
					continue
				}
				cells++
				want := w.expects(r, a, workspaces[0], o.column)
				got, reads := w.read(r, a, workspaces[0], o.id, baseline)
				where := fmt.Sprintf("%s as %s with %s", r.where(), a.role, o.name)
				if o.column == "over" && want == no && w.expects(r, a, workspaces[0], "own") != no {
					continue // theirs, and over: they may know that
				}
				if want != no {
					if !slices.Contains(append(strings.Split(want, "+"), shows), got.what) {
						t.Errorf("%s: %s, want %s\n%.300s", where, got.what, want, got.shown)
					}
					continue
				}
				refused++
				unknown, unknownReads := w.read(r, a, workspaces[0], unknownOf(r), baseline)
				if got.what == does || got.shown != unknown.shown || !slices.Equal(reads, unknownReads) {
					t.Errorf("%s, who has another part elsewhere: %s, and not what an unknown id gets:\n%.300s\n%.300s\n%s\n%s", where, got.what, got.shown, unknown.shown, reads, unknownReads)
				}
			}
		}
	}
	if refused < 300 {
		t.Errorf("only %d cells in which a part does not suffice", refused)
	}
	t.Logf("%d cells, in %d of them the part does not suffice", cells, refused)
}

// read tries id and returns what came of it and what was read for it.
func (w *matrixWorld) read(r rule, a actor, ws workspace, id, baseline string) (outcome, []string) {
	out := w.try(w.call(r, a, ws, id), r.kind, baseline)
	w.mu.Lock()
	defer w.mu.Unlock()
	return out, slices.Clone(w.reads)
}

// unknownOf is an id that nobody has, of the sort that r takes.
func unknownOf(r rule) string {
	switch r.takes {
	case "coachee":
		return "UNOBODY3"
	case "typed":
		return "DNOBODY 1700000099.000100"
	}
	return string(coaching.NewID())
}
