package bot

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	"interlude/coaching"
)

func TestSoundJSON(t *testing.T) {
	deep := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	for raw, want := range map[string]bool{
		`{}`: true, `[]`: true, `"a"`: true, `1`: true, `null`: true, `{"a":1,"b":[{"a":1},{"a":2}],"c":{"a":3}}`: true,
		`{"a":"a","b":"a"}`: true, `["a","a","a"]`: true, `{"a":"{\"a\":1,\"a\":2}"}`: true, `{"a\\":1,"a":2}`: true, `{"":1}`: true,
		deep(deepest): true, deep(deepest + 1): false, strings.Repeat(`{"a":`, deepest) + "1" + strings.Repeat("}", deepest): true,
		strings.Repeat(`{"a":`, deepest+1) + "1" + strings.Repeat("}", deepest+1): false,
		`{"a":1,"a":1}`: false, `{"a":1,"b":2,"A":3}`: false, `{"a":1,"\u0061":2}`: false, `{"x":{"a":1,"b":{},"a":[]}}`: false, `[{"a":1,"a":2}]`: false,
		`{"user":{"id":"U1"},"user":{"id":"U2"}}`: false, `{"":1,"":2}`: false,
		``: false, `{`: false, `{"a":1`: false, `{"a"}`: false, `{"a":1}}`: false, `{"a":1}{"b":2}`: false, `{"a":"\`: false,
	} {
		if got := sound([]byte(raw)) == nil; got != want {
			t.Errorf("%.60q: %v, want %v", raw, got, want)
		}
	}
}

// TestSoundAgreesWithTheDecoder on what is built at random: what has no key twice and is not too
// deep is sound, whatever stands in its strings; what is cut off is not.
func TestSoundAgreesWithTheDecoder(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 9))
	var build func(depth int) any
	build = func(depth int) any {
		switch n := rnd.IntN(5); {
		case depth > 8 || n == 0:
			return strings.Repeat([]string{`"`, `\`, `{`, `}`, `[`, `]`, `,`, `:`, "\u2028", "a"}[rnd.IntN(10)], rnd.IntN(4))
		case n == 1:
			return rnd.Float64()
		case n == 2:
			var l []any
			for range rnd.IntN(4) {
				l = append(l, build(depth+1))
			}
			return l
		}
		m := map[string]any{}
		for range rnd.IntN(5) {
			m[strings.Repeat([]string{`"`, `\`, `{`, `}`, "a", "b"}[rnd.IntN(6)], 1+rnd.IntN(3))] = build(depth + 1)
		}
		return m
	}
	for i := range 2000 {
		raw, err := json.Marshal(build(0))
		if err != nil {
			t.Fatal(err)
		}
		if sound(raw) != nil {
			t.Fatalf("%d: %s", i, raw)
		}
		if cut := raw[:rnd.IntN(len(raw))]; sound(cut) == nil && !json.Valid(cut) {
			t.Fatalf("%d: %s", i, cut)
		}
	}
}

// TestRefusedEventIsAnsweredOnce: what is said about a message is not said again when its event
// comes again.
func TestRefusedEventIsAnsweredOnce(t *testing.T) {
	w := newMatrixWorld(t)
	w.bot.Limits = coaching.Limits{EntriesPerDay: 1}
	said := 0
	for i := range 4 {
		c := w.call(rule{key: key{happening, "message"}, takes: "-"}, actor{user: "UMAYA"}, workspaces[0], "")
		if i > 0 { // the first one is kept; of the others there is one, three times
			c.Once, c.Message = "event:same", "1795338001.000001"
		}
		a, err := w.bot.run(t.Context(), happening, c)
		if err != nil {
			t.Fatal(err)
		}
		if a.Note != nil {
			said++
		}
	}
	if said != 1 {
		t.Errorf("said %d times", said)
	}
}
