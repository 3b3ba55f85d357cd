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
)

// massacre runs processes and kills them.
type massacre struct {
	*ordeal
	left  int64 // kills to come
	mu    sync.Mutex
	steps map[string]int // by which they killed themselves
	says  map[string]int // what they logged of sends in doubt
}

// lives draws how a process comes to its end: killed after so long, or by itself at one in so
// many of its steps, whichever is first. Some die while they start, some after much work.
func lives(random *rand.Rand) (life time.Duration, odds int) {
	life = time.Duration(random.IntN(2000)) * time.Millisecond
	return life, []int{0, 0, 30, 100, 300}[random.IntN(5)]
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
		life, odds := lives(random)
		p := m.start(config, odds, random.Uint64())
		kill := time.AfterFunc(life, func() { _ = p.Process.Kill() })
		p.ends()
		kill.Stop()
	}
}

// living runs so many replicas until the function that it returns is called.
func (m *massacre) living(replicas int) (end func()) {
	var all []*victim
	for i := range replicas {
		all = append(all, m.start(m.configure(i), 0, 0))
	}
	return func() {
		for _, p := range all {
			_ = p.Process.Kill()
			p.ends()
		}
	}
}

// peace ends the faults, runs the processes without killing them, and judges.
func (m *massacre) peace(replicas int) {
	m.t.Helper()
	m.faults.mu.Lock()
	m.faults.odds = 0
	m.faults.mu.Unlock()
	m.ws.ClearFaults()
	end := m.living(replicas)
	if replicas == 1 { // the file is the child's: the workspace tells
		m.patiently("everything has arrived", 10*time.Minute, func() bool { return m.missing() == 0 })
		wait(3 * time.Second)
		end()
	}
	if doubled := m.judge(10 * time.Minute); doubled > 0 {
		m.t.Errorf("%d doubled", doubled)
	}
	if replicas > 1 {
		end()
	}
	m.tell()
}

func (m *massacre) tell() {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := 0
	for _, k := range m.steps {
		n += k
	}
	m.t.Logf("%d killed at named steps: %v; logged: %v", n, m.steps, m.says)
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

// victim is a process that is going to be killed.
type victim struct {
	*exec.Cmd
	m     *massacre
	heard chan struct{} // closed when it has said its last word
	last  string        // that word, if it was an error
}

// start runs a process; one in odds of its steps is its last (0: none). Every other knows
// Slack's limits, as in production; the rest sends as fast as it can.
func (m *massacre) start(config string, odds int, seed uint64) *victim {
	p := &victim{Cmd: exec.Command(os.Args[0]), m: m, heard: make(chan struct{})}
	p.Env = append(os.Environ(), childConfig+"="+config, childClock+"="+config+".clock", fmt.Sprintf("%s=%d %d", childDies, odds, seed))
	if seed%2 == 1 {
		p.Env = append(p.Env, childPaced+"=yes")
	}
	errs, err := p.StderrPipe()
	m.must(err)
	m.must(p.Start())
	go func() { defer close(p.heard); p.listen(errs) }()
	return p
}

// ends waits for the end of a process that was killed. One that ended by itself is a failure.
func (p *victim) ends() {
	<-p.heard
	_ = p.Wait()
	if code := p.ProcessState.ExitCode(); code != -1 {
		p.m.t.Errorf("a process ended by itself, with %d: %s", code, p.last)
	}
}

// listen counts what a process says of its steps and its sends.
func (p *victim) listen(r io.Reader) {
	for s := bufio.NewScanner(r); s.Scan(); {
		p.m.hear(s.Text(), p)
	}
}

func (m *massacre) hear(line string, p *victim) {
	m.mu.Lock()
	defer m.mu.Unlock()
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
	case !strings.HasPrefix(line, "{") || strings.Contains(line, `"ERROR"`):
		p.last = line
	}
}
