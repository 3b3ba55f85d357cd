package sandbox

import (
	"cmp"
	"context"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"
)

func rfc3339(t time.Time) string { return t.UTC().Format(time.RFC3339) }

func (w *Workspace) nextDue(ctx context.Context) (time.Time, bool) {
	if w.opt.NextDue == nil {
		return time.Time{}, false
	}
	return w.opt.NextDue(ctx)
}

// serveWorkspace answers with what is the same for everybody.
func (w *Workspace) serveWorkspace(rw http.ResponseWriter, r *http.Request) {
	w.learnHost(r.Host, false)
	var due any
	if t, ok := w.nextDue(r.Context()); ok {
		due = rfc3339(t)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	channels := []obj{}
	for _, c := range w.sortedChannels() {
		if c.im == "" {
			channels = append(channels, obj{"id": c.ID, "name": c.Name})
		}
	}
	commands := slices.Clone(w.commands)
	slices.SortFunc(commands, func(a, b Command) int { return cmp.Compare(a.Command, b.Command) })
	if commands == nil {
		commands = []Command{}
	}
	writeJSON(rw, http.StatusOK, obj{
		"team":  obj{"id": w.opt.TeamID, "name": w.opt.TeamName, "domain": w.opt.TeamDomain},
		"users": w.pageUsers(""), "commands": commands, "channels": channels,
		"app": obj{"user_id": w.opt.BotUserID, "bot_id": w.opt.BotID, "name": w.opt.AppName, "connected": w.reachable()},
		"now": rfc3339(w.opt.Now()), "clock_movable": w.opt.MoveClock != nil, "next_due": due,
	})
}

func (w *Workspace) serveUserSearch(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	writeJSON(rw, http.StatusOK, obj{"users": w.pageUsers(strings.ToLower(r.FormValue("q")))})
}

func (w *Workspace) pageUsers(q string) []obj {
	out := []obj{}
	for _, id := range w.order {
		u := w.users[id]
		if !strings.Contains(strings.ToLower(u.Name+" "+u.RealName), q) {
			continue
		}
		out = append(out, obj{"id": u.ID, "name": u.Name, "real_name": u.RealName, "title": u.Title, "tz": u.TZ,
			"color": u.Color, "is_bot": u.IsBot, "deleted": u.Deleted, "status": w.pageStatus(u), "snoozed_until": w.pageSnooze(u)})
	}
	return out
}

// pageStatus is what others see of a person's status now, null when they show none.
func (w *Workspace) pageStatus(u *User) any {
	if u.StatusEmoji == "" && u.StatusText == "" {
		return nil
	}
	out := obj{"emoji": u.StatusEmoji, "text": u.StatusText, "until": nil}
	if u.StatusExpiration > 0 {
		out["until"] = rfc3339(time.Unix(u.StatusExpiration, 0))
	}
	return out
}

// pageSnooze is until when the person is not notified, null when they are.
func (w *Workspace) pageSnooze(u *User) any {
	if now := seconds(w.opt.Now()); u.DNDStart > now || u.DNDEnd <= now {
		return nil
	}
	return rfc3339(time.Unix(u.DNDEnd, 0))
}

// serveView answers with all that one person sees.
func (w *Workspace) serveView(rw http.ResponseWriter, r *http.Request) {
	user := r.FormValue("user")
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.users[user] == nil {
		writeJSON(rw, http.StatusNotFound, pageError(&Refusal{"user_not_found", "There is nobody of that id here."}))
		return
	}
	conversations := []obj{w.pageConversation(w.im(user), user)}
	for _, c := range w.sortedChannels() {
		if c.im == "" && w.sees(c, user) {
			conversations = append(conversations, w.pageConversation(c, user))
		}
	}
	modals := []obj{}
	for _, v := range w.stacks[user] {
		modals = append(modals, pageForm(v))
	}
	out := obj{"user": user, "conversations": conversations, "home": nil, "home_unread": false, "modals": modals, "toast": w.liveToasts(user)}
	if h := w.homes[user]; h != nil {
		out["home"], out["home_unread"] = pageForm(h), w.homeSeen[user] != h.Hash
	}
	writeJSON(rw, http.StatusOK, out)
}

func (w *Workspace) liveToasts(user string) []toast {
	now := w.opt.Wall()
	live := slices.DeleteFunc(w.toasts[user], func(t toast) bool { return now.After(t.until) })
	w.toasts[user] = live
	return append([]toast{}, live...)
}

func (w *Workspace) pageConversation(c *channel, user string) obj {
	kind, name := "channel", c.Name
	if c.im != "" {
		kind, name = "im", w.opt.AppName
	}
	messages := []obj{}
	for _, m := range c.messages {
		if c.visible(m, user) {
			messages = append(messages, w.pageMessage(c, m, user))
		}
	}
	return obj{"id": c.ID, "kind": kind, "name": name, "unread": w.unread(user, c), "messages": messages}
}

func (w *Workspace) pageMessage(c *channel, m *Message, user string) obj {
	name := "Slackbot"
	if u := w.users[m.User]; u != nil {
		name = u.RealName
	}
	files := []obj{}
	for _, f := range m.Files {
		files = append(files, obj{"id": f.ID, "name": f.Name, "url": fileURL(w, f.ID)})
	}
	out := obj{"ts": m.TS, "user": m.User, "bot": m.BotID != "", "name": name, "text": m.Text, "blocks": decodeBlocks(m.Blocks),
		"edited": nil, "deleted": m.Deleted, "ephemeral": m.Ephemeral, "thread_ts": orNil(m.ThreadTS),
		"reply_count": len(c.replies(m.TS)), "files": files, "mine": m.User == user, "notification": notification(m),
		"state": m.state[user]}
	if m.EditedTS != "" {
		out["edited"] = obj{"ts": m.EditedTS}
	}
	if out["blocks"] == nil || len(m.Blocks) == 0 {
		out["blocks"] = []obj{}
	}
	return out
}

// fileURL is where the page gets a file that the app sent; nil for the people's own, which have no bytes.
func fileURL(w *Workspace, id string) any {
	if f := w.files[id]; f == nil || !f.filled {
		return nil
	}
	return "/page/api/file/" + id
}

// serveFile hands out a file of the app as a download, whatever it holds.
func (w *Workspace) serveFile(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	var f upload
	if have := w.files[r.PathValue("id")]; have != nil {
		f = *have // the bytes of a filled upload never change
	}
	w.mu.Unlock()
	if !f.filled {
		http.NotFound(rw, r)
		return
	}
	rw.Header().Set("Content-Type", "application/octet-stream")
	rw.Header().Set("X-Content-Type-Options", "nosniff")
	rw.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	_, _ = rw.Write(f.data)
}

func pageForm(v *View) obj {
	errs := v.Errors
	if errs == nil {
		errs = map[string]string{}
	}
	return obj{"id": v.ID, "type": v.Type, "callback_id": v.CallbackID, "title": orNull(v.Title), "submit": orNull(v.Submit),
		"close": orNull(v.Close), "blocks": v.Blocks, "errors": errs, "state": obj{"values": v.State},
		"private_metadata": v.PrivateMetadata, "hash": v.Hash, "busy": v.Busy}
}
