package bot

import (
	"context"
	"slices"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// Presses about accounts that were closed and are there again. The value is an engagement's id.
const (
	accountClaim = "account.claim"
	accountSame  = "account.same"
	accountOther = "account.other"
)

func accountRoutes() []route {
	return []route{
		on(press, accountClaim, anyone, claimAccount),
		on(press, accountSame, anyone, confirmAccount(true)),
		on(press, accountOther, anyone, confirmAccount(false)),
	}
}

// outside reports whether an account cannot have a part: it is deactivated, or that of a guest of a
// single channel, who is there for that channel alone. Other guests are members with fewer
// channels, as a coach of another company often is.
func outside(u *slack.User) bool { return u.Deleted || u.IsUltraRestricted }

// may reports whether p can use their part in e now. Coaches are those whom the configuration
// names, from the moment on at which it does not.
func (b *Bot) may(e coaching.Engagement, p coaching.Person) bool {
	role, _ := e.RoleOf(p.ID)
	return e.May(p.ID) && (role != coaching.Coach || b.isCoach(p.User))
}

// accountTold takes in whether the account of p can have a part now, gone: it cannot. Whoever
// has to know is told; see coaching.Accounts.
func (b *Bot) accountTold(ctx context.Context, p coaching.Person, gone bool) error {
	for range tries {
		all, err := b.Store.EngagementsOf(ctx, p.ID)
		if err != nil {
			return err
		}
		change, news := coaching.Accounts(p, all, func(r coaching.Role) bool {
			return !gone && (r != coaching.Coach || b.isCoach(p.User))
		}, b.Now())
		if !news {
			return nil
		}
		users, err := b.usersOf(ctx, change.Engagements)
		if err != nil {
			return err
		}
		err = b.ending(ctx, idsOf(change.Engagements), users, func() error { return b.commit(ctx, change) })
		if err == nil {
			b.after(aboutParts(change.Engagements))
			return nil
		}
		if !coaching.Is(err, coaching.Stale) {
			return err
		}
	}
	return errOvertaken
}

// usersOf lists the Slack user ids of the coaches and coachees of es.
func (b *Bot) usersOf(ctx context.Context, es []coaching.Engagement) ([]string, error) {
	ps, err := b.pairPeople(ctx, es)
	var users []string
	for _, p := range ps {
		users = append(users, p.User)
	}
	return users, err
}

func idsOf(es []coaching.Engagement) []coaching.ID {
	var ids []coaching.ID
	for _, e := range es {
		ids = append(ids, e.ID)
	}
	return ids
}

// aboutParts has the messages and the Homes of es drawn anew. Not a sponsor's: they see no
// difference.
func aboutParts(es []coaching.Engagement) Answer {
	var a Answer
	for _, e := range es {
		a.Redraw = append(a.Redraw, e.ID)
		a.Homes = append(a.Homes, e.Coach, e.Coachee)
	}
	return a
}

// claimAccount is the wish of somebody to go on whose account is there again. They are shown
// nothing by it.
func claimAccount(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	if c.Person.ID == "" {
		return Answer{}, neutral()
	}
	all, err := b.Store.EngagementsOf(ctx, c.Person.ID)
	if err != nil {
		return Answer{}, err
	}
	change, err := coaching.Claim(c.Person, all, b.Now())
	if err != nil {
		return Answer{}, neutral() // as to anybody whom nobody asked
	}
	if err := b.commitOnce(ctx, c, change); err != nil {
		return Answer{}, err
	}
	return Answer{Redraw: append(idsOf(change.Engagements), c.Person.ID)}, nil
}

// confirmAccount is the other one's answer to who that is.
func confirmAccount(same bool) handler {
	return func(b *Bot, ctx context.Context, c *Call) (Answer, error) {
		all, err := b.Store.EngagementsOf(ctx, c.Person.ID)
		if err != nil {
			return Answer{}, err
		}
		e := engagementIn(all, coaching.ID(c.Value))
		role, ok := e.RoleOf(c.Person.ID)
		if !ok || role == coaching.Coach && !c.Named {
			return Answer{}, neutral()
		}
		other := e.Coach
		if role == coaching.Coach {
			other = e.Coachee
		}
		theirs, err := b.Store.EngagementsOf(ctx, other)
		if err != nil {
			return Answer{}, err
		}
		change, err := coaching.Confirm(e, c.Person, same, theirs, b.Now())
		if err != nil {
			return Answer{}, err
		}
		if err := b.commitOnce(ctx, c, change); err != nil {
			return Answer{}, err
		}
		return aboutParts(change.Engagements), nil
	}
}

// engagementIn returns the one of es with this id; the zero Engagement when there is none.
func engagementIn(es []coaching.Engagement, id coaching.ID) coaching.Engagement {
	for _, e := range es {
		if e.ID == id {
			return e
		}
	}
	return coaching.Engagement{}
}

// slackSaid reports whether Slack refused with one of codes.
func slackSaid(err error, codes ...string) bool {
	return slices.Contains(codes, slackCode(err))
}
