package bot

import (
	"fmt"
	"time"

	"interlude/coaching"
)

// matrixState is how things can stand otherwise than when the world of the matrix begins. Some routes make sense only then.
type matrixState struct{ table, set string }

// matrixStates are what a line can name after its object: "engagement@paused", "-@leave".
var matrixStates = map[string]matrixState{
	"":         {},
	"paused":   {"engagements", "state = 'paused' WHERE state = 'active'"},
	"invited":  {"engagements", "state = 'invited' WHERE state = 'active'"},
	"proposed": {"engagements", "next_coach = (SELECT id FROM people WHERE slack_user = 'UZARA') WHERE state = 'active'"}, // another coach
	"back":     {"engagements", "coachee_account = 'back' WHERE state = 'active'"},
	"claimed":  {"engagements", "coachee_account = 'claimed' WHERE state = 'active'"},
	"leave":    {"people", fmt.Sprintf("leave_from = '%s', leave_to = '%s'", coaching.DateOf(rigStart), coaching.DateOf(rigStart).Add(5))},
	"away":     {"people", fmt.Sprintf("snoozed = %d", rigStart.Add(30*time.Hour).UnixMilli())},
	"sealed":   {"people", "writing = 'sealed'"},
	"erasing":  {"people", fmt.Sprintf("erase_at = %d", rigStart.Add(24*time.Hour).UnixMilli())},
}

// stand brings about a state, instead of the one before, as what reset brings back.
func (w *matrixWorld) stand(state string) {
	w.t.Helper()
	if state == w.state {
		return
	}
	w.state = state
	w.exec("PRAGMA foreign_keys = OFF")
	for _, table := range []string{"people", "engagements"} {
		w.exec("DELETE FROM main." + table)
		w.exec(fmt.Sprintf("INSERT INTO main.%[1]s SELECT * FROM frozen.first_%[1]s", table))
	}
	if s := matrixStates[state]; s.table != "" {
		w.exec(fmt.Sprintf("UPDATE main.%s SET %s", s.table, s.set))
	}
	for _, table := range []string{"people", "engagements"} {
		w.exec("DELETE FROM frozen." + table)
		w.exec(fmt.Sprintf("INSERT INTO frozen.%[1]s SELECT * FROM main.%[1]s", table))
	}
	w.exec("PRAGMA foreign_keys = ON")
}
