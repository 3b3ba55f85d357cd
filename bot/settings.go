package bot

import (
	"cmp"
	"context"

	"interlude/coaching"
)

const (
	settingsSave = "settings.save"
	settingsOwn  = "settings.own" // the form with a field for a cron expression
	settingsDays = "settings.days"
	settingsAsk  = "settings.ask" // the questions are to come again before their pause ends
)

func settingsRoutes() []route {
	return []route{
		on(command, "/coaching settings", part, openSettings),
		on(press, settingsOpen, part, openSettings),
		on(press, settingsOwn, forCoachee, turnSettings),
		on(press, settingsDays, forCoachee, turnSettings),
		on(press, settingsAsk, forCoachee, endRest),
		on(submission, settingsSave, part, saveSettings),
	}
}

// openSettings shows a coachee all that can be set, and everybody else their time zone.
func openSettings(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	own, err := b.own(ctx, c)
	if err != nil {
		return Answer{}, err
	}
	switch {
	case len(own) > 0:
		r := readRhythm(own[0].Schedule)
		r.rests, _ = own[0].Schedule.Rests(b.Timetable.Next, b.Now())
		v := settingsView(c.Person, r, r.own(), c.topicsOf(), b.holidayInput(c.Person), b.writingBlocks(c.Person))
		v.Blocks.BlockSet = append(severalBlocks(own), v.Blocks.BlockSet...)
		return c.opened(v), nil
	case c.Is(coaching.Coach) || c.Is(coaching.Sponsor):
		p, err := b.known(ctx, c)
		return c.opened(zoneView(p, c.topicsOf(), b.holidayInput(p))), err
	}
	return say("There is nothing to set before an agreement is accepted."), nil
}

// known is the caller, also when they are named as a coach and have done nothing yet.
func (b *Bot) known(ctx context.Context, c *Call) (coaching.Person, error) {
	if c.Person.ID != "" {
		return c.Person, nil
	}
	p, _, err := b.ensurePerson(ctx, c.User)
	return p, err
}

// turnSettings goes from the days to choose from to a schedule of one's own, or back. What
// else was chosen in the form stays.
func turnSettings(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	own, err := b.own(ctx, c)
	if err != nil {
		return Answer{}, err
	}
	if len(own) == 0 {
		return Answer{}, coaching.ErrStale()
	}
	p := c.Person
	p.Zone, p.Writing = cmp.Or(c.Input("zone"), p.Zone), coaching.Writing(cmp.Or(string(b.decodeWriting(c, p.Writing)), string(p.Writing)))
	if p.Absence.Country, err = b.decodeCountry(c, p.Absence.Country); err != nil {
		return Answer{}, err
	}
	r := readRhythm(own[0].Schedule)
	r.rests, _ = own[0].Schedule.Rests(b.Timetable.Next, b.Now())
	if hasInput(c.View, "often") {
		r.spacing = decodeSpacing(c)
	}
	p.Off, r.none = decodeSent(c, p), asksNothing(c)
	return Answer{Update: settingsView(p, r, c.Route == settingsOwn, c.topicsOf(), b.holidayInput(p), b.writingBlocks(p))}, nil
}

// endRest ends the pause of the questions, in every engagement.
func endRest(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	own, err := b.own(ctx, c)
	if err != nil {
		return Answer{}, err
	}
	var change coaching.Change
	for _, o := range own {
		if _, rests := o.Schedule.Rests(b.Timetable.Next, b.Now()); rests {
			_, again, err := coaching.AskAgain(o.Engagement, o.Schedule, c.Person, b.Timetable.Next, b.Now())
			if err != nil {
				return Answer{}, err
			}
			change = change.And(again)
		}
	}
	if len(change.Schedules) > 0 {
		if err := b.commitOnce(ctx, c, change); err != nil {
			return Answer{}, err
		}
	}
	a, err := openSettings(b, ctx, c)
	if err != nil {
		return Answer{}, err
	}
	if a.Open != nil { // in the place of the form that was pressed
		a.Update, a.Open = a.Open, nil
	}
	a.Redraw = b.cadences(ctx, c.Person.ID)
	a.Homes = []coaching.ID{c.Person.ID}
	return a, nil
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
		o := coaching.Own{Engagement: e, Schedule: s, Actions: as}
		for _, a := range as {
			if !a.Pending() {
				continue
			}
			if d, err := b.putOffOf(ctx, a.ID); err != nil {
				return nil, err
			} else if d.ID != "" {
				o.PutOff = append(o.PutOff, d)
			}
		}
		out = append(out, o)
	}
	return out, nil
}

