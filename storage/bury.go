package storage

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"interlude/coaching"
)

// whyErased is why a delivery of an engagement is cancelled whose coachee had erased everything.
const whyErased = "erased"

// lookBuried reads the list of destroyed keys of a database that is not new, before anything is
// written.
func (s *Store) lookBuried(db *gorm.DB) error {
	in, err := installed(db)
	if err != nil {
		return err
	}
	_, err = s.burials.read(s.keys, in.ID)
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return outside{fmt.Errorf("open database: %w", err)}
}

// bury brings the database and the list outside it together, before anything is served. Keys that
// the list knows as destroyed are destroyed again: the database is an older copy. What only the
// database knows is added to the list.
func (s *Store) bury(ctx context.Context, db *gorm.DB) error {
	in, err := installed(db)
	if err != nil {
		return err
	}
	all, err := s.burials.read(s.keys, in.ID)
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	if err != nil {
		return outside{err}
	}
	again, open, graves := 0, map[keyOfOwner]bool{}, []grave(nil)
	for _, b := range all {
		switch b.What {
		case burialBegun:
			open[b.of()] = true
		case burialDone:
			if b.Grave != nil {
				graves = append(graves, *b.Grave)
				continue
			}
			delete(open, b.of())
			err := db.Transaction(func(tx *gorm.DB) error {
				dug, err := buryOne(tx, b)
				if dug {
					again++
				}
				return err
			})
			if err != nil {
				return err
			}
		}
	}
	rows, err := s.buryRows(db, graves)
	if err != nil {
		return err
	}
	if again+rows > 0 {
		s.log.Warn("the database is an older copy: what had been erased since was erased again", "coachees", again, "rows", rows)
		s.scrub(ctx)
	}
	if err := s.record(ctx, db); err != nil {
		return err
	}
	if err := s.burials.writable(ctx); err != nil {
		return outside{fmt.Errorf("the list of destroyed keys cannot be written, so nothing could be erased for good; see keys.tombstones: %w", err)}
	}
	return s.tellOpen(db, open)
}

// keyOfOwner names a destroyed key.
type keyOfOwner struct {
	owner   string
	version int
}

func (b burial) of() keyOfOwner { return keyOfOwner{b.Owner, b.Version} }

// tellOpen says which erasures began and are neither in the list nor in the database: the program
// ended before it could erase. Nobody was told that they were done.
func (s *Store) tellOpen(db *gorm.DB, open map[keyOfOwner]bool) error {
	for g := range open {
		var n int64
		if err := db.Model(&tombstone{}).Where("owner = ? AND version >= ?", g.owner, g.version).Count(&n).Error; err != nil {
			return err
		}
		if n == 0 {
			s.log.Warn("an erasure began and was never confirmed, and this database does not hold it; if it is an older copy, ask the coachee", "person", g.owner)
		}
	}
	return nil
}

// buryOne does to an older copy of the database what was done to the one that it was made of. It
// reports whether a key was there that must not be.
func buryOne(tx *gorm.DB, b burial) (bool, error) {
	var known, newer, old int64
	for _, c := range []struct {
		number *int64
		query  *gorm.DB
	}{
		{&known, tx.Model(&tombstone{}).Where("owner = ? AND version >= ?", b.Owner, b.Version)},
		{&newer, tx.Model(&ownerKey{}).Where("owner = ? AND version > ?", b.Owner, b.Version)},
		{&old, tx.Model(&ownerKey{}).Where("owner = ? AND version <= ?", b.Owner, b.Version)},
	} {
		if err := c.query.Count(c.number).Error; err != nil {
			return false, err
		}
	}
	owner := coaching.ID(b.Owner)
	switch {
	case old == 0 && known+newer > 0:
		return false, nil // what stands there is from after the erasure
	case newer > 0: // what was written since stays, too; the key alone was put back
		_, err := destroy(tx, owner, b.Version)
		return true, err
	}
	if _, err := destroyKeys(tx, owner); err != nil {
		return false, err
	}
	if err := purge(tx, owner); err != nil {
		return false, err
	}
	if b.Ended {
		if err := end(tx, b); err != nil {
			return false, err
		}
	}
	t := tombstone{Owner: b.Owner, Version: b.Version, At: b.At, Ended: b.Ended}
	return old > 0, tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&t).Error
}

