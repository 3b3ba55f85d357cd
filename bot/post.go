package bot

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// marker is the metadata type by which a message is found again after doubt. Its payload is
// the delivery's random id and nothing else: other apps may read it.
const marker = "interlude_delivery"

// Post composes the message that carries every delivery of s from the rows as they stand, and
// posts it. An error is a *coaching.PostError.
func (b *Bot) Post(ctx context.Context, s coaching.Sending) (channel, ts string, err error) {
	who, err := b.Store.Person(ctx, s.Lead.Recipient)
	if err != nil {
		return "", "", notYet("recipient", err)
	}
	if err := b.rests(ctx, s.Lead); err != nil {
		return "", "", err
	}
	channel, err = b.reach(ctx, who)
	if errors.Is(err, errDeactivated) {
		b.later("account gone", func(ctx context.Context) error { return b.accountTold(ctx, who, true) })
	}
	if err != nil {
		return "", "", postError(err, true)
	}
	// Last before the post: a consent that was withdrawn meanwhile is seen here.
	ds := append([]coaching.Delivery{s.Lead}, s.With...)
	m, err := b.compose(ctx, who, ds, nil)
	if err != nil {
		return "", "", notYet("compose", err)
	}
	thread, err := b.threadFor(ctx, ds)
	if err != nil {
		return "", "", notYet("thread", err)
	}
	opts := append(m.options(), slack.MsgOptionMetadata(slack.SlackMetadata{EventType: marker, EventPayload: map[string]any{"delivery": string(s.Lead.ID)}}))
	ts, err = b.postIn(ctx, channel, thread, opts)
	if slackSaid(err, "channel_not_found") { // the app was installed anew: another channel
		b.forget(who.User)
		if channel, err = b.direct(ctx, who); err != nil {
			return "", "", postError(err, true)
		}
		ts, err = b.postIn(ctx, channel, "", opts)
	}
	if err == nil && ts == "" {
		err = errors.New("no timestamp")
	}
	if err != nil {
		p := postError(err, false)
		if p.Kind == coaching.PostRefused {
			b.forget(who.User)
		}
		return "", "", p
	}
	for i := range ds {
		ds[i].Channel, ds[i].Message = channel, ts
	}
	b.later("shrink", func(ctx context.Context) error { return b.shrink(ctx, ds) })
	if s.Lead.Kind == coaching.KindSponsorNews { // it can no longer be taken back, which the coachee sees
		b.later("told", func(ctx context.Context) error { return b.toldSponsor(ctx, s.Lead) })
	}
	return channel, ts, nil
}

// rests refuses, surely before the post, what speaks of a part that has ended or rests since it was
// decided to send it.
func (b *Bot) rests(ctx context.Context, d coaching.Delivery) error {
	e, err := b.Store.Engagement(ctx, d.Engagement)
	if err != nil {
		return notYet("engagement", err)
	}
	if why := coaching.Rests(d, e); why != "" {
		return &coaching.PostError{Kind: coaching.PostLimited, Wait: time.Second, Code: why}
	}
	return nil
}

// Find looks into the direct message's history for the message of an earlier attempt. An error
// of Slack's is a *coaching.PostError.
func (b *Bot) Find(ctx context.Context, s coaching.Sending) (channel, ts string, found bool, err error) {
	who, err := b.Store.Person(ctx, s.Lead.Recipient)
	if err != nil {
		return "", "", false, err
	}
	if channel, err = b.direct(ctx, who); err != nil {
		return "", "", false, lookError(err)
	}
	if thread, err := b.threadFor(ctx, append([]coaching.Delivery{s.Lead}, s.With...)); err != nil {
		return channel, "", false, err
	} else if thread != "" {
		if ts, found, err = b.findIn(ctx, channel, thread, s.Lead); err != nil || found {
			return channel, ts, found, err
		}
	}
	p := &slack.GetConversationHistoryParameters{ChannelID: channel, Limit: 15, Inclusive: true, IncludeAllMetadata: true}
	for range 20 {
		h, err := b.API.GetConversationHistoryContext(ctx, p)
		if err != nil {
			return "", "", false, lookError(err)
		}
		for _, m := range h.Messages {
			if id, _ := m.Metadata.EventPayload["delivery"].(string); id == string(s.Lead.ID) {
				return channel, m.Timestamp, true, nil
			}
		}
		if p.Cursor = h.ResponseMetaData.NextCursor; !h.HasMore || p.Cursor == "" || olderThan(h.Messages, s.Lead.Intended.Add(-time.Minute)) {
			break
		}
	}
	return channel, "", false, nil
}

// lookError says whether it is worth looking again: without the scope it never is.
func lookError(err error) error {
	var refused slack.SlackErrorResponse
	if errors.As(err, &refused) && refused.Err == "missing_scope" {
		return &coaching.PostError{Kind: coaching.PostRefused, Code: refused.Err}
	}
	return postError(err, true)
}

// olderThan reports whether the last message of a page was posted before t.
func olderThan(page []slack.Message, t time.Time) bool {
	if len(page) == 0 {
		return true
	}
	sec, _, _ := strings.Cut(page[len(page)-1].Timestamp, ".")
	n, err := strconv.ParseInt(sec, 10, 64)
	return err == nil && time.Unix(n, 0).Before(t)
}

// reach opens the direct message, unless the account is deactivated: Slack would take the
// message and nobody would ever see it.
func (b *Bot) reach(ctx context.Context, who coaching.Person) (string, error) {
	gone, err := b.accounts.deleted(ctx, who.User)
	if err != nil {
		return "", err
	}
	if gone {
		return "", errDeactivated
	}
	if zone := b.accounts.zone(who.User); zone != "" && zone != who.Told { // the event that told of it was missed
		b.later("zone told", func(ctx context.Context) error { return b.zoneTold(ctx, who, zone) })
	}
	return b.direct(ctx, who)
}

