package harm

import (
	"fmt"
	"slices"
	"strings"
)

// nearby is how many words may lie between the first and the last idea of a net.
const nearby = 16

// unexcused is how many ideas it takes until no exception excuses a net: four are no idiom.
const unexcused = 4

// nets find ideas that stand near each other in one sentence, in any order: who, what, and not.
type nets struct {
	sizes    []int                // how many ideas each net has
	exact    map[string][]netIdea // by their first word
	prefixed map[string][]netIdea // by the first two bytes of their first word
}

// netIdea is one idea of a net.
type netIdea struct {
	net, nth int
	phrase   phrase
}

// span is where an idea was heard last; to is 0 until it was.
type span struct{ from, to int }

func newNets() *nets {
	return &nets{exact: map[string][]netIdea{}, prefixed: map[string][]netIdea{}}
}

// add reads a line "& one idea & another".
func (n *nets) add(p parser, line string) error {
	ideas := strings.Split(line, "&")[1:]
	if len(ideas) < 2 {
		return fmt.Errorf("%q is no net", line)
	}
	for nth, idea := range ideas {
		ph, err := p.phrase(idea)
		if err != nil {
			return err
		}
		if err := n.file(netIdea{len(n.sizes), nth, ph}); err != nil {
			return err
		}
	}
	n.sizes = append(n.sizes, len(ideas))
	return nil
}

// file puts idea under every word that it can begin with.
func (n *nets) file(idea netIdea) error {
	seen := map[string]bool{}
	for _, w := range idea.phrase[0].wordings {
		first := w[0]
		if seen[first.text] {
			continue
		}
		seen[first.text] = true
		switch {
		case !first.prefix:
			n.exact[first.text] = append(n.exact[first.text], idea)
		case len(first.text) < 2:
			return fmt.Errorf("the beginning %q is too short", first.text)
		default:
			n.prefixed[first.text[:2]] = append(n.prefixed[first.text[:2]], idea)
		}
	}
	return nil
}

// count is how often all ideas of a net stand near each other; small nets without words that are excused. It
// goes through words once and looks at no more than the ideas that begin with each.
func (n *nets) count(words []string, excused []bool) int {
	last := make([][]span, len(n.sizes))
	begun, found := 0, 0 // where the sentence began
	hear := func(i int, idea netIdea) {
		end, ok := idea.phrase.at(words, i)
		if !ok || n.sizes[idea.net] < unexcused && slices.Contains(excused[i:end], true) {
			return
		}
		heard := last[idea.net]
		if heard == nil {
			heard = make([]span, n.sizes[idea.net])
			last[idea.net] = heard
		}
		heard[idea.nth] = span{i, end}
		since := max(begun, i-nearby)
		if !slices.ContainsFunc(heard, func(s span) bool { return s.to == 0 || s.from < since }) {
			found++
		}
	}
	for i, w := range words {
		if w == stop {
			begun = i + 1
			continue
		}
		for _, idea := range n.exact[w] {
			hear(i, idea)
		}
		if len(w) < 2 {
			continue
		}
		for _, idea := range n.prefixed[w[:2]] {
			hear(i, idea)
		}
	}
	return found
}
