package storage

import (
	"context"
	"time"

	"gorm.io/gorm"

	"interlude/coaching"
)

// Actions lists the actions of an engagement, oldest first.
func (s *Store) Actions(ctx context.Context, engagement coaching.ID) ([]coaching.Action, error) {
	return read(ctx, s, "list actions", func(db *gorm.DB) ([]coaching.Action, error) {
		return opened(s, db, of(db, engagement).Order("created, id"), actionRow.action)
	})
}

// Action returns the action with this id.
func (s *Store) Action(ctx context.Context, id coaching.ID) (coaching.Action, error) {
	return read(ctx, s, "read action", func(db *gorm.DB) (coaching.Action, error) {
		return openedOne(s, db, is(db, id), actionRow.action)
	})
}

// ScheduleOf returns the one schedule of an engagement.
func (s *Store) ScheduleOf(ctx context.Context, engagement coaching.ID) (coaching.Schedule, error) {
	return read(ctx, s, "read schedule", func(db *gorm.DB) (coaching.Schedule, error) {
		r, err := one[scheduleRow](of(db, engagement))
		if err != nil {
			return coaching.Schedule{}, err
		}
		return r.schedule()
	})
}

// Reflections lists the entries of an engagement's coachee, oldest first.
func (s *Store) Reflections(ctx context.Context, engagement coaching.ID) ([]coaching.Reflection, error) {
	return read(ctx, s, "list reflections", func(db *gorm.DB) ([]coaching.Reflection, error) {
		return opened(s, db, of(db, engagement).Order("created, id"), reflectionRow.reflection)
	})
}

// Reflection returns the entry with this id.
func (s *Store) Reflection(ctx context.Context, id coaching.ID) (coaching.Reflection, error) {
	return read(ctx, s, "read reflection", func(db *gorm.DB) (coaching.Reflection, error) {
		return openedOne(s, db, is(db, id), reflectionRow.reflection)
	})
}

// messaged narrows a query to the rows of one Slack message.
func messaged(db *gorm.DB, channel, ts string) *gorm.DB {
	if !storable(channel) || !storable(ts) {
		return db.Where("1 = 0")
	}
	return db.Where("channel = ? AND message = ? AND message <> ''", channel, ts)
}

// LatestBrief returns the brief that was released last.
func (s *Store) LatestBrief(ctx context.Context, engagement coaching.ID) (coaching.Brief, error) {
	return read(ctx, s, "read brief", func(db *gorm.DB) (coaching.Brief, error) {
		return s.oneBrief(db, of(db, engagement).Where("released > 0").Order("released DESC, id"))
	})
}

// oneBrief is openedOne for a brief, with what was ticked in it.
func (s *Store) oneBrief(db, query *gorm.DB) (coaching.Brief, error) {
	b, err := openedOne(s, db, query, briefRow.brief)
	if err != nil {
		return coaching.Brief{}, err
	}
	err = db.Model(&entryRow{}).Where("brief = ?", string(b.ID)).Order("place").Pluck("reflection", &b.Entries).Error
	return b, err
}

// Session returns the session with this id.
func (s *Store) Session(ctx context.Context, id coaching.ID) (coaching.Session, error) {
	return read(ctx, s, "read session", func(db *gorm.DB) (coaching.Session, error) {
		return openedOne(s, db, is(db, id), sessionRow.session)
	})
}

// Sessions lists the sessions of an engagement, in the order in which they begin.
func (s *Store) Sessions(ctx context.Context, engagement coaching.ID) ([]coaching.Session, error) {
	return read(ctx, s, "list sessions", func(db *gorm.DB) ([]coaching.Session, error) {
		return opened(s, db, of(db, engagement).Order("start, created, id"), sessionRow.session)
	})
}

// SessionsOf lists the busy sessions of person, as coach or coachee, that touch [from, to),
// in the order in which they begin.
func (s *Store) SessionsOf(ctx context.Context, person coaching.ID, from, to time.Time) ([]coaching.Session, error) {
	return read(ctx, s, "list sessions", func(db *gorm.DB) ([]coaching.Session, error) {
		if person == "" || !storable(string(person)) {
			return nil, nil
		}
		const minute = 60_000 // milliseconds
		q := db.Where("(coach = ? OR coachee = ?) AND state IN ('proposed', 'booked')", string(person), string(person)).
			Where("start < ? AND start + minutes * ? > ?", ms(to), minute, ms(from)).
			// No session is longer than a day: this lets the index find them.
			Where("start > ?", ms(from.Add(-longest))-1)
		return opened(s, db, q.Order("start, id"), sessionRow.session)
	})
}
