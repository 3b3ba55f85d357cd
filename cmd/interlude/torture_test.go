//go:build torture

package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"interlude/bot/sandbox"
	"interlude/coaching"
	"interlude/reminders"
	"interlude/storage"
)

var (
	tortureSeed   = flag.Uint64("torture.seed", 0, "0: by the clock")
	torturePeople = flag.Int("torture.people", 60, "coachees, each with a coach's message and sometimes a sponsor's")
	killsPostgres = flag.Int("torture.postgres", 2000, "SIGKILLs of two replicas on Postgres")
	killsSQLite   = flag.Int("torture.sqlite", 500, "SIGKILLs on SQLite")
	killsServer   = flag.Int("torture.servers", 50, "SIGKILLs of Postgres itself")
	ambiguous     = flag.Int("torture.ambiguous", 1000, "sends whose answer is lost")
	eventCount    = flag.Int("torture.events", 100_000, "events, one in fifty of which is new")
)

// ordeal is a workspace with many people, the program in processes that are killed, and what
// must have been delivered in the end.
type ordeal struct {
	*play
	seed   uint64
	random *rand.Rand // of this goroutine alone
	faults *faults

	coach    coaching.Person
	coachees []coaching.Person
	sponsors []coaching.Person
	courses  []coaching.Engagement
	wanted   map[coaching.ID]coaching.DeliveryKind // stored for certain
	rounds   int
}

// newOrdeal opens a workspace whose API misbehaves in one call of odds (0: never).
func newOrdeal(t *testing.T, url string, odds int) *ordeal {
	t.Helper()
	o := &ordeal{seed: *tortureSeed, wanted: map[coaching.ID]coaching.DeliveryKind{}}
	if o.seed == 0 {
		o.seed = uint64(time.Now().UnixNano())
	}
	t.Logf("seed %d", o.seed)
	o.random = rand.New(rand.NewPCG(o.seed, 1))
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	p := &play{t: t, ctx: ctx, url: url, keys: filepath.Join(t.TempDir(), "keys"), clock: newClock(monday, ""), log: &record{}}
	o.play = p
	options := workspace(sandbox.Options{Now: p.clock.Now, Log: slog.New(slog.DiscardHandler)})
	for i := range *torturePeople {
		for _, kind := range []string{"C", "S"} {
			id := fmt.Sprintf("U0%s%04d", kind, i)
			options.Users = append(options.Users, sandbox.User{ID: id, Name: strings.ToLower(id), RealName: id, TZ: "Europe/London"})
		}
	}
	var err error
	p.ws, err = sandbox.New(options)
	p.must(err)
	t.Cleanup(p.ws.Close)
	o.faults = &faults{ws: p.ws, odds: odds, random: rand.New(rand.NewPCG(o.seed, 2)), counts: map[string]int{}}
	p.web = httptest.NewServer(o.faults)
	t.Cleanup(p.web.Close)
	p.ws.SetBaseURL(p.web.URL)
	return o
}

// faults lets some calls of chat.postMessage and conversations.history go wrong.
type faults struct {
	ws     *sandbox.Workspace
	odds   int
	mu     sync.Mutex
	random *rand.Rand
	counts map[string]int
}

// ServeHTTP passes the call on; it may have made it fail before.
func (f *faults) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	method := r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
	if method == "chat.postMessage" || method == "conversations.history" {
		f.draw(method)
	}
	f.ws.Handler().ServeHTTP(w, r)
}

func (f *faults) draw(method string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.counts[method]++
	if f.odds == 0 || f.random.IntN(f.odds) > 0 {
		return
	}
	kinds := []struct {
		name  string
		fault sandbox.Fault
	}{
		{"429 for a second", sandbox.RateLimited(1)}, {"429 for no time", sandbox.Fault{Status: 429, RetryAfter: "0"}}, {"429 without a time", sandbox.Fault{Status: 429}},
		{"500 before", sandbox.ServerError}, {"502 before", sandbox.BadGateway}, {"500 after", sandbox.Fault{Accept: true, Status: 500}},
		{"cut before", sandbox.Fault{Cut: true}}, {"cut after", sandbox.CutAfterAccept}, {"half an answer", sandbox.Fault{Accept: true, Half: true}},
		{"internal_error after", sandbox.Fault{Accept: true, Code: "internal_error"}}, {"late answer", sandbox.Fault{Accept: true, Delay: 35 * time.Second}},
	}
	k := kinds[f.random.IntN(len(kinds))]
	if k.fault.Delay > 0 && f.random.IntN(10) > 0 {
		k = kinds[7]
	}
	f.counts[k.name]++
	f.ws.Fail(method, 1, k.fault)
}

