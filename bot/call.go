package bot

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// Call is one command, press, submission or event, decoded, with who really sent it.
type Call struct {
	Team, User string                // signed by Slack
	Enterprise string                // the organisation of Team, where Slack names one
	Homes      []string              // workspaces that Slack names as User's own; none: it says nothing of it
	Person     coaching.Person       // zero when Interlude has never heard of them
	Mine       []coaching.Engagement // every engagement in which they have a part, newest first
	Named      bool                  // the configuration names them as a coach

	Route string // command, action_id, callback_id or event type
	Text  string // of a command, or of a typed message
	Value string // of a press: the button's value or the option's

	Once    string // names this very press, submission or event
	Trigger string // trigger_id, good for 3 s
	Reply   string // response_url

	Channel string // where it happened, when in a message
	Message string // ts of that message
	Thread  string // ts of the thread's first message
	View    slack.View
	Event   *event
}

// Is reports whether the caller has the part role in any engagement, or, for a coach, is
// named as one.
func (c *Call) Is(role coaching.Role) bool {
	if role == coaching.Coach && c.Named {
		return true
	}
	for _, e := range c.Mine {
		if r, ok := e.RoleOf(c.Person.ID); ok && r == role {
			return true
		}
	}
	return false
}

// As returns the engagements in which the caller has the part role, newest first.
func (c *Call) As(role coaching.Role) []coaching.Engagement {
	var out []coaching.Engagement
	for _, e := range c.Mine {
		if r, ok := e.RoleOf(c.Person.ID); ok && r == role {
			out = append(out, e)
		}
	}
	return out
}

// Engagement returns the caller's engagement id, or the neutral refusal: an id proves nothing.
func (c *Call) Engagement(id coaching.ID) (coaching.Engagement, error) {
	for _, e := range c.Mine {
		if e.ID == id {
			return e, nil
		}
	}
	return coaching.Engagement{}, neutral()
}

// engagementAs returns the caller's engagement id in which they have the part role; for whoever
// has another part in it there is none.
func (c *Call) engagementAs(id coaching.ID, role coaching.Role) (coaching.Engagement, error) {
	e, err := c.Engagement(id)
	if err != nil {
		return e, err
	}
	if r, _ := e.RoleOf(c.Person.ID); r != role {
		return coaching.Engagement{}, neutral()
	}
	return e, nil
}

// where lists the engagements in which the caller has one of the parts: what is looked up for
// them is looked up there alone.
func (c *Call) where(roles ...coaching.Role) []coaching.ID {
	var out []coaching.ID
	for _, e := range c.Mine {
		if r, ok := e.RoleOf(c.Person.ID); ok && slices.Contains(roles, r) {
			out = append(out, e.ID)
		}
	}
	return out
}

// Input returns what the form's block holds: text, an option's value, a user, a date, a time.
func (c *Call) Input(block string) string {
	for _, v := range c.inputs(block) {
		return valueOf(&v)
	}
	return ""
}

// Inputs returns the ticked values of the form's checkboxes.
func (c *Call) Inputs(block string) []string {
	var out []string
	for _, v := range c.inputs(block) {
		for _, o := range v.SelectedOptions {
			out = append(out, o.Value)
		}
	}
	return out
}

func (c *Call) inputs(block string) map[string]slack.BlockAction {
	if c.View.State == nil {
		return nil
	}
	return c.View.State.Values[block]
}

// Meta decodes the form's private metadata into v, which the form's builder encoded.
func (c *Call) Meta(v any) error {
	if json.Unmarshal([]byte(c.View.PrivateMetadata), v) != nil {
		return coaching.ErrStale()
	}
	return nil
}

// fields cuts a command's text into words.
func (c *Call) fields() []string { return strings.Fields(c.Text) }

func neutral() error { return coaching.ErrNeutral() }
