package storage

import (
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
)

// Nobody is a user to whom nothing belongs.
const Nobody = 65534

// AsNobody has the rest of a test be nobody, as far as become says: root is stopped by no mode. It does nothing
// when the test does not run as root. The folders above path let everybody pass.
func AsNobody(t *testing.T, path string, become func(user int) error) {
	t.Helper()
	if os.Geteuid() != 0 {
		return
	}
	for up := filepath.Dir(filepath.Dir(path)); up != filepath.Dir(up) && up != filepath.Clean(os.TempDir()); up = filepath.Dir(up) {
		if err := os.Chmod(up, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	runtime.LockOSThread()
	if err := become(Nobody); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if become(0) == nil {
			runtime.UnlockOSThread() // else the thread ends with this goroutine
		}
	})
}

// TouchingFiles has whatever touches a file be user.
func TouchingFiles(user int) error { return syscall.Setfsuid(user) }

// Asking has whatever asks for rights be user, and touches files as before.
func Asking(user int) error {
	if _, _, no := syscall.RawSyscall(syscall.SYS_SETRESUID, uintptr(user), ^uintptr(0), ^uintptr(0)); no != 0 {
		return no
	}
	return nil
}
