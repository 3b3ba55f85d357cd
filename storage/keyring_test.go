package storage

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/mac"
)

// TestANewMasterKeyIsKnownToAllAtOnce: of many who meet a new master key together, one reads the file,
// and the others open with what it read.
func TestANewMasterKeyIsKnownToAllAtOnce(t *testing.T) {
	k := newKeys(t)
	serving, err := OpenKeyring(k.path)
	if err != nil {
		t.Fatal(err)
	}
	for range 50 {
		id, err := k.add()
		if err != nil {
			t.Fatal(err)
		}
		wrapped, err := k.encrypt(id, []byte("a data key"), []byte("of somebody"))
		if err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		begin := make(chan struct{})
		for range 16 {
			all.Go(func() {
				<-begin
				if plain, err := serving.decrypt(wrapped, []byte("of somebody")); err != nil || string(plain) != "a data key" {
					t.Errorf("%q, %v", plain, err)
				}
			})
		}
		close(begin)
		all.Wait()
	}
}

// TestOnlyAKeysetForSealingIsTaken: whatever else stands where the key file should is refused, and named without what is in it.
func TestOnlyAKeysetForSealingIsTaken(t *testing.T) {
	h, err := keyset.NewHandle(mac.HMACSHA256Tag128KeyTemplate())
	if err != nil {
		t.Fatal(err)
	}
	var other bytes.Buffer
	if err := insecurecleartextkeyset.Write(h, keyset.NewJSONWriter(&other)); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, content := range map[string][]byte{"empty": nil, "no keyset": []byte("swordfish"), "another keyset": other.Bytes(), "without keys": []byte(`{"primaryKeyId":1,"key":[]}`)} {
		path := filepath.Join(dir, strings.ReplaceAll(name, " ", "-"))
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := OpenKeyring(path); err == nil || !strings.Contains(err.Error(), path) || strings.Contains(err.Error(), "swordfish") {
			t.Errorf("%s: %v", name, err)
		}
	}
	folder := filepath.Join(dir, "folder")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenKeyring(folder); err == nil {
		t.Error("a folder is taken for keys")
	}
	if k, err := OpenKeyring(filepath.Join(dir, "nothing")); err != nil || k.exists() {
		t.Errorf("a file that is made later: %v", err)
	}
}

// TestADisabledKeyIsNoKey: what somebody disabled by hand seals and opens nothing, and the others go on.
func TestADisabledKeyIsNoKey(t *testing.T) {
	k := newKeys(t)
	first := k.primary()
	old, err := k.encrypt(first, []byte("x"), []byte("c"))
	if err != nil {
		t.Fatal(err)
	}
	second, err := k.add()
	if err != nil {
		t.Fatal(err)
	}
	if got := k.keys().ids(); !slices.Equal(got, []uint32{first, second}) {
		t.Fatalf("keys %v", got)
	}
	change := keyset.NewManagerFromHandle(k.keys().handle)
	if err := change.Disable(first); err != nil {
		t.Fatal(err)
	}
	h, err := change.Handle()
	if err == nil {
		err = k.replace(h)
	}
	if err != nil {
		t.Fatal(err)
	}
	if got := k.keys().ids(); !slices.Equal(got, []uint32{second}) {
		t.Errorf("keys %v", got)
	}
	if _, err := k.encrypt(first, []byte("x"), []byte("c")); !errors.Is(err, errOldKeyFile) {
		t.Errorf("sealed by a disabled key: %v", err)
	}
	if _, err := k.decrypt(old, []byte("c")); !errors.Is(err, errBroken) {
		t.Errorf("opened by a disabled key: %v", err)
	}
	if s, err := k.encrypt(second, []byte("x"), []byte("c")); err != nil {
		t.Error(err)
	} else if plain, err := k.decrypt(s, []byte("c")); err != nil || string(plain) != "x" {
		t.Errorf("%q, %v", plain, err)
	}
}

// TestAKeyringFollowsItsFile: a key that another process added seals and opens at once; without the file what is known
// goes on, and what is not is refused.
func TestAKeyringFollowsItsFile(t *testing.T) {
	k := newKeys(t)
	sealing, opening := &Keyring{path: k.path}, &Keyring{path: k.path}
	for _, one := range []*Keyring{sealing, opening} {
		if err := one.read(); err != nil {
			t.Fatal(err)
		}
	}
	first := k.primary()
	id, err := k.add()
	if err != nil {
		t.Fatal(err)
	}
	s, err := sealing.encrypt(id, []byte("x"), []byte("c"))
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := opening.decrypt(s, []byte("c")); err != nil || string(plain) != "x" {
		t.Errorf("%q, %v", plain, err)
	}
	if _, err := opening.decrypt(s, []byte("another")); !errors.Is(err, errBroken) {
		t.Errorf("in another place: %v", err)
	}
	later, err := k.add()
	if err != nil {
		t.Fatal(err)
	}
	foreign := newKeys(t)
	if s, err := foreign.encrypt(foreign.primary(), []byte("x"), []byte("c")); err != nil {
		t.Fatal(err)
	} else if plain, err := opening.decrypt(s, []byte("c")); !errors.Is(err, errBroken) || plain != nil { // it looks at the new file
		t.Errorf("sealed by somebody else: %v", err)
	}
	unread := &Keyring{path: k.path}
	if err := unread.read(); err != nil {
		t.Fatal(err)
	}
	if _, err := k.add(); err != nil {
		t.Fatal(err)
	}
	unknown, err := k.encrypt(later, []byte("x"), []byte("c"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(k.path); err != nil {
		t.Fatal(err)
	}
	if _, err := sealing.encrypt(first, []byte("x"), []byte("c")); err != nil {
		t.Errorf("without its file: %v", err)
	}
	if _, err := unread.encrypt(k.primary(), []byte("x"), []byte("c")); !errors.Is(err, errOldKeyFile) {
		t.Errorf("a key that is nowhere seals: %v", err)
	}
	newest, err := k.encrypt(k.primary(), []byte("x"), []byte("c"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := unread.decrypt(newest, []byte("c")); !errors.Is(err, errBroken) {
		t.Errorf("a key that is nowhere opens: %v", err)
	}
	if _, err := unread.decrypt(unknown, []byte("c")); err != nil {
		t.Errorf("without its file: %v", err)
	}
	none := &Keyring{path: k.path}
	if _, err := none.encrypt(first, []byte("x"), []byte("c")); !errors.Is(err, errOldKeyFile) {
		t.Errorf("without keys: %v", err)
	}
	if _, err := none.decrypt(s, []byte("c")); !errors.Is(err, errBroken) {
		t.Errorf("without keys: %v", err)
	}
}
