package storage

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"

	"interlude/coaching"
)

// Counts says what became of every occurrence that was first meant for an instant from from
// (included) to to (excluded): how many of each kind are in each state, for each reason. One
// that is due and has a reason is held. Every occurrence is counted once.
func (s *Store) Counts(ctx context.Context, from, to time.Time) ([]coaching.Tally, error) {
	return read(ctx, s, "count deliveries", func(db *gorm.DB) ([]coaching.Tally, error) { return tallies(db, from, to) })
}

func tallies(db *gorm.DB, from, to time.Time) ([]coaching.Tally, error) {
	var all []coaching.Tally
	err := db.Raw(`SELECT kind, CASE WHEN state = 'due' AND reason <> '' THEN ? ELSE state END AS state, reason, count(*) AS number
		FROM deliveries WHERE nominal >= ? AND nominal < ? GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`, coaching.Held, ms(from), ms(to)).Scan(&all).Error
	return all, err
}

// Backlog says what waits to be delivered at now.
func (s *Store) Backlog(ctx context.Context, now time.Time) (coaching.Backlog, error) {
	return read(ctx, s, "count what waits", func(db *gorm.DB) (coaching.Backlog, error) { return backlog(db, now) })
}

func backlog(db *gorm.DB, now time.Time) (coaching.Backlog, error) {
	var b coaching.Backlog
	var oldest []int64
	for _, part := range []struct {
		number *int
		due    bool // its oldest counts
		which  string
		args   []any
	}{ // each of them a walk along an index that holds open deliveries alone
		{&b.Waiting, true, unclaimed + " AND due <= ?", []any{ms(now)}},
		{&b.Carried, true, "claimed > 0 AND state IN ('due', 'intended')", nil},
		{&b.Held, false, unclaimed + " AND due > ? AND reason <> ''", []any{ms(now)}},
	} {
		var row struct {
			Number int
			Oldest *int64
		}
		if err := db.Raw("SELECT count(*) AS number, min(due) AS oldest FROM deliveries WHERE "+part.which, part.args...).Scan(&row).Error; err != nil {
			return b, err
		}
		*part.number = row.Number
		if part.due && row.Oldest != nil {
			oldest = append(oldest, *row.Oldest)
		}
	}
	if len(oldest) > 0 {
		b.Oldest = instant(slices.Min(oldest))
	}
	return b, nil
}
