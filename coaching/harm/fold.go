package harm

import (
	"strings"
	"unicode"
)

// stop stands in folded words for the end of a sentence. No phrase goes on beyond it.
const stop = "."

// longest is how many letters of a word are looked at.
const longest = 40

// fold cuts text into words that can be compared: small letters without accents and doubled
// letters, compatibility forms made plain, apostrophes and invisible marks dropped. It is the
// part of NFKC and case folding that matters for the five languages, with the standard library
// alone. It takes time linear in text and never fails.
func fold(text string) []string {
	f := folder{runes: []rune(strings.ToValidUTF8(text, " "))}
	for i, r := range f.runes {
		f.take(i, r)
	}
	f.flush()
	return f.words
}

type folder struct {
	runes []rune
	words []string
	word  []rune
}

func (f *folder) take(i int, r rune) {
	switch r = plainForm(r); {
	case apostrophe(r):
		if elided[string(f.word)] {
			f.flush()
		}
	case invisible(r):
	case unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsNumber(r):
		f.letters(unicode.ToLower(r))
	default:
		f.flush()
		if f.ends(i, r) && len(f.words) > 0 && f.words[len(f.words)-1] != stop {
			f.words = append(f.words, stop)
		}
	}
}

// letters adds what r stands for. A letter that is repeated counts once: "dieee", "soo".
func (f *folder) letters(r rune) {
	s, known := latin[r]
	if !known {
		s = string(devanagari(r))
	}
	for _, r := range s {
		n := len(f.word)
		if n < longest && (n == 0 || f.word[n-1] != r || unicode.IsNumber(r)) {
			f.word = append(f.word, r)
		}
	}
}

func (f *folder) flush() {
	if len(f.word) > 0 {
		word := string(f.word)
		if meant, ok := typed[word]; ok {
			word = meant
		}
		if parts := fused[word]; parts != nil {
			f.words = append(f.words, parts...)
		} else {
			f.words = append(f.words, word)
		}
		f.word = f.word[:0]
	}
}

// typed are words of the lists as they are often typed in a hurry, where no language has another word
// that is written so.
var typed = map[string]string{"nich": "nicht", "nciht": "nicht", "nict": "nicht", "sterbn": "sterben", "strben": "sterben", "stebren": "sterben", "lebn": "leben",
	"umbrigen": "umbringen", "umbirngen": "umbringen", "selbstmrod": "selbstmord", "lvie": "live", "dotn": "dont", "wnat": "want", "daed": "dead", "deaht": "death",
	"myslef": "myself", "mysef": "myself", "alvie": "alive", "anymroe": "anymore", "mourrir": "mourir", "vivr": "vivre", "quiro": "quiero", "suisidio": "suicidio", "suicidarm": "suicidarme"}

// fused are two words that are often typed as one.
var fused = map[string][]string{"jveux": {"je", "veux"}, "jai": {"j", "ai"}, "jvais": {"je", "vais"}, "jpeux": {"je", "peux"}, "jsuis": {"je", "suis"}, "chui": {"je", "suis"},
	"nichtmehr": {"nicht", "mehr"}, "nomore": {"no", "more"}, "idont": {"i", "dont"}, "iwant": {"i", "want"}}

// ends reports whether the mark at i ends a sentence. Dots that hesitate ("I want to ... die")
// and dots within a number or a name do not.
func (f *folder) ends(i int, r rune) bool {
	switch r {
	case '!', '?', '।', '॥', '¿', '¡':
		return true
	case '.':
		before, after := i > 0 && f.runes[i-1] == '.', i+1 < len(f.runes) && !unicode.IsSpace(f.runes[i+1]) && f.runes[i+1] != '"'
		return !before && !after
	}
	return false
}

// plainForm is the letter that a compatibility form stands for: full width, mathematical, circled.
func plainForm(r rune) rune {
	switch {
	case r >= 0xFF01 && r <= 0xFF5E:
		return r - 0xFF01 + '!'
	case r >= 0x1D400 && r <= 0x1D6A3: // bold, italic, script and so on, 52 letters each
		n := (r - 0x1D400) % 52
		return 'a' + n%26
	case r >= 0x24B6 && r <= 0x24E9:
		return 'a' + (r-0x24B6)%26
	}
	return r
}

// apostrophe reports apostrophes as they are typed. They part no word but after an elision.
func apostrophe(r rune) bool { return strings.ContainsRune("'’‘ʼ`´′", r) }

// elided are the French words that lose their end before an apostrophe: "j'ai" is two words.
var elided = map[string]bool{"j": true, "l": true, "d": true, "m": true, "t": true, "s": true, "n": true, "c": true, "qu": true, "lorsqu": true, "puisqu": true, "jusqu": true}

// invisible reports marks that are dropped, so that they part no word: accents that stand by
// themselves, zero-width marks, and in Devanagari the dots that many leave out.
func invisible(r rune) bool {
	switch r {
	case '\u00ad', '\u2060', '\ufeff', '\u093c', '\u0901', '\u0902':
		return true
	}
	return r >= 0x200B && r <= 0x200F || r >= 0x0300 && r <= 0x036F || r >= 0xFE00 && r <= 0xFE0F
}

// devanagari makes the long and short forms of a vowel one, and letters with a dot those without.
func devanagari(r rune) rune {
	if plain, ok := vowels[r]; ok {
		return plain
	}
	return r
}

var vowels = map[rune]rune{'\u0940': '\u093f', '\u0942': '\u0941', '\u0908': '\u0907', '\u090a': '\u0909', // long i and u
	'\u0958': '\u0915', '\u0959': '\u0916', '\u095a': '\u0917', '\u095b': '\u091c', '\u095c': '\u0921', '\u095d': '\u0922', '\u095e': '\u092b', '\u095f': '\u092f'} // with a dot

// latin maps letters with accents, and ligatures, to letters without.
var latin = func() map[rune]string {
	m := map[rune]string{'ß': "s", 'æ': "ae", 'œ': "oe", 'þ': "th", 'ﬁ': "fi", 'ﬂ': "fl", 'ﬀ': "f"}
	for plain, accented := range map[string]string{"a": "àáâãäåāăą", "c": "çćĉċč", "d": "ďđð", "e": "èéêëēĕėęě", "g": "ĝğġģ", "h": "ĥħ", "i": "ìíîïĩīĭįı", "j": "ĵ",
		"k": "ķ", "l": "ĺļľŀł", "n": "ñńņňŉ", "o": "òóôõöøōŏő", "r": "ŕŗř", "s": "śŝşšș", "t": "ţťŧț", "u": "ùúûüũūŭůűų", "w": "ŵ", "y": "ýÿŷ", "z": "źżž"} {
		for _, r := range accented {
			m[r] = plain
		}
	}
	return m
}()
