package bot

import (
	"context"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

func userChangeRoutes() []route {
	return []route{
		on(happening, "user_change", anyone, userChanged),
		on(happening, "dnd_updated_user", anyone, snoozeChanged),
	}
}

// userChanged takes what Slack tells of a member's account. Of the many in a workspace only
// those are of interest who have a row here; for all others it ends after one indexed read.
func userChanged(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	if c.Person.ID == "" {
		return Answer{}, nil
	}
	u := c.Event.User
	gone := u.Deleted || u.OneRoom
	if b.longAgo(c.Event) {
		now, err := b.API.GetUserInfoContext(ctx, u.ID)
		if err != nil {
			return Answer{}, unknownUser(err)
		}
		u.TZ, u.Profile, u.Name, gone = now.TZ, profileOf(now), now.RealName, outside(now)
	}
	if !b.overtaken(c) {
		b.accounts.learn(u.ID, gone, u.TZ)
		if err := b.accountTold(ctx, c.Person, gone); err != nil {
			return Answer{}, err
		}
	}
	if gone {
		return Answer{}, nil // Slack no longer tells where and how they are
	}
	p, err := b.hear(ctx, c, func(p coaching.Person, now time.Time) (coaching.Change, bool) {
		return hearUser(p, u, now)
	})
	if err != nil || b.overtaken(c) {
		return Answer{}, err
	}
	return Answer{}, b.zoneTold(ctx, p, u.TZ)
}

// hearUser is what a member's status and name mean for p.
func hearUser(p coaching.Person, u userRef, now time.Time) (coaching.Change, bool) {
	change, news := coaching.HearStatus(p, u.Profile.status(), now)
	if news {
		p = change.People[0]
	}
	renamed, other := coaching.HearName(p, u.Name)
	if other {
		change.People = renamed.People
	}
	return change, news || other
}

// snoozeChanged takes when somebody does not want to be disturbed.
func snoozeChanged(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	if c.Person.ID == "" {
		return Answer{}, nil
	}
	d := c.Event.DND
	if b.longAgo(c.Event) {
		var err error
		if d, err = b.restOf(ctx, c.User); err != nil {
			return Answer{}, err
		}
	}
	_, err := b.hear(ctx, c, func(p coaching.Person, now time.Time) (coaching.Change, bool) {
		return coaching.HearSnooze(p, d.snooze(), now)
	})
	return Answer{}, err
}

// restOf asks Slack when a user is not to be disturbed.
func (b *Bot) restOf(ctx context.Context, user string) (dnd, error) {
	s, err := b.API.GetDNDInfoContext(ctx, &user)
	if err != nil {
		return dnd{}, unknownUser(err)
	}
	return dnd{s.Enabled, int64(s.NextStartTimestamp), int64(s.NextEndTimestamp), s.SnoozeEnabled, int64(s.SnoozeEndTime)}, nil
}

// believed is how old an event may be that is taken at its word. Of an older one, repeated or
// held up, nobody knows what has happened since, so Slack is asked.
const believed = 30 * time.Second

func (b *Bot) longAgo(e *event) bool { return b.Now().Sub(time.Unix(e.At, 0)) > believed }

// tries is how often a change is decided anew that another one has overtaken.
const tries = 3

// hearing is what something that Slack says changes about a person; false: it is no news.
type hearing func(p coaching.Person, now time.Time) (coaching.Change, bool)

// hear stores what an event means for the person whom it is about, if it means anything new,
// and returns the person as they stand then. Of two events of one sort the newer wins, in
// whichever order they are taken.
func (b *Bot) hear(ctx context.Context, c *Call, rule hearing) (coaching.Person, error) {
	defer b.oneByOne("word of " + c.User)()
	if b.overtaken(c) {
		return c.Person, nil
	}
	b.heard.Store(c.Route+" "+c.User, c.Event.EventTS)
	return b.takeIn(ctx, c.Person.ID, c.Once+" "+c.Route, rule)
}

// takeIn is one thing that Slack says of a person, stored if it is news.
func (b *Bot) takeIn(ctx context.Context, id coaching.ID, once string, rule hearing) (p coaching.Person, err error) {
	for range tries {
		if p, err = b.Store.Person(ctx, id); err != nil {
			return p, err
		}
		change, news := rule(p, b.Now())
		if !news {
			return p, nil
		}
		change.Once = once
		switch err = b.commit(ctx, change); {
		case err == nil:
			return b.Store.Person(ctx, id)
		case coaching.Is(err, coaching.Repeated):
			return p, nil
		case !coaching.Is(err, coaching.Stale):
			return p, err
		}
	}
	return p, errOvertaken
}

// overtaken reports whether a newer event of the sort has been taken already.
func (b *Bot) overtaken(c *Call) bool {
	last, _ := b.heard.Load(c.Route + " " + c.User)
	return last != nil && newer(last.(string), c.Event.EventTS)
}

// newer reports whether one Slack timestamp is later than another.
func newer(a, b string) bool { return len(a) > len(b) || len(a) == len(b) && a > b }

// status is what a profile says, as the rules read it.
func (p profile) status() coaching.Status {
	return coaching.Status{Emoji: p.Emoji, Text: p.Text, Ends: instantOf(p.Ends)}
}

func profileOf(u *slack.User) profile {
	return profile{u.Profile.StatusText, u.Profile.StatusEmoji, int64(u.Profile.StatusExpiration)}
}

// snooze is d as the rules read it.
func (d dnd) snooze() coaching.Snooze {
	var s coaching.Snooze
	if d.Enabled {
		s.From, s.To = instantOf(d.Start), instantOf(d.End)
	}
	if d.Snoozed {
		s.Until = instantOf(d.Until)
	}
	return s
}

// instantOf reads Unix seconds; 0 and 1, which Slack writes for none, are the zero instant.
func instantOf(seconds int64) time.Time {
	if seconds <= 1 {
		return time.Time{}
	}
	return time.Unix(seconds, 0).UTC()
}
