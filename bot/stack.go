package bot

import "github.com/slack-go/slack"

// full reports whether the press came from the third form of a stack, above which Slack opens
// no other: then the next form takes its place.
func (c *Call) full() bool {
	v := c.View
	return v.Type == slack.VTModal && v.PreviousViewID != "" && v.PreviousViewID != v.RootViewID
}

// opened shows v on top, or in the form's place when the stack is full.
func (c *Call) opened(v *slack.ModalViewRequest) Answer {
	if c.full() {
		return Answer{Update: v}
	}
	return Answer{Open: v}
}
