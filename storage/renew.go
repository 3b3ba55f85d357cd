package storage

import (
	"context"

	"gorm.io/gorm"

	"interlude/coaching"
)

// RenewData gives every coachee a new data key and seals every entry with it, while programs go on
// reading and writing: until the last entry has moved, the coachee has both keys. One that was broken
// off goes on where it was. It returns how many entries it moved.
func (s *Store) RenewData(ctx context.Context, say func(Progress)) (int, error) {
	number, err := s.beginRenewal(ctx)
	if err != nil {
		return 0, err
	}
	var owners []string
	err = s.step(ctx, "list data keys", func(tx *gorm.DB) error {
		return tx.Raw(`SELECT owner FROM owner_keys GROUP BY owner HAVING max(renewal) < ? OR count(*) > 1 ORDER BY owner`, number).Scan(&owners).Error
	})
	if err != nil {
		return 0, err
	}
	moved := 0
	for i, owner := range owners {
		n, err := s.renew(ctx, coaching.ID(owner), number)
		moved += n
		if err != nil {
			return moved, err
		}
		say(Progress{What: "data keys", Done: i + 1, Of: len(owners)})
		say(Progress{What: "entries", Done: moved})
	}
	err = s.step(ctx, "end the renewal", func(tx *gorm.DB) error { return tx.Exec("UPDATE installation SET renewing = ?", false).Error })
	if err != nil {
		return moved, err
	}
	s.scrub(ctx)
	say(Progress{What: "entries", Done: moved, Of: moved})
	return moved, nil
}

// beginRenewal returns the number of the renewal that is under way, or of a new one.
func (s *Store) beginRenewal(ctx context.Context) (number int, err error) {
	err = s.step(ctx, "begin the renewal", func(tx *gorm.DB) error {
		in, err := installed(forUpdate(tx))
		if err != nil {
			return err
		}
		if number = in.Renewal; in.Renewing {
			return nil
		}
		number++
		return tx.Exec("UPDATE installation SET renewal = ?, renewing = ?", number, true).Error
	})
	return number, err
}

// renew moves all entries of one coachee to a new data key and then destroys the old one.
func (s *Store) renew(ctx context.Context, owner coaching.ID, number int) (moved int, err error) {
	if err := s.step(ctx, "add a data key", func(tx *gorm.DB) error { return s.addNewer(tx, owner, number) }); err != nil {
		return 0, err
	}
	for done := false; !done; {
		for _, table := range sealedTables {
			for n := renewBatch; n == renewBatch; {
				err := s.step(ctx, "seal entries anew", func(tx *gorm.DB) error {
					var err error
					n, err = s.moveSome(tx, table, owner)
					return err
				})
				if err != nil {
					return moved, err
				}
				moved += n
				if err := rest(ctx); err != nil {
					return moved, err
				}
			}
		}
		err := s.step(ctx, "destroy an old data key", func(tx *gorm.DB) error {
			var err error
			done, err = s.dropOlder(tx, owner)
			return err
		})
		if err != nil {
			return moved, err
		}
	}
	return moved, nil
}

// ownerBox is the box of a coachee with all keys, which nobody takes away until tx ends.
func (s *Store) ownerBox(tx *gorm.DB, owner coaching.ID) (box, error) {
	b := box{owner: owner}
	if err := tx.Raw("SELECT team FROM people WHERE id = ?", string(owner)).Scan(&b.team).Error; err != nil {
		return b, err
	}
	var err error
	b.keys, err = s.held(tx, b)
	return b, err
}

// addNewer gives the coachee a newer key, unless they have one that is new enough or none at all.
func (s *Store) addNewer(tx *gorm.DB, owner coaching.ID, number int) error {
	if err := lockOwner(tx, owner); err != nil {
		return err
	}
	var keys []ownerKey
	if err := tx.Where("owner = ?", string(owner)).Order("version").Find(&keys).Error; err != nil || len(keys) == 0 {
		return err
	}
	if keys[len(keys)-1].Renewal >= number || len(keys) > 1 {
		return nil
	}
	b, err := s.ownerBox(tx, owner)
	if err != nil {
		return err
	}
	return s.addKey(tx, b)
}

// older selects the entries of a coachee in a table that another key than the newest sealed.
func older(tx *gorm.DB, table string, owner coaching.ID, newest dataKey) *gorm.DB {
	return tx.Table(table).Where("engagement IN (SELECT id FROM engagements WHERE coachee = ?) AND substr(words, 1, ?) <> ?",
		string(owner), len(newest.mark), []byte(newest.mark))
}

// moveSome seals some entries of a table with the newest key of their coachee. What somebody changes
// at the same time is left to them: they seal with the newest key.
func (s *Store) moveSome(tx *gorm.DB, table string, owner coaching.ID) (int, error) {
	b, err := s.ownerBox(tx, owner)
	if err != nil || len(b.keys) == 0 {
		return 0, err
	}
	var rows []struct {
		ID, Engagement string
		Version        int
		Words          sealed
	}
	if err := older(tx, table, owner, b.keys[len(b.keys)-1]).Select("id, engagement, version, words").Order("id").Limit(renewBatch).Scan(&rows).Error; err != nil {
		return 0, err
	}
	for _, r := range rows {
		at := words(table, coaching.ID(r.Engagement), coaching.ID(r.ID), r.Version)
		padded, err := b.disclose(at, r.Words)
		if err != nil {
			return 0, outside{unopened{table, r.ID}}
		}
		again, err := b.enclose(at, padded)
		if err != nil {
			return 0, err
		}
		if err := tx.Exec("UPDATE "+table+" SET words = ? WHERE id = ? AND version = ? AND words = ?", again, r.ID, r.Version, []byte(r.Words)).Error; err != nil {
			return 0, err
		}
	}
	return len(rows), nil
}

// unopened names an entry that does not open.
type unopened struct{ table, id string }

func (u unopened) Error() string {
	return "entry " + u.id + " of table " + u.table + " does not open: run interlude keys check"
}

// dropOlder destroys all keys of a coachee but the newest, once nothing needs them. It waits for
// those who write with one of them.
func (s *Store) dropOlder(tx *gorm.DB, owner coaching.ID) (bool, error) {
	var keys []ownerKey
	if err := forDelete(tx).Where("owner = ?", string(owner)).Order("version").Find(&keys).Error; err != nil || len(keys) < 2 {
		return true, err
	}
	b, err := s.ownerBox(tx, owner)
	if err != nil || len(b.keys) == 0 {
		return true, err
	}
	for _, table := range sealedTables {
		var left int64
		if err := older(tx, table, owner, b.keys[len(b.keys)-1]).Count(&left).Error; err != nil || left > 0 {
			return false, err
		}
	}
	_, err = destroy(tx, owner, keys[len(keys)-1].Version-1)
	return true, err
}
