package bot

import (
	"context"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// Presses and forms of the sponsor's own part.
const (
	sponsorAccept  = "sponsor.accept"
	sponsorDecline = "sponsor.decline"
	sponsorStop    = "sponsor.stop"
	sponsorReturn  = "sponsor.return"
)

func sponsorPartRoutes() []route {
	return []route{
		on(press, sponsorReview, forSponsor, reviewSponsorPart),
		on(submission, sponsorAccept, forSponsor, acceptSponsorPart),
		on(press, sponsorDecline, forSponsor, declineSponsorPart),
		on(press, sponsorStop, forSponsor, stopSponsorPart),
		on(press, sponsorReturn, forSponsor, returnToSponsorPart),
	}
}

// sponsored returns the caller's engagement id in which they are the sponsor.
func (c *Call) sponsored(id coaching.ID) (coaching.Engagement, error) {
	e, err := c.Engagement(id)
	if err != nil {
		return e, err
	}
	if role, _ := e.RoleOf(c.Person.ID); role != coaching.Sponsor || e.SponsorState == coaching.SponsorNone {
		return coaching.Engagement{}, neutral()
	}
	return e, nil
}

// answerable reports whether the sponsor can look at their part: at any time once they have
// answered, however the coaching goes.
func answerable(e coaching.Engagement) bool {
	return e.SponsorState != coaching.SponsorNone && (e.SponsorState != coaching.SponsorAsked || e.UnderWay())
}

// sponsorParts shows the caller's parts as sponsor; nothing before the coachee has accepted.
func (b *Bot) sponsorParts(ctx context.Context, c *Call) (Answer, error) {
	var es []coaching.Engagement
	for _, e := range c.As(coaching.Sponsor) {
		if answerable(e) {
			es = append(es, e)
		}
	}
	switch len(es) {
	case 0:
		return Answer{}, neutral()
	case 1:
		v, err := b.sponsorPart(ctx, es[0])
		return c.opened(v), err
	}
	ps, err := b.pairPeople(ctx, es)
	if err != nil {
		return Answer{}, err
	}
	return c.opened(sponsorPartsView(es, ps)), nil
}

// sponsorPart draws one part: to answer, or to read again, to stop and to come back.
func (b *Bot) sponsorPart(ctx context.Context, e coaching.Engagement) (*slack.ModalViewRequest, error) {
	coach, coachee, err := b.pairOf(ctx, e)
	if err != nil {
		return nil, err
	}
	return sponsorPartView(e, coach, coachee), nil
}

// reviewSponsorPart shows the part that the button names, or all of the caller's own.
func reviewSponsorPart(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	e, err := c.sponsored(coaching.ID(c.Value))
	if err != nil {
		return b.sponsorParts(ctx, c)
	}
	if !answerable(e) {
		return Answer{}, coaching.ErrStale()
	}
	v, err := b.sponsorPart(ctx, e)
	return c.opened(v), err
}

func acceptSponsorPart(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	var m agreementMeta
	if err := c.Meta(&m); err != nil {
		return Answer{}, err
	}
	return b.decideSponsor(ctx, c, m.Engagement, true, b.sponsorAnswers(ctx, c, true))
}

func declineSponsorPart(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	return b.decideSponsor(ctx, c, coaching.ID(c.Value), false, b.sponsorAnswers(ctx, c, false))
}

func (b *Bot) sponsorAnswers(ctx context.Context, c *Call, accept bool) sponsorRule {
	return func(e coaching.Engagement) (coaching.Change, error) {
		consents, err := b.unsent(ctx, e)
		if err != nil {
			return coaching.Change{}, err
		}
		return coaching.AnswerSponsor(e, c.Person, accept, consents, b.Now())
	}
}

func stopSponsorPart(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	return b.decideSponsor(ctx, c, coaching.ID(c.Value), false, func(e coaching.Engagement) (coaching.Change, error) {
		unsent, err := b.unsent(ctx, e)
		if err != nil {
			return coaching.Change{}, err
		}
		return coaching.SponsorLeaves(e, c.Person, unsent, b.Now())
	})
}

func returnToSponsorPart(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	return b.decideSponsor(ctx, c, coaching.ID(c.Value), true, func(e coaching.Engagement) (coaching.Change, error) {
		return coaching.SponsorReturns(e, c.Person, b.Now())
	})
}

// unsent are the consents of e by which nobody has got anything: those to sentences, and that to
// dates and counts.
func (b *Bot) unsent(ctx context.Context, e coaching.Engagement) ([]coaching.Consent, error) {
	ss, err := b.sentences(ctx, e)
	if err != nil {
		return nil, err
	}
	var out []coaching.Consent
	for _, s := range ss {
		if s.told == coaching.ToldNothing {
			out = append(out, s.consent)
		}
	}
	dates, err := b.datesOf(ctx, e)
	if err == nil && dates.ID != "" {
		out = append(out, dates)
	}
	return out, err
}

// sponsorRule is a decision of the sponsor of an engagement.
type sponsorRule func(coaching.Engagement) (coaching.Change, error)

// decideSponsor stores what rule makes of the sponsor's yes or no in the engagement id.
func (b *Bot) decideSponsor(ctx context.Context, c *Call, id coaching.ID, yes bool, rule sponsorRule) (Answer, error) {
	e, err := c.sponsored(id)
	if err != nil {
		return Answer{}, err
	}
	change, err := rule(e)
	if err != nil {
		return Answer{}, err
	}
	if err := b.commitOnce(ctx, c, change); err != nil {
		return Answer{}, err
	}
	return Answer{Update: sponsorAnsweredView(e.ID, yes), Redraw: b.aboutSponsor(ctx, e), Homes: []coaching.ID{e.Sponsor, e.Coach, e.Coachee}}, nil
}

// aboutSponsor lists what the coachee's messages about the sponsor are about: they look
// different once nobody can be told any more. Missing ones stay as they are.
func (b *Bot) aboutSponsor(ctx context.Context, e coaching.Engagement) []coaching.ID {
	ids := []coaching.ID{e.ID}
	cs, err := b.Store.Consents(ctx, e.ID)
	if err != nil {
		b.Log.Warn("list consents", "engagement", string(e.ID), "err", err)
	}
	for _, c := range cs {
		ids = append(ids, c.ID)
	}
	return ids
}
