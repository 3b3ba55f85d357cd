package storage

import (
	"bytes"
	"errors"
	"testing"

	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/mac"
)

// A box without keys seals nothing, and says of what it cannot open whether that was destroyed or is missing.
func TestWithoutAKeyNothingIsSealed(t *testing.T) {
	k := newKeys(t)
	at := words("reflections", "E1", "ROW", 1)
	full := newBox(t, k, "T1", "MAYA")
	s, err := full.seal(at, reflectionWords{Text: "x"})
	if err != nil {
		t.Fatal(err)
	}
	none, gone := box{team: "T1", owner: "MAYA"}, box{team: "T1", owner: "MAYA", erased: true}
	for _, b := range []box{none, gone} {
		if s, err := b.seal(at, reflectionWords{Text: "x"}); !errors.Is(err, errNoOwnerKey) || s != nil {
			t.Errorf("sealed without a key: %v", err)
		}
	}
	var w reflectionWords
	if err := none.open(at, s, &w); !errors.Is(err, errNoOwnerKey) {
		t.Errorf("no key: %v", err)
	}
	if err := gone.open(at, s, &w); !errors.Is(err, errErased) {
		t.Errorf("destroyed: %v", err)
	}
	if _, err := full.seal(at, make(chan int)); err == nil {
		t.Error("what cannot be encoded is sealed")
	}
	if padded, err := full.disclose(words("reflections", "E1", "ROW", 2), s); !errors.Is(err, errBroken) || padded != nil {
		t.Errorf("of another version of the row: %d bytes, %v", len(padded), err)
	}
}

func TestPaddingAtItsEdges(t *testing.T) {
	for _, c := range []struct{ padded, want []byte }{{[]byte{0, 0, 0, 0}, []byte{}}, {[]byte{0, 0, 0, 1, 7}, []byte{7}}, {[]byte{0, 0, 0, 1, 7, 0}, []byte{7}}} {
		if got, err := unpad(c.padded); err != nil || !bytes.Equal(got, c.want) {
			t.Errorf("%v: %v, %v", c.padded, got, err)
		}
	}
}

// What is wrapped in the place of a data key, and is none, is refused; and no altered key is wrapped anew.
func TestOnlyADataKeyIsUnwrapped(t *testing.T) {
	k := newKeys(t)
	h, err := keyset.NewHandle(mac.HMACSHA256Tag128KeyTemplate())
	if err != nil {
		t.Fatal(err)
	}
	var other bytes.Buffer
	if err := insecurecleartextkeyset.Write(h, keyset.NewBinaryWriter(&other)); err != nil {
		t.Fatal(err)
	}
	context := ownerContext("T1", "MAYA", 1)
	for name, plain := range map[string][]byte{"nothing": nil, "no keyset": []byte("no keyset"), "a key for something else": other.Bytes()} {
		wrapped, err := k.encrypt(k.primary(), plain, context)
		if err != nil {
			t.Fatal(err)
		}
		if key, err := k.unwrap("T1", "MAYA", 1, wrapped); !errors.Is(err, errBroken) || key.aead != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	wrapped, err := k.newOwnerKey(k.primary(), "T1", "MAYA", 1)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := k.rewrap(k.primary(), "T1", "RAVI", 1, wrapped); err == nil || again != nil {
		t.Errorf("wrapped anew for another owner: %v", err)
	}
	if wrapped, err := k.newOwnerKey(7, "T1", "MAYA", 1); !errors.Is(err, errOldKeyFile) || wrapped != nil {
		t.Errorf("wrapped by a master key that is not there: %v", err)
	}
}
