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
	}
	shared.Unlock()
	os.Exit(code)
}

// URL returns the URL of an empty database that is the test's own and is dropped with it.
// The first call of a process starts the server, about two seconds.
func URL(t testing.TB) string {
	t.Helper()
	base, err := sharedURL()
	if err != nil {
		t.Fatal(err)
	}
	return createDatabase(t, base)
}

// URL returns the URL of an empty database on s, dropped with the test if s still runs.
func (s *Server) URL(t testing.TB) string {
	t.Helper()
	return createDatabase(t, s.base)
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

func createDatabase(t testing.TB, base string) string {
	t.Helper()
	name := "t_" + strings.ToLower(rand.Text())
	if err := execute(base, "CREATE DATABASE "+name); err != nil {
		t.Fatalf("create a test database: %v", err)
	}
	t.Cleanup(func() {
		// Best effort: the server may have been stopped by the test.
		_ = execute(base, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
	})
	u, err := url.Parse(base)
	if err != nil {
		t.Fatalf("%s is not a URL of the form postgres://user@host:port/database", Variable)
	}
	u.Path = "/" + name
	return u.String()
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
