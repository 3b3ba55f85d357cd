package bot

import (
	"context"
	"errors"
	"fmt"
	"net/url"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// Answer is what a handler wants shown. The zero Answer closes a form and says nothing. What a form
// that was sent leads to is Update or Errors, or nothing.
type Answer struct {
	Note   *Note                   // to the sender alone
	Open   *slack.ModalViewRequest // a new form; on top, when the press came from a form
	Update *slack.ModalViewRequest // in place of the form the press or submission came from
	Errors map[string]string       // block id to sentence: the form stays, with what was typed
	Redraw []coaching.ID           // subjects whose messages show something else now
	Homes  []coaching.ID           // people whose Home shows something else now

	Wrote *wrote                  // the form stored words of the coachee's own; nil: it did not
	heard *slack.ModalViewRequest // what to show in the place of everything else, see listen
}

// Note is a short message to the sender alone.
type Note struct {
	Text   string // mrkdwn; what people wrote is escaped
	Blocks []slack.Block
}

func say(format string, args ...any) Answer {
	return Answer{Note: &Note{Text: fmt.Sprintf(format, args...)}}
}

func (n *Note) blocks() []slack.Block {
	if n.Blocks != nil {
		return n.Blocks
	}
	return []slack.Block{section(n.Text)}
}

// notice is a Note as a small form, where no message can carry it.
func (n *Note) notice() *slack.ModalViewRequest {
	v := form{Title: "Interlude", Close: "Close", Blocks: n.blocks()}.modal()
	return v
}

// show carries out the answer to a command or a press.
func (b *Bot) show(ctx context.Context, c *Call, a Answer) error {
	fromForm := c.View.ID != "" && c.View.Type == slack.VTModal
	v := a.view()
	if a.Note != nil && v == nil && (fromForm || c.Channel == "" && c.Reply == "") {
		v = a.Note.notice()
	}
	switch {
	case v == nil && a.Note != nil:
		return b.whisper(ctx, c, a.Note)
	case v == nil:
		return nil
	case fromForm && (a.Update != nil || c.full()):
		_, err := b.API.UpdateViewContext(ctx, *v, "", "", c.View.ID)
		b.wasShown(ctx, c, c.View.ID, v)
		return b.shown(err)
	}
	return b.openView(ctx, c, fromForm, *v)
}

// view is the form to show, if the answer has one.
func (a Answer) view() *slack.ModalViewRequest {
	if a.Update != nil {
		return a.Update
	}
	return a.Open
}

func (b *Bot) openView(ctx context.Context, c *Call, onTop bool, v slack.ModalViewRequest) error {
	if c.Trigger == "" {
		return nil
	}
	open := b.API.OpenViewContext
	if onTop {
		open = b.API.PushViewContext
	}
	opened, err := open(ctx, c.Trigger, v)
	if err == nil {
		b.wasShown(ctx, c, opened.ID, &v)
	}
	return b.shown(err)
}

// slackCode is the code with which Slack refused; empty: it did not.
func slackCode(err error) string {
	var r slack.SlackErrorResponse
	if errors.As(err, &r) {
		return r.Err
	}
	return ""
}

// shown makes Slack's answer to a view loggable: its messages can quote what a view holds.
func (b *Bot) shown(err error) error {
	var r slack.SlackErrorResponse
	if errors.As(err, &r) {
		return fmt.Errorf("show view: %s", r.Err)
	}
	return err
}

// whisper answers the sender alone, where they are.
func (b *Bot) whisper(ctx context.Context, c *Call, n *Note) error {
	msg := &slack.WebhookMessage{Text: "Interlude", Blocks: &slack.Blocks{BlockSet: n.blocks()},
		ResponseType: slack.ResponseTypeEphemeral, ReplaceOriginal: false}
	if c.Reply != "" {
		return unaddressed(slack.PostWebhookCustomHTTPContext(ctx, c.Reply, b.HTTP, msg))
	}
	_, err := b.API.PostEphemeralContext(ctx, c.Channel, c.User, slack.MsgOptionText("Interlude", false),
		slack.MsgOptionBlocks(n.blocks()...))
	return err
}

// unaddressed drops the address from err: a response url is a key for half an hour.
func unaddressed(err error) error {
	var at *url.Error
	if errors.As(err, &at) {
		return fmt.Errorf("answer at the response url: %w", at.Err)
	}
	return err
}

// after redraws messages and Homes, once the person has their answer.
func (b *Bot) after(a Answer) {
	for _, id := range a.Redraw {
		b.later("redraw", func(ctx context.Context) error { return b.redraw(ctx, id) })
	}
	for _, id := range a.Homes {
		b.later("home", func(ctx context.Context) error { return b.publishHome(ctx, id) })
	}
}
