package bot

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// write keeps an entry through the form.
func (r *rig) write(user, words, audience, rating string) {
	r.t.Helper()
	r.command(user, "/reflect", "")
	r.fill(user, coaching.Questions[0], words, "Who may read this?", audience)
	if rating != "" {
		r.fill(user, "How close were you to the behaviour you are working on?", rating)
	}
	r.submit(user)
	r.closeAll(user)
}

func TestBriefShowsWhatWasTickedAndNothingElse(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, helen, "Open")
	r.command(maya, "/actions", "add Delegate the report by Friday")
	r.write(maya, "Ticked words", "For my next brief", "4")
	r.write(maya, "Unticked words", "For my next brief", "6")
	r.write(maya, "Own words", "Only for me", "9")
	r.command(anna, "/coaching", "brief @maya")
	r.sees(anna, "No brief has been released for your next session.")
	r.closeAll(anna)

	r.command(maya, "/coaching", "brief")
	r.sees(maya, "• Delegate the report · _due Fri 27 Nov 2026 (Europe/London)_")
	r.sees(maya, "Mon 23 Nov: Ticked words")
	r.misses(maya, "Own words")
	r.fill(maya, "Which reflections may your coach read?", "Mon 23 Nov: Ticked words")
	r.fill(maya, "What do you want to work on?", "Saying <no>")
	r.submit(maya)
	r.sees(maya, "*Released* on Mon 23 Nov 2026, 10:00")
	r.drain()

	r.sees(anna, "has released a brief for your next session.")
	r.misses(anna, "Ticked words")
	r.press(anna, "Read the brief")
	for _, want := range []string{"Ticked words", "Delegate the report", "Saying <no>", "released this on Mon 23 Nov 2026, 11:00 (Europe/Berlin, GMT+1)"} {
		r.sees(anna, want)
	}
	for _, secret := range []string{"Unticked", "Own words", "How close they were"} {
		r.misses(anna, secret)
	}
	r.closeAll(anna)

	r.press(maya, "Change it")
	if got := r.as(maya).Input("Which reflections may your coach read?"); got != "Mon 23 Nov: Ticked words" {
		t.Errorf("ticked again: %q", got)
	}
	r.fill(maya, "Ratings", "Show my ratings")
	r.submit(maya)
	r.press(maya, "What my coach sees")
	r.sees(maya, "• 4 on 23 Nov 2026")
	r.command(anna, "/coaching", "brief @maya")
	r.sees(anna, "• 6 on 23 Nov 2026")
	r.misses(anna, "• 9 on")
}

func TestBriefIsTakenBack(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.command(maya, "/coaching", "brief")
	errs, err := r.as(maya).Submit(r.ctx)
	r.must(err)
	if errs["focus"] == "" {
		t.Errorf("an empty brief: %v", errs)
	}
	r.fill(maya, "What do you want to work on?", "Delegating")
	r.submit(maya)
	r.closeAll(maya)
	r.drain()
	r.command(anna, "/coaching", "brief @maya")
	r.sees(anna, "Delegating")
	r.closeAll(anna)
	before := len(r.as(anna).Messages())
	r.command(maya, "/coaching", "brief")
	r.fill(maya, "What do you want to work on?", "")
	r.submit(maya)
	r.sees(maya, "*Taken back.*")
	r.closeAll(maya)
	r.drain()
	if n := len(r.as(anna).Messages()); n != before {
		t.Errorf("the coach was told: %d messages, %d before", n, before)
	}
	r.sees(anna, "had released a brief. Nothing is released now.")
	r.misses(anna, "Read the brief")
	r.command(anna, "/coaching", "brief @maya")
	r.sees(anna, "No brief has been released for your next session.")
	r.closeAll(anna)

	r.command(maya, "/coaching", "brief")
	r.fill(maya, "What do you want to work on?", "Again")
	r.submit(maya)
	r.drain()
	r.shows(anna, "has released a brief for your next session.", 1)
	r.shows(anna, "About the brief of <@UMAYA>: see below.", 1)
	r.misses(anna, "Nothing is released now.")
	r.press(maya, "Take it back")
	r.sees(maya, "*Taken back.*")
	r.press(maya, "Prepare a new one")
	if got := r.as(maya).Input("What do you want to work on?"); got != "Again" {
		t.Error("the words are gone")
	}
}

func TestTicksOutliveTakingBack(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.write(maya, "Ticked words", "For my next brief", "")
	r.write(maya, "Other words", "For my next brief", "")
	r.command(maya, "/coaching", "brief")
	r.fill(maya, "Which reflections may your coach read?", "Mon 23 Nov: Ticked words")
	r.submit(maya)
	r.press(maya, "Take it back")
	r.press(maya, "Prepare a new one")
	if got := r.as(maya).Input("Which reflections may your coach read?"); got != "Mon 23 Nov: Ticked words" {
		t.Errorf("ticked: %q", got)
	}
	r.misses(maya, "*Released*")
}

