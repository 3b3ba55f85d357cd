package coaching

import "time"

// Audience says who may read an entry.
type Audience string

// The two audiences.
const (
	OnlyMe    Audience = "me"
	NextBrief Audience = "brief" // offered, ticked, in the coachee's next brief
)

// Reflection is what the coachee writes, to a prompt or unasked.
type Reflection struct {
	ID         ID
	Engagement ID
	Prompt     ID // delivery that asked; empty when unasked
	Text       Private
	Rating     int       // 1 to 10, how close to the behaviour one works on; 0: not given
	Rated      time.Time // when the rating was first given; zero: there is none
	Audience   Audience
	Channel    string // Slack channel of the typed message; empty when written in a form
	Message    string // Slack ts of the typed message
	Thread     string // Slack ts of the thread in which it was typed; empty: none
	Version    int
	Created    time.Time
	Edited     time.Time
}

// Typed reports whether the words also stand in Slack's own archive.
func (r Reflection) Typed() bool { return r.Message != "" }

// Brief is what the coachee releases before a session: ticked entries, ratings and a focus.
type Brief struct {
	ID         ID
	Engagement ID
	Focus      Private // what they want to work on
	Ratings    bool    // show the ratings
	Entries    []ID    // reflections that were ticked
	Version    int
	Released   time.Time
	Withdrawn  time.Time // zero, or since when the coach can no longer read it
}

// Readable reports whether the coach may read b: it was released and not taken back.
func (b Brief) Readable() bool { return !b.Released.IsZero() && b.Withdrawn.IsZero() }
