package bot

import (
	"encoding/json"
	"strings"
	"testing"

	"interlude/bot/sandbox"
	"interlude/coaching"
)

// proposes has anna propose tom to maya.
func (r *rig) proposes() coaching.Engagement {
	r.t.Helper()
	next, isNew, err := r.bot.ensurePerson(r.ctx, tom)
	r.must(err)
	change, err := coaching.ProposeCoach(r.pair(maya), r.person(anna), next, nil, r.clock.Now())
	r.must(err)
	if isNew {
		change.People = append(change.People, next)
	}
	r.must(r.store.Commit(r.ctx, change))
	return r.pair(maya)
}

// handsOver has maya agree that tom takes over, and returns what the form answers.
func (r *rig) handsOver(e coaching.Engagement) string {
	r.t.Helper()
	raw, err := json.Marshal(r.bot.submit(r.ctx, handing(r, e)))
	r.must(err)
	r.bot.work.Wait()
	return string(raw)
}

// TestWhatAFormerCoachHasOpenIsTakenAway, however it came onto the screen; what is about nobody, or about others, stays.
func TestWhatAFormerCoachHasOpenIsTakenAway(t *testing.T) {
	for name, c := range map[string]struct {
		open  func(r *rig)
		shows string
		stays bool
	}{
		"a brief, by a press":   {func(r *rig) { r.press(anna, "Read the brief") }, canary, false},
		"a brief, by a command": {func(r *rig) { r.command(anna, "/coaching", "brief @maya") }, canary, false},
		"in the place of another": {func(r *rig) {
			r.command(anna, "/coaching", "coach")
			r.press(anna, "Take it back")
			r.sees(anna, "Everything stays as it is")
		}, "Everything stays as it is", true},
		"what was sent leads to": {func(r *rig) {
			r.command(anna, "/coaching", "coach")
			r.fill(anna, "Coach", tom)
			r.bot.work.Wait()
			r.bot.screens.take(anna, []coaching.ID{r.pair(maya).ID}) // it was another process that opened the form
			r.submit(anna)
		}, "is asked", false},
		"what was refused": {func(r *rig) {
			r.command(anna, "/coaching", "coach")
			r.fill(anna, "Coach", sam)
			errs, err := r.as(anna).Submit(r.ctx)
			r.must(err)
			if len(errs) == 0 {
				r.t.Fatal("not refused")
			}
		}, "hand the coaching of", false},
		"about nobody": {func(r *rig) { r.command(anna, "/coaching", "start") }, "Start an engagement", true},
		"about ravi": {func(r *rig) {
			r.engage(anna, ravi, "", "Open")
			_, change, err := coaching.ReleaseBrief(r.pair(ravi), r.person(ravi), nil, "ravi's own", false, r.clock.Now())
			r.must(err)
			r.must(r.store.Commit(r.ctx, change))
			r.command(anna, "/coaching", "brief @ravi")
		}, "ravi's own", true},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			written(r, canary)
			r.proposes()
			c.open(r)
			r.bot.work.Wait()
			if !strings.Contains(r.screen(anna), c.shows) {
				t.Fatalf("nothing was tried: %s", r.screen(anna))
			}
			e := r.pair(maya)
			if e.Next == "" {
				e = r.proposes()
			}
			r.handsOver(e)
			if gone := strings.Contains(r.screen(anna), coaching.NoLonger); gone == c.stays {
				t.Errorf("taken away: %v\n%s", gone, r.screen(anna))
			}
		})
	}
}

