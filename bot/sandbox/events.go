package sandbox

import (
	"encoding/json"
	"maps"
)

// emit puts an event on its way to the app; the lock is held.
func (w *Workspace) emit(event obj) {
	id := newID("Ev")
	body, err := json.Marshal(obj{
		"token": w.opt.VerificationToken, "team_id": w.opt.TeamID, "context_team_id": w.opt.TeamID, "api_app_id": w.opt.AppID,
		"event": event, "type": "event_callback", "event_id": id, "event_time": seconds(w.opt.Now()),
		"authorizations": []obj{{"enterprise_id": nil, "team_id": w.opt.TeamID, "user_id": w.opt.BotUserID, "is_bot": true,
			"is_enterprise_install": false}},
		"is_ext_shared_channel": false, "event_context": "4-" + id,
	})
	if err != nil {
		w.opt.Log.Error("sandbox event", "error", err.Error())
		return
	}
	w.put(record{Event: &eventEntry{ID: id, Body: body}})
	w.wake()
}

// Emit sends the app an event of any shape, for those that no method here produces.
func (w *Workspace) Emit(event map[string]any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.emit(event)
}

// subscribed says whether the app hears of the channel's messages: only of direct messages (message.im).
func subscribed(ch *channel) bool { return ch.im != "" }

func (w *Workspace) emitMessage(ch *channel, m *Message) {
	if !subscribed(ch) {
		return
	}
	event := w.messageJSON(ch, m, true)
	maps.Copy(event, obj{"channel": ch.ID, "channel_type": "im", "event_ts": m.TS})
	w.emit(event)
}

// emitChange tells of an edit; also of a root whose thread grew, which nobody edited.
func (w *Workspace) emitChange(ch *channel, m, before *Message) {
	if !subscribed(ch) {
		return
	}
	ts := w.nextTS()
	w.emit(obj{"type": "message", "subtype": "message_changed", "hidden": true, "channel": ch.ID, "channel_type": "im",
		"ts": ts, "event_ts": ts, "message": w.messageJSON(ch, m, true), "previous_message": w.messageJSON(ch, before, true)})
}

func (w *Workspace) emitDeleted(ch *channel, before *Message) {
	if !subscribed(ch) {
		return
	}
	ts := w.nextTS()
	w.emit(obj{"type": "message", "subtype": "message_deleted", "hidden": true, "channel": ch.ID, "channel_type": "im",
		"ts": ts, "event_ts": ts, "deleted_ts": before.TS, "previous_message": w.messageJSON(ch, before, true)})
}

// SetUser changes a member (zone, status, name, deactivation) and sends user_change.
func (w *Workspace) SetUser(u User) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.setUser(u)
}

func (w *Workspace) setUser(u User) {
	w.put(record{User: &u})
	w.emit(obj{"type": "user_change", "user": w.userJSON(&u), "cache_ts": seconds(w.opt.Now()), "event_ts": w.nextTS()})
	w.changed(u.ID)
}

// Join adds a member and sends team_join.
func (w *Workspace) Join(u User) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.put(record{User: &u})
	w.emit(obj{"type": "team_join", "user": w.userJSON(&u), "cache_ts": seconds(w.opt.Now()), "event_ts": w.nextTS()})
	w.changed(u.ID)
}

// User returns a member as it stands; ok is false when there is none.
func (w *Workspace) User(id string) (u User, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.users[id] == nil {
		return User{}, false
	}
	return *w.users[id], true
}

// Uninstall takes the app out of the workspace: its tokens stop working, then it hears tokens_revoked and app_uninstalled.
func (w *Workspace) Uninstall() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.setRevoked(true)
	w.emit(obj{"type": "tokens_revoked", "tokens": obj{"oauth": []string{}, "bot": []string{w.opt.BotUserID}}, "event_ts": w.nextTS()})
	w.emit(obj{"type": "app_uninstalled", "event_ts": w.nextTS()})
}

// Reinstall makes the same tokens valid again.
func (w *Workspace) Reinstall() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.setRevoked(false)
}

func (w *Workspace) setRevoked(gone bool) { w.put(record{Revoked: &gone}) }
