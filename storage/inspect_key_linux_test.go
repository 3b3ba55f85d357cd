package storage_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"interlude/storage"
)

// TestTheDoctorSaysWhenNothingCouldBeErased: the list of destroyed keys or its folder can be read and not be written.
func TestTheDoctorSaysWhenNothingCouldBeErased(t *testing.T) {
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
			mode := map[bool]os.FileMode{true: 0o666, false: 0o444}
			if err := errors.Join(os.Chmod(list, mode[c.file]), os.Chmod(dir, mode[c.folder]|0o111)); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = os.Chmod(dir, 0o700) })
			storage.AsNobody(t, list, storage.Asking)
			if got, want := line(t, d.examine(t, nil), "list of destroyed keys"), strings.ReplaceAll(c.want, "LIST", list); got != want {
				t.Errorf("it says\n%s\nwant\n%s", got, want)
			}
		})
	}
}
