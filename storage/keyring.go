package storage

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"slices"
	"sync"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// Keyring holds the master keys: a Tink keyset in a file outside the database. They wrap the data
// keys of all coachees. Whoever loses it loses all that people wrote. It is safe for concurrent
// use, and reads its file again when the database names a key that it does not hold.
type Keyring struct {
	path string
	kek  tink.AEAD // wraps the file's content; nil: the file holds the keys as they are

	mu   sync.RWMutex
	held *masters    // nil while the file does not exist
	file []byte      // what held was read from
	mode fs.FileMode // of the file, as it was read
}

// masters is one state of the keyset. It is never changed.
type masters struct {
	handle  *keyset.Handle
	opens   tink.AEAD            // with whichever key sealed
	seals   map[uint32]tink.AEAD // by id of the key that seals
	primary uint32
}

// fileContext is what a wrapped keyset is bound to.
const fileContext = "interlude master keys"

// OpenKeyring reads the keyset file at path. A file that others may read is refused. One that
// does not exist is made by Open, with mode 0600, and only for a database that is new.
func OpenKeyring(path string) (*Keyring, error) { return OpenWrappedKeyring(path, nil) }

// OpenWrappedKeyring is OpenKeyring for a file whose content kek wraps: a key management service.
func OpenWrappedKeyring(path string, kek tink.AEAD) (*Keyring, error) {
	k := &Keyring{path: path, kek: kek}
	if err := k.read(); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("open key file: %w", err)
	}
	return k, nil
}

// keys is the present state; nil while there is no file.
func (k *Keyring) keys() *masters {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.held
}

func (k *Keyring) exists() bool { return k.keys() != nil }

// primary is the id of the key that is to wrap from now on, as the file says.
func (k *Keyring) primary() uint32 { return k.keys().primary }

// read takes over what the file holds.
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
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.held != nil && bytes.Equal(b, k.file) {
		return nil
	}
	h, err := k.decode(b)
	if err != nil {
		return err
	}
	held, err := newMasters(h)
	if err != nil {
		return fmt.Errorf("%s: %w", k.path, err)
	}
	k.held, k.file, k.mode = held, b, st.Mode().Perm()
	return nil
}

func newMasters(h *keyset.Handle) (*masters, error) {
	m := &masters{handle: h, seals: map[uint32]tink.AEAD{}}
	primary, err := h.Primary()
	if err != nil {
		return nil, errors.New("it has no primary key")
	}
	m.primary = primary.KeyID()
	for i := range h.Len() {
		e, err := h.Entry(i)
		if err != nil {
			return nil, errNotKeys
		}
		change := keyset.NewManagerFromHandle(h)
		if err := change.SetPrimary(e.KeyID()); err != nil {
			continue // a key that was disabled by hand
		}
		one, err := change.Handle()
		if err != nil {
			return nil, errNotKeys
		}
		if m.seals[e.KeyID()], err = aead.New(one); err != nil {
			return nil, errNotKeys
		}
	}
	m.opens = m.seals[m.primary]
	return m, nil
}

var errNotKeys = errors.New("it is not a keyset for sealing")

// ids lists the keys of m that can seal, in the order of the file.
func (m *masters) ids() []uint32 {
	var ids []uint32
	for i := range m.handle.Len() {
		if e, err := m.handle.Entry(i); err == nil && m.seals[e.KeyID()] != nil {
			ids = append(ids, e.KeyID())
		}
	}
	return ids
}

// decrypt opens what one of the master keys sealed. When none did, the file may have changed.
func (k *Keyring) decrypt(s, context []byte) ([]byte, error) {
	m := k.keys()
	if m != nil {
		if plain, err := m.opens.Decrypt(s, context); err == nil {
			return plain, nil
		}
		if slices.ContainsFunc(m.ids(), func(id uint32) bool { return bytes.HasPrefix(s, []byte(markOf(id))) }) {
			return nil, errBroken // the key is known: it was altered
		}
	}
	if err := k.read(); err != nil {
		return nil, errBroken
	}
	now := k.keys() // another may have read the file just before
	if now == m {
		return nil, errBroken
	}
	plain, err := now.opens.Decrypt(s, context)
	if err != nil {
		return nil, errBroken
	}
	return plain, nil
}

// encrypt seals with the master key that has this id.
func (k *Keyring) encrypt(id uint32, plain, context []byte) ([]byte, error) {
	for range 2 {
		if m := k.keys(); m != nil && m.seals[id] != nil {
			return m.seals[id].Encrypt(plain, context)
		}
		if err := k.read(); err != nil {
			break
		}
	}
	return nil, errOldKeyFile
}
