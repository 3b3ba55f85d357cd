package main

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The test binary plays the served program too, as a process of its own that can be killed.
const (
	childConfig = "INTERLUDE_TEST_CHILD_CONFIG" // path of its configuration; set: this is the child
	childClock  = "INTERLUDE_TEST_CHILD_CLOCK"  // file that holds what to add to the clock, in nanoseconds
	childPaced  = "INTERLUDE_TEST_CHILD_PACED"  // set: it keeps to Slack's limits
	childDies   = "INTERLUDE_TEST_CHILD_DIES"   // how often it kills itself at a step of a delivery, and its seed; see dying
)

func isChild() bool { return os.Getenv(childConfig) != "" }

// childMain is `interlude serve` with a clock that the test can move.
func childMain() {
	pace := time.Duration(-1)
	if os.Getenv(childPaced) != "" {
		pace = 0
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	c, err := LoadConfig(os.Getenv(childConfig), func(string) (string, bool) { return "", false }, checks())
	if err == nil {
		err = serve(ctx, c, surroundings{now: fileClock(os.Getenv(childClock)), log: newLog(os.Stderr, c.Log), pace: pace, retry: time.Second, between: dying(os.Getenv(childDies))})
	}
	if err != nil {
		complain(os.Stderr, err)
		os.Exit(exitRefused)
	}
}

func fileClock(path string) func() time.Time {
	return func() time.Time {
		var offset int64
		if b, err := os.ReadFile(path); err == nil {
			offset, _ = strconv.ParseInt(strings.TrimSpace(string(b)), 10, 64)
		}
		return time.Now().Add(time.Duration(offset)).UTC()
	}
}

// child is the served program in a process of its own.
type child struct {
	t    *testing.T
	play *play
	dir  string
	cmd  *exec.Cmd
	log  *record

	address string // where it answers for its health
}

// newChild writes the configuration for p's workspace; run starts the process.
func newChild(t *testing.T, p *play) *child {
	t.Helper()
	c := &child{t: t, play: p, dir: t.TempDir(), log: &record{}}
	config := p.config()
	l, err := net.Listen("tcp", "127.0.0.1:0") // a port that is free now, the same at every start
	p.must(err)
	p.must(l.Close())
	c.address = l.Addr().String()
	p.must(os.WriteFile(filepath.Join(c.dir, "config.yaml"), fmt.Appendf(nil, `
slack: {api_url: %q, bot_token: %q, app_token: %q}
http: {listen: %q}
database: {url: %q}
keys: {file: %q}
people: {coaches: [%s]}
limits: {per_minute: 0} # who is played presses faster than people can
log: {level: debug}
`, config.Slack.APIURL, sandboxBotToken, sandboxAppToken, l.Addr().String(), p.url, p.keys, strings.Join(demoCoaches(), ", ")), 0o600))
	c.setClock()
	t.Cleanup(c.kill)
	return c
}

// setClock lets the child's clock show what the workspace's shows.
func (c *child) setClock() {
	c.play.must(os.WriteFile(filepath.Join(c.dir, "clock"), fmt.Appendf(nil, "%d\n", c.play.clock.offset), 0o600))
}

// run starts the process and waits until Slack can reach it.
func (c *child) run() {
	c.t.Helper()
	before := c.play.ws.Connections()
	c.cmd = exec.Command(os.Args[0])
	c.cmd.Env = append(os.Environ(), childConfig+"="+filepath.Join(c.dir, "config.yaml"), childClock+"="+filepath.Join(c.dir, "clock"))
	errs, err := c.cmd.StderrPipe()
	c.play.must(err)
	c.play.must(c.cmd.Start())
	go func() {
		for s := bufio.NewScanner(errs); s.Scan(); {
			_, _ = c.log.Write(append(s.Bytes(), '\n'))
		}
	}()
	ctx, cancel := context.WithTimeout(c.play.ctx, time.Minute)
	defer cancel()
	up := func() bool { return c.play.ws.Connected() && (before == 0 || c.play.ws.Connections() > before) }
	if err := c.play.ws.WaitFor(ctx, up); err != nil {
		c.t.Fatalf("the program does not come up: %v\n%s", err, c.log.String())
	}
}

// kill ends the process with SIGKILL, wherever it is, and waits until Slack has seen that its connection is gone:
// what somebody does a moment earlier would be lost with it.
func (c *child) kill() {
	if c.cmd == nil || c.cmd.Process == nil {
		return
	}
	before := c.play.ws.Connections()
	_ = c.cmd.Process.Kill()
	_ = c.cmd.Wait()
	c.cmd = nil
	ctx, cancel := context.WithTimeout(c.play.ctx, 10*time.Second)
	defer cancel()
	_ = c.play.ws.WaitFor(ctx, func() bool { return c.play.ws.Connections() < before }) // it may have had none
}
