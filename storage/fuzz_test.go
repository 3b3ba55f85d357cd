package storage

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// FuzzSealed changes a sealed value, or the place where it is opened: it opens as what was sealed, where it was
// sealed, and nowhere and nothing else.
func FuzzSealed(f *testing.F) {
	f.Add("words", uint16(0), byte(0), uint16(0), uint8(0), []byte(nil))
	f.Add("", uint16(3), byte(1), uint16(0), uint8(0), []byte("x"))
	f.Add(strings.Repeat("ä", 3000), uint16(5000), byte(0x80), uint16(0), uint8(0), bytes.Repeat([]byte{0}, 300))
	f.Add("words", uint16(0), byte(0), uint16(1), uint8(0), []byte{1, 0, 0, 0, 0})
	for which := range uint8(9) {
		f.Add("words", uint16(0), byte(0), uint16(0), which, []byte("more"))
	}
	k := newKeys(f)
	b, other := newBox(f, k, "T1", "MAYA"), newBox(f, k, "T1", "RAVI")
	at := place{"actions", "words", "E1", "ROW", 3}
	f.Fuzz(func(t *testing.T, words string, flip uint16, by byte, cut uint16, which uint8, more []byte) {
		words = strings.ToValidUTF8(words, "")
		s, err := b.seal(at, actionWords{Text: words})
		if err != nil {
			t.Fatal(err)
		}
		changed := slices.Clone(s)
		changed[int(flip)%len(changed)] ^= by
		changed = changed[:len(changed)-int(cut)%len(changed)]
		if which == 8 {
			changed = append(changed, more...)
		}
		opener, elsewhere := b, at
		switch which {
		case 1:
			opener = other
		case 2:
			elsewhere.table = "reflections"
		case 3:
			elsewhere.column = "other"
		case 4:
			elsewhere.engagement = "E2"
		case 5:
			elsewhere.row = "ROW2"
		case 6:
			elsewhere.version--
		case 7:
			opener.team = "T2"
		}
		var got actionWords
		err = opener.open(elsewhere, changed, &got)
		if same := bytes.Equal(changed, s) && (which == 0 || which > 7); same != (err == nil) {
			t.Fatalf("opened: %v, but it is the same at the same place: %v", err == nil, same)
		} else if same && got.Text != words {
			t.Fatalf("opened as %d bytes, sealed were %d", len(got.Text), len(words))
		}
		if b.open(at, more, &got) == nil { // bytes that nobody sealed
			t.Fatalf("%x opens", more)
		}
	})
}

// FuzzKeyFile: a file that is no keyset is refused without a word of it, and one that is seals and opens.
func FuzzKeyFile(f *testing.F) {
	k := newKeys(f)
	good, err := os.ReadFile(k.path)
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{string(good), "", "{}", `{"primaryKeyId":1,"key":[]}`, `{"encryptedKeyset":"AAAA"}`, strings.Replace(string(good), "ENABLED", "DISABLED", 1),
		strings.Replace(string(good), "AesGcmKey", "AesSivKey", 1), string(good[:len(good)/2]), "\xff\xfe", `{"primaryKeyId":-1}`, `[[[[`} {
		f.Add([]byte(s))
	}
	path := filepath.Join(f.TempDir(), "key")
	f.Fuzz(func(t *testing.T, text []byte) {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		k, err := OpenKeyring(path)
		if err != nil {
			for part := range strings.FieldsFuncSeq(string(text), func(r rune) bool { return strings.ContainsRune("\"{}:,[] \n", r) }) {
				if len(part) > 24 && strings.Contains(err.Error(), part) {
					t.Fatalf("the error quotes the file: %v", err)
				}
			}
			return
		}
		s, err := k.encrypt(k.primary(), []byte("x"), []byte("here"))
		if err != nil {
			t.Fatalf("taken, but it does not seal: %v", err)
		}
		if plain, err := k.decrypt(s, []byte("here")); err != nil || string(plain) != "x" {
			t.Fatalf("taken, but it does not open what it sealed: %v", err)
		}
	})
}

// FuzzTombstones alters the list of destroyed keys: what is read is the beginning of what was written, or nothing.
func FuzzTombstones(f *testing.F) {
	k := newKeys(f)
	in := installation{ID: "I1", Master: int64(k.primary())}
	b := &burials{path: filepath.Join(f.TempDir(), "tombstones")}
	for _, owner := range []string{"MAYA", "RAVI", "NINA"} {
		if err := b.add(f.Context(), k, in, burial{What: burialBegun, Owner: owner, Version: 1}, burial{What: burialDone, Owner: owner, Version: 1}); err != nil {
			f.Fatal(err)
		}
	}
	written, err := b.read(k, in.ID)
	if err != nil || len(written) != 7 {
		f.Fatalf("%d lines, %v", len(written), err)
	}
	text, err := os.ReadFile(b.path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(uint16(0), byte(0), uint8(0), uint8(0), uint16(0), []byte(nil), "I1")
	f.Add(uint16(7), byte(1), uint8(0), uint8(0), uint16(0), []byte(nil), "I1")
	f.Add(uint16(0), byte(0), uint8(2), uint8(4), uint16(0), []byte(nil), "I1")
	f.Add(uint16(0), byte(0), uint8(0), uint8(0), uint16(30), []byte("\n"), "I1")
	f.Add(uint16(0), byte(0), uint8(0), uint8(0), uint16(0), []byte("AAAA\n\n"), "I1")
	f.Add(uint16(0), byte(0), uint8(0), uint8(0), uint16(0), []byte(nil), "I2")
	f.Fuzz(func(t *testing.T, flip uint16, by byte, from, to uint8, cut uint16, more []byte, id string) {
		lines := bytes.SplitAfter(slices.Clone(text), []byte("\n"))
		i, j := int(from)%len(lines), int(to)%len(lines)
		lines[i], lines[j] = lines[j], lines[i]
		altered := bytes.Join(lines, nil)
		altered[int(flip)%len(altered)] ^= by
		altered = append(altered[:len(altered)-int(cut)%len(altered)], more...)
		other := &burials{path: filepath.Join(t.TempDir(), "t")}
		if err := os.WriteFile(other.path, altered, 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := other.read(k, id)
		if err != nil {
			if !errors.Is(err, ErrTombstones) || bytes.Equal(altered, text) && id == in.ID {
				t.Fatal(err)
			}
			return
		}
		if len(got) > len(written) || !slices.Equal(got, written[:len(got)]) || id != in.ID && len(got) > 0 {
			t.Fatalf("read %v, written were %v", got, written)
		}
	})
}
