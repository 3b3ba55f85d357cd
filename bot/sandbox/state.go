package sandbox

import (
	"slices"
	"strings"
)

// channel is a conversation: a public channel, or the direct messages of the app with one person (im set).
type channel struct {
	Channel
	im       string
	messages []*Message // by ts, with replies, deleted and ephemeral ones
	byTS     map[string]*Message
	threads  map[string]bool // ts of messages that ever had a reply
	read     map[string]string
}

// put makes a change durable and applies it; the lock is held.
func (w *Workspace) put(r record) {
	if w.journal != nil {
		if err := w.journal.append(r); err != nil {
			w.opt.Log.Error("sandbox journal", "error", err.Error())
		}
	}
	w.apply(r)
}

// apply is put without the journal: also how a journal is replayed.
func (w *Workspace) apply(r record) {
	switch {
	case r.User != nil:
		if w.users[r.User.ID] == nil {
			w.order = append(w.order, r.User.ID)
		}
		u := *r.User
		w.users[u.ID] = &u
	case r.Channel != nil:
		w.channels[r.Channel.ID] = newChannel(*r.Channel, "")
	case r.Message != nil:
		m := *r.Message
		w.store(&m)
	case r.Home != nil:
		w.homes[r.Home.User] = r.Home
		w.archive.keep("view", r.Home.User, r.Home)
		w.record(r.Home.User, viewText(r.Home))
	case r.Read != nil && r.Read.Home != "":
		w.homeSeen[r.Read.User] = r.Read.Home
	case r.Read != nil:
		if c := w.conversation(r.Read.Channel); c != nil {
			c.read[r.Read.User] = r.Read.TS
		}
	case r.Event != nil:
		w.pending = append(w.pending, &delivery{id: r.Event.ID, body: r.Event.Body})
	case r.Done != "":
		w.pending = slices.DeleteFunc(w.pending, func(d *delivery) bool { return d.id == r.Done && !d.repeat })
	case r.Revoked != nil:
		w.revoked = *r.Revoked
	}
}

func newChannel(c Channel, im string) *channel {
	return &channel{Channel: c, im: im, byTS: map[string]*Message{}, threads: map[string]bool{}, read: map[string]string{}}
}

// im returns the direct message channel of the app with user, created when first needed.
func (w *Workspace) im(user string) *channel {
	id := imID(w.opt.TeamID, user)
	if w.channels[id] == nil {
		w.channels[id] = newChannel(Channel{ID: id, Name: "directmessage"}, user)
	}
	return w.channels[id]
}

// conversation finds a channel by its id or by a member's id; an unknown id of a direct message is looked up by owner.
func (w *Workspace) conversation(id string) *channel {
	if c := w.channels[id]; c != nil {
		return c
	}
	if w.users[id] != nil {
		return w.im(id)
	}
	for _, u := range w.order {
		if imID(w.opt.TeamID, u) == id {
			return w.im(u)
		}
	}
	return nil
}

// store adds or replaces a message and keeps the channel sorted.
func (w *Workspace) store(m *Message) {
	c := w.conversation(m.Channel)
	if c == nil {
		return
	}
	if us, ok := microsOf(m.TS); ok {
		w.lastTS = max(w.lastTS, us)
	}
	if us, ok := microsOf(m.EditedTS); ok {
		w.lastTS = max(w.lastTS, us)
	}
	old := c.byTS[m.TS]
	c.byTS[m.TS] = m
	w.archive.message(m)
	w.noteShown(c, m, old)
	if old != nil {
		m.state = old.state
		c.messages[slices.Index(c.messages, old)] = m
		return
	}
	if m.reply() {
		c.threads[m.ThreadTS] = true
	}
	at, _ := slices.BinarySearchFunc(c.messages, m, func(a, b *Message) int { return compareTS(a.TS, b.TS) })
	c.messages = slices.Insert(c.messages, at, m)
}

func compareTS(a, b string) int {
	x, _ := microsOf(a)
	y, _ := microsOf(b)
	return int(max(-1, min(1, x-y)))
}

// members lists who sees the channel.
func (w *Workspace) members(c *channel) []string {
	switch {
	case c.im != "":
		return []string{c.im}
	case len(c.Members) > 0:
		return c.Members
	}
	return w.order
}

// botIn reports whether the app's bot user is in the channel.
func (w *Workspace) botIn(c *channel) bool {
	return c.im != "" || slices.Contains(w.members(c), w.opt.BotUserID)
}

// replies lists what still stands below root.
func (c *channel) replies(root string) (out []*Message) {
	if !c.threads[root] {
		return nil
	}
	for _, m := range c.messages {
		if m.ThreadTS == root && m.TS != root && !m.Deleted && !m.Ephemeral {
			out = append(out, m)
		}
	}
	return out
}

// visible reports whether the person sees m: deleted ones only while replies hang below them.
func (c *channel) visible(m *Message, user string) bool {
	if m.Ephemeral {
		return m.To == user && !m.Deleted
	}
	return !m.Deleted || len(c.replies(m.TS)) > 0
}

func lowerName(s string) string { return strings.ToLower(strings.ReplaceAll(s, " ", "")) }
