package bot

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"interlude/coaching"
)

var (
	forgedCount = flag.Int("forged.requests", 0, "forged, replayed, stale and foreign requests; 0: 4000, and 1000 under the race detector")
	forgedSeed  = flag.Uint64("forged.seed", 1, "0: by the clock")
)

// forgedRequests is how many are sent.
func forgedRequests() int {
	switch {
	case *forgedCount > 0:
		return *forgedCount
	case underRace:
		return 1000
	}
	return 4000
}

// forger is a world with somebody who wants in.
type forger struct {
	*matrixWorld
	handler http.Handler
	stand   string // address of the stand-in for Slack
	evil    string // address to which nothing may ever be sent
	lured   atomic.Int64
	serial  int
	rnd     *rand.Rand
	by      map[string]int // requests by class
}

const forgedSecret = "8f742231b10e8888abcd99yyyzzz85a5"

func newForger(t *testing.T, seed uint64) *forger {
	f := &forger{matrixWorld: newMatrixWorld(t), rnd: rand.New(rand.NewPCG(seed, 7)), by: map[string]int{}}
	f.handler = f.bot.HTTPHandler(forgedSecret)
	srv := httptest.NewServer(f)
	t.Cleanup(srv.Close)
	trap := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { f.lured.Add(1) }))
	t.Cleanup(trap.Close)
	f.stand, f.evil = srv.URL, trap.URL
	f.bot.StandIn = strings.TrimPrefix(srv.URL, "http://")
	f.bot.accounts.learn("UDORA", true, "")
	return f
}

// forgery makes something of a legitimate request that must not be taken; nil: it does not fit. It returns the answers
// that are allowed besides a refusal: none, the neutral sentence, "no longer active".
type forgery struct {
	name string
	make func(f *forger, s said, sent *http.Request) (code int, body string, may []string)
}

// TestForgedRequests sends what nobody may: with wrong signatures, at the wrong time, a second time, changed, from elsewhere,
// in other people's names, to no end. Not one is taken and nothing happens twice.
func TestForgedRequests(t *testing.T) {
	seed := *forgedSeed
	if seed == 0 {
		seed = uint64(time.Now().UnixNano())
	}
	f := newForger(t, seed)
	accepted, second, originals, sent := 0, 0, 0, 0
	f.freeze()
	for sent < forgedRequests() {
		if originals%200 == 199 {
			f.reset()
		}
		s := f.legitimate(f.rnd)
		early := f.forgeries(beforehand)
		for range 4 {
			sent++
			accepted += f.forge(early[f.rnd.IntN(len(early))], s, nil)
		}
		before := f.mark()
		original := s.wire().request(forgedSecret, time.Now())
		if !s.shows && f.rnd.IntN(3) == 0 {
			f.overSocket(s.wire().path, s.wire().payload())
			original = nil
		} else if code, body := f.overHTTP(original); code != http.StatusOK {
			t.Fatalf("seed %d: a legitimate %s %s: %d %s", seed, s.what, s.route, code, body)
		}
		f.bot.work.Wait()
		originals++
		if changed := f.mark() != before; changed == s.shows {
			t.Fatalf("seed %d: a legitimate %s %s changed something: %v", seed, s.what, s.route, changed)
		}
		late := f.forgeries(afterwards)
		for range 4 {
			x := late[f.rnd.IntN(len(late))]
			sent++
			second += f.forge(x, s, original)
		}
	}
	names := make([]string, 0, len(f.by))
	for name, n := range f.by {
		names = append(names, fmt.Sprintf("%s %d", name, n))
	}
	slices.Sort(names)
	t.Logf("seed %d: %d forged requests of %d kinds beside %d legitimate ones: %d accepted, %d second effects\n%s", seed, sent, len(names), originals, accepted, second, strings.Join(names, "\n"))
	for _, x := range append(f.forgeries(beforehand), f.forgeries(afterwards)...) {
		if f.by[x.name] == 0 {
			t.Errorf("seed %d: nobody tried %s", seed, x.name)
		}
	}
	if f.lured.Load() > 0 {
		t.Errorf("seed %d: %d requests to an address that is not Slack's", seed, f.lured.Load())
	}
}

