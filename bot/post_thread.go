package bot

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// threadFor is the thread into which the message that carries ds belongs; empty: none. Only what
// was typed in a thread is acknowledged there, where the person looks.
func (b *Bot) threadFor(ctx context.Context, ds []coaching.Delivery) (string, error) {
	if len(ds) != 1 || ds[0].Kind != coaching.KindKept {
		return "", nil
	}
	r, err := b.Store.Reflection(ctx, ds[0].Subject)
	if coaching.Is(err, coaching.NotFound) {
		return "", nil // deleted meanwhile
	}
	return r.Thread, err
}

// threadless are Slack's error codes for a thread that is no longer there: nothing was posted.
var threadless = map[string]bool{"thread_not_found": true, "message_not_found": true, "invalid_thread_ts": true}

// postIn posts in the thread, if there is one, and else in the channel.
func (b *Bot) postIn(ctx context.Context, channel, thread string, opts []slack.MsgOption) (ts string, err error) {
	if thread == "" {
		_, ts, err = b.API.PostMessageContext(ctx, channel, opts...)
		return ts, err
	}
	_, ts, err = b.API.PostMessageContext(ctx, channel, append(opts[:len(opts):len(opts)], slack.MsgOptionTS(thread))...)
	if threadGone(err) {
		_, ts, err = b.API.PostMessageContext(ctx, channel, opts...)
	}
	return ts, err
}

func threadGone(err error) bool {
	var refused slack.SlackErrorResponse
	return errors.As(err, &refused) && threadless[refused.Err]
}

// findIn looks for the message of an earlier attempt among the replies of the thread, which the
// history does not show.
func (b *Bot) findIn(ctx context.Context, channel, thread string, lead coaching.Delivery) (ts string, found bool, err error) {
	p := &slack.GetConversationRepliesParameters{ChannelID: channel, Timestamp: thread, Limit: 100, IncludeAllMetadata: true,
		Oldest: strconv.FormatInt(lead.Intended.Add(-time.Minute).Unix(), 10)}
	for range 20 {
		msgs, more, cursor, err := b.API.GetConversationRepliesContext(ctx, p)
		if threadGone(err) {
			return "", false, nil
		}
		if err != nil {
			return "", false, lookError(err)
		}
		for _, m := range msgs {
			if id, _ := m.Metadata.EventPayload["delivery"].(string); id == string(lead.ID) {
				return m.Timestamp, true, nil
			}
		}
		if p.Cursor = cursor; !more || cursor == "" {
			break
		}
	}
	return "", false, nil
}
