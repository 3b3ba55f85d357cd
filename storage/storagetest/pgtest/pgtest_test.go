package pgtest_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"interlude/storage/storagetest/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	c, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close(context.Background()) })
	return c
}

func run(t *testing.T, c *pgx.Conn, statement string) {
	t.Helper()
	if _, err := c.Exec(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

func TestEveryTestHasItsOwnDatabase(t *testing.T) {
	one, two := pgtest.URL(t), pgtest.URL(t)
	if one == two {
		t.Fatal("two calls gave the same database")
	}
	run(t, connect(t, one), "CREATE TABLE x (n int)")
	run(t, connect(t, two), "CREATE TABLE x (n int)")
}

// TestDatabaseIsEmptyAgain leaves a database in a bad state; the next test gets an empty one.
func TestDatabaseIsEmptyAgain(t *testing.T) {
	seen := map[string]bool{}
	for range 3 {
		t.Run("use", func(t *testing.T) {
			url := pgtest.URL(t)
			seen[url] = true
			c, err := pgx.Connect(t.Context(), url) // stays open, in a transaction
			if err != nil {
				t.Fatal(err)
			}
			for _, statement := range []string{
				"CREATE SCHEMA other", "CREATE TABLE x (n int)", "CREATE TABLE other.x (n int)", "CREATE TYPE mood AS ENUM ('ok')",
				"CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'", "SELECT pg_advisory_lock(1)", "BEGIN", "LOCK TABLE x",
			} {
				run(t, c, statement)
			}
		})
	}
	if len(seen) != 1 {
		t.Fatalf("%d databases for three tests in a row", len(seen))
	}
}

func TestKilledServerComesBackWithWhatWasCommitted(t *testing.T) {
	s := pgtest.Start(t)
	url := s.URL(t)
	c := connect(t, url)
	run(t, c, "CREATE TABLE x (n int)")
	run(t, c, "SET synchronous_commit = on")
	run(t, c, "INSERT INTO x VALUES (7)")
	s.Kill()
	if _, err := c.Exec(t.Context(), "SELECT 1"); err == nil {
		t.Fatal("the session outlived the server")
	}
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	var n int
	if err := connect(t, url).QueryRow(t.Context(), "SELECT n FROM x").Scan(&n); err != nil || n != 7 {
		t.Fatalf("after the restart: %d, %v", n, err)
	}
	s.Stop()
	if _, err := pgx.Connect(t.Context(), url); err == nil {
		t.Fatal("the stopped server answers")
	}
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
}

// TestServerDiesWithItsTest runs this binary as a child that starts a server and waits, kills
// the child and sees the server go.
func TestServerDiesWithItsTest(t *testing.T) {
	if os.Getenv("PGTEST_CHILD") != "" {
		s := pgtest.Start(t)
		var pid int
		c := connect(t, s.URL(t))
		if err := c.QueryRow(t.Context(), "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int").Scan(&pid); err != nil {
			t.Fatal(err)
		}
		fmt.Printf("server %d\n", pid)
		<-t.Context().Done()
		return
	}
	child := exec.Command(os.Args[0], "-test.run=^TestServerDiesWithItsTest$", "-test.v")
	child.Env = append(os.Environ(), "PGTEST_CHILD=1")
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	pid := 0
	for lines := bufio.NewScanner(out); pid == 0 && lines.Scan(); {
		if after, ok := strings.CutPrefix(lines.Text(), "server "); ok {
			pid, _ = strconv.Atoi(after)
		}
	}
	_ = child.Process.Kill()
	_ = child.Wait()
	if pid == 0 {
		t.Fatal("the child started no server")
	}
	gone := time.NewTimer(30 * time.Second)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
		select {
		case <-tick.C:
		case <-gone.C:
			t.Fatal("the server outlived its test")
		}
	}
}