func TestAnEntryThatIsChangedBackLeavesTheBrief(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.write(maya, "Shared words", "For my next brief", "")
	r.command(maya, "/coaching", "brief")
	r.submit(maya)
	r.closeAll(maya)
	r.command(anna, "/coaching", "brief @maya")
	r.sees(anna, "Shared words")
	r.closeAll(anna)
	r.command(maya, "/coaching", "")
	r.must(r.pressRoute(maya, reflectList))
	r.sees(maya, "Your coach can read it: you released it in your brief")
	r.press(maya, "Only for me")
	r.closeAll(maya)
	r.command(anna, "/coaching", "brief @maya")
	r.misses(anna, "Shared words")
}

func TestAfterTheSessionTheNextBriefStartsAnew(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.write(maya, "First words", "For my next brief", "")
	r.command(maya, "/coaching", "brief")
	r.fill(maya, "What do you want to work on?", "First focus")
	r.submit(maya)
	r.closeAll(maya)
	start := rigStart.Add(72 * time.Hour)
	e := r.pair(maya)
	_, change, err := coaching.Book(e, r.person(anna), r.person(maya), coaching.Booking{Start: start, Minutes: 75}, nil, nil, nil, r.clock.Now())
	r.must(err)
	r.must(r.store.Commit(r.ctx, change))
	r.until(start.Add(2 * time.Hour))
	r.write(maya, "Second words", "For my next brief", "")
	r.command(maya, "/coaching", "brief")
	r.sees(maya, "Thu 26 Nov: Second words")
	r.misses(maya, "First words")
	if got := r.as(maya).Input("What do you want to work on?"); got != "" {
		t.Errorf("the focus is %q", got)
	}
}

func TestBriefsOfOthersStayShut(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, helen, "Open")
	r.engage(tom, ravi, "", "Open")
	r.engage(tom, helen, "", "Open") // the sponsor is a coachee too
	r.command(maya, "/coaching", "brief")
	r.fill(maya, "What do you want to work on?", "Secret focus")
	r.submit(maya)
	r.closeAll(maya)
	id := string(r.pair(maya).ID)
	meta := `{"e":"` + id + `"}`
	for _, user := range []string{tom, ravi, helen, sam} {
		for _, route := range []string{briefRead, briefSee, briefPage, briefWithdraw, briefOpen} {
			c := &Call{Team: r.bot.Team(), User: user, Route: route, Value: id, Once: user + route, Trigger: "x"}
			c.View.PrivateMetadata = meta
			a, err := r.bot.run(r.ctx, press, c)
			if err != nil {
				t.Errorf("%s %s: %v", user, route, err)
			}
			if a.Update != nil && (strings.Contains(a.Update.PrivateMetadata, id) || strings.Contains(shownIn(t, a.Update), "Secret")) {
				t.Errorf("%s %s: a form of somebody else", user, route)
			}
		}
		c := &Call{Team: r.bot.Team(), User: user, Route: briefRelease, Once: user}
		c.View.PrivateMetadata = meta
		if a, err := r.bot.run(r.ctx, submission, c); err != nil || a.Redraw != nil {
			t.Errorf("%s releases: %+v %v", user, a, err)
		}
	}
	if br, err := r.store.LatestBrief(r.ctx, coaching.ID(id)); err != nil || br.Focus.Reveal() != "Secret focus" {
		t.Errorf("somebody else changed it: %v", err)
	}
	if a, _ := r.bot.run(r.ctx, command, &Call{Team: r.bot.Team(), User: tom, Route: "/coaching", Text: "brief <@UMAYA>", Once: "c"}); a.Note == nil || a.Note.Text != coaching.Neutral {
		t.Errorf("a coach of others: %+v", a)
	}
}

// shownIn is the form as it goes to Slack.
func shownIn(t *testing.T, v *slack.ModalViewRequest) string {
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func TestACoachOfTwoChoosesABrief(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.engage(anna, ravi, "", "Open")
	r.command(anna, "/coaching", "brief")
	r.must(r.as(anna).Choose(r.ctx, briefRead, "Ravi Menon"))
	r.sees(anna, "No brief has been released for your next session.")
}

func TestMarkingWhileTheBriefIsPrepared(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.write(maya, "Marked in the last minute", "Only for me", "")
	r.command(maya, "/coaching", "brief")
	r.fill(maya, "What do you want to work on?", "Half a thought")
	r.press(maya, "My reflections")
	r.press(maya, "Edit")
	r.press(maya, "Back to the list")
	r.press(maya, "For my next brief")
	r.drain()
	r.must(r.as(maya).CloseModal(r.ctx))
	r.sees(maya, "Mon 23 Nov: Marked in the last minute")
	if got := r.as(maya).Input("What do you want to work on?"); got != "Half a thought" {
		t.Errorf("the form holds %q", got)
	}
	r.fill(maya, "Which reflections may your coach read?", "Mon 23 Nov: Marked in the last minute")
	r.submit(maya)
	r.closeAll(maya)
	r.command(anna, "/coaching", "brief @maya")
	r.sees(anna, "Half a thought")
	r.sees(anna, "Marked in the last minute")
}
