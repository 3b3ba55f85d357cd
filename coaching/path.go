package coaching

import (
	"fmt"
	"slices"
	"time"
)

// StepState is how far a step of the path is.
type StepState string

// The states of a step.
const (
	StepDone  StepState = "done"
	StepNext  StepState = "next"
	StepAhead StepState = "ahead"
)

// Step is one station of an engagement's visible path.
type Step struct {
	Name  string
	State StepState
	At    time.Time // UTC, when it happened or is booked; zero: not yet known
}

// Path returns the stations of e in order: agreed, kick-off, the sessions, the review half
// way, the closing. The first station that is not done is the next one.
func Path(e Engagement, sessions []Session) []Step {
	steps := []Step{{Name: "Agreement", State: doneIf(!e.Accepted.IsZero()), At: e.Accepted}}
	real := counted(sessions)
	for i := range max(e.Sessions, len(real)) {
		steps = append(steps, sessionStep(e, real, i))
		if i+1 == halfOf(e.Sessions) && e.Sessions > 2 {
			steps = append(steps, Step{Name: "Review half way", State: doneIf(heldUpTo(real, i))})
		}
	}
	for i := range steps {
		if steps[i].State == StepAhead {
			steps[i].State = StepNext
			break
		}
	}
	return steps
}

// counted are the sessions that take a place on the path, in their order of time.
func counted(sessions []Session) []Session {
	var out []Session
	for _, s := range sessions {
		if s.State == SessionHeld || s.State == SessionBooked {
			out = append(out, s)
		}
	}
	slices.SortFunc(out, func(a, b Session) int { return a.Start.Compare(b.Start) })
	return out
}

func sessionStep(e Engagement, real []Session, i int) Step {
	s := Step{Name: stationName(i, e.Sessions), State: StepAhead}
	if i < len(real) {
		s.At = real[i].Start
		s.State = doneIf(real[i].State == SessionHeld)
	}
	return s
}

func stationName(i, of int) string {
	switch i + 1 {
	case 1:
		return "Kick-off, session 1"
	case of:
		return fmt.Sprintf("Closing, session %d", of)
	}
	return fmt.Sprintf("Session %d", i+1)
}

func doneIf(ok bool) StepState {
	if ok {
		return StepDone
	}
	return StepAhead
}

// halfOf is the number of sessions after which half of n are held.
func halfOf(n int) int { return (n + 1) / 2 }

func heldUpTo(real []Session, i int) bool { return i < len(real) && real[i].State == SessionHeld }
