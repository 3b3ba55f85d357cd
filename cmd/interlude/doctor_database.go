package main

import (
	"context"
	"slices"

	"interlude/reminders"
	"interlude/storage"
)

// database looks at the database and the key file. Team is the bot's workspace, or "". It returns
// how many processes of ours may be connected to Slack; -1: not known.
func (d *doctor) database(ctx context.Context, c Config, team string) (living int) {
	kek, err := kmsKey(c.Keys)
	if err != nil {
		d.bad("correct it", "key management service: %v", err)
	}
	report := storage.Inspect(ctx, storage.Subject{
		URL: c.Database.URL.Reveal(), Keys: c.Keys.File, KEK: kek, Tombstones: c.Keys.Tombstones,
		Queue: func(ctx context.Context, h storage.Handle) (int, bool, error) {
			return reminders.QueueMigrations(ctx, reminders.DB(h))
		},
		Living: func(ctx context.Context, h storage.Handle) (int, error) {
			return reminders.Living(ctx, reminders.DB(h))
		},
		Now: d.now().UTC(),
	})
	for _, f := range report.Findings {
		d.say(f)
	}
	if team != "" && len(report.Teams) > 0 && !slices.Contains(report.Teams, team) {
		d.bad("take the token of the workspace that the people are in, or the right database",
			"people: the database holds people of workspace %s, and the bot token belongs to %s", shown(report.Teams[0]), shown(team))
	}
	return report.Living
}
