package storage

import (
	"context"
	"crypto/rand"
	"math"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"interlude/coaching"
)

// sealedTables are the tables whose column words is sealed with the data key of the coachee of the
// row's engagement.
var sealedTables = []string{"actions", "briefs", "consent_events", "consents", "reflections", "sessions"}

// dependents are deleted before the rows that they refer to.
var dependents = []struct{ table, column, parent string }{
	{"brief_entries", "brief", "briefs"},
	{"brief_entries", "reflection", "reflections"},
	{"session_slots", "session", "sessions"},
}

// live are the states of an engagement that is not over.
var live = []string{
	string(coaching.EngagementDraft), string(coaching.EngagementInvited), string(coaching.EngagementActive),
	string(coaching.EngagementPaused), string(coaching.EngagementClosing),
}

// tombstone says that a coachee's data key, and every earlier one, was destroyed.
type tombstone struct {
	Owner   string `gorm:"primaryKey"`
	Version int    `gorm:"primaryKey"`
	At      int64
	Ended   bool // no engagement of theirs was under way any more
}

// TableName names the table.
func (tombstone) TableName() string { return "tombstones" }

// shred destroys the keys of a coachee and deletes what they sealed. Whoever is writing with one of
// them is waited for, and what they wrote is deleted too.
func (w writer) shred(c coaching.Shred) error {
	if err := lockOwner(w.tx, c.Owner); err != nil {
		if coaching.Is(err, coaching.NotFound) {
			return nil
		}
		return err
	}
	last, err := destroyKeys(w.tx, c.Owner)
	if err != nil || last == 0 {
		return err // without a key nothing was ever sealed
	}
	if err := purge(w.tx, c.Owner); err != nil {
		return err
	}
	var going int64
	if err := w.tx.Model(&engagementRow{}).Where("coachee = ? AND state IN ?", string(c.Owner), live).Count(&going).Error; err != nil {
		return err
	}
	t := tombstone{Owner: string(c.Owner), Version: last, At: ms(c.At), Ended: going == 0}
	if err := w.tx.Create(&t).Error; err != nil {
		return err
	}
	return w.begin(w.tx.Statement.Context, w.tx, t)
}

// destroyKeys overwrites and deletes the wrapped keys of owner and returns the highest version; 0:
// there was none.
func destroyKeys(tx *gorm.DB, owner coaching.ID) (last int, err error) {
	const all = math.MaxInt32
	return destroy(tx, owner, all)
}

// destroy is destroyKeys for the keys up to a version. Whoever holds one of them, or adds one, is
// waited for.
func destroy(tx *gorm.DB, owner coaching.ID, upTo int) (last int, err error) {
	const which = "owner = ? AND version <= ?"
	var held []ownerKey
	if err := forDelete(tx).Where(which, string(owner), upTo).Find(&held).Error; err != nil || len(held) == 0 {
		return 0, err
	}
	noise := make([]byte, len(held[0].Wrapped))
	_, _ = rand.Read(noise) // never fails
	if err := tx.Exec("UPDATE owner_keys SET master = 0, wrapped = ? WHERE "+which, noise, string(owner), upTo).Error; err != nil {
		return 0, err
	}
	var gone []int
	if err := tx.Raw("DELETE FROM owner_keys WHERE "+which+" RETURNING version", string(owner), upTo).Scan(&gone).Error; err != nil {
		return 0, err
	}
	return slices.Max(gone), nil
}

// forDelete waits for everybody who holds what is selected, and keeps others from it.
func forDelete(tx *gorm.DB) *gorm.DB {
	if tx.Name() != "postgres" {
		return tx
	}
	return tx.Clauses(clause.Locking{Strength: clause.LockingStrengthUpdate})
}

// purge deletes every row with words in the engagements of owner.
func purge(tx *gorm.DB, owner coaching.ID) error {
	const theirs = "engagement IN (SELECT id FROM engagements WHERE coachee = ?)"
	for _, d := range dependents {
		if err := tx.Exec("DELETE FROM "+d.table+" WHERE "+d.column+" IN (SELECT id FROM "+d.parent+" WHERE "+theirs+")", string(owner)).Error; err != nil {
			return err
		}
	}
	for _, table := range sealedTables {
		if err := tx.Exec("DELETE FROM "+table+" WHERE "+theirs, string(owner)).Error; err != nil {
			return err
		}
	}
	return nil
}

// scrub removes from the files of the database what was erased: SQLite's write-ahead log is emptied,
// PostgreSQL gives up the old versions of the rows.
func (s *Store) scrub(ctx context.Context) {
	ctx, cancel := bound(context.WithoutCancel(ctx))
	defer cancel()
	if s.pool != nil {
		if _, err := s.pool.Exec(ctx, "VACUUM owner_keys"); err != nil {
			s.log.Warn("old versions of rows not given up after an erasure", "error", reduce(err))
		}
		return
	}
	var busy, frames, moved int
	err := s.sql.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &frames, &moved)
	if busy != 0 {
		err = errReadBeside
	}
	s.unscrubbed.Store(err != nil)
	if err != nil {
		s.log.Warn("write-ahead log not emptied after an erasure; it is tried again", "error", reduce(err))
	}
}
