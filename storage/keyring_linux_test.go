package storage

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// TestKeyFileInAFolderThatTakesNoFilesIsSeen: a secret that is mounted can be read and not replaced.
func TestKeyFileInAFolderThatTakesNoFilesIsSeen(t *testing.T) {
	k := newKeys(t)
	if err := k.writable(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(k.path)
	if err != nil {
		t.Fatal(err)
	}
	const nobody = 65534
	if os.Geteuid() == 0 { // no mode stops root: look with somebody else's eyes
		if err := errors.Join(os.Chown(k.path, nobody, nobody), os.Chmod(filepath.Dir(filepath.Dir(k.path)), 0o755)); err != nil {
			t.Fatal(err)
		}
		runtime.LockOSThread() // it ends with this goroutine
		if err := syscall.Setfsuid(nobody); err != nil {
			t.Fatal(err)
		}
		defer func() { _ = syscall.Setfsuid(0); runtime.UnlockOSThread() }()
	}
	dir := filepath.Dir(k.path)
	if os.Geteuid() != 0 {
		if err := os.Chmod(dir, 0o500); err != nil {
			t.Fatal(err)
		}
		defer func() { _ = os.Chmod(dir, 0o700) }()
	}
	if _, err := os.ReadFile(k.path); err != nil {
		t.Fatalf("it cannot even be read: %v", err)
	}
	if err := k.writable(); err == nil || !strings.Contains(err.Error(), "nothing was changed") {
		t.Errorf("a key file that cannot be replaced: %v", err)
	}
	if _, err := k.add(); err == nil {
		t.Error("a key was added")
	}
	after, err := os.ReadFile(k.path)
	if err != nil || string(after) != string(before) {
		t.Errorf("the key file was changed: %v", err)
	}
}
