package bot

import (
	"context"
	"slices"
	"time"

	"interlude/coaching"
)

// Scenes of a walk: what takes several steps in a row, which nobody comes to by chance soon enough.

// goes presses, of what user has before them, what leads to a route.
func (w *walk) goes(user string, k kind, route string) {
	w.r.t.Helper()
	w.r.rests() // what is drawn anew has other buttons
	var to act
	ctx, cancel := context.WithTimeout(w.r.ctx, soonEnough)
	defer cancel()
	if w.r.ws.WaitFor(ctx, func() bool {
		acts := w.acts(user)
		at := slices.IndexFunc(acts, func(a act) bool { return a.route == key{k, route} })
		if at >= 0 {
			to = acts[at]
		}
		return at >= 0
	}) != nil {
		w.r.t.Fatalf("nothing before %s leads to %s:\n%s", user, route, w.r.screen(user))
	}
	w.r.must(to.do())
	w.r.rests()
}

// turns turns pages until there is one that leads to a route, and presses that.
func (w *walk) turns(user, route string) {
	w.r.t.Helper()
	for w.r.pressRoute(user, route) != nil {
		w.r.press(user, "Next page")
	}
	w.r.rests()
}

// returns has maya pause Slack's notifications and say that she is there all the same.
func (w *walk) returns() {
	r := w.r
	r.must(r.as(maya).Snooze(r.ctx, r.clock.Now().Add(30*time.Hour)))
	r.must(r.ws.WaitFor(r.ctx, func() bool { return r.person(maya).Absence.AwayUntil().After(r.clock.Now()) }))
	r.command(maya, "/coaching", "leave")
	w.goes(maya, press, leaveBack)
	r.closeAll(maya)
}

// corrects has tom, who coaches anna alone, say that a session was held, that it was missed, and that it was held after all.
// The session is later than all that anna has with others.
func (w *walk) corrects() {
	r, day := w.r, w.r.clock.Now().AddDate(0, 0, 28)
	r.command(tom, "/schedule", "@anna "+day.Format(time.DateOnly)+" 10:00 75m")
	r.press(tom, "Book it")
	w.shut(tom)
	r.until(day.Add(4 * 24 * time.Hour)) // over any weekend
	r.press(tom, "Held")
	r.rests()
	r.command(tom, "/coaching", "engagement")
	w.goes(tom, press, scheduleMissed)
	w.goes(tom, press, scheduleHeld)
	w.shut(tom)
}

// travels has maya be asked about two other time zones: she stays with hers, and then moves.
func (w *walk) travels() {
	for _, asked := range [][2]string{{"Asia/Kolkata", zoneKeep}, {"America/New_York", zoneMove}} {
		w.r.tells(maya, asked[0])
		w.r.until(w.r.clock.Now().AddDate(0, 0, 3)) // at night and at weekends nobody is asked
		w.goes(maya, press, asked[1])
	}
}

// putsOff has maya put an action off that is due.
func (w *walk) putsOff() {
	r := w.r
	r.command(maya, "/actions", "add "+w.text()+" by friday")
	r.until(r.clock.Now().AddDate(0, 0, 10))
	w.goes(maya, press, actionsLater)
	r.must(w.submit(maya, r.as(maya).Modal()))
	r.rests()
	w.shut(maya)
}

// outcomes has maya say in the list of her actions what came of some, in every way, add what she learned, and open one again.
func (w *walk) outcomes() {
	r := w.r
	for _, route := range []string{actionsNotYet, actionsPartly, actionsDone, actionsDrop, actionsReopen, actionsLearn} {
		r.command(maya, "/actions", "")
		w.turns(maya, route)
		if v := r.as(maya).Modal(); v != nil && v.CallbackID == actionsLearned {
			r.must(w.submit(maya, v))
		}
		r.rests()
		w.shut(maya)
	}
}

// thinksAgain has anna propose an action, take it back, and propose it again.
func (w *walk) thinksAgain() {
	r := w.r
	r.command(anna, "/actions", "add @maya "+w.text())
	r.press(anna, "Take it back")
	w.goes(anna, press, actionsAgain)
	w.shut(anna)
}

