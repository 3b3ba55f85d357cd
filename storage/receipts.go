package storage

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"interlude/coaching"
)

type receiptRow struct {
	ID                           string `gorm:"primaryKey"`
	Person, Engagement, Cause    string
	FromDay, ToDay               string
	Reflections, Actions, Briefs int
	Sessions, Sentences          int
	At                           int64
}

// TableName names the table.
func (receiptRow) TableName() string { return "receipts" }

func (r *receiptRow) id() string { return r.ID }

func (w writer) receipt(r coaching.Receipt) error {
	c := r.Counts
	return put(w.tx, 0, &receiptRow{
		ID: string(r.ID), Person: string(r.Person), Engagement: string(r.Engagement), Cause: string(r.Cause), FromDay: r.From.String(), ToDay: r.To.String(),
		Reflections: c.Reflections, Actions: c.Actions, Briefs: c.Briefs, Sessions: c.Sessions, Sentences: c.Sentences, At: ms(r.At),
	})
}

func (r receiptRow) receipt() (coaching.Receipt, error) {
	from, err1 := day(r.FromDay)
	to, err2 := day(r.ToDay)
	return coaching.Receipt{
		ID: coaching.ID(r.ID), Person: coaching.ID(r.Person), Engagement: coaching.ID(r.Engagement), Cause: coaching.Cause(r.Cause), From: from, To: to,
		Counts: coaching.Counts{Reflections: r.Reflections, Actions: r.Actions, Briefs: r.Briefs, Sessions: r.Sessions, Sentences: r.Sentences}, At: instant(r.At),
	}, errors.Join(err1, err2)
}

// Receipts lists what was erased of a person's, newest first.
func (s *Store) Receipts(ctx context.Context, person coaching.ID) ([]coaching.Receipt, error) {
	return read(ctx, s, "list receipts", func(db *gorm.DB) ([]coaching.Receipt, error) { return receipts(db, person) })
}

func receipts(db *gorm.DB, person coaching.ID) ([]coaching.Receipt, error) {
	if person == "" || !storable(string(person)) {
		return nil, nil
	}
	return list(db.Where("person = ?", string(person)).Order("at DESC, id"), receiptRow.receipt)
}
