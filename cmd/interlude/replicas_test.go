package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"interlude/storage/storagetest/pgtest"
)

// newerMigration is what the next version adds to the tables, as migrations do.
const newerMigration = "ALTER TABLE deliveries ADD COLUMN tried text NOT NULL DEFAULT ''; CREATE INDEX deliveries_tried ON deliveries (tried);\n"

// versions builds the program twice: the newer one differs in its version and has one more migration.
func versions(t *testing.T) (paths [2]string) {
	t.Helper()
	dir := t.TempDir()
	top, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	newer, overlay := filepath.Join(dir, "newer.sql"), filepath.Join(dir, "overlay.json")
	replace, _ := json.Marshal(map[string]any{"Replace": map[string]string{filepath.Join(top, "storage/migrations/postgres/9999_newer.sql"): newer}})
	if err := errors.Join(os.WriteFile(newer, []byte(newerMigration), 0o600), os.WriteFile(overlay, replace, 0o600)); err != nil {
		t.Fatal(err)
	}
	for i, more := range [][]string{nil, {"-overlay", overlay}} {
		paths[i] = filepath.Join(dir, fmt.Sprintf("v%d", i+1))
		build := exec.CommandContext(t.Context(), "go", append(append([]string{"build", "-trimpath"}, more...),
			"-ldflags", fmt.Sprintf("-s -w -X main.version=v%d", i+1), "-o", paths[i], "./cmd/interlude")...)
		build.Dir, build.Env = top, append(os.Environ(), "CGO_ENABLED=0") // as make build does, whose cache it shares
		if said, err := build.CombinedOutput(); err != nil {
			t.Fatalf("build: %v\n%s", err, said)
		}
	}
	return paths
}

// replica is a real process of the program.
type replica struct {
	*crowd
	name    string
	cmd     *exec.Cmd
	log     *record
	address string
	gone    chan struct{} // closed when the process has ended
}

// replica starts program and waits until it is ready.
func (c *crowd) replica(name, program, transport string) *replica {
	c.t.Helper()
	r := c.launch(name, program, transport)
	c.eventually(name+" is ready", func() bool {
		select {
		case <-r.gone:
			c.t.Fatalf("%s ended:\n%s", name, r.log)
		default:
		}
		return askReady(c.ctx, "http://"+r.address+"/readyz") == nil
	})
	return r
}

func (c *crowd) launch(name, program, transport string) *replica {
	c.t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	c.must(err)
	c.must(l.Close())
	r := &replica{crowd: c, name: name, log: &record{}, address: l.Addr().String(), gone: make(chan struct{})}
	path := filepath.Join(c.t.(*testing.T).TempDir(), "config.yaml")
	c.must(os.WriteFile(path, fmt.Appendf(nil, `
slack: {transport: %s, api_url: %q, bot_token: %q, app_token: %q, signing_secret: %q}
http: {listen: %q}
database: {url: %q}
keys: {file: %q}
people: {coaches: [%s]}
`, transport, c.web.URL+"/api/", sandboxBotToken, sandboxAppToken, sandboxSecret, r.address, c.url, c.keys, userAnna), 0o600))
	r.cmd = exec.Command(program, "serve", "--config", path)
	r.cmd.Stderr = r.log
	c.must(r.cmd.Start())
	go func() { defer close(r.gone); _ = r.cmd.Wait() }()
	c.t.Cleanup(func() { _ = r.cmd.Process.Kill(); <-r.gone })
	return r
}

// terminate stops the process as an orchestrator does, which it must take well.
func (r *replica) terminate() {
	r.t.Helper()
	r.must(r.cmd.Process.Signal(syscall.SIGTERM))
	select {
	case <-r.gone:
	case <-time.After(stopWait + 5*time.Second):
		r.t.Fatalf("%s does not stop:\n%s", r.name, r.log)
	}
	if code := r.cmd.ProcessState.ExitCode(); code != exitFine {
		r.t.Errorf("%s ended with %d:\n%s", r.name, code, r.log)
	}
}

// sent lists the deliveries that the process says it has sent.
func (r *replica) sent() (ids []string) {
	for line := range strings.Lines(r.log.String()) {
		var l struct{ Msg, Delivery, State string }
		if json.Unmarshal([]byte(line), &l) == nil && l.Msg == "delivery" && l.State == "sent" {
			ids = append(ids, l.Delivery)
		}
	}
	return ids
}

