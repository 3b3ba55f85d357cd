package bot

import (
	"context"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// Routes by which a coachee names a sponsor. The value is the engagement's id.
const (
	sponsorName  = "sponsor.name"
	sponsorNamed = "sponsor.named"
)

func sponsorNameRoutes() []route {
	return []route{
		on(press, sponsorName, forCoachee, openSponsorName),
		on(submission, sponsorNamed, forCoachee, nameSponsor),
	}
}

func openSponsorName(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	e, role, err := c.asPair(coaching.ID(c.Value))
	if err != nil || role != coaching.Coachee {
		return Answer{}, neutral()
	}
	if !e.Live() {
		return Answer{}, coaching.ErrStale()
	}
	coach, _, err := b.pairOf(ctx, e)
	return c.opened(sponsorNameView(e, coach)), err
}

// nameSponsor asks another person for the sponsor's part; what was approved for the one before counts
// no longer.
func nameSponsor(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	var m agreementMeta
	if err := c.Meta(&m); err != nil {
		return Answer{}, err
	}
	e, role, err := c.asPair(m.Engagement)
	if err != nil || role != coaching.Coachee {
		return Answer{}, neutral()
	}
	sponsor, isNew, err := b.ensureUnder(ctx, "sponsor", c.Input("sponsor"))
	if err != nil {
		return Answer{}, err
	}
	coach, _, err := b.pairOf(ctx, e)
	if err != nil {
		return Answer{}, err
	}
	unsent, err := b.unsent(ctx, e)
	if err != nil {
		return Answer{}, err
	}
	change, err := coaching.NameSponsor(e, c.Person, coach, sponsor, unsent, b.Now())
	if err != nil {
		return Answer{}, err
	}
	if isNew {
		change.People = append(change.People, sponsor)
	}
	if err := b.commitOnce(ctx, c, change); err != nil {
		return Answer{}, err
	}
	homes := []coaching.ID{e.Coach, e.Coachee}
	if e.Sponsor != "" && e.Sponsor != sponsor.ID && e.SponsorState != coaching.SponsorNone {
		homes = append(homes, e.Sponsor)
	}
	return Answer{Update: sponsorNamedView(e, sponsor), Redraw: b.aboutSponsor(ctx, e), Homes: homes}, nil
}

func sponsorNameView(e coaching.Engagement, coach coaching.Person) *slack.ModalViewRequest {
	blocks := []slack.Block{section("You can name a sponsor for your coaching with " + at(coach) + ". They are asked for a part of their own, and only ever read sentences that you approved for them.")}
	if e.Sponsor != "" {
		blocks = append(blocks, section("They take the place of the sponsor there was. What you approved for one person does not count for another: nothing of it is sent to them."))
	}
	return form{ID: sponsorNamed, Title: "Your sponsor", Submit: "Ask them", Meta: agreementMeta{e.ID},
		Blocks: append(blocks, userInput("sponsor", "Sponsor", "They learn that they were named, and by whom once they read their part.", "", false))}.modal()
}

func sponsorNamedView(e coaching.Engagement, sponsor coaching.Person) *slack.ModalViewRequest {
	return form{Title: "Your sponsor", Blocks: []slack.Block{
		section("*" + at(sponsor) + " is asked for their part now.* You hear from me when they have answered."),
		buttons(button("The sentences", sponsorOpen, string(e.ID))),
	}}.modal()
}
