package sandbox

import (
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// content is what a message consists of, from an API call or an answer to a command.
type content struct {
	Text        string          `json:"text"`
	Blocks      json.RawMessage `json:"blocks"`
	Attachments json.RawMessage `json:"attachments"`
}

// check refuses what Slack refuses and gives blocks and elements without ids theirs.
func (n *content) check() error {
	if b := string(n.Blocks); b == "[]" || b == "null" {
		n.Blocks = nil
	}
	if string(n.Attachments) == "null" {
		n.Attachments = nil
	}
	if n.Text == "" && n.Blocks == nil && n.Attachments == nil {
		return refuse("no_text")
	}
	if utf8.RuneCountInString(n.Text) > maxText {
		return refuse("msg_too_long")
	}
	if n.Blocks == nil {
		return nil
	}
	if code, messages := checkMessageBlocks(n.Blocks); code != "" {
		return refuse(code, messages...)
	}
	n.Blocks = withIDs(n.Blocks)
	return nil
}

// target finds the channel that the app wants to post to.
func (c *call) target() (*channel, error) {
	id := c.str("channel")
	ch := c.conversation(id)
	if ch == nil {
		for _, named := range c.channels {
			if named.im == "" && named.Name == strings.TrimPrefix(id, "#") && id != "" {
				ch = named
			}
		}
	}
	switch {
	case ch == nil || id == c.opt.BotUserID:
		return nil, refuse("channel_not_found")
	case !c.botIn(ch):
		return nil, refuse("not_in_channel")
	}
	return ch, nil
}

func (c *call) content() (content, error) {
	n := content{Text: c.str("text"), Blocks: c.raw("blocks"), Attachments: c.raw("attachments")}
	return n, n.check()
}

// chatPostMessage posts as the app. A direct message to a deactivated member succeeds silently, as in Slack.
func (c *call) chatPostMessage() (obj, error) {
	ch, err := c.target()
	if err != nil {
		return nil, err
	}
	n, err := c.content()
	if err != nil {
		return nil, err
	}
	metadata := c.raw("metadata")
	if err := checkMetadata(metadata); err != nil {
		return nil, err
	}
	root, err := threadRoot(ch, c.str("thread_ts"))
	if err != nil {
		return nil, err
	}
	m := c.postAsApp(ch, n, root, func(m *Message) { m.Metadata, m.ClientMsgID = metadata, c.str("client_msg_id") })
	return obj{"channel": ch.ID, "ts": m.TS, "message": c.messageJSON(ch, m, true)}, nil
}

// threadRoot returns the ts of the root that a message is to hang below, also when ts names a reply.
func threadRoot(ch *channel, ts string) (string, error) {
	if ts == "" {
		return "", nil
	}
	root := ch.byTS[ts]
	if root == nil || root.Ephemeral {
		return "", refuse("thread_not_found")
	}
	if root.reply() {
		return root.ThreadTS, nil
	}
	return root.TS, nil
}

// postAsApp stores a message of the app and sends its event; the lock is held.
func (w *Workspace) postAsApp(ch *channel, n content, root string, also func(*Message)) *Message {
	m := &Message{Channel: ch.ID, TS: w.nextTS(), User: w.opt.BotUserID, BotID: w.opt.BotID, Text: n.Text,
		Blocks: n.Blocks, Attachments: n.Attachments, ThreadTS: root}
	if also != nil {
		also(m)
	}
	return w.postNew(ch, m)
}

// postNew stores a new message of anybody and tells the app of it.
func (w *Workspace) postNew(ch *channel, m *Message) *Message {
	w.put(record{Message: m})
	w.emitMessage(ch, m)
	if m.reply() {
		if root := ch.byTS[m.ThreadTS]; root != nil {
			w.emitChange(ch, root, root)
		}
	}
	w.changed(w.members(ch)...)
	return ch.byTS[m.TS]
}

func checkMetadata(raw json.RawMessage) error {
	if raw == nil {
		return nil
	}
	var m struct {
		EventType    string         `json:"event_type"`
		EventPayload map[string]any `json:"event_payload"`
	}
	if json.Unmarshal(raw, &m) != nil || m.EventType == "" || m.EventPayload == nil {
		return refuse("invalid_metadata_format")
	}
	return nil
}

// own finds a message of the app itself; notOwn is the code when somebody else wrote it.
func (c *call) own(notOwn string) (*channel, *Message, error) {
	ch := c.conversation(c.str("channel"))
	if ch == nil {
		return nil, nil, refuse("channel_not_found")
	}
	m := ch.byTS[c.str("ts")]
	if m == nil || m.Deleted || m.Ephemeral {
		return nil, nil, refuse("message_not_found")
	}
	if m.BotID != c.opt.BotID {
		return nil, nil, refuse(notOwn)
	}
	return ch, m, nil
}

func (c *call) chatUpdate() (obj, error) {
	ch, m, err := c.own("cant_update_message")
	if err != nil {
		return nil, err
	}
	n, err := c.content()
	if err != nil {
		return nil, err
	}
	if utf8.RuneCountInString(n.Text) > maxUpdateText {
		return nil, refuse("msg_too_long")
	}
	if err := checkMetadata(c.raw("metadata")); err != nil {
		return nil, err
	}
	edited := c.editAsApp(ch, m, n, c.raw("metadata"))
	return obj{"channel": ch.ID, "ts": m.TS, "text": edited.Text, "message": c.messageJSON(ch, edited, true)}, nil
}

// editAsApp replaces the content of one of the app's messages. Without blocks in n the old blocks go, as in Slack.
func (w *Workspace) editAsApp(ch *channel, m *Message, n content, metadata json.RawMessage) *Message {
	next := *m
	next.Text, next.Blocks, next.Attachments = n.Text, n.Blocks, n.Attachments
	if metadata != nil {
		next.Metadata = metadata
	}
	w.replace(ch, m, &next)
	return ch.byTS[m.TS]
}

// replace stores an edit of m, marks it and tells the app; an ephemeral message stays in memory and makes no event.
func (w *Workspace) replace(ch *channel, m, next *Message) {
	next.EditedTS, next.EditedBy = w.nextTS(), m.User
	if m.Ephemeral {
		w.apply(record{Message: next})
		w.changed(m.To)
		return
	}
	w.put(record{Message: next})
	w.emitChange(ch, ch.byTS[m.TS], m)
	w.changed(w.members(ch)...)
}

func (c *call) chatDelete() (obj, error) {
	ch, m, err := c.own("cant_delete_message")
	if err != nil {
		return nil, err
	}
	c.remove(ch, m)
	return obj{"channel": ch.ID, "ts": m.TS}, nil
}

// remove deletes m and tells the app, except of ephemeral messages.
func (w *Workspace) remove(ch *channel, m *Message) {
	gone := *m
	gone.Deleted, gone.Text, gone.Blocks, gone.Attachments, gone.Metadata, gone.Files = true, "", nil, nil, nil, nil
	if m.Ephemeral {
		w.apply(record{Message: &gone})
		w.changed(m.To)
		return
	}
	w.put(record{Message: &gone})
	w.emitDeleted(ch, m)
	w.changed(w.members(ch)...)
}

func (c *call) chatPostEphemeral() (obj, error) {
	ch, err := c.target()
	if err != nil {
		return nil, err
	}
	n, err := c.content()
	if err != nil {
		return nil, err
	}
	user := c.str("user")
	if c.users[user] == nil || !c.sees(ch, user) {
		return nil, refuse("user_not_in_channel")
	}
	return obj{"message_ts": c.ephemeral(ch, user, n, c.str("thread_ts")).TS}, nil
}

// ephemeral shows one person a message that nobody stores: it is gone after a restart, as in Slack after a reload.
func (w *Workspace) ephemeral(ch *channel, user string, n content, thread string) *Message {
	m := &Message{Channel: ch.ID, TS: w.nextTS(), User: w.opt.BotUserID, BotID: w.opt.BotID, Text: n.Text,
		Blocks: n.Blocks, Attachments: n.Attachments, ThreadTS: thread, Ephemeral: true, To: user}
	w.apply(record{Message: m})
	w.changed(user)
	return ch.byTS[m.TS]
}
