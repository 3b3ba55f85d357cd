package bot

import (
	"context"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// markWithin is how long a session that nobody marked stays in its coach's list.
const markWithin = 60 * 24 * time.Hour

// sessionRows lists the caller's booked sessions, in whatever engagement: those ahead, and for
// a coach those that wait for a mark.
func (b *Bot) sessionRows(ctx context.Context, c *Call) ([]sessionRow, error) {
	if c.Person.ID == "" {
		return nil, nil
	}
	now := b.Now()
	all, err := b.Store.SessionsOf(ctx, c.Person.ID, now.Add(-markWithin), now.AddDate(coaching.YearsAhead, 0, 0))
	if err != nil {
		return nil, err
	}
	var ids []coaching.ID
	for _, s := range all {
		ids = append(ids, s.Coach, s.Coachee)
	}
	ps, err := b.Store.People(ctx, ids)
	if err != nil {
		return nil, err
	}
	var out []sessionRow
	for _, s := range all {
		r := sessionRow{s: s, other: ps[s.Coach], coaches: s.Coach == c.Person.ID}
		if r.coaches {
			r.other = ps[s.Coachee]
		}
		if s.State == coaching.SessionBooked && (r.coaches || s.End().After(now)) {
			out = append(out, r)
		}
	}
	return out, nil
}

// chooseFromMenu is the "…" of a session in a list.
func chooseFromMenu(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	verb, id, _ := strings.Cut(c.Value, "|")
	c.Value = id
	switch verb {
	case "move":
		return openMove(b, ctx, c)
	case "cancel":
		return openCancel(b, ctx, c)
	case "keep":
		return keepSession(b, ctx, c)
	case "why":
		return readWhy(b, ctx, c)
	case "held":
		return markHeld(b, ctx, c)
	case "missed":
		return markMissed(b, ctx, c)
	}
	return Answer{}, coaching.ErrStale()
}

func markHeld(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	return b.markSession(ctx, c, coaching.SessionHeld)
}

func markMissed(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	return b.markSession(ctx, c, coaching.SessionMissed)
}

func (b *Bot) markSession(ctx context.Context, c *Call, state coaching.SessionState) (Answer, error) {
	m, err := b.meetingAs(ctx, c, coaching.ID(c.Value), coaching.Coach)
	if err != nil {
		return Answer{}, err
	}
	sessions, consents, err := b.soFar(ctx, m.e)
	if err != nil {
		return Answer{}, err
	}
	s, change, err := coaching.MarkSession(m.e, m.s, c.Person, state, sessions, consents, m.coachee, b.Now())
	if err != nil {
		return Answer{}, err
	}
	if err := b.commitOnce(ctx, c, change); err != nil {
		return Answer{}, err
	}
	a := Answer{Redraw: []coaching.ID{s.ID}, Homes: m.homes()}
	if c.View.Type == slack.VTModal {
		a.Update = b.stored(b.below(ctx, c, listOf(c), m.e.ID))
	}
	return a, nil
}

// listMeta marks a form as a list, so that it can be drawn anew when something on it changed.
type listMeta struct{ List string }

// listOf names the list in which a press was; empty when it was somewhere else.
func listOf(c *Call) string {
	var m listMeta
	switch {
	case c.View.Type != slack.VTModal:
		return ""
	case c.View.CallbackID == scheduleBook:
		return scheduleBook
	case c.Meta(&m) != nil:
		return ""
	}
	return m.List
}

// belowOf names the list that stays under a form that is opened from it.
func belowOf(c *Call) string {
	if c.full() {
		return ""
	}
	return listOf(c)
}

// below draws the form id anew: a list on which something changed; nil when it is no list.
func (b *Bot) below(ctx context.Context, c *Call, id string, engagement coaching.ID) (*slack.ModalViewRequest, error) {
	switch id {
	case scheduleBook, scheduleListForm:
		return b.scheduleForm(ctx, c, engagement)
	case engagementForm:
		return b.overview(ctx, c, engagement)
	}
	return nil, nil
}

// refreshBelow redraws the list under the form that was just sent.
func (b *Bot) refreshBelow(c *Call, id string, engagement coaching.ID) {
	if id == "" || c.View.PreviousViewID == "" {
		return
	}
	b.later("list", func(ctx context.Context) error {
		v, err := b.below(ctx, c, id, engagement)
		if v == nil || err != nil {
			return err
		}
		_, err = b.API.UpdateViewContext(ctx, *v, "", "", c.View.PreviousViewID)
		return b.shown(err)
	})
}
