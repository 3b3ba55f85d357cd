package storage

import (
	"context"
	"time"

	"gorm.io/gorm"

	"interlude/coaching"
)

// aDay is the stretch before now of which "a day" is counted.
const aDay = 24 * time.Hour

// Told counts the messages about engagement that acts of by caused to others within the day before now,
// sent or not: of the kinds of coaching.Telling.
func (s *Store) Told(ctx context.Context, engagement, by coaching.ID, now time.Time) (int, error) {
	return read(ctx, s, "count messages", func(db *gorm.DB) (int, error) {
		if !storable(string(by)) {
			return 0, notFound()
		}
		var n int64
		err := of(db.Model(&deliveryRow{}), engagement).Where("recipient <> ? AND nominal > ? AND kind IN ?", string(by), ms(now.Add(-aDay)), coaching.Telling).Count(&n).Error
		return int(n), err
	})
}

// Usage counts what there is of person, and in engagement, as far as a limit asks for it. It is
// counted from the rows, so that it is the same for every replica and after every restart.
func (s *Store) Usage(ctx context.Context, person, engagement coaching.ID, now time.Time) (coaching.Usage, error) {
	return read(ctx, s, "count usage", func(db *gorm.DB) (coaching.Usage, error) {
		if !storable(string(person)) || !storable(string(engagement)) {
			return coaching.Usage{}, notFound()
		}
		var u coaching.Usage
		err := db.Raw(`SELECT
	(SELECT COUNT(*) FROM reflections r JOIN engagements e ON e.id = r.engagement WHERE e.coachee = @person AND r.created > @yesterday) AS entries,
	(SELECT COUNT(*) FROM actions WHERE engagement = @engagement AND state IN ('proposed', 'open', 'not yet')) AS open_actions,
	(SELECT COUNT(*) FROM sessions WHERE engagement = @engagement AND state = 'booked' AND start > @now) AS ahead,
	(SELECT COUNT(*) FROM engagements WHERE coachee = @person AND state IN ('invited', 'active', 'paused', 'closing')) AS schedules,
	(SELECT COUNT(*) FROM engagements WHERE coach = @person AND created > @yesterday) AS invitations,
	(SELECT COUNT(*) FROM access_log WHERE coachee = @person AND what = 'export' AND at > @yesterday) AS exports,
	(SELECT COALESCE(SUM(LENGTH(x.words)), 0) FROM reflections x JOIN engagements e ON e.id = x.engagement WHERE e.coachee = @person) +
	(SELECT COALESCE(SUM(LENGTH(x.words)), 0) FROM actions x JOIN engagements e ON e.id = x.engagement WHERE e.coachee = @person) +
	(SELECT COALESCE(SUM(LENGTH(x.words)), 0) FROM sessions x JOIN engagements e ON e.id = x.engagement WHERE e.coachee = @person) +
	(SELECT COALESCE(SUM(LENGTH(x.words)), 0) FROM briefs x JOIN engagements e ON e.id = x.engagement WHERE e.coachee = @person) +
	(SELECT COALESCE(SUM(LENGTH(x.words)), 0) FROM consents x JOIN engagements e ON e.id = x.engagement WHERE e.coachee = @person) AS bytes`,
			map[string]any{"person": string(person), "engagement": string(engagement), "now": ms(now), "yesterday": ms(now.Add(-aDay))}).Scan(&u).Error
		return u, err
	})
}
