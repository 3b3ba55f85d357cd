package bot

import (
	"context"
	"slices"
	"time"

	"interlude/coaching"
)

func startRoutes() []route {
	return append([]route{
		on(command, "/coaching start", forCoach, openStart),
		on(press, startOpen, forCoach, openStart),
		on(submission, startSubmit, forCoach, submitStart),
	}, engagementRoutes()...)
}

// openStart shows the form, with the person that the command names.
func openStart(b *Bot, _ context.Context, c *Call) (Answer, error) {
	if !c.Named {
		return Answer{}, neutral()
	}
	m, _ := mentionIn(afterFirst(c.Text))
	loc := time.UTC
	if c.Person.ID != "" {
		loc = c.Person.Location()
	} else if z, err := coaching.ValidZone(b.Zone); err == nil {
		loc = z
	}
	return Answer{Open: startView(startDraft{Coachee: m.user, Start: coaching.Start{
		Sessions: 8, Minutes: 75, EveryDays: 14, FirstDay: coaching.WorkdayAfter(coaching.DateOf(b.Now().In(loc))),
	}})}, nil
}

// submitStart invites the coachee; people who are new here are stored with the invitation.
func submitStart(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	if !c.Named {
		return Answer{}, neutral()
	}
	d := decodeStart(c)
	cast := newcomers{b: b, known: map[string]coaching.Person{}}
	coach, err := cast.person(ctx, "coachee", c.User)
	if err != nil {
		return Answer{}, err
	}
	coachee, err := cast.person(ctx, "coachee", d.Coachee)
	if err != nil {
		return Answer{}, err
	}
	var sponsor *coaching.Person
	if d.Sponsor != "" {
		p, err := cast.person(ctx, "sponsor", d.Sponsor)
		if err != nil {
			return Answer{}, err
		}
		sponsor = &p
	}
	existing, err := b.Store.EngagementsOf(ctx, coachee.ID)
	if err != nil {
		return Answer{}, err
	}
	e, change, err := coaching.Propose(d.Start, coach, coachee, sponsor, existing, b.Now())
	if err != nil {
		return Answer{}, err
	}
	if err := b.roomToInvite(ctx, coach, coachee); err != nil {
		return Answer{}, err
	}
	change.People = append(cast.fresh, change.People...)
	if err := b.commitOnce(ctx, c, change); err != nil {
		return Answer{}, err
	}
	// Not the coachee's Home: nothing but the invitation is sent before they accept.
	return Answer{Update: invitedView(e, coachee, sponsor), Homes: []coaching.ID{coach.ID}}, nil
}

// newcomers looks up the people of a form, each Slack user once: somebody named twice is one
// person, also when they are new.
type newcomers struct {
	b     *Bot
	known map[string]coaching.Person
	fresh []coaching.Person
}

func (n *newcomers) person(ctx context.Context, field, user string) (coaching.Person, error) {
	if p, ok := n.known[user]; ok {
		return p, nil
	}
	if user == "" {
		return coaching.Person{}, coaching.Bad(field, "Choose a person.")
	}
	p, isNew, err := n.b.ensureUnder(ctx, field, user)
	if err != nil {
		return coaching.Person{}, err
	}
	if n.known[user] = p; isNew {
		n.fresh = append(n.fresh, p)
	}
	return p, nil
}

// pairOf returns who coaches whom in e.
func (b *Bot) pairOf(ctx context.Context, e coaching.Engagement) (coach, coachee coaching.Person, err error) {
	ps, err := b.Store.People(ctx, []coaching.ID{e.Coach, e.Coachee})
	return ps[e.Coach], ps[e.Coachee], err
}

// asPair returns the caller's engagement id in which they are coach or coachee, and as which.
func (c *Call) asPair(id coaching.ID) (coaching.Engagement, coaching.Role, error) {
	e, err := c.Engagement(id)
	if err != nil {
		return e, "", err
	}
	role, _ := e.RoleOf(c.Person.ID)
	if !slices.Contains([]coaching.Role{coaching.Coach, coaching.Coachee}, role) {
		return coaching.Engagement{}, "", neutral()
	}
	return e, role, nil
}
