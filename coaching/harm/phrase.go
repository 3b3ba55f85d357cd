package harm

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// word is one word of a phrase; prefix: any word that begins with it.
type word struct {
	text   string
	prefix bool
}

func (w word) is(s string) bool {
	return w.text == s || w.prefix && strings.HasPrefix(s, w.text)
}

// element is one step of a phrase: one of several wordings, or a gap.
type element struct {
	wordings [][]word
	end      bool // the end of a sentence is one of the wordings
	optional bool
	gap      int // up to so many words of any kind; 0: no gap
}

// phrase is a line of a list: see the head of phrases/en.txt for its language.
type phrase []element

// usualGap is how many words ".." may stand for.
const usualGap = 3

// parser reads the lines of one list. names are its "@name" abbreviations.
type parser struct{ names map[string]string }

// phrase reads one line. An error names what cannot be read, never a place: the caller does.
func (p parser) phrase(line string) (phrase, error) {
	var out phrase
	for rest := strings.TrimSpace(line); rest != ""; rest = strings.TrimSpace(rest) {
		e, n, err := p.element(rest)
		if err != nil {
			return nil, err
		}
		out, rest = append(out, e), rest[n:]
	}
	if len(out) == 0 || len(out[0].wordings) == 0 || out[0].optional || out[0].end {
		return nil, fmt.Errorf("%q does not begin with a word", line)
	}
	return out, nil
}

// element reads the first element of s, which takes n bytes.
func (p parser) element(s string) (e element, n int, err error) {
	n = strings.IndexByte(s+" ", ' ')
	switch {
	case strings.HasPrefix(s, ".."):
		e.gap = usualGap
		if n > 2 {
			e.gap, err = strconv.Atoi(s[2:n])
		}
		return e, n, err
	case s[0] == '(' || s[0] == '[':
		closing := map[byte]string{'(': ")", '[': "]"}[s[0]]
		n = strings.Index(s, closing) + 1
		if n == 0 {
			return e, 0, fmt.Errorf("no %s in %q", closing, s)
		}
		e.optional = s[0] == '['
		return e, n, p.wordings(&e, s[1:n-1])
	}
	return e, n, p.wordings(&e, s[:n])
}

// wordings adds "a|b c|@name|d*|$" to e.
func (p parser) wordings(e *element, s string) error {
	for alternative := range strings.SplitSeq(s, "|") {
		if strings.TrimSpace(alternative) == "$" {
			e.end = true
			continue
		}
		plain, err := p.plain(alternative)
		for i := 0; i < len(plain) && err == nil; i++ {
			err = e.add(plain[i])
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// plain returns the alternative with what its abbreviations stand for, once for each of that.
func (p parser) plain(alternative string) ([]string, error) {
	before, rest, found := strings.Cut(alternative, "@")
	if !found {
		return []string{alternative}, nil
	}
	name, after, _ := strings.Cut(rest, " ")
	if p.names[name] == "" {
		return nil, fmt.Errorf("@%s is not known", name)
	}
	var out []string
	for one := range strings.SplitSeq(p.names[name], "|") {
		more, err := p.plain(before + one + " " + after)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	return out, nil
}

// add adds one alternative, in all its spellings.
func (e *element) add(alternative string) error {
	for _, spelling := range spellings(alternative) {
		var words []word
		spelling, end := strings.CutSuffix(strings.TrimSpace(spelling), " $")
		for w := range strings.FieldsSeq(spelling) {
			stem, prefix := strings.CutSuffix(w, "*")
			folded := fold(stem)
			if len(folded) == 0 || slices.Contains(folded, stop) || strings.ContainsAny(stem, "@$*.()[]") {
				return fmt.Errorf("%q holds no word", w)
			}
			for _, f := range folded {
				words = append(words, word{text: f})
			}
			words[len(words)-1].prefix = prefix
		}
		if len(words) == 0 {
			return fmt.Errorf("an alternative is empty")
		}
		if end {
			words = append(words, word{text: stop})
		}
		e.wordings = append(e.wordings, words)
	}
	return nil
}

// spellings are the ways to type umlauts, with dots (which fold drops) and with an e, and
// elisions, with an apostrophe and without.
func spellings(s string) []string {
	out := []string{s}
	if typed := umlauts.Replace(s); typed != s {
		out = append(out, typed)
	}
	if typed := strings.ReplaceAll(s, "'", ""); typed != s {
		out = append(out, typed)
	}
	return out
}

var umlauts = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue")

// at matches the phrase from words[i] on and returns where it ends; false: it does not match
// there. The number of steps is bounded by the phrase alone: gaps are short and phrases, too.
func (p phrase) at(words []string, i int) (end int, ok bool) {
	if len(p) == 0 {
		return i, true
	}
	e, rest := p[0], p[1:]
	if e.end && (i >= len(words) || words[i] == stop) {
		return rest.at(words, i)
	}
	for n := 0; n <= e.gap && e.gap > 0; n++ {
		if end, ok = rest.at(words, i+n); ok {
			return end, true
		}
		if i+n >= len(words) || words[i+n] == stop {
			return 0, false
		}
	}
	for _, w := range e.wordings {
		if n, here := begins(words, i, w); here {
			if end, ok = rest.at(words, i+n); ok {
				return end, true
			}
		}
	}
	if e.optional {
		return rest.at(words, i)
	}
	return 0, false
}

// begins reports whether w stands at words[i], in n words.
func begins(words []string, i int, w []word) (n int, here bool) {
	for k, x := range w {
		if x.text == stop {
			return k, i+k >= len(words) || words[i+k] == stop
		}
		if i+k >= len(words) || !x.is(words[i+k]) {
			return 0, false
		}
	}
	return len(w), true
}
