package sandbox

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// Player acts as one person. Acts return when the app has acked or Slack would have given up; what the app does after
// its ack is waited for with WaitFor. Refusals of Slack come back as *Refusal.
type Player struct {
	w    *Workspace
	user string
}

// As returns the person's player; acts of an unknown id fail with user_not_found.
func (w *Workspace) As(userID string) *Player { return &Player{w, userID} }

// ID is the person's user id.
func (p *Player) ID() string { return p.user }

// within runs an act that cannot be interrupted; it gives up waiting when ctx ends.
func within[T any](ctx context.Context, do func() (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	if err := ctx.Err(); err != nil {
		var none T
		return none, err
	}
	done := make(chan result, 1)
	go func() {
		v, err := do()
		done <- result{v, err}
	}()
	select {
	case r := <-done:
		return r.value, r.err
	case <-ctx.Done():
		var none T
		return none, fmt.Errorf("sandbox: the app has not answered: %w", context.Cause(ctx))
	}
}

func try(ctx context.Context, do func() error) error {
	_, err := within(ctx, func() (struct{}, error) { return struct{}{}, do() })
	return err
}

// Command sends a slash command in the direct messages with the app; cmd has its slash.
func (p *Player) Command(ctx context.Context, cmd, text string) error {
	return p.CommandIn(ctx, "", cmd, text)
}

// CommandIn sends a slash command in a channel.
func (p *Player) CommandIn(ctx context.Context, channel, cmd, text string) error {
	return try(ctx, func() error { return p.w.command(p.user, channel, cmd, text) })
}

// Say writes to the app and returns the message's ts.
func (p *Player) Say(_ context.Context, text string) (string, error) {
	return p.w.say(p.user, "", text, "", nil)
}

// SayIn writes in the thread below threadTS.
func (p *Player) SayIn(_ context.Context, threadTS, text string) (string, error) {
	return p.w.say(p.user, "", text, threadTS, nil)
}

// SendFile writes to the app with attached files of these names.
func (p *Player) SendFile(_ context.Context, text string, names ...string) (string, error) {
	var files []File
	for _, n := range names {
		files = append(files, File{Name: n, Size: 1})
	}
	return p.w.say(p.user, "", text, "", files)
}

// Edit changes a message of the person's own.
func (p *Player) Edit(_ context.Context, ts, text string) error {
	return p.w.edit(p.user, "", ts, text)
}

// Delete removes a message of the person's own.
func (p *Player) Delete(_ context.Context, ts string) error { return p.w.erase(p.user, "", ts) }

// OpenHome looks at the app's Home; the app hears of it and may publish.
func (p *Player) OpenHome(context.Context) error { return p.w.openHome(p.user) }

// OpenMessages looks at the app's Messages tab.
func (p *Player) OpenMessages(context.Context) error { return p.w.openMessages(p.user) }

// Home returns what is published for the person, nil when nothing is.
func (p *Player) Home() *View {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	return p.w.homes[p.user].clone()
}

// Modal returns the top form, nil when none is open.
func (p *Player) Modal() *View {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	return p.top().clone()
}

// Modals returns all open forms, bottom to top.
func (p *Player) Modals() (out []*View) {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	for _, v := range p.w.stacks[p.user] {
		out = append(out, v.clone())
	}
	return out
}

func (p *Player) top() *View {
	if stack := p.w.stacks[p.user]; len(stack) > 0 {
		return stack[len(stack)-1]
	}
	return nil
}

// Messages returns what the person sees of the direct messages with the app, oldest first, with answers that only they
// see, and without deleted messages. Replies in threads are among them.
func (p *Player) Messages() []Message { return p.MessagesIn("") }

// MessagesIn is Messages of a channel.
func (p *Player) MessagesIn(channel string) (out []Message) {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	c := p.w.im(p.user)
	if channel != "" {
		c = p.w.conversation(channel)
	}
	if c == nil || !p.w.sees(c, p.user) {
		return nil
	}
	for _, m := range c.messages {
		if !m.Deleted && c.visible(m, p.user) {
			out = append(out, *m)
		}
	}
	return out
}

// Last returns the newest message the person sees; its TS is empty when there is none.
func (p *Player) Last() Message {
	if all := p.Messages(); len(all) > 0 {
		return all[len(all)-1]
	}
	return Message{}
}

// Message returns one message by its ts as it stands now.
func (p *Player) Message(ts string) (Message, bool) {
	all := p.Messages()
	if i := slices.IndexFunc(all, func(m Message) bool { return m.TS == ts }); i >= 0 {
		return all[i], true
	}
	return Message{}, false
}

// ChannelID is the id of the direct messages of the app with the person.
func (p *Player) ChannelID() string { return imID(p.w.opt.TeamID, p.user) }

// WasRefused reports whether err is a *Refusal of that code.
func WasRefused(err error, code string) bool {
	var r *Refusal
	return errors.As(err, &r) && r.Code == code
}

// ShownText is all that a message shows: blocks and text.
func (m Message) ShownText() string { return messageText(&m) }

// ShownText is all that a view shows.
func (v *View) ShownText() string { return viewText(v) }

// FromApp reports whether the app wrote m.
func (m Message) FromApp() bool { return m.BotID != "" }
