package main

import (
	"context"
	"database/sql"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/url"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

var eraseRounds = flag.Int("erase.rounds", 3, "how often everything of a coachee's is erased while the program is killed")

// TestErasedWithinAMinute has everything of a coachee's erased, by the served program in processes
// of its own (two of them on Postgres), one of which is killed with SIGKILL around the instant. Within
// 60 seconds of it nothing opens any more, there is one receipt for each, and the coach is told once.
func TestErasedWithinAMinute(t *testing.T) {
	databases(t, func(t *testing.T, url string) {
		seed := uint64(time.Now().UnixNano())
		t.Logf("seed %d, %d rounds", seed, *eraseRounds)
		random := rand.New(rand.NewPCG(seed, 1))
		p := newPlay(t, url)
		c := newChild(t, p)
		c.run()
		all := []*child{c}
		if strings.HasPrefix(url, "postgres") {
			all = append(all, newChild(t, p))
			all[1].run()
		}
		db := lookInto(t, url)
		var slowest time.Duration
		for i := range *eraseRounds {
			p.beginsAndWrites(i)
			if n := db.words(); n < 2 {
				t.Fatalf("only %d rows hold words", n)
			}
			p.asksForErasure()
			p.clock.set(db.eraseAt().Add(-40 * time.Millisecond))
			for _, c := range all {
				c.setClock()
			}
			instant := time.Now().Add(40 * time.Millisecond)
			if i > 0 { // the first round shows how long it takes when nobody is killed
				dead := make(chan struct{})
				time.AfterFunc(time.Duration(random.IntN(200))*time.Millisecond, func() { c.kill(); close(dead) })
				<-dead
				c.run()
			}
			p.must(until(p.ctx, func() bool { return db.words() == 0 && db.keys() == 0 }))
			took := time.Since(instant)
			slowest = max(slowest, took)
			t.Logf("round %d: unreadable %v after the instant", i, took.Round(time.Millisecond))
			if took > time.Minute {
				t.Errorf("it took %v", took)
			}
			p.must(until(p.ctx, func() bool { return strings.Count(p.inboxOf(userAnna), "ended this coaching") == i+1 }))
			if n := db.count("SELECT count(*) FROM receipts WHERE cause = 'all'"); n != i+1 {
				t.Errorf("%d receipts after %d erasures", n, i+1)
			}
		}
		t.Logf("%d erasures, the slowest %v after its instant", *eraseRounds, slowest.Round(time.Millisecond))
	})
}

// beginsAndWrites has a new coaching begin, in which Maya writes something.
func (p *play) beginsAndWrites(i int) {
	p.t.Helper()
	p.command(userAnna, "/coaching", "start")
	p.fill(userAnna, "Coachee", userMaya)
	p.submit(userAnna)
	p.closeAll(userAnna)
	p.must(until(p.ctx, func() bool { return strings.Contains(p.last(userMaya), "invites you") })) // and no card of an earlier round
	p.press(userMaya, "Review agreement")
	p.fill(userMaya, "How would you like to write?", "Sealed")
	p.submit(userMaya)
	p.closeAll(userMaya)
	for n := range 2 {
		p.command(userMaya, "/reflect", "")
		p.fill(userMaya, firstQuestion(), fmt.Sprintf("%s %d %d", marker, i, n))
		p.submit(userMaya)
		p.closeAll(userMaya)
	}
}

func (p *play) asksForErasure() {
	p.t.Helper()
	p.command(userMaya, "/coaching", "mydata")
	p.press(userMaya, "Erase everything")
	p.fill(userMaya, "Type erase to confirm", "erase")
	p.submit(userMaya)
	p.closeAll(userMaya)
}

// inboxOf is what stands in a person's direct messages.
func (p *play) inboxOf(user string) string {
	var b strings.Builder
	for _, m := range p.as(user).Messages() {
		b.WriteString(m.ShownText() + "\n")
	}
	return b.String()
}

// until waits for what other processes do.
func until(ctx context.Context, done func() bool) error {
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for !done() {
		select {
		case <-look.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// looking reads a database beside the program.
type looking struct {
	t  *testing.T
	db *sql.DB
}

func lookInto(t *testing.T, at string) looking {
	t.Helper()
	driver, dsn := "pgx", at
	if path, ok := strings.CutPrefix(at, "sqlite:"); ok {
		driver, dsn = "sqlite", (&url.URL{Scheme: "file", Path: path}).String()+"?mode=ro&_pragma=busy_timeout(10000)"
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return looking{t, db}
}

func (l looking) count(query string) int {
	l.t.Helper()
	var n int64
	if err := l.db.QueryRowContext(l.t.Context(), query).Scan(&n); err != nil {
		l.t.Fatal(err)
	}
	return int(n)
}

// words counts the rows that hold words.
func (l looking) words() int {
	return l.count("SELECT (SELECT count(*) FROM reflections) + (SELECT count(*) FROM actions) + (SELECT count(*) FROM sessions) + (SELECT count(*) FROM briefs) + (SELECT count(*) FROM consents)")
}

func (l looking) keys() int { return l.count("SELECT count(*) FROM owner_keys") }

// eraseAt is when the next erasure is due.
func (l looking) eraseAt() time.Time {
	return time.UnixMilli(int64(l.count("SELECT min(erase_at) FROM people WHERE erase_at > 0")))
}
