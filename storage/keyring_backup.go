package storage

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// keyCopy is the content of a backup of the keys.
type keyCopy struct {
	Interlude  string // "keys 1"
	Keyset     json.RawMessage
	Tombstones string // the list of destroyed keys, as it was; empty: there was none
}

const keyCopyKind = "keys 1"

// CopyKeys returns the master keys as they are, and the list of destroyed keys at that path: what
// has to be kept, locked and apart from the backups of the database, so that those can be read.
func (k *Keyring) CopyKeys(ctx context.Context, tombstones string) ([]byte, error) {
	if !k.exists() {
		return nil, fmt.Errorf("%w: put the file back at %s", ErrNoKey, k.path)
	}
	c := keyCopy{Interlude: keyCopyKind}
	var set bytes.Buffer
	if err := insecurecleartextkeyset.Write(k.keys().handle, keyset.NewJSONWriter(&set)); err != nil {
		return nil, errors.New("encode the keys")
	}
	c.Keyset = set.Bytes()
	b := &burials{path: Options{Keys: k, Tombstones: tombstones}.tombstones()}
	err := b.alone(ctx, func() error {
		list, err := os.ReadFile(b.path)
		c.Tombstones = string(list)
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read the list of destroyed keys: %w", err)
	}
	return json.Marshal(c)
}

// PutKeysBack writes a copy that CopyKeys made to a key file at path, which must not exist, wrapped by
// kek if that is not nil. The list of destroyed keys is written only where there is none: one that is
// there knows more. It reports whether it wrote the list.
func PutKeysBack(made []byte, path string, kek tink.AEAD, tombstones string) (list bool, err error) {
	var c keyCopy
	if json.Unmarshal(made, &c) != nil || c.Interlude != keyCopyKind {
		return false, errors.New("this is no backup of keys")
	}
	h, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(c.Keyset)))
	if err != nil {
		return false, errors.New("this is no backup of keys")
	}
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return false, fmt.Errorf("%s is there already: move it away first, it may be the better one", path)
	}
	k := &Keyring{path: path, kek: kek}
	if list, err = putListBack(Options{Keys: k, Tombstones: tombstones}.tombstones(), c.Tombstones); err != nil {
		return false, fmt.Errorf("write the list of destroyed keys: %w", err)
	}
	return list, k.create(h)
}

func putListBack(path, list string) (bool, error) {
	if list == "" {
		return false, nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return false, err
	}
	err := writeNew(path, []byte(list))
	if errors.Is(err, fs.ErrExist) {
		return false, nil
	}
	return err == nil, err
}

// Knows reports whether the database with this id and this check, columns of its table installation,
// was written with these keys.
func (k *Keyring) Knows(installation string, check []byte) bool {
	return k.exists() && k.knows(installation, sealed(check))
}
