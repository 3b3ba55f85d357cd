package sandbox

import (
	"encoding/json"
	"slices"
	"strings"
)

// readingOrder is the order in which a person reads the parts of a block; parts not named here are not seen.
var readingOrder = []string{
	"title", "label", "text", "fields", "element", "elements", "accessory", "option_groups", "options",
	"initial_value", "placeholder", "hint", "description", "alt_text", "title_url", "author_name", "fallback",
	"confirm", "deny", "submit", "close", "blocks", "rows",
}

// TextOf returns every text that blocks (or a view, or attachments) show a person, a line each, in reading order;
// ids, values and private metadata are not among them.
func TextOf(blocks json.RawMessage) string {
	var v any
	if len(blocks) == 0 || json.Unmarshal(blocks, &v) != nil {
		return ""
	}
	var lines []string
	walkText(v, &lines)
	return strings.Join(lines, "\n")
}

func walkText(v any, lines *[]string) {
	switch v := v.(type) {
	case string:
		if v != "" {
			*lines = append(*lines, v)
		}
	case []any:
		for _, e := range v {
			if _, isObject := e.(map[string]any); isObject {
				walkText(e, lines)
			} else if inner, isList := e.([]any); isList {
				walkText(inner, lines)
			}
		}
	case map[string]any:
		for _, key := range readingOrder {
			walkText(v[key], lines)
		}
	}
}

// viewText is all that a view shows.
func viewText(v *View) string {
	lines := []string{TextOf(v.Title), TextOf(v.Blocks), TextOf(v.Submit), TextOf(v.Close)}
	return strings.Join(slices.DeleteFunc(lines, func(s string) bool { return s == "" }), "\n")
}

// messageText is all that a message shows: its blocks, or its text when it has none.
func messageText(m *Message) string {
	parts := []string{TextOf(m.Blocks), TextOf(m.Attachments)}
	if len(m.Blocks) == 0 {
		parts[0] = m.Text
	}
	return strings.TrimSpace(strings.Join(parts, "\n"))
}

// record notes what the app showed user; the lock is held.
func (w *Workspace) record(user, text string) {
	if text != "" {
		w.shown[user] = append(w.shown[user], text)
	}
}

// noteShown records a message of the app for all who see it, and the notification of a new one.
func (w *Workspace) noteShown(c *channel, m, old *Message) {
	if m.BotID == "" || m.Deleted {
		return
	}
	viewers := w.members(c)
	if m.Ephemeral {
		viewers = []string{m.To}
	}
	for _, u := range viewers {
		w.record(u, m.Text)
		if len(m.Blocks) > 0 || len(m.Attachments) > 0 {
			w.record(u, messageText(m))
		}
		if old == nil && !m.Ephemeral && (c.im != "" || strings.Contains(m.Text, "<@"+u)) {
			w.pushed[u] = append(w.pushed[u], notification(m))
		}
	}
}

// notification is what a locked screen shows for m: its text, without one what Slack makes of the blocks.
func notification(m *Message) string {
	if m.Text != "" {
		return m.Text
	}
	return strings.ReplaceAll(messageText(m), "\n", " ")
}

// AllTextSentTo returns every text the app ever showed user: messages with their notification text, edits, answers that
// only they saw, forms, errors under inputs, and Home, oldest first.
func (w *Workspace) AllTextSentTo(user string) []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.shown[user])
}

// Notifications returns what user's lock screen showed of the app, oldest first.
func (w *Workspace) Notifications(user string) []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.pushed[user])
}
