package bot

import (
	"testing"

	"interlude/coaching"
)

func TestActionsOfOthersStayShut(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, helen, "Open")
	r.engage(tom, ravi, "", "Open")
	r.command(maya, "/actions", "add Secret plan by Friday")
	r.until(friday)
	id := string(r.actions(maya)[0].ID)
	r.command(ravi, "/actions", "add Own plan by Friday")
	r.command(ravi, "/actions", "")
	list := r.as(ravi).Modal()
	for _, route := range []string{actionsDone, actionsChange, actionsReopen, actionsLearn, actionsAccept, actionsDrop} {
		a, err := r.bot.run(r.ctx, press, &Call{Team: r.bot.Team(), User: ravi, Route: route, Value: id, Once: route, Trigger: "x"})
		if err != nil || a.Note == nil || a.Note.Text != coaching.Neutral {
			t.Errorf("%s: %+v, %v", route, a, err)
		}
	}
	r.command(anna, "/actions", "add @maya Something else")
	proposal := string(r.actions(maya)[1].ID)
	for _, user := range []string{maya, ravi, tom, helen, sam} {
		for _, route := range []string{actionsBack, actionsAgain} {
			a, err := r.bot.run(r.ctx, press, &Call{Team: r.bot.Team(), User: user, Route: route, Value: proposal, Once: route + user})
			if err != nil || a.Note == nil || a.Note.Text != coaching.Neutral {
				t.Errorf("%s, %s: %+v, %v", user, route, a, err)
			}
		}
	}
	for _, user := range []string{anna, helen, sam} {
		a, err := r.bot.run(r.ctx, press, &Call{Team: r.bot.Team(), User: user, Route: actionsDone, Value: id, Once: user})
		if err != nil || a.Note == nil || a.Note.Text != coaching.Neutral {
			t.Errorf("%s: %+v, %v", user, a, err)
		}
	}
	if list == nil || r.actions(maya)[0].State != coaching.ActionOpen {
		t.Error("somebody else changed it")
	}
	for _, text := range []string{"", "add <@UMAYA> x", "add x"} {
		for _, user := range []string{helen, sam} {
			a, err := r.bot.run(r.ctx, command, &Call{Team: r.bot.Team(), User: user, Route: "/actions", Text: text, Once: user + text})
			if err != nil || a.Note == nil || a.Note.Text != coaching.Neutral {
				t.Errorf("%s /actions %s: %+v, %v", user, text, a, err)
			}
		}
	}
	if a, _ := r.bot.run(r.ctx, command, &Call{Team: r.bot.Team(), User: tom, Route: "/actions", Text: "add <@UMAYA> x", Once: "tom"}); a.Note == nil || a.Note.Text != coaching.Neutral {
		t.Errorf("a coach of others: %+v", a)
	}
}

func TestCoachChoosesWhoseActions(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.engage(anna, ravi, "", "Open")
	r.command(maya, "/actions", "add Plan of Maya")
	r.command(ravi, "/actions", "add Plan of Ravi by Friday")
	r.command(anna, "/actions", "")
	r.sees(anna, "Plan of Ravi\n_due Fri 27 Nov 2026 (Asia/Kolkata)_")
	r.must(r.as(anna).Choose(r.ctx, actionsPick, "Maya Lindqvist"))
	r.sees(anna, "Plan of Maya")
	r.misses(anna, "Plan of Ravi")
	r.press(anna, "Propose an action")
	r.fill(anna, "What could they do?", "A third one")
	r.submit(anna)
	r.sees(anna, "A third one\n_Proposed · no date_")
	r.closeAll(anna)
	r.command(anna, "/actions", "add by words")
	errs, err := r.as(anna).Submit(r.ctx)
	r.must(err)
	if errs["coachee"] == "" {
		t.Errorf("nobody chosen: %v", errs)
	}
	r.fill(anna, "Coachee", "Ravi Menon")
	r.submit(anna)
	r.sees(anna, "by words")
	if n := len(r.actions(ravi)); n != 2 {
		t.Errorf("%d actions of Ravi", n)
	}
}

func TestACoachWhoIsCoacheeToo(t *testing.T) {
	r := newRig(t)
	r.engage(anna, tom, "", "Open")
	r.engage(tom, ravi, "", "Open")
	r.command(tom, "/actions", "add Mine by Friday")
	r.sees(tom, "*Added:* Mine")
	r.command(tom, "/actions", "add @ravi Theirs by Friday")
	r.sees(tom, "*Proposed* to <@URAVI>")
	r.command(tom, "/actions", "")
	r.sees(tom, "Mine\n_due Fri 27 Nov 2026 (America/New_York)_")
	r.must(r.as(tom).Choose(r.ctx, actionsPick, "Ravi Menon"))
	r.sees(tom, "Theirs\n_Proposed")
}
