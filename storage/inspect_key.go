package storage

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"gorm.io/gorm"
)

// copyKey is said whenever a key is there or will be.
const copyKey = "keep a copy of it apart from the copies of the database"

// lookKey compares the key file with what the database remembers.
func (in *inspector) lookKey(ctx context.Context) error {
	db := in.db.WithContext(ctx)
	var rows []installation
	ok, err := hasTable(db, "installation")
	if ok {
		err = db.Find(&rows).Error
	}
	if err != nil {
		return err
	}
	k := in.openKey()
	path := in.subject.Keys
	switch {
	case k == nil:
	case len(rows) == 0 && !k.exists():
		in.fine("key file: %s is made at the first start; %s", path, copyKey)
	case len(rows) == 0:
		in.fine("key file: %s will be the key of the new database; %s", path, copyKey)
	case !k.exists():
		in.wrong("put your copy of it back there, with mode 0600", "key file: %s is missing, and the database was written with a key", path)
	case !k.knows(rows[0].ID, rows[0].KeyCheck):
		in.wrong("put the right file there, or name the right database", "key file: %s is not the key that this database was written with", path)
	default:
		in.fine("key file: mode %04o, and the key of this database; %s%s", k.mode, copyKey, in.besides())
		return in.lookTombstones(db, k, rows[0])
	}
	return nil
}

// lookTombstones reads the list of destroyed keys and sees that it can be written.
func (in *inspector) lookTombstones(db *gorm.DB, k *Keyring, i installation) error {
	b := &burials{path: Options{Keys: k, Tombstones: in.subject.Tombstones}.tombstones()}
	all, err := b.read(k, i.ID)
	done := 0
	for _, one := range all {
		if one.What == burialDone && one.Grave == nil {
			done++
		}
	}
	var n int64
	if err := db.Model(&tombstone{}).Count(&n).Error; err != nil {
		return err
	}
	const back = "put your copy of it back, or see that keys.tombstones names it"
	switch {
	case errors.Is(err, fs.ErrNotExist):
		in.doubt(back+"; without it a backup that is put back brings erased words with it",
			"list of destroyed keys: %s is not there; the next start makes it from what this database knows (%d)", b.path, n)
	case errors.Is(err, ErrTombstones):
		in.wrong(back, "list of destroyed keys: %s was altered, or belongs to another installation or to newer keys", b.path)
	case err != nil:
		in.wrong("give it to the user of this program", "list of destroyed keys: %s cannot be read", b.path)
	case !writable(b.path) || !writable(filepath.Dir(b.path)):
		in.wrong("give file and folder to the user of this program: nothing can be erased for good", "list of destroyed keys: this user may not write %s", b.path)
	case done < int(n):
		in.doubt("start the program, which adds them", "list of destroyed keys: %s holds %d, and the database knows %d", b.path, done, n)
	default:
		in.fine("list of destroyed keys: %s holds %d; keep it with the key file, and let no backup replace it", b.path, done)
	}
	return nil
}

// lookKeyAlone says what can be said when the database cannot be asked.
func (in *inspector) lookKeyAlone() {
	switch k := in.openKey(); {
	case k == nil:
	case !k.exists():
		in.doubt("nothing, if this is a new installation; else put your copy of it back there", "key file: %s does not exist", in.subject.Keys)
	default:
		in.doubt("run this again when the database answers", "key file: mode %04o; whether it belongs to this database is not known", k.mode)
	}
}

// openKey reads the key file; nil: it cannot be used, and that was said.
func (in *inspector) openKey() *Keyring {
	k, err := OpenWrappedKeyring(in.subject.Keys, in.subject.KEK)
	if err != nil {
		in.wrong("let it be readable by the user of this program alone, or put your copy of it back", "key file: %v", err)
		return nil
	}
	return k
}

// besides warns of one backup that holds both, which is as good as none of the two being locked.
func (in *inspector) besides() string {
	path, _ := isSQLite(in.subject.URL)
	a, _ := os.Stat(filepath.Dir(path)) // of a server: no folder that is there
	b, _ := os.Stat(filepath.Dir(in.subject.Keys))
	if !os.SameFile(a, b) { // what is not there is the same as nothing
		return ""
	}
	return " (it lies in the same folder: a copy of that folder can be read by whoever has it)"
}
