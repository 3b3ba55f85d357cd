package reminders_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"interlude/coaching"
	"interlude/reminders"
	"interlude/storage"
	"interlude/storage/storagetest/pgtest"
)

// databases opens a store as the program does, at a fresh place. Test servers of PostgreSQL do
// not wait for the disk, SQLite does; set the variable of pgtest to measure a server that does.
var databases = map[string]func(testing.TB) string{
	"sqlite":   func(b testing.TB) string { return "sqlite:" + b.TempDir() + "/bench.db" },
	"postgres": func(b testing.TB) string { return pgtest.URL(b) },
}

// bench is a practice with many coachees on a real database, and a Slack that keeps its limits.
type bench struct {
	testing.TB
	url   string
	keys  string
	store *storage.Store
	slack *limitedSlack
	coach coaching.Person
}

func newBench(b testing.TB, url string) *bench {
	b.Helper()
	w := &bench{TB: b, url: url, keys: b.TempDir() + "/bench.key", slack: &limitedSlack{}}
	w.store = w.open()
	return w
}

// open opens the store once more, as another process would on PostgreSQL.
func (w *bench) open() *storage.Store {
	w.Helper()
	keys, err := storage.OpenKeyring(w.keys)
	w.must(err)
	s, err := storage.Open(context.Background(), storage.Options{URL: w.url, Keys: keys, Now: time.Now,
		Migrate: func(ctx context.Context, h storage.Handle) error { return reminders.MigrateQueue(ctx, reminders.DB(h)) }})
	w.must(err)
	w.Cleanup(func() { _ = s.Close() }) // a bench may have closed it
	return s
}

func (w *bench) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// config is what every engine of a bench begins with: no quiet hours, no caps.
func (w *bench) config(s *storage.Store) reminders.Config {
	return reminders.Config{Store: s, Poster: w.slack, Now: time.Now, Wall: time.Now, DB: reminders.DB(s.Handle()),
		Rules: coaching.Rules{Late: 4 * time.Hour}}
}

// start runs an engine; the function that it returns ends it.
func (w *bench) start(c reminders.Config) (e *reminders.Engine, stop func()) {
	w.Helper()
	e, err := reminders.New(c)
	w.must(err)
	w.must(e.Start(context.Background()))
	return e, func() { w.must(e.Stop(context.Background())) }
}

// template is the row of each table of which multiply makes many.
const template = "template"

// coachees stores many coachees, each with an engagement and a schedule that comes at next.
func (w *bench) coachees(many int, next time.Time) {
	w.Helper()
	person := func(id coaching.ID) coaching.Person {
		return coaching.Person{ID: id, Team: "T1", User: "U" + string(id), Name: "Maya", Zone: "UTC", Writing: coaching.Open, DM: "D1", Created: time.Now()}
	}
	w.coach = person("coach")
	e := coaching.Engagement{ID: template, Coach: "coach", Coachee: template, Sessions: 8, Minutes: 75, EveryDays: 14,
		FirstDay: coaching.Date{Year: 2026, Month: time.October, Day: 5}, State: coaching.EngagementActive, Created: time.Now(), Accepted: time.Now()}
	s := coaching.Schedule{ID: template, Engagement: template, Person: template, Cron: "0 15 * * 5", Zone: "UTC", Next: next}
	w.must(w.store.Commit(context.Background(), coaching.Change{People: []coaching.Person{w.coach, person(template)},
		Engagements: []coaching.Engagement{e}, Schedules: []coaching.Schedule{s}}))
	w.multiply("people", many, map[string]string{"id": "'p' || n", "slack_user": "'U' || n"})
	w.multiply("engagements", many, map[string]string{"id": "'e' || n", "coachee": "'p' || n"})
	w.multiply("schedules", many, map[string]string{"id": "'s' || n", "engagement": "'e' || n", "person": "'p' || n"})
	w.exec("UPDATE schedules SET next = 0 WHERE id = '" + template + "'")
}

// prompts stores one prompt for each of many coachees, all due at one instant.
func (w *bench) prompts(many int, due time.Time) {
	w.Helper()
	d := coaching.NewDelivery(coaching.Engagement{ID: template}, coaching.KindPrompt, template, template, due)
	d.ID = template
	w.must(w.store.Commit(context.Background(), coaching.Change{Deliveries: []coaching.Delivery{d}}))
	w.multiply("deliveries", many, map[string]string{"id": "'d' || n", "key": "'k' || n", "engagement": "'e' || n", "recipient": "'p' || n", "subject": "'s' || n"})
	w.exec("DELETE FROM deliveries WHERE id = '" + template + "'")
	w.exec("ANALYZE")
}

