package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// Lifetimes of what the app gets with a command or press (docs.slack.dev, handling user interaction).
const (
	responseLife = 30 * time.Minute
	responseUses = 5
)

// trigger allows the app to open one form for one person.
type trigger struct {
	user  string
	modal bool // it came from inside a modal: it may push
	until time.Time
	used  bool
}

// newTrigger issues a trigger id in Slack's shape of three parts; the lock is held.
func (w *Workspace) newTrigger(user string, modal bool) string {
	now := w.opt.Wall()
	for id, t := range w.triggers {
		if now.Sub(t.until) > time.Minute {
			delete(w.triggers, id)
		}
	}
	id := fmt.Sprintf("%d.%d.%s", now.UnixMilli(), now.UnixNano()%1e9, newID(""))
	w.triggers[id] = &trigger{user: user, modal: modal, until: now.Add(w.opt.Patience)}
	return id
}

// takeTrigger spends a trigger id.
func (w *Workspace) takeTrigger(id string) (*trigger, error) {
	t := w.triggers[id]
	switch {
	case t == nil:
		return nil, refuse("invalid_trigger_id")
	case t.used:
		return nil, refuse("exchanged_trigger_id")
	case w.opt.Wall().After(t.until):
		return nil, refuse("expired_trigger_id")
	}
	t.used = true
	return t, nil
}

// responseURL lets the app answer where somebody acted, five times in 30 minutes.
type responseURL struct {
	user, channel, thread string
	original              string // ts of the message that was pressed, or of the first answer
	until                 time.Time
	uses                  int
}

// newResponse issues a response URL; the lock is held.
func (w *Workspace) newResponse(r responseURL) string {
	id := newID("") + newID("")
	r.until = w.opt.Wall().Add(responseLife)
	w.responses[id] = &r
	return w.baseURL + "/response/" + id
}

// answer is the body of a post to a response URL and of a command's ack.
type answer struct {
	content
	ResponseType string `json:"response_type"`
	Replace      bool   `json:"replace_original"`
	Delete       bool   `json:"delete_original"`
	ThreadTS     string `json:"thread_ts"`
}

func (w *Workspace) serveResponse(rw http.ResponseWriter, r *http.Request) {
	var a answer
	body := http.MaxBytesReader(rw, r.Body, maxBody)
	if err := json.NewDecoder(body).Decode(&a); err != nil {
		writeJSON(rw, http.StatusBadRequest, errorAnswer(refuse("invalid_payload")))
		return
	}
	if fault, faulty := w.takeFault("response_url"); faulty && !fault.Accept {
		w.misbehave(rw, r, fault, nil)
		return
	}
	w.mu.Lock()
	err := w.respond(w.responses[r.PathValue("id")], a)
	w.mu.Unlock()
	if err != nil {
		writeJSON(rw, http.StatusNotFound, errorAnswer(err))
		return
	}
	writeJSON(rw, http.StatusOK, obj{"ok": true})
}

// respond carries out an answer that came to a response URL.
func (w *Workspace) respond(u *responseURL, a answer) error {
	switch {
	case u == nil || w.revoked:
		return refuse("invalid_url")
	case w.opt.Wall().After(u.until):
		return refuse("expired_url")
	case u.uses >= responseUses:
		return refuse("used_url")
	}
	u.uses++
	return w.give(u, a)
}

// give shows, replaces or removes a message as the answer says; the lock is held.
func (w *Workspace) give(u *responseURL, a answer) error {
	ch := w.conversation(u.channel)
	original := ch.byTS[u.original]
	if original != nil && (original.Deleted || original.BotID == "") {
		original = nil
	}
	if a.Delete {
		if original != nil {
			w.remove(ch, original)
		}
		return nil
	}
	if err := a.check(); err != nil {
		return err
	}
	if a.Replace && original != nil {
		w.editAsApp(ch, original, a.content, nil)
		return nil
	}
	thread := a.ThreadTS
	if thread == "" {
		thread = u.thread
	}
	var m *Message
	if a.ResponseType == "in_channel" {
		m = w.postAsApp(ch, a.content, thread, nil)
	} else {
		m = w.ephemeral(ch, u.user, a.content, thread)
	}
	if u.original == "" {
		u.original = m.TS
	}
	return nil
}
