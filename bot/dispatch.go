package bot

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// trouble is what people read when the database or Slack does not answer in time. It never
// claims that something was saved.
const trouble = "I could not save this just now, so nothing has changed. Please try again in a minute."

// troubleInForm is the same under a field: what was typed stays in the form.
const troubleInForm = "I could not save this just now. Your words are still here; please try again in a minute."

// run authorises c and hands it to its route. It always returns an Answer for people.
func (b *Bot) run(ctx context.Context, k kind, c *Call) (a Answer, err error) {
	ctx, cancel := context.WithTimeout(ctx, b.Limit)
	defer cancel()
	defer func() {
		if p := recover(); p != nil { // its value could quote what somebody wrote
			b.Log.Error("panicked", "kind", string(k), "route", c.Route, "about", c.about(), "type", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
			a, err = b.excuse(k, c, errPanicked)
		}
	}()
	if r, ok := b.find(k, c); ok && r.quiet {
		return b.unseen(ctx, r, c)
	}
	if err := b.pace.take(k, c, b.Wall()); err != nil {
		return b.tooFast(k, c, err)
	}
	if err := b.identify(ctx, c); err != nil {
		return b.excuse(k, c, err)
	}
	b.pace.learn(c, b.Wall())
	r, ok := b.find(k, c)
	if !ok || !r.who.allows(c) {
		return b.excuse(k, c, neutral())
	}
	if err := b.first(ctx); err != nil {
		return b.excuse(k, c, err)
	}
	start := b.Wall()
	a, err = r.do(b, ctx, c)
	took := b.Wall().Sub(start)
	b.Log.Debug("answered", "kind", string(k), "route", r.id, "person", string(c.Person.ID), "about", c.about(), "ms", took.Milliseconds())
	if b.Answered != nil {
		b.Answered(string(k), took)
	}
	if err != nil {
		return b.refuse(ctx, k, c, err)
	}
	a.heard = b.listen(c, a.Wrote) // not part of what was measured and logged above
	return a, nil
}

// refuse is excuse for what a handler refused. An event that comes again is not answered again.
func (b *Bot) refuse(ctx context.Context, k kind, c *Call, err error) (Answer, error) {
	a, err := b.excuse(k, c, err)
	if k != happening || err != nil || a.Note == nil {
		return a, err
	}
	if coaching.Is(b.Store.Commit(ctx, coaching.Change{Once: "refused:" + c.Once}), coaching.Repeated) {
		return Answer{}, nil
	}
	return a, nil
}

var (
	errPanicked  = errors.New("the handler panicked")
	errOvertaken = errors.New("other changes were faster again and again")
)

// find looks up the route; the first word of /coaching is part of its id.
func (b *Bot) find(k kind, c *Call) (route, bool) {
	if k == command {
		if words := c.fields(); len(words) > 0 {
			if r, ok := b.routes[key{k, c.Route + " " + words[0]}]; ok {
				return r, true
			}
		}
	}
	r, ok := b.routes[key{k, c.Route}]
	return r, ok
}

// identify finds out who sent c. Somebody from another workspace, and an account of which Slack
// has just said that it is deactivated, is nobody here.
func (b *Bot) identify(ctx context.Context, c *Call) error {
	if !b.isOurs(c) {
		return nil
	}
	if gone, known := b.accounts.remembered(c.User); known && gone && c.Route != "user_change" { // which may say that they are back
		return nil
	}
	c.Named = b.isCoach(c.User)
	p, err := b.Store.PersonBySlack(ctx, c.Team, c.User)
	if coaching.Is(err, coaching.NotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("identify: %w", err)
	}
	c.Person = b.asWriting(p)
	c.Mine, err = b.partsOf(ctx, p)
	return err
}

// isOurs reports whether c came from a member of the workspace in which the bot is installed. Of
// somebody who is there through Slack Connect, Slack names another home.
func (b *Bot) isOurs(c *Call) bool {
	ours := func(id string) bool { return id == "" || id == b.team || id == b.enterprise }
	return c.Team != "" && c.Team == b.team && (b.enterprise == "" || ours(c.Enterprise)) && !slices.ContainsFunc(c.Homes, func(id string) bool { return !ours(id) })
}

// partsOf lists the engagements in which p has a part that they can use now, newest first: none
// that is suspended, handed on or not offered yet.
func (b *Bot) partsOf(ctx context.Context, p coaching.Person) ([]coaching.Engagement, error) {
	all, err := b.Store.EngagementsOf(ctx, p.ID)
	return slices.DeleteFunc(all, func(e coaching.Engagement) bool {
		return !b.may(e, p)
	}), err
}

// excuse turns an error into what the person sees. A second return value that is not nil
// says that the call failed for good reasons of ours, and may be tried again.
func (b *Bot) excuse(k kind, c *Call, err error) (Answer, error) {
	var refusal *coaching.Error
	if !errors.As(err, &refusal) {
		b.Log.Error("failed", "kind", string(k), "route", c.Route, "person", string(c.Person.ID), "about", c.about(), "err", err)
		if k != submission {
			return say(trouble), err
		}
		if block := firstInput(c.View); block != "" {
			return Answer{Errors: map[string]string{block: troubleInForm}}, err
		}
		return Answer{Update: (&Note{Text: trouble}).notice()}, err
	}
	switch refusal.Kind {
	case coaching.Repeated:
		return Answer{}, nil // the first one had its effect and its answer
	case coaching.Forbidden, coaching.NotFound:
		refusal = &coaching.Error{Kind: coaching.Forbidden, Msg: coaching.Neutral}
	}
	if k != submission {
		return say("%s", refusal.Msg), nil
	}
	block := refusal.Field
	if !hasInput(c.View, block) {
		block = firstInput(c.View)
	}
	if block == "" {
		return Answer{Update: (&Note{Text: refusal.Msg}).notice()}, nil
	}
	return Answer{Errors: map[string]string{block: refusal.Msg}}, nil
}

// stored is the form after a commit: nothing may claim that the storing failed, so a form that
// cannot be drawn gives way to a line that says what holds.
func (b *Bot) stored(v *slack.ModalViewRequest, err error) *slack.ModalViewRequest {
	if err == nil {
		return v
	}
	b.Log.Warn("show what was stored", "err", err)
	return (&Note{Text: "*Saved.* I could not fetch the rest just now; please open it again."}).notice()
}

func hasInput(v slack.View, block string) bool {
	for _, bl := range v.Blocks.BlockSet {
		if in, ok := bl.(*slack.InputBlock); ok && in.BlockID == block {
			return true
		}
	}
	return false
}

// firstInput is the block under which an error without a field of its own appears.
func firstInput(v slack.View) string {
	for _, bl := range v.Blocks.BlockSet {
		if in, ok := bl.(*slack.InputBlock); ok {
			return in.BlockID
		}
	}
	return ""
}
