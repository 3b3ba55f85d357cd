package pgtest

import (
	"fmt"
	"syscall"
	"time"
)

// Stop shuts the server down as an operator would: sessions are cut, nothing is lost. The
// directory and the port stay, so that Start brings the same databases back.
func (s *Server) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.signal(syscall.SIGINT)
}

// Kill ends the server and every session at once with SIGKILL, like a power cut of its machine.
func (s *Server) Kill() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cmd == nil {
		return
	}
	sessions := children(s.cmd.Process.Pid)
	s.signal(syscall.SIGKILL)
	for _, pid := range sessions {
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
}

// Start runs the server again, on the same directory and port, and waits until it answers.
func (s *Server) Start() error {
	var err error
	end := time.NewTimer(patience)
	defer end.Stop()
	for {
		// After Kill the old sessions may still hold the shared memory for a moment.
		if err = s.run(); err == nil {
			return nil
		}
		select {
		case <-end.C:
			return fmt.Errorf("start postgres again: %w", err)
		case <-time.After(100 * time.Millisecond):
		}
	}
}