// rearmOwn writes r into the schedules of own. The form showed the first of them: where nothing
// was changed, each of the others stays as it is.
func (b *Bot) rearmOwn(ctx context.Context, own []coaching.Own, r rhythm, cron, zone string) (err error) {
	shown := own[0].Schedule
	for i := range own {
		s := &own[i].Schedule
		line, had := cron, *s
		if cron == shown.Cron && s.Cron != "" {
			line = s.Cron
		}
		if *s, err = b.reschedule(ctx, *s, line, zone); err != nil {
			return err
		}
		if s.ID == "" {
			s.ID = coaching.NewID()
		}
		if s.Paused = r.off(); had.Cron != "" && r.off() == readRhythm(shown).off() {
			s.Paused = had.Paused
		}
		if s.Spacing = r.spacing; had.Cron != "" && r.spacing == shown.Spacing {
			s.Spacing = had.Spacing
		}
	}
	return nil
}

func saveSettings(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	own, err := b.own(ctx, c)
	if err != nil {
		return Answer{}, err
	}
	if len(own) == 0 {
		return b.saveZone(ctx, c)
	}
	p, was := c.Person, c.Person.Zone
	p.Zone, p.Writing, p.Off = c.Input("zone"), b.decodeWriting(c, p.Writing), decodeSent(c, p)
	if _, err := coaching.ValidZone(p.Zone); err != nil {
		return Answer{}, err
	}
	if !hasInput(c.View, "often") { // the form of somebody who was no coachee yet
		return Answer{}, coaching.ErrStale()
	}
	if p.Absence.Country, err = b.decodeCountry(c, p.Absence.Country); err != nil {
		return Answer{}, err
	}
	rhythm := decodeRhythm(c)
	cron, err := rhythm.cron()
	if err != nil {
		return Answer{}, err
	}
	if err := b.rearmOwn(ctx, own, rhythm, cron, p.Zone); err != nil {
		return Answer{}, err
	}
	change, err := coaching.ChangeSettings(p, was, own, b.Now())
	if err != nil {
		return Answer{}, err
	}
	if err := b.commitOnce(ctx, c, change); err != nil {
		return Answer{}, err
	}
	if p.Writing != c.Person.Writing {
		b.writesAnew(p.ID)
	}
	return b.savedQuestions(ctx, p, own[0].Schedule), nil
}

// savedQuestions shows what was stored of when the questions in s come. It is stored: what cannot be
// looked up now does not make it unsaved.
func (b *Bot) savedQuestions(ctx context.Context, p coaching.Person, s coaching.Schedule) Answer {
	last, err := b.lastAsked(ctx, s.ID)
	if err != nil {
		b.Log.Warn("when the questions were asked last", "err", err)
	}
	return Answer{Update: b.savedView(p, s, last), Redraw: b.cadences(ctx, p.ID), Homes: []coaching.ID{p.ID}}
}

// saveZone is all that there is to save for a coach or a sponsor.
func (b *Bot) saveZone(ctx context.Context, c *Call) (Answer, error) {
	p, err := b.known(ctx, c)
	if err != nil {
		return Answer{}, err
	}
	was := p.Zone
	p.Zone, p.Off = c.Input("zone"), decodeSent(c, p)
	if p.Absence.Country, err = b.decodeCountry(c, p.Absence.Country); err != nil {
		return Answer{}, err
	}
	change, err := coaching.ChangeSettings(p, was, nil, b.Now())
	if err != nil {
		return Answer{}, err
	}
	change.Once = c.Once
	if err := b.commit(ctx, change); err != nil {
		return Answer{}, err
	}
	return Answer{Update: b.savedZoneView(p, b.Now()), Homes: []coaching.ID{p.ID}}, nil
}
