package bot

import (
	"context"

	"interlude/coaching"
)

// replaceable offers the caller's coachings whose place e could take.
func (b *Bot) replaceable(ctx context.Context, c *Call, e coaching.Engagement) ([]choice, error) {
	var es []coaching.Engagement
	for _, x := range c.As(coaching.Coachee) {
		if x.UnderWay() && x.Coach != e.Coach {
			es = append(es, x)
		}
	}
	if len(es) == 0 {
		return nil, nil
	}
	people, err := b.pairPeople(ctx, es)
	return engagementChoices(es, people, c.Person.ID), err
}

// replacing adds to change, by which e begins, the end of the coachings that were ticked, and returns
// the Slack user ids of their coaches.
func (b *Bot) replacing(ctx context.Context, c *Call, e coaching.Engagement, chose agreementChoice, change *coaching.Change) ([]string, error) {
	var former []string
	busy := false
	for _, id := range chose.replace {
		old, role, err := c.asPair(id)
		if err != nil || role != coaching.Coachee {
			return nil, neutral()
		}
		coach, err := b.Store.Person(ctx, old.Coach)
		if err != nil {
			return nil, err
		}
		// The sessions of a second one could not be placed beside those of the first.
		ahead, err := b.becomes(ctx, old, e.Coach, chose.keep && !busy)
		if err != nil {
			return nil, err
		}
		end, err := coaching.Replace(old, e, c.Person, ahead, b.Now())
		if err != nil {
			return nil, err
		}
		busy = busy || len(ahead.Sessions) > 0
		*change = change.And(end)
		former = append(former, coach.User)
	}
	return former, nil
}
