package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/slack-go/slack"
)

// forSlack is what remains of the time for an acknowledgement after Limit, for what Slack has to be
// asked: it tells people after 3 s that the app did not respond, whatever was stored.
const forSlack = 300 * time.Millisecond

// Command answers a slash command. The result is the body of the acknowledgement (nil: empty).
func (b *Bot) Command(ctx context.Context, s slack.SlashCommand) any {
	b.work.begin()
	defer b.work.end()
	if s.UserID == "" || s.TriggerID == "" {
		b.Log.Warn("command not understood")
		return nil
	}
	c := &Call{Team: s.TeamID, Enterprise: s.EnterpriseID, User: s.UserID, Route: s.Command, Text: s.Text, Trigger: s.TriggerID, Reply: b.replyAt(s.ResponseURL),
		Once: "command:" + s.TriggerID, Channel: s.ChannelID}
	ctx, cancel := context.WithTimeout(ctx, b.Limit+forSlack)
	defer cancel()
	defer b.gates.enter(ctx, c.User)()
	a, _ := b.run(ctx, command, c)
	defer b.after(a)
	if a.Note != nil {
		return map[string]any{"response_type": "ephemeral", "text": "Interlude", "blocks": a.Note.blocks()}
	}
	if err := b.show(ctx, c, a); err != nil {
		b.Log.Warn("show", "route", c.Route, "err", err)
		return map[string]any{"response_type": "ephemeral", "text": "That took too long to open. Please try again."}
	}
	return nil
}

// Interaction answers a press or a submission. The result is the body of the acknowledgement.
func (b *Bot) Interaction(ctx context.Context, raw []byte) any {
	b.work.begin()
	defer b.work.end()
	var ic slack.InteractionCallback
	if err := sound(raw); err != nil || json.Unmarshal(raw, &ic) != nil || ic.User.ID == "" {
		b.Log.Warn("interaction not understood")
		return nil
	}
	switch ic.Type {
	case slack.InteractionTypeBlockActions:
		b.presses(ctx, ic)
	case slack.InteractionTypeViewSubmission:
		return b.submit(ctx, ic)
	}
	return nil
}

func (b *Bot) presses(ctx context.Context, ic slack.InteractionCallback) {
	ctx, cancel := context.WithTimeout(ctx, b.Limit+forSlack)
	defer cancel()
	defer b.gates.enter(ctx, ic.User.ID)()
	for _, act := range ic.ActionCallback.BlockActions {
		c := &Call{Team: ic.Team.ID, Enterprise: ic.Enterprise.ID, Homes: []string{ic.User.TeamID}, User: ic.User.ID, Route: routeOf(act.ActionID), Value: valueOf(act),
			Trigger: ic.TriggerID, Reply: b.replyAt(ic.ResponseURL), Channel: ic.Container.ChannelID, Message: ic.Container.MessageTs, Thread: ic.Container.ThreadTs,
			View: ic.View, Once: fmt.Sprintf("press:%s:%s%s:%s:%s", ic.User.ID, ic.Container.MessageTs, ic.View.ID, act.ActionID, act.ActionTs)}
		if _, known := b.routes[key{press, c.Route}]; !known {
			continue // links and inputs of a form report their presses too
		}
		a, _ := b.run(ctx, press, c)
		if err := b.show(ctx, c, a); err != nil {
			b.Log.Warn("show", "route", c.Route, "err", err)
		}
		b.after(a)
	}
}

func (b *Bot) submit(ctx context.Context, ic slack.InteractionCallback) any {
	c := &Call{Team: ic.Team.ID, Enterprise: ic.Enterprise.ID, Homes: []string{ic.User.TeamID}, User: ic.User.ID, Route: ic.View.CallbackID, Trigger: ic.TriggerID, View: ic.View,
		Once: fmt.Sprintf("submission:%s:%s:%s", ic.User.ID, ic.View.ID, ic.View.Hash)}
	defer b.gates.enter(ctx, c.User)()
	a, _ := b.run(ctx, submission, c)
	defer b.after(a)
	b.later("look at what was shown", func(ctx context.Context) error { b.wasShown(ctx, c, ic.View.ID, a.Update); return nil })
	switch {
	case len(a.Errors) > 0:
		return slack.NewErrorsViewSubmissionResponse(a.Errors)
	case a.Update != nil:
		return slack.NewUpdateViewSubmissionResponse(b.acknowledgeable(c, a.Update, a.heard))
	case a.heard != nil:
		return slack.NewUpdateViewSubmissionResponse(a.heard)
	}
	return nil
}

