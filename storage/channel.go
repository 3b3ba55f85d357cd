package storage

import (
	"context"

	"gorm.io/gorm"

	"interlude/coaching"
)

// KeepChannel remembers the Slack channel of the direct message with person. It is no change
// of the person's: their version stays, so that it never stands in the way of one.
func (s *Store) KeepChannel(ctx context.Context, person coaching.ID, channel string) error {
	return s.write(ctx, "keep channel", func(tx *gorm.DB) error {
		return tx.Exec("UPDATE people SET dm = ? WHERE id = ?", channel, string(person)).Error
	})
}
