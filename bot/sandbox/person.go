package sandbox

import (
	"slices"
	"time"
)

// say posts a person's message; the app hears of it when it is a direct message.
func (w *Workspace) say(user, channelID, text, thread string, files []File) (string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	_, ch, err := w.acting(user, channelID)
	if err != nil {
		return "", err
	}
	if text == "" && len(files) == 0 {
		return "", &Refusal{"no_text", "There is nothing to send."}
	}
	root, err := threadRoot(ch, thread)
	if err != nil {
		return "", &Refusal{"thread_not_found", "That thread is gone."}
	}
	for i := range files {
		files[i].ID = newID("F")
	}
	m := w.postNew(ch, &Message{Channel: ch.ID, TS: w.nextTS(), User: user, Text: w.escape(text, false), ThreadTS: root,
		ClientMsgID: clientMsgID(), Files: files})
	w.markRead(user, ch)
	return m.TS, nil
}

// clientMsgID has the shape of the UUID that Slack's clients send.
func clientMsgID() string {
	id := newID("") + newID("") + newID("") + newID("")
	return id[:8] + "-" + id[8:12] + "-" + id[12:16] + "-" + id[16:20] + "-" + id[20:32]
}

// mine finds a message of the person that they may still change.
func (w *Workspace) mine(user, channelID, ts string) (*channel, *Message, error) {
	_, ch, err := w.acting(user, channelID)
	if err != nil {
		return nil, nil, err
	}
	m := ch.byTS[ts]
	if m == nil || m.Deleted || m.User != user {
		return nil, nil, &Refusal{"message_not_found", "That is not a message of yours."}
	}
	return ch, m, nil
}

func (w *Workspace) edit(user, channelID, ts, text string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	ch, m, err := w.mine(user, channelID, ts)
	if err != nil {
		return err
	}
	next := *m
	next.Text = w.escape(text, false)
	w.replace(ch, m, &next)
	return nil
}

func (w *Workspace) erase(user, channelID, ts string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	ch, m, err := w.mine(user, channelID, ts)
	if err != nil {
		return err
	}
	w.remove(ch, m)
	return nil
}

// openHome is the person's look at the app's Home; the app hears of every one, with the view that was there.
func (w *Workspace) openHome(user string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	_, ch, err := w.acting(user, "")
	if err != nil {
		return err
	}
	event := obj{"type": "app_home_opened", "user": user, "channel": ch.ID, "tab": "home", "event_ts": w.nextTS()}
	if h := w.homes[user]; h != nil {
		event["view"] = w.viewJSON(h)
		w.put(record{Read: &readMark{User: user, Home: h.Hash}})
	}
	w.emit(event)
	w.changed(user)
	return nil
}

// openMessages is the person's look at the app's Messages tab: Slack sends app_home_opened for it too.
func (w *Workspace) openMessages(user string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	_, ch, err := w.acting(user, "")
	if err != nil {
		return err
	}
	w.emit(obj{"type": "app_home_opened", "user": user, "channel": ch.ID, "tab": "messages", "event_ts": w.nextTS()})
	return nil
}

// markRead moves the person's mark to the newest message they see.
func (w *Workspace) markRead(user string, ch *channel) {
	for _, m := range slices.Backward(ch.messages) {
		if ch.visible(m, user) {
			if ch.read[user] != m.TS {
				w.put(record{Read: &readMark{User: user, Channel: ch.ID, TS: m.TS}})
				w.changed(user)
			}
			return
		}
	}
}

// unread counts what others wrote since the person's mark.
func (w *Workspace) unread(user string, ch *channel) (n int) {
	for _, m := range ch.messages {
		if m.User != user && !m.Deleted && ch.visible(m, user) && compareTS(m.TS, ch.read[user]) > 0 {
			n++
		}
	}
	return n
}

// toastLife is how long a notice stays on the page, of protocol time.
const toastLife = 8 * time.Second

// toast is a short notice over the page, such as Slack's "We had some trouble connecting".
type toast struct {
	ID    string `json:"id"`
	Text  string `json:"text"`
	until time.Time
}

// toast shows the person a notice; the lock is held.
func (w *Workspace) toast(user, text string) {
	w.toasts[user] = append(w.toasts[user], toast{newID("n"), text, w.opt.Wall().Add(toastLife)})
	w.changed(user)
}
