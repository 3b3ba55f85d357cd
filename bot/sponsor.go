package bot

import (
	"context"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

func sponsorRoutes() []route {
	return append([]route{
		on(command, "/coaching sponsor", part, openSponsor),
		on(press, sponsorOpen, part, openSponsor),
		on(press, sponsorLook, forCoachee, lookAtSentence),
		on(press, sponsorShare, forCoachee, shareSentence),
		on(press, sponsorReword, forCoachee, openReword),
		on(submission, sponsorReworded, forCoachee, rewordSentence),
		on(press, sponsorRefuse, forCoachee, refuseSentence),
		on(press, sponsorWithdraw, forCoachee, withdrawSentence),
		on(press, sponsorRead, forSponsor, readNews),
		on(press, sponsorDates, forCoachee, openDates),
		on(press, sponsorAllow, forCoachee, allowDates),
		on(press, sponsorDisallow, forCoachee, disallowDates),
	}, sponsorPartRoutes()...)
}

// openSponsor answers each part in its own way. A coach learns nothing, and whoever is
// sponsor sees their own part alone.
func openSponsor(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	if _, err := c.sponsored(coaching.ID(c.Value)); err == nil {
		return reviewSponsorPart(b, ctx, c)
	}
	v, err := b.sponsorList(ctx, c)
	switch {
	case err != nil:
		return Answer{}, err
	case v != nil:
		return c.opened(v), nil
	case len(c.As(coaching.Sponsor)) > 0:
		return b.sponsorParts(ctx, c)
	case len(c.As(coaching.Coachee)) > 0:
		return say("No sponsor takes part in your coaching. Nobody outside it is told anything."), nil
	case c.Is(coaching.Coach):
		return say("What a sponsor is told is up to the coachee alone. You could see here neither what was asked nor what was said."), nil
	}
	return Answer{}, neutral()
}

// sentence is one that the sponsor could be told, with what became of it.
type sentence struct {
	e       coaching.Engagement
	sponsor coaching.Person // zero where the sponsor is named already
	consent coaching.Consent
	told    coaching.Told // what the sponsor has got of it
	now     time.Time
	events  []coaching.ConsentEvent // where its history is shown
}

// sponsorList shows the caller, as coachee, every sentence; nil when no sponsor has a part.
func (b *Bot) sponsorList(ctx context.Context, c *Call) (*slack.ModalViewRequest, error) {
	l := sentenceList{reader: c.Person, now: b.Now(), people: map[coaching.ID]coaching.Person{}}
	for _, e := range c.As(coaching.Coachee) {
		if e.Sponsor == "" || !e.Begun() {
			continue
		}
		ps, err := b.Store.People(ctx, []coaching.ID{e.Coach, e.Sponsor})
		if err != nil {
			return nil, err
		}
		for id, p := range ps {
			l.people[id] = p
		}
		ss, err := b.sentences(ctx, e)
		if err != nil {
			return nil, err
		}
		dates, err := b.datesOf(ctx, e)
		if err != nil {
			return nil, err
		}
		l.engagements, l.sentences, l.dates = append(l.engagements, e), append(l.sentences, ss), append(l.dates, dates)
	}
	if len(l.engagements) == 0 {
		return nil, nil
	}
	return sentencesView(l), nil
}

// sentences lists what was asked and allowed in e, oldest first, without its categories.
func (b *Bot) sentences(ctx context.Context, e coaching.Engagement) ([]sentence, error) {
	cs, err := b.Store.Consents(ctx, e.ID)
	if err != nil {
		return nil, err
	}
	var out []sentence
	for _, c := range cs {
		if c.Category != "" {
			continue
		}
		told, err := b.toldOf(ctx, c.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, sentence{e: e, consent: c, told: told, now: b.Now()})
	}
	return out, nil
}

// toldOf says what the sponsor has got of a sentence.
func (b *Bot) toldOf(ctx context.Context, consent coaching.ID) (coaching.Told, error) {
	ds, err := b.Store.NewsOf(ctx, consent)
	return coaching.ToldBy(ds), err
}

// sentenceOf loads the sentence id for its coachee; for everybody else there is none.
func (b *Bot) sentenceOf(ctx context.Context, c *Call, id coaching.ID) (sentence, error) {
	consent, err := b.Store.ConsentIn(ctx, id, c.where(coaching.Coachee))
	if err != nil {
		return sentence{}, err
	}
	e, err := c.engagementAs(consent.Engagement, coaching.Coachee)
	if err != nil {
		return sentence{}, err
	}
	if consent.Category != "" {
		return sentence{}, neutral()
	}
	s := sentence{e: e, consent: consent, now: b.Now()}
	if s.sponsor, err = b.Store.Person(ctx, consent.Recipient); err != nil {
		return s, err
	}
	s.told, err = b.toldOf(ctx, consent.ID)
	return s, err
}

func lookAtSentence(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	v, err := b.sentenceNow(ctx, c, coaching.ID(c.Value))
	if err != nil {
		return Answer{}, err
	}
	return c.opened(v), nil
}

// shareSentence gives the consent for the words that the button stood under, and no others.
func shareSentence(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	id, shown, _ := strings.Cut(c.Value, "|")
	return b.decideSentence(ctx, c, coaching.ID(id), func(s sentence) (coaching.Change, error) {
		if s.told != coaching.ToldNothing {
			return coaching.Change{}, coaching.ErrStale()
		}
		_, change, err := coaching.Share(s.e, s.consent, s.e.Sponsor, shown, c.Person, b.ConsentMonths, b.Now())
		return change, err
	})
}

func refuseSentence(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	return b.decideSentence(ctx, c, coaching.ID(c.Value), func(s sentence) (coaching.Change, error) {
		_, change, err := coaching.Refuse(s.e, s.consent, c.Person, b.Now())
		return change, err
	})
}

func withdrawSentence(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	return b.decideSentence(ctx, c, coaching.ID(c.Value), func(s sentence) (coaching.Change, error) {
		_, change, err := coaching.Withdraw(s.e, s.consent, c.Person, b.Now())
		return change, err
	})
}

// decideSentence stores what rule makes of the sentence id, and shows it where the press was.
func (b *Bot) decideSentence(ctx context.Context, c *Call, id coaching.ID, rule func(sentence) (coaching.Change, error)) (Answer, error) {
	s, err := b.sentenceOf(ctx, c, id)
	if err != nil {
		return Answer{}, err
	}
	change, err := rule(s)
	if err != nil {
		return Answer{}, err
	}
	if err := b.commitOnce(ctx, c, change); err != nil {
		return Answer{}, err
	}
	a := Answer{Redraw: []coaching.ID{id}, Homes: []coaching.ID{s.e.Coachee}}
	switch {
	case c.View.Type != slack.VTModal:
	case listOf(c) == sponsorListForm:
		a.Update = b.stored(b.sponsorList(ctx, c))
	default:
		a.Update = b.stored(b.sentenceNow(ctx, c, id))
	}
	return a, nil
}

// sentenceNow draws the form of one sentence as it stands in the database, with its history.
func (b *Bot) sentenceNow(ctx context.Context, c *Call, id coaching.ID) (*slack.ModalViewRequest, error) {
	s, err := b.sentenceOf(ctx, c, id)
	if err != nil {
		return nil, err
	}
	if s.events, err = b.Store.ConsentEvents(ctx, id); err != nil {
		return nil, err
	}
	return sentenceView(s, c.Person), nil
}

func openReword(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	s, err := b.sentenceOf(ctx, c, coaching.ID(c.Value))
	if err != nil {
		return Answer{}, err
	}
	if !s.open() {
		return Answer{}, coaching.ErrStale()
	}
	return Answer{Update: rewordView(s.consent)}, nil
}

// rewordSentence stores other words and shows them again: they are not shared by that.
func rewordSentence(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	var m rewordMeta
	if err := c.Meta(&m); err != nil {
		return Answer{}, err
	}
	s, err := b.sentenceOf(ctx, c, m.Consent)
	if err != nil {
		return Answer{}, err
	}
	if s.consent.Version != m.Version || s.told != coaching.ToldNothing {
		return Answer{}, coaching.ErrStale()
	}
	_, change, err := coaching.Reword(s.e, s.consent, c.Person, c.Input("sentence"), b.Now())
	if err != nil {
		return Answer{}, err
	}
	if err := b.commitOnce(ctx, c, change); err != nil {
		return Answer{}, err
	}
	return Answer{Update: b.stored(b.sentenceNow(ctx, c, m.Consent)), Redraw: []coaching.ID{m.Consent}, Homes: []coaching.ID{s.e.Coachee}, Wrote: &wrote{Route: sponsorLook, Value: string(m.Consent)}}, nil
}
