package bot

import (
	"context"
	"fmt"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// Presses of the engagement's overview; the value is the engagement's id.
const (
	engagementPause    = "engagement.pause"
	engagementResume   = "engagement.resume"
	engagementClose    = "engagement.close"
	engagementWithdraw = "engagement.withdraw"
)

func engagementRoutes() []route {
	return []route{
		on(press, engagementOpen, forPair, openEngagement),
		on(press, engagementPause, forPair, pressed(pauseOne)),
		on(press, engagementResume, forPair, pressed(resumeOne)),
		on(press, engagementClose, forPair, pressed(closeOne)),
		on(press, engagementWithdraw, forCoach, pressed(withdrawOne)),
		on(command, "/coaching pause", part, everythingOr(true, told(pauseOne, "Paused. No questions are sent until one of you resumes. Booked sessions stay, and %s is told.", "Resume", engagementResume))),
		on(command, "/coaching resume", part, everythingOr(false, told(resumeOne, "Welcome back. The questions go on as before, and %s is told.", "Pause", engagementPause))),
		on(command, "/coaching close", forPair, askToClose),
		on(command, "/coaching engagement", forPair, openEngagement),
	}
}

// step is one thing that can be done to a whole engagement.
type step struct {
	name  string
	fits  func(coaching.Engagement, coaching.Role) bool
	apply func(b *Bot, ctx context.Context, c *Call, e coaching.Engagement) (coaching.Change, error)
}

var pauseOne = step{"pause", func(e coaching.Engagement, _ coaching.Role) bool { return e.State == coaching.EngagementActive },
	func(b *Bot, _ context.Context, c *Call, e coaching.Engagement) (coaching.Change, error) {
		return coaching.Pause(e, c.Person, b.Now())
	}}

var resumeOne = step{"resume", func(e coaching.Engagement, _ coaching.Role) bool { return e.State == coaching.EngagementPaused },
	func(b *Bot, ctx context.Context, c *Call, e coaching.Engagement) (coaching.Change, error) {
		s, err := b.rearmed(ctx, e)
		if err != nil {
			return coaching.Change{}, err
		}
		return coaching.Resume(e, c.Person, s, b.Now())
	}}

// closeOne is the coach's close, and the coachee's own end.
var closeOne = step{"close", func(e coaching.Engagement, _ coaching.Role) bool { return e.UnderWay() },
	func(b *Bot, ctx context.Context, c *Call, e coaching.Engagement) (coaching.Change, error) {
		sessions, consents, err := b.soFar(ctx, e)
		if err != nil {
			return coaching.Change{}, err
		}
		if c.Person.ID == e.Coachee {
			return coaching.End(e, c.Person, sessions, b.Now())
		}
		coachee, err := b.Store.Person(ctx, e.Coachee)
		if err != nil {
			return coaching.Change{}, err
		}
		return coaching.Close(e, c.Person, coachee, sessions, consents, b.Now())
	}}

var withdrawOne = step{"withdraw", func(e coaching.Engagement, r coaching.Role) bool {
	return e.State == coaching.EngagementInvited && r == coaching.Coach
},
	func(b *Bot, _ context.Context, c *Call, e coaching.Engagement) (coaching.Change, error) {
		return coaching.WithdrawInvitation(e, c.Person, b.Now())
	}}

// rearmed is the engagement's schedule with a next instant that lies ahead; zero when it has none.
func (b *Bot) rearmed(ctx context.Context, e coaching.Engagement) (coaching.Schedule, error) {
	s, err := b.Store.ScheduleOf(ctx, e.ID)
	if coaching.Is(err, coaching.NotFound) {
		return coaching.Schedule{}, nil
	}
	if err != nil {
		return coaching.Schedule{}, err
	}
	if !s.Next.After(b.Now()) {
		s.Next, err = b.Timetable.Next(s.Cron, s.Zone, b.Now())
	}
	return s, err
}

// take carries out s on e and says what shows something else now.
func (b *Bot) take(ctx context.Context, c *Call, s step, e coaching.Engagement) (Answer, error) {
	change, err := s.apply(b, ctx, c, e)
	if err != nil {
		return Answer{}, err
	}
	if err := b.commitOnce(ctx, c, change); err != nil {
		return Answer{}, err
	}
	a := Answer{Redraw: []coaching.ID{e.ID}, Homes: []coaching.ID{e.Coach, e.Coachee}}
	for _, x := range change.Sessions {
		a.Redraw = append(a.Redraw, x.ID)
	}
	return a, nil
}

// pressed carries out s on the engagement that the button names, and shows how it stands now.
func pressed(s step) handler {
	return func(b *Bot, ctx context.Context, c *Call) (Answer, error) {
		e, _, err := c.asPair(coaching.ID(c.Value))
		if err != nil {
			return Answer{}, err
		}
		a, err := b.take(ctx, c, s, e)
		if err != nil {
			return Answer{}, err
		}
		a.Update = b.stored(b.overview(ctx, c, e.ID))
		return a, nil
	}
}

// told carries out s on the engagement that the command means, says done, which names the other
// one of the pair, and offers the way back.
func told(s step, done, back, way string) handler {
	return func(b *Bot, ctx context.Context, c *Call) (Answer, error) {
		fit, err := b.fitting(ctx, c, s)
		if err != nil {
			return Answer{}, err
		}
		if len(fit) > 1 {
			return b.chooseEngagement(ctx, c, fit)
		}
		e, other := fit[0], fit[0].Coach
		if c.Person.ID == e.Coach {
			other = e.Coachee
		}
		who, err := b.Store.Person(ctx, other)
		if err != nil {
			return Answer{}, err
		}
		a, err := b.take(ctx, c, s, e)
		if err != nil {
			return Answer{}, err
		}
		a.Note = &Note{Blocks: []slack.Block{sectionf(done, at(who)), buttons(button(back, way, string(e.ID)))}}
		return a, nil
	}
}

// askToClose shows the overview, whose button asks once more.
func askToClose(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	fit, err := b.fitting(ctx, c, closeOne)
	if err != nil {
		return Answer{}, err
	}
	if len(fit) > 1 {
		return b.chooseEngagement(ctx, c, fit)
	}
	v, err := b.overview(ctx, c, fit[0].ID)
	return c.opened(v), err
}

// fitting lists the caller's engagements on which s can be taken, with the person that the
// command names if it names one. It is never empty without an error.
func (b *Bot) fitting(ctx context.Context, c *Call, s step) ([]coaching.Engagement, error) {
	m, _ := mentionIn(afterFirst(c.Text))
	var out []coaching.Engagement
	for _, e := range c.Mine {
		role, _ := e.RoleOf(c.Person.ID)
		if role != coaching.Coach && role != coaching.Coachee || !s.fits(e, role) {
			continue
		}
		coach, coachee, err := b.pairOf(ctx, e)
		if err != nil {
			return nil, err
		}
		other := coachee
		if role == coaching.Coachee {
			other = coach
		}
		if m.none() || m.means(other) {
			out = append(out, e)
		}
	}
	if len(out) == 0 {
		return nil, coaching.Bad("", fmt.Sprintf("There is nothing to %s.", s.name))
	}
	return out, nil
}

// openEngagement shows one engagement, or the list when it is not clear which.
func openEngagement(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	if _, _, err := c.asPair(coaching.ID(c.Value)); err == nil {
		v, err := b.overview(ctx, c, coaching.ID(c.Value))
		return Answer{Update: v}, err
	}
	var open []coaching.Engagement
	for _, e := range append(c.As(coaching.Coach), c.As(coaching.Coachee)...) {
		if !e.Over() || e.Begun() {
			open = append(open, e)
		}
	}
	switch len(open) {
	case 0:
		return say("There is no engagement yet."), nil
	case 1:
		v, err := b.overview(ctx, c, open[0].ID)
		return c.opened(v), err
	}
	return b.chooseEngagement(ctx, c, open)
}

func (b *Bot) chooseEngagement(ctx context.Context, c *Call, es []coaching.Engagement) (Answer, error) {
	ps, err := b.pairPeople(ctx, es)
	if err != nil {
		return Answer{}, err
	}
	return c.opened(engagementsView(c.Person.ID, es, ps)), nil
}

// overview loads one engagement anew, for it may just have changed, and draws it.
func (b *Bot) overview(ctx context.Context, c *Call, id coaching.ID) (v *slack.ModalViewRequest, err error) {
	o := engagementShown{me: c.Person.ID}
	if o.e, err = b.Store.Engagement(ctx, id); err != nil {
		return nil, err
	}
	if o.people, err = b.Store.People(ctx, []coaching.ID{o.e.Coach, o.e.Coachee, o.e.Sponsor}); err != nil {
		return nil, err
	}
	if o.acceptances, err = b.Store.Acceptances(ctx, id); err != nil {
		return nil, err
	}
	if o.sessions, err = b.Store.Sessions(ctx, id); err != nil {
		return nil, err
	}
	return engagementView(o), nil
}
