package storage

import (
	"bytes"
	"database/sql/driver"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"

	"interlude/coaching"
)

// padTo is the step of sizes: a stored value tells its length only to within 256 bytes.
const padTo = 256

// sealed is a ciphertext. Only a box makes one, and columns that hold words have no other
// type, so that no call of gorm can store words as they are.
type sealed []byte

// Value hands the ciphertext to the driver; an unsealed column is refused.
func (s sealed) Value() (driver.Value, error) {
	if len(s) == 0 {
		return nil, errBroken
	}
	return []byte(s), nil
}

// Scan takes the ciphertext from the driver.
func (s *sealed) Scan(v any) error {
	b, ok := v.([]byte)
	if !ok {
		return errBroken
	}
	*s = bytes.Clone(b)
	return nil
}

// place is where a sealed value stands; in any other place it does not open.
type place struct{ table, column, row string }

func words(table string, row coaching.ID) place { return place{table, "words", string(row)} }

// box seals and opens what belongs to one coachee.
type box struct {
	team    string
	owner   coaching.ID
	version int // of the data key
	key     tink.AEAD
}

// seal returns v as padded JSON, sealed for p.
func (b box) seal(p place, v any) (sealed, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encode words of %s: %T", p.table, v)
	}
	return b.key.Encrypt(pad(plain), b.context(p))
}

// open reads what seal made for the same place into v.
func (b box) open(p place, s sealed, v any) error {
	padded, err := b.key.Decrypt(s, b.context(p))
	if err != nil {
		return errBroken
	}
	plain, err := unpad(padded)
	if err != nil {
		return err
	}
	if json.Unmarshal(plain, v) != nil { // the cause would quote the words
		return errBroken
	}
	return nil
}

func (b box) context(p place) []byte {
	return context5(b.team, string(b.owner), p.table+"."+p.column, p.row, strconv.Itoa(b.version))
}

// context5 encodes what a ciphertext is bound to, without ambiguity.
func context5(team, owner, column, row, version string) []byte {
	// Marshalling strings cannot fail.
	c, _ := json.Marshal([]string{"interlude", "1", team, owner, column, row, version})
	return c
}

func pad(plain []byte) []byte {
	n := (4 + len(plain) + padTo - 1) / padTo * padTo
	out := make([]byte, n)
	binary.BigEndian.PutUint32(out, uint32(len(plain)))
	copy(out[4:], plain)
	return out
}

func unpad(b []byte) ([]byte, error) {
	if len(b) < 4 {
		return nil, errBroken
	}
	n := binary.BigEndian.Uint32(b)
	if uint64(n) > uint64(len(b)-4) {
		return nil, errBroken
	}
	return b[4 : 4+n], nil
}

// newOwnerKey makes a data key for a coachee and returns it wrapped by the master key.
func (k *Keyring) newOwnerKey(team string, owner coaching.ID, version int) ([]byte, error) {
	h, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, errors.New("make a data key")
	}
	var b bytes.Buffer
	if err := h.WriteWithAssociatedData(keyset.NewBinaryWriter(&b), k.master, ownerContext(team, owner, version)); err != nil {
		return nil, errors.New("wrap a data key")
	}
	return b.Bytes(), nil
}

// unwrap returns the box of a coachee from the wrapped data key.
func (k *Keyring) unwrap(team string, owner coaching.ID, version int, wrapped []byte) (box, error) {
	h, err := keyset.ReadWithAssociatedData(keyset.NewBinaryReader(bytes.NewReader(wrapped)), k.master, ownerContext(team, owner, version))
	if err != nil {
		return box{}, errBroken
	}
	key, err := aead.New(h)
	if err != nil {
		return box{}, errBroken
	}
	return box{team: team, owner: owner, version: version, key: key}, nil
}

func ownerContext(team string, owner coaching.ID, version int) []byte {
	return context5(team, string(owner), "owner_keys.wrapped", string(owner), strconv.Itoa(version))
}

// sealCheck makes the value by which a later start knows this key again.
func (k *Keyring) sealCheck(installation string) (sealed, error) {
	return k.master.Encrypt(pad([]byte(installation)), checkContext(installation))
}

// knows reports whether the check was made with this keyring.
func (k *Keyring) knows(installation string, check sealed) bool {
	_, err := k.master.Decrypt(check, checkContext(installation))
	return err == nil
}

func checkContext(installation string) []byte {
	return context5("", "", "installation.key_check", installation, "1")
}
