package bot

import (
	"context"
	"strings"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// datesOf returns the coachee's consent to dates and counts for the present sponsor of e; zero
// when there never was one.
func (b *Bot) datesOf(ctx context.Context, e coaching.Engagement) (coaching.Consent, error) {
	cs, err := b.Store.Consents(ctx, e.ID)
	if err != nil {
		return coaching.Consent{}, err
	}
	dates, _ := coaching.CategoryOf(e, cs)
	return dates, nil
}

// openDates shows what dates and counts are, with the exact words that they would make.
func openDates(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	v, err := b.datesNow(ctx, c, coaching.ID(c.Value))
	if err != nil {
		return Answer{}, err
	}
	return c.opened(v), nil
}

func (b *Bot) datesNow(ctx context.Context, c *Call, id coaching.ID) (*slack.ModalViewRequest, error) {
	e, err := c.engagementAs(id, coaching.Coachee)
	if err != nil {
		return nil, err
	}
	if e.Sponsor == "" || !e.Begun() {
		return nil, neutral()
	}
	d := datesShown{e: e, reader: c.Person, now: b.Now()}
	if d.consent, err = b.datesOf(ctx, e); err != nil {
		return nil, err
	}
	if d.sponsor, err = b.Store.Person(ctx, e.Sponsor); err != nil {
		return nil, err
	}
	if d.consent.ID != "" {
		if d.events, err = b.Store.ConsentEvents(ctx, d.consent.ID); err != nil {
			return nil, err
		}
	}
	return datesView(d), nil
}

// allowDates allows the category whose examples stood above the button, and no other.
func allowDates(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	id, shown, _ := strings.Cut(c.Value, "|")
	return b.decideDates(ctx, c, coaching.ID(id), func(e coaching.Engagement, cs []coaching.Consent) (coaching.Change, error) {
		_, change, err := coaching.AllowCategory(e, cs, e.Sponsor, shown, c.Person, b.ConsentMonths, b.Now())
		return change, err
	})
}

// disallowDates takes it back, with what was allowed by it and has not gone yet.
func disallowDates(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	return b.decideDates(ctx, c, coaching.ID(c.Value), func(e coaching.Engagement, cs []coaching.Consent) (coaching.Change, error) {
		dates, ok := coaching.CategoryOf(e, cs)
		if !ok {
			return coaching.Change{}, coaching.ErrStale()
		}
		unsent, err := b.unsent(ctx, e)
		if err != nil {
			return coaching.Change{}, err
		}
		_, change, err := coaching.WithdrawCategory(e, dates, unsent, c.Person, b.Now())
		return change, err
	})
}

// decideDates stores what rule makes of the category in the caller's engagement id.
func (b *Bot) decideDates(ctx context.Context, c *Call, id coaching.ID, rule func(coaching.Engagement, []coaching.Consent) (coaching.Change, error)) (Answer, error) {
	e, err := c.engagementAs(id, coaching.Coachee)
	if err != nil {
		return Answer{}, err
	}
	cs, err := b.Store.Consents(ctx, e.ID)
	if err != nil {
		return Answer{}, err
	}
	change, err := rule(e, cs)
	if err != nil {
		return Answer{}, err
	}
	if err := b.commitOnce(ctx, c, change); err != nil {
		return Answer{}, err
	}
	a := Answer{Homes: []coaching.ID{e.Coachee}}
	for _, k := range change.Consents {
		a.Redraw = append(a.Redraw, k.ID)
	}
	switch {
	case c.View.Type != slack.VTModal:
	case listOf(c) == sponsorListForm:
		a.Update = b.stored(b.sponsorList(ctx, c))
	default:
		a.Update = b.stored(b.datesNow(ctx, c, e.ID))
	}
	return a, nil
}
