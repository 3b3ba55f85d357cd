package storage_test

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// TestTheDoctorSaysWhenNothingCouldBeErased: the list of destroyed keys or its folder can be read and not be written.
func TestTheDoctorSaysWhenNothingCouldBeErased(t *testing.T) {
	const nobody = 65534
	root := os.Geteuid() == 0
	for name, c := range map[string]struct {
		file, folder bool // that may be written
		want         string
	}{
		"both":       {true, true, "0 list of destroyed keys: LIST holds 0; keep it with the key file, and let no backup replace it: "},
		"the folder": {false, true, "2 list of destroyed keys: this user may not write LIST: give file and folder to the user of this program: nothing can be erased for good"},
		"the file":   {true, false, "2 list of destroyed keys: this user may not write LIST: give file and folder to the user of this program: nothing can be erased for good"},
	} {
		t.Run(name, func(t *testing.T) {
			d := sqliteFile(t)
			list := d.keys + ".tombstones"
			dir := filepath.Dir(list)
			if root { // no mode stops root: ask as somebody else
				give := func(path string, writable bool) error {
					if writable {
						return os.Chown(path, nobody, nobody)
					}
					return nil
				}
				if err := errors.Join(give(list, c.file), give(dir, c.folder), os.Chmod(filepath.Dir(filepath.Dir(dir)), 0o755), os.Chmod(dir, 0o755)); err != nil {
					t.Fatal(err)
				}
				runtime.LockOSThread() // it ends with this goroutine
				if _, _, no := syscall.RawSyscall(syscall.SYS_SETRESUID, nobody, ^uintptr(0), ^uintptr(0)); no != 0 {
					t.Fatal(no)
				}
			} else {
				modes := map[bool]os.FileMode{true: 0o600, false: 0o400}
				if err := errors.Join(os.Chmod(list, modes[c.file]), os.Chmod(dir, modes[c.folder]|0o100)); err != nil {
					t.Fatal(err)
				}
				defer func() { _ = os.Chmod(dir, 0o700) }()
			}
			if got, want := line(t, d.examine(t, nil), "list of destroyed keys"), strings.ReplaceAll(c.want, "LIST", list); got != want {
				t.Errorf("it says\n%s\nwant\n%s", got, want)
			}
		})
	}
}
