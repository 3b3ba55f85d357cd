package storage

import (
	"context"
	"time"

	"gorm.io/gorm"

	"interlude/coaching"
)

// mostComing bounds what one person is shown of what comes and what did not.
const mostComing = 200

// Coming gathers all that decides over what is due to person before the instant until, earliest
// first, and over more: deliveries to them that are not stored yet. Recent is what was sent in
// the days before now.
func (s *Store) Coming(ctx context.Context, who coaching.ID, until, now time.Time, more ...coaching.Delivery) ([]coaching.Standing, error) {
	return read(ctx, s, "list what is coming", func(db *gorm.DB) ([]coaching.Standing, error) {
		if who == "" || !storable(string(who)) {
			return nil, nil
		}
		recipient, err := person(db, who)
		if err != nil {
			return nil, err
		}
		due, err := list(db.Where("recipient = ? AND state IN ('due', 'intended') AND due < ?", string(who), ms(until)).
			Order("due, id").Limit(mostComing), deliveryRow.delivery)
		if err != nil {
			return nil, err
		}
		sent, err := recent(db, coaching.Delivery{Recipient: who}, now)
		if err != nil {
			return nil, err
		}
		var out []coaching.Standing
		for _, d := range append(due, more...) {
			if d.Recipient != who {
				continue
			}
			st, err := s.standing(db, d, recipient, sent)
			if err != nil {
				return nil, err
			}
			out = append(out, st)
		}
		return out, nil
	})
}

// NotSent lists what was due to person at or after since and never went out, newest first.
func (s *Store) NotSent(ctx context.Context, person coaching.ID, since time.Time) ([]coaching.Delivery, error) {
	return read(ctx, s, "list what was not sent", func(db *gorm.DB) ([]coaching.Delivery, error) {
		if person == "" || !storable(string(person)) {
			return nil, nil
		}
		return list(db.Where("recipient = ? AND state IN ('missed', 'cancelled') AND due >= ?", string(person), ms(since)).
			Order("due DESC, id").Limit(mostComing), deliveryRow.delivery)
	})
}
