package bot

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"interlude/bot/sandbox"
	"interlude/coaching"
)

func TestAccessLogDrawn(t *testing.T) {
	c := drawnCast(coaching.EngagementActive)
	l := accessLog{Reader: c.coachee, People: c.people(), Newest: true}
	goldenForm(t, "privacy-log-empty", accessLogView(l))
	who := []coaching.ID{c.coach.ID, c.coachee.ID, c.sponsor.ID, "", "gone"}
	for i, what := range coaching.AccessKinds {
		a := coaching.NewAccess(c.e, who[i%len(who)], what, drawnAt.Add(-time.Duration(i)*time.Hour))
		a.ID = coaching.ID(fmt.Sprintf("line-%d", i))
		l.Lines = append(l.Lines, a)
		if w := accessWords[what]; w.you == "" || !strings.Contains(w.other, "%s") {
			t.Errorf("%s has no words", what)
		}
	}
	goldenForm(t, "privacy-log", accessLogView(l))
	l.Newest, l.More, l.Lines = false, true, append(l.Lines, l.Lines...)[:logLines]
	for i := range l.Lines {
		l.Lines[i].Who = c.sponsor.ID
	}
	goldenForm(t, "privacy-log-longest", accessLogView(l))
	call := &Call{Person: c.coachee, Mine: []coaching.Engagement{c.e}}
	goldenForm(t, "privacy-coachee-longest", privacyView(call, l.blocks()))
	if len(accessWords) != len(coaching.AccessKinds) {
		t.Errorf("%d kinds have words, there are %d", len(accessWords), len(coaching.AccessKinds))
	}
}

func TestLinesInButtons(t *testing.T) {
	a := coaching.Access{ID: "x|y", At: rigStart}
	if got := afterLine(lineValue(a)); got != a {
		t.Errorf("%+v", got)
	}
	for _, v := range []string{"", "newest", "x|y", "|", "99999999999999999999|x"} {
		if got := afterLine(v); got != (coaching.Access{}) {
			t.Errorf("%q: %+v", v, got)
		}
	}
}

// TestTheCoacheeSeesWhoOpenedTheBrief: with the time in the coachee's zone, once for several
// looks in a row, and nobody else sees the list.
func TestTheCoacheeSeesWhoOpenedTheBrief(t *testing.T) {
	r := newRig(t)
	r.engage(anna, ravi, helen, "Sealed")
	r.releaseFocus(ravi, "the word marker")
	for range 3 {
		r.command(anna, "/coaching", "brief")
		r.sees(anna, "the word marker")
		r.must(r.as(anna).CloseAll(r.ctx))
	}
	r.command(ravi, "/coaching", "privacy")
	r.sees(ravi, "Mon 23 Nov 2026, 15:30 (Asia/Kolkata, GMT+5:30): <@UANNA> opened your brief.")
	screen := r.screen(ravi)
	if n := strings.Count(screen, "opened your brief"); n != 1 {
		t.Errorf("%d lines for three looks in a row", n)
	}
	for _, line := range []string{"You released a brief to your coach.", "You accepted the coaching agreement.", "<@UHELEN> accepted their part as your sponsor."} {
		if !strings.Contains(screen, line) {
			t.Errorf("no line %q:\n%s", line, screen)
		}
	}
	if strings.Contains(sandbox.TextOf(r.as(ravi).Modal().Blocks), "marker") {
		t.Error("the log holds content")
	}
	for _, user := range []string{anna, helen} {
		r.command(user, "/coaching", "privacy")
		r.sees(user, "This is what every coachee is told")
		r.misses(user, "opened your brief")
		c := &Call{Team: r.bot.Team(), User: user, Route: privacyLog, Value: "newest", Once: user}
		if a, err := r.bot.run(r.ctx, press, c); err != nil || a.Note == nil || a.Note.Text != coaching.Neutral {
			t.Errorf("%s: %+v, %v", user, a, err)
		}
	}
}

// releaseFocus prepares a brief that holds nothing but a focus.
func (r *rig) releaseFocus(coachee, words string) {
	r.t.Helper()
	r.command(coachee, "/coaching", "brief")
	r.fill(coachee, "What do you want to work on?", words)
	r.submit(coachee)
	r.must(r.as(coachee).CloseAll(r.ctx))
	r.drain()
}

