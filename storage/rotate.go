package storage

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"interlude/coaching"
)

// Progress says how far a change of keys is. It holds numbers and fixed words alone.
type Progress struct {
	What string // "master key", "data keys", "entries"
	Done int
	Of   int // 0: not known
}

const (
	renewBatch = 100                   // rows in one transaction
	renewPause = 10 * time.Millisecond // between two, so that others come in between
	renewFor   = time.Minute           // the longest that one may take
)

// step is one transaction of a change of keys.
func (s *Store) step(ctx context.Context, what string, fn func(tx *gorm.DB) error) error {
	ctx, cancel := context.WithTimeout(ctx, renewFor)
	defer cancel()
	return s.write(ctx, what, fn)
}

// rest lets others come in between.
func rest(ctx context.Context) error {
	select {
	case <-time.After(renewPause):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// RotateMaster makes a new master key, has everything wrapped by it from now on, and wraps anew what
// others wrapped. Programs that serve with the database go on meanwhile. A change that was broken off,
// wherever it was, is completed and no second one begun; so is one that AddMaster prepared. It refuses,
// before anything is changed, when the key file cannot be written or another change is under way
// (ErrInUse). It returns the id of the master key that wraps now. The earlier keys stay in the file
// until Retire: what was wrapped before, in backups too, needs them.
func (s *Store) RotateMaster(ctx context.Context, say func(Progress)) (uint32, error) {
	var id uint32
	err := s.keys.alone(func() error {
		if err := s.keys.writable(); err != nil {
			return err
		}
		var err error
		if id, err = s.nextMaster(ctx); err != nil {
			return err
		}
		if err := s.adopt(ctx, id); err != nil {
			return err
		}
		say(Progress{What: "master key", Done: 1, Of: 1})
		if err := s.rewrapAll(ctx, int64(id), say); err != nil {
			return err
		}
		return s.resealList(ctx)
	})
	return id, err
}

// nextMaster returns the id of the master key that is to be taken: the one that was prepared, or
// that is being taken already, or a new one.
func (s *Store) nextMaster(ctx context.Context) (uint32, error) {
	var in installation
	var left int64
	err := s.step(ctx, "read the installation", func(tx *gorm.DB) error {
		var err error
		if in, err = installed(tx); err != nil {
			return err
		}
		return tx.Model(&ownerKey{}).Where("master <> ?", in.Master).Count(&left).Error
	})
	if err != nil {
		return 0, err
	}
	if p := s.keys.primary(); int64(p) != in.Master || left > 0 {
		return p, nil
	}
	return s.keys.add()
}

// adopt has new data keys wrapped by the master key with this id, and a start know it.
func (s *Store) adopt(ctx context.Context, id uint32) error {
	return s.step(ctx, "take the new master key", func(tx *gorm.DB) error {
		in, err := installed(forUpdate(tx))
		if err != nil || in.Master == int64(id) {
			return err
		}
		check, err := s.keys.sealCheck(id, in.ID)
		if err != nil {
			return err
		}
		return tx.Exec("UPDATE installation SET master = ?, key_check = ?", int64(id), check).Error
	})
}

// rewrapAll wraps every data key with the master key.
func (s *Store) rewrapAll(ctx context.Context, master int64, say func(Progress)) error {
	var all, left int64
	for {
		err := s.step(ctx, "wrap data keys anew", func(tx *gorm.DB) error {
			if err := s.rewrapSome(tx, master); err != nil {
				return err
			}
			if err := tx.Model(&ownerKey{}).Count(&all).Error; err != nil {
				return err
			}
			return tx.Model(&ownerKey{}).Where("master <> ?", master).Count(&left).Error
		})
		if err != nil {
			return err
		}
		say(Progress{What: "data keys", Done: int(all - left), Of: int(all)})
		if left == 0 {
			return nil
		}
		if err := rest(ctx); err != nil {
			return err
		}
	}
}

func (s *Store) rewrapSome(tx *gorm.DB, master int64) error {
	var keys []ownerKey
	if err := forUpdate(tx).Where("master <> ?", master).Order("owner, version").Limit(renewBatch).Find(&keys).Error; err != nil {
		return err
	}
	for _, k := range keys {
		var team string
		if err := tx.Raw("SELECT team FROM people WHERE id = ?", k.Owner).Scan(&team).Error; err != nil {
			return err
		}
		// #nosec G115 -- ids of Tink's keys have 32 bits; the column has no such type
		wrapped, err := s.keys.rewrap(uint32(master), team, coaching.ID(k.Owner), k.Version, k.Wrapped)
		if err != nil {
			return outside{fmt.Errorf("the data key of person %s, version %d, does not open: run interlude keys check", k.Owner, k.Version)}
		}
		err = tx.Exec("UPDATE owner_keys SET master = ?, wrapped = ? WHERE owner = ? AND version = ?", master, wrapped, k.Owner, k.Version).Error
		if err != nil {
			return err
		}
	}
	return nil
}

// resealList seals the list of destroyed keys with the present master key.
func (s *Store) resealList(ctx context.Context) error {
	return s.step(ctx, "seal the list of destroyed keys", func(tx *gorm.DB) error {
		in, err := installed(forUpdate(tx)) // nobody adds to it meanwhile
		if err != nil {
			return err
		}
		return outsideOrNil(s.burials.reseal(ctx, s.keys, in))
	})
}

// AddMaster adds a master key to the key file and uses it for nothing yet. Where replicas have copies
// of the file, the file is copied to all of them before RotateMaster takes the key.
func (s *Store) AddMaster(ctx context.Context) (uint32, error) {
	var id uint32
	err := s.keys.alone(func() error {
		if err := s.keys.writable(); err != nil {
			return err
		}
		var err error
		id, err = s.nextMaster(ctx)
		return err
	})
	return id, err
}

// errRotateFirst refuses to drop master keys that are in use.
var errRotateFirst = errors.New("earlier master keys still wrap data keys: run interlude keys rotate first")

// Retire drops every master key but the present one from the key file, and returns how many. It
// refuses while the database uses one of them. What they wrapped elsewhere, in backups, opens no more,
// unless a copy of the file is kept.
func (s *Store) Retire(ctx context.Context) (int, error) {
	dropped := 0
	err := s.keys.alone(func() error {
		if err := s.keys.writable(); err != nil {
			return err
		}
		return s.step(ctx, "drop earlier master keys", func(tx *gorm.DB) error {
			in, err := installed(forUpdate(tx)) // nobody wraps meanwhile
			if err != nil {
				return err
			}
			var used int64
			if err := tx.Model(&ownerKey{}).Where("master <> ?", in.Master).Count(&used).Error; err != nil {
				return err
			}
			if used > 0 {
				return outside{errRotateFirst}
			}
			if err := s.burials.reseal(ctx, s.keys, in); err != nil {
				return outside{err}
			}
			// #nosec G115 -- ids of Tink's keys have 32 bits; the column has no such type
			dropped, err = s.keys.keepOnly(uint32(in.Master))
			return outsideOrNil(err)
		})
	})
	return dropped, err
}
