package storage

import (
	"context"

	"gorm.io/gorm"

	"interlude/coaching"
)

// outdated is the renewal of a data key that is to be replaced soon.
const outdated = -1

// outdate marks the data keys of the coachee who owns an engagement, or a row with words, of that id.
func outdate(tx *gorm.DB, id coaching.ID) error {
	if !storable(string(id)) {
		return nil
	}
	return tx.Exec(`UPDATE owner_keys SET renewal = ? WHERE owner IN (SELECT coachee FROM engagements WHERE id = ? OR id IN (
		SELECT engagement FROM reflections WHERE id = ? UNION SELECT engagement FROM actions WHERE id = ? UNION SELECT engagement FROM briefs WHERE id = ?
		UNION SELECT engagement FROM sessions WHERE id = ? UNION SELECT engagement FROM consents WHERE id = ?))`,
		outdated, string(id), string(id), string(id), string(id), string(id), string(id)).Error
}

// RenewOutdated gives coachees of whom entries were erased a new data key, seals what is left with it
// and destroys the old one. Then what they erased does not open either when somebody puts the row back
// into the database from an older copy. It may run in several replicas, and while people read and
// write; it returns for how many coachees it did. It also empties SQLite's log when that failed before.
func (s *Store) RenewOutdated(ctx context.Context) (int, error) {
	if s.unscrubbed.Load() {
		s.scrub(ctx)
	}
	var owners []string
	err := s.step(ctx, "list outdated data keys", func(tx *gorm.DB) error {
		return tx.Raw("SELECT DISTINCT owner FROM owner_keys WHERE renewal = ? ORDER BY owner", outdated).Scan(&owners).Error
	})
	if err != nil {
		return 0, err
	}
	for i, owner := range owners {
		if _, err := s.renew(ctx, coaching.ID(owner), 0); err != nil {
			return i, err
		}
	}
	if len(owners) > 0 {
		s.scrub(ctx)
	}
	return len(owners), nil
}
