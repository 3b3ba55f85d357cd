package bot

import (
	"context"
	"fmt"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// addByWords reads "/actions add …": an action of one's own, or, with a coachee's name in
// front, a proposal to them.
func addByWords(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	who, rest := mentionIn(afterFirst(c.Text))
	if who.none() || who.means(c.Person) {
		return b.addOwn(ctx, c, rest)
	}
	es := live(c.As(coaching.Coach))
	people, err := b.pairPeople(ctx, es)
	if err != nil {
		return Answer{}, err
	}
	hits := named(es, people, who)
	switch len(hits) {
	case 0:
		return Answer{}, neutral()
	case 1:
		return b.proposeByWords(ctx, c, hits[0], people[hits[0].Coachee], rest)
	}
	return b.draftForm(ctx, c, hits, b.readDraft(rest, c.Person), nil) // the form asks which one
}

// addOwn adds the words as an action of the caller's; where they do not say enough, the form
// opens with what they say.
func (b *Bot) addOwn(ctx context.Context, c *Call, text string) (Answer, error) {
	es := live(c.As(coaching.Coachee))
	d := b.readDraft(text, c.Person)
	if len(es) == 0 {
		return b.draftForm(ctx, c, live(c.As(coaching.Coach)), d, nil)
	}
	if len(es) > 1 || d.Text == "" {
		return b.draftForm(ctx, c, es, d, nil)
	}
	a, change, err := coaching.AddAction(es[0], c.Person, d, b.Now())
	if err == nil {
		err = b.room(ctx, es[0], b.Limits.MayAct)
	}
	if err != nil {
		return b.mendDraft(ctx, c, es[0], d, err)
	}
	if err := b.commitOnce(ctx, c, change); err != nil {
		return Answer{}, err
	}
	return Answer{Note: addedNote(a, c.Person, b.manyOpen(ctx, es[0]), b.Now()), Homes: []coaching.ID{es[0].Coachee, es[0].Coach}}, nil
}

func (b *Bot) proposeByWords(ctx context.Context, c *Call, e coaching.Engagement, coachee coaching.Person, text string) (Answer, error) {
	d := b.readDraft(text, coachee)
	if d.Text == "" {
		return b.draftForm(ctx, c, []coaching.Engagement{e}, d, nil)
	}
	a, change, err := coaching.ProposeAction(e, c.Person, coachee, d, b.Now())
	if err == nil {
		err = b.room(ctx, e, b.Limits.MayAct)
	}
	if err != nil {
		return b.mendDraft(ctx, c, e, d, err)
	}
	if err := b.commitOnce(ctx, c, change); err != nil {
		return Answer{}, err
	}
	return Answer{Note: proposedNote(a, e, coachee), Homes: []coaching.ID{e.Coachee, e.Coach}}, nil
}

// mendDraft opens the form with words that were refused and why, so that nobody types twice.
func (b *Bot) mendDraft(ctx context.Context, c *Call, e coaching.Engagement, d coaching.ActionDraft, refusal error) (Answer, error) {
	if !coaching.Is(refusal, coaching.Invalid) {
		return Answer{}, refusal
	}
	a, err := b.draftForm(ctx, c, []coaching.Engagement{e}, d, nil)
	if err != nil || a.Update == nil {
		return Answer{}, refusal
	}
	a.Update.Blocks.BlockSet = append([]slack.Block{section("*" + refusal.Error() + "* Your words are still here.")}, a.Update.Blocks.BlockSet...)
	return a, nil
}

// readDraft reads "Delegate the weekly report by Friday" on the coachee's clocks.
func (b *Bot) readDraft(text string, coachee coaching.Person) coaching.ActionDraft {
	rest, due, _ := coaching.ReadDue(typedWords(text), b.Now(), coachee.Location())
	return coaching.ActionDraft{Text: coaching.Clean(rest), Due: due}
}

// manyOpen reports whether a soft warning is in place. It is no reason to fail.
func (b *Bot) manyOpen(ctx context.Context, e coaching.Engagement) bool {
	as, err := b.Store.Actions(ctx, e.ID)
	return err == nil && coaching.ManyOpen(as)
}

// newAction opens the empty form: for the engagement that the press names, else for the
// caller's own actions, else for a proposal.
func newAction(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	es := live(c.As(coaching.Coachee))
	if len(es) == 0 {
		es = live(c.As(coaching.Coach))
	}
	if e, _, err := c.asPair(coaching.ID(c.Value)); err == nil && !e.Live() {
		return Answer{}, coaching.ErrStale()
	} else if err == nil {
		es = []coaching.Engagement{e}
	}
	return b.draftForm(ctx, c, es, coaching.ActionDraft{}, backFrom(c))
}

// draftForm opens the form for one of es, in all of which the caller has the same part.
func (b *Bot) draftForm(ctx context.Context, c *Call, es []coaching.Engagement, d coaching.ActionDraft, back *actionPlace) (Answer, error) {
	if len(es) == 0 {
		return Answer{Update: actionsNoneView()}, nil
	}
	role, ok := es[0].RoleOf(c.Person.ID)
	if !ok || role == coaching.Sponsor {
		return Answer{}, neutral()
	}
	people, err := b.pairPeople(ctx, es)
	if err != nil {
		return Answer{}, err
	}
	f := draftForm{Role: role, Draft: d, Coachee: people[es[0].Coachee], Choices: engagementChoices(es, people, c.Person.ID)}
	f.Meta = draftMeta{Back: back}
	if len(es) == 1 {
		f.Meta.Engagement = es[0].ID
	}
	return Answer{Update: draftView(f)}, nil
}

// changeAction opens the form with the action as it stands.
func changeAction(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	e, a, err := b.actionOf(ctx, c, coaching.ID(c.Value), coaching.Coachee)
	if err != nil {
		return Answer{}, err
	}
	if !e.Live() || !(a.Pending() || a.State == coaching.ActionProposed) {
		return Answer{}, coaching.ErrStale()
	}
	return Answer{Update: draftView(draftForm{Role: coaching.Coachee, Coachee: c.Person, Draft: draftOf(a), Proposal: a.State == coaching.ActionProposed,
		Meta: draftMeta{Engagement: e.ID, Action: a.ID, Version: a.Version, Back: backFrom(c)}})}, nil
}

// saveAction stores a new action, a proposal or a change, whichever the form was for.
func saveAction(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	m, d, err := decodeDraft(c)
	if err != nil {
		return Answer{}, err
	}
	if m.Action != "" {
		return b.saveChange(ctx, c, m, d)
	}
	e, role, err := c.asPair(m.Engagement)
	if err != nil {
		return Answer{}, err
	}
	coachee, err := b.Store.Person(ctx, e.Coachee)
	if err != nil {
		return Answer{}, fmt.Errorf("save action: %w", err)
	}
	var a coaching.Action
	var change coaching.Change
	if role == coaching.Coachee {
		a, change, err = coaching.AddAction(e, coachee, d, b.Now())
	} else {
		a, change, err = coaching.ProposeAction(e, c.Person, coachee, d, b.Now())
	}
	if err == nil {
		err = b.room(ctx, e, b.Limits.MayAct)
	}
	if err != nil {
		return Answer{}, err
	}
	if err := b.commitOnce(ctx, c, change); err != nil {
		return Answer{}, err
	}
	out := Answer{Homes: []coaching.ID{e.Coachee, e.Coach}}
	if role == coaching.Coachee {
		out.Wrote = &wrote{Route: actionsChange, Value: string(a.ID), Place: actionPlace{List: actionsOpen, Engagement: e.ID}}
	}
	out.Update = b.listAgain(ctx, c, actionPlace{Engagement: e.ID}, savedWords(a, coachee, b.Now()))
	return out, nil
}

func (b *Bot) saveChange(ctx context.Context, c *Call, m draftMeta, d coaching.ActionDraft) (Answer, error) {
	e, a, err := b.actionOf(ctx, c, m.Action, coaching.Coachee)
	if err != nil {
		return Answer{}, err
	}
	if a.Version != m.Version {
		return Answer{}, coaching.ErrStale()
	}
	a, change, err := coaching.ChangeAction(e, a, c.Person, d, b.Now())
	if err != nil {
		return Answer{}, err
	}
	if err := b.commitOnce(ctx, c, change); err != nil {
		return Answer{}, err
	}
	out := Answer{Redraw: []coaching.ID{a.ID}, Homes: []coaching.ID{e.Coachee, e.Coach}, Wrote: &wrote{Route: actionsChange, Value: string(a.ID)}}
	if m.Back != nil {
		out.Wrote.Place = *m.Back
		out.Update = b.listAgain(ctx, c, *m.Back, changedWords(a, c.Person, b.Now()))
	}
	return out, nil
}
