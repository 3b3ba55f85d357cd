package bot

import (
	"strings"
	"unicode"
)

// reading is what Slack makes of a mrkdwn text: what a person sees, and what was no plain text.
type reading struct {
	Seen     string
	Controls []string // the insides of <…>
	Formats  int      // bold, italic, struck out, code, quotations
	Emoji    int
}

// readMrkdwn reads a verbatim mrkdwn text as Slack describes it (docs.slack.dev, formatting message
// text). It knows nothing of how the bot escapes: it is written from the other side.
func readMrkdwn(text string) reading {
	var r reading
	p := mrkdwn{in: []rune(text), r: &r}
	p.run()
	r.Seen = p.out.String()
	return r
}

type mrkdwn struct {
	in  []rune
	at  int
	out strings.Builder
	r   *reading
}

func (p *mrkdwn) run() {
	fresh := true // at the start of a line
	for p.at < len(p.in) {
		c := p.in[p.at]
		switch {
		case fresh && (c == '>' || p.has("&gt;")):
			p.r.Formats++
			p.at += map[bool]int{true: 1, false: 4}[c == '>']
		case c == '<':
			p.control()
		case c == '&':
			p.entity()
		case c == '`' && p.span("```"), c == '`' && p.span("`"), c == '*' && p.pair(), c == '_' && p.pair(), c == '~' && p.pair(), c == ':' && p.emoji():
		default:
			p.out.WriteRune(c)
			p.at++
		}
		fresh = c == '\n' || fresh && unicode.IsSpace(c)
	}
}

func (p *mrkdwn) has(s string) bool {
	return strings.HasPrefix(string(p.in[p.at:min(len(p.in), p.at+8)]), s)
}

func (p *mrkdwn) entity() {
	for e, c := range map[string]string{"&amp;": "&", "&lt;": "<", "&gt;": ">"} {
		if p.has(e) {
			p.out.WriteString(c)
			p.at += len(e)
			return
		}
	}
	p.out.WriteRune('&')
	p.at++
}

// control reads <…>; an opening sign without an end is one all the same.
func (p *mrkdwn) control() {
	end := p.at + 1
	for end < len(p.in) && p.in[end] != '>' && p.in[end] != '\n' {
		end++
	}
	inside := string(p.in[p.at+1 : end])
	p.r.Controls = append(p.r.Controls, inside)
	target, label, ok := strings.Cut(inside, "|")
	if !ok {
		label = target
	}
	p.out.WriteString(label)
	p.at = min(end+1, len(p.in))
}

// span reads code, up to the same mark again; false: there is none.
func (p *mrkdwn) span(mark string) bool {
	if !p.has(mark) {
		return false
	}
	rest := string(p.in[p.at+len(mark):])
	end := strings.Index(rest, mark)
	if end <= 0 || len(mark) == 1 && strings.Contains(rest[:end], "\n") {
		return false
	}
	p.r.Formats++
	p.out.WriteString(rest[:end])
	p.at += 2*len(mark) + len([]rune(rest[:end]))
	return true
}

// pair reads *bold*, _italic_ and ~struck~: the marks stand at the edges of words, on one line.
func (p *mrkdwn) pair() bool {
	mark := p.in[p.at]
	if p.at > 0 && word(p.in[p.at-1]) || p.at+1 >= len(p.in) || unicode.IsSpace(p.in[p.at+1]) || p.in[p.at+1] == mark {
		return false
	}
	for end := p.at + 2; end < len(p.in) && p.in[end] != '\n'; end++ {
		if p.in[end] != mark || unicode.IsSpace(p.in[end-1]) || end+1 < len(p.in) && word(p.in[end+1]) {
			continue
		}
		inner := readMrkdwn(string(p.in[p.at+1 : end]))
		p.r.Formats += 1 + inner.Formats
		p.r.Controls, p.r.Emoji = append(p.r.Controls, inner.Controls...), p.r.Emoji+inner.Emoji
		p.out.WriteString(inner.Seen)
		p.at = end + 1
		return true
	}
	return false
}

func word(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func (p *mrkdwn) emoji() bool {
	for end := p.at + 1; end < len(p.in) && end < p.at+100; end++ {
		switch c := p.in[end]; {
		case c == ':' && end > p.at+1:
			p.r.Emoji++
			p.out.WriteRune('☺')
			p.at = end + 1
			return true
		case c > unicode.MaxASCII || !word(c) && !strings.ContainsRune("_+-'", c):
			return false
		}
	}
	return false
}

// looks maps characters that look the same to one of them: what is read is compared with what was
// written as an eye does it.
var looks = strings.NewReplacer("∗", "*", "ˍ", "_", "∼", "~", "ˋ", "`", "꞉", ":", "˃", ">")
