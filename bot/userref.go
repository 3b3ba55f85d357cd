package bot

import "encoding/json"

// userRef is a user as events name them: an id, or (user_change) the whole user.
type userRef struct {
	ID      string `json:"id"`
	TZ      string `json:"tz"`
	Deleted bool   `json:"deleted"`
}

// UnmarshalJSON takes both shapes.
func (u *userRef) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, &u.ID)
	}
	type whole userRef
	return json.Unmarshal(b, (*whole)(u))
}
