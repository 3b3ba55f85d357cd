package storage_test

import (
	"os"
	"path/filepath"
	"testing"
)

func TestInspectSeesTheListOfDestroyedKeys(t *testing.T) {
	for name, d := range databases(t) {
		t.Run(name, func(t *testing.T) {
			s := d.mustOpen(t)
			e := newErased(t, s)
			if err := s.Commit(t.Context(), e.over()); err != nil {
				t.Fatal(err)
			}
			closeStore(t, s)
			list := d.keys + ".tombstones"
			was, err := os.ReadFile(list)
			if err != nil {
				t.Fatal(err)
			}
			holds(t, d.examine(t, nil), "0 list of destroyed keys: "+list+" holds 1")
			for _, c := range []struct {
				text []byte
				says string
			}{{append(was, "noise\n"...), "2 list of destroyed keys: "}, {nil, "1 list of destroyed keys: " + list + " holds 0, and the database knows 1"}} {
				if err := os.WriteFile(list, c.text, 0o600); err != nil {
					t.Fatal(err)
				}
				holds(t, d.examine(t, nil), c.says)
			}
			if err := os.Remove(list); err != nil {
				t.Fatal(err)
			}
			before := traces(t, filepath.Dir(d.keys))
			holds(t, d.examine(t, nil), "1 list of destroyed keys: "+list+" is not there")
			if traces(t, filepath.Dir(d.keys)) != before {
				t.Error("looking made or changed a file")
			}
		})
	}
}
