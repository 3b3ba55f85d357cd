package bot

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// paced is a world in which a member may do 4 things at once and a stranger 2, with a clock to move.
func paced(t *testing.T) (*matrixWorld, *time.Time) {
	t.Helper()
	w := newMatrixWorld(t)
	w.watch()
	now := rigStart
	w.bot.Wall = func() time.Time { return now }
	w.bot.pace.Paces = Paces{Member: coaching.Pace{Burst: 4, PerMinute: 4}, Stranger: coaching.Pace{Burst: 2, PerMinute: 2}, Strangers: coaching.Pace{Burst: 6, PerMinute: 6}}
	return w, &now
}

func (w *matrixWorld) act(k kind, route, user, value string) (Answer, error) {
	w.n++
	w.reads = nil
	c := &Call{Team: ownTeam, User: user, Route: route, Value: value, Text: value, Channel: "D1", Message: fmt.Sprintf("1795338000.%06d", w.n), Once: fmt.Sprintf("act:%d", w.n),
		View: matrixForm(rule{key: key{k, route}, takes: "engagement"}, value, map[string]string{"engagement": value})}
	if k == happening {
		c.Event, c.View = &event{Type: route}, slack.View{}
	}
	return w.bot.run(w.t.Context(), k, c)
}

// TestTooFastLosesNothing: what is refused can be done again a little later, with its words still
// in the form, and nobody else is held up by it.
func TestTooFastLosesNothing(t *testing.T) {
	w, now := paced(t)
	for range 4 {
		if a, _ := w.act(press, helpOpen, "UMAYA", ""); strings.Contains(shownText(t, a), coaching.TooFast) {
			t.Fatal("refused within the burst")
		}
	}
	e := w.sides["a"].live["engagement"]
	a, err := w.act(submission, reflectSave, "UMAYA", e)
	if err != nil || len(a.Errors) != 1 || !strings.Contains(shownText(t, a), coaching.TooFast) || a.Update != nil {
		t.Fatalf("the form does not stay: %v %s", err, shownText(t, a))
	}
	if a, _ := w.act(press, helpOpen, "UMAYA", ""); a.Note == nil || a.Note.Text != coaching.TooFast {
		t.Errorf("a press: %s", shownText(t, a))
	}
	if _, err := w.act(happening, "message", "UMAYA", "words"); err == nil {
		t.Error("a typed message was acknowledged and is lost")
	}
	if a, _ := w.act(press, helpUrgent, "UMAYA", ""); a.Open == nil {
		t.Error("urgent help had to wait")
	}
	if a, err := w.act(submission, reflectSave, "URAVI", w.sides["b"].live["engagement"]); err != nil || len(a.Errors) > 0 {
		t.Errorf("somebody else was held up: %v %s", err, shownText(t, a))
	}
	*now = now.Add(time.Minute)
	if a, err := w.act(submission, reflectSave, "UMAYA", e); err != nil || len(a.Errors) > 0 {
		t.Errorf("a minute later: %v %s", err, shownText(t, a))
	}
	if a, err := w.act(happening, "message", "UMAYA", "words"); err != nil || a.Note != nil {
		t.Errorf("the message that Slack sent again: %v", err)
	}
}

// TestStrangersFloodNothing: beyond a few tries nothing is looked up for somebody without a part,
// they get the neutral sentence as before, and no message is answered.
func TestStrangersFloodNothing(t *testing.T) {
	w, now := paced(t)
	neutralAnswer := shownText(t, say("%s", coaching.Neutral))
	for i := range 50 {
		a, err := w.act(press, helpOpen, "USAM", "")
		if err != nil || shownText(t, a) != neutralAnswer {
			t.Fatalf("try %d: %v %s", i, err, shownText(t, a))
		}
	}
	before := w.changes()
	if a, err := w.act(happening, "message", "USAM", "words"); err != nil || a.Note != nil || w.changes() != before {
		t.Errorf("a stranger's flood is answered or kept: %v %s", err, shownText(t, a))
	}
	*now = now.Add(time.Minute)
	if a, _ := w.act(happening, "message", "USAM", "words"); a.Note == nil {
		t.Error("a minute later a stranger gets no answer")
	}
}

// TestStrangersTogether cannot take from members what is theirs.
func TestStrangersTogether(t *testing.T) {
	w, now := paced(t)
	asked := 0
	w.bot.Store = &identified{Store: w.bot.Store, n: &asked}
	for range 3 {
		for i := range 40 {
			_, _ = w.act(press, helpOpen, fmt.Sprintf("USTRANGE%d", i), "")
		}
		*now = now.Add(time.Second)
	}
	if asked > 40+6 { // each once, and then all of them together
		t.Errorf("%d look-ups for 120 tries of 40 strangers", asked)
	}
	if a, _ := w.act(press, helpOpen, "UMAYA", ""); a.Open == nil {
		t.Error("a member is held up by strangers")
	}
}

