package reminders_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"sync"
	"testing"
	"time"

	_ "github.com/glebarez/go-sqlite" // the driver "sqlite"

	"interlude/coaching"
	"interlude/reminders"
)

// world is an engine on a real database file, with a clock that stands until it is moved and
// a poster that does what the script says.
type world struct {
	t      *testing.T
	db     reminders.DB
	store  *memory
	poster *poster
	config reminders.Config
	engine *reminders.Engine

	mu  sync.Mutex
	now time.Time
}

// newWorld begins on Wed 25 Nov 2026, 12:00 in Berlin.
func newWorld(t *testing.T) *world {
	t.Helper()
	path := filepath.Join(t.TempDir(), "queue.db")
	db, err := sql.Open("sqlite", "file:"+path+"?_txlock=immediate&_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)")
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { _ = db.Close() })
	w := populate(t, reminders.DB{SQL: db})
	w.store.begin = func(ctx context.Context) (any, func() error, func(), error) {
		tx, err := db.BeginTx(ctx, nil)
		if err != nil {
			return nil, nil, nil, err
		}
		return tx, tx.Commit, func() { _ = tx.Rollback() }, nil
	}
	return w
}

// populate migrates db and makes an engagement.
func populate(t *testing.T, db reminders.DB) *world {
	t.Helper()
	if err := reminders.MigrateQueue(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, db: db, store: newMemory(), poster: newPoster(), now: time.Date(2026, 11, 25, 11, 0, 0, 0, time.UTC)}
	w.store.engagement = coaching.Engagement{ID: "engagement", Coach: "coach", Coachee: "coachee", Sponsor: "sponsor",
		SponsorState: coaching.SponsorAccepted, State: coaching.EngagementActive}
	for _, id := range []coaching.ID{"coach", "coachee", "sponsor"} {
		w.store.people[id] = coaching.Person{ID: id, Team: "T1", Zone: "Europe/Berlin"}
	}
	w.config = reminders.Config{
		Store: w.store, Poster: w.poster, DB: db, Now: w.clock, Wall: time.Now, Pace: -1, Settle: 20 * time.Millisecond, Stall: time.Millisecond, Sweep: time.Hour,
		Rules: coaching.Rules{QuietFrom: "18:00", QuietTo: "08:00", QuietWeekend: true, PerDay: 1, PerWeek: 3, Late: 4 * time.Hour},
	}
	return w
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

// at moves the clock to a wall-clock time in Berlin.
func (w *world) at(wall string) {
	w.t.Helper()
	loc, err := coaching.ValidZone("Europe/Berlin")
	if err != nil {
		w.t.Fatal(err)
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", wall, loc)
	if err != nil {
		w.t.Fatal(err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = at.UTC()
}

// pass lets the clock go on.
func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// start runs an engine until the test ends.
func (w *world) start() *world {
	w.t.Helper()
	w.engine = w.another()
	return w
}

// another runs one more engine on the same database.
func (w *world) another() *reminders.Engine {
	w.t.Helper()
	e, err := reminders.New(w.config)
	if err != nil {
		w.t.Fatal(err)
	}
	if err := e.Start(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() {
		if err := e.Stop(context.WithoutCancel(w.t.Context())); err != nil {
			w.t.Errorf("stop: %v", err)
		}
	})
	return e
}

func (w *world) drain() {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), 30*time.Second)
	defer cancel()
	if err := w.engine.Drain(ctx); err != nil {
		w.t.Fatal(err)
	}
}

// due stores a delivery of kind that is due now and returns its id.
func (w *world) due(kind coaching.DeliveryKind, to coaching.ID) coaching.ID {
	d := coaching.NewDelivery(w.store.engagement, kind, to, coaching.NewID(), w.clock())
	w.store.add(d)
	return d.ID
}

// get returns a delivery as it is stored.
func (w *world) get(id coaching.ID) coaching.Delivery {
	w.store.mu.Lock()
	defer w.store.mu.Unlock()
	return w.store.deliveries[id]
}

// ends waits until the delivery id is in state.
func (w *world) ends(id coaching.ID, state coaching.DeliveryState) coaching.Delivery {
	w.t.Helper()
	patience := time.NewTimer(20 * time.Second)
	defer patience.Stop()
	for {
		w.store.mu.Lock()
		d, changed := w.store.deliveries[id], w.store.changed
		w.store.mu.Unlock()
		if d.State == state {
			return d
		}
		select {
		case <-changed:
		case <-patience.C:
			w.t.Fatalf("the delivery is %s for %q, want %s", d.State, d.Reason, state)
		}
	}
}

// rests waits until no job is left that has something to do.
func (w *world) rests() {
	w.t.Helper()
	w.jobs(0, `state NOT IN ('completed','cancelled','discarded')`)
}

// jobs waits until there are want jobs that match: River stores the end of one a little later.
func (w *world) jobs(want int, match string) {
	w.t.Helper()
	look, patience := time.NewTicker(5*time.Millisecond), time.NewTimer(20*time.Second)
	defer look.Stop()
	defer patience.Stop()
	for {
		n := 0
		if w.query(&n, `SELECT count(*) FROM river_job WHERE `+match); n == want {
			return
		}
		select {
		case <-look.C:
		case <-patience.C:
			w.t.Fatalf("%d jobs with %s, want %d", n, match, want)
		}
	}
}

func (w *world) want(id coaching.ID, state coaching.DeliveryState, reason string) {
	w.t.Helper()
	if d := w.get(id); d.State != state || d.Reason != reason {
		w.t.Errorf("the delivery is %s for %q, want %s for %q", d.State, d.Reason, state, reason)
	}
}

// poster keeps what was posted. Its script holds what the next posts and looks answer; at its
// end everything works.
type poster struct {
	mu     sync.Mutex
	posted []coaching.Sending
	visits int // of Post
	looks  int
	script []func(p *poster, s coaching.Sending) error // of Post
	blind  []error                                     // of Find
}

func newPoster() *poster { return &poster{} }

func (p *poster) Post(_ context.Context, s coaching.Sending) (string, string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.visits++
	if len(p.script) > 0 {
		next := p.script[0]
		p.script = p.script[1:]
		if err := next(p, s); err != nil {
			return "", "", err
		}
		return "D1", "1.0", nil
	}
	p.posted = append(p.posted, s)
	return "D1", "1.0", nil
}

func (p *poster) Find(_ context.Context, s coaching.Sending) (string, string, bool, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.looks++
	if len(p.blind) > 0 {
		next := p.blind[0]
		p.blind = p.blind[1:]
		if next != nil {
			return "", "", false, next
		}
	}
	for _, o := range p.posted {
		if o.Lead.ID == s.Lead.ID {
			return "D1", "1.0", true, nil
		}
	}
	return "", "", false, nil
}

// times counts how often a delivery was posted.
func (p *poster) times(id coaching.ID) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := 0
	for _, s := range p.posted {
		if s.Lead.ID == id {
			n++
		}
	}
	return n
}

func (p *poster) counts() (posted, visits, looks int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.posted), p.visits, p.looks
}

// fails answers with err and posts nothing.
func fails(err error) func(*poster, coaching.Sending) error {
	return func(*poster, coaching.Sending) error { return err }
}

// storedBut posts, and answers with err all the same.
func storedBut(err error) func(*poster, coaching.Sending) error {
	return func(p *poster, s coaching.Sending) error {
		p.posted = append(p.posted, s)
		return err
	}
}
