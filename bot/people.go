package bot

import (
	"context"
	"errors"
	"fmt"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// slackbot is Slack's own account, which users.info does not mark as a bot.
const slackbot = "USLACKBOT"

// ensurePerson returns the person behind a Slack user of this workspace. isNew: they are not
// stored yet; the caller adds them to its Change. Bots, deactivated accounts and people of
// other workspaces (Slack Connect) are refused with a *coaching.Error without a field.
func (b *Bot) ensurePerson(ctx context.Context, slackUser string) (p coaching.Person, isNew bool, err error) {
	u, err := b.API.GetUserInfoContext(ctx, slackUser)
	if err != nil {
		return coaching.Person{}, false, unknownUser(err)
	}
	b.accounts.learn(u.ID, outside(u), u.TZ)
	if err := b.welcome(u); err != nil {
		return coaching.Person{}, false, err
	}
	p, err = b.Store.PersonBySlack(ctx, b.team, u.ID)
	switch {
	case err == nil:
		return p, false, nil
	case !coaching.Is(err, coaching.NotFound):
		return coaching.Person{}, false, fmt.Errorf("ensure person: %w", err)
	}
	p = coaching.Person{
		ID: coaching.NewID(), Team: b.team, User: u.ID, Name: nameOf(u), Zone: b.zoneOf(u), Told: toldBy(u),
		Writing: b.Writing, Created: b.Now().UTC(),
	}
	if heard, news := coaching.HearStatus(p, profileOf(u).status(), b.Now()); news {
		p = heard.People[0] // from now on Slack tells of every change
	}
	return p, true, nil
}

// ensureUnder is ensurePerson for a field of a form: refusals appear there.
func (b *Bot) ensureUnder(ctx context.Context, field, slackUser string) (coaching.Person, bool, error) {
	p, isNew, err := b.ensurePerson(ctx, slackUser)
	return p, isNew, under(err, "", field)
}

// under moves a refusal from one field to another, for a form that has another one there.
func under(err error, from, to string) error {
	var refusal *coaching.Error
	if errors.As(err, &refusal) && refusal.Field == from {
		moved := *refusal
		moved.Field = to
		return &moved
	}
	return err
}

// welcome refuses accounts that cannot take a part.
func (b *Bot) welcome(u *slack.User) error {
	switch {
	case u.IsStranger || u.TeamID != "" && u.TeamID != b.team:
		return coaching.Bad("", "This person belongs to another workspace. Choose a person of this one.")
	case u.IsBot || u.ID == slackbot || u.ID == b.self:
		return coaching.Bad("", "This is an app. Choose a person.")
	case u.Deleted:
		return coaching.Bad("", "This account is deactivated. Choose somebody else.")
	case outside(u):
		return coaching.Bad("", "This person is a guest of a single channel. Choose somebody else.")
	}
	return nil
}

func unknownUser(err error) error {
	var refused slack.SlackErrorResponse
	if errors.As(err, &refused) {
		switch refused.Err {
		case "user_not_found", "user_not_visible", "users_not_found":
			return coaching.Bad("", "I could not find this person in this workspace. Choose somebody else.")
		}
		return fmt.Errorf("look up user: %s", refused.Err)
	}
	return fmt.Errorf("look up user: %w", err)
}

func nameOf(u *slack.User) string {
	for _, name := range []string{u.RealName, u.Profile.RealName, u.Profile.DisplayName, u.Name} {
		if name = coaching.Clean(name); name != "" {
			return name
		}
	}
	return "Somebody"
}

// zoneOf is the zone that Slack reports, if it is one, else the installation's.
func (b *Bot) zoneOf(u *slack.User) string {
	for _, zone := range []string{u.TZ, b.Zone} {
		if _, err := coaching.ValidZone(zone); err == nil {
			return zone
		}
	}
	return "UTC"
}

// toldBy is the zone that Slack reports; empty when it is none.
func toldBy(u *slack.User) string {
	if _, err := coaching.ValidZone(u.TZ); err != nil {
		return ""
	}
	return u.TZ
}
