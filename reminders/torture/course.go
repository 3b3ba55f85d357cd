package torture

import (
	"fmt"
	"time"

	"interlude/coaching"
	"interlude/reminders"
)

// course is one engagement as the people in it see it.
type course struct {
	number                     int
	engagement, schedule       coaching.ID
	coach, coachee, sponsor    coaching.ID
	plan                       plan
	sessions, actions, consent []coaching.ID
	mute                       int64 // until when the coachee answers nothing
}

// placesToLive are zones of every kind: gaps and folds at all hours, of half an hour and of two
// hours, at midnight, in both hemispheres, by the moon, and none.
var placesToLive = []string{
	"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Beirut", "America/Santiago", "Africa/Casablanca",
	"Pacific/Auckland", "Asia/Kolkata", "America/St_Johns", "Atlantic/Azores", "Pacific/Chatham", "Asia/Tokyo", "UTC", "America/Havana",
	"Antarctica/Troll", "Asia/Gaza", "Europe/Dublin", "Pacific/Easter", "America/Nuuk", "America/Los_Angeles", "Australia/Sydney",
}

// settle makes the n-th course: an engagement under way, with its questions.
func (w *world) settle(n int) {
	c := &course{number: n, engagement: coaching.NewID(), schedule: coaching.NewID(), plan: w.anyPlan(),
		coach: coaching.NewID(), coachee: coaching.NewID(), sponsor: coaching.NewID()}
	w.courses = append(w.courses, c)
	home, away := w.anyZone(), w.anyZone()
	person := func(id coaching.ID, zone string) coaching.Person {
		return coaching.Person{ID: id, Team: []string{"T1", "T1", "T2"}[n%3], User: "U" + string(id), Zone: zone, Writing: coaching.Open, Created: w.wallNow()}
	}
	e := coaching.Engagement{ID: c.engagement, Coach: c.coach, Coachee: c.coachee, Sponsor: c.sponsor, Sessions: 30, Minutes: 75, EveryDays: 14,
		SponsorState: coaching.SponsorAccepted, State: coaching.EngagementActive, Created: w.wallNow(), Accepted: w.wallNow()}
	if w.chance(0.3) {
		e.SponsorState = coaching.SponsorAsked
	}
	next := c.plan.next(w.now()/1000, zoneOf(home))
	coachee, country := person(c.coachee, home), []string{"", "", "", keepers, coaching.NoCountry}[w.rnd.IntN(5)]
	coachee.Absence.Country = country
	l := &life{number: n, engagement: e.ID, schedule: c.schedule, coach: e.Coach, coachee: e.Coachee, sponsor: e.Sponsor, state: e.State, sponsorState: e.SponsorState,
		rest: noLeave, zone: zoneOf(home), sponsorZone: zoneOf(away), planZone: zoneOf(home), plan: c.plan, next: 1000 * next,
		sessions: map[coaching.ID]*meeting{}, actions: map[coaching.ID]*todo{}, consents: map[coaching.ID]coaching.ConsentState{}, yes: map[coaching.ID]int64{}, asked: map[int64]bool{}}
	l.rest.holidays = country == keepers || country == "" && w.oracle.rules.holidays
	w.oracle.lives[c.engagement], w.oracle.lives[c.schedule] = l, l
	w.commit("settle", coaching.Change{
		People:      []coaching.Person{person(c.coach, away), coachee, person(c.sponsor, away)},
		Engagements: []coaching.Engagement{e},
		Schedules:   []coaching.Schedule{{ID: c.schedule, Engagement: e.ID, Person: c.coachee, Cron: c.plan.cron(), Zone: home, Next: at(1000 * next)}},
	})
	w.after(w.about(5*day), func() { w.act(c) })
}

// commit writes what people did, of which the oracle has been told.
func (w *world) commit(what string, c coaching.Change) {
	if err := w.store.Commit(w.ctx, c); err != nil && w.oracle.failed == nil {
		w.oracle.failed = fmt.Errorf("%s cannot be written: %w", what, err)
	}
	w.mirrorCommit(c)
	w.oracle.rests(what)
	w.result.Acts++
}

func (w *world) anyZone() string { return placesToLive[w.rnd.IntN(len(placesToLive))] }

// anyPlan draws a schedule; half of them are weekly. Now and then the time is one that clock
// changes move.
func (w *world) anyPlan() plan {
	minute, first := int64(w.rnd.IntN(4)*15), int64(w.rnd.IntN(24))
	p := plan{rhythm: rhythm([]int{0, 0, 1, 2, 2, 2, 2, 2, 3, 3}[w.rnd.IntN(10)])}
	switch {
	case w.chance(0.3):
		first = int64(w.rnd.IntN(4))
	case w.chance(0.6):
		first = 9 + int64(w.rnd.IntN(8))
	}
	for h := first; h < 24; h += 1 + int64(w.rnd.IntN(8)) {
		p.times = append(p.times, h*60+minute)
		if !w.chance(0.15) {
			break
		}
	}
	switch p.rhythm {
	case weekly:
		p.day = int64(w.rnd.IntN(8)) // 0 and 7 are both Sunday
	case monthly:
		p.day = 1 + int64(w.rnd.IntN(31))
	}
	return p
}

// act lets somebody do something, and plans the next time.
func (w *world) act(c *course) {
	if w.over() {
		return
	}
	if w.anyone() == nil || w.run < w.dark { // the bot does not answer: later
		w.after(w.span(minute, 10*minute), func() { w.act(c) })
		return
	}
	w.after(w.about(5*day), func() { w.act(c) })
	for range 3 { // some things cannot be done just now
		if w.acts(c) {
			return
		}
	}
}

// deeds are what people do, and how often: in how many of mostDeeds cases.
var deeds = []struct {
	often int
	do    func(doing) bool
}{
	{18, doing.book}, {8, doing.move}, {4, doing.cancelSession}, {16, doing.addAction}, {10, doing.outcome}, {8, doing.settings}, {4, doing.turnOff},
	{4, doing.turnsReminders}, {4, doing.pauseOrResume}, {3, doing.rest}, {3, doing.mutes}, {8, doing.writes}, {4, doing.moves},
	{4, doing.takesLeave}, {3, doing.endsLeave}, {6, doing.shows}, {5, doing.share}, {2, doing.refuse}, {2, doing.withdraw},
	{2, doing.sponsorAnswers}, {1, doing.leave}, {1, doing.close},
}

var mostDeeds = func() (n int) {
	for _, x := range deeds {
		n += x.often
	}
	return n
}()

// acts tries one thing; false: it cannot be done as things stand.
func (w *world) acts(c *course) bool {
	n := w.rnd.IntN(mostDeeds)
	for _, x := range deeds {
		if n -= x.often; n < 0 {
			return x.do(w.doing(c))
		}
	}
	return false
}

// doing is one act of somebody in a course.
type doing struct {
	*world
	*course
	life       *life
	engagement coaching.Engagement
	person     coaching.Person // the coachee
	now        time.Time
}

func (d doing) ms() int64 { return d.now.UnixMilli() }

func (d doing) coachPerson() coaching.Person { return d.store.people[d.coach] }

// arm has the program's own rule arm the schedule.
func (d doing) arm(s coaching.Schedule, p plan, zone string) coaching.Schedule {
	s, err := s.Rearmed(p.cron(), zone, d.store.lastAsked(s.ID), reminders.Timetable{}.Next, d.now)
	if err != nil && d.oracle.failed == nil {
		d.oracle.failed = fmt.Errorf("the timetable refuses %s: %w", p.cron(), err)
	}
	return s
}