type identified struct {
	Store
	n *int
}

func (s *identified) PersonBySlack(ctx context.Context, team, user string) (coaching.Person, error) {
	*s.n++
	return s.Store.PersonBySlack(ctx, team, user)
}

// TestPaceForgets: whoever tries with a hundred thousand names fills no memory, and frees nobody who is
// being held.
func TestPaceForgets(t *testing.T) {
	p := pace{Paces: Paces{Member: coaching.Pace{Burst: 2, PerMinute: 2}, Stranger: coaching.Pace{Burst: 1, PerMinute: 1}}}
	now := rigStart
	busy := 0
	for i := range 100_000 {
		now = now.Add(time.Millisecond)
		_ = p.take(press, &Call{Team: ownTeam, User: fmt.Sprint("U", i)}, now)
		if len(p.people) > most {
			t.Fatalf("%d people in memory", len(p.people))
		}
		if p.take(press, &Call{Team: ownTeam, User: "UBUSY"}, now) == nil {
			busy++
		}
	}
	if busy > 2+100*2/60+1 { // a burst, and what 100 s are worth
		t.Errorf("somebody who never stopped got %d", busy)
	}
}

// TestLimitsStandAtTheForm: over a limit the form stays with its words and says why; before it
// nothing is noticed.
func TestLimitsStandAtTheForm(t *testing.T) {
	w := newMatrixWorld(t)
	w.bot.Limits = coaching.Limits{EntriesPerDay: 2, OpenActions: 4, Ahead: 2, InvitationsPerDay: 1}
	for _, c := range []struct {
		route, user, block string
		fit                int // so many more find room
	}{
		{reflectSave, "UMAYA", "text", 2},
		{actionsSave, "UMAYA", "text", 2},  // two wait for an outcome or an answer already
		{actionsSave, "UANNA", "text", 0},  // which counts for the coach's proposals, too
		{scheduleBook, "UANNA", "date", 0}, // two are booked
		{startSubmit, "UTOM", "coachee", 1},
	} {
		for i := range c.fit + 2 {
			w.bot.Now = func() time.Time { return rigStart.Add(time.Duration(w.n) * time.Second) }
			a, err := w.act(submission, c.route, c.user, w.sides["a"].live["engagement"])
			if err != nil {
				t.Fatal(err)
			}
			switch refused := a.Errors[c.block] != ""; {
			case refused != (i >= c.fit):
				t.Errorf("%s %d: %s", c.route, i, shownText(t, a))
			case refused && a.Update != nil:
				t.Errorf("%s %d: the form is gone", c.route, i)
			}
		}
	}
}

// TestOthersAreToldSoOften: nobody floods somebody else with what they do; what stops something is
// never refused.
func TestOthersAreToldSoOften(t *testing.T) {
	w := newMatrixWorld(t)
	w.bot.Limits.ToldPerDay = 3
	e := w.sides["a"].live["engagement"]
	refused := 0
	for i := range 8 {
		w.bot.Now = func() time.Time { return rigStart.Add(time.Duration(w.n) * time.Second) }
		if a, err := w.act(press, engagementPause, "UANNA", e); err != nil || a.Update == nil {
			t.Fatalf("pause %d was refused: %v %s", i, err, shownText(t, a))
		}
		if a, err := w.act(press, engagementResume, "UANNA", e); err != nil {
			t.Fatal(err)
		} else if strings.Contains(shownText(t, a), "tomorrow") {
			if refused++; i != 3 {
				t.Errorf("resume %d was refused", i)
			}
			break
		}
	}
	if refused == 0 {
		t.Error("never refused")
	}
	if a, err := w.act(press, engagementResume, "UMAYA", e); err != nil || strings.Contains(shownText(t, a), "tomorrow") {
		t.Errorf("the other one is held up: %v %s", err, shownText(t, a))
	}
	w.bot.Now = func() time.Time { return rigStart.Add(25 * time.Hour) }
	if a, _ := w.act(press, engagementPause, "UMAYA", e); a.Update == nil {
		t.Errorf("pause: %s", shownText(t, a))
	}
	if a, _ := w.act(press, engagementResume, "UANNA", e); strings.Contains(shownText(t, a), "tomorrow") {
		t.Error("refused a day later")
	}
}