// end closes the engagements that were over when their coachee erased everything, so that nothing is
// sent any more.
func end(tx *gorm.DB, b burial) error {
	const theirs = "engagement IN (SELECT id FROM engagements WHERE coachee = ? AND created <= ?)"
	for _, q := range []struct {
		text string
		args []any
	}{
		{"UPDATE deliveries SET state = 'cancelled', reason = ?, version = version + 1 WHERE state IN ('due', 'intended') AND " + theirs, []any{whyErased, b.Owner, b.At}},
		{"UPDATE schedules SET next = 0, version = version + 1 WHERE next > 0 AND " + theirs, []any{b.Owner, b.At}},
		{"UPDATE engagements SET state = ?, closed = ?, version = version + 1 WHERE coachee = ? AND created <= ? AND state IN ?",
			[]any{string(coaching.EngagementEnded), b.At, b.Owner, b.At, live}},
	} {
		if err := tx.Exec(q.text, q.args...).Error; err != nil {
			return err
		}
	}
	return nil
}

// record adds to the list what the database knows as erased and the list does not, and makes the
// list if there is none.
func (s *Store) record(ctx context.Context, db *gorm.DB) error {
	return db.Transaction(func(tx *gorm.DB) error {
		in, err := installed(forShare(tx)) // while it is held, no master key is taken away
		if err != nil {
			return err
		}
		all, err := s.burials.read(s.keys, in.ID)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return outside{err}
		}
		if err != nil {
			s.log.Info("the list of destroyed keys is made: keep it with the key file", "file", s.burials.path)
		}
		more, err := unlisted(tx, all)
		if err != nil {
			return err
		}
		rows, err := unlistedGraves(tx, all)
		if err != nil {
			return err
		}
		more = append(more, rows...)
		if len(all) > 0 && len(more) == 0 {
			return nil
		}
		return outsideOrNil(s.burials.add(ctx, s.keys, in, more...))
	})
}

// unlisted returns the lines that are missing in all.
func unlisted(tx *gorm.DB, all []burial) ([]burial, error) {
	done := map[keyOfOwner]bool{}
	for _, b := range all {
		if b.What == burialDone {
			done[b.of()] = true
		}
	}
	var rows []tombstone
	err := tx.Where("NOT EXISTS (SELECT 1 FROM owner_keys k WHERE k.owner = tombstones.owner AND k.version <= tombstones.version)").
		Order("at, owner, version").Find(&rows).Error
	if err != nil {
		return nil, err
	}
	var more []burial
	for _, r := range rows {
		if !done[keyOfOwner{r.Owner, r.Version}] {
			more = append(more, burial{What: burialDone, Owner: r.Owner, Version: r.Version, At: r.At, Ended: r.Ended})
		}
	}
	return more, nil
}

// begin writes that a key is about to be destroyed. When that cannot be written nothing is destroyed.
func (s *Store) begin(ctx context.Context, tx *gorm.DB, t tombstone) error {
	in, err := installed(forShare(tx))
	if err != nil {
		return err
	}
	if err := s.burials.step("begin"); err != nil {
		return outside{err}
	}
	if err := s.burials.add(ctx, s.keys, in, burial{What: burialBegun, Owner: t.Owner, Version: t.Version, At: t.At, Ended: t.Ended}); err != nil {
		return outside{fmt.Errorf("write the list of destroyed keys: %w", err)}
	}
	return outsideOrNil(s.burials.step("begun"))
}

// confirm writes that keys were destroyed; before it returns nobody is told so.
func (s *Store) confirm(ctx context.Context) error {
	ctx, cancel := bound(context.WithoutCancel(ctx))
	defer cancel()
	mine := s.unlisted.Add(1)
	if err := s.burials.step("confirm"); err != nil {
		return err
	}
	if _, err := read(ctx, s, "write the list of destroyed keys", func(db *gorm.DB) (struct{}, error) {
		return struct{}{}, s.record(ctx, db)
	}); err != nil {
		return err
	}
	s.unlisted.CompareAndSwap(mine, 0) // unless something else was erased meanwhile
	return s.burials.step("confirmed")
}