// maxAck is the longest acknowledgement; Slack drops one of 20 KB without a word.
const maxAck = 18 * 1024

// fillAfter gives the acknowledgement time to arrive before the form behind it is filled.
const fillAfter = 400 * time.Millisecond

// acknowledgeable returns v, or, when v is too long for an acknowledgement, a short form in its place
// that is filled with v right after. heard, when there is one, is shown in the place of v, on the
// same way as v would have been.
func (b *Bot) acknowledgeable(c *Call, v, heard *slack.ModalViewRequest) *slack.ModalViewRequest {
	raw, _ := json.Marshal(v) // what cannot be written fails as an acknowledgement
	if heard != nil {
		v = heard
	}
	if len(raw) < maxAck {
		return v
	}
	b.later("fill form", func(ctx context.Context) error {
		if err := sleep(ctx, fillAfter); err != nil {
			return err
		}
		_, err := b.API.UpdateViewContext(ctx, *v, "", "", c.View.ID)
		b.wasShown(ctx, c, c.View.ID, v) // their part may have ended meanwhile
		return b.shown(err)
	})
	return form{Title: "Interlude", Blocks: []slack.Block{section("*Done.* One moment, I am fetching the list.")}}.modal()
}

// Happened handles an event. false: nothing was stored, Slack should send it again.
func (b *Bot) Happened(ctx context.Context, raw []byte) bool {
	b.work.begin()
	defer b.work.end()
	var w envelope
	if sound(raw) != nil || json.Unmarshal(raw, &w) != nil || w.Type != "event_callback" || w.EventID == "" {
		return true
	}
	e := w.Event
	e.At = w.Time
	if w.TeamID == b.team && (e.Type == "app_uninstalled" || e.Type == "tokens_revoked") {
		b.unplugged(e.Type)
		return true
	}
	c := &Call{Team: w.TeamID, Enterprise: w.Org, Homes: e.homes(), User: e.sender(), Route: e.route(), Text: e.text(), Channel: e.place(), Message: e.stamp(),
		Thread: e.thread(), Once: "event:" + w.EventID, Event: &e}
	if _, known := b.routes[key{happening, c.Route}]; !known || c.User == "" || c.User == b.self || e.fromBot() {
		return true
	}
	a, err := b.run(ctx, happening, c)
	if err != nil { // Slack sends it again, and it may well be kept then
		a.Note = b.tryingAgain(c)
	} else {
		b.unkept.Delete(c.Once)
	}
	if a.Note != nil && c.Channel != "" {
		b.later("note", func(ctx context.Context) error { return b.reply(ctx, c, a.Note) })
	}
	b.after(a)
	return err == nil
}

// tryingAgain says once of a typed message that it is not kept yet; of other events nothing.
func (b *Bot) tryingAgain(c *Call) *Note {
	if _, said := b.unkept.LoadOrStore(c.Once, true); said || !strings.HasPrefix(c.Route, "message") {
		return nil
	}
	return &Note{Text: "I could not keep this yet. I try again by myself for a few minutes; if I have not answered by then, please send it once more."}
}

// routeOf cuts off what only makes an action_id unique in its block.
func routeOf(actionID string) string {
	id, _, _ := strings.Cut(actionID, "#")
	return id
}

func valueOf(a *slack.BlockAction) string {
	switch {
	case a.SelectedOption.Value != "":
		return a.SelectedOption.Value
	case a.SelectedUser != "":
		return a.SelectedUser
	case a.SelectedDate != "":
		return a.SelectedDate
	case a.SelectedTime != "":
		return a.SelectedTime
	}
	return a.Value
}
