package bot

import (
	"flag"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"interlude/coaching"
)

// steps is how many acts a walk has at most; seed decides which.
var (
	steps = flag.Int("walk.steps", 1200, "acts of a walk")
	seed  = flag.Uint64("walk.seed", 1, "what a walk does")
)

// played are routes that are gone at the end, by people, ending and leaving.
var played = []string{" account.", " coach.", " along.", " mydata.", " " + briefPage, " " + scheduleHeld, " " + scheduleMissed}

// onlySealed are routes to which nothing leads in open writing.
var onlySealed = []string{scheduleLink, sponsorRead, writingRedraw, typedMove, typedMoved}

// toGo lists the routes to which the walk itself has yet to come.
func (w *walk) toGo() []string {
	return slices.DeleteFunc(w.missed(), func(route string) bool {
		return slices.ContainsFunc(played, func(later string) bool { return strings.Contains(route, later) })
	})
}

// walkAll walks until every route has been gone, and then ends what was begun.
func (w *walk) walkAll(t *testing.T) {
	w.r.engage(anna, maya, helen, w.way)
	w.silent()
	w.returns()
	w.asksWhy()
	w.travels()
	w.putsOff()
	w.outcomes()
	w.thinksAgain()
	w.looksBack()
	w.leaves()
	w.tells()
	w.books()
	w.r.must(w.r.as(maya).OpenHome(w.r.ctx))
	w.r.must(w.r.as(anna).OpenHome(w.r.ctx))
	order := []string{maya, anna, maya, anna, maya, helen, maya, anna, ravi, maya}
	n := 0
	for ; n < *steps && (n < 200 || len(w.toGo()) > 0); n++ {
		if user := order[n%len(order)]; n%100 == 0 {
			t.Logf("%d acts, %s with %s: to go %v", n, w.r.clock.Now().Format(time.DateOnly), user, w.toGo())
		}
		user := order[n%len(order)]
		w.step(user)
		for range 5 { // stay in what was opened
			if w.r.as(user).Modal() == nil {
				break
			}
			w.step(user)
		}
		if n%40 == 39 {
			w.meets()
		}
		if n%8 == 7 {
			w.r.until(w.r.clock.Now().Add(time.Duration(5+w.rng.IntN(30)) * time.Hour))
		}
	}
	w.settle()
	w.ending()
	w.people()
	w.leaving()
	w.settle()
	t.Logf("seed %d: %d acts, %d texts, until %s; not gone: %v", *seed, n, w.words, w.r.clock.Now().Format(time.DateOnly), w.missed())
}

// silent has four people ignore their questions until they are asked how to go on, each with
// another answer.
func (w *walk) silent() {
	r := w.r
	quiet := map[string]string{ravi: "Keep", sam: "Less often", maya: "Stop", helen: "Pause"}
	for _, user := range slices.Sorted(maps.Keys(quiet)) {
		if user != maya {
			r.engage(anna, user, "", w.way)
		}
	}
	r.until(fourth.Add(10 * time.Hour))
	for _, user := range slices.Sorted(maps.Keys(quiet)) {
		r.sees(user, "You have not answered lately.")
		r.press(user, quiet[user])
	}
	r.press(maya, "Ask me again")
	r.command(helen, "/coaching", "settings")
	r.press(helen, "Ask me again") // before the pause ends
	r.closeAll(helen)
	for _, answer := range []string{"Never mind", "Change", "Book it"} {
		r.command(anna, "/schedule", "@maya next tuesday 10:00 75m")
		r.press(anna, answer)
		if r.as(anna).Modal() != nil {
			r.closeAll(anna)
		}
	}
	for range 11 { // more than one page
		r.command(maya, "/actions", "add "+w.text())
	}
	r.command(maya, "/actions", "")
	r.press(maya, "Next page")
	r.closeAll(maya)
	for _, answer := range []string{"Accept", "Decline"} {
		r.command(anna, "/actions", "add @maya "+w.text())
		r.drain()
		r.command(maya, "/actions", "")
		r.press(maya, answer)
		r.closeAll(maya)
	}
	r.say(maya, w.text())
	if w.way == "Sealed" {
		r.press(maya, "Move it into a form")
		r.fill(maya, "Your words", w.text())
		r.submit(maya)
		r.closeAll(maya)
	}
	ts, err := r.as(maya).Say(r.ctx, w.text())
	r.must(err)
	r.rests()
	r.must(r.as(maya).Edit(r.ctx, ts, w.text()))
	r.rests()
	r.must(r.as(maya).Delete(r.ctx, ts))
	w.settle()
}

// meets has a session booked that is not called off at once, and another time asked for.
func (w *walk) meets() {
	r, day := w.r, w.r.clock.Now().AddDate(0, 0, 3+w.rng.IntN(4))
	w.shut(anna, maya)
	_ = r.as(anna).Command(r.ctx, "/schedule", "@maya "+day.Format(time.DateOnly)+" 10:00 75m "+w.link())
	if v := r.as(anna).Modal(); v != nil {
		_, _ = r.as(anna).SubmitView(r.ctx, v.ID)
	} else {
		_ = r.as(anna).PressLabel(r.ctx, "Book it")
	}
	r.drain()
	if r.as(anna).Modal() != nil {
		r.closeAll(anna)
	}
	if r.as(maya).PressLabel(r.ctx, "Ask to move") == nil && r.as(maya).Modal() != nil {
		_ = r.as(maya).Fill(r.ctx, "Reason", w.text())
		_, _ = r.as(maya).Submit(r.ctx)
		r.closeAll(maya)
	}
	r.drain()
}

