package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"math/rand/v2"
	"os"
	"os/exec"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"interlude/coaching"
	"interlude/storage"
	"interlude/storage/storagetest"
)

// childLine is the command line of a child that runs one command of the program.
const childLine = "INTERLUDE_TEST_CHILD_LINE"

var (
	rotateCoachees = flag.Int("rotate.coachees", 12, "coachees whose keys are renewed while others read and write")
	rotateEntries  = flag.Int("rotate.entries", 25, "sealed entries of each")
)

// TestRotateKilledHalfWayWhileServing renews all keys in a process of its own, which is killed with
// SIGKILL a quarter, half and three quarters of the way, while people read and write all the time.
// Nobody fails once; after each kill everything opens; in the end every entry has moved.
func TestRotateKilledHalfWayWhileServing(t *testing.T) {
	databases(t, func(t *testing.T, url string) {
		p := newSite(t, url)
		s := p.open()
		began := time.Now()
		all := storagetest.Crowd(t, s, *rotateCoachees, *rotateEntries-1)
		t.Logf("%d entries of %d coachees stored in %s", *rotateCoachees**rotateEntries, *rotateCoachees, time.Since(began).Round(time.Millisecond))
		c := newCustomers(t, s, all)
		took := time.Duration(0)
		for _, quarter := range []int{1, 2, 3} {
			took += p.rotate(s, *rotateCoachees*quarter/4)
			p.whole(s, *rotateCoachees)
		}
		took += p.rotate(s, -1)
		c.stop()
		p.whole(s, *rotateCoachees)
		if old := p.number(s, "SELECT count(*) FROM owner_keys WHERE renewal <> 1"); old != 0 {
			t.Errorf("%d coachees kept their key", old)
		}
		t.Logf("renewed in %s, killed three times; meanwhile %d reads and %d writes, %d failed, the slowest took %s",
			took.Round(time.Millisecond), c.reads.Load(), c.writes.Load(), c.failed.Load(), time.Duration(c.slowest.Load()).Round(time.Millisecond))
		if c.failed.Load() > 0 || c.writes.Load() == 0 {
			t.Error("somebody failed, or nobody tried")
		}
		p.must(s.Close())
	})
}

// rotate runs the command in a process of its own and kills it once so many coachees have only a new
// key; -1: it lets it end. It returns how long the process ran.
func (p *site) rotate(s *storage.Store, killAt int) time.Duration {
	p.t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childLine+"=keys rotate --data --config "+p.config)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	began := time.Now()
	p.must(cmd.Start())
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	const done = "SELECT count(*) FROM (SELECT owner FROM owner_keys GROUP BY owner HAVING count(*) = 1 AND max(renewal) = 1) AS renewed"
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for killAt >= 0 {
		select {
		case err := <-ended:
			p.t.Fatalf("it ended before it was killed: %v\n%s", err, out.String())
		case <-tick.C:
		}
		if p.number(s, done) >= killAt {
			p.must(cmd.Process.Kill())
			break
		}
	}
	if err := <-ended; (err == nil) != (killAt < 0) {
		p.t.Fatalf("it ended with %v\n%s", err, out.String())
	}
	return time.Since(began)
}

func (p *site) number(s *storage.Store, query string) (n int) {
	p.t.Helper()
	p.must(s.SQLDB().QueryRowContext(p.t.Context(), query).Scan(&n))
	return n
}

// whole fails unless every key and every entry opens.
func (p *site) whole(s *storage.Store, coachees int) {
	p.t.Helper()
	r, err := s.CheckKeys(p.t.Context(), true, func(storage.Progress) {})
	if err != nil || len(r.Bad) > 0 || r.Keys < coachees {
		p.t.Fatalf("%d do not open of %d keys and %d entries, %v", len(r.Bad), r.Keys, r.Entries, err)
	}
}

// customers read and write as people do while the program serves them.
type customers struct {
	store                 *storage.Store
	cancel                context.CancelFunc
	wait                  sync.WaitGroup
	reads, writes, failed atomic.Int64
	slowest               atomic.Int64 // nanoseconds
	t                     *testing.T
}

func newCustomers(t *testing.T, s *storage.Store, all []storagetest.Practice) *customers {
	ctx, cancel := context.WithCancel(t.Context())
	c := &customers{store: s, cancel: cancel, t: t}
	for i := range 4 {
		c.wait.Add(1)
		go func() {
			defer c.wait.Done()
			random := rand.New(rand.NewPCG(uint64(i), 3))
			for ctx.Err() == nil {
				c.act(all[random.IntN(len(all))])
				<-time.After(2 * time.Millisecond)
			}
		}()
	}
	t.Cleanup(c.stop)
	return c
}

func (c *customers) stop() { c.cancel(); c.wait.Wait() }

// act writes an entry, reads it, changes it, and reads the actions.
func (c *customers) act(p storagetest.Practice) {
	ctx := c.t.Context()
	r := coaching.Reflection{ID: coaching.NewID(), Engagement: p.Engagement.ID, Text: coaching.Words("first"), Audience: coaching.OnlyMe, Created: time.Now()}
	read := func(want string) error {
		c.reads.Add(1)
		got, err := c.store.Reflection(ctx, r.ID)
		if err == nil && got.Text.Reveal() != want {
			err = errors.New("read something else than was written")
		}
		return err
	}
	write := func(text string) error {
		c.writes.Add(1)
		r.Text = coaching.Words(text)
		err := c.store.Commit(ctx, coaching.Change{Reflections: []coaching.Reflection{r}})
		r.Version++
		return err
	}
	for what, step := range []func() error{
		func() error { return write("first") }, func() error { return read("first") },
		func() error { return write("second") }, func() error { return read("second") },
		func() error { c.reads.Add(1); _, err := c.store.Actions(ctx, p.Engagement.ID); return err },
	} {
		began := time.Now()
		err := step()
		if took := int64(time.Since(began)); took > c.slowest.Load() {
			c.slowest.Store(took)
		}
		if err != nil {
			c.failed.Add(1)
			c.t.Errorf("step %d: %v", what, err)
		}
	}
}

// TestRotateIsRefusedWhenTheKeyFileCannotBeWritten: before anything is changed, in the database too.
// A folder stands where the lock of the key file would be, which stops every user.
func TestRotateIsRefusedWhenTheKeyFileCannotBeWritten(t *testing.T) {
	databases(t, func(t *testing.T, url string) {
		p := newSite(t, url)
		s := p.open()
		storagetest.Crowd(t, s, 2, 1)
		before, file := storagetest.Dump(t, s), p.read(p.keys)
		p.must(os.Mkdir(p.keys+".lock", 0o700))
		for _, command := range []string{"keys rotate --data", "keys add", "keys retire --yes"} {
			p.says(1, command, "nothing was changed")
		}
		if storagetest.Dump(t, s) != before || p.read(p.keys) != file {
			t.Error("something was changed")
		}
		p.must(os.Remove(p.keys + ".lock"))
		p.says(0, "keys rotate --data")
		p.must(s.Close())
	})
}

func (p *site) read(path string) string {
	p.t.Helper()
	b, err := os.ReadFile(path)
	p.must(err)
	return string(b)
}
