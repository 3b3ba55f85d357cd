package storage

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
)

// decode reads the content of a key file. No cause is passed on: it could quote the key.
func (k *Keyring) decode(b []byte) (*keyset.Handle, error) {
	r := keyset.NewJSONReader(bytes.NewReader(b))
	wrapped := bytes.Contains(b, []byte(`"encryptedKeyset"`))
	switch {
	case k.kek == nil && wrapped:
		return nil, fmt.Errorf("%s is wrapped by a key management service: name it in keys.kms", k.path)
	case k.kek == nil:
		h, err := insecurecleartextkeyset.Read(r)
		if err != nil {
			return nil, fmt.Errorf("%s is not a keyset", k.path)
		}
		return h, nil
	case !wrapped:
		return nil, fmt.Errorf("%s is not wrapped, and keys.kms names a key management service: make a backup with interlude keys backup and without keys.kms, then put it back with it", k.path)
	}
	h, err := keyset.ReadWithAssociatedData(r, k.kek, []byte(fileContext))
	if err != nil {
		return nil, fmt.Errorf("%s: the key management service of keys.kms did not unwrap it: see that it answers, that the token may decrypt, and that this is the key that wrapped it", k.path)
	}
	return h, nil
}

// encode is the reverse of decode.
func (k *Keyring) encode(h *keyset.Handle) ([]byte, error) {
	var b bytes.Buffer
	w := keyset.NewJSONWriter(&b)
	if k.kek == nil {
		if err := insecurecleartextkeyset.Write(h, w); err != nil {
			return nil, errors.New("encode the keys")
		}
		return b.Bytes(), nil
	}
	if err := h.WriteWithAssociatedData(w, k.kek, []byte(fileContext)); err != nil {
		return nil, errors.New("the key management service of keys.kms did not wrap the keys: see that it answers, and that the token may encrypt")
	}
	return b.Bytes(), nil
}

// make writes a fresh keyset. The file appears whole or not at all, and never replaces one.
func (k *Keyring) make() error {
	h, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return fmt.Errorf("make a key: %w", err)
	}
	return k.create(h)
}

// create writes h into a file that does not exist yet.
func (k *Keyring) create(h *keyset.Handle) error {
	b, err := k.encode(h)
	if err != nil {
		return err
	}
	dir := filepath.Dir(k.path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make the key file's folder: %w", err)
	}
	if err := writeNew(k.path, b); err != nil {
		return fmt.Errorf("write key file: %w", err)
	}
	return k.read()
}

// replace writes h in the place of the file, whole or not at all.
func (k *Keyring) replace(h *keyset.Handle) error {
	b, err := k.encode(h)
	if err != nil {
		return err
	}
	path, err := filepath.EvalSymlinks(k.path)
	if err != nil {
		return fmt.Errorf("write key file: %w", err)
	}
	if err := writeOver(path, b); err != nil {
		return fmt.Errorf("write key file: %w", err)
	}
	return k.read()
}

// writeNew puts b durably into a file that must not exist yet.
func writeNew(path string, b []byte) error {
	return writeFile(path, b, os.Link)
}

// writeOver puts b durably into the place of a file.
func writeOver(path string, b []byte) error {
	return writeFile(path, b, os.Rename)
}

func writeFile(path string, b []byte, put func(from, to string) error) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".key-*") // mode 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }() // after a rename it is not there
	_, err = f.Write(b)
	if err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := put(f.Name(), path); err != nil {
		return err
	}
	syncDir(filepath.Dir(path))
	return nil
}

// syncDir makes the names in dir durable, where the system can.
func syncDir(dir string) {
	// #nosec G304 -- the directory of the operator's own files
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}

// writable fails when the file could not be replaced.
func (k *Keyring) writable() error {
	path, err := filepath.EvalSymlinks(k.path)
	if err != nil {
		return fmt.Errorf("the key file cannot be written, so nothing was changed: %w", err)
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err == nil {
		err = f.Close()
	}
	if err == nil {
		if f, err = os.CreateTemp(filepath.Dir(path), ".key-*"); err == nil {
			err = errors.Join(f.Close(), os.Remove(f.Name()))
		}
	}
	if err != nil {
		return fmt.Errorf("the key file cannot be written, so nothing was changed: %w", err)
	}
	return nil
}

// wipe overwrites with zeros what f holds, as far as the file system lets it.
func wipe(f *os.File) {
	if st, err := f.Stat(); err == nil {
		_, _ = f.WriteAt(make([]byte, st.Size()), 0)
		_ = f.Sync()
	}
	_ = f.Close()
}
