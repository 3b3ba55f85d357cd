package torture

// pile is a heap: what has the least at comes first, and among equals what was pushed first.
type pile[T any] struct {
	all  []item[T]
	seen int
}

type item[T any] struct {
	at   int64
	born int
	what T
}

func (p *pile[T]) less(i, j int) bool {
	a, b := &p.all[i], &p.all[j]
	return a.at < b.at || a.at == b.at && a.born < b.born
}

func (p *pile[T]) push(at int64, what T) {
	p.seen++
	p.all = append(p.all, item[T]{at, p.seen, what})
	for i := len(p.all) - 1; i > 0; {
		parent := (i - 1) / 2
		if !p.less(i, parent) {
			return
		}
		p.all[i], p.all[parent] = p.all[parent], p.all[i]
		i = parent
	}
}

// peek returns what comes first; false: there is nothing.
func (p *pile[T]) peek() (at int64, what T, ok bool) {
	if len(p.all) == 0 {
		return 0, what, false
	}
	return p.all[0].at, p.all[0].what, true
}

// pop takes off what comes first.
func (p *pile[T]) pop() {
	last := len(p.all) - 1
	p.all[0] = p.all[last]
	p.all[last] = item[T]{}
	p.all = p.all[:last]
	for i := 0; ; {
		least := i
		for _, child := range []int{2*i + 1, 2*i + 2} {
			if child < last && p.less(child, least) {
				least = child
			}
		}
		if least == i {
			return
		}
		p.all[i], p.all[least] = p.all[least], p.all[i]
		i = least
	}
}
