//go:build torture

package main

import (
	"fmt"
	"path/filepath"
	"sync"
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
	stop := o.feedUntil(s)
	var replicas sync.WaitGroup
	for i := range 2 {
		replicas.Go(func() { m.replica(i, nil) })
	}
	replicas.Wait()
	stop()
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
	m.replica(0, func() {
		s := o.open()
		for range 20 {
			o.feed(s)
		}
		o.must(s.Close())
	})
	m.peace(1)
}

// TestPostgresKilled: Postgres itself is killed under load, with two replicas at work. Mostly it
// is back within a second; sometimes it is away for longer than a replica may be silent, and
// once for longer than anything in the program waits. No replica ends by itself.
func TestPostgresKilled(t *testing.T) {
	server := pgtest.Start(t)
	o := newOrdeal(t, server.URL(t), 8)
	s := o.open()
	_, err := s.SQLDB().ExecContext(o.ctx, `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = on', current_database()); END $$`)
	o.must(err)
	o.must(s.Close()) // the setting is for new connections
	s = o.open()
	o.populate(s)
	m := &massacre{ordeal: o}
	end := m.living(2)
	stop := o.feedUntil(s)
	var away time.Duration
	for i := range *killsServer {
		if i%10 == 0 {
			fmt.Printf("%s Postgres is killed for the %d. time\n", time.Now().Format(time.TimeOnly), i+1)
		}
		wait(time.Duration(o.random.IntN(2000)) * time.Millisecond)
		down := time.Duration(o.random.IntN(1000)) * time.Millisecond
		switch {
		case i == *killsServer/2:
			down = 100 * time.Second
		case i%17 == 16:
			down = 20 * time.Second
		}
		server.Kill()
		wait(down)
		o.must(server.Start())
		away += down
	}
	stop()
	o.must(s.Close())
	if doubled := o.judge(3 * time.Minute); doubled > 0 {
		t.Errorf("%d doubled", doubled)
	}
	t.Logf("Postgres was killed %d times, and away for %s", *killsServer, away.Round(time.Second))
	end()
	m.tell()
}

// wait lets time pass; these processes live by the real clock.
func wait(d time.Duration) { <-time.After(d) }
