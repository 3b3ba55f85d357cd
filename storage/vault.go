package storage

import (
	"bytes"
	"database/sql/driver"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
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

// place is where a sealed value stands; in any other place it does not open. The version is that of
// the row: an older value of the same row does not open either.
type place struct {
	table, column   string
	engagement, row coaching.ID
	version         int
}

func words(table string, engagement, row coaching.ID, version int) place {
	return place{table, "words", engagement, row, version}
}

// box seals and opens what belongs to one coachee.
type box struct {
	team  string
	owner coaching.ID
	keys  []dataKey // by version: the last one seals, each opens what it sealed

	// erased says that keys of this coachee were destroyed: a value whose key is not there is gone,
	// not broken.
	erased bool
}

// dataKey is one data key of a coachee.
type dataKey struct {
	version int
	mark    string // what begins all that it sealed
	aead    tink.AEAD
}

// seal returns v as padded JSON, sealed for p.
func (b box) seal(p place, v any) (sealed, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encode words of %s: %T", p.table, v)
	}
	return b.enclose(p, pad(plain))
}

// enclose seals what is padded already.
func (b box) enclose(p place, padded []byte) (sealed, error) {
	if len(b.keys) == 0 {
		return nil, errNoOwnerKey
	}
	k := b.keys[len(b.keys)-1]
	return k.aead.Encrypt(padded, b.context(p, k.version))
}

// open reads what seal made for the same place into v.
func (b box) open(p place, s sealed, v any) error {
	padded, err := b.disclose(p, s)
	if err != nil {
		return err
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

// disclose is the reverse of enclose.
func (b box) disclose(p place, s sealed) ([]byte, error) {
	for _, k := range b.keys {
		if !strings.HasPrefix(string(s), k.mark) {
			continue
		}
		padded, err := k.aead.Decrypt(s, b.context(p, k.version))
		if err != nil {
			return nil, errBroken
		}
		return padded, nil
	}
	if b.erased {
		return nil, errErased
	}
	return nil, errNoOwnerKey
}

func (b box) context(p place, key int) []byte {
	return context7(b.team, string(b.owner), p.table+"."+p.column, string(p.engagement), string(p.row), p.version, key)
}

// context7 encodes what a ciphertext is bound to, without ambiguity.
func context7(team, owner, column, engagement, row string, version, key int) []byte {
	// Marshalling strings cannot fail.
	c, _ := json.Marshal([]string{"interlude", "1", team, owner, column, engagement, row, strconv.Itoa(version), strconv.Itoa(key)})
	return c
}

func pad(plain []byte) []byte {
	n := (4 + len(plain) + padTo - 1) / padTo * padTo
	out := make([]byte, n)
	// #nosec G115 -- requests are limited to far less than 4 GiB
	binary.BigEndian.PutUint32(out, uint32(len(plain)))
	copy(out[4:], plain)
	return out
}

func unpad(b []byte) ([]byte, error) {
	if len(b) < 4 {
		return nil, errBroken
	}
	n := binary.BigEndian.Uint32(b)
	// #nosec G115 -- not negative: len(b) is at least 4
	if uint64(n) > uint64(len(b)-4) {
		return nil, errBroken
	}
	return b[4 : 4+n], nil
}

// newOwnerKey makes a data key for a coachee and returns it wrapped by the master key with this id.
func (k *Keyring) newOwnerKey(master uint32, team string, owner coaching.ID, version int) ([]byte, error) {
	h, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, errors.New("make a data key")
	}
	var b bytes.Buffer
	if err := insecurecleartextkeyset.Write(h, keyset.NewBinaryWriter(&b)); err != nil {
		return nil, errors.New("wrap a data key")
	}
	return k.encrypt(master, b.Bytes(), ownerContext(team, owner, version))
}

// unwrap returns the data key of a coachee.
func (k *Keyring) unwrap(team string, owner coaching.ID, version int, wrapped []byte) (dataKey, error) {
	plain, err := k.decrypt(wrapped, ownerContext(team, owner, version))
	if err != nil {
		return dataKey{}, err
	}
	h, err := insecurecleartextkeyset.Read(keyset.NewBinaryReader(bytes.NewReader(plain)))
	if err != nil {
		return dataKey{}, errBroken
	}
	primary, err := h.Primary()
	if err != nil {
		return dataKey{}, errBroken
	}
	one, err := aead.New(h)
	if err != nil {
		return dataKey{}, errBroken
	}
	return dataKey{version: version, mark: markOf(primary.KeyID()), aead: one}, nil
}

// rewrap returns a wrapped data key as the master key with this id wraps it.
func (k *Keyring) rewrap(master uint32, team string, owner coaching.ID, version int, wrapped []byte) ([]byte, error) {
	context := ownerContext(team, owner, version)
	plain, err := k.decrypt(wrapped, context)
	if err != nil {
		return nil, err
	}
	return k.encrypt(master, plain, context)
}

// markOf is what Tink puts in front of what the key with this id sealed.
func markOf(id uint32) string {
	return string(binary.BigEndian.AppendUint32([]byte{1}, id))
}

func ownerContext(team string, owner coaching.ID, version int) []byte {
	return context7(team, string(owner), "owner_keys.wrapped", "", string(owner), 0, version)
}

// sealCheck makes the value by which a later start knows the key with this id again.
func (k *Keyring) sealCheck(master uint32, installation string) (sealed, error) {
	return k.encrypt(master, pad([]byte(installation)), checkContext(installation))
}

// knows reports whether the check was made with this keyring.
func (k *Keyring) knows(installation string, check sealed) bool {
	_, err := k.decrypt(check, checkContext(installation))
	return err == nil
}

func checkContext(installation string) []byte {
	return context7("", "", "installation.key_check", "", installation, 0, 0)
}
