package sandbox

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// readable finds the channel of the call as far as the app may read it.
func (c *call) readable() (*channel, error) {
	ch := c.conversation(c.str("channel"))
	if ch == nil {
		return nil, refuse("channel_not_found")
	}
	if !c.botIn(ch) {
		return nil, refuse("not_in_channel")
	}
	return ch, nil
}

func (c *call) conversationsInfo() (obj, error) {
	ch := c.conversation(c.str("channel"))
	if ch == nil {
		return nil, refuse("channel_not_found")
	}
	return obj{"channel": c.channelJSON(ch)}, nil
}

func (w *Workspace) channelJSON(ch *channel) obj {
	out := obj{"id": ch.ID, "is_im": ch.im != "", "is_channel": ch.im == "", "is_archived": false, "created": 1,
		"is_mpim": false, "is_private": ch.im != "", "is_org_shared": false}
	if ch.im != "" {
		out["user"], out["is_user_deleted"] = ch.im, w.users[ch.im].Deleted
		return out
	}
	out["name"], out["is_member"], out["num_members"] = ch.Name, w.botIn(ch), len(w.members(ch))
	return out
}

// conversationsOpen opens the direct messages with one person. A deactivated person is no error, as in Slack.
func (c *call) conversationsOpen() (obj, error) {
	if id := c.str("channel"); id != "" {
		ch := c.conversation(id)
		if ch == nil {
			return nil, refuse("channel_not_found")
		}
		return obj{"channel": c.channelJSON(ch), "already_open": true, "no_op": true}, nil
	}
	ids := strings.FieldsFunc(c.str("users"), func(r rune) bool { return r == ',' })
	switch {
	case len(ids) == 0:
		return nil, refuse("users_list_not_supplied")
	case len(ids) > 1:
		return nil, refuse("not_enough_permissions") // group messages are not part of the sandbox
	case c.users[ids[0]] == nil:
		return nil, refuse("user_not_found")
	case ids[0] == c.opt.BotUserID:
		return nil, refuse("cannot_dm_bot")
	}
	_, open := c.channels[imID(c.opt.TeamID, ids[0])]
	return obj{"channel": c.channelJSON(c.im(ids[0])), "already_open": open, "no_op": open}, nil
}

func (c *call) conversationsHistory() (obj, error) {
	ch, err := c.readable()
	if err != nil {
		return nil, err
	}
	var all []*Message
	for _, m := range slices.Backward(ch.messages) { // newest first
		if !m.Deleted && !m.Ephemeral && !m.reply() {
			all = append(all, m)
		}
	}
	return c.page(ch, all, 100)
}

func (c *call) conversationsReplies() (obj, error) {
	ch, err := c.readable()
	if err != nil {
		return nil, err
	}
	root := ch.byTS[c.str("ts")]
	if root == nil || root.Ephemeral {
		return nil, refuse("thread_not_found")
	}
	return c.page(ch, append([]*Message{root}, ch.replies(root.TS)...), 1000)
}

// page cuts a list by oldest, latest, inclusive, limit and cursor, and writes it.
func (c *call) page(ch *channel, list []*Message, most int) (obj, error) {
	for _, bound := range []string{"oldest", "latest"} {
		if _, ok := microsOf(c.str(bound)); c.str(bound) != "" && c.str(bound) != "now" && !ok {
			return nil, refuse("invalid_ts_" + bound)
		}
	}
	list = slices.DeleteFunc(list, func(m *Message) bool { return !c.between(m.TS) })
	from := 0
	if cursor := c.str("cursor"); cursor != "" {
		n, err := strconv.Atoi(strings.TrimPrefix(cursor, "next:"))
		if err != nil || n < 0 || n > len(list) {
			return nil, refuse("invalid_cursor")
		}
		from = n
	}
	limit := c.num("limit", most)
	if limit < 1 || limit > 1000 {
		limit = most
	}
	to := min(len(list), from+limit)
	messages := []obj{}
	for _, m := range list[from:to] {
		messages = append(messages, c.messageJSON(ch, m, c.flag("include_all_metadata")))
	}
	next := ""
	if to < len(list) {
		next = "next:" + strconv.Itoa(to)
	}
	return obj{"messages": messages, "has_more": next != "", "pin_count": 0, "response_metadata": obj{"next_cursor": next}}, nil
}

// between applies oldest and latest, which count themselves only with inclusive.
func (c *call) between(ts string) bool {
	oldest, latest := c.str("oldest"), c.str("latest")
	if oldest != "" {
		if d := compareTS(ts, oldest); d < 0 || (d == 0 && !c.flag("inclusive")) {
			return false
		}
	}
	if latest != "" && latest != "now" {
		if d := compareTS(ts, latest); d > 0 || (d == 0 && !c.flag("inclusive")) {
			return false
		}
	}
	return true
}

func (w *Workspace) sortedChannels() []*channel {
	out := make([]*channel, 0, len(w.channels))
	for _, id := range slices.Sorted(maps.Keys(w.channels)) {
		out = append(out, w.channels[id])
	}
	return out
}

// sees reports whether user takes part in the channel; the bot user is in every direct message of the app.
func (w *Workspace) sees(ch *channel, user string) bool {
	return slices.Contains(w.members(ch), user) || (ch.im != "" && user == w.opt.BotUserID)
}
