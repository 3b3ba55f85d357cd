package storage

import (
	"bytes"
	"path/filepath"
	"testing"

	"pgregory.net/rapid"

	"interlude/coaching"
)

func newKeys(t testing.TB) *Keyring {
	t.Helper()
	k, err := OpenKeyring(filepath.Join(t.TempDir(), "key"))
	if err == nil {
		err = k.make()
	}
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func newBox(t testing.TB, k *Keyring, team string, owner coaching.ID) box {
	t.Helper()
	wrapped, err := k.newOwnerKey(k.primary(), team, owner, 1)
	if err != nil {
		t.Fatal(err)
	}
	key, err := k.unwrap(team, owner, 1, wrapped)
	if err != nil {
		t.Fatal(err)
	}
	return box{team: team, owner: owner, keys: []dataKey{key}}
}

func TestPaddingIsUndone(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		plain := rapid.SliceOfN(rapid.Byte(), 0, 1100).Draw(r, "plain")
		padded := pad(plain)
		got, err := unpad(padded)
		if err != nil || !bytes.Equal(got, plain) {
			r.Fatalf("%d bytes came back as %d: %v", len(plain), len(got), err)
		}
		if len(padded)%padTo != 0 || len(padded) >= len(plain)+4+padTo {
			r.Fatalf("%d bytes became %d", len(plain), len(padded))
		}
	})
	for _, bad := range [][]byte{nil, {0, 0, 0}, {0, 0, 0, 1}, {0xff, 0xff, 0xff, 0xff, 1}} {
		if _, err := unpad(bad); err == nil {
			t.Errorf("%v was taken for padded", bad)
		}
	}
}

// TestEveryPartOfThePlaceCounts opens a sealed value with each part of its place changed.
func TestEveryPartOfThePlaceCounts(t *testing.T) {
	k := newKeys(t)
	b := newBox(t, k, "T1", "MAYA")
	at := place{"actions", "words", "E1", "ROW", 3}
	s, err := b.seal(at, actionWords{Text: "x"})
	if err != nil {
		t.Fatal(err)
	}
	opens := func(b box, p place) bool {
		var w actionWords
		return b.open(p, s, &w) == nil && w.Text == "x"
	}
	if !opens(b, at) {
		t.Fatal("it does not open where it belongs")
	}
	team, owner, version, other := b, b, b, newBox(t, k, "T1", "MAYA")
	team.team, owner.owner = "T2", "RAVI"
	version.keys = []dataKey{b.keys[0]}
	version.keys[0].version = 2
	same := other
	same.keys[0].mark = b.keys[0].mark
	for what, ok := range map[string]bool{
		"team": opens(team, at), "owner": opens(owner, at), "key version": opens(version, at),
		"table":       opens(b, place{"sessions", "words", "E1", "ROW", 3}),
		"column":      opens(b, place{"actions", "word", "E1", "ROW", 3}),
		"engagement":  opens(b, place{"actions", "words", "E2", "ROW", 3}),
		"row":         opens(b, place{"actions", "words", "E1", "ROW2", 3}),
		"row version": opens(b, place{"actions", "words", "E1", "ROW", 4}),
		"joints":      opens(b, place{"action", "s.words", "E1", "ROW", 3}),
		"key":         opens(other, at), "key with the same id": opens(same, at),
		"no key": opens(box{team: "T1", owner: "MAYA"}, at),
	} {
		if ok {
			t.Errorf("it opens with another %s", what)
		}
	}
}

func TestWrappedKeyIsBoundToItsOwner(t *testing.T) {
	k := newKeys(t)
	wrapped, err := k.newOwnerKey(k.primary(), "T1", "MAYA", 1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := k.unwrap("T1", "MAYA", 1, wrapped); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		keys    *Keyring
		team    string
		owner   coaching.ID
		version int
	}{{newKeys(t), "T1", "MAYA", 1}, {k, "T2", "MAYA", 1}, {k, "T1", "RAVI", 1}, {k, "T1", "MAYA", 2}} {
		if _, err := c.keys.unwrap(c.team, c.owner, c.version, wrapped); err == nil {
			t.Errorf("unwrapped as %s %s %d", c.team, c.owner, c.version)
		}
	}
}

func TestUnsealedColumnIsRefused(t *testing.T) {
	if _, err := (sealed(nil)).Value(); err == nil {
		t.Error("an empty sealed value reached the driver")
	}
	var s sealed
	if s.Scan("words as text") == nil {
		t.Error("text was taken for a sealed value")
	}
}

func TestKeyFileIsNeverReplaced(t *testing.T) {
	k := newKeys(t)
	again := &Keyring{path: k.path}
	if err := again.make(); err == nil || again.exists() {
		t.Fatal("an existing key file was replaced")
	}
}

func BenchmarkSeal(b *testing.B) {
	box := newBox(b, newKeys(b), "T1", "MAYA")
	w := reflectionWords{Text: string(bytes.Repeat([]byte("x"), 1000)), Rating: 7}
	for b.Loop() {
		if _, err := box.seal(words("reflections", "E1", "ROW", 1), w); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkUnwrap(b *testing.B) {
	k := newKeys(b)
	wrapped, err := k.newOwnerKey(k.primary(), "T1", "MAYA", 1)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := k.unwrap("T1", "MAYA", 1, wrapped); err != nil {
			b.Fatal(err)
		}
	}
}
