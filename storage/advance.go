package storage

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"

	"interlude/coaching"
)

// Advance claims up to limit schedules whose Next is not after now, earliest first and each by
// one replica only, asks step what follows, and writes that in the same transaction. One whose
// step fails, or whose change is refused, is left as it was and does not hold up the others.
// It returns how many were advanced, and the errors of the rest.
func (s *Store) Advance(ctx context.Context, now time.Time, limit int, step func(coaching.Schedule, coaching.Engagement) (coaching.Change, error)) (int, error) {
	advanced := 0
	var failed []error
	err := s.write(ctx, "advance schedules", func(tx *gorm.DB) error {
		advanced, failed = 0, nil
		due, err := list(skipLocked(tx, "schedules").Where("next > 0 AND next <= ?", ms(now)).Order("next").Limit(limit), scheduleRow.schedule)
		if err != nil {
			return err
		}
		for _, schedule := range due {
			// A transaction in a transaction is a savepoint.
			err := tx.Transaction(func(tx *gorm.DB) error { return s.advance(tx, schedule, step) })
			switch {
			case err == nil:
				advanced++
			case repeatable(err) || tx.Statement.Context.Err() != nil:
				return err
			default:
				failed = append(failed, wrap("advance schedule "+string(schedule.ID), err))
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return advanced, errors.Join(failed...)
}

func (s *Store) advance(tx *gorm.DB, schedule coaching.Schedule, step func(coaching.Schedule, coaching.Engagement) (coaching.Change, error)) error {
	e, err := engagement(tx, schedule.Engagement)
	if err != nil {
		return err
	}
	c, err := step(schedule, e)
	if err != nil {
		return outside{err}
	}
	return s.apply(tx, c)
}
