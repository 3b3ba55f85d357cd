package bot

import (
	"context"
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// moveTyped opens a form with the words of a message that was typed, for somebody whose writing is
// sealed. The words are fetched from Slack for it; nothing is kept before the form is sent.
func moveTyped(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	es := live(c.As(coaching.Coachee))
	if len(es) == 0 || c.Channel == "" {
		return Answer{}, coaching.ErrStale()
	}
	c.Message = c.Value
	if _, err := b.Store.ReflectionByMessage(ctx, c.Channel, c.Message, c.where(coaching.Coachee)); err == nil {
		return Answer{Open: goneView("I have kept this message already.")}, nil
	} else if !coaching.Is(err, coaching.NotFound) {
		return Answer{}, err
	}
	words, there, err := b.typedBy(ctx, c)
	switch n := utf8.RuneCountInString(words); {
	case err != nil:
		return Answer{}, err
	case !there || n == 0:
		return Answer{Open: goneView("I cannot find this message any more. You can write privately instead.")}, nil
	case n > coaching.MaxText:
		return Answer{Note: tooLongNote(n, false)}, nil
	}
	e, prompt, err := b.threadOf(ctx, c, es)
	if err != nil {
		return Answer{}, err
	}
	return Answer{Open: moveWordsView(movedMeta{writeMeta{Engagement: e.ID, Prompt: prompt}, c.Channel, c.Message, inThread(c)}, words)}, nil
}

// typedBy returns the words of the message c.Message, if the caller wrote it and it still stands.
func (b *Bot) typedBy(ctx context.Context, c *Call) (words string, there bool, err error) {
	var found []slack.Message
	if thread := inThread(c); thread != "" {
		found, _, _, err = b.API.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{
			ChannelID: c.Channel, Timestamp: thread, Oldest: c.Message, Latest: c.Message, Inclusive: true, Limit: 2})
	} else {
		var h *slack.GetConversationHistoryResponse
		if h, err = b.API.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{
			ChannelID: c.Channel, Oldest: c.Message, Latest: c.Message, Inclusive: true, Limit: 1}); err == nil {
			found = h.Messages
		}
	}
	var refused slack.SlackErrorResponse
	switch {
	case threadGone(err), errors.As(err, &refused) && (refused.Err == "missing_scope" || refused.Err == "channel_not_found"):
		return "", false, nil
	case err != nil:
		return "", false, fmt.Errorf("read a typed message: %w", err)
	}
	for _, m := range found {
		if m.Timestamp == c.Message && m.User == c.User && m.BotID == "" {
			return coaching.Clean(typedWords(m.Text)), true, nil
		}
	}
	return "", false, nil
}

// keepMoved stores what was moved. Its mark says that the words also stand in Slack, as long as they do.
func keepMoved(b *Bot, ctx context.Context, c *Call) (Answer, error) {
	m, in, err := decodeMoved(c)
	if err != nil {
		return Answer{}, err
	}
	e, err := c.engagementAs(m.Engagement, coaching.Coachee)
	if err != nil {
		return Answer{}, err
	}
	at := *c
	at.Channel, at.Message, at.Thread = m.Channel, m.Message, m.Thread
	_, there, err := b.typedBy(ctx, &at)
	if err != nil {
		b.Log.Warn("look whether a typed message still stands", "err", err)
	}
	if there || err != nil {
		in.Channel, in.Message, in.Thread = m.Channel, m.Message, m.Thread
	}
	r, err := b.keep(ctx, c, e, keeping{Entry: in, Prompt: m.Prompt, Once: c.Once})
	if err != nil {
		return Answer{}, err
	}
	return Answer{Update: movedKeptView(r, r.Typed()), Redraw: b.asked(ctx, r.Prompt),
		Wrote: &wrote{Route: reflectEdit, Value: string(r.ID), There: r.Typed()}}, nil
}

// editedSealed follows no edit in Slack: what is kept changes in forms only.
func (b *Bot) editedSealed(ctx context.Context, c *Call, r coaching.Reflection) (Answer, error) {
	if e, err := c.Engagement(r.Engagement); err != nil || e.Coachee != c.Person.ID {
		return Answer{}, nil // an entry of somebody else: the event is none of theirs
	}
	if coaching.Clean(typedWords(c.Text)) == r.Text.Reveal() {
		return Answer{}, nil
	}
	return b.answerOnce(ctx, c, unfollowedNote(r))
}

// untyped leaves the entry and takes the mark off: whoever seals their writing and cleans up the
// chat afterwards must not lose what they keep.
func (b *Bot) untyped(ctx context.Context, c *Call, e coaching.Engagement, r coaching.Reflection) (Answer, error) {
	change, err := coaching.Untype(e, r, c.Person)
	if err != nil {
		return Answer{}, err
	}
	if err := b.commitOnce(ctx, c, change); err != nil {
		return Answer{}, err
	}
	return Answer{Note: untypedNote(), Redraw: []coaching.ID{r.ID}}, nil
}
