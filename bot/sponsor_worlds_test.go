package bot

import (
	"context"
	"strings"
	"testing"
	"time"

	"interlude/coaching"
)

// world is what a coachee does with every question about their sponsor. Whatever it is, a sponsor
// who is told nothing sees the same, and so does the coach.
type world struct {
	name    string
	unasked bool         // no question is ever asked
	begin   func(*rig)   // once the agreement is accepted
	answer  func(r *rig) // after each milestone
}

var worlds = []world{
	{name: "nothing yet", answer: func(*rig) {}},
	{name: "never asked", unasked: true, answer: func(*rig) {}},
	{name: "refused", answer: func(r *rig) { r.presses(maya, "Not now", "Not now. Nothing was sent") }},
	{name: "withdrawn", answer: func(r *rig) {
		r.presses(maya, "Share", "Until then you can take it back.")
		r.presses(maya, "Take back", "Taken back. Your sponsor was not told.")
	}},
	{name: "dates and counts stopped", begin: func(r *rig) { r.dates(); r.stopDates() }, answer: func(*rig) {}},
	{name: "dates and counts ended", begin: func(r *rig) { r.dates() }, answer: func(*rig) {}},
}

// toldWorld is the seventh: of that the coach must not learn either.
var toldWorld = world{name: "told", answer: func(r *rig) {
	r.presses(maya, "Share", "Until then you can take it back.")
}}

// presses presses what a message of the coachee offers, and waits for what comes of it.
func (r *rig) presses(user, label, then string) {
	r.t.Helper()
	r.press(user, label)
	r.sees(user, then)
}

// dates allows dates and counts.
func (r *rig) dates() {
	r.t.Helper()
	r.command(maya, "/coaching", "sponsor")
	r.presses(maya, "See examples", "Examples, in their exact words.")
	r.presses(maya, "Allow these", "You allowed them on")
	r.must(r.as(maya).CloseAll(r.ctx))
}

func (r *rig) stopDates() {
	r.t.Helper()
	r.command(maya, "/coaching", "sponsor")
	r.presses(maya, "Stop these", "You stopped them on")
	r.must(r.as(maya).CloseAll(r.ctx))
}

// unasked is a store in which no question about a sponsor ever comes about.
type unasked struct{ Store }

// Commit leaves the questions out.
func (u unasked) Commit(ctx context.Context, c coaching.Change) error {
	c.Consents = nil
	var ds []coaching.Delivery
	for _, d := range c.Deliveries {
		if d.Kind != coaching.KindMilestone {
			ds = append(ds, d)
		}
	}
	c.Deliveries = ds
	return u.Store.Commit(ctx, c)
}

// life is a whole engagement in one world, and what the sponsor and the coach were shown of it.
type life struct {
	*rig
	world          world
	sponsor, coach *stream
	screens        map[string]string
}

func lives(t *testing.T, w world) *life {
	r := newRig(t)
	if w.unasked {
		r.still(func() { r.bot.Store = unasked{r.store} })
	}
	l := &life{rig: r, world: w, screens: map[string]string{},
		sponsor: &stream{user: helen, dm: r.as(helen).ChannelID()}, coach: &stream{user: anna, dm: r.as(anna).ChannelID()}}
	l.begins()
	l.yearLater()
	l.ends()
	return l
}

// kept adds what was shown since the last time, once whatever is under way has come to its end.
// Only actor did anything.
func (l *life) kept(step, actor string) {
	l.t.Helper()
	l.rests()
	calls := l.wire.take()
	for _, s := range []*stream{l.sponsor, l.coach} {
		s.shows(step, actor, calls)
		l.screens[step+" "+s.user] = l.screen(s.user)
	}
}

func (l *life) begins() {
	r := l.rig
	r.command(anna, "/coaching", "start")
	r.fill(anna, "Coachee", maya, "Sponsor", helen, "Number of sessions", "2 sessions")
	r.submit(anna)
	r.must(r.as(anna).CloseAll(r.ctx))
	r.drain()
	r.press(maya, "Review agreement")
	r.fill(maya, "How would you like to write?", "Open")
	r.submit(maya)
	r.must(r.as(maya).CloseAll(r.ctx))
	r.drain()
	s, err := r.store.ScheduleOf(r.ctx, r.pair(maya).ID)
	r.must(err)
	s.Paused = true // a year of questions tells nothing here
	r.must(r.store.Commit(r.ctx, coaching.Change{Schedules: []coaching.Schedule{s}}))
	r.press(helen, "Review your part")
	r.submit(helen)
	r.must(r.as(helen).CloseAll(r.ctx))
	l.kept("the sponsor accepts", "")
	if l.world.begin != nil {
		l.world.begin(r)
	}
	l.decides("after the acceptance")
}

// decides lets the coachee answer, and sponsor and coach look everywhere, at once and later.
func (l *life) decides(step string) {
	l.t.Helper()
	l.kept(step, "")
	l.world.answer(l.rig)
	l.kept(step+", the coachee answers", maya)
	l.until(l.clock.Now().Truncate(time.Minute).Add(10 * time.Minute))
	l.kept(step+", ten minutes pass", "")
	l.looks(step)
	l.until(l.hour(1))
	l.kept(step+", an hour passes", "")
	l.looks(step + ", an hour later")
}

