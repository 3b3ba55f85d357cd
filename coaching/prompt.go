package coaching

import "time"

// Schedule says when a coachee is asked to reflect: a cron expression on the wall clock of
// the coachee's zone. A zero Next means never.
type Schedule struct {
	ID         ID
	Engagement ID
	Person     ID // the coachee
	Cron       string
	Zone       string    // IANA
	Next       time.Time // UTC, the next nominal instant
	Paused     bool
	Spacing    int // at least so many days between two prompts; 0: as the cron expression says
	Version    int
}
