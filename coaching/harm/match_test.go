package harm

import (
	"strings"
	"testing"
)

func TestListsCanBeRead(t *testing.T) {
	for _, language := range Languages {
		l, err := readList(language)
		if err != nil {
			t.Error(err)
		}
		if len(l.heard.exact) < 100 || len(l.not.exact) < 30 {
			t.Errorf("%s: phrases begin with %d words, exceptions with %d", language, len(l.heard.exact), len(l.not.exact))
		}
	}
	if _, err := readList("tlh"); err == nil {
		t.Error("a language without a file was read")
	}
}

// TestListsSayWhoCompiledThem: and that no clinician has read them.
func TestListsSayWhoCompiledThem(t *testing.T) {
	for _, language := range Languages {
		raw, err := phraseFiles.ReadFile("phrases/" + language + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		for _, head := range []string{"# language: ", "# compiled: 20", " by the maintainers\n", "# clinical review: none.", "# kinds of phrases: "} {
			if !strings.Contains(string(raw), head) {
				t.Errorf("%s: no %q", language, head)
			}
		}
	}
}

func TestFoldMakesSpellingsOne(t *testing.T) {
	for in, want := range map[string]string{
		"I don’t want to DIE.":          "i dont want to die .",
		"i dont want to dieee":          "i dont want to die",
		"I\u200b w\u00adant\ufeff":      "i want",
		"Ｉ ｗａｎｔ":                        "i want",
		"𝘐 𝘸𝘢𝘯𝘵 𝕥𝕠":                     "i want to",
		"café, cafe\u0301":              "cafe cafe",
		"J'ai l’envie d'en":             "j ai l envie d en",
		"Straße töten":                  "strase toten",
		"want to ... die":               "want to die",
		"Stop! Now? 3.5 v1.2":           "stop . now . 3 5 v1 2",
		"जीना नहीं, ज़िंदगी":            "जिना नहि जिदगि",
		"मरना।":                         "मरना .",
		"\xff\xfe a\x00b":               "a b",
		strings.Repeat("ab", 30) + " x": strings.Repeat("ab", 20) + " x",
	} {
		if got := strings.Join(fold(in), " "); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestPhrasesSayWhatTheyMatch(t *testing.T) {
	p := parser{map[string]string{"me": "me|my self"}}
	for _, c := range []struct {
		line, text string
		want       bool
	}{
		{"a b", "x a b y", true},
		{"a b", "a. b", false},
		{"a .. b", "a 1 2 3 b", true},
		{"a .. b", "a 1 2 3 4 b", false},
		{"a ..5 b", "a 1 2 3 4 5 b", true},
		{"a .. b", "a 1. 2 b", false},
		{"(a|b c) d", "b c d", true},
		{"a [b|c] d", "a d", true},
		{"a [b|c] d", "a c d", true},
		{"a [b|c] d", "a e d", false},
		{"ab* c", "abba c", true},
		{"a $", "b a", true},
		{"a $", "a. b", true},
		{"a $", "a b", false},
		{"a (b|$)", "a", true},
		{"a (b $|c)", "a b. c", true},
		{"a (b $|c)", "a b d", false},
		{"kill @me", "kill my self", true},
		{"(hurt @me|x) now", "hurt me now", true},
		{"töten", "toeten", true},
		{"töten", "toten", true},
		{"j'ai", "jai", true},
		{"j'ai", "j’ai", true},
	} {
		ph, err := p.phrase(c.line)
		if err != nil {
			t.Errorf("%q: %v", c.line, err)
			continue
		}
		x := newIndex()
		if err := x.add(ph); err != nil {
			t.Errorf("%q: %v", c.line, err)
		}
		got := false
		x.each(fold(c.text), func(int, int) { got = true })
		if got != c.want {
			t.Errorf("%q in %q: %v", c.line, c.text, got)
		}
	}
	for _, bad := range []string{"", "..", "[a] b", "(a b", "a (b", "a (b||c)", "@nobody", "a .. (..)", "$", "a (b (c))", "a ..x", "ab (*)"} {
		if _, err := p.phrase(bad); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
	if newIndex().add(phrase{{wordings: [][]word{{{text: "a", prefix: true}}}}}) == nil {
		t.Error("a beginning of one letter was taken")
	}
}

func TestAnExceptionExcusesWhatItTouches(t *testing.T) {
	l := list{newIndex(), newIndex(), newNets()}
	if err := l.read("[one]\ndead\n[not]\ndead (end|line)\n"); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]int{"dead": 1, "a dead end": 0, "dead end, dead": 1, "alive": 0} {
		if got := l.count(fold(text)); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
	for _, bad := range []string{"[one]\n(a", "@x=a|b\n@y c"} {
		if l.read(bad) == nil {
			t.Errorf("%q was read", bad)
		}
	}
}

// TestANetIsHeardInAnyOrder: all ideas, near each other, in one sentence, and exceptions excuse small nets.
func TestANetIsHeardInAnyOrder(t *testing.T) {
	l := list{newIndex(), newIndex(), newNets()}
	if err := l.read("[one]\n& (jump|jumping) & (bridge|roof)\n& (one) & two & three & fo*\n[not]\njump (rope)\n(one) two\n"); err != nil {
		t.Fatal(err)
	}
	far := strings.Repeat("and ", nearby)
	for text, heard := range map[string]bool{
		"jump off the bridge": true, "the bridge, then a jump": true, "a bridge. I jump": false, "jump": false, "bridge " + far + "jump": false,
		"jump rope on the bridge": false, "jump rope, then jump off the roof": true, "four three one two": true, "one two three": false,
	} {
		if got := l.count(fold(text)) > 0; got != heard {
			t.Errorf("%q: %v", text, got)
		}
	}
	for _, bad := range []string{"[one]\n& alone", "[one]\n& a* & b", "[one]\n& (a & b", "[not]\n& a & b"} {
		if (list{newIndex(), newIndex(), newNets()}).read(bad) == nil {
			t.Errorf("%q was read", bad)
		}
	}
}

// FuzzIn: no text is too strange, and dropping the marks that nobody sees changes nothing.
func FuzzIn(f *testing.F) {
	for _, s := range []string{"", "I want to die", "\xff", "मरना चाहता हूँ", "a\u200bb", strings.Repeat("want to ", 100), "ich will nicht mehr leben", "$ .. (", "\u0301\u0301"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if seen := In(s); seen != In(strings.ReplaceAll(s, "\u200b", "")) {
			t.Error("an invisible mark makes a difference")
		}
		for _, w := range fold(s) {
			if w == "" || strings.ContainsAny(w, " \n'") {
				t.Errorf("word %q", w)
			}
		}
	})
}

// hostile are texts of 3,000 characters that make a matcher work.
func hostile() map[string]string {
	out := map[string]string{}
	for name, s := range map[string]string{
		"want to": "want to ", "i": "i ", "not": "dont not never ", "people": "everyone everybody world family they ", "nahi": "jeene ka koi matlab ",
		"nicht": "ich will einfach nur nicht mehr ", "plus": "je veux plus jamais pas ", "no": "no quiero ya nunca más ", "letters": "a", "marks": "a\u0301", "stops": "a. ",
	} {
		out[name] = string([]rune(strings.Repeat(s, 3000))[:3000])
	}
	return out
}

// BenchmarkIn measures 3,000 characters: hostile ones, and a story of ordinary length for comparison.
func BenchmarkIn(b *testing.B) {
	texts := hostile()
	texts["ordinary"] = strings.Repeat("On Tuesday I let the team decide without me and it went better than I had thought. ", 36)
	texts["heard"] = strings.Repeat("On Tuesday I thought again that nobody would notice if I was gone, and then I slept. ", 35)
	for name, text := range texts {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				In(text)
			}
		})
	}
}
