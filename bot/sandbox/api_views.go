package sandbox

import (
	"encoding/json"
	"slices"
)

// maxStack is how many modals lie on each other: one opened, two pushed.
const maxStack = 3

// maxView is Slack's limit for a whole view (views.open, view_too_large).
const maxView = 250 << 10

// parseView checks a view of the wanted type and makes it ready to be shown.
func parseView(raw json.RawMessage, kind string) (*View, error) {
	if len(raw) > maxView {
		return nil, refuse("view_too_large")
	}
	if messages := validateView(raw, kind); len(messages) > 0 {
		return nil, refuse("invalid_arguments", messages...)
	}
	v := &View{}
	if err := json.Unmarshal(raw, v); err != nil {
		return nil, refuse("invalid_arguments", "[ERROR] the view cannot be read [json-pointer:/view]")
	}
	v.ID, v.Hash, v.State, v.Errors, v.RootViewID, v.PreviousViewID = newID("V"), "", nil, nil, "", ""
	v.Blocks = withIDs(v.Blocks)
	v.State = initialState(v.Blocks, nil)
	return v, nil
}

// viewJSON is v as answers and payloads show it.
func (w *Workspace) viewJSON(v *View) obj {
	return obj{
		"id": v.ID, "team_id": w.opt.TeamID, "type": v.Type, "blocks": v.Blocks, "private_metadata": v.PrivateMetadata,
		"callback_id": v.CallbackID, "state": obj{"values": v.State}, "hash": v.Hash, "title": orNull(v.Title),
		"clear_on_close": v.ClearOnClose, "notify_on_close": v.NotifyOnClose, "close": orNull(v.Close),
		"submit": orNull(v.Submit), "previous_view_id": orNil(v.PreviousViewID), "root_view_id": v.RootViewID,
		"app_id": w.opt.AppID, "external_id": v.ExternalID, "app_installed_team_id": w.opt.TeamID, "bot_id": w.opt.BotID,
	}
}

func orNull(raw json.RawMessage) any {
	if len(raw) == 0 {
		return nil
	}
	return raw
}

func orNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// newHash marks a version of a view, as in Slack "seconds.letters".
func (w *Workspace) newHash() string {
	return tsOf(w.opt.Wall().UnixMicro())[:10] + "." + newID("")[:8]
}

func (c *call) viewsOpen() (obj, error) { return c.openFromTrigger(false) }

func (c *call) viewsPush() (obj, error) { return c.openFromTrigger(true) }

func (c *call) openFromTrigger(push bool) (obj, error) {
	v, err := parseView(c.raw("view"), "modal")
	if err != nil {
		return nil, err
	}
	if c.externalTaken(v.ExternalID, nil) {
		return nil, refuse("duplicate_external_id")
	}
	t, err := c.takeTrigger(c.str("trigger_id"))
	if err != nil {
		return nil, err
	}
	if !push {
		c.stacks[t.user] = nil
	} else if !t.modal || len(c.stacks[t.user]) == 0 {
		return nil, refuse("invalid_trigger_id")
	}
	if err := c.stack(t.user, v); err != nil {
		return nil, err
	}
	return obj{"view": c.viewJSON(v)}, nil
}

// stack lays a checked view on the person's stack.
func (w *Workspace) stack(user string, v *View) error {
	have := w.stacks[user]
	if len(have) >= maxStack {
		return refuse("push_limit_reached")
	}
	v.User, v.Hash, v.RootViewID = user, w.newHash(), v.ID
	if len(have) > 0 {
		v.RootViewID, v.PreviousViewID = have[0].ID, have[len(have)-1].ID
	}
	w.stacks[user] = append(have, v)
	w.archive.keep("view", user, v)
	w.record(user, viewText(v))
	w.changed(user)
	return nil
}

func (w *Workspace) externalTaken(external string, but *View) bool {
	if external == "" {
		return false
	}
	for _, stack := range w.stacks {
		for _, v := range stack {
			if v.ExternalID == external && v != but {
				return true
			}
		}
	}
	return false
}

// openView finds a modal that still lies on somebody's stack.
func (w *Workspace) openView(match func(*View) bool) *View {
	for _, stack := range w.stacks {
		if i := slices.IndexFunc(stack, match); i >= 0 {
			return stack[i]
		}
	}
	return nil
}

func (c *call) viewsUpdate() (obj, error) {
	id, external := c.str("view_id"), c.str("external_id")
	old := c.openView(func(v *View) bool {
		return (id != "" && v.ID == id) || (id == "" && external != "" && v.ExternalID == external)
	})
	kind := "modal"
	if home := c.homeByID(id); old == nil && home != nil {
		old, kind = home, "home"
	}
	next, err := parseView(c.raw("view"), kind)
	switch {
	case err != nil:
		return nil, err
	case old == nil:
		return nil, refuse("not_found")
	case c.str("hash") != "" && c.str("hash") != old.Hash:
		return nil, refuse("hash_conflict")
	case c.externalTaken(next.ExternalID, old):
		return nil, refuse("duplicate_external_id")
	}
	if kind == "home" {
		c.showHome(old.User, next, old)
		return obj{"view": c.viewJSON(next)}, nil
	}
	c.updateView(old, next)
	return obj{"view": c.viewJSON(old)}, nil
}

// updateView gives an open modal new content under its old id.
func (w *Workspace) updateView(v, next *View) {
	next.ID, next.User, next.RootViewID, next.PreviousViewID = v.ID, v.User, v.RootViewID, v.PreviousViewID
	next.Hash, next.State, next.Busy = w.newHash(), initialState(next.Blocks, v.State), v.Busy
	*v = *next
	w.archive.keep("view", v.User, v)
	w.record(v.User, viewText(v))
	w.changed(v.User)
}

func (w *Workspace) homeByID(id string) *View {
	for _, h := range w.homes {
		if h.ID == id {
			return h
		}
	}
	return nil
}

func (c *call) viewsPublish() (obj, error) {
	user := c.str("user_id")
	next, err := parseView(c.raw("view"), "home")
	switch {
	case err != nil:
		return nil, err
	case c.users[user] == nil:
		return nil, refuse("invalid_arguments", "[ERROR] user_id is not a member [json-pointer:/user_id]")
	}
	old := c.homes[user]
	if h := c.str("hash"); h != "" && (old == nil || h != old.Hash) {
		return nil, refuse("hash_conflict")
	}
	c.showHome(user, next, old)
	return obj{"view": c.viewJSON(next)}, nil
}

func (w *Workspace) showHome(user string, next, old *View) {
	next.User, next.Hash, next.RootViewID = user, w.newHash(), next.ID
	if old != nil {
		next.ID, next.RootViewID = old.ID, old.ID
		next.State = initialState(next.Blocks, old.State)
	}
	w.put(record{Home: next})
	w.changed(user)
}