// forge sends one and returns 1 when it had an effect or was shown something.
func (f *forger) forge(x forgery, s said, sent *http.Request) int {
	f.t.Helper()
	before := f.mark()
	f.mu.Lock()
	f.heard = nil
	f.mu.Unlock()
	code, body, may := x.make(f, s, sent)
	f.bot.work.Wait()
	f.by[x.name]++
	f.mu.Lock()
	defer f.mu.Unlock()
	wrong := ""
	switch {
	case f.mark() != before:
		wrong = "something is stored"
	case code == http.StatusOK && body != "" && !slices.ContainsFunc(may, func(m string) bool { return strings.Contains(body, m) }):
		wrong = "it is answered"
	}
	for _, h := range f.heard {
		if strings.Contains(h, canary) || !slices.ContainsFunc(may, func(m string) bool { return strings.Contains(h, m) || strings.Contains(h, url.QueryEscape(m)) }) {
			wrong = "Slack is asked: " + h
		}
	}
	if wrong == "" {
		return 0
	}
	f.t.Errorf("%s (%s %s as %s): %s: %d %.300s", x.name, s.what, s.route, s.user, wrong, code, body)
	return 1
}

// mark tells of every change of what is stored, but of the names of what was applied once.
func (f *forger) mark() string {
	var sums []string
	for _, table := range f.tables() {
		if table == "once" || table == "access_log" {
			continue
		}
		sum := "COUNT(*)"
		if slices.Contains([]string{"people", "engagements", "actions", "sessions", "schedules", "reflections", "briefs", "consents", "deliveries"}, table) {
			sum = "COUNT(*) * 1000000 + COALESCE(SUM(version), 0)"
		}
		sums = append(sums, fmt.Sprintf("'%[1]s ' || (SELECT %[2]s FROM %[1]s)", table, sum))
	}
	var all string
	f.must(f.prepared("SELECT " + strings.Join(sums, " || ' ' || ")).QueryRowContext(f.t.Context()).Scan(&all))
	return all
}

// TestDoubledRequests sends each request eight times at once, over both ways: it has one effect.
func TestDoubledRequests(t *testing.T) {
	f := newForger(t, *forgedSeed)
	for range max(20, forgedRequests()/200) {
		s := f.legitimate(f.rnd)
		if s.shows {
			continue
		}
		rows := f.effects()
		w := s.wire()
		var all sync.WaitGroup
		for i := range 8 {
			q := w.request(forgedSecret, time.Now().Add(time.Duration(i%3)*time.Second))
			all.Go(func() {
				if i%2 == 0 {
					f.overHTTP(q)
				} else {
					f.overSocket(w.path, w.payload())
				}
			})
		}
		all.Wait()
		f.bot.work.Wait()
		if n := f.effects() - rows; n != 1 {
			t.Errorf("%s %s: %d effects", s.what, s.route, n)
		}
	}
}

// effects counts what the legitimate requests do: an entry, an action, a person's pause.
func (f *forger) effects() (n int64) {
	f.must(f.store.SQLDB().QueryRowContext(f.t.Context(), "SELECT (SELECT COUNT(*) FROM reflections) + (SELECT COUNT(*) FROM actions) + (SELECT SUM(version) FROM people WHERE slack_user IN ('UMAYA', 'URAVI')) - "+
		"(SELECT SUM(typed) FROM people)").Scan(&n))
	return n
}

// When a forgery is tried: before the original came, or after it.
type when bool

const (
	beforehand when = false
	afterwards when = true
)

func digest(s string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(s))) }

// neutralOnly are the answers of those who have no part; staleToo of those whose form or button is old.
var (
	neutralOnly = []string{coaching.Neutral}
	staleToo    = []string{coaching.Neutral, coaching.NoLonger}
)
