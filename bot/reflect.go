package bot

import (
	"context"
	"fmt"
	"time"

	"interlude/coaching"
)

// Routes of the reflections, besides reflectOpen and reflectList.
const (
	reflectSave   = "reflect.save"
	reflectLater  = "reflect.later"
	reflectSkip   = "reflect.skip"
	reflectPage   = "reflect.page"
	reflectEdit   = "reflect.edit"
	reflectEdited = "reflect.edited"
	reflectDelete = "reflect.delete"
	reflectBrief  = "reflect.brief" // for my next brief
	reflectMe     = "reflect.me"    // only me
)

func reflectRoutes() []route {
	return []route{
		on(command, "/reflect", forCoachee, openReflect),
		on(press, reflectOpen, forCoachee, openReflect),
		on(submission, reflectSave, forCoachee, saveReflection),
		on(press, reflectSkip, forCoachee, promptPress(skipPrompt)),
		on(press, reflectList, forCoachee, listReflections),
		on(press, reflectPage, forCoachee, listReflections),
		on(press, reflectEdit, forCoachee, editReflection),
		on(submission, reflectEdited, forCoachee, saveEdit),
		on(press, reflectDelete, forCoachee, deleteReflection),
		on(press, reflectBrief, forCoachee, markReflection(coaching.NextBrief)),
		on(press, reflectMe, forCoachee, markReflection(coaching.OnlyMe)),
	}
}

// openReflect opens the form: for the prompt or the engagement that the press names, else for
// whatever is under way.
func openReflect(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	es := live(c.As(coaching.Coachee))
	var m writeMeta
	var shown []coaching.ID
	if id := coaching.ID(c.Value); owns(es, id) {
		es, m.Engagement = []coaching.Engagement{pickEngagement(es, id)}, id
	} else if d, err := b.promptOf(ctx, c, coaching.ID(c.Value)); err == nil {
		if !owns(es, d.Engagement) {
			return Answer{Update: reflectOverView()}, nil
		}
		es, m.Prompt = []coaching.Engagement{pickEngagement(es, d.Engagement)}, d.ID
		if d.Answered.IsZero() && coaching.PromptClosed(d, c.Person.Location(), b.Now()) {
			shown = b.asked(ctx, d.ID) // a late answer is one, too, and the message says so
		}
	} else if !coaching.Is(err, coaching.NotFound) {
		return Answer{}, err
	}
	if len(es) == 0 {
		return Answer{Update: reflectOverView()}, nil
	}
	people, err := b.pairPeople(ctx, es)
	if err != nil {
		return Answer{}, err
	}
	if len(es) == 1 {
		m.Engagement = es[0].ID
	}
	return Answer{Update: writeView(m, engagementChoices(es, people, c.Person.ID)), Redraw: shown}, nil
}

// promptOf returns the prompt's own delivery, also when id names its repetition; NotFound when
// id names no message at all.
func (b *Bot) promptOf(ctx context.Context, c *Call, id coaching.ID) (coaching.Delivery, error) {
	d, err := b.Store.DeliveryTo(ctx, id, c.Person.ID)
	if err == nil && d.Kind == coaching.KindPromptAgain {
		d, err = b.Store.DeliveryTo(ctx, d.Subject, c.Person.ID)
	}
	if err != nil {
		return coaching.Delivery{}, err
	}
	if d.Kind != coaching.KindPrompt {
		return coaching.Delivery{}, neutral()
	}
	return d, nil
}

// openPrompt returns the prompt of e that still waits for an answer; "" when there is none.
func (b *Bot) openPrompt(ctx context.Context, c *Call, e coaching.ID) (coaching.ID, error) {
	now := b.Now()
	sent, err := b.Store.DeliveriesTo(ctx, c.Person.ID, coaching.KindPrompt, now.Add(-14*24*time.Hour))
	if err != nil {
		return "", fmt.Errorf("open prompt: %w", err)
	}
	var mine []coaching.Delivery
	for _, d := range sent {
		if e == "" || d.Engagement == e {
			mine = append(mine, d)
		}
	}
	d, _ := coaching.OpenPrompt(mine, c.Person, now)
	return d.ID, nil
}

// asked lists the messages in which the prompt was asked: itself and its repetitions.
func (b *Bot) asked(ctx context.Context, prompt coaching.ID) []coaching.ID {
	if prompt == "" {
		return nil
	}
	out := []coaching.ID{prompt}
	again, err := b.Store.DeliveriesOf(ctx, prompt)
	if err != nil {
		b.Log.Warn("messages of a prompt", "delivery", string(prompt), "err", err)
	}
	for _, d := range again {
		out = append(out, d.ID)
	}
	return out
}

// askedNoMore reports that the questions of the engagement are turned off or paused.
func (b *Bot) askedNoMore(ctx context.Context, s scene) (bool, error) {
	schedule, err := b.Store.ScheduleOf(ctx, s.Engagement.ID)
	if err != nil && !coaching.Is(err, coaching.NotFound) {
		return false, err
	}
	return schedule.Paused || s.Engagement.State == coaching.EngagementPaused, nil
}

