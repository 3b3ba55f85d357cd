package storage

import (
	"context"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"interlude/coaching"
)

type accessRow struct {
	ID                  string `gorm:"primaryKey"`
	Engagement, Coachee string
	Who, What           string
	At                  int64
}

// TableName names the table.
func (accessRow) TableName() string { return "access_log" }

func (r *accessRow) id() string { return r.ID }

func rowOfAccess(a coaching.Access) *accessRow {
	if a.ID == "" {
		a.ID = coaching.NewID()
	}
	return &accessRow{
		ID: string(a.ID), Engagement: string(a.Engagement), Coachee: string(a.Coachee),
		Who: string(a.Who), What: string(a.What), At: ms(a.At),
	}
}

func (r accessRow) access() (coaching.Access, error) {
	return coaching.Access{
		ID: coaching.ID(r.ID), Engagement: coaching.ID(r.Engagement), Coachee: coaching.ID(r.Coachee),
		Who: coaching.ID(r.Who), What: coaching.AccessKind(r.What), At: instant(r.At),
	}, nil
}

// access adds a line; lines are never changed.
func (w writer) access(a coaching.Access) error { return put(w.tx, 0, rowOfAccess(a)) }

// AccessLog lists the lines of a coachee's log, newest first: at most most of them (0: all),
// and only those that are older than before, unless that is the zero Access.
func (s *Store) AccessLog(ctx context.Context, coachee coaching.ID, before coaching.Access, most int) ([]coaching.Access, error) {
	return read(ctx, s, "read access log", func(db *gorm.DB) ([]coaching.Access, error) {
		if !storable(string(coachee)) || !storable(string(before.ID)) {
			return nil, nil
		}
		q := db.Where("coachee = ?", string(coachee)).Order("at DESC, id DESC")
		if !before.At.IsZero() {
			q = q.Where("(at < ? OR (at = ? AND id < ?))", ms(before.At), ms(before.At), string(before.ID))
		}
		if most > 0 {
			q = q.Limit(most)
		}
		return list(q, accessRow.access)
	})
}

// told keeps the line of a message that shows something of a coachee to somebody else, in the
// transaction that records the intent to post it.
func told(tx *gorm.DB, a coaching.Access) error {
	return tx.Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "id"}}, DoNothing: true}).Create(rowOfAccess(a)).Error
}

// untold takes that line away again: the message was surely not posted.
func untold(tx *gorm.DB, d coaching.Delivery) error {
	return tx.Exec("DELETE FROM access_log WHERE id = ? AND what = ?", string(d.ID), string(coaching.AccessSponsorTold)).Error
}
