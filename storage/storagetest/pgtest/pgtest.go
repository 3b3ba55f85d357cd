package pgtest

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Variable names the environment variable with the URL of a server to use instead of an own
// one; its user must be allowed to create databases.
const Variable = "INTERLUDE_TEST_DATABASE_URL"

// shared is the one server of this test process.
var shared struct {
	sync.Mutex
	server *Server
	err    error
}

// Main runs the tests of a package and then stops the server that they shared. Use it as
//
//	func TestMain(m *testing.M) { pgtest.Main(m) }
//
// A test process that is killed takes its server with it, on Linux at once.
func Main(m *testing.M) {
	code := m.Run()
	shared.Lock()
	if shared.server != nil {
		shared.server.discard()
	} else {
		dropSpare(os.Getenv(Variable))
	}
	shared.Unlock()
	os.Exit(code)
}

// URL returns the URL of an empty database that is the test's own until it ends.
// The first call of a process starts the server, about two seconds.
func URL(t testing.TB) string {
	t.Helper()
	base, err := sharedURL()
	if err != nil {
		t.Fatal(err)
	}
	return emptyDatabase(t, base)
}

// URL returns the URL of an empty database on s that is the test's own until it ends.
func (s *Server) URL(t testing.TB) string {
	t.Helper()
	return emptyDatabase(t, s.base)
}

func sharedURL() (string, error) {
	if u := os.Getenv(Variable); u != "" {
		return u, nil
	}
	shared.Lock()
	defer shared.Unlock()
	if shared.server == nil && shared.err == nil {
		shared.server, shared.err = launch()
	}
	if shared.err != nil {
		return "", shared.err
	}
	return shared.server.base, nil
}

// spare are databases of each server that were emptied, because emptying one takes a tenth of
// the time of making one.
var spare struct {
	sync.Mutex
	names map[string][]string // by URL of the server
}

func emptyDatabase(t testing.TB, base string) string {
	t.Helper()
	u, err := url.Parse(base)
	if err != nil {
		t.Fatalf("%s is not a URL of the form postgres://user@host:port/database", Variable)
	}
	name, ok := takeSpare(base)
	if !ok {
		name = "t_" + strings.ToLower(rand.Text())
		if err := execute(base, "CREATE DATABASE "+name); err != nil {
			t.Fatalf("create a test database: %v", err)
		}
	}
	u.Path = "/" + name
	t.Cleanup(func() {
		if execute(u.String(), empty) == nil {
			giveSpare(base, name)
			return
		}
		// Best effort: the server may have been stopped by the test.
		_ = execute(base, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
	})
	return u.String()
}

// empty makes a database as good as new: nobody connected, no settings, nothing in it.
const empty = `DO $$
DECLARE s text;
BEGIN
	PERFORM pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid();
	EXECUTE format('ALTER DATABASE %I RESET ALL', current_database());
	FOR s IN SELECT nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg\_%' AND nspname <> 'information_schema' LOOP
		EXECUTE format('DROP SCHEMA %I CASCADE', s);
	END LOOP;
	CREATE SCHEMA public;
END $$`

func takeSpare(base string) (string, bool) {
	spare.Lock()
	defer spare.Unlock()
	names := spare.names[base]
	if len(names) == 0 {
		return "", false
	}
	spare.names[base] = names[:len(names)-1]
	return names[len(names)-1], true
}

func giveSpare(base, name string) {
	spare.Lock()
	defer spare.Unlock()
	if spare.names == nil {
		spare.names = map[string][]string{}
	}
	spare.names[base] = append(spare.names[base], name)
}

// dropSpare leaves nothing behind on a server that is not ours.
func dropSpare(base string) {
	for name, ok := takeSpare(base); ok; name, ok = takeSpare(base) {
		_ = execute(base, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
	}
}

// execute runs one statement on a connection of its own.
func execute(base, statement string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	c, err := pgx.Connect(ctx, base)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer func() { _ = c.Close(ctx) }()
	_, err = c.Exec(ctx, statement)
	return err
}