// keeping is an entry on its way into the store.
type keeping struct {
	coaching.Entry
	Prompt coaching.ID // empty: unasked
	Once   string
	Edited time.Time // zero, or when the typed message was changed last
}

// keep stores an entry of the caller. It decides anew when another entry of the same moment
// was faster to answer the prompt, so that nobody's words are lost to a race.
func (b *Bot) keep(ctx context.Context, c *Call, e coaching.Engagement, in keeping) (coaching.Reflection, error) {
	for try := 0; ; try++ {
		r, err := b.keepOnce(ctx, c, e, in)
		if try == 2 || !coaching.Is(err, coaching.Stale) || !e.Live() {
			return r, err
		}
		if c.Person, err = b.Store.Person(ctx, c.Person.ID); err != nil {
			return r, err
		}
	}
}

func (b *Bot) keepOnce(ctx context.Context, c *Call, e coaching.Engagement, in keeping) (coaching.Reflection, error) {
	var asked *coaching.Delivery
	if in.Prompt != "" {
		d, err := b.promptOf(ctx, c, in.Prompt)
		if err != nil {
			return coaching.Reflection{}, err
		}
		asked = &d
	}
	r, change, err := coaching.Reflect(e, c.Person, in.Entry, asked, b.Now())
	if err != nil {
		return r, err
	}
	if err := b.room(ctx, e, b.Limits.MayReflect); err != nil {
		return r, err
	}
	if r.Typed() && !c.Person.Typed {
		p := c.Person
		p.Typed = true
		change.People = append(change.People, p)
	}
	if !in.Edited.IsZero() {
		change.Reflections[0].Edited = in.Edited
	}
	change.Once = in.Once
	return r, b.commit(ctx, change)
}

// saveReflection keeps what was written in the form.
func saveReflection(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	m, in, err := decodeWrite(c)
	if err != nil {
		return Answer{}, err
	}
	e, err := c.engagementAs(m.Engagement, coaching.Coachee)
	if err != nil {
		return Answer{}, err
	}
	if m.Prompt == "" {
		if m.Prompt, err = b.openPrompt(ctx, c, e.ID); err != nil {
			return Answer{}, err
		}
	}
	r, err := b.keep(ctx, c, e, keeping{Entry: in, Prompt: m.Prompt, Once: c.Once})
	if err != nil {
		return Answer{}, err
	}
	said, err := b.answersWords(ctx, c.Person, r)
	if err != nil {
		b.Log.Warn("what an entry answers", "reflection", string(r.ID), "err", err) // it is kept
	}
	return Answer{Update: keptView(r, said), Redraw: b.asked(ctx, r.Prompt), Wrote: &wrote{Route: reflectEdit, Value: string(r.ID)}}, nil
}

// promptRule is a decision over a prompt that waits for an answer.
type promptRule func(b *Bot, e coaching.Engagement, d coaching.Delivery, coachee coaching.Person) (coaching.Change, error)

// skipPrompt lets the questions pass.
func skipPrompt(b *Bot, _ coaching.Engagement, d coaching.Delivery, coachee coaching.Person) (coaching.Change, error) {
	return coaching.SkipPrompt(d, coachee, b.Now())
}

// promptPress is the press that carries out rule.
func promptPress(rule promptRule) handler {
	return func(b *Bot, ctx context.Context, c *Call) (Answer, error) {
		d, e, err := b.promptPressed(ctx, c)
		if err != nil {
			return Answer{}, err
		}
		change, err := rule(b, e, d, c.Person)
		if err != nil {
			return b.closedPrompt(ctx, d, err)
		}
		if err := b.commitOnce(ctx, c, change); err != nil {
			return Answer{}, err
		}
		return Answer{Redraw: b.asked(ctx, d.ID)}, nil
	}
}

// closedPrompt answers a press that came too late: its message shows what holds.
func (b *Bot) closedPrompt(ctx context.Context, d coaching.Delivery, err error) (Answer, error) {
	if !coaching.Is(err, coaching.Stale) {
		return Answer{}, err
	}
	a := say("%s", coaching.NoLonger)
	a.Redraw = b.asked(ctx, d.ID)
	return a, nil
}

func (b *Bot) promptPressed(ctx context.Context, c *Call) (coaching.Delivery, coaching.Engagement, error) {
	d, err := b.promptOf(ctx, c, coaching.ID(c.Value))
	if err != nil {
		return d, coaching.Engagement{}, err
	}
	e, err := c.engagementAs(d.Engagement, coaching.Coachee)
	return d, e, err
}

// reflectionOf loads an entry of the caller's own. Nobody else ever gets one.
func (b *Bot) reflectionOf(ctx context.Context, c *Call, id coaching.ID) (coaching.Engagement, coaching.Reflection, error) {
	r, err := b.Store.ReflectionIn(ctx, id, c.where(coaching.Coachee))
	if err != nil {
		return coaching.Engagement{}, coaching.Reflection{}, err
	}
	e, err := c.engagementAs(r.Engagement, coaching.Coachee)
	return e, r, err
}

// redrawEntry names the messages that show something about the entry.
func (b *Bot) redrawEntry(ctx context.Context, r coaching.Reflection) []coaching.ID {
	return append(b.asked(ctx, r.Prompt), r.ID)
}
