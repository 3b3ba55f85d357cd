package coaching

import "time"

// Writing is how a coachee chose to write (product: two ways to write).
type Writing string

// The two ways to write.
const (
	Open   Writing = "open"   // answers typed in the direct message are taken too
	Sealed Writing = "sealed" // words go through forms only; messages stay neutral
)

// Person is one Slack user of one workspace. The same person may be coach in one engagement
// and coachee in another.
type Person struct {
	ID      ID
	Team    string // Slack team id; a person is keyed on team and user
	User    string // Slack user id
	Name    string // display name as Slack gives it; never trusted as markup
	Zone    string // IANA zone, confirmed at onboarding; before that what Slack said
	Told    string // IANA zone that Slack told last; the person may have chosen to keep another
	Writing Writing
	Typed   bool // the notice about typed words in Slack's archive was shown
	Greeted bool // the greeting at the first open of Home was shown
	Paused  bool // proactive messages are paused until they resume
	Absence Absence
	Off     Topics    // what they do not want to be sent
	EraseAt time.Time // when everything about them is erased, see AskErasure; zero: they did not ask for that
	DM      string    // Slack channel id of the direct message, once known
	Version int
	Created time.Time
}

// Location returns the person's zone, UTC when it cannot be loaded.
func (p Person) Location() *time.Location {
	if loc, err := location(p.Zone); err == nil && p.Zone != "" {
		return loc
	}
	return time.UTC
}