func TestAccessLogPages(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	for i := range 70 {
		r.must(r.store.Commit(r.ctx, coaching.Change{Access: []coaching.Access{coaching.NewAccess(r.pair(maya), "", coaching.AccessExport, rigStart.Add(time.Duration(i)*time.Hour))}}))
	}
	r.command(maya, "/coaching", "privacy")
	r.sees(maya, "Show earlier")
	shown := func() int {
		return strings.Count(sandbox.TextOf(r.as(maya).Modal().Blocks), "made a copy of your data")
	}
	if n := shown(); n != logLines {
		t.Fatalf("%d lines", n)
	}
	r.press(maya, "Show earlier")
	r.sees(maya, "Show the newest")
	r.press(maya, "Show earlier")
	r.must(r.ws.WaitFor(r.ctx, func() bool { return shown() == 10 }))
	r.sees(maya, "You accepted the coaching agreement.")
	r.misses(maya, "Show earlier")
	r.press(maya, "Show the newest")
	r.must(r.ws.WaitFor(r.ctx, func() bool { return shown() == logLines }))
}

// coachReads are the routes by which a coach comes to read what the coachee wrote.
var coachReads = map[string]bool{"/actions": true, "/coaching": true, actionsOpen: true, actionsPage: true, briefRead: true, briefPage: true, scheduleWhy: true, scheduleReason: true, scheduleMove: true}

// TestNothingOfTheCoacheeIsShownUnlogged: where the line cannot be kept, the coach is shown
// nothing that the coachee wrote, whatever they press.
func TestNothingOfTheCoacheeIsShownUnlogged(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	e := r.wrote(maya)
	f := &failing{Store: r.store}
	r.still(func() { r.bot.Store = f })
	for _, down := range []bool{true, false} {
		f.commits.Store(down)
		shown := map[string]bool{}
		for _, c := range r.walk(e) {
			if !down && !coachReads[c.Route] {
				continue // the second time nothing is to change
			}
			for _, word := range r.readsWords(c) {
				if shown[word] = true; down {
					t.Errorf("%s %q: %s is shown without a line in the log", c.Route, c.Value, word)
				}
			}
		}
		if !down && len(shown) != 4 {
			t.Errorf("the walk does not even see with a log what the coach may see: %v", shown)
		}
	}
}

// wrote has maya write wherever her coach may read, and returns the engagement.
func (r *rig) wrote(coachee string) coaching.Engagement {
	r.t.Helper()
	r.command(coachee, "/actions", "add marker-action by 2026-11-27")
	r.releaseFocus(coachee, "marker-focus")
	r.book(anna, "2026-11-27", "15:00")
	r.book(anna, "2026-11-30", "15:00")
	e, p := r.pair(coachee), r.person(coachee)
	booked := r.sessionsOf(coachee)
	_, c, err := coaching.AskToMove(e, booked[0], p, "marker-ask", r.clock.Now())
	r.must(err)
	r.must(r.store.Commit(r.ctx, c))
	_, c, err = coaching.CancelSession(e, booked[1], p, r.person(anna), "marker-cancel", r.clock.Now())
	r.must(err)
	r.must(r.store.Commit(r.ctx, c))
	return e
}

// walk is every press and command of the coach, with every value that could lead anywhere.
func (r *rig) walk(e coaching.Engagement) []Call {
	values := []string{string(e.ID), "", "0"}
	all, err := r.store.Sessions(r.ctx, e.ID)
	r.must(err)
	for _, s := range all {
		values = append(values, string(s.ID), "why|"+string(s.ID), "move|"+string(s.ID), "cancel|"+string(s.ID))
	}
	for _, a := range r.actions(maya) {
		values = append(values, string(a.ID))
	}
	calls := []Call{{Route: "/actions"}, {Route: "/coaching", Text: "brief"}, {Route: "/coaching", Text: "brief @maya"}, {Route: "/coaching", Text: "next"}, {Route: "/schedule"}}
	for _, rt := range table() {
		for _, v := range values {
			if rt.kind == press {
				calls = append(calls, Call{Route: rt.id, Value: v})
			}
		}
	}
	return calls
}

// readsWords makes the call as the coach and returns which of the coachee's words it shows.
func (r *rig) readsWords(c Call) []string {
	r.t.Helper()
	c.Team, c.User = r.bot.Team(), anna
	meta, err := json.Marshal(map[string]any{"l": actionsOpen, "e": r.pair(maya).ID, "Engagement": r.pair(maya).ID})
	r.must(err)
	c.View.PrivateMetadata = string(meta)
	k := press
	if strings.HasPrefix(c.Route, "/") {
		k = command
	}
	a, _ := r.bot.run(r.ctx, k, &c)
	raw, err := json.Marshal([]any{a.view(), a.Note})
	r.must(err)
	var out []string
	for _, word := range []string{"marker-action", "marker-focus", "marker-ask", "marker-cancel"} {
		if strings.Contains(string(raw), word) {
			out = append(out, word)
		}
	}
	return out
}
