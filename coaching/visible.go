package coaching

import (
	"strings"
	"unicode"
)

// maxMarks is how many marks may stand on one character. Vietnamese and Hebrew need three,
// Tibetan a few more; piles of them cover the lines above and below.
const maxMarks = 6

// Visible returns what there is to see in s, for whoever reads it: without control characters,
// without marks that turn the direction of text around or show nothing (zero-width characters,
// tags, fillers), and with no more than a few marks on one character. Line ends are "\n", tabs
// stay. Joiners stay between characters of scripts and signs that need them. What somebody wrote
// passes through here on every way out; doing it twice changes nothing.
func Visible(s string) string {
	v := viewer{start: true}
	for _, r := range lineEnds.Replace(strings.ToValidUTF8(s, "")) {
		v.take(r)
	}
	return v.out.String()
}

// viewer writes what can be seen, rune by rune.
type viewer struct {
	out   strings.Builder
	start bool // of a line: a mark has nothing to stand on
	last  rune // what was written last
	joint rune // a joiner that waits for what it joins to
	marks int
}

func (v *viewer) take(r rune) {
	switch {
	case r == '\n':
		v.write(r)
		v.start, v.joint = true, 0
	case r == '\u200c' || r == '\u200d':
		if v.joint == 0 && !v.start && v.last > unicode.MaxASCII && !unicode.IsSpace(v.last) {
			v.joint = r
		}
	case unseen(r):
	case unicode.In(r, unicode.Mn, unicode.Me):
		if v.marks++; !v.start && v.marks <= maxMarks {
			v.write(r)
		}
	default:
		if v.joint != 0 && r > unicode.MaxASCII && !unicode.IsSpace(r) {
			v.write(v.joint)
		}
		v.write(r)
		v.start, v.joint, v.marks = false, 0, 0
	}
}

func (v *viewer) write(r rune) {
	v.out.WriteRune(r)
	v.last = r
}

// fillers are characters of no width that are neither format nor control characters to Unicode,
// and blanks that look like nothing at all.
var fillers = &unicode.RangeTable{
	R16: []unicode.Range16{{0x034f, 0x034f, 1}, {0x115f, 0x1160, 1}, {0x17b4, 0x17b5, 1}, {0x180b, 0x180f, 1}, {0x2800, 0x2800, 1},
		{0x3164, 0x3164, 1}, {0xfdd0, 0xfdef, 1}, {0xffa0, 0xffa0, 1}, {0xfff0, 0xfff8, 1}, {0xfffe, 0xffff, 1}},
	R32: []unicode.Range32{{0xe0000, 0xe0fff, 1}},
}

// shown are the format characters that can be seen: signs that stand around Arabic and Syriac numbers.
var shown = &unicode.RangeTable{
	R16: []unicode.Range16{{0x0600, 0x0605, 1}, {0x06dd, 0x06dd, 1}, {0x070f, 0x070f, 1}, {0x0890, 0x0891, 1}, {0x08e2, 0x08e2, 1}},
	R32: []unicode.Range32{{0x110bd, 0x110bd, 1}, {0x110cd, 0x110cd, 1}},
}

func unseen(r rune) bool {
	switch {
	case r == '\t', unicode.Is(shown, r):
		return false
	case r&0xfffe == 0xfffe: // no character in any plane
		return true
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, fillers)
}
