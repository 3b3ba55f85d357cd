package sandbox

import (
	"strconv"
	"strings"
	"time"
)

func (c *call) apiTest() (obj, error) {
	if e := c.str("error"); e != "" {
		return nil, refuse(e)
	}
	return nil, nil
}

func (c *call) authTest() (obj, error) {
	return obj{
		"url": "https://" + c.opt.TeamDomain + ".slack.com/", "team": c.opt.TeamName, "team_id": c.opt.TeamID,
		"user": c.users[c.opt.BotUserID].Name, "user_id": c.opt.BotUserID, "bot_id": c.opt.BotID,
		"is_enterprise_install": false,
	}, nil
}

func (c *call) teamInfo() (obj, error) {
	return obj{"team": obj{"id": c.opt.TeamID, "name": c.opt.TeamName, "domain": c.opt.TeamDomain}}, nil
}

func (c *call) botsInfo() (obj, error) {
	if id := c.str("bot"); id != "" && id != c.opt.BotID {
		return nil, refuse("bot_not_found")
	}
	return obj{"bot": c.botProfile()}, nil
}

func (w *Workspace) botProfile() obj {
	return obj{"id": w.opt.BotID, "app_id": w.opt.AppID, "user_id": w.opt.BotUserID, "name": w.opt.AppName,
		"team_id": w.opt.TeamID, "deleted": false, "icons": obj{}, "updated": 1}
}

func (c *call) usersInfo() (obj, error) {
	u := c.users[c.str("user")]
	if u == nil {
		return nil, refuse("user_not_found")
	}
	return obj{"user": c.userJSON(u)}, nil
}

func (c *call) usersProfile() (obj, error) {
	u := c.users[c.str("user")]
	if u == nil {
		return nil, refuse("user_not_found")
	}
	return obj{"profile": c.userJSON(u)["profile"]}, nil
}

func (c *call) usersList() (obj, error) {
	from, err := strconv.Atoi(c.str("cursor"))
	if c.str("cursor") != "" && (err != nil || from < 0 || from > len(c.order)) {
		return nil, refuse("invalid_cursor")
	}
	to, next := len(c.order), ""
	if limit := c.num("limit", 0); limit > 0 && from+limit < to {
		to = from + limit
		next = strconv.Itoa(to)
	}
	members := []obj{}
	for _, id := range c.order[from:to] {
		members = append(members, c.userJSON(c.users[id]))
	}
	return obj{"members": members, "response_metadata": obj{"next_cursor": next}, "cache_ts": seconds(c.opt.Now())}, nil
}

func (c *call) dndInfo() (obj, error) {
	u := c.users[c.str("user")]
	if u == nil {
		return nil, refuse("user_not_found")
	}
	return dndJSON(u), nil
}

// teamOf is the workspace that a person belongs to: another one for a guest over Slack Connect.
func (w *Workspace) teamOf(user string) string {
	if u := w.users[user]; u != nil && u.TeamID != "" {
		return u.TeamID
	}
	return w.opt.TeamID
}

// userJSON is the user object of users.info, users.list and user_change.
func (w *Workspace) userJSON(u *User) obj {
	team := w.teamOf(u.ID)
	first, last, _ := strings.Cut(u.RealName, " ")
	profile := obj{
		"real_name": u.RealName, "real_name_normalized": u.RealName, "display_name": u.Name, "first_name": first,
		"last_name": last, "display_name_normalized": u.Name, "title": u.Title, "email": u.Email, "team": team,
		"status_text": u.StatusText, "status_emoji": u.StatusEmoji, "status_expiration": u.StatusExpiration,
	}
	out := obj{
		"id": u.ID, "team_id": team, "name": u.Name, "real_name": u.RealName, "deleted": u.Deleted, "color": u.Color,
		"is_bot": u.IsBot, "is_app_user": false, "is_admin": u.IsAdmin, "is_owner": false, "is_restricted": u.IsGuest || u.IsOneChannel,
		"is_ultra_restricted": u.IsOneChannel, "is_stranger": u.TeamID != "" && u.TeamID != w.opt.TeamID,
		"profile": profile, "updated": seconds(w.opt.Now()),
	}
	if u.IsBot {
		profile["bot_id"], profile["api_app_id"] = w.opt.BotID, w.opt.AppID
	}
	if !u.Deleted { // Slack leaves the zone out of a deactivated member
		out["tz"] = u.TZ
		if loc, err := time.LoadLocation(u.TZ); err == nil {
			label, offset := w.opt.Now().In(loc).Zone()
			out["tz_label"], out["tz_offset"] = label, offset
		}
	}
	return out
}

func (c *call) usersConversations() (obj, error) {
	user := c.str("user")
	if user == "" {
		user = c.opt.BotUserID
	}
	list := []obj{}
	for _, ch := range c.sortedChannels() {
		if ch.im != "" && !strings.Contains(c.str("types"), "im") {
			continue
		}
		if ch.im == "" && c.str("types") != "" && !strings.Contains(c.str("types"), "public_channel") {
			continue
		}
		if c.sees(ch, user) {
			list = append(list, c.channelJSON(ch))
		}
	}
	return obj{"channels": list, "response_metadata": obj{"next_cursor": ""}}, nil
}