// looksBack has maya read more than one page of who saw something of hers.
func (w *walk) looksBack() {
	r := w.r
	for range logLines {
		r.must(r.store.Commit(r.ctx, coaching.Change{Access: []coaching.Access{coaching.NewAccess(r.pair(maya), "", coaching.AccessExport, r.clock.Now())}}))
	}
	r.command(maya, "/coaching", "privacy")
	w.goes(maya, press, privacyLog)
	w.shut(maya)
}

// leaves has maya say that she will be on leave, and call it off.
func (w *walk) leaves() {
	r := w.r
	r.command(maya, "/coaching", "leave")
	r.fill(maya, "First day of your leave", r.clock.Now().AddDate(0, 0, 2).Format(time.DateOnly), "Last day of your leave", r.clock.Now().AddDate(0, 0, 4).Format(time.DateOnly))
	r.submit(maya)
	w.goes(maya, press, leaveEnd)
	w.shut(maya)
}

// tells has maya allow what helen is told, and helen read it, stop such messages and take part again.
func (w *walk) tells() {
	r := w.r
	r.command(maya, "/coaching", "sponsor")
	w.goes(maya, press, sponsorReword)
	r.fill(maya, "Your sponsor could be told:", w.text())
	r.submit(maya)
	r.rests()
	w.goes(maya, press, sponsorShare)
	w.shut(maya)
	r.dates()
	r.stopDates()
	r.until(r.clock.Now().AddDate(0, 0, 4)) // over any weekend
	if w.way == "Sealed" {
		w.goes(helen, press, sponsorRead)
		w.shut(helen)
	}
	r.command(helen, "/coaching", "sponsor")
	w.goes(helen, press, sponsorStop)
	w.goes(helen, press, sponsorReturn)
	w.shut(helen)
}

// asksWhy has maya ask for the reason of a message, look at both ways to say when such questions come, and change
// their time.
func (w *walk) asksWhy() {
	w.r.press(maya, "Why did I get this?")
	for _, route := range []string{timeOpen, timeOwn, timeDays} {
		w.goes(maya, press, route)
	}
	w.r.submit(maya)
	w.r.rests()
	w.shut(maya)
}

// books has anna book a session in the form.
func (w *walk) books() {
	w.r.bookWith(anna, "@maya", "Date", w.r.clock.Now().AddDate(0, 0, 9).Format(time.DateOnly), "Time", "11:00", "Link", w.link())
	w.r.rests()
}

// fills has maya release more than one page, which anna reads.
func (w *walk) fills() {
	r := w.r
	e := r.pair(maya)
	var filled []coaching.ID
	for range 45 {
		x, change, err := coaching.Reflect(e, r.person(maya), coaching.Entry{Text: w.text(), Audience: coaching.NextBrief}, nil, r.clock.Now())
		r.must(err)
		r.must(r.store.Commit(r.ctx, change))
		filled = append(filled, x.ID)
	}
	all, err := r.store.Reflections(r.ctx, e.ID)
	r.must(err)
	_, change, err := coaching.ReleaseBrief(e, r.person(maya), all, w.text(), false, r.clock.Now())
	r.must(err)
	r.must(r.store.Commit(r.ctx, change))
	r.command(anna, "/coaching", "brief @maya")
	w.goes(anna, press, briefPage)
	r.closeAll(anna)
	r.must(r.store.Commit(r.ctx, coaching.Change{Erase: filled})) // lists are long enough without them
}

// turnsBack has maya go back to anna, and look at what there is in each of the two coachings that are over.
func (w *walk) turnsBack() {
	r := w.r
	r.command(tom, "/coaching", "coach")
	r.fill(tom, "Coach", anna)
	r.submit(tom)
	r.rests()
	w.shut(tom)
	w.goes(maya, press, coachReview)
	r.submit(maya)
	r.rests()
	w.goes(maya, press, alongOpen)
	w.goes(maya, press, alongFrom)
	w.shut(maya)
}
