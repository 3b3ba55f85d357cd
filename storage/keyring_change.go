package storage

import (
	"errors"
	"fmt"
	"os"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
)

// alone runs fn while nobody else changes the key file.
func (k *Keyring) alone(fn func() error) error {
	if !k.exists() {
		return fmt.Errorf("%w: put the file back at %s", ErrNoKey, k.path)
	}
	l, err := lockFile(k.path + ".lock")
	if errors.Is(err, ErrInUse) {
		return errors.New("the keys are being changed by another process: wait for it")
	}
	if err != nil {
		return fmt.Errorf("the key file cannot be written, so nothing was changed: %w", err)
	}
	defer func() { _ = l.Close() }()
	if err := k.read(); err != nil {
		return fmt.Errorf("read key file: %w", err)
	}
	return fn()
}

// add adds a key, which the file names as the one that is to wrap.
func (k *Keyring) add() (uint32, error) {
	change := keyset.NewManagerFromHandle(k.keys().handle)
	id, err := change.Add(aead.AES256GCMKeyTemplate())
	if err == nil {
		err = change.SetPrimary(id)
	}
	if err != nil {
		return 0, errors.New("make a master key")
	}
	h, err := change.Handle()
	if err != nil {
		return 0, errors.New("make a master key")
	}
	return id, k.replace(h)
}

// keepOnly drops every key but the one with this id.
func (k *Keyring) keepOnly(id uint32) (int, error) {
	m := k.keys()
	if m.seals[id] == nil {
		return 0, errOldKeyFile
	}
	change := keyset.NewManagerFromHandle(m.handle)
	if err := change.SetPrimary(id); err != nil {
		return 0, errors.New("drop master keys")
	}
	dropped := 0
	for i := range m.handle.Len() {
		e, err := m.handle.Entry(i)
		if err != nil {
			return 0, errors.New("drop master keys")
		}
		if e.KeyID() == id {
			continue
		}
		if err := change.Delete(e.KeyID()); err != nil {
			return 0, errors.New("drop master keys")
		}
		dropped++
	}
	if dropped == 0 {
		return 0, nil
	}
	h, err := change.Handle()
	if err != nil {
		return 0, errors.New("drop master keys")
	}
	old, err := os.OpenFile(k.path, os.O_RDWR, 0)
	if err != nil {
		return 0, fmt.Errorf("write key file: %w", err)
	}
	if err := k.replace(h); err != nil {
		return 0, errors.Join(err, old.Close())
	}
	wipe(old) // no longer the key file, and gone once it is closed
	return dropped, nil
}