// multiply copies the template of table many times, with other values in some columns.
func (w *bench) multiply(table string, many int, change map[string]string) {
	w.Helper()
	rows, err := w.store.SQLDB().Query("SELECT * FROM " + table + " LIMIT 1")
	w.must(err)
	columns, err := rows.Columns()
	w.must(err)
	w.must(rows.Close())
	values := slices.Clone(columns)
	for i, c := range columns {
		if v, ok := change[c]; ok {
			values[i] = v
		}
	}
	series := fmt.Sprintf("generate_series(1, %d) AS c(n)", many)
	if w.store.PgxPool() == nil {
		series = fmt.Sprintf("(WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < %d) SELECT n FROM c)", many)
	}
	w.exec("INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") SELECT " + strings.Join(values, ", ") +
		" FROM " + table + ", " + series + " WHERE " + table + ".id = '" + template + "'")
}

func (w *bench) exec(statement string) {
	w.Helper()
	_, err := w.store.SQLDB().Exec(statement)
	w.must(err)
}

// limitedSlack takes messages up to its limits, which are those of Slack many times over, and
// answers 429 above them.
type limitedSlack struct {
	times float64 // as fast as Slack; 0: no limits

	mu       sync.Mutex
	full     time.Time                 // when the workspace's bucket is full again
	channels map[coaching.ID]time.Time // the same of each channel
	refused  int
	posted   map[coaching.ID]int
	taken    []took
	want     int           // messages, after which
	done     chan struct{} // is closed
}

type took struct {
	due, at time.Time
	kind    coaching.DeliveryKind
}

// What Slack takes in a workspace: 300 messages a minute, 60 of them at once; and in a channel
// one a second, 4 at once.
const (
	perMinute, workspaceBurst = 300, 60
	channelBurst              = 4
)

// expect begins to count messages, up to many.
func (s *limitedSlack) expect(many int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.posted, s.channels, s.taken, s.refused = map[coaching.ID]int{}, map[coaching.ID]time.Time{}, nil, 0
	s.want, s.done = many, make(chan struct{})
}

// Post takes a message, or refuses it.
func (s *limitedSlack) Post(_ context.Context, d coaching.Sending) (string, string, error) {
	now := time.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if wait := s.over(d.Lead.Recipient, now); wait > 0 {
		s.refused++
		return "", "", &coaching.PostError{Kind: coaching.PostLimited, Workspace: true, Wait: wait, Code: coaching.CodeRateLimited}
	}
	s.posted[d.Lead.ID]++
	s.taken = append(s.taken, took{d.Lead.Due, now, d.Lead.Kind})
	if len(s.taken) == s.want {
		close(s.done)
	}
	return "D1", fmt.Sprintf("%d.0", len(s.taken)), nil
}

// over takes a token of both buckets, or returns how long there is none.
func (s *limitedSlack) over(to coaching.ID, now time.Time) time.Duration {
	if s.times == 0 {
		return 0
	}
	team, channel := time.Duration(float64(time.Minute)/perMinute/s.times), time.Duration(float64(time.Second)/s.times)
	teamFull, channelFull := later(s.full, now).Add(team), later(s.channels[to], now).Add(channel)
	if wait := max(teamFull.Sub(now)-workspaceBurst*team, channelFull.Sub(now)-channelBurst*channel); wait > 0 {
		return wait
	}
	s.full, s.channels[to] = teamFull, channelFull
	return 0
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// Find looks at what was posted.
func (s *limitedSlack) Find(_ context.Context, d coaching.Sending) (string, string, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return "D1", "1.0", s.posted[d.Lead.ID] > 0, nil
}

// check fails unless every message was posted once.
func (s *limitedSlack) check(b testing.TB) {
	b.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, n := range s.posted {
		if n != 1 {
			b.Errorf("%s was posted %d times", id, n)
		}
	}
	if len(s.posted) != s.want {
		b.Errorf("%d were posted, want %d", len(s.posted), s.want)
	}
}

// percentile of sorted times, in milliseconds.
func percentile(sorted []time.Duration, p int) float64 {
	return float64(sorted[min(len(sorted)*p/100, len(sorted)-1)].Microseconds()) / 1000
}
