package coaching

import (
	"testing"
	"time"
)

func TestPath(t *testing.T) {
	at := time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	agreed := Engagement{Sessions: 4, Accepted: at.Add(-time.Hour)}
	session := func(n int, st SessionState) Session {
		return Session{Start: at.AddDate(0, 0, 14*n), State: st}
	}
	for name, c := range map[string]struct {
		e        Engagement
		sessions []Session
		want     map[string]StepState
	}{
		"invited": {Engagement{Sessions: 4}, nil, map[string]StepState{"Agreement": StepNext, "Kick-off, session 1": StepAhead}},
		"agreed":  {agreed, nil, map[string]StepState{"Agreement": StepDone, "Kick-off, session 1": StepNext, "Session 2": StepAhead}},
		"booked is not done": {agreed, []Session{session(0, SessionBooked)},
			map[string]StepState{"Kick-off, session 1": StepNext}},
		"cancelled takes no place": {agreed, []Session{session(0, SessionCancelled), session(1, SessionHeld)},
			map[string]StepState{"Kick-off, session 1": StepDone, "Session 2": StepNext}},
		"half way": {agreed, []Session{session(0, SessionHeld), session(1, SessionHeld)},
			map[string]StepState{"Review half way": StepDone, "Session 3": StepNext}},
		"just before half way": {agreed, []Session{session(0, SessionHeld), session(1, SessionBooked)},
			map[string]StepState{"Session 2": StepNext, "Review half way": StepAhead}},
		"out of order": {agreed, []Session{session(1, SessionBooked), session(0, SessionHeld)},
			map[string]StepState{"Kick-off, session 1": StepDone, "Session 2": StepNext}},
		"all held": {agreed, []Session{session(0, SessionHeld), session(1, SessionHeld), session(2, SessionHeld), session(3, SessionHeld)},
			map[string]StepState{"Closing, session 4": StepDone}},
	} {
		t.Run(name, func(t *testing.T) {
			got := map[string]StepState{}
			next := 0
			for _, s := range Path(c.e, c.sessions) {
				got[s.Name] = s.State
				if s.State == StepNext {
					next++
				}
			}
			if next > 1 {
				t.Errorf("%d steps are next", next)
			}
			for step, want := range c.want {
				if got[step] != want {
					t.Errorf("%s is %q, want %q", step, got[step], want)
				}
			}
		})
	}
}
