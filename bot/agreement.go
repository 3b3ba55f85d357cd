package bot

import (
	"context"
	"time"

	"interlude/coaching"
)

func agreementRoutes() []route {
	return []route{
		on(press, agreementReview, forPair, reviewAgreement),
		on(submission, agreementAccept, forCoachee, acceptAgreement),
		on(press, agreementDecline, forCoachee, declineAgreement),
	}
}

// reviewAgreement shows the agreement: to the invited coachee for their answer, to read for
// everybody else who has a part in it.
func reviewAgreement(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	e, role, err := c.asPair(coaching.ID(c.Value))
	if err != nil {
		return Answer{}, err
	}
	if e.Over() && !e.Begun() {
		return Answer{}, coaching.ErrStale()
	}
	ps, err := b.Store.People(ctx, []coaching.ID{e.Coach, e.Coachee, e.Sponsor})
	if err != nil {
		return Answer{}, err
	}
	coach, coachee, sponsor := ps[e.Coach], ps[e.Coachee], ps[e.Sponsor]
	if role == coaching.Coachee && e.State == coaching.EngagementInvited {
		others, err := b.replaceable(ctx, c, e)
		return c.opened(agreementView(e, coach, coachee, sponsor, c.onboarded(),
			b.writingInput(b.asWriting(coachee), "You can change this at any time in your settings."), others)), err
	}
	return c.opened(agreementRead(e, coach, coachee, sponsor)), nil
}

// onboarded reports whether the caller is a coachee elsewhere already: then their time zone is
// a matter of their settings, which move everything that depends on it.
func (c *Call) onboarded() bool {
	for _, e := range c.As(coaching.Coachee) {
		if e.Live() {
			return true
		}
	}
	return false
}

// acceptAgreement begins the engagement with the zone and the way of writing that were chosen.
func acceptAgreement(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	id, chose := decodeAgreement(c)
	e, err := c.engagementAs(id, coaching.Coachee)
	if err != nil {
		return Answer{}, err
	}
	ps, err := b.Store.People(ctx, []coaching.ID{e.Coach, e.Sponsor})
	if err != nil {
		return Answer{}, err
	}
	coach := ps[e.Coach]
	coachee := c.Person
	if coachee.Writing = chose.writing; b.FormsOnly {
		coachee.Writing = coaching.Sealed
	}
	if !c.onboarded() {
		coachee.Zone = chose.zone
	}
	next, err := b.firstQuestions(coachee.Zone)
	if err != nil {
		return Answer{}, err
	}
	change, err := coaching.Accept(e, coachee, coaching.Schedule{Cron: b.Cron, Next: next}, coach, b.Now())
	if err != nil {
		return Answer{}, err
	}
	former, err := b.replacing(ctx, c, e, chose, &change)
	if err != nil {
		return Answer{}, err
	}
	err = b.ending(ctx, chose.replace, former, func() error { return b.commitOnce(ctx, c, change) })
	if err != nil {
		return Answer{}, slotRace(err)
	}
	b.after(aboutParts(change.Engagements))
	if coachee.Writing != c.Person.Writing {
		b.writesAnew(coachee.ID)
	}
	return Answer{Update: acceptedView(coach, coachee, ps[e.Sponsor], next),
		Redraw: []coaching.ID{e.ID}, Homes: []coaching.ID{e.Coach, e.Coachee}}, nil
}

// firstQuestions is when the questions of the installation's schedule come first in zone.
func (b *Bot) firstQuestions(zone string) (time.Time, error) {
	if _, err := coaching.ValidZone(zone); err != nil {
		return time.Time{}, err
	}
	if b.Cron == "" {
		return time.Time{}, nil
	}
	return b.Timetable.Next(b.Cron, zone, b.Now())
}

func declineAgreement(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	e, err := c.engagementAs(coaching.ID(c.Value), coaching.Coachee)
	if err != nil {
		return Answer{}, err
	}
	change, err := coaching.Decline(e, c.Person, b.Now())
	if err != nil {
		return Answer{}, err
	}
	if err := b.commitOnce(ctx, c, change); err != nil {
		return Answer{}, err
	}
	return Answer{Update: declinedView(), Redraw: []coaching.ID{e.ID}, Homes: []coaching.ID{e.Coach, e.Coachee}}, nil
}
