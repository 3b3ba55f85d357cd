package storage

import (
	"context"
	"time"

	"gorm.io/gorm"

	"interlude/coaching"
)

// Counts says what became of every occurrence that was first meant for an instant at or after
// since: how many of each kind are in each state, for each reason. One that is due and has a
// reason is held. Every occurrence is counted once. It walks over all deliveries: ask it when
// somebody wants to know, not every second.
func (s *Store) Counts(ctx context.Context, since time.Time) ([]coaching.Tally, error) {
	return read(ctx, s, "count deliveries", func(db *gorm.DB) ([]coaching.Tally, error) {
		var all []coaching.Tally
		err := db.Raw(`SELECT kind, CASE WHEN state = 'due' AND reason <> '' THEN ? ELSE state END AS state, reason, count(*) AS number
			FROM deliveries WHERE nominal >= ? GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`, coaching.Held, ms(since)).Scan(&all).Error
		return all, err
	})
}
