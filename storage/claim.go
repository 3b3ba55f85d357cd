package storage

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"interlude/coaching"
)

// unclaimed selects the deliveries that no job carries and one should, once they are due: those in
// state due, and intended ones whose job ended without a result and was released. It is written
// out, not bound, because only then both planners use the index deliveries_open.
const unclaimed = "claimed = 0 AND batch = '' AND state IN ('due', 'intended')"

// Claim takes up to limit deliveries whose Due is not after now and that no job carries,
// earliest first, and lets enqueue insert their jobs in the same transaction: all of it or
// nothing. They are those in state due, and the intended ones that Release gave back. tx is a
// *sql.Tx on SQLite and a pgx.Tx on PostgreSQL, where replicas that claim at once get
// different ones. enqueue is not called when there is nothing to claim.
func (s *Store) Claim(ctx context.Context, now time.Time, limit int, enqueue func(tx any, ids []coaching.ID) error) (int, error) {
	claimed := 0
	err := s.jobTx(ctx, "claim deliveries", func(tx *gorm.DB, job any) error {
		claimed = 0
		var ids []coaching.ID
		q := skipLocked(tx).Model(&deliveryRow{}).Where(unclaimed+" AND due <= ?", ms(now)).Order("due").Limit(limit)
		if err := q.Pluck("id", &ids).Error; err != nil || len(ids) == 0 {
			return err
		}
		if err := setClaimed(tx, ids, max(ms(now), 1)); err != nil {
			return err
		}
		claimed = len(ids)
		return outsideOrNil(enqueue(job, ids))
	})
	if err != nil {
		return 0, err
	}
	return claimed, nil
}

// Release gives back deliveries whose job was claimed before the instant and is neither done
// nor waiting any more, so that Claim takes them again. It returns how many. alive tells,
// inside the transaction, which of them a job still carries; it is not called for none.
func (s *Store) Release(ctx context.Context, before time.Time, alive func(tx any, ids []coaching.ID) (map[coaching.ID]bool, error)) (int, error) {
	released := 0
	err := s.jobTx(ctx, "release deliveries", func(tx *gorm.DB, job any) error {
		released = 0
		var ids []coaching.ID
		q := skipLocked(tx).Model(&deliveryRow{}).
			Where("claimed > 0 AND state IN ('due', 'intended') AND batch = '' AND claimed < ?", ms(before)).Order("claimed")
		if err := q.Pluck("id", &ids).Error; err != nil || len(ids) == 0 {
			return err
		}
		lives, err := alive(job, ids)
		if err != nil {
			return outside{err}
		}
		ids = slices.DeleteFunc(ids, func(id coaching.ID) bool { return lives[id] })
		released = len(ids)
		return setClaimed(tx, ids, 0)
	})
	if err != nil {
		return 0, err
	}
	return released, nil
}

// setClaimed is no change of the delivery itself, so its version stays.
func setClaimed(tx *gorm.DB, ids []coaching.ID, at int64) error {
	for some := range slices.Chunk(ids, inOneQuery) {
		if err := tx.Exec("UPDATE deliveries SET claimed = ? WHERE id IN ?", at, some).Error; err != nil {
			return err
		}
	}
	return nil
}

// skipLocked locks what is selected and passes over what another replica has locked. SQLite
// has one writer, and its dialect leaves the clause out.
func skipLocked(tx *gorm.DB) *gorm.DB {
	if tx.Name() != "postgres" {
		return tx
	}
	return tx.Clauses(clause.Locking{Strength: clause.LockingStrengthUpdate, Options: clause.LockingOptionsSkipLocked})
}

// forUpdate waits for and locks what is selected, until the transaction ends. Rows that refer to
// it may still be inserted meanwhile.
func forUpdate(tx *gorm.DB) *gorm.DB {
	if tx.Name() != "postgres" {
		return tx
	}
	return tx.Clauses(clause.Locking{Strength: "NO KEY UPDATE"})
}

// NextDue returns the earliest instant at which Advance or Claim has something to do; false:
// nothing is due, ever.
func (s *Store) NextDue(ctx context.Context) (time.Time, bool, error) {
	next, err := read(ctx, s, "find what is due next", func(db *gorm.DB) (int64, error) {
		var schedule, delivery *int64
		err := db.Raw("SELECT min(next) FROM schedules WHERE next > 0").Scan(&schedule).Error
		if err == nil {
			err = db.Raw("SELECT min(due) FROM deliveries WHERE " + unclaimed).Scan(&delivery).Error
		}
		switch {
		case schedule == nil && delivery == nil:
			return 0, err
		case schedule == nil:
			return *delivery, err
		case delivery == nil:
			return *schedule, err
		}
		return min(*schedule, *delivery), err
	})
	return instant(next), next != 0, err
}
