package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"interlude/bot/sandbox"
	"interlude/coaching"
	"interlude/reminders"
	"interlude/storage"
)

// crowd is a workspace with many coachees, to each of whom something can be made due at once,
// for processes that share the work. Its clock is the real one.
type crowd struct {
	*play
	store  *storage.Store
	coach  coaching.Person
	people []coaching.Person
	course []coaching.Engagement
	wanted map[coaching.ID]bool
	rounds int
}

func newCrowd(t *testing.T, url string, size int) *crowd {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	t.Cleanup(cancel)
	p := &play{t: t, ctx: ctx, url: url, keys: filepath.Join(t.TempDir(), "keys"), clock: newClock(time.Now(), ""), log: &record{}}
	o := workspace(sandbox.Options{Now: p.clock.Now, Log: slog.New(slog.DiscardHandler)})
	for i := range size {
		id := fmt.Sprintf("U0C%04d", i)
		o.Users = append(o.Users, sandbox.User{ID: id, Name: strings.ToLower(id), RealName: id, TZ: "Europe/London"})
	}
	var err error
	p.ws, err = sandbox.New(o)
	p.must(err)
	t.Cleanup(p.ws.Close)
	p.web = httptest.NewServer(p.ws.Handler())
	t.Cleanup(p.web.Close)
	p.ws.SetBaseURL(p.web.URL)
	c := &crowd{play: p, wanted: map[coaching.ID]bool{}}
	c.open()
	c.populate(size)
	return c
}

// open opens the database as the program does.
func (c *crowd) open() {
	keys, err := storage.OpenKeyring(c.keys)
	c.must(err)
	c.store, err = storage.Open(c.ctx, storage.Options{URL: c.url, Keys: keys, Now: c.clock.Now,
		Migrate: func(ctx context.Context, h storage.Handle) error { return reminders.MigrateQueue(ctx, reminders.DB(h)) }})
	c.must(err)
	c.t.Cleanup(func() { _ = c.store.Close() })
}

func (c *crowd) populate(size int) {
	now := c.clock.Now()
	person := func(user string) coaching.Person {
		return coaching.Person{ID: coaching.NewID(), Team: "T0INTERLUDE", User: user, Name: user, Zone: "Europe/London", Writing: coaching.Open, Created: now}
	}
	c.coach = person(userAnna)
	change := coaching.Change{People: []coaching.Person{c.coach}}
	for i := range size {
		who := person(fmt.Sprintf("U0C%04d", i))
		e := coaching.Engagement{ID: coaching.NewID(), Coach: c.coach.ID, Coachee: who.ID, Sessions: 8, Minutes: 75, EveryDays: 14,
			State: coaching.EngagementActive, Created: now, Accepted: now}
		change.People, change.Engagements = append(change.People, who), append(change.Engagements, e)
		c.people, c.course = append(c.people, who), append(c.course, e)
	}
	c.must(c.store.Commit(c.ctx, change))
}

// feed makes something due now for so many people, in turn: news that a session was cancelled,
// which no quiet hours hold.
func (c *crowd) feed(people int) {
	c.t.Helper()
	for range people {
		i := c.rounds % len(c.course)
		c.rounds++
		e, now := c.course[i], c.clock.Now()
		s := coaching.Session{ID: coaching.NewID(), Engagement: e.ID, Coach: e.Coach, Coachee: e.Coachee, Start: now.Add(time.Duration(c.rounds) * time.Hour).Truncate(time.Minute),
			Minutes: 75, State: coaching.SessionCancelled, Created: now}
		d := coaching.NewDelivery(e, coaching.KindCancelled, e.Coachee, s.ID, now)
		change := coaching.Change{Once: string(s.ID), Sessions: []coaching.Session{s}, Deliveries: []coaching.Delivery{d}}
		c.eventually("something is made due", func() bool {
			err := c.store.Commit(c.ctx, change)
			return err == nil || coaching.Is(err, coaching.Repeated)
		})
		c.wanted[d.ID] = true
	}
}

// arrived counts the messages of each delivery.
func (c *crowd) arrived() map[coaching.ID]int {
	n := map[coaching.ID]int{}
	for _, who := range c.people {
		for _, m := range c.as(who.User).Messages() {
			var meta struct {
				Payload struct{ Delivery coaching.ID } `json:"event_payload"`
			}
			if json.Unmarshal(m.Metadata, &meta) == nil && meta.Payload.Delivery != "" {
				n[meta.Payload.Delivery]++
			}
		}
	}
	return n
}

// waitFor waits until so many of what is wanted have arrived.
func (c *crowd) waitFor(share int) {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.ctx, time.Minute)
	defer cancel()
	if c.ws.WaitFor(ctx, func() bool { return len(c.arrived()) >= share }) != nil {
		c.t.Fatalf("%d of %d messages have arrived, want %d", len(c.arrived()), len(c.wanted), share)
	}
}

// everythingOnce waits until all has arrived and is stored as sent, each once.
func (c *crowd) everythingOnce() {
	c.t.Helper()
	c.waitFor(len(c.wanted))
	c.eventually("all is stored as sent", func() bool {
		var open int
		err := c.store.SQLDB().QueryRowContext(c.ctx, `SELECT count(*) FROM deliveries WHERE state <> 'sent'`).Scan(&open)
		return err == nil && open == 0
	})
	arrived := c.arrived()
	for id := range c.wanted {
		if arrived[id] != 1 {
			c.t.Errorf("a delivery arrived %d times", arrived[id])
		}
		delete(arrived, id)
	}
	if len(arrived) > 0 {
		c.t.Errorf("%d arrived that nobody asked for", len(arrived))
	}
}
