package bot

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// gates order what somebody is being shown against the end of their part: a part ends when what
// was asked for before has been answered, and what is asked for from then on is refused. They hold
// for this process; see withdraw for the others. The key is the Slack user id.
type gates struct {
	mu sync.Mutex
	of map[string]*gate
}

type gate struct {
	inside, closing int
	news            chan struct{} // closed at every change
}

// enter waits until no part of user's is just ending; leave is to be called once they have their
// answer.
func (g *gates) enter(ctx context.Context, user string) (leave func()) {
	g.wait(ctx, user, func(s *gate) bool { return s.closing == 0 }, func(s *gate) { s.inside++ })
	return func() { g.change(user, func(s *gate) { s.inside-- }) }
}

// close waits, until ctx ends at most, until nobody of users is being answered, and keeps them
// from being answered until open. The end of a part does not wait for longer: then what is shown
// meanwhile is withdrawn again.
func (g *gates) close(ctx context.Context, users ...string) (open func()) {
	for _, u := range users {
		g.change(u, func(s *gate) { s.closing++ })
	}
	for _, u := range users {
		g.wait(ctx, u, func(s *gate) bool { return s.inside == 0 }, func(*gate) {})
	}
	return func() {
		for _, u := range users {
			g.change(u, func(s *gate) { s.closing-- })
		}
	}
}

func (g *gates) wait(ctx context.Context, user string, until func(*gate) bool, then func(*gate)) {
	for {
		g.mu.Lock()
		s := g.at(user)
		if until(s) || ctx.Err() != nil {
			then(s)
			g.mu.Unlock()
			return
		}
		news := s.news
		g.mu.Unlock()
		select {
		case <-news:
		case <-ctx.Done():
		}
	}
}

func (g *gates) change(user string, f func(*gate)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	s := g.at(user)
	f(s)
	close(s.news)
	s.news = make(chan struct{})
	g.tidy(user, s)
}

// at returns the gate of user. The caller holds the lock, here and in tidy.
func (g *gates) at(user string) *gate {
	if g.of == nil {
		g.of = map[string]*gate{}
	}
	s := g.of[user]
	if s == nil {
		s = &gate{news: make(chan struct{})}
		g.of[user] = s
	}
	return s
}

func (g *gates) tidy(user string, s *gate) {
	if s.inside == 0 && s.closing == 0 {
		delete(g.of, user)
	}
}

// patience is how long the end of a part waits for what is just being answered.
const patience = 1500 * time.Millisecond

// ending commits a change that ends parts of the users, in order with what they are being shown,
// and takes away forms about ended that are still on their screens.
func (b *Bot) ending(ctx context.Context, ended []coaching.ID, users []string, commit func() error) error {
	wait, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	open := b.gates.close(wait, users...)
	err := commit()
	open()
	if err == nil {
		for _, u := range users {
			b.later("withdraw forms", func(ctx context.Context) error { return b.withdraw(ctx, u, ended) })
		}
	}
	return err
}

// onScreen is a form that somebody was shown, and the engagements that it names.
type onScreen struct {
	view  string
	about []coaching.ID
}

// mostOnScreen is how many forms of one person are remembered: Slack stacks three.
const mostOnScreen = 6

// screens remembers, for this process, which forms about a coachee their coach has on the screen.
type screens struct {
	mu sync.Mutex
	of map[string][]onScreen // by Slack user id, newest last
}

// keep takes o in the place of what the form showed before; what is about nobody is forgotten.
func (s *screens) keep(user string, o onScreen) {
	s.mu.Lock()
	defer s.mu.Unlock()
	kept := slices.DeleteFunc(s.of[user], func(x onScreen) bool { return x.view == o.view })
	if len(o.about) > 0 {
		kept = append(kept, o)
	}
	s.set(user, kept[max(0, len(kept)-mostOnScreen):])
}

// set has kept be all that is known of user. The caller holds the lock.
func (s *screens) set(user string, kept []onScreen) {
	if s.of == nil {
		s.of = map[string][]onScreen{}
	}
	if s.of[user] = kept; len(kept) == 0 {
		delete(s.of, user)
	}
}

// take returns the forms of user that name one of ended, and forgets them.
func (s *screens) take(user string, ended []coaching.ID) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var views []string
	kept := slices.DeleteFunc(s.of[user], func(x onScreen) bool {
		hit := slices.ContainsFunc(x.about, func(id coaching.ID) bool { return slices.Contains(ended, id) })
		if hit {
			views = append(views, x.view)
		}
		return hit
	})
	s.set(user, kept)
	return views
}

// withdraw empties the forms of user about engagements that they have no part in any more.
func (b *Bot) withdraw(ctx context.Context, user string, ended []coaching.ID) error {
	var left error
	for _, view := range b.screens.take(user, ended) {
		left = errors.Join(left, b.takeAway(ctx, view))
	}
	return left
}

// takeAway empties a form. It asks Slack more than once: what is left there can be read.
func (b *Bot) takeAway(ctx context.Context, view string) error {
	gone := (&Note{Text: coaching.NoLonger}).notice()
	var err error
	for n := range tries {
		if n > 0 && sleep(ctx, fillAfter) != nil {
			break
		}
		if _, err = b.API.UpdateViewContext(ctx, *gone, "", "", view); err == nil || closedView(err) {
			return nil
		}
	}
	return b.shown(err)
}

// closedView reports that the person has closed the form themselves.
func closedView(err error) bool { return slackSaid(err, "not_found", "view_not_found") }

// wasShown remembers a form that the caller was shown about people whom they coach, and takes it
// away again if that part has ended meanwhile, in whichever process.
func (b *Bot) wasShown(ctx context.Context, c *Call, view string, v *slack.ModalViewRequest) {
	if v == nil {
		return // what was there before stays
	}
	b.watchBrief(view, c.Person.ID, v)
	about := c.coachedIn(v)
	b.screens.keep(c.User, onScreen{view, about})
	if len(about) == 0 {
		return
	}
	var ended []coaching.ID
	now, _ := b.Store.EngagementsOf(ctx, c.Person.ID) // none: rather a form too few than a look too many
	for _, id := range about {
		if !b.may(engagementIn(now, id), c.Person) {
			ended = append(ended, id)
		}
	}
	if err := b.withdraw(ctx, c.User, ended); err != nil {
		b.Log.Warn("withdraw a form", "about", c.about(), "err", err)
	}
}

// coachedIn lists the engagements that the form names in which the caller is the coach.
func (c *Call) coachedIn(v *slack.ModalViewRequest) []coaching.ID {
	raw, _ := json.Marshal(v) // what cannot be written is not shown either
	var out []coaching.ID
	for _, e := range c.As(coaching.Coach) {
		if strings.Contains(string(raw), string(e.ID)) {
			out = append(out, e.ID)
		}
	}
	return out
}
