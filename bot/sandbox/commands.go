package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// Refusal is what Slack tells a person whose act did not reach the app, or whose app did not answer in time.
type Refusal struct {
	Code    string // operation_timeout, dispatch_failed, …
	Message string // as the person sees it
}

func (r *Refusal) Error() string { return "sandbox: " + r.Code + ": " + r.Message }

// failed makes a transport's error into what the person sees.
func failed(err error, message string) *Refusal {
	if errors.Is(err, errTimeout) {
		return &Refusal{"operation_timeout", message}
	}
	return &Refusal{"dispatch_failed", message}
}

// RegisterManifest adds the slash commands that an app manifest (as JSON) declares.
func (w *Workspace) RegisterManifest(manifest []byte) error {
	var m struct {
		Features struct {
			Commands []struct {
				Command
				ShouldEscape *bool `json:"should_escape"`
			} `json:"slash_commands"`
		} `json:"features"`
	}
	if err := json.Unmarshal(manifest, &m); err != nil {
		return fmt.Errorf("read manifest: %w", err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range m.Features.Commands {
		c.Plain = c.ShouldEscape != nil && !*c.ShouldEscape
		w.commands = append(w.commands, c.Command)
	}
	w.changed()
	return nil
}

// declared finds a command; when none is declared at all, every command is the app's.
func (w *Workspace) declared(name string) (Command, bool) {
	for _, c := range w.commands {
		if c.Command == name {
			return c, true
		}
	}
	return Command{Command: name}, len(w.commands) == 0
}

// acting finds the person and the conversation of an act; the lock is held.
func (w *Workspace) acting(user, channelID string) (*User, *channel, error) {
	u := w.users[user]
	if u == nil {
		return nil, nil, &Refusal{"user_not_found", "There is nobody of that id here."}
	}
	if u.Deleted {
		return nil, nil, &Refusal{"account_inactive", "This account is deactivated."}
	}
	ch := w.im(user)
	if channelID != "" {
		ch = w.conversation(channelID)
	}
	if ch == nil || !w.sees(ch, user) {
		return nil, nil, &Refusal{"channel_not_found", "That conversation is not yours."}
	}
	return u, ch, nil
}

// command sends a slash command and shows what the app answered in its ack. The error is a *Refusal.
func (w *Workspace) command(user, channelID, name, text string) error {
	w.mu.Lock()
	u, ch, err := w.acting(user, channelID)
	if err != nil {
		w.mu.Unlock()
		return err
	}
	c, known := w.declared(name)
	if !known {
		w.slackbot(ch, user, fmt.Sprintf("`%s` is not a valid command. In Slack, all messages that start with the `/` character are commands.", name))
		w.mu.Unlock()
		return &Refusal{"unknown_command", name + " is not a valid command."}
	}
	payload, back := w.commandPayload(u, ch, c, text)
	w.mu.Unlock()
	ack, err := w.ask("slash_commands", payload)
	w.mu.Lock()
	defer w.mu.Unlock()
	if err != nil {
		r := failed(err, "")
		r.Message = fmt.Sprintf("%s failed with the error \"%s\"", name, r.Code)
		w.slackbot(ch, user, r.Message)
		return r
	}
	return w.showAck(back, ack)
}

// commandPayload is the command as the app gets it, and where its answers go.
func (w *Workspace) commandPayload(u *User, ch *channel, c Command, text string) (map[string]string, *responseURL) {
	if !c.Plain {
		text = w.escape(text, true)
	}
	address := w.newResponse(responseURL{user: u.ID, channel: ch.ID})
	id := address[strings.LastIndex(address, "/")+1:]
	return map[string]string{
		"token": w.opt.VerificationToken, "team_id": w.opt.TeamID, "team_domain": w.opt.TeamDomain,
		"channel_id": ch.ID, "channel_name": ch.Name, "user_id": u.ID, "user_name": u.Name, "command": c.Command,
		"text": text, "api_app_id": w.opt.AppID, "is_enterprise_install": "false", "response_url": address,
		"trigger_id": w.newTrigger(u.ID, false),
	}, w.responses[id]
}

// showAck shows the message that came with an ack; it does not count as a use of the response URL.
func (w *Workspace) showAck(back *responseURL, ack json.RawMessage) error {
	var a answer
	if len(ack) == 0 || string(ack) == "{}" || string(ack) == "null" || string(ack) == `""` {
		return nil
	}
	if err := json.Unmarshal(ack, &a); err != nil {
		var text string
		if json.Unmarshal(ack, &text) != nil {
			return &Refusal{"invalid_command_response", "The app's answer could not be read."}
		}
		a.Text = text
	}
	if a.Text == "" && a.Blocks == nil && a.Attachments == nil {
		return nil
	}
	if err := w.give(back, a); err != nil {
		w.slackbot(w.conversation(back.channel), back.user, "The app's answer could not be shown.")
		return &Refusal{err.Error(), strings.Join(messagesOf(err), "; ")}
	}
	return nil
}

func messagesOf(err error) []string {
	var e *apiError
	if errors.As(err, &e) && len(e.Messages) > 0 {
		return e.Messages
	}
	return []string{err.Error()}
}

// slackbot tells one person something in the conversation they are in.
func (w *Workspace) slackbot(ch *channel, user, text string) {
	w.apply(record{Message: &Message{Channel: ch.ID, TS: w.nextTS(), User: slackbot, Text: text, Ephemeral: true, To: user}})
	w.changed(user)
}
