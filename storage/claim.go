package storage

import (
	"context"
	"slices"
	"strconv"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"interlude/coaching"
)

// unclaimed selects the deliveries that no job carries and one should, once they are due: those in
// state due, and intended ones whose job ended without a result and was released. It is written
// out, not bound, because only then both planners use the index deliveries_open.
const unclaimed = "claimed = 0 AND batch = '' AND state IN ('due', 'intended')"

// turn says whose turn a delivery is, as coaching.DeliveryKind.Turn does. It is written out,
// exactly as in the index deliveries_turn, because only then both planners use that index.
const turn = "(CASE WHEN kind IN ('session-48h', 'session-1h') THEN 1" +
	" WHEN kind IN ('action-due', 'action-follow-up', 'session-after', 'session-actions') THEN 3" +
	" WHEN kind IN ('prompt', 'prompt-again', 'cadence') THEN 4 ELSE 2 END)"

// Claim finds up to limit deliveries whose Due is not after now and that no job carries, by
// turn and then earliest first, and lets enqueue insert jobs for those that it returns, in the
// same transaction: all of it or nothing. They are those in state due, and the intended ones
// that Release gave back. Recipients in the workspaces without are passed over. tx is a
// *sql.Tx on SQLite and a pgx.Tx on PostgreSQL, where replicas that claim at once find
// different ones. enqueue is not called when there is nothing to claim, and once more when the
// transaction has to be repeated. Claim returns how many it found, taken or not.
func (s *Store) Claim(ctx context.Context, now time.Time, limit int, without []string, enqueue func(tx any, due []coaching.Waiting) ([]coaching.ID, error)) (int, error) {
	found := 0
	err := s.jobTx(ctx, "claim deliveries", func(tx *gorm.DB, job any) error {
		due, err := inTurn(tx, now, limit, without)
		if found = len(due); err != nil || found == 0 {
			return err
		}
		taken, err := enqueue(job, due)
		if err != nil {
			return outside{err}
		}
		return setClaimed(tx, taken, max(ms(now), 1))
	})
	if err != nil {
		return 0, err
	}
	return found, nil
}

// inTurn locks and lists what Claim offers. One query per turn, each of them a walk along the
// index that ends at the limit.
func inTurn(tx *gorm.DB, now time.Time, limit int, without []string) ([]coaching.Waiting, error) {
	var due []coaching.Waiting
	for t := coaching.TurnSession; t <= coaching.TurnPrompt && len(due) < limit; t++ {
		q := skipLocked(tx, "deliveries").Table("deliveries").Joins("JOIN people ON people.id = deliveries.recipient").
			Select("deliveries.id, deliveries.kind, deliveries.recipient, people.team").
			Where(unclaimed+" AND due <= ? AND "+turn+" = "+strconv.Itoa(t), ms(now)).Order("due").Limit(limit - len(due))
		if len(without) > 0 {
			q = q.Where("people.team NOT IN ?", without)
		}
		var some []coaching.Waiting
		if err := q.Scan(&some).Error; err != nil {
			return nil, err
		}
		due = append(due, some...)
	}
	return due, nil
}

// Release gives back deliveries whose job was claimed before the instant and is neither done
// nor waiting any more, so that Claim takes them again. It returns how many. alive tells,
// inside the transaction, which of them a job still carries; it is not called for none.
func (s *Store) Release(ctx context.Context, before time.Time, alive func(tx any, ids []coaching.ID) (map[coaching.ID]bool, error)) (int, error) {
	released := 0
	err := s.jobTx(ctx, "release deliveries", func(tx *gorm.DB, job any) error {
		released = 0
		var ids []coaching.ID
		q := skipLocked(tx, "deliveries").Model(&deliveryRow{}).
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

// skipLocked locks the rows of table that are selected and passes over what another replica has locked. SQLite
// has one writer, and its dialect leaves the clause out.
func skipLocked(tx *gorm.DB, table string) *gorm.DB {
	if tx.Name() != "postgres" {
		return tx
	}
	return tx.Clauses(clause.Locking{Strength: clause.LockingStrengthUpdate, Table: clause.Table{Name: table}, Options: clause.LockingOptionsSkipLocked})
}

// forUpdate waits for and locks what is selected, until the transaction ends. Rows that refer to
// it may still be inserted meanwhile.
func forUpdate(tx *gorm.DB) *gorm.DB {
	if tx.Name() != "postgres" {
		return tx
	}
	return tx.Clauses(clause.Locking{Strength: "NO KEY UPDATE"})
}

// NextDue returns the earliest instant at which Advance or Claim has something to do, or something
// is to be erased; false: nothing is due, ever.
func (s *Store) NextDue(ctx context.Context) (time.Time, bool, error) {
	next, err := read(ctx, s, "find what is due next", func(db *gorm.DB) (int64, error) {
		var next int64
		for _, q := range []*gorm.DB{
			db.Raw("SELECT min(next) FROM schedules WHERE next > 0"),
			db.Raw("SELECT min(due) FROM deliveries WHERE " + unclaimed),
			db.Raw("SELECT min(erase_at) FROM people WHERE erase_at > 0"),
			db.Raw("SELECT min("+retires+") FROM engagements WHERE closed > 0", retiresAt(s.retention)...),
		} {
			var first *int64
			if err := q.Scan(&first).Error; err != nil {
				return 0, err
			}
			if first != nil && (next == 0 || *first < next) {
				next = *first
			}
		}
		return next, nil
	})
	return instant(next), next != 0, err
}
