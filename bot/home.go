package bot

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

const homeGreeted = "home.greeted"

func homeRoutes() []route {
	return []route{
		on(happening, "app_home_opened", anyone, openHome),
		on(press, homeGreeted, part, greeted),
	}
}

func openHome(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	if c.Event.Tab != "" && c.Event.Tab != "home" {
		return Answer{}, nil
	}
	if len(c.Mine) == 0 && !c.Named {
		return Answer{}, b.publish(ctx, c.User, homeView([]slack.Block{section(coaching.Neutral)}))
	}
	if c.Person.ID == "" { // a coach of whom nothing is stored yet
		return Answer{}, b.paintHome(ctx, c)
	}
	return Answer{}, b.publishHome(ctx, c.Person.ID)
}

// greeted puts the greeting away for good.
func greeted(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	p := c.Person
	if p.ID == "" {
		var err error
		if p, _, err = b.ensurePerson(ctx, c.User); err != nil {
			return Answer{}, err
		}
	}
	p.Greeted = true
	if err := b.commitOnce(ctx, c, coaching.Change{People: []coaching.Person{p}}); err != nil {
		return Answer{}, err
	}
	return Answer{Homes: []coaching.ID{p.ID}}, nil
}

// publishHome shows a person's Home as things stand now. Two of one person follow each other, so that what
// was read earlier is not shown later.
func (b *Bot) publishHome(ctx context.Context, person coaching.ID) error {
	defer b.oneByOne("home of " + string(person))()
	p, err := b.Store.Person(ctx, person)
	if err != nil {
		return err
	}
	mine, err := b.partsOf(ctx, p)
	if err != nil {
		return err
	}
	if len(mine) == 0 && !b.isCoach(p.User) {
		return b.publish(ctx, p.User, homeView([]slack.Block{section(coaching.Neutral)}))
	}
	return b.paintHome(ctx, &Call{Team: p.Team, User: p.User, Person: p, Mine: mine, Named: b.isCoach(p.User)})
}

func (b *Bot) paintHome(ctx context.Context, c *Call) error {
	var parts []homePart
	shown := slices.DeleteFunc(slices.Clone(c.Mine), func(e coaching.Engagement) bool { return e.Over() && !e.Begun() })
	for _, e := range shown[:min(len(shown), maxHomeParts)] {
		h, err := b.homePart(ctx, c, e)
		if err != nil {
			return err
		}
		parts = append(parts, h)
	}
	return b.publish(ctx, c.User, homeView(append(leaveBlocks(c.Person, b.Now()), homeBlocks(c, parts, len(shown)-len(parts))...)))
}

// homePart is what Home shows of one engagement.
type homePart struct {
	Role       coaching.Role
	Engagement coaching.Engagement
	Me, Other  coaching.Person // Other: the coachee for a coach, the coach for everybody else
	Sessions   []coaching.Session
	Open       int // open actions
	Proposed   int // actions that wait for the coachee's answer
	Schedule   coaching.Schedule
	Sentences  []sentence       // for a coachee: what their sponsor could be told, oldest first
	Dates      coaching.Consent // for a coachee: to dates and counts; zero: never given
	Now        time.Time
}

func (b *Bot) homePart(ctx context.Context, c *Call, e coaching.Engagement) (homePart, error) {
	h := homePart{Engagement: e, Me: c.Person, Now: b.Now()}
	h.Role, _ = e.RoleOf(c.Person.ID)
	other := e.Coach
	if h.Role == coaching.Coach {
		other = e.Coachee
	}
	var err error
	if h.Other, err = b.Store.Person(ctx, other); err != nil || h.Role == coaching.Sponsor {
		return h, err
	}
	if h.Sessions, err = b.Store.Sessions(ctx, e.ID); err != nil {
		return h, err
	}
	as, err := b.Store.Actions(ctx, e.ID)
	if err != nil {
		return h, err
	}
	for _, a := range as {
		if a.Pending() {
			h.Open++
		}
		if a.State == coaching.ActionProposed {
			h.Proposed++
		}
	}
	if h.Role == coaching.Coachee {
		if err := b.homeSentences(ctx, &h); err != nil {
			return h, err
		}
		if h.Schedule, err = b.Store.ScheduleOf(ctx, e.ID); coaching.Is(err, coaching.NotFound) {
			return h, nil
		}
		if err == nil && h.Schedule.Spacing > 0 {
			h.Schedule.Next, err = b.nextAsked(ctx, h.Schedule)
		}
	}
	return h, err
}

// homeSentences adds what the coachee could decide about their sponsor.
func (b *Bot) homeSentences(ctx context.Context, h *homePart) (err error) {
	if h.Engagement.Sponsor == "" || !coaching.Offerable(h.Engagement) {
		return nil
	}
	if h.Sentences, err = b.sentences(ctx, h.Engagement); err != nil {
		return err
	}
	h.Dates, err = b.datesOf(ctx, h.Engagement)
	return err
}

func (b *Bot) publish(ctx context.Context, user string, v slack.HomeTabViewRequest) error {
	_, err := b.API.PublishViewContext(ctx, slack.PublishViewContextRequest{UserID: user, View: v})
	if err = b.shown(err); err != nil {
		return fmt.Errorf("publish home: %w", err)
	}
	return nil
}
