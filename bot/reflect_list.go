package bot

import (
	"context"
	"fmt"
	"slices"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// listReflections opens "My reflections", or turns its pages. On top of a form in which
// something is being written, that form stays below.
func listReflections(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	at := entriesBefore(c)
	if c.Route == reflectPage {
		at.Page = pageNumber(c.Value)
	}
	v, err := b.reflectionList(ctx, c, at, "")
	if c.View.CallbackID == reflectSave || c.View.CallbackID == briefRelease {
		return Answer{Open: v}, err
	}
	return Answer{Update: v}, err
}

// reflectionList builds the list of everything that the caller wrote, newest first.
func (b *Bot) reflectionList(ctx context.Context, c *Call, at entriesPlace, said string) (*slack.ModalViewRequest, error) {
	es := c.As(coaching.Coachee)
	people, err := b.pairPeople(ctx, es)
	if err != nil {
		return nil, err
	}
	l := entryListing{Me: c.Person, Place: at, Said: said, Several: len(es) > 1}
	for _, e := range es {
		rs, err := b.Store.Reflections(ctx, e.ID)
		if err != nil {
			return nil, fmt.Errorf("list reflections: %w", err)
		}
		brief, err := b.Store.LatestBrief(ctx, e.ID)
		if err != nil && !coaching.Is(err, coaching.NotFound) {
			return nil, fmt.Errorf("list reflections: %w", err)
		}
		for _, r := range rs {
			l.Entries = append(l.Entries, listedEntry{Reflection: r, Coach: people[e.Coach], Live: e.Live(),
				Released: brief.Readable() && slices.Contains(brief.Entries, r.ID)})
		}
	}
	slices.SortStableFunc(l.Entries, func(x, y listedEntry) int { return y.Created.Compare(x.Created) })
	return entryListView(l), nil
}

// entriesAgain is the list after something was stored: a list that cannot be read is only
// noted, because the change itself stands.
func (b *Bot) entriesAgain(ctx context.Context, c *Call, at entriesPlace, said string) *slack.ModalViewRequest {
	v, err := b.reflectionList(ctx, c, at, said)
	if err != nil {
		b.Log.Warn("list reflections afterwards", "person", string(c.Person.ID), "err", err)
		return nil
	}
	if at.Below != "" && (at.Below == c.View.PreviousViewID || at.Below == c.View.RootViewID) {
		b.later("brief below", func(ctx context.Context) error { return b.offerAnew(ctx, c, at) })
	}
	return v
}

// offerAnew shows in the brief's form below the list what can be ticked now. What is being
// written there stays: Slack keeps what inputs of the same name hold.
func (b *Bot) offerAnew(ctx context.Context, c *Call, at entriesPlace) error {
	e, err := c.engagementAs(at.Brief, coaching.Coachee)
	if err != nil {
		return err
	}
	d, err := b.briefDraft(ctx, e)
	if err != nil {
		return err
	}
	_, err = b.API.UpdateViewContext(ctx, *prepareView(d), "", "", at.Below)
	return b.shown(err)
}

// editReflection opens the entry in a form.
func editReflection(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	e, r, err := b.reflectionOf(ctx, c, coaching.ID(c.Value))
	if err != nil {
		return Answer{}, err
	}
	if !e.Live() {
		return Answer{}, coaching.ErrStale()
	}
	m := editMeta{Reflection: r.ID, Version: r.Version}
	if at, ok := entriesPlaceOf(c); ok {
		m.Back = &at
	}
	return Answer{Update: editView(m, r)}, nil
}

func saveEdit(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	m, in, err := decodeEdit(c)
	if err != nil {
		return Answer{}, err
	}
	e, r, err := b.reflectionOf(ctx, c, m.Reflection)
	if err != nil {
		return Answer{}, err
	}
	if r.Version != m.Version {
		return Answer{}, coaching.ErrStale()
	}
	r, change, err := coaching.EditReflection(e, r, c.Person, in, b.Now())
	if err != nil {
		return Answer{}, err
	}
	if err := b.commitOnce(ctx, c, change); err != nil {
		return Answer{}, err
	}
	out := Answer{Update: keptView(r, ""), Redraw: b.redrawEntry(ctx, r), Wrote: &wrote{Route: reflectEdit, Value: string(r.ID)}}
	if m.Back != nil {
		out.Wrote.Place = *m.Back
		out.Update = b.entriesAgain(ctx, c, *m.Back, "*Saved.*")
	}
	return out, nil
}

// deleteReflection erases the entry for good; the button has asked before.
func deleteReflection(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	e, r, err := b.reflectionOf(ctx, c, coaching.ID(c.Value))
	if err != nil {
		return Answer{}, err
	}
	redraw := b.redrawEntry(ctx, r)
	change, err := coaching.EraseReflection(e, r, c.Person, b.Now())
	if err != nil {
		return Answer{}, err
	}
	if err := b.commitOnce(ctx, c, change); err != nil {
		return Answer{}, err
	}
	return b.afterEntry(ctx, c, deletedWords(r), redraw), nil
}

// markReflection changes who may read the entry.
func markReflection(audience coaching.Audience) handler {
	return func(b *Bot, ctx context.Context, c *Call) (Answer, error) {
		e, r, err := b.reflectionOf(ctx, c, coaching.ID(c.Value))
		if err != nil {
			return Answer{}, err
		}
		r, change, err := coaching.EditReflection(e, r, c.Person, coaching.Entry{Text: r.Text.Reveal(), Rating: r.Rating, Audience: audience}, b.Now())
		if err != nil {
			return Answer{}, err
		}
		if err := b.commitOnce(ctx, c, change); err != nil {
			return Answer{}, err
		}
		return b.afterEntry(ctx, c, markedWords(r), b.redrawEntry(ctx, r)), nil
	}
}

// afterEntry shows what became of an entry, in the list or the form where the press was.
func (b *Bot) afterEntry(ctx context.Context, c *Call, said string, redraw []coaching.ID) Answer {
	out := Answer{Redraw: redraw}
	if at, ok := entriesPlaceOf(c); ok {
		out.Update = b.entriesAgain(ctx, c, at, said)
	} else if c.View.Type == slack.VTModal {
		out.Update = entryNotice(said)
	}
	return out
}
