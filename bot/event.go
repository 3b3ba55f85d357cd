package bot

// envelope is the wrapper of the Events API.
type envelope struct {
	Type    string `json:"type"`
	TeamID  string `json:"team_id"`
	Org     string `json:"enterprise_id"`
	EventID string `json:"event_id"`
	Time    int64  `json:"event_time"`
	Event   event  `json:"event"`
}

// event holds the fields that the bot reads, of the few event types it listens to.
type event struct {
	Type        string   `json:"type"`
	Subtype     string   `json:"subtype"`
	User        userRef  `json:"user"`
	BotID       string   `json:"bot_id"`
	Text        string   `json:"text"`
	TS          string   `json:"ts"`
	ThreadTS    string   `json:"thread_ts"`
	Team        string   `json:"team"`
	UserTeam    string   `json:"user_team"`
	SourceTeam  string   `json:"source_team"`
	Channel     string   `json:"channel"`
	ChannelType string   `json:"channel_type"`
	Tab         string   `json:"tab"`
	EventTS     string   `json:"event_ts"`
	DND         dnd      `json:"dnd_status"`
	DeletedTS   string   `json:"deleted_ts"`
	Message     *message `json:"message"`
	Previous    *message `json:"previous_message"`
	Files       []struct {
		ID string `json:"id"`
	} `json:"files"`

	At int64 `json:"-"` // Unix seconds, when it happened
}

type message struct {
	User       userRef `json:"user"`
	BotID      string  `json:"bot_id"`
	UserTeam   string  `json:"user_team"`
	SourceTeam string  `json:"source_team"`
	Subtype    string  `json:"subtype"`
	Text       string  `json:"text"`
	TS         string  `json:"ts"`
	ThreadTS   string  `json:"thread_ts"`
}

// route is the event's type, with the subtype of a message in a direct message channel.
func (e event) route() string {
	if e.Type != "message" {
		return e.Type
	}
	if e.ChannelType != "im" {
		return "message elsewhere"
	}
	if len(e.Files) > 0 {
		return "message file"
	}
	switch e.Subtype {
	case "", "thread_broadcast":
		return "message"
	case "message_changed", "message_deleted":
		return e.Subtype
	case "file_share":
		return "message file"
	}
	return "message " + e.Subtype
}

func (e event) sender() string {
	if e.User.ID == "" && e.Message != nil && e.Message.User.ID != "" {
		return e.Message.User.ID
	}
	if e.User.ID == "" && e.Previous != nil {
		return e.Previous.User.ID
	}
	return e.User.ID
}

// homes are the workspaces that Slack names as the sender's own.
func (e event) homes() []string {
	out := []string{e.Team, e.UserTeam, e.SourceTeam, e.User.Team}
	if e.Message != nil {
		out = append(out, e.Message.UserTeam, e.Message.SourceTeam)
	}
	return out
}

func (e event) fromBot() bool {
	return e.BotID != "" || e.Message != nil && e.Message.BotID != "" || e.Previous != nil && e.Previous.BotID != ""
}

func (e event) text() string {
	if e.Message != nil {
		return e.Message.Text
	}
	return e.Text
}

func (e event) place() string { return e.Channel }

// stamp is the ts of the message that the event is about.
func (e event) stamp() string {
	switch {
	case e.Message != nil:
		return e.Message.TS
	case e.DeletedTS != "":
		return e.DeletedTS
	}
	return e.TS
}

func (e event) thread() string {
	if e.Message != nil {
		return e.Message.ThreadTS
	}
	return e.ThreadTS
}