// direct returns the channel of the direct message with who, which is kept with the person:
// after a restart, in a crowd, asking Slack for each would take hours.
func (b *Bot) direct(ctx context.Context, who coaching.Person) (string, error) {
	if _, known := b.dms.Load(who.User); !known && who.DM != "" {
		return who.DM, nil
	}
	ch, err := b.openDM(ctx, who.User)
	if err != nil || ch == who.DM {
		return ch, err
	}
	if err := b.Store.KeepChannel(ctx, who.ID, ch); err != nil {
		b.Log.Warn("keep a channel", "err", err) // after a restart it is asked for again
	}
	return ch, nil
}

// forget has the next message to a user ask for everything anew: a post that was refused may
// have gone to a channel or an account that is no more.
func (b *Bot) forget(user string) {
	b.dms.Store(user, "")
	b.accounts.forget(user)
}

var errDeactivated = errors.New("the account is deactivated")

func (b *Bot) openDM(ctx context.Context, user string) (string, error) {
	if ch, _ := b.dms.Load(user); ch != nil && ch != "" {
		return ch.(string), nil
	}
	ch, _, _, err := b.API.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{user}})
	if err != nil {
		return "", err
	}
	b.dms.Store(user, ch.ID)
	return ch.ID, nil
}

// unsure are Slack's error codes after which a message may have been stored all the same.
var unsure = map[string]bool{"internal_error": true, "fatal_error": true, "service_unavailable": true, "request_timeout": true}

// forGood are codes after which the same message never goes through. Slack invents new codes;
// what is not here is tried again.
var forGood = map[string]bool{"user_not_found": true, "user_disabled": true, "channel_not_found": true, "is_archived": true, "msg_too_long": true,
	"msg_blocks_too_long": true, "invalid_blocks": true, "invalid_blocks_format": true, "no_text": true, "messages_tab_disabled": true,
	"restricted_action": true, "cannot_dm_bot": true, "not_in_channel": true, "user_not_visible": true}

// tokenTrouble are codes that speak of the app's own token, not of this message: nothing was
// posted, and once the token is mended everything that waited can go out.
var tokenTrouble = map[string]bool{"invalid_auth": true, "not_authed": true, "account_inactive": true, "token_revoked": true,
	"token_expired": true, "missing_scope": true, "org_login_required": true, "ekm_access_denied": true}

// tooManyCodes are a 429 in the words of an answer that is none.
var tooManyCodes = map[string]bool{"ratelimited": true, "rate_limited": true, "message_limit_exceeded": true}

// postError says what a failed call means. before: the call was not the post itself, so
// surely nothing was posted.
func postError(err error, before bool) *coaching.PostError {
	var limited *slack.RateLimitedError
	var refused slack.SlackErrorResponse
	var status slack.StatusCodeError
	switch {
	case errors.Is(err, errDeactivated):
		// It waits: with the next look the engagement rests, and what belongs to it with it.
		return &coaching.PostError{Kind: coaching.PostLimited, Wait: time.Minute, Code: "user_deactivated"}
	case errors.As(err, &refused) && tokenTrouble[refused.Err]:
		return &coaching.PostError{Kind: coaching.PostLimited, Workspace: true, Wait: time.Minute, Code: refused.Err}
	case errors.As(err, &limited):
		return &coaching.PostError{Kind: coaching.PostLimited, Workspace: true, Wait: limited.RetryAfter, Code: coaching.CodeRateLimited, Err: err}
	case errors.As(err, &refused) && tooManyCodes[refused.Err], errors.As(err, &status) && status.Code == http.StatusTooManyRequests:
		return &coaching.PostError{Kind: coaching.PostLimited, Workspace: true, Code: coaching.CodeRateLimited, Err: err}
	case errors.As(err, &refused) && forGood[refused.Err]:
		return &coaching.PostError{Kind: coaching.PostRefused, Code: refused.Err}
	case errors.As(err, &refused) && refused.Err != "" && !unsure[refused.Err]:
		return &coaching.PostError{Kind: coaching.PostLimited, Wait: 10 * time.Minute, Code: "refused_for_now", Err: err}
	case before, neverReached(err):
		return &coaching.PostError{Kind: coaching.PostLimited, Wait: 10 * time.Second, Code: "unreachable", Err: err}
	}
	return &coaching.PostError{Kind: coaching.PostAmbiguous, Code: "no_answer", Err: err}
}

// neverReached reports that no connection came about, so that nothing can have been stored.
func neverReached(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}

// notYet is a failure before Slack was asked at all: to be tried again, unless coaching refused.
func notYet(what string, err error) *coaching.PostError {
	var refusal *coaching.Error
	if errors.As(err, &refusal) { // what the message was about is gone, or its consent does not hold
		return &coaching.PostError{Kind: coaching.PostRefused, Code: coaching.WhyGone}
	}
	return &coaching.PostError{Kind: coaching.PostLimited, Wait: 10 * time.Second, Code: what, Err: err}
}

// reply answers a typed message in the same place.
func (b *Bot) reply(ctx context.Context, c *Call, n *Note) error {
	m := card{Note: "Interlude", Blocks: n.blocks()}
	opts := m.options()
	if c.Thread != "" {
		opts = append(opts, slack.MsgOptionTS(c.Thread))
	}
	_, _, err := b.API.PostMessageContext(ctx, c.Channel, opts...)
	return err
}
