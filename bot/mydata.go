package bot

import (
	"context"
	"fmt"
	"strings"

	"interlude/coaching"
)

// Routes of a coachee's own data.
const (
	mydataOpen   = "mydata.open"
	mydataRead   = "mydata.read"   // everything, page by page
	mydataDelete = "mydata.delete" // one entry
	mydataCopy   = "mydata.copy"
	mydataMake   = "mydata.make"
	mydataPeriod = "mydata.period"
	mydataDays   = "mydata.days"
	mydataErase  = "mydata.erase" // the period that was shown
	mydataAll    = "mydata.all"
	mydataSure   = "mydata.sure"
	mydataKeep   = "mydata.keep"
	mydataEarly  = "mydata.early" // of an engagement that is over
)

func mydataRoutes() []route {
	return []route{
		on(command, "/coaching mydata", forCoachee, openMyData),
		on(command, "/coaching export", forCoachee, openCopy),
		on(press, mydataOpen, forCoachee, openMyData),
		on(press, mydataRead, forCoachee, readMyData),
		on(press, mydataDelete, forCoachee, deleteEntry),
		on(press, mydataCopy, forCoachee, openCopy),
		on(submission, mydataMake, forCoachee, makeCopy),
		on(press, mydataPeriod, forCoachee, openPeriod),
		on(submission, mydataDays, forCoachee, showPeriod),
		on(press, mydataErase, forCoachee, erasePeriod),
		on(press, mydataAll, forCoachee, openEraseAll),
		on(submission, mydataSure, forCoachee, askErasure),
		on(press, mydataKeep, forCoachee, keepData),
		on(press, mydataEarly, forCoachee, eraseEarly),
	}
}

// openMyData shows a coachee how much is stored about them, and what they can do with it.
func openMyData(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	r, err := b.record(ctx, c)
	if err != nil {
		return Answer{}, err
	}
	if c.View.CallbackID == "" && inMyData(c) { // back from a form that has nothing to send
		return Answer{Update: b.mydataView(r, "")}, nil
	}
	return c.opened(b.mydataView(r, "")), nil
}

// record is everything that is stored about the caller; nobody else ever gets it.
func (b *Bot) record(ctx context.Context, c *Call) (coaching.Record, error) {
	if c.Person.ID == "" || !c.Is(coaching.Coachee) {
		return coaching.Record{}, neutral()
	}
	r, err := b.Store.Record(ctx, c.Person.ID)
	if err != nil {
		return r, fmt.Errorf("read my data: %w", err)
	}
	r, _ = r.Within(c.Mine)
	return r, nil
}

// readMyData shows everything that is stored, or turns its pages.
func readMyData(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	r, err := b.record(ctx, c)
	if err != nil {
		return Answer{}, err
	}
	v, err := b.readView(ctx, r, pageNumber(c.Value), "")
	if err != nil {
		return Answer{}, err
	}
	if inMyData(c) {
		return Answer{Update: v}, nil
	}
	return c.opened(v), nil
}

// deleteEntry erases one entry for good; the button has asked before.
func deleteEntry(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	r, err := b.record(ctx, c)
	if err != nil {
		return Answer{}, err
	}
	said, change, redraw, err := b.eraseEntry(ctx, r, c.Value)
	if err != nil {
		return Answer{}, err
	}
	if err := b.commitOnce(ctx, c, change); err != nil {
		return Answer{}, err
	}
	b.refreshBriefs()
	a := Answer{Redraw: redraw, Homes: []coaching.ID{c.Person.ID}}
	r, err = b.record(ctx, c)
	if err != nil {
		a.Update = b.stored(nil, err)
		return a, nil
	}
	a.Update = b.stored(b.readView(ctx, r, mydataPage(c), said))
	return a, nil
}

// eraseEntry decides over the entry that a button of the list names, by its kind and its id.
func (b *Bot) eraseEntry(ctx context.Context, r coaching.Record, value string) (said string, c coaching.Change, redraw []coaching.ID, err error) {
	kind, name, _ := strings.Cut(value, ":")
	id, now := coaching.ID(name), b.Now()
	said, redraw = "*Deleted* for good.", []coaching.ID{id}
	for _, p := range r.Parts {
		e := p.Engagement
		if x, ok := entryOf(p.Reflections, id, func(x coaching.Reflection) coaching.ID { return x.ID }); ok && kind == "reflection" {
			c, err = coaching.EraseReflection(e, x, r.Person, now)
			return deletedWords(x), c, b.redrawEntry(ctx, x), err
		}
		if x, ok := entryOf(p.Actions, id, func(x coaching.Action) coaching.ID { return x.ID }); ok && kind == "action" {
			c, err = coaching.EraseAction(e, x, r.Person, now)
			return said, c, redraw, err
		}
		if x, ok := entryOf(p.Briefs, id, func(x coaching.Brief) coaching.ID { return x.ID }); ok && kind == "brief" {
			c, err = coaching.EraseBrief(e, x, p.Briefs, r.Person, now)
			return said, c, b.briefMessage(ctx, e), err
		}
		if x, ok := entryOf(p.Sessions, id, func(x coaching.Session) coaching.ID { return x.ID }); ok && kind == "session" {
			c, err = coaching.EraseNotes(e, x, r.Person, now)
			return said, c, redraw, err
		}
		if x, ok := entryOf(p.Consents, id, func(x coaching.Consent) coaching.ID { return x.ID }); ok && kind == "sentence" {
			c, err = coaching.EraseSentence(e, x, r.Person, now)
			return said, c, redraw, err
		}
	}
	return "", coaching.Change{}, nil, coaching.ErrStale()
}

// entryOf finds the row with this id.
func entryOf[T any](rows []T, id coaching.ID, of func(T) coaching.ID) (T, bool) {
	for _, x := range rows {
		if of(x) == id {
			return x, true
		}
	}
	var none T
	return none, false
}