// waits waits for what the step must bring.
func (l *life) waits(step string, done func() bool) {
	l.t.Helper()
	ctx, cancel := context.WithTimeout(l.ctx, soonEnough)
	defer cancel()
	if err := l.wire.until(ctx, done); err != nil {
		l.t.Fatalf("%s: %v; %d calls since", step, err, len(l.wire.take()))
	}
}

// hour is so many whole hours ahead, the same in every world.
func (l *life) hour(n int) time.Time {
	return l.clock.Now().Truncate(time.Hour).Add(time.Duration(n) * time.Hour)
}

// looks has the sponsor and the coach look at everything there is.
func (l *life) looks(step string) {
	l.t.Helper()
	for _, who := range []struct {
		user     string
		commands []string
	}{{helen, []string{"sponsor", "next", "privacy", "help", "settings"}}, {anna, []string{"next", "privacy", "brief", "engagement", "help"}}} {
		l.must(l.as(who.user).OpenHome(l.ctx))
		l.waits(step+": Home", func() bool { return l.wire.published(who.user) })
		for i, c := range who.commands {
			l.command(who.user, "/coaching", c)
			l.waits(step+": "+c, func() bool { return l.wire.answers() > i })
			if l.as(who.user).Modal() != nil {
				l.must(l.as(who.user).CloseAll(l.ctx))
			}
		}
		if who.user == anna {
			l.command(anna, "/coaching", "sponsor") // a note, which comes with the acknowledgement
		}
		l.kept(step+": looks", who.user)
	}
}

func (l *life) yearLater() {
	r := l.rig
	r.until(rigStart.AddDate(0, 13, 0)) // also what was allowed for a year is over
	l.kept("thirteen months pass", "")
	l.looks("thirteen months later")
	start := rigStart.AddDate(0, 13, 4)
	r.book(anna, start.Format("2006-01-02"), "11:00")
	l.decides("booked")
	r.until(start.Add(4 * time.Hour))
	l.kept("the session passes", "")
	r.presses(anna, "Held", "This session took place.")
	l.decides("half way")
}

func (l *life) ends() {
	r := l.rig
	r.command(anna, "/coaching", "close")
	r.press(anna, "Close the engagement")
	l.rests()
	r.must(r.as(anna).CloseAll(r.ctx))
	l.decides("closed")
	r.until(l.hour(24 * 7))
	l.kept("a week passes", "")
	l.looks("a week after the close")
	r.command(helen, "/coaching", "sponsor")
	r.presses(helen, "Stop these messages", "*Noted.*")
	l.kept("the sponsor stops", helen)
	r.presses(helen, "Take part after all", "*Thank you.*")
	r.must(r.as(helen).CloseAll(r.ctx))
	l.kept("the sponsor returns", helen)
	l.looks("after that")
}

// TestTheSponsorCannotTellTheWorldsApart: refused, withdrawn before it was sent, never asked and
// nothing yet look the same to the sponsor and to the coach, byte for byte, in every message,
// form and Home and at the same times, over the whole life of an engagement and after it.
func TestTheSponsorCannotTellTheWorldsApart(t *testing.T) {
	first := lives(t, worlds[0])
	if first.sponsor.n < 20 || first.coach.n < 40 {
		t.Fatalf("only %d and %d calls were recorded", first.sponsor.n, first.coach.n)
	}
	for _, w := range worlds[1:] {
		t.Run(w.name, func(t *testing.T) {
			other := lives(t, w)
			compare(t, "the sponsor's", first.sponsor.text.String(), other.sponsor.text.String())
			compare(t, "the coach's", first.coach.text.String(), other.coach.text.String())
			for step, screen := range first.screens {
				compare(t, "the screen of "+step, screen, other.screens[step])
			}
		})
	}
	t.Run(toldWorld.name, func(t *testing.T) {
		other := lives(t, toldWorld)
		compare(t, "the coach's", first.coach.text.String(), other.coach.text.String())
		if first.sponsor.text.String() == other.sponsor.text.String() {
			t.Error("a sponsor who was told sees the same: nothing is recorded")
		}
		for _, words := range []string{"accepted the coaching agreement", "first coaching session is booked", "is half way", "came to its close"} {
			if !strings.Contains(other.sponsor.text.String(), words) {
				t.Errorf("the sponsor was not told: %s", words)
			}
		}
	})
	t.Logf("%d calls to the sponsor and %d to the coach in each of %d worlds", first.sponsor.n, first.coach.n, len(worlds))
}

func compare(t *testing.T, what, a, b string) {
	t.Helper()
	if a == b {
		return
	}
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	around := func(s string) string { return s[max(0, min(i-300, len(s))):min(i+100, len(s))] }
	t.Fatalf("%s differs at byte %d of %d and %d:\n%s\n--- and\n%s", what, i, len(a), len(b), around(a), around(b))
}
