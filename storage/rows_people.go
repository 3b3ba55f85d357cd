package storage

import (
	"errors"

	"interlude/coaching"
)

type personRow struct {
	ID                     string `gorm:"primaryKey"`
	Team, SlackUser        string
	Name, Zone, Writing    string
	Typed, Greeted, Paused bool
	Told                   string
	Country                string
	LeaveFrom, LeaveTo     string
	Away, AwaySince        int64
	Snoozed                int64
	TopicsOff              string
	DM                     string `gorm:"column:dm"`
	EraseAt                int64
	Version                int
	Created                int64
}

// TableName names the table.
func (personRow) TableName() string { return "people" }

func (r *personRow) id() string { return r.ID }

func rowOfPerson(p coaching.Person) *personRow {
	return &personRow{
		ID: string(p.ID), Team: p.Team, SlackUser: p.User,
		Name: clean(p.Name), Zone: p.Zone, Writing: string(p.Writing),
		Typed: p.Typed, Greeted: p.Greeted, Paused: p.Paused,
		Told: p.Told, Country: p.Absence.Country, LeaveFrom: p.Absence.LeaveFrom.String(), LeaveTo: p.Absence.LeaveTo.String(),
		Away: ms(p.Absence.Away), AwaySince: ms(p.Absence.AwaySince), Snoozed: ms(p.Absence.Snoozed), TopicsOff: string(p.Off),
		DM: p.DM, EraseAt: ms(p.EraseAt), Version: p.Version + 1, Created: ms(p.Created),
	}
}

func (r personRow) person() (coaching.Person, error) {
	from, err1 := day(r.LeaveFrom)
	to, err2 := day(r.LeaveTo)
	return coaching.Person{
		ID: coaching.ID(r.ID), Team: r.Team, User: r.SlackUser,
		Name: r.Name, Zone: r.Zone, Writing: coaching.Writing(r.Writing),
		Typed: r.Typed, Greeted: r.Greeted, Paused: r.Paused,
		Told: r.Told, Absence: coaching.Absence{
			Country: r.Country, LeaveFrom: from, LeaveTo: to,
			Away: instant(r.Away), AwaySince: instant(r.AwaySince), Snoozed: instant(r.Snoozed),
		}, Off: coaching.Topics(r.TopicsOff),
		DM: r.DM, EraseAt: instant(r.EraseAt), Version: r.Version, Created: instant(r.Created),
	}, errors.Join(err1, err2)
}

type engagementRow struct {
	ID                           string `gorm:"primaryKey"`
	Coach, Coachee               string
	Sponsor, SponsorState        string
	NextCoach                    string
	CoachAccount, CoacheeAccount string
	Sessions, Minutes, EveryDays int
	FirstDay, State              string
	Version                      int
	Created, Accepted, Closed    int64
	Wiped                        int64
	Notices                      int
	NotBefore                    int64
}

// TableName names the table.
func (engagementRow) TableName() string { return "engagements" }

func (r *engagementRow) id() string { return r.ID }

func rowOfEngagement(e coaching.Engagement) *engagementRow {
	return &engagementRow{
		ID: string(e.ID), Coach: string(e.Coach), Coachee: string(e.Coachee),
		Sponsor: string(e.Sponsor), SponsorState: string(e.SponsorState),
		NextCoach: string(e.Next), CoachAccount: string(e.CoachAccount), CoacheeAccount: string(e.CoacheeAccount),
		Sessions: e.Sessions, Minutes: e.Minutes, EveryDays: e.EveryDays,
		FirstDay: e.FirstDay.String(), State: string(e.State), Version: e.Version + 1,
		Created: ms(e.Created), Accepted: ms(e.Accepted), Closed: ms(e.Closed),
		Wiped: ms(e.Wiped), Notices: e.Notices, NotBefore: ms(e.NotBefore),
	}
}

func (r engagementRow) engagement() (coaching.Engagement, error) {
	first, err := day(r.FirstDay)
	return coaching.Engagement{
		ID: coaching.ID(r.ID), Coach: coaching.ID(r.Coach), Coachee: coaching.ID(r.Coachee),
		Sponsor: coaching.ID(r.Sponsor), SponsorState: coaching.SponsorState(r.SponsorState),
		Next: coaching.ID(r.NextCoach), CoachAccount: coaching.Account(r.CoachAccount), CoacheeAccount: coaching.Account(r.CoacheeAccount),
		Sessions: r.Sessions, Minutes: r.Minutes, EveryDays: r.EveryDays,
		FirstDay: first, State: coaching.EngagementState(r.State), Version: r.Version,
		Created: instant(r.Created), Accepted: instant(r.Accepted), Closed: instant(r.Closed),
		Wiped: instant(r.Wiped), Notices: r.Notices, NotBefore: instant(r.NotBefore),
	}, err
}

type acceptanceRow struct {
	ID                       string `gorm:"primaryKey"`
	Engagement, Person, Role string
	Text                     string // version of the agreement
	Accepted                 bool
	At                       int64
}

// TableName names the table.
func (acceptanceRow) TableName() string { return "acceptances" }

func (r *acceptanceRow) id() string { return r.ID }

func rowOfAcceptance(a coaching.Acceptance) *acceptanceRow {
	return &acceptanceRow{
		ID: string(a.ID), Engagement: string(a.Engagement), Person: string(a.Person),
		Role: string(a.Role), Text: a.Text, Accepted: a.Accepted, At: ms(a.At),
	}
}

func (r acceptanceRow) acceptance() (coaching.Acceptance, error) {
	return coaching.Acceptance{
		ID: coaching.ID(r.ID), Engagement: coaching.ID(r.Engagement), Person: coaching.ID(r.Person),
		Role: coaching.Role(r.Role), Text: r.Text, Accepted: r.Accepted, At: instant(r.At),
	}, nil
}