// open opens the database as the program does.
func (o *ordeal) open() *storage.Store {
	keys, err := storage.OpenKeyring(o.keys)
	o.must(err)
	s, err := storage.Open(o.ctx, storage.Options{URL: o.url, Keys: keys, Now: o.clock.Now,
		Migrate: func(ctx context.Context, h storage.Handle) error { return reminders.MigrateQueue(ctx, reminders.DB(h)) }})
	o.must(err)
	return s
}

// populate stores the people and their engagements.
func (o *ordeal) populate(s *storage.Store) {
	person := func(user string) coaching.Person {
		return coaching.Person{ID: coaching.NewID(), Team: "T0INTERLUDE", User: user, Name: user, Zone: "Europe/London", Writing: coaching.Open, Created: monday}
	}
	o.coach = person(userAnna)
	c := coaching.Change{People: []coaching.Person{o.coach}}
	for i := range *torturePeople {
		coachee, sponsor := person(fmt.Sprintf("U0C%04d", i)), person(fmt.Sprintf("U0S%04d", i))
		e := coaching.Engagement{ID: coaching.NewID(), Coach: o.coach.ID, Coachee: coachee.ID, Sponsor: sponsor.ID, SponsorState: coaching.SponsorAccepted,
			Sessions: 8, Minutes: 75, EveryDays: 14, State: coaching.EngagementActive, Created: monday, Accepted: monday}
		c.People, c.Engagements = append(c.People, coachee, sponsor), append(c.Engagements, e)
		o.coachees, o.sponsors, o.courses = append(o.coachees, coachee), append(o.sponsors, sponsor), append(o.courses, e)
	}
	o.must(s.Commit(o.ctx, c))
}

// arrived counts the messages of each delivery in the workspace.
func (o *ordeal) arrived() map[coaching.ID]int {
	n := map[coaching.ID]int{}
	for _, list := range [][]coaching.Person{o.coachees, o.sponsors} {
		for _, who := range list {
			for _, m := range o.as(who.User).Messages() {
				var meta struct {
					Payload struct{ Delivery coaching.ID } `json:"event_payload"`
				}
				if json.Unmarshal(m.Metadata, &meta) == nil && meta.Payload.Delivery != "" {
					n[meta.Payload.Delivery]++
				}
			}
		}
	}
	return n
}

// judge waits until every delivery has ended, and compares what was wanted with what arrived
// and with what the database says. It returns how many came twice.
func (o *ordeal) judge(patience time.Duration) (doubled int) {
	o.t.Helper()
	s := o.open()
	defer func() { o.must(s.Close()) }()
	o.patiently("every delivery has ended", patience, func() bool {
		var open int
		err := s.SQLDB().QueryRowContext(o.ctx, `SELECT count(*) FROM deliveries WHERE state IN ('due', 'intended')`).Scan(&open)
		return err == nil && open == 0
	})
	return o.compare(s)
}

func (o *ordeal) compare(s *storage.Store) (doubled int) {
	o.t.Helper()
	arrived, lost, uncertain, more, found := o.arrived(), 0, 0, 0, 0
	for id, kind := range o.wanted {
		d, err := s.Delivery(o.ctx, id)
		o.must(err)
		if d.Attempts > 1 {
			more++
		}
		if d.Reason == "found" {
			found++
		}
		switch n := arrived[id]; {
		case kind == coaching.KindSponsorNews && (n > 1 || n == 0 && d.State == coaching.DeliverySent):
			o.t.Errorf("news for a sponsor came %d times; it counts as %s", n, d.State)
		case kind == coaching.KindSponsorNews && d.State == coaching.DeliveryMissed:
			uncertain++
		case n == 0 || d.State != coaching.DeliverySent:
			lost++
			o.t.Errorf("lost: a delivery came %d times and counts as %s for %q", n, d.State, d.Reason)
		case n > 1:
			doubled += n - 1
		}
	}
	o.t.Logf("seed %d: %d deliveries wanted, %d lost, %d doubled, %d sponsor sentences given up; %d took more than one attempt, %d were found in Slack after doubt; calls and faults: %v",
		o.seed, len(o.wanted), lost, doubled, uncertain, more, found, o.faults.counts)
	return doubled
}

// patiently asks every second.
func (o *ordeal) patiently(what string, patience time.Duration, holds func() bool) {
	o.t.Helper()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	end := time.NewTimer(patience)
	defer end.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-end.C:
			o.t.Errorf("%s: not within %s", what, patience)
			return
		}
	}
}
