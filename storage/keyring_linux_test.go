package storage

import (
	"os"
	"path/filepath"
	"strings"
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
	dir := filepath.Dir(k.path)
	if os.Geteuid() == 0 {
		if err := os.Chown(k.path, Nobody, Nobody); err != nil {
			t.Fatal(err)
		}
	} else if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(dir, 0o700) })
	AsNobody(t, k.path, TouchingFiles)
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
