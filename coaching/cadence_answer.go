package coaching

import "time"

// Cadence is how a coachee who has not answered lately wants the questions to go on.
type Cadence string

// The answers. They are kept as the Reason of the delivery that asked.
const (
	CadenceKeep  Cadence = "keep"  // as before
	CadenceLess  Cadence = "less"  // at most every two weeks
	CadencePause Cadence = "pause" // nothing for four weeks
	CadenceStop  Cadence = "stop"  // not until they want it again
)

// What the answers mean.
const (
	LessOften = 14                  // days between two prompts, at least
	PauseFor  = 28 * 24 * time.Hour // elapsed, so no clock change alters it
)

// AnswerCadence carries out what the coachee chose in d, which asked how to go on with s.
func AnswerCadence(e Engagement, s Schedule, d Delivery, coachee Person, how Cadence, next Next, now time.Time) (Schedule, Change, error) {
	if d.Kind != KindCadence || d.Recipient != coachee.ID || d.Subject != s.ID || d.Engagement != e.ID {
		return s, Change{}, ErrNeutral()
	}
	if err := ownLive(e, s, coachee); err != nil {
		return s, Change{}, err
	}
	if !d.Answered.IsZero() {
		return s, Change{}, ErrStale()
	}
	d.Answered, d.Reason = now.UTC(), string(how)
	c := Change{Deliveries: []Delivery{d}}
	var err error
	switch how {
	case CadenceKeep:
		return s, c, nil
	case CadenceLess:
		s.Spacing = LessOften
	case CadencePause:
		s.Next, err = next(s.Cron, s.Zone, now.Add(PauseFor))
		c.Cancel = []Cancel{queuedPrompts(s)}
	case CadenceStop:
		s.Paused = true
		c.Cancel = []Cancel{queuedPrompts(s)}
	default:
		return s, Change{}, ErrNeutral()
	}
	c.Schedules = []Schedule{s}
	return s, c, err
}

// AskAgain takes up the questions of s that the coachee had paused or stopped.
func AskAgain(e Engagement, s Schedule, coachee Person, next Next, now time.Time) (Schedule, Change, error) {
	if err := ownLive(e, s, coachee); err != nil {
		return s, Change{}, err
	}
	var err error
	s.Paused = false
	s.Next, err = next(s.Cron, s.Zone, now)
	return s, Change{Schedules: []Schedule{s}}, err
}

// Rests returns until when the questions of s rest because the coachee paused them; false: they
// come at the next time that the expression names, or at the one after it.
func (s Schedule) Rests(next Next, now time.Time) (time.Time, bool) {
	if s.Paused || s.Cron == "" || s.Next.IsZero() {
		return time.Time{}, false
	}
	at := now
	for range 2 { // whoever moved to the west waits for the second
		var err error
		if at, err = next(s.Cron, s.Zone, at); err != nil || at.IsZero() || !at.Before(s.Next) {
			return time.Time{}, false
		}
	}
	tomorrow := now.AddDate(0, 0, 2) // several times a day are one
	return s.Next, s.Next.After(tomorrow)
}

// ownLive refuses a schedule that is not the coachee's in e, and old buttons.
func ownLive(e Engagement, s Schedule, coachee Person) error {
	if s.Engagement != e.ID || s.Person != coachee.ID {
		return ErrNeutral()
	}
	return partInLive(e, coachee, Coachee)
}

// queuedPrompts names what of the questions waits to be sent.
func queuedPrompts(s Schedule) Cancel {
	return Cancel{Engagement: s.Engagement, Recipient: s.Person, Kinds: []DeliveryKind{KindPrompt, KindPromptAgain, KindCadence}, Reason: "paused"}
}
