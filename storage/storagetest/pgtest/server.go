package pgtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// patience bounds a start and a stop of the server.
const patience = 30 * time.Second

// Server is a PostgreSQL cluster in a temporary directory.
type Server struct {
	base string // URL of the maintenance database
	dir  string
	bin  string
	port int
	cred *syscall.Credential // nil: as ourselves

	mu   sync.Mutex
	cmd  *exec.Cmd // nil while stopped
	done chan struct{}
	log  *bytes.Buffer
}

// Start makes a server that belongs to the test alone, for tests that stop or kill it. It
// needs the server's programs on this machine even where Variable is set.
func Start(t testing.TB) *Server {
	t.Helper()
	s, err := launch()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.discard)
	return s
}

// Launch starts a server for a program that runs tests, so that they need not start one each: they find its URL in
// Variable. It ends with stop, or with the program.
func Launch() (url string, stop func(), err error) {
	s, err := launch()
	if err != nil {
		return "", nil, err
	}
	return s.base, s.discard, nil
}

// launch makes the cluster and starts it.
func launch() (*Server, error) {
	s := &Server{}
	var err error
	if s.bin, err = programs(); err != nil {
		return nil, err
	}
	if s.cred, err = unprivileged(); err != nil {
		return nil, err
	}
	if s.dir, err = newDir(s.cred); err != nil {
		return nil, err
	}
	if err := s.initialise(); err != nil {
		s.discard()
		return nil, err
	}
	// The port is free when we look and may be gone when the server asks for it.
	for range 3 {
		if s.port, err = freePort(); err != nil {
			break
		}
		s.base = fmt.Sprintf("postgres://postgres@127.0.0.1:%d/postgres?sslmode=disable", s.port)
		if err = s.run(); err == nil {
			return s, nil
		}
	}
	s.discard()
	return nil, err
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("look for a free port: %w", err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port, nil
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

func (s *Server) initialise() error {
	ctx, cancel := context.WithTimeout(context.Background(), 2*patience)
	defer cancel()
	// #nosec G204 -- the programs of the developer's own PostgreSQL
	c := exec.CommandContext(ctx, filepath.Join(s.bin, "initdb"), "-D", s.data(), "-U", "postgres",
		"--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync", "--no-instructions")
	c.Dir = s.dir
	c.Env = append(os.Environ(), "LC_ALL=C")
	c.SysProcAttr = attributes(s.cred, false)
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	return nil
}

// run starts the server on its directory and port, and waits until it answers.
func (s *Server) run() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cmd != nil {
		return errors.New("the server runs already")
	}
	s.log = &bytes.Buffer{}
	// #nosec G204 -- the programs of the developer's own PostgreSQL
	s.cmd = exec.Command(filepath.Join(s.bin, "postgres"), "-D", s.data(), "-p", strconv.Itoa(s.port),
		"-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="+s.dir,
		"-c", "max_connections=200", "-c", "shared_buffers=64MB", "-c", "logging_collector=off",
		"-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")
	s.cmd.Dir = s.dir
	s.cmd.Env = append(os.Environ(), "LC_ALL=C")
	s.cmd.SysProcAttr = attributes(s.cred, true)
	s.cmd.Stderr = s.log
	s.done = make(chan struct{})
	started := make(chan error, 1)
	go func(cmd *exec.Cmd, done chan struct{}) {
		// The kernel ties the death signal to the thread that forked, so this one stays.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		defer close(done)
		err := cmd.Start()
		started <- err
		if err == nil {
			_ = cmd.Wait()
		}
	}(s.cmd, s.done)
	if err := <-started; err != nil {
		s.cmd = nil
		return fmt.Errorf("start postgres: %w", err)
	}
	return s.answer()
}

// answer waits until the server accepts a connection, or has ended.
func (s *Server) answer() error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		c, err := pgx.Connect(ctx, s.base)
		if err == nil {
			return c.Close(ctx)
		}
		select {
		case <-tick.C:
		case <-s.done:
			s.cmd = nil
			return fmt.Errorf("postgres ended at its start: %s", s.log)
		case <-ctx.Done():
			s.signal(syscall.SIGKILL)
			return fmt.Errorf("postgres did not answer within %s: %w", patience, err)
		}
	}
}

// signal sends sig and waits until the server has ended. The caller holds mu.
func (s *Server) signal(sig syscall.Signal) {
	if s.cmd == nil {
		return
	}
	_ = s.cmd.Process.Signal(sig)
	select {
	case <-s.done:
	case <-time.After(patience):
		_ = s.cmd.Process.Kill()
		<-s.done
	}
	s.cmd = nil
}

func (s *Server) discard() {
	s.Stop()
	_ = os.RemoveAll(s.dir)
}
