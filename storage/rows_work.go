package storage

import "interlude/coaching"

type actionRow struct {
	ID                         string `gorm:"primaryKey"`
	Engagement, Author         string
	Words                      sealed
	Due, DueTime, State        string
	Version                    int
	Created, Answered, Outcome int64
}

type actionWords struct{ Text, Goal, Cue, Obstacle, Learning string }

// TableName names the table.
func (actionRow) TableName() string { return "actions" }

func (r *actionRow) id() string        { return r.ID }
func (r actionRow) engagement() string { return r.Engagement }

func rowOfAction(a coaching.Action, b box) (*actionRow, error) {
	s, err := b.seal(words("actions", a.Engagement, a.ID, a.Version+1), actionWords{
		Text: a.Text.Reveal(), Goal: a.Goal.Reveal(), Cue: a.Cue.Reveal(),
		Obstacle: a.Obstacle.Reveal(), Learning: a.Learning.Reveal(),
	})
	return &actionRow{
		ID: string(a.ID), Engagement: string(a.Engagement), Author: string(a.By), Words: s,
		Due: a.Due.String(), DueTime: a.DueTime, State: string(a.State), Version: a.Version + 1,
		Created: ms(a.Created), Answered: ms(a.Answered), Outcome: ms(a.Outcome),
	}, err
}

func (r actionRow) action(b box) (coaching.Action, error) {
	var w actionWords
	if err := b.open(words("actions", coaching.ID(r.Engagement), coaching.ID(r.ID), r.Version), r.Words, &w); err != nil {
		return coaching.Action{}, err
	}
	due, err := day(r.Due)
	return coaching.Action{
		ID: coaching.ID(r.ID), Engagement: coaching.ID(r.Engagement), By: coaching.ID(r.Author),
		Text: coaching.Words(w.Text), Goal: coaching.Words(w.Goal), Cue: coaching.Words(w.Cue),
		Obstacle: coaching.Words(w.Obstacle), Learning: coaching.Words(w.Learning),
		Due: due, DueTime: r.DueTime, State: coaching.ActionState(r.State), Version: r.Version,
		Created: instant(r.Created), Answered: instant(r.Answered), Outcome: instant(r.Outcome),
	}, err
}

type scheduleRow struct {
	ID                 string `gorm:"primaryKey"`
	Engagement, Person string
	Cron, Zone         string
	Next               int64
	Paused             bool
	Spacing            int
	Version            int
}

// TableName names the table.
func (scheduleRow) TableName() string { return "schedules" }

func (r *scheduleRow) id() string { return r.ID }

func rowOfSchedule(s coaching.Schedule) *scheduleRow {
	return &scheduleRow{
		ID: string(s.ID), Engagement: string(s.Engagement), Person: string(s.Person),
		Cron: s.Cron, Zone: s.Zone, Next: ms(s.Next), Paused: s.Paused, Spacing: s.Spacing, Version: s.Version + 1,
	}
}

func (r scheduleRow) schedule() (coaching.Schedule, error) {
	return coaching.Schedule{
		ID: coaching.ID(r.ID), Engagement: coaching.ID(r.Engagement), Person: coaching.ID(r.Person),
		Cron: r.Cron, Zone: r.Zone, Next: instant(r.Next), Paused: r.Paused, Spacing: r.Spacing, Version: r.Version,
	}, nil
}

type reflectionRow struct {
	ID                         string `gorm:"primaryKey"`
	Engagement, Prompt         string
	Words                      sealed
	Audience, Channel, Message string
	Version                    int
	Created, Edited            int64
}

type reflectionWords struct {
	Text   string
	Rating int
	Rated  int64
	Thread string `json:",omitempty"`
}

// TableName names the table.
func (reflectionRow) TableName() string { return "reflections" }

func (r *reflectionRow) id() string        { return r.ID }
func (r reflectionRow) engagement() string { return r.Engagement }

func rowOfReflection(r coaching.Reflection, b box) (*reflectionRow, error) {
	s, err := b.seal(words("reflections", r.Engagement, r.ID, r.Version+1), reflectionWords{Text: r.Text.Reveal(), Rating: r.Rating, Rated: ms(r.Rated), Thread: r.Thread})
	return &reflectionRow{
		ID: string(r.ID), Engagement: string(r.Engagement), Prompt: string(r.Prompt), Words: s,
		Audience: string(r.Audience), Channel: r.Channel, Message: r.Message, Version: r.Version + 1,
		Created: ms(r.Created), Edited: ms(r.Edited),
	}, err
}

func (r reflectionRow) reflection(b box) (coaching.Reflection, error) {
	var w reflectionWords
	err := b.open(words("reflections", coaching.ID(r.Engagement), coaching.ID(r.ID), r.Version), r.Words, &w)
	return coaching.Reflection{
		ID: coaching.ID(r.ID), Engagement: coaching.ID(r.Engagement), Prompt: coaching.ID(r.Prompt),
		Text: coaching.Words(w.Text), Rating: w.Rating, Rated: instant(w.Rated),
		Audience: coaching.Audience(r.Audience), Channel: r.Channel, Message: r.Message, Thread: w.Thread, Version: r.Version,
		Created: instant(r.Created), Edited: instant(r.Edited),
	}, err
}

type briefRow struct {
	ID         string `gorm:"primaryKey"`
	Engagement string
	Words      sealed
	Ratings    bool
	Version    int
	Released   int64
}

type briefWords struct {
	Focus     string
	Withdrawn int64 `json:",omitempty"`
}

// TableName names the table.
func (briefRow) TableName() string { return "briefs" }

func (r *briefRow) id() string        { return r.ID }
func (r briefRow) engagement() string { return r.Engagement }

func rowOfBrief(b coaching.Brief, k box) (*briefRow, error) {
	s, err := k.seal(words("briefs", b.Engagement, b.ID, b.Version+1), briefWords{Focus: b.Focus.Reveal(), Withdrawn: ms(b.Withdrawn)})
	return &briefRow{
		ID: string(b.ID), Engagement: string(b.Engagement), Words: s,
		Ratings: b.Ratings, Version: b.Version + 1, Released: ms(b.Released),
	}, err
}

// brief lacks its entries, which stand in a table of their own.
func (r briefRow) brief(b box) (coaching.Brief, error) {
	var w briefWords
	err := b.open(words("briefs", coaching.ID(r.Engagement), coaching.ID(r.ID), r.Version), r.Words, &w)
	return coaching.Brief{
		ID: coaching.ID(r.ID), Engagement: coaching.ID(r.Engagement), Focus: coaching.Words(w.Focus),
		Ratings: r.Ratings, Version: r.Version, Released: instant(r.Released), Withdrawn: instant(w.Withdrawn),
	}, err
}

// entryRow is one reflection that was ticked for a brief.
type entryRow struct {
	Brief, Reflection string
	Place             int
}

// TableName names the table.
func (entryRow) TableName() string { return "brief_entries" }
