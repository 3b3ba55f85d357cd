//go:build torture

package main

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"interlude/storage/storagetest/pgtest"
)

// TestKillsOnPostgres: two replicas share a Postgres under load and are killed again and again,
// at random instants and at the named steps of a delivery. Nothing is lost, nothing doubled.
func TestKillsOnPostgres(t *testing.T) {
	server := pgtest.Start(t)
	o := newOrdeal(t, server.URL(t), 8)
	s := o.open()
	o.populate(s)
	m := &massacre{ordeal: o, left: int64(*killsPostgres)}
	var replicas sync.WaitGroup
	for i := range 2 {
		replicas.Go(func() { m.replica(i, nil) })
	}
	o.feedWhile(&replicas, func() { o.feed(s) })
	o.must(s.Close())
	m.peace(2)
}

// TestKillsOnSQLite: the same with one process on a file. What is due is stored while it is
// dead, because nobody else may open the file.
func TestKillsOnSQLite(t *testing.T) {
	o := newOrdeal(t, "sqlite:"+filepath.Join(t.TempDir(), "torture.db"), 8)
	s := o.open()
	o.populate(s)
	o.must(s.Close())
	m := &massacre{ordeal: o, left: int64(*killsSQLite)}
	deaths := 0
	m.replica(0, func() {
		if deaths++; deaths%4 == 1 {
			s := o.open()
			o.feed(s)
			o.must(s.Close())
		}
	})
	m.peace(1)
}

// TestPostgresKilled: Postgres itself is killed under load, with two replicas at work.
func TestPostgresKilled(t *testing.T) {
	server := pgtest.Start(t)
	o := newOrdeal(t, server.URL(t), 8)
	s := o.open()
	_, err := s.SQLDB().ExecContext(o.ctx, `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = on', current_database()); END $$`)
	o.must(err)
	o.must(s.Close()) // the setting is for new connections
	s = o.open()
	o.populate(s)
	m := &massacre{ordeal: o, left: 1 << 40}
	stop := make(chan struct{})
	var replicas sync.WaitGroup
	for i := range 2 {
		replicas.Go(func() { m.unkilled(i, stop) })
	}
	for i := range *killsServer {
		fmt.Printf("%s Postgres is killed for the %d. time\n", time.Now().Format(time.TimeOnly), i+1)
		fed := make(chan struct{})
		go func() { defer close(fed); o.feed(s) }()
		wait(time.Duration(o.random.IntN(4000)) * time.Millisecond)
		server.Kill()
		wait(time.Duration(o.random.IntN(2000)) * time.Millisecond)
		o.must(server.Start())
		<-fed
	}
	o.must(s.Close())
	if doubled := o.judge(10 * time.Minute); doubled > 0 {
		t.Errorf("%d doubled", doubled)
	}
	t.Logf("Postgres was killed %d times", *killsServer)
	close(stop)
	replicas.Wait()
}

// wait lets time pass; these processes live by the real clock.
func wait(d time.Duration) { <-time.After(d) }

// feedWhile feeds every few seconds until everybody is done.
func (o *ordeal) feedWhile(until *sync.WaitGroup, feed func()) {
	done := make(chan struct{})
	go func() { until.Wait(); close(done) }()
	for {
		feed()
		select {
		case <-done:
			return
		case <-time.After(10 * time.Second):
		}
	}
}

// massacre runs processes and kills them.
type massacre struct {
	*ordeal
	left  int64 // kills to come
	mu    sync.Mutex
	steps map[string]int // by which they killed themselves
	says  map[string]int // what they logged of sends in doubt
}

// replica runs one place, process after process, until there are no more kills to come. dead
// is called while no process runs.
func (m *massacre) replica(place int, dead func()) {
	random := rand.New(rand.NewPCG(m.seed, uint64(100+place)))
	config := m.configure(place)
	for left := atomic.AddInt64(&m.left, -1); left >= 0; left = atomic.AddInt64(&m.left, -1) {
		if left%100 == 0 {
			fmt.Printf("%s %d kills to come\n", time.Now().Format(time.TimeOnly), left)
		}
		if dead != nil {
			dead()
		}
		c, heard := m.start(config, 400, random.Uint64())
		// Most live for seconds, some die while they start.
		life := time.Duration(random.IntN(4000)) * time.Millisecond
		kill := time.AfterFunc(life, func() { _ = c.Process.Kill() })
		<-heard
		_ = c.Wait()
		kill.Stop()
		if code := c.ProcessState.ExitCode(); code != -1 {
			m.t.Errorf("a process ended by itself, with %d", code)
		}
	}
}

