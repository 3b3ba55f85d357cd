package bot

import (
	"context"
	"errors"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// Routes of a coaching that goes on with another coach. The value is the engagement's id.
const (
	coachOpen     = "coach.open"
	coachPropose  = "coach.propose"
	coachWithdraw = "coach.withdraw"
	coachReview   = "coach.review"
	coachTake     = "coach.take"
	coachKeep     = "coach.keep"
)

func coachRoutes() []route {
	return []route{
		on(command, "/coaching coach", forPair, openCoach),
		on(press, coachOpen, forPair, openCoach),
		on(submission, coachPropose, forCoach, proposeCoach),
		on(press, coachWithdraw, forCoach, withdrawCoach),
		on(press, coachReview, forCoachee, reviewCoach),
		on(submission, coachTake, forCoachee, takeCoach),
		on(press, coachKeep, forCoachee, keepCoach),
	}
}

// openCoach shows a coach the form, of the engagement that the press names or of one to choose, and a
// coachee where their coaching stands in this.
func openCoach(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	if e, role, err := c.asPair(coaching.ID(c.Value)); err == nil {
		return b.coachForm(ctx, c, e, role)
	}
	es := livePairs(c)
	switch len(es) {
	case 0:
		return c.opened(coachNoneView()), nil
	case 1:
		role, _ := es[0].RoleOf(c.Person.ID)
		return b.coachForm(ctx, c, es[0], role)
	}
	people, err := b.pairPeople(ctx, es)
	if err != nil {
		return Answer{}, err
	}
	return c.opened(chooseView(coachOpen, engagementChoices(es, people, c.Person.ID))), nil
}

func (b *Bot) coachForm(ctx context.Context, c *Call, e coaching.Engagement, role coaching.Role) (Answer, error) {
	if !e.Live() {
		return Answer{}, coaching.ErrStale()
	}
	ps, err := b.Store.People(ctx, []coaching.ID{e.Coach, e.Coachee, e.Next})
	if err != nil {
		return Answer{}, err
	}
	if role == coaching.Coachee {
		return c.opened(coachOfView(e, ps[e.Coach], ps[e.Next])), nil
	}
	return c.opened(proposeCoachView(e, ps[e.Coachee], ps[e.Next])), nil
}

// proposeCoach asks the coachee. Of whom the configuration does not name, nothing is found out by it.
func proposeCoach(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	id, user, err := decodePropose(c)
	if err != nil {
		return Answer{}, err
	}
	e, role, err := c.asPair(id)
	if err != nil || role != coaching.Coach {
		return Answer{}, neutral()
	}
	if !b.isCoach(user) {
		return Answer{}, coaching.Bad("coach", coaching.NotThatCoach)
	}
	to, isNew, err := b.ensureUnder(ctx, "coach", user)
	if err != nil {
		return Answer{}, err
	}
	existing, err := b.Store.EngagementsOf(ctx, e.Coachee)
	if err != nil {
		return Answer{}, err
	}
	change, err := coaching.ProposeCoach(e, c.Person, to, existing, b.Now())
	if err != nil {
		return Answer{}, err
	}
	if isNew {
		change.People = append(change.People, to)
	}
	if err := b.commitOnce(ctx, c, change); err != nil {
		return Answer{}, err
	}
	coachee, err := b.Store.Person(ctx, e.Coachee)
	return Answer{Update: b.stored(proposedCoachView(e, coachee, to), err), Redraw: []coaching.ID{e.ID}}, nil
}

func withdrawCoach(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	e, _, err := c.asPair(coaching.ID(c.Value))
	if err != nil {
		return Answer{}, err
	}
	change, err := coaching.WithdrawCoach(e, c.Person, b.Now())
	if err != nil {
		return Answer{}, err
	}
	if err := b.commitOnce(ctx, c, change); err != nil {
		return Answer{}, err
	}
	return Answer{Update: coachStaysView(), Redraw: []coaching.ID{e.ID}}, nil
}

// proposedTo returns the coachee's engagement id, with the coach who would take over.
func (b *Bot) proposedTo(ctx context.Context, c *Call, id coaching.ID) (coaching.Engagement, coaching.Person, error) {
	e, role, err := c.asPair(id)
	if err != nil || role != coaching.Coachee {
		return e, coaching.Person{}, neutral()
	}
	if e.Next == "" || !e.Live() {
		return e, coaching.Person{}, coaching.ErrStale()
	}
	to, err := b.Store.Person(ctx, e.Next)
	if err == nil && !b.isCoach(to.User) {
		err = coaching.ErrStale()
	}
	return e, to, err
}

// reviewCoach shows the agreement with the coach who would take over, and what happens then.
func reviewCoach(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	e, to, err := b.proposedTo(ctx, c, coaching.ID(c.Value))
	if err != nil {
		return Answer{}, err
	}
	coach, err := b.Store.Person(ctx, e.Coach)
	if err != nil {
		return Answer{}, err
	}
	ahead, err := b.aheadOf(ctx, e)
	if err != nil {
		return Answer{}, err
	}
	return c.opened(reviewCoachView(e, coach, to, c.Person, len(ahead))), nil
}

// aheadOf lists the sessions of e that are booked.
func (b *Bot) aheadOf(ctx context.Context, e coaching.Engagement) ([]coaching.Session, error) {
	all, err := b.Store.Sessions(ctx, e.ID)
	if err != nil {
		return nil, err
	}
	var out []coaching.Session
	for _, s := range all {
		if s.Busy() && s.Start.After(b.Now()) {
			out = append(out, s)
		}
	}
	return out, nil
}

// becomes gathers what becomes of the sessions of e when to takes over.
func (b *Bot) becomes(ctx context.Context, e coaching.Engagement, to coaching.ID, keep bool) (coaching.Ahead, error) {
	a := coaching.Ahead{Keep: keep}
	var err error
	if a.Sessions, err = b.Store.Sessions(ctx, e.ID); err != nil || !keep {
		return a, err
	}
	now := b.Now()
	a.Busy, err = b.Store.SessionsOf(ctx, to, now.Add(-coaching.Buffer), now.AddDate(coaching.YearsAhead, 0, 0))
	return a, err
}

// takeCoach is the coachee's yes: from then on the former coach has no part.
func takeCoach(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	id, next, keep, err := decodeTake(c)
	if err != nil {
		return Answer{}, err
	}
	e, to, err := b.proposedTo(ctx, c, id)
	if err != nil {
		return Answer{}, err
	}
	if to.ID != next {
		return Answer{}, coaching.ErrStale()
	}
	if gone, err := b.accounts.deleted(ctx, to.User); err != nil || gone {
		return Answer{}, orElseErr(err, coaching.Bad("ahead", "The new coach cannot be reached here right now. Nothing has changed."))
	}
	former, err := b.Store.Person(ctx, e.Coach)
	if err != nil {
		return Answer{}, err
	}
	ahead, err := b.becomes(ctx, e, to.ID, keep)
	if err != nil {
		return Answer{}, err
	}
	sched, err := b.rearmed(ctx, e)
	if err != nil {
		return Answer{}, err
	}
	n, change, err := coaching.TakeCoach(e, c.Person, to, ahead, sched, b.Now())
	if err != nil {
		return Answer{}, err
	}
	err = b.ending(ctx, []coaching.ID{e.ID}, []string{former.User}, func() error { return b.commitOnce(ctx, c, change) })
	if err != nil {
		return Answer{}, slotRace(err)
	}
	a := Answer{Update: tookCoachView(n, to), Redraw: []coaching.ID{e.ID}, Homes: []coaching.ID{e.Coach, e.Coachee, to.ID}}
	for _, s := range change.Sessions {
		a.Redraw = append(a.Redraw, s.ID)
	}
	return a, nil
}

func orElseErr(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// slotRace makes of a slot that the new coach has just given to somebody else a reason to try again.
func slotRace(err error) error {
	var refusal *coaching.Error
	if errors.As(err, &refusal) && refusal.Kind == coaching.Taken {
		return &coaching.Error{Kind: coaching.Taken, Field: "ahead", Msg: "One of the times has just been taken. Please send this once more."}
	}
	return err
}

func keepCoach(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	e, role, err := c.asPair(coaching.ID(c.Value))
	if err != nil || role != coaching.Coachee {
		return Answer{}, neutral()
	}
	change, err := coaching.KeepCoach(e, c.Person, b.Now())
	if err != nil {
		return Answer{}, err
	}
	if err := b.commitOnce(ctx, c, change); err != nil {
		return Answer{}, err
	}
	a := Answer{Redraw: []coaching.ID{e.ID}}
	if c.View.Type == slack.VTModal {
		a.Update = coachStaysView()
	}
	return a, nil
}
