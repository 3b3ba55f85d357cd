package bot

import (
	"context"
	"time"

	"interlude/coaching"
)

const (
	settingsSave = "settings.save"
)

func settingsRoutes() []route {
	return []route{
		on(command, "/coaching settings", forCoachee, openSettings),
		on(press, settingsOpen, forCoachee, openSettings),
		on(submission, settingsSave, forCoachee, saveSettings),
	}
}

func openSettings(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	own, err := b.own(ctx, c)
	if err != nil {
		return Answer{}, err
	}
	if len(own) == 0 {
		return say("There is nothing to set before an agreement is accepted."), nil
	}
	return Answer{Open: b.settingsView(c.Person, own[0].Schedule)}, nil
}

// own loads what follows the coachee's settings in each of their live engagements.
func (b *Bot) own(ctx context.Context, c *Call) ([]coaching.Own, error) {
	var out []coaching.Own
	for _, e := range c.As(coaching.Coachee) {
		if !e.Live() {
			continue
		}
		s, err := b.Store.ScheduleOf(ctx, e.ID)
		if err != nil && !coaching.Is(err, coaching.NotFound) {
			return nil, err
		}
		as, err := b.Store.Actions(ctx, e.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, coaching.Own{Engagement: e, Schedule: s, Actions: as})
	}
	return out, nil
}

func saveSettings(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	own, err := b.own(ctx, c)
	if err != nil {
		return Answer{}, err
	}
	p, was := c.Person, c.Person.Zone
	p.Zone, p.Writing = c.Input("zone"), coaching.Writing(c.Input("writing"))
	if _, err := coaching.ValidZone(p.Zone); err != nil {
		return Answer{}, err
	}
	rhythm := decodeRhythm(c)
	cron, err := rhythm.cron()
	if err != nil {
		return Answer{}, err
	}
	next, err := b.Timetable.Next(cron, p.Zone, b.Now())
	if err != nil {
		return Answer{}, err
	}
	for i := range own {
		s := &own[i].Schedule
		if s.ID == "" {
			s.ID = coaching.NewID()
		}
		s.Cron, s.Next, s.Paused = cron, next, rhythm.off()
	}
	change, err := coaching.ChangeSettings(p, was, own, b.Now())
	if err != nil {
		return Answer{}, err
	}
	if err := b.commitOnce(ctx, c, change); err != nil {
		return Answer{}, err
	}
	return Answer{Update: b.savedView(p, cron, rhythm.off(), next), Homes: []coaching.ID{p.ID}}, nil
}

// upcoming lists the next n instants of a schedule, at most as many as there are.
func (b *Bot) upcoming(cron, zone string, n int) []time.Time {
	var out []time.Time
	at := b.Now()
	for range n {
		next, err := b.Timetable.Next(cron, zone, at)
		if err != nil || next.IsZero() {
			break
		}
		out, at = append(out, next), next
	}
	return out
}