// front is the web server before replicas that take signed HTTP: it passes each request to the
// next one, and to another when that is gone.
type front struct {
	mu       sync.Mutex
	backends []string
	turn     int
}

// ServeHTTP passes r on.
func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, "half a request", http.StatusBadRequest)
		return
	}
	f.mu.Lock()
	f.turn++
	order := append(slices.Clone(f.backends[f.turn%len(f.backends):]), f.backends[:f.turn%len(f.backends)]...)
	f.mu.Unlock()
	for _, b := range order {
		q := r.Clone(r.Context())
		q.URL.Scheme, q.URL.Host, q.RequestURI, q.Body = "http", b, "", io.NopCloser(bytes.NewReader(body))
		res, err := http.DefaultTransport.RoundTrip(q)
		if err != nil {
			continue
		}
		defer func() { _ = res.Body.Close() }()
		w.Header().Set("Content-Type", res.Header.Get("Content-Type"))
		w.WriteHeader(res.StatusCode)
		_, _ = io.Copy(w, res.Body)
		return
	}
	http.Error(w, "nobody is there", http.StatusBadGateway)
}

// set names the replicas that run.
func (f *front) set(rs ...*replica) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.backends = nil
	for _, r := range rs {
		f.backends = append(f.backends, r.address)
	}
}

// TestReplicas: real processes share a PostgreSQL. Nothing is lost, and nothing comes twice.
func TestReplicas(t *testing.T) {
	t.Parallel()
	paths := versions(t)
	for name, run := range map[string]func(t *testing.T, paths [2]string){
		"rolling upgrade over sockets": func(t *testing.T, paths [2]string) { rollingUpgrade(t, paths, TransportSocket) },
		"rolling upgrade over HTTP":    func(t *testing.T, paths [2]string) { rollingUpgrade(t, paths, TransportHTTP) },
		"the database restarts":        postgresRestarts,
		"one stands still":             oneStandsStill,
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); run(t, paths) })
	}
}

// rollingUpgrade: replicas of two versions, the newer of which migrates the database beside the
// older ones, share the load while the older ones are stopped one after the other. Whoever asks
// something is answered.
func rollingUpgrade(t *testing.T, paths [2]string, transport string) {
	c, f := newCrowd(t, pgtest.URL(t), 24), &front{}
	if transport == TransportHTTP {
		srv := httptest.NewServer(f)
		t.Cleanup(srv.Close)
		c.ws.SetRequestURL(srv.URL)
	}
	a, b := c.replica("the first of v1", paths[0], transport), c.replica("the second of v1", paths[0], transport)
	f.set(a, b)
	c.feed(16) // more than one of them takes at once
	c.answers(userAnna)
	d := c.replica("the first of v2", paths[1], transport)
	f.set(a, b, d)
	c.feed(8)
	c.answers(userAnna)
	c.waitFor(16)
	f.set(b, d)
	a.terminate()
	c.feed(8)
	e := c.replica("the second of v2", paths[1], transport)
	f.set(b, d, e)
	c.feed(6)
	c.waitFor(32)
	c.answers(userAnna)
	f.set(d, e)
	b.terminate()
	c.feed(6)
	c.answers(userAnna)
	c.everythingOnce()
	c.shared(a, b, d, e)
	c.versions(d, e)
	c.refusesOlder(paths[0], transport)
}

// answers asks something of the bot, which must say something.
func (c *crowd) answers(user string) {
	c.t.Helper()
	before := len(c.as(user).Messages())
	c.command(user, "/actions", "")
	if c.as(user).Modal() == nil && len(c.as(user).Messages()) == before {
		c.t.Error("a command was not answered")
	}
	c.closeAll(user)
}

