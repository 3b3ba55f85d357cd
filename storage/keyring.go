package storage

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// Keyring is the master key: a Tink keyset in a file outside the database. It wraps the data
// key of every coachee. Whoever loses it loses all that people wrote.
type Keyring struct {
	path   string
	master tink.AEAD // nil while the file does not exist
	id     uint32    // of the key that wraps now
}

// OpenKeyring reads the keyset file at path. A file that others may read is refused. One that
// does not exist is made by Open, with mode 0600, and only for a database that is new.
func OpenKeyring(path string) (*Keyring, error) {
	k := &Keyring{path: path}
	if err := k.read(); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("open key file: %w", err)
	}
	return k, nil
}

func (k *Keyring) exists() bool { return k.master != nil }

func (k *Keyring) read() error {
	st, err := os.Stat(k.path)
	if err != nil {
		return err
	}
	if mode := st.Mode().Perm(); mode&0o077 != 0 && runtime.GOOS != "windows" {
		return fmt.Errorf("%s may be read by others (mode %04o): run chmod 600 on it", k.path, mode)
	}
	b, err := os.ReadFile(k.path)
	if err != nil {
		return err
	}
	h, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(b)))
	if err != nil {
		return fmt.Errorf("%s is not a keyset", k.path) // the cause could quote the key
	}
	return k.use(h)
}

func (k *Keyring) use(h *keyset.Handle) error {
	primary, err := h.Primary()
	if err != nil {
		return fmt.Errorf("%s has no primary key", k.path)
	}
	master, err := aead.New(h)
	if err != nil {
		return fmt.Errorf("%s is not a keyset for sealing", k.path)
	}
	k.master, k.id = master, primary.KeyID()
	return nil
}

// make writes a fresh keyset. The file appears whole or not at all, and never replaces one.
func (k *Keyring) make() error {
	h, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return fmt.Errorf("make a key: %w", err)
	}
	var b bytes.Buffer
	if err := insecurecleartextkeyset.Write(h, keyset.NewJSONWriter(&b)); err != nil {
		return fmt.Errorf("make a key: %w", err)
	}
	dir := filepath.Dir(k.path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make the key file's folder: %w", err)
	}
	if err := writeNew(dir, k.path, b.Bytes()); err != nil {
		return fmt.Errorf("write key file: %w", err)
	}
	return k.use(h)
}

// writeNew puts b durably into a file that must not exist yet.
func writeNew(dir, path string, b []byte) error {
	f, err := os.CreateTemp(dir, ".key-*") // mode 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }()
	_, err = f.Write(b)
	if err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Link(f.Name(), path)
}
