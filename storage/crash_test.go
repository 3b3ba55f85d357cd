package storage_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"interlude/coaching"
	"interlude/storage"
	"interlude/storage/storagetest"
	"interlude/storage/storagetest/pgtest"
)

// childDatabase names, in a child process, the database to write to until it is killed.
const childDatabase = "STORAGE_TEST_CHILD"

// TestMain serves as the child too.
func TestMain(m *testing.M) {
	if d := os.Getenv(childDatabase); d != "" {
		url, keys, _ := strings.Cut(d, "|")
		fmt.Println(scribble(context.Background(), database{url, keys}))
		os.Exit(1)
	}
	pgtest.Main(m)
}

// scribble commits pairs of an action and a delivery, and tells after each that it is stored.
func scribble(ctx context.Context, d database) error {
	s, err := d.open(ctx, nil)
	if err != nil {
		return err
	}
	for {
		c, id := pair()
		if err := s.Commit(ctx, c); err != nil {
			return err
		}
		fmt.Println("stored", id)
	}
}

// world is the engagement that both processes write to; its ids are fixed.
var world = storagetest.Practice{
	Coach:      coaching.Person{ID: "CARLA", Team: "T", User: "U1"},
	Coachee:    coaching.Person{ID: "MAYA", Team: "T", User: "U2"},
	Engagement: coaching.Engagement{ID: "ENGAGEMENT", Coach: "CARLA", Coachee: "MAYA", State: coaching.EngagementActive},
}

// pair makes two rows that belong together: the delivery is about the action.
func pair() (coaching.Change, coaching.ID) {
	a := coaching.Action{
		ID: coaching.NewID(), Engagement: world.Engagement.ID, Text: coaching.Words("x"),
		State: coaching.ActionOpen, Created: storagetest.Noon,
	}
	d := coaching.Delivery{
		ID: coaching.NewID(), Key: string(a.ID), Engagement: world.Engagement.ID, Recipient: world.Coachee.ID,
		Subject: a.ID, Kind: coaching.KindActionDue, State: coaching.DeliveryDue, Due: storagetest.Noon, Nominal: storagetest.Noon,
	}
	return coaching.Change{Once: string(a.ID), Actions: []coaching.Action{a}, Deliveries: []coaching.Delivery{d}}, a.ID
}

// makeWorld stores the engagement.
func makeWorld(t *testing.T, d database) {
	t.Helper()
	s := d.mustOpen(t)
	defer closeStore(t, s)
	if err := s.Commit(t.Context(), coaching.Change{
		People: []coaching.Person{world.Coach, world.Coachee}, Engagements: []coaching.Engagement{world.Engagement},
	}); err != nil {
		t.Fatal(err)
	}
}

// TestKilledProcess kills a process in the middle of writing, several times. What it said was
// stored is there, and nothing is there by halves.
func TestKilledProcess(t *testing.T) {
	for name, d := range databases(t) {
		t.Run(name, func(t *testing.T) {
			makeWorld(t, d)
			var stored []string
			for _, after := range []int{1, 17, 40} {
				stored = append(stored, kill(t, d, after)...)
			}
			s := d.mustOpen(t)
			defer closeStore(t, s)
			whole(t, s, stored)
		})
	}
}

// kill runs a child until it has stored so many, kills it, and returns all that it told.
func kill(t *testing.T, d database, after int) []string {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), childDatabase+"="+d.url+"|"+d.keys)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	var stored []string
	for lines := bufio.NewScanner(out); lines.Scan(); {
		id, ok := strings.CutPrefix(lines.Text(), "stored ")
		if !ok {
			t.Fatalf("the child: %s", lines.Text())
		}
		if stored = append(stored, id); len(stored) == after {
			_ = child.Process.Kill()
		}
	}
	_ = child.Wait()
	if len(stored) < after {
		t.Fatalf("the child stored %d", len(stored))
	}
	return stored
}

// whole sees that everything that was confirmed is there, and no row without its other half.
func whole(t *testing.T, s *storage.Store, stored []string) {
	t.Helper()
	all, err := s.Actions(t.Context(), world.Engagement.ID)
	if err != nil {
		t.Fatal(err)
	}
	there := map[coaching.ID]bool{}
	for _, a := range all {
		there[a.ID] = true
		ds, err := s.DeliveriesOf(t.Context(), a.ID)
		if err != nil || len(ds) != 1 {
			t.Fatalf("%d deliveries of an action, %v", len(ds), err)
		}
	}
	for _, id := range stored {
		if !there[coaching.ID(id)] {
			t.Fatalf("%s was confirmed and is not there", id)
		}
	}
	var deliveries int
	if err := s.SQLDB().QueryRowContext(t.Context(), "SELECT count(*) FROM deliveries").Scan(&deliveries); err != nil || deliveries != len(all) {
		t.Fatalf("%d deliveries for %d actions, %v", deliveries, len(all), err)
	}
	t.Logf("%d confirmed, %d there", len(stored), len(all))
}

// TestKilledServer kills the database server in the middle of writing; the store goes on with
// the server that comes back.
func TestKilledServer(t *testing.T) {
	server := pgtest.Start(t)
	d := database{server.URL(t), filepath.Join(t.TempDir(), "key")}
	makeWorld(t, d)
	durable(t, d)
	s := d.mustOpen(t)
	defer closeStore(t, s)
	stored := writeUntil(t, s, 20, func() { go server.Kill() })
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	// Connections of the dead server may fail once each before the pool has new ones.
	for try := 0; s.Ping(t.Context()) != nil; try++ {
		if try == 50 {
			t.Fatal("the store does not find its server again")
		}
	}
	c, id := pair()
	if err := s.Commit(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	whole(t, s, append(stored, string(id)))
}

// durable has the server write every commit, which test servers do not.
func durable(t *testing.T, d database) {
	t.Helper()
	s := d.mustOpen(t)
	defer closeStore(t, s)
	run(t, s, "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = on', current_database()); END $$")
}

// writeUntil commits until that fails, calls fault after n commits, and returns what is stored.
func writeUntil(t *testing.T, s *storage.Store, n int, fault func()) []string {
	t.Helper()
	var stored []string
	for {
		c, id := pair()
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		err := s.Commit(ctx, c)
		cancel()
		if err != nil {
			if strings.Contains(err.Error(), string(world.Coachee.ID)) || strings.Contains(err.Error(), string(id)) {
				t.Errorf("the error holds values: %v", err)
			}
			return stored
		}
		if stored = append(stored, string(id)); len(stored) == n {
			fault()
		}
	}
}
