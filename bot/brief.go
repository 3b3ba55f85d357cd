package bot

import (
	"context"
	"fmt"
	"slices"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// Routes of the brief, besides briefOpen (the coachee's form) and briefRead (the coach's view).
const (
	briefRelease  = "brief.release"
	briefWithdraw = "brief.withdraw"
	briefSee      = "brief.see" // the coachee looks at what the coach sees
	briefPage     = "brief.page"
)

func briefRoutes() []route {
	return []route{
		on(command, "/coaching brief", forPair, commandBrief),
		on(press, briefOpen, forCoachee, prepareBrief),
		on(submission, briefRelease, forCoachee, releaseBrief),
		on(press, briefWithdraw, forCoachee, withdrawBrief),
		on(press, briefSee, forCoachee, seeBrief),
		on(press, briefRead, forCoach, readBrief),
		on(press, briefPage, forPair, pageBrief),
	}
}

// commandBrief answers /coaching brief: with a coachee's name it is the coach's reading, else
// the form of who is a coachee.
func commandBrief(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	who, _ := mentionIn(afterFirst(c.Text))
	if who.none() || who.means(c.Person) {
		if len(live(c.As(coaching.Coachee))) > 0 || !c.Is(coaching.Coach) {
			return prepareBrief(b, ctx, c)
		}
		return readBrief(b, ctx, c)
	}
	es := live(c.As(coaching.Coach))
	people, err := b.pairPeople(ctx, es)
	if err != nil {
		return Answer{}, err
	}
	hits := named(es, people, who)
	if len(hits) == 0 {
		return Answer{}, neutral()
	}
	return b.oneOf(ctx, c, hits, briefRead, func(e coaching.Engagement) (*slack.ModalViewRequest, error) { return b.briefReading(ctx, c, e, 0) })
}

// prepareBrief opens the coachee's form.
func prepareBrief(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	es := live(c.As(coaching.Coachee))
	if e, err := c.Engagement(coaching.ID(c.Value)); err == nil && owns(es, e.ID) {
		es = []coaching.Engagement{e}
	}
	return b.oneOf(ctx, c, es, briefOpen, func(e coaching.Engagement) (*slack.ModalViewRequest, error) {
		d, err := b.briefDraft(ctx, e)
		return prepareView(d), err
	})
}

// oneOf shows the form of the only engagement of es, or lets the caller choose one.
func (b *Bot) oneOf(ctx context.Context, c *Call, es []coaching.Engagement, route string, view func(coaching.Engagement) (*slack.ModalViewRequest, error)) (Answer, error) {
	switch len(es) {
	case 0:
		return Answer{Update: briefNoneView()}, nil
	case 1:
		v, err := view(es[0])
		if err != nil {
			return Answer{}, err
		}
		return Answer{Update: v}, nil
	}
	people, err := b.pairPeople(ctx, es)
	if err != nil {
		return Answer{}, err
	}
	return Answer{Update: chooseView(route, engagementChoices(es, people, c.Person.ID))}, nil
}

// briefDraft reads what the coachee's form shows.
func (b *Bot) briefDraft(ctx context.Context, e coaching.Engagement) (briefDraft, error) {
	rows, err := b.briefRows(ctx, e)
	if err != nil {
		return briefDraft{}, err
	}
	sessions, err := b.Store.Sessions(ctx, e.ID)
	if err != nil {
		return briefDraft{}, fmt.Errorf("prepare brief: %w", err)
	}
	d := briefDraft{Engagement: e, Coach: rows.people[e.Coach], Coachee: rows.people[e.Coachee]}
	now := b.Now()
	used := slices.ContainsFunc(sessions, func(s coaching.Session) bool {
		return s.Start.After(rows.brief.Released) && !s.Start.After(now) && s.State != coaching.SessionCancelled && s.State != coaching.SessionCancelledLate
	})
	whole := coaching.ComposeBrief(coaching.Brief{Engagement: e.ID, Ratings: true, Released: now}, rows.actions, rows.reflections)
	d.Actions, d.Rated = whole.Actions, whole.Ratings
	if !used {
		d.Focus, d.Ratings = rows.brief.Focus.Reveal(), rows.brief.Ratings
	}
	if !used && !emptyBrief(rows.brief) {
		d.Released = rows.brief.Released
	}
	d.offer(rows.brief, used, rows.reflections)
	return d, nil
}

// emptyBrief reports whether there is nothing to read: none was released, or it was taken back.
func emptyBrief(br coaching.Brief) bool {
	return !br.Readable() || len(br.Entries) == 0 && br.Focus.Empty() && !br.Ratings
}

// briefRows is everything that a brief is composed of.
type briefRows struct {
	people      map[coaching.ID]coaching.Person
	brief       coaching.Brief // the one released last; zero: none
	actions     []coaching.Action
	reflections []coaching.Reflection
}

func (b *Bot) briefRows(ctx context.Context, e coaching.Engagement) (rows briefRows, err error) {
	if rows.people, err = b.pairPeople(ctx, []coaching.Engagement{e}); err != nil {
		return rows, err
	}
	if rows.brief, err = b.Store.LatestBrief(ctx, e.ID); err != nil && !coaching.Is(err, coaching.NotFound) {
		return rows, fmt.Errorf("latest brief: %w", err)
	}
	if rows.actions, err = b.Store.Actions(ctx, e.ID); err != nil {
		return rows, fmt.Errorf("actions of brief: %w", err)
	}
	if rows.reflections, err = b.Store.Reflections(ctx, e.ID); err != nil {
		return rows, fmt.Errorf("entries of brief: %w", err)
	}
	return rows, nil
}

// releaseBrief lets the coach read what was ticked; with nothing ticked it takes back.
func releaseBrief(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	m, ticked, focus, ratings, err := decodePrepare(c)
	if err != nil {
		return Answer{}, err
	}
	e, err := c.engagementAs(m.Engagement, coaching.Coachee)
	if err != nil {
		return Answer{}, err
	}
	all, err := b.Store.Reflections(ctx, e.ID)
	if err != nil {
		return Answer{}, fmt.Errorf("release brief: %w", err)
	}
	entries := slices.DeleteFunc(slices.Clone(all), func(r coaching.Reflection) bool { return !slices.Contains(ticked, r.ID) })
	brief, change, err := coaching.ReleaseBrief(e, c.Person, entries, focus, ratings, b.Now())
	if err != nil {
		return Answer{}, err
	}
	if emptyBrief(brief) {
		return b.takeBack(ctx, c, e, true)
	}
	if err := b.room(ctx, e, func(u coaching.Usage) error { return b.Limits.MayWrite(u, "focus") }); err != nil {
		return Answer{}, err
	}
	if err := b.commitOnce(ctx, c, change); err != nil {
		return Answer{}, err
	}
	coach, err := b.Store.Person(ctx, e.Coach)
	if err != nil {
		b.Log.Warn("coach of a brief", "engagement", string(e.ID), "err", err)
	}
	return Answer{Update: releasedView(brief, coach, c.Person), Wrote: &wrote{Route: briefOpen, Value: string(e.ID)}}, nil
}

// withdrawBrief takes the brief back; the button has asked before.
func withdrawBrief(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	e, err := c.engagementAs(coaching.ID(c.Value), coaching.Coachee)
	if err != nil {
		return Answer{}, err
	}
	return b.takeBack(ctx, c, e, false)
}

// takeBack takes back the brief that is with the coach. They are not told; the message about it
// says that nothing is released now.
func (b *Bot) takeBack(ctx context.Context, c *Call, e coaching.Engagement, sent bool) (Answer, error) {
	last, err := b.Store.LatestBrief(ctx, e.ID)
	switch {
	case err != nil && !coaching.Is(err, coaching.NotFound):
		return Answer{}, fmt.Errorf("take back brief: %w", err)
	case emptyBrief(last) && sent:
		return Answer{}, coaching.Bad("focus", "Tick a reflection above, or write here what you want to work on.")
	}
	_, change, err := coaching.WithdrawBrief(e, c.Person, last, b.Now())
	if err != nil {
		return Answer{}, err
	}
	if err := b.commitOnce(ctx, c, change); err != nil {
		return Answer{}, err
	}
	b.refreshBriefs()
	return Answer{Update: takenBackView(e), Redraw: b.briefMessage(ctx, e)}, nil
}

// briefMessage names the newest message that told the coach of a brief; those above it only
// point to it.
func (b *Bot) briefMessage(ctx context.Context, e coaching.Engagement) []coaching.ID {
	ds, err := b.Store.DeliveriesOf(ctx, e.ID)
	if err != nil {
		b.Log.Warn("message about a brief", "engagement", string(e.ID), "err", err)
	}
	var newest coaching.Delivery
	for _, d := range ds {
		if d.Kind == coaching.KindBriefReady && d.Message > newest.Message {
			newest = d
		}
	}
	if newest.ID == "" {
		return nil
	}
	return []coaching.ID{newest.ID}
}

// seeBrief shows the coachee what the coach sees.
func seeBrief(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	e, err := c.engagementAs(coaching.ID(c.Value), coaching.Coachee)
	if err != nil {
		return Answer{}, err
	}
	return b.showBrief(ctx, c, e, 0)
}

// readBrief opens the coach's view, of the engagement that the press names or of one to choose.
func readBrief(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	es := live(c.As(coaching.Coach))
	if e, err := c.engagementAs(coaching.ID(c.Value), coaching.Coach); err == nil {
		return b.showBrief(ctx, c, e, 0)
	}
	return b.oneOf(ctx, c, es, briefRead, func(e coaching.Engagement) (*slack.ModalViewRequest, error) {
		return b.briefReading(ctx, c, e, 0)
	})
}

func pageBrief(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	var m briefMeta
	if err := c.Meta(&m); err != nil {
		return Answer{}, err
	}
	e, _, err := c.asPair(m.Engagement)
	if err != nil {
		return Answer{}, err
	}
	return b.showBrief(ctx, c, e, pageNumber(c.Value))
}

func (b *Bot) showBrief(ctx context.Context, c *Call, e coaching.Engagement, page int) (Answer, error) {
	v, err := b.briefReading(ctx, c, e, page)
	if err != nil {
		return Answer{}, err
	}
	return Answer{Update: v}, nil
}

// briefReading composes the brief for the coach, or for the coachee, of a running engagement.
// Nobody else gets one.
func (b *Bot) briefReading(ctx context.Context, c *Call, e coaching.Engagement, page int) (*slack.ModalViewRequest, error) {
	role, _ := e.RoleOf(c.Person.ID)
	if role != coaching.Coach && role != coaching.Coachee || !e.Live() {
		return nil, neutral()
	}
	if role == coaching.Coach {
		if err := b.looks(ctx, e, c.Person, coaching.AccessBriefOpened); err != nil {
			return nil, err
		}
	}
	rows, err := b.briefRows(ctx, e)
	if err != nil {
		return nil, err
	}
	r := briefReading{Engagement: e, Role: role, Reader: c.Person, Coachee: rows.people[e.Coachee], Page: page}
	if !emptyBrief(rows.brief) {
		r.View, r.Released = coaching.ComposeBrief(rows.brief, rows.actions, rows.reflections), true
		if role == coaching.Coach {
			r.Shown = true
			b.briefs.shows(e, rows, b.Wall().Add(watchFor))
		}
	}
	return briefView(r), nil
}
