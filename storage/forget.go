package storage

import (
	"context"
	"time"

	"gorm.io/gorm"

	"interlude/coaching"
)

// retires is when the retention clock takes its next step with an engagement that is over, as
// coaching.Retention.Next says it, in milliseconds. Its parameters are retiresAt.
const retires = `CASE
	WHEN accepted = 0 THEN closed + ?
	WHEN wiped > 0 AND notices < 3 THEN closed + ?
	WHEN wiped > 0 THEN CASE WHEN not_before > closed + ? THEN not_before ELSE closed + ? END
	WHEN notices = 0 THEN closed + ?
	WHEN notices = 1 THEN closed + ?
	WHEN not_before > closed + ? THEN not_before ELSE closed + ? END`

// retiresAt are the parameters of retires: they follow from what Next says of engagements in each
// state.
func retiresAt(r coaching.Retention) []any {
	over := coaching.Engagement{State: coaching.EngagementClosed, Closed: time.UnixMilli(1), Accepted: time.UnixMilli(1)}
	after := func(wiped bool, notices int, begun bool) int64 {
		e := over
		e.Notices = notices
		if wiped {
			e.Wiped = e.Closed
		}
		if !begun {
			e.Accepted = time.Time{}
		}
		at, _ := r.Next(e)
		return at.UnixMilli() - 1
	}
	rest, work := after(true, 3, true), after(false, 2, true)
	return []any{after(false, 0, false), after(true, 2, true), rest, rest, after(false, 0, true), after(false, 1, true), work, work}
}

// ErasuresDue lists up to limit people about whom everything is to be erased by now, the earliest
// first.
func (s *Store) ErasuresDue(ctx context.Context, now time.Time, limit int) ([]coaching.Person, error) {
	return read(ctx, s, "list erasures", func(db *gorm.DB) ([]coaching.Person, error) {
		return list(db.Where("erase_at > 0 AND erase_at <= ?", ms(now)).Order("erase_at, id").Limit(limit), personRow.person)
	})
}

// RetentionDue lists up to limit engagements with which the retention clock takes a step by now,
// the one that ended first in front.
func (s *Store) RetentionDue(ctx context.Context, r coaching.Retention, now time.Time, limit int) ([]coaching.Engagement, error) {
	return read(ctx, s, "list what retires", func(db *gorm.DB) ([]coaching.Engagement, error) {
		return list(db.Where("closed > 0 AND "+retires+" <= ?", append(retiresAt(r), ms(now))...).Order("closed, id").Limit(limit), engagementRow.engagement)
	})
}

// Stock says how much there is of each engagement in which person is the coachee, newest first,
// and whether they have another part in any engagement. It opens no words.
func (s *Store) Stock(ctx context.Context, person coaching.ID) (all []coaching.Stock, elsewhere bool, err error) {
	all, err = read(ctx, s, "count what there is", func(db *gorm.DB) ([]coaching.Stock, error) {
		if person == "" || !storable(string(person)) {
			return nil, nil
		}
		p := string(person)
		mine, err := list(db.Where("coachee = ?", p).Order("created DESC, id"), engagementRow.engagement)
		if err != nil {
			return nil, err
		}
		var others int64
		if err := db.Model(&engagementRow{}).Where("coach = ? OR sponsor = ?", p, p).Count(&others).Error; err != nil {
			return nil, err
		}
		elsewhere = others > 0
		var out []coaching.Stock
		for _, e := range mine {
			st := coaching.Stock{Engagement: e, Alone: !elsewhere && len(mine) == 1}
			if st.Counts, err = stocked(db, e.ID); err != nil {
				return nil, err
			}
			out = append(out, st)
		}
		return out, nil
	})
	return all, elsewhere, err
}

func stocked(db *gorm.DB, engagement coaching.ID) (c coaching.Counts, err error) {
	for _, one := range []struct {
		table string
		n     *int
	}{{"reflections", &c.Reflections}, {"actions", &c.Actions}, {"briefs", &c.Briefs}, {"sessions", &c.Sessions}, {"consents", &c.Sentences}} {
		var n int64
		if err := of(db.Table(one.table), engagement).Count(&n).Error; err != nil {
			return c, err
		}
		*one.n = int(n)
	}
	return c, nil
}

// Leftovers lists up to limit deliveries to coachees that are older than the erasure of what they
// are about, and that no job carries any more. Their messages may still show something.
func (s *Store) Leftovers(ctx context.Context, limit int) ([]coaching.Delivery, error) {
	return read(ctx, s, "list leftovers", func(db *gorm.DB) ([]coaching.Delivery, error) {
		return list(db.Joins("JOIN engagements ON engagements.id = deliveries.engagement AND engagements.coachee = deliveries.recipient").
			Where("engagements.wiped > 0 AND deliveries.nominal < engagements.wiped AND deliveries.state IN ('sent', 'missed', 'cancelled')").
			Order("deliveries.nominal DESC, deliveries.id").Limit(limit), deliveryRow.delivery)
	})
}

// Forget deletes deliveries that have ended.
func (s *Store) Forget(ctx context.Context, deliveries []coaching.ID) error {
	return s.write(ctx, "forget deliveries", func(tx *gorm.DB) error {
		return each(deliveries, func(id coaching.ID) error {
			return is(tx.Where("state IN ('sent', 'missed', 'cancelled')"), id).Delete(&deliveryRow{}).Error
		})
	})
}
