//go:build unix

package storage

import (
	"fmt"
	"os"
	"syscall"
)

// lockFile takes the exclusive lock on path, which ends with the process at the latest.
func lockFile(path string) (*os.File, error) {
	// #nosec G304 -- beside the operator's own database
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open lock file: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = f.Close()
		if err == syscall.EWOULDBLOCK {
			return nil, ErrInUse
		}
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	return f, nil
}
