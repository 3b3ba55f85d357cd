package sandbox

import "encoding/json"

// obj is a JSON object on its way out.
type obj = map[string]any

// State is what a form's inputs hold: block id, action id, entry as in Slack's state.values.
type State map[string]map[string]obj

// Message is one message, visible to the members of its channel or, when Ephemeral, to the person To.
type Message struct {
	Channel     string          `json:"channel"`
	TS          string          `json:"ts"` // identity within the channel: Unix seconds with six decimals
	User        string          `json:"user"`
	BotID       string          `json:"bot_id,omitempty"`
	Text        string          `json:"text,omitempty"` // as Slack stores it: &, <, > escaped, mentions as <@U…>
	Blocks      json.RawMessage `json:"blocks,omitempty"`
	Attachments json.RawMessage `json:"attachments,omitempty"`
	Metadata    json.RawMessage `json:"metadata,omitempty"`
	ClientMsgID string          `json:"client_msg_id,omitempty"`
	ThreadTS    string          `json:"thread_ts,omitempty"` // the root's TS, also on the root itself
	Files       []File          `json:"files,omitempty"`
	EditedTS    string          `json:"edited_ts,omitempty"`
	EditedBy    string          `json:"edited_by,omitempty"`
	Deleted     bool            `json:"deleted,omitempty"`
	Ephemeral   bool            `json:"ephemeral,omitempty"`
	To          string          `json:"to,omitempty"`

	state map[string]State // what each person picked in this message's elements
}

// reply reports whether m sits in a thread below another message.
func (m *Message) reply() bool { return m.ThreadTS != "" && m.ThreadTS != m.TS }

// File is an attached file; the sandbox keeps its bytes in memory only.
type File struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Title string `json:"title,omitempty"`
	Size  int    `json:"size,omitempty"`
}

// View is a modal in one person's stack, or a person's Home.
type View struct {
	ID              string            `json:"id"`
	Type            string            `json:"type"` // modal or home
	User            string            `json:"user"`
	CallbackID      string            `json:"callback_id,omitempty"`
	ExternalID      string            `json:"external_id,omitempty"`
	PrivateMetadata string            `json:"private_metadata,omitempty"`
	Hash            string            `json:"hash"`
	RootViewID      string            `json:"root_view_id,omitempty"`
	PreviousViewID  string            `json:"previous_view_id,omitempty"`
	Title           json.RawMessage   `json:"title,omitempty"`
	Submit          json.RawMessage   `json:"submit,omitempty"`
	Close           json.RawMessage   `json:"close,omitempty"`
	Blocks          json.RawMessage   `json:"blocks"`
	ClearOnClose    bool              `json:"clear_on_close,omitempty"`
	NotifyOnClose   bool              `json:"notify_on_close,omitempty"`
	State           State             `json:"state,omitempty"`
	Errors          map[string]string `json:"errors,omitempty"` // by block id, from the last submission
	Busy            bool              `json:"-"`                // a submission waits for its ack
}

// clone copies v so that a reader may keep it; blocks are never changed in place.
func (v *View) clone() *View {
	if v == nil {
		return nil
	}
	c := *v
	c.State = v.State.clone()
	c.Errors = map[string]string{}
	for k, e := range v.Errors {
		c.Errors[k] = e
	}
	return &c
}

func (s State) clone() State {
	out := State{}
	for block, actions := range s {
		for action, entry := range actions {
			out.set(block, action, entry)
		}
	}
	return out
}

// set stores one entry; entries themselves are replaced, never changed in place.
func (s State) set(block, action string, entry obj) {
	if s[block] == nil {
		s[block] = map[string]obj{}
	}
	s[block][action] = entry
}
