package sandbox

// messageJSON is m as history, replies, payloads and events show it.
func (w *Workspace) messageJSON(ch *channel, m *Message, metadata bool) obj {
	out := obj{"type": "message", "user": m.User, "ts": m.TS, "text": m.Text, "team": w.teamOf(m.User)}
	if m.BotID != "" {
		out["bot_id"], out["app_id"], out["bot_profile"] = m.BotID, w.opt.AppID, w.botProfile()
	}
	if m.ClientMsgID != "" {
		out["client_msg_id"] = m.ClientMsgID
	}
	if len(m.Blocks) > 0 {
		out["blocks"] = m.Blocks
	}
	if len(m.Attachments) > 0 {
		out["attachments"] = m.Attachments
	}
	if metadata && len(m.Metadata) > 0 {
		out["metadata"] = m.Metadata
	}
	if m.EditedTS != "" {
		out["edited"] = obj{"user": m.EditedBy, "ts": m.EditedTS}
	}
	if len(m.Files) > 0 {
		out["files"], out["upload"] = filesJSON(m), false
		if m.BotID == "" {
			out["subtype"] = "file_share"
		}
	}
	w.threadJSON(ch, m, out)
	return out
}

// threadJSON adds what a root tells of its replies.
func (w *Workspace) threadJSON(ch *channel, m *Message, out obj) {
	if m.reply() {
		out["thread_ts"] = m.ThreadTS
		if root := ch.byTS[m.ThreadTS]; root != nil {
			out["parent_user_id"] = root.User
		}
		return
	}
	replies := ch.replies(m.TS)
	if len(replies) == 0 {
		return
	}
	users := []string{}
	seen := map[string]bool{}
	for _, r := range replies {
		if !seen[r.User] {
			seen[r.User] = true
			users = append(users, r.User)
		}
	}
	out["thread_ts"], out["reply_count"], out["reply_users"] = m.TS, len(replies), users
	out["reply_users_count"], out["latest_reply"] = len(users), replies[len(replies)-1].TS
}

func filesJSON(m *Message) []obj {
	var out []obj
	for _, f := range m.Files {
		title := f.Title
		if title == "" {
			title = f.Name
		}
		out = append(out, obj{"id": f.ID, "name": f.Name, "title": title, "size": f.Size, "user": m.User, "mode": "hosted",
			"mimetype": "application/octet-stream", "filetype": "binary", "is_external": false})
	}
	return out
}
