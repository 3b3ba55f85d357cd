package sandbox

import (
	"encoding/json"
	"maps"
	"slices"
)

// press is one use of an interactive element, as the page or a Player sends it.
type press struct {
	User     string `json:"user"`
	Channel  string `json:"channel"`
	TS       string `json:"ts"`      // of the message, or
	ViewID   string `json:"view_id"` // of the modal or Home
	BlockID  string `json:"block_id"`
	ActionID string `json:"action_id"`
	Value    obj    `json:"value"` // the element's new state
	State    State  `json:"state"` // all inputs, as the page has them

	stale *element // pressed as it stood earlier
	forge bool     // Value replaces even what Slack would not let a person change
}

// trouble is what Slack shows when a press fails.
const trouble = "We had some trouble connecting. Try again?"

// press sends a press to the app and waits for the ack. The error is a *Refusal.
func (w *Workspace) press(p press) error {
	w.mu.Lock()
	payload, err := w.pressPayload(p)
	w.mu.Unlock()
	if err != nil || payload == nil {
		return err
	}
	if _, err := w.ask("interactive", payload); err != nil {
		r := failed(err, trouble)
		w.mu.Lock()
		defer w.mu.Unlock()
		w.toast(p.User, r.Message)
		return r
	}
	return nil
}

// pressPayload updates the state and builds block_actions; nil when the element does not send by itself.
func (w *Workspace) pressPayload(p press) (obj, error) {
	u, ch, err := w.acting(p.User, p.Channel)
	if err != nil {
		return nil, err
	}
	if p.ViewID != "" {
		return w.pressInView(p, u)
	}
	m := ch.byTS[p.TS]
	if m == nil || !ch.visible(m, p.User) || m.Deleted {
		return nil, &Refusal{"message_not_found", "That message is gone."}
	}
	if m.state == nil {
		m.state = map[string]State{}
	}
	state := initialState(m.Blocks, m.state[p.User]).merge(p.State)
	e, err := w.pressed(p, m.Blocks)
	if err != nil {
		return nil, err
	}
	action := w.action(e, p, state)
	m.state[p.User] = state
	out := w.interaction("block_actions", u, obj{
		"container":    obj{"type": "message", "message_ts": m.TS, "channel_id": ch.ID, "is_ephemeral": m.Ephemeral},
		"channel":      obj{"id": ch.ID, "name": ch.Name},
		"state":        obj{"values": state},
		"actions":      []obj{action},
		"trigger_id":   w.newTrigger(p.User, false),
		"response_url": w.newResponse(responseURL{user: p.User, channel: ch.ID, original: m.TS, thread: m.ThreadTS}),
	})
	if !m.Ephemeral {
		out["message"] = w.messageJSON(ch, m, false)
	}
	if m.reply() {
		out["container"].(obj)["thread_ts"] = m.ThreadTS
	}
	return out, nil
}

func (w *Workspace) pressInView(p press, u *User) (obj, error) {
	v, err := w.viewOf(p.User, p.ViewID)
	if err != nil {
		return nil, err
	}
	state := initialState(v.Blocks, v.State).merge(p.State)
	e, err := w.pressed(p, v.Blocks)
	if err != nil {
		return nil, err
	}
	action := w.action(e, p, state)
	v.State = state
	w.changed(p.User)
	if !e.immediate() {
		return nil, nil
	}
	return w.interaction("block_actions", u, obj{
		"container": obj{"type": "view", "view_id": v.ID}, "view": w.viewJSON(v), "actions": []obj{action},
		"trigger_id": w.newTrigger(p.User, v.Type == "modal"),
	}), nil
}

// viewOf finds a view that the person has in front of them: the top modal, one below it, or their Home.
func (w *Workspace) viewOf(user, id string) (*View, error) {
	if h := w.homes[user]; h != nil && h.ID == id {
		return h, nil
	}
	if i := slices.IndexFunc(w.stacks[user], func(v *View) bool { return v.ID == id }); i >= 0 {
		return w.stacks[user][i], nil
	}
	return nil, &Refusal{"view_not_found", "That form is closed."}
}

const buttonGone = "That button is gone."

func (w *Workspace) pressed(p press, blocks json.RawMessage) (element, error) {
	if p.stale != nil {
		return *p.stale, nil
	}
	e, ok := findElement(blocks, p.BlockID, p.ActionID)
	if !ok {
		return e, &Refusal{"action_not_found", buttonGone}
	}
	return e, nil
}

// action is the entry of actions[]; the state follows a changed input.
func (w *Workspace) action(e element, p press, state State) obj {
	out := obj{"action_id": e.str("action_id"), "block_id": e.blockID(), "type": e.str("type"),
		"action_ts": tsOf(w.opt.Wall().UnixMicro())}
	for _, key := range []string{"text", "value", "style", "placeholder", "url"} {
		if v := e.obj[key]; v != nil {
			out[key] = v
		}
	}
	kind, stateful := inputKinds[e.str("type")]
	switch {
	case stateful:
		entry := state[e.blockID()][e.str("action_id")]
		if v, sent := p.Value[kind.field]; sent {
			entry = obj{"type": e.str("type"), kind.field: v}
			state.set(e.blockID(), e.str("action_id"), entry)
		}
		maps.Copy(out, entry)
	case e.str("type") == "overflow":
		out["selected_option"] = p.Value["selected_option"]
	}
	if p.forge {
		maps.Copy(out, p.Value)
	}
	return out
}

// interaction adds what every interaction payload carries.
func (w *Workspace) interaction(kind string, u *User, more obj) obj {
	out := obj{
		"type": kind, "token": w.opt.VerificationToken, "api_app_id": w.opt.AppID, "is_enterprise_install": false,
		"enterprise": nil, "team": obj{"id": w.opt.TeamID, "domain": w.opt.TeamDomain},
		"user": obj{"id": u.ID, "username": u.Name, "name": u.Name, "team_id": w.teamOf(u.ID)},
	}
	maps.Copy(out, more)
	return out
}