// unkilled runs one place until stop.
func (m *massacre) unkilled(place int, stop chan struct{}) {
	c, heard := m.start(m.configure(place), 0, 0)
	<-stop
	_ = c.Process.Kill()
	<-heard
	_ = c.Wait()
}

// peace ends the faults, runs the processes without killing them, and judges.
func (m *massacre) peace(replicas int) {
	m.t.Helper()
	m.faults.mu.Lock()
	m.faults.odds = 0
	m.faults.mu.Unlock()
	m.ws.ClearFaults()
	stop := make(chan struct{})
	var all sync.WaitGroup
	for i := range replicas {
		all.Go(func() { m.unkilled(i, stop) })
	}
	if replicas == 1 { // the file is the child's: the workspace tells
		m.patiently("everything has arrived", 10*time.Minute, func() bool { return m.missing() == 0 })
		wait(3 * time.Second)
		close(stop)
		all.Wait()
	}
	if doubled := m.judge(10 * time.Minute); doubled > 0 {
		m.t.Errorf("%d doubled", doubled)
	}
	if replicas > 1 {
		close(stop)
		all.Wait()
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.t.Logf("killed at named steps: %v; logged: %v", m.steps, m.says)
}

// missing counts what has not arrived and is no news for a sponsor, which may be given up.
func (m *massacre) missing() int {
	arrived, n := m.arrived(), 0
	for id, kind := range maps.All(m.wanted) {
		if arrived[id] == 0 && kind != "sponsor-news" {
			n++
		}
	}
	return n
}

// configure writes the configuration of one place.
func (m *massacre) configure(place int) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	m.must(err)
	m.must(l.Close())
	path := filepath.Join(m.t.(*testing.T).TempDir(), fmt.Sprintf("config%d.yaml", place))
	m.must(os.WriteFile(path, fmt.Appendf(nil, `
slack: {api_url: %q, bot_token: %q, app_token: %q}
http: {listen: %q}
database: {url: %q}
keys: {file: %q}
people: {coaches: [%s]}
log: {level: warn}
`, m.web.URL+"/api/", sandboxBotToken, sandboxAppToken, l.Addr().String(), m.url, m.keys, userAnna), 0o600))
	m.must(os.WriteFile(path+".clock", fmt.Appendf(nil, "%d\n", m.clock.offset), 0o600))
	return path
}

// start runs a process; one in odds of its steps is its last. heard is closed when it has
// said its last word.
func (m *massacre) start(config string, odds, seed uint64) (c *exec.Cmd, heard chan struct{}) {
	c = exec.Command(os.Args[0])
	c.Env = append(os.Environ(), childConfig+"="+config, childClock+"="+config+".clock", fmt.Sprintf("%s=%d %d", childDies, odds, seed))
	errs, err := c.StderrPipe()
	m.must(err)
	m.must(c.Start())
	heard = make(chan struct{})
	go func() { defer close(heard); m.listen(errs) }()
	return c, heard
}

// listen counts what a process says of its steps and its sends.
func (m *massacre) listen(r io.Reader) {
	for s := bufio.NewScanner(r); s.Scan(); {
		line := s.Text()
		m.mu.Lock()
		if m.steps == nil {
			m.steps, m.says = map[string]int{}, map[string]int{}
		}
		step, died := strings.CutPrefix(line, "dies at ")
		switch {
		case died:
			m.steps[step]++
		case strings.Contains(line, `"a post failed"`) && strings.Contains(line, "ambiguous"):
			m.says["ambiguous"]++
		case strings.Contains(line, "looking for a message failed"):
			m.says["could not look"]++
		case strings.Contains(line, "jobs were lost"):
			m.says["taken back"]++
		}
		m.mu.Unlock()
	}
}
