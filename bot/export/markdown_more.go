package export

import (
	"strings"
	"unicode"

	"interlude/coaching"
)

func (p *page) sessions(one coaching.Part) {
	if len(one.Sessions) > 0 {
		p.linef("### Sessions")
	}
	for _, s := range one.Sessions {
		p.linef("#### %s", p.wall(s.Start))
		p.itemf("%d minutes, %s", s.Minutes, s.State)
		if s.Moves > 0 {
			p.itemf("Moved %d times", s.Moves)
		}
		p.field("You asked for another time", p.wall(s.Asked))
		p.put("\n")
		p.words("Where", s.Link)
		p.words("Why it was moved or cancelled", s.Reason)
		p.words("Why you asked for another time", s.AskReason)
	}
}

func (p *page) briefs(one coaching.Part) {
	if len(one.Briefs) > 0 {
		p.linef("### Briefs")
	}
	for _, b := range one.Briefs {
		p.linef("#### %s", p.wall(b.Released))
		p.words("To work on", b.Focus)
		p.itemf("Reflections in it: %d", len(b.Entries))
		p.field("With the ratings", yes(b.Ratings))
		p.field("Taken back", p.wall(b.Withdrawn))
		p.put("\n")
	}
}

func (p *page) sentences(one coaching.Part) {
	if len(one.Consents) > 0 {
		p.linef("### Sentences for a sponsor")
	}
	for _, c := range one.Consents {
		p.linef("#### %s", p.wall(c.Asked))
		p.quote(c.Sentence)
		p.field("Your answer", string(c.State))
		p.field("Allowed", p.wall(c.Given))
		p.field("Taken back", p.wall(c.Withdrawn))
		p.put("\n")
	}
}

func (p *page) messages(one coaching.Part) {
	if len(one.Messages) == 0 {
		return
	}
	p.linef("### Messages to you")
	for _, t := range one.Messages {
		p.itemf("%s, %s: %d%s", t.Kind, t.State, t.Number, reason(t.Reason))
	}
	p.put("\n")
}

func reason(why string) string {
	if why == "" {
		return ""
	}
	return " (" + inline(why) + ")"
}

func (p *page) access(r coaching.Record) {
	if len(r.Access) == 0 {
		return
	}
	p.linef("## Who was shown what")
	for _, a := range r.Access {
		var at coaching.Part
		for _, one := range r.Parts {
			if one.Engagement.ID == a.Engagement {
				at = one
			}
		}
		p.itemf("%s: %s, %s", p.wall(a.At), a.What, inline(r.NameOf(at, a.Who)))
	}
	p.put("\n")
}

func (p *page) receipts(r coaching.Record) {
	if len(r.Receipts) == 0 {
		return
	}
	p.linef("## What was erased")
	for _, x := range r.Receipts {
		c := x.Counts
		p.itemf("%s: %d reflections, %d actions, %d briefs, %d sessions, %d sentences (%s)", p.wall(x.At), c.Reflections, c.Actions, c.Briefs, c.Sessions, c.Sentences, x.Cause)
	}
	p.put("\n")
}

// inline is literal for a name within a line.
func inline(s string) string { return literal(strings.Join(strings.Fields(s), " ")) }

// signs mean something in Markdown or HTML wherever they stand.
const signs = "\\`*_{}[]<>#~|&!"

// literal makes a line of somebody's words show as it is: no heading, list, link, picture or tag
// comes of it. Control characters and marks that turn the direction of text around go.
func literal(s string) string {
	var b strings.Builder
	digits := true // only blanks and digits so far
	first := true
	for _, r := range s {
		switch {
		case unicode.IsControl(r) && r != '\t', r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069', r == '\u200e', r == '\u200f', r == '\u061c', r == '\u2028', r == '\u2029':
			continue
		case strings.ContainsRune(signs, r), first && strings.ContainsRune("-+=", r), digits && (r == '.' || r == ')'):
			b.WriteByte('\\')
		}
		b.WriteRune(r)
		blank := unicode.IsSpace(r) // readers differ in which they leave out
		first = first && blank
		digits = digits && (unicode.IsDigit(r) || blank)
	}
	return b.String()
}
