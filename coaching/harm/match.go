package harm

import (
	"embed"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
)

//go:embed phrases/*.txt
var phraseFiles embed.FS

// Languages are the lists, by the names of their files. All of them are always tried: people
// mix languages, and nobody is asked for theirs.
var Languages = []string{"en", "hi", "de", "fr", "es"}

// list is what one file says: phrases and nets that count, and phrases that do not. An exception excuses
// phrases of its own language only: "die" is one thing in German and another in English.
type list struct {
	heard, not index
	nets       *nets
}

// index finds the phrases that can begin with a word.
type index struct {
	exact    map[string][]phrase
	prefixed map[string][]phrase // by the first two bytes of the beginning
}

// all are the lists, read once. What is embedded can be read: a test reads it.
var all = sync.OnceValue(func() []list {
	var out []list
	for _, language := range Languages {
		l, err := readList(language)
		if err != nil {
			panic(err)
		}
		out = append(out, l)
	}
	return out
})

// readList reads one of the embedded files.
func readList(language string) (list, error) {
	l := list{newIndex(), newIndex(), newNets()}
	raw, err := phraseFiles.ReadFile("phrases/" + language + ".txt")
	if err == nil {
		err = l.read(string(raw))
	}
	if err != nil {
		return l, fmt.Errorf("phrases of %s: %w", language, err)
	}
	return l, nil
}

// In reports whether any of texts may speak of harm. It stops nowhere early, so that the time it
// takes depends on the length of texts and hardly on what they say. Safe for concurrent use.
func In(texts ...string) bool {
	found := 0
	for _, text := range texts {
		words := fold(text)
		for _, l := range all() {
			found += l.count(words)
		}
	}
	return found > 0
}

// count is how many phrases stand in words, without those that share a word with an exception.
func (l list) count(words []string) int {
	excused := make([]bool, len(words))
	l.not.each(words, func(from, to int) {
		for i := from; i < to; i++ {
			excused[i] = true
		}
	})
	n := l.nets.count(words, excused)
	l.heard.each(words, func(from, to int) {
		if !slices.Contains(excused[from:to], true) {
			n++
		}
	})
	return n
}

func newIndex() index {
	return index{map[string][]phrase{}, map[string][]phrase{}}
}

// add files p under every word that it can begin with.
func (x index) add(p phrase) error {
	seen := map[string]bool{}
	for _, w := range p[0].wordings {
		first := w[0]
		if seen[first.text] {
			continue
		}
		seen[first.text] = true
		if !first.prefix {
			x.exact[first.text] = append(x.exact[first.text], p)
			continue
		}
		if len(first.text) < 2 {
			return fmt.Errorf("the beginning %q is too short", first.text)
		}
		x.prefixed[first.text[:2]] = append(x.prefixed[first.text[:2]], p)
	}
	return nil
}

// each calls found for every place at which a phrase stands: words[from:to].
func (x index) each(words []string, found func(from, to int)) {
	for i, w := range words {
		for _, p := range x.exact[w] {
			if end, ok := p.at(words, i); ok {
				found(i, end)
			}
		}
		if len(w) < 2 {
			continue
		}
		for _, p := range x.prefixed[w[:2]] {
			if end, ok := p.at(words, i); ok {
				found(i, end)
			}
		}
	}
}

// notHarm is the section of phrases that look like harm and are none.
const notHarm = "[not]"

// read adds the lines of one file. Sections begin with a name in brackets on a line of its own.
func (l list) read(text string) error {
	p, to, not := parser{map[string]string{}}, l.heard, false
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		name, wording, named := strings.Cut(strings.TrimPrefix(line, "@"), "=")
		var err error
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '[' && strings.IndexByte(line, ']') == len(line)-1:
			if to, not = l.heard, line == notHarm; not {
				to = l.not
			}
		case line[0] == '&' && not:
			err = errors.New("a net is no exception")
		case line[0] == '&':
			err = l.nets.add(p, line)
		case line[0] == '@' && named:
			p.names[strings.TrimSpace(name)] = wording
		default:
			var ph phrase
			if ph, err = p.phrase(line); err == nil {
				err = to.add(ph)
			}
		}
		if err != nil {
			return fmt.Errorf("line %d: %w", i+1, err)
		}
	}
	return nil
}
