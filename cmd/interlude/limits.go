package main

import (
	"interlude/bot"
	"interlude/coaching"
)

// paces are how fast people can have the bot work. Whoever has no part has a sixth of what members
// have, for they have nothing to do here, and all of them together five times a member's.
func (c Config) paces() bot.Paces {
	n := c.Limits.PerMinute
	if n == 0 {
		return bot.Paces{}
	}
	few := max(1, n/6)
	return bot.Paces{Member: coaching.Pace{Burst: max(1, n*2/3), PerMinute: n}, Stranger: coaching.Pace{Burst: few, PerMinute: few},
		Strangers: coaching.Pace{Burst: 5 * n, PerMinute: 5 * n}}
}

// limits are how much people can have it store.
func (c Config) limits() coaching.Limits {
	l := c.Limits
	return coaching.Limits{EntriesPerDay: l.Entries, OpenActions: l.OpenActions, Ahead: l.Sessions, Schedules: l.Coachings,
		InvitationsPerDay: l.Invitations, ExportsPerDay: l.Exports, ToldPerDay: l.Told, Bytes: int64(l.Megabytes) << 20}
}
