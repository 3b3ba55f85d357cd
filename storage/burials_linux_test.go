package storage

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// TestAListThatCanOnlyBeReadIsSaid: on a mount that takes no writing the list opens, and nothing is called written.
func TestAListThatCanOnlyBeReadIsSaid(t *testing.T) {
	k, in, b, text := listed(t)
	ctx, dir := t.Context(), filepath.Dir(b.path)
	if err := errors.Join(os.Chmod(b.path, 0o444), os.Chmod(dir, 0o555), os.Chmod(b.path+".lock", 0o666)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(dir, 0o700) })
	AsNobody(t, b.path, TouchingFiles)
	if all, err := b.read(k, in.ID); err != nil || len(all) != 2 {
		t.Fatalf("it cannot even be read: %v", err)
	}
	for what, err := range map[string]error{
		"looked at": b.writable(ctx), "added": b.add(ctx, k, in, burial{What: burialDone, Owner: "RAVI", Version: 1}), "sealed anew": b.reseal(ctx, k, in),
	} {
		if !errors.Is(err, fs.ErrPermission) {
			t.Errorf("%s: it says %v", what, err)
		}
	}
	if now, err := os.ReadFile(b.path); err != nil || !bytes.Equal(now, text) {
		t.Errorf("the list has changed, %v", err)
	}
}
