package bot

import "encoding/json"

// userRef is a user as events name them: an id, or (user_change) the whole user.
type userRef struct {
	ID      string  `json:"id"`
	Team    string  `json:"team_id"`
	TZ      string  `json:"tz"`
	Deleted bool    `json:"deleted"`
	OneRoom bool    `json:"is_ultra_restricted"` // a guest of a single channel
	Name    string  `json:"real_name"`
	Profile profile `json:"profile"`
}

// profile is what people show of themselves. Its words are read and forgotten.
type profile struct {
	Text  string `json:"status_text"`
	Emoji string `json:"status_emoji"`
	Ends  int64  `json:"status_expiration"` // Unix seconds; 0: never
}

// dnd is when Slack does not notify somebody, in Unix seconds; there is a period of rest
// only from a start that is later than 1.
type dnd struct {
	Enabled bool  `json:"dnd_enabled"`
	Start   int64 `json:"next_dnd_start_ts"`
	End     int64 `json:"next_dnd_end_ts"`
	Snoozed bool  `json:"snooze_enabled"`
	Until   int64 `json:"snooze_endtime"`
}

// UnmarshalJSON takes both shapes.
func (u *userRef) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, &u.ID)
	}
	type whole userRef
	return json.Unmarshal(b, (*whole)(u))
}