// TestWhatSlackDidNotTakeAwayIsTriedAgain, and one form that Slack does not change does not save the others; one that is closed
// is no trouble.
func TestWhatSlackDidNotTakeAwayIsTriedAgain(t *testing.T) {
	r := newRig(t)
	e := written(r, canary)
	r.press(anna, "Read the brief")
	r.must(r.as(anna).CloseAll(r.ctx))
	r.press(anna, "Read the brief")
	r.bot.work.Wait()
	r.ws.Fail("views.update", tries, sandbox.Refuse("internal_error")) // of the form that is closed
	r.ws.Fail("views.update", tries-1, sandbox.Refuse("internal_error"))
	if err := r.bot.withdraw(r.ctx, anna, []coaching.ID{e.ID}); err == nil || !strings.Contains(err.Error(), "internal_error") {
		t.Errorf("what could not be taken away is called done: %v", err)
	}
	if s := r.screen(anna); strings.Contains(s, canary) || !strings.Contains(s, coaching.NoLonger) {
		t.Errorf("what could be taken away is there:\n%s", s)
	}
	r.must(r.as(anna).CloseAll(r.ctx))
	r.press(anna, "Read the brief")
	r.bot.work.Wait()
	r.must(r.as(anna).CloseAll(r.ctx))
	r.must(r.bot.withdraw(r.ctx, anna, []coaching.ID{e.ID}))
}

// TestNothingEndsThatWasNotStored: whoever hands a coaching on is told that it did not work, in a form without a field too, and
// the coach keeps what they have open.
func TestNothingEndsThatWasNotStored(t *testing.T) {
	r := newRig(t)
	written(r, canary)
	e := r.proposes()
	r.press(anna, "Read the brief")
	f := &failing{Store: r.store}
	r.still(func() { r.bot.Store = f })
	f.commits.Store(true)
	if said := r.handsOver(e); !strings.Contains(said, trouble) || strings.Contains(said, "is your coach now") || !strings.Contains(said, `"update"`) {
		t.Errorf("not stored, and the form answers %s", said)
	}
	if s := r.screen(anna); !strings.Contains(s, canary) || r.pair(maya).ID != e.ID {
		t.Errorf("taken away although nothing ended:\n%s", s)
	}
	f.commits.Store(false)
	if said := r.handsOver(e); !strings.Contains(said, "is your coach now") {
		t.Errorf("stored, and the form answers %s", said)
	}
	if s := r.screen(anna); strings.Contains(s, canary) {
		t.Errorf("still there:\n%s", s)
	}
}

// TestAFormWhosePartCannotBeReadIsTakenAway: when the database does not say whether the part goes on, rather a form too few
// stays open than a look too many.
func TestAFormWhosePartCannotBeReadIsTakenAway(t *testing.T) {
	r := newRig(t)
	written(r, canary)
	p := &partless{Store: r.store}
	r.still(func() { r.bot.Store = &overtaken{Store: p, then: func() { p.down = true }} })
	r.press(anna, "Read the brief")
	r.sees(anna, coaching.NoLonger)
	r.misses(anna, canary)
}

// TestABriefThatIsTakenBackDoesNotStayOpen on the coach's screen.
func TestABriefThatIsTakenBackDoesNotStayOpen(t *testing.T) {
	r := newRig(t)
	written(r, canary)
	r.press(anna, "Read the brief")
	r.sees(anna, canary)
	r.command(maya, "/coaching", "brief")
	r.press(maya, "Take it back")
	r.sees(anna, "What stood here is no longer there")
	r.misses(anna, canary)
}

// TestALongAnswerIsNotShownAfterThePartEnded: what is too long for an acknowledgement comes a moment later, when the part may be over.
func TestALongAnswerIsNotShownAfterThePartEnded(t *testing.T) {
	r := newRig(t)
	written(r, canary)
	for range 5 {
		_, change, err := coaching.AddAction(r.pair(maya), r.person(maya), coaching.ActionDraft{Text: canary + strings.Repeat("<", 400), Due: coaching.DateOf(rigStart.AddDate(0, 0, 4))}, r.clock.Now())
		r.must(err)
		r.must(r.store.Commit(r.ctx, change))
	}
	e := r.proposes()
	r.command(anna, "/actions", "@maya")
	r.press(anna, "Propose an action")
	r.fill(anna, "What could they do?", "Ask Leo")
	r.submit(anna)
	r.handsOver(e) // before the list is there
	if s := r.screen(anna); strings.Contains(s, canary) || !strings.Contains(s, coaching.NoLonger) {
		t.Errorf("shown after the end:\n%s", s)
	}
}