// people plays what happens when people change: another coach, an account that is closed and comes back.
func (w *walk) people() {
	r := w.r
	w.shut(anna, maya, helen, ravi, tom)
	r.closes(ravi, true)
	r.closes(ravi, false)
	r.press(ravi, "Continue")
	r.drain()
	r.press(anna, "It is somebody else")
	r.drain()
	r.press(anna, "It is the same person after all")
	r.drain()
	w.fills()
	ask := func() {
		r.command(anna, "/coaching", "coach")
		r.must(r.as(anna).Choose(r.ctx, coachOpen, "Maya Lindqvist"))
		r.fill(anna, "Coach", tom)
		r.submit(anna)
		r.drain()
	}
	ask()
	r.press(anna, "Take it back")
	r.closeAll(anna)
	ask()
	r.closeAll(anna)
	r.press(maya, "Stay as it is")
	r.drain()
	ask()
	r.closeAll(anna)
	r.press(maya, "Read what it means")
	r.submit(maya)
	r.sees(maya, "is your coach now")
	r.press(maya, "Choose what to take along")
	r.must(w.submit(maya, r.as(maya).Modal())) // nothing may be ticked: then it stays open
	w.shut(maya)
	r.drain()
	w.turnsBack()
}

// shut closes what user has open, if there is anything.
func (w *walk) shut(users ...string) {
	for _, user := range users {
		if w.r.as(user).Modal() != nil {
			w.r.closeAll(user)
		}
	}
}

// leaving plays what somebody does who wants nothing of theirs to stay: one entry, by days, all, and not after all.
func (w *walk) leaving() {
	r := w.r
	r.command(maya, "/coaching", "mydata")
	r.press(maya, "Read everything")
	w.turns(maya, mydataDelete) // the first pages say who maya is
	r.sees(maya, "for good")
	r.closeAll(maya)
	r.command(maya, "/coaching", "mydata")
	w.goes(maya, press, mydataCopy)
	r.closeAll(maya)
	r.command(maya, "/coaching", "mydata")
	r.press(maya, "Erase a period")
	r.fill(maya, "First day", "2026-11-20", "Last day", r.clock.Now().Format(time.DateOnly))
	r.submit(maya)
	r.press(maya, "Erase")
	r.sees(maya, "*Erased.*")
	r.closeAll(maya)
	r.command(maya, "/coaching", "mydata")
	r.press(maya, "Erase everything")
	r.fill(maya, "Type "+coaching.EraseWord+" to confirm", coaching.EraseWord)
	r.submit(maya)
	r.press(maya, "Keep my data")
	r.closeAll(maya)
	r.command(maya, "/coaching", "export")
	if v := r.as(maya).Modal(); v != nil {
		_, _ = r.as(maya).SubmitView(r.ctx, v.ID) // often enough, and there are no more copies today
	}
	w.shut(maya)
	r.command(anna, "/coaching", "mydata") // whose coaching with tom is over
	r.press(anna, "Erase now")
	r.closeAll(anna)
	w.settle()
}

// ending plays what ends things, by people who had no part yet.
func (w *walk) ending() {
	r := w.r
	w.shut(anna, maya, helen, ravi, tom)
	r.command(tom, "/coaching", "start")
	r.fill(tom, "Coachee", anna)
	r.submit(tom)
	r.press(tom, "Withdraw invitation")
	r.sees(tom, "ended")
	r.closeAll(tom)
	r.command(tom, "/coaching", "start")
	r.fill(tom, "Coachee", anna)
	r.submit(tom)
	r.closeAll(tom)
	r.drain()
	r.press(anna, "Review agreement")
	r.press(anna, "Decline")
	r.closeAll(anna)
	r.engage(tom, anna, "", w.way)
	r.command(anna, "/reflect", "")
	r.fill(anna, "What did you try this week, and what came of it?", w.text())
	r.submit(anna)
	r.closeAll(anna)
	w.corrects()
	r.command(tom, "/coaching", "close")
	r.press(tom, "Close the engagement")
	r.drain()
}

// TestNoMessageHoldsWordsInSealedWriting walks every route in sealed writing.
func TestNoMessageHoldsWordsInSealedWriting(t *testing.T) {
	w := newWalk(t, "Sealed", *seed)
	w.walkAll(t)
	messages, texts := w.nothingInTheArchive(), w.allInert()
	t.Logf("%d messages in all their versions, %d texts of people in forms", messages, texts)
	for _, route := range w.missed() {
		t.Errorf("nobody went %s", route)
	}
	if messages < 100 || texts < 300 {
		t.Error("the walk saw little")
	}
}

// TestAllWordsAreInertOnEveryRoute walks the routes in open writing, where messages hold words, too.
func TestAllWordsAreInertOnEveryRoute(t *testing.T) {
	w := newWalk(t, "Open", *seed+1)
	w.walkAll(t)
	for _, route := range w.missed() {
		t.Errorf("nobody went %s", route)
	}
	if texts := w.allInert(); texts < 300 {
		t.Errorf("the walk saw %d texts", texts)
	} else {
		t.Logf("%d texts of people", texts)
	}
}