// shared: each process has sent something, and none what another one did.
func (c *crowd) shared(rs ...*replica) {
	c.t.Helper()
	c.eventually("the logs tell of every message", func() bool { // they come after what is stored
		told := 0
		for _, r := range rs {
			told += len(r.sent())
		}
		return told >= len(c.wanted)
	})
	by := map[string]string{}
	for _, r := range rs {
		ids := r.sent()
		if len(ids) == 0 {
			c.t.Errorf("%s has sent nothing:\n%s", r.name, r.log)
		}
		for _, id := range ids {
			if by[id] != "" {
				c.t.Errorf("%s says that it sent what %s did", r.name, by[id])
			}
			by[id] = r.name
		}
		for _, trouble := range []string{`"level":"ERROR"`, "the database answered"} {
			if strings.Contains(r.log.String(), trouble) {
				c.t.Errorf("%s had trouble:\n%s", r.name, r.log)
			}
		}
	}
	if len(by) != len(c.wanted) {
		c.t.Errorf("the logs tell of %d messages, want %d", len(by), len(c.wanted))
	}
}

// versions: the running processes are of the newer version, and know of each other.
func (c *crowd) versions(rs ...*replica) {
	c.t.Helper()
	for _, r := range rs {
		c.eventually(r.name+" counts the replicas", func() bool { return scrape(c.t.(*testing.T), r.address)["interlude_replicas"] == float64(len(rs)) })
		if said := scrape(c.t.(*testing.T), r.address); said[`interlude_build_info{version="v2"}`] != 1 || said["interlude_foreign_connections"] != 0 {
			c.t.Errorf("%s says %v", r.name, said)
		}
	}
}

// refusesOlder: the older version does not start again on the newer tables.
func (c *crowd) refusesOlder(program, transport string) {
	c.t.Helper()
	r := c.launch("v1 again", program, transport)
	<-r.gone
	if code, said := r.cmd.ProcessState.ExitCode(), r.log.String(); code != exitRefused || !strings.Contains(said, "9999_newer") {
		c.t.Errorf("v1 ended with %d and says %s", code, said)
	}
}

// postgresRestarts: sessions are cut in mid-flight, and the server is away for a moment. Both
// replicas go on by themselves.
func postgresRestarts(t *testing.T, paths [2]string) {
	server := pgtest.Start(t)
	c := newCrowd(t, server.URL(t), 24)
	a, b := c.replica("the first", paths[0], TransportSocket), c.replica("the second", paths[0], TransportSocket)
	c.feed(24)
	c.waitFor(8)
	server.Stop()
	for _, r := range []*replica{a, b} {
		if err := askReady(c.ctx, "http://"+r.address+"/readyz"); err == nil {
			t.Errorf("%s is ready without a database", r.name)
		}
		if up, ok := scrape(t, r.address)["interlude_database_up"]; !ok || up != 0 {
			t.Errorf("%s says that the database is up", r.name)
		}
	}
	c.must(server.Start())
	c.feed(12)
	c.everythingOnce()
	for _, r := range []*replica{a, b} {
		if len(r.sent()) == 0 {
			t.Errorf("%s has sent nothing:\n%s", r.name, r.log)
		}
		r.terminate()
	}
}

// oneStandsStill with messages in hand: another one, which starts then, sends them, and when the
// first goes on nothing comes twice.
func oneStandsStill(t *testing.T, paths [2]string) {
	c := newCrowd(t, pgtest.URL(t), 24)
	a := c.replica("the first", paths[0], TransportSocket)
	c.feed(24)
	c.waitFor(5) // four leave at once, then one at a time
	c.eventually("nothing is on its way", func() bool {
		var n int
		err := c.store.SQLDB().QueryRowContext(c.ctx, `SELECT count(*) FROM deliveries WHERE state = 'intended'`).Scan(&n)
		return err == nil && n == 0
	})
	c.must(a.cmd.Process.Signal(syscall.SIGSTOP))
	before := len(c.arrived())
	if before == len(c.wanted) {
		t.Fatal("it has sent everything already")
	}
	b := c.replica("the second", paths[0], TransportSocket)
	// What it is taken for dead by is 15 s of silence; the row says so at once.
	_, err := c.store.SQLDB().ExecContext(c.ctx, `UPDATE interlude_processes SET seen = now() - interval '1 minute' WHERE id <> (SELECT id FROM interlude_processes ORDER BY seen DESC LIMIT 1)`)
	c.must(err)
	c.everythingOnce()
	if n := len(b.sent()); n < len(c.wanted)-before-1 {
		t.Errorf("the second has sent %d, when %d of %d had arrived", n, before, len(c.wanted))
	}
	c.must(a.cmd.Process.Signal(syscall.SIGCONT))
	c.feed(4)
	c.everythingOnce()
	a.terminate()
	b.terminate()
}
