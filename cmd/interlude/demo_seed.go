package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"interlude/coaching"
	"interlude/reminders"
	"interlude/storage"
)

// seedWeeks is how many weeks before the visitor's first one the example engagement began.
const seedWeeks = 3

// seedStart is the Monday on which it began.
func seedStart(today time.Time) coaching.Date {
	d := coaching.DateOf(today)
	return d.Add(-(int(d.Weekday())+6)%7 - 7*seedWeeks)
}

// seed plays three weeks of an engagement between Maya and Anna, with Helen as the sponsor,
// by the same rules and through the same messages as real people would. It does nothing when
// the database already holds it.
func (d *demonstration) seed(ctx context.Context) error {
	today := workingHour(time.Now())
	if _, err := d.app.store.PersonBySlack(ctx, d.app.bot.Team(), userAnna); err == nil {
		return nil
	}
	if err := os.WriteFile(unfinished(d.path), nil, 0o600); err != nil {
		return err
	}
	s := &story{ctx: ctx, store: d.app.store, clock: d.clock, engine: d.app.engine, redraw: d.app.bot.Redraw, team: d.app.bot.Team(),
		first: seedStart(today), today: coaching.DateOf(today)}
	for _, step := range []func(*story){meet, agree, firstSession, work, reflectTwice, nextSession} {
		if step(s); s.err != nil {
			return s.err
		}
	}
	if err := d.clock.move(ctx, d.app.engine, today); err != nil {
		return err
	}
	return os.Remove(unfinished(d.path))
}

// story keeps the cast, and the first error: after it every step does nothing.
type story struct {
	ctx               context.Context
	store             *storage.Store
	clock             *clock
	engine            *reminders.Engine
	redraw            func(context.Context, coaching.ID) error
	team              string
	first, today      coaching.Date
	anna, maya, helen coaching.Person
	e                 coaching.Engagement
	err               error
}

// at moves the clock to the day-th day of the story, London time.
func (s *story) at(day, hour, min int) {
	if s.err != nil {
		return
	}
	s.err = s.clock.move(s.ctx, s.engine, s.instant(day, hour, min))
}

func (s *story) instant(day, hour, min int) time.Time {
	t, _ := coaching.Instant(s.first.Add(day), hour, min, s.maya.Location())
	return t
}

// do commits what a rule decided, and reads the engagement and the people again.
func (s *story) do(c coaching.Change, err error) {
	if s.err != nil {
		return
	}
	if err == nil {
		err = s.store.Commit(s.ctx, c)
	}
	if err == nil {
		err = s.engine.Drain(s.ctx)
	}
	if err == nil {
		err = s.reload()
	}
	for _, id := range subjects(c) {
		if err == nil {
			err = s.redraw(s.ctx, id)
		}
	}
	s.err = err
}

// subjects are what messages may show differently after c.
func subjects(c coaching.Change) []coaching.ID {
	var out []coaching.ID
	for _, e := range c.Engagements {
		out = append(out, e.ID)
	}
	for _, a := range c.Actions {
		out = append(out, a.ID)
	}
	for _, s := range c.Sessions {
		out = append(out, s.ID)
	}
	for _, k := range c.Consents {
		out = append(out, k.ID)
	}
	for _, d := range c.Deliveries {
		if d.Version > 0 {
			out = append(out, d.ID)
		}
	}
	return out
}

func (s *story) reload() error {
	for _, p := range []*coaching.Person{&s.anna, &s.maya, &s.helen} {
		got, err := s.store.PersonBySlack(s.ctx, s.team, p.User)
		if err != nil {
			return fmt.Errorf("reload people: %w", err)
		}
		*p = got
	}
	if s.e.ID == "" {
		return nil
	}
	e, err := s.store.Engagement(s.ctx, s.e.ID)
	s.e = e
	return err
}

func meet(s *story) {
	person := func(user, name, zone string) coaching.Person {
		return coaching.Person{ID: coaching.NewID(), Team: s.team, User: user, Name: name, Zone: zone, Writing: coaching.Open, Created: s.clock.Now()}
	}
	s.anna = person(userAnna, "Anna Berg", "Europe/Berlin")
	s.maya = person(userMaya, "Maya Lindqvist", "Europe/London")
	s.helen = person(userHelen, "Helen Price", "Europe/London")
	s.do(coaching.Change{People: []coaching.Person{s.anna, s.maya, s.helen}}, nil)
	s.at(0, 9, 30)
	if s.err != nil {
		return
	}
	e, c, err := coaching.Propose(coaching.Start{Sessions: 8, Minutes: 75, EveryDays: 14, FirstDay: s.first}, s.anna, s.maya, &s.helen, nil, s.clock.Now())
	s.e = e
	s.do(c, err)
}

func agree(s *story) {
	s.at(0, 11, 0)
	if s.err != nil {
		return
	}
	cron := defaultConfig().Defaults.Reflection
	next, err := reminders.Timetable{}.Next(cron, s.maya.Zone, s.clock.Now())
	if err != nil {
		s.err = err
		return
	}
	c, err := coaching.Accept(s.e, s.maya, coaching.Schedule{Cron: cron, Next: next}, s.anna, s.clock.Now())
	s.do(c, err)
	s.at(0, 14, 0)
	c, err = coaching.AnswerSponsor(s.e, s.helen, true, nil, s.clock.Now())
	s.do(c, err)
	s.at(0, 15, 0)
	s.share(coaching.MilestoneAgreed)
}

// share lets Maya press Share for the milestone she was asked about.
func (s *story) share(m coaching.Milestone) {
	if s.err != nil {
		return
	}
	cs, err := s.store.Consents(s.ctx, s.e.ID)
	for _, c := range cs {
		if c.Milestone == m && err == nil {
			_, change, err := coaching.Share(s.e, c, s.helen.ID, c.Hash, s.maya, coaching.MaxConsentMonths, s.clock.Now())
			s.do(change, err)
			return
		}
	}
	s.err = fmt.Errorf("no consent to share %s: %w", m, err)
}

func (s *story) book(start time.Time) {
	if s.err != nil {
		return
	}
	earlier, err := s.store.Sessions(s.ctx, s.e.ID)
	if err != nil {
		s.err = err
		return
	}
	consents, err := s.store.Consents(s.ctx, s.e.ID)
	if err != nil {
		s.err = err
		return
	}
	_, c, err := coaching.Book(s.e, s.anna, s.maya, coaching.Booking{Start: start, Minutes: 75, Link: "https://meet.example.com/anna-and-maya"},
		nil, earlier, consents, s.clock.Now())
	s.do(c, err)
}
