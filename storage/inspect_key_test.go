package storage_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"interlude/coaching"
	"interlude/storage"
	"interlude/storage/storagetest"
)

// line returns the one finding about what, as a line without its end.
func line(t *testing.T, all, what string) string {
	t.Helper()
	var found []string
	for one := range strings.Lines(all) {
		if strings.HasPrefix(one[2:], what+": ") {
			found = append(found, strings.TrimSuffix(one, "\n"))
		}
	}
	if len(found) > 1 {
		t.Errorf("%q is said more than once:\n%s", what, all)
	}
	return strings.Join(found, "\n")
}

const (
	keepCopy = "; keep a copy of it apart from the copies of the database: "
	putBack  = ": put your copy of it back, or see that keys.tombstones names it"
)

// TestTheDoctorSaysWhatTheKeyFileIs: of every state of key file and database, the one thing that is true of it.
func TestTheDoctorSaysWhatTheKeyFileIs(t *testing.T) {
	t.Parallel()
	empty := func(t *testing.T, d *database) {
		if err := os.Truncate(d.path(), 0); err != nil {
			t.Fatal(err)
		}
	}
	none := func(_ *testing.T, d *database) { d.url += "x" }
	unusable := func(t *testing.T, d *database) { write(t, d.keys, "{}") }
	for name, c := range map[string]struct {
		spoil []func(*testing.T, *database)
		want  string // KEY: the path of the key file
	}{
		"as it should be": {nil, "0 key file: mode 0600, and the key of this database" + keepCopy},
		"that cannot be written": {[]func(*testing.T, *database){func(t *testing.T, d *database) { chmod(t, d.keys, 0o400) }},
			"0 key file: mode 0400, and the key of this database" + keepCopy},
		"nothing is there": {[]func(*testing.T, *database){empty, func(_ *testing.T, d *database) { d.keys += "x" }}, "0 key file: KEY is made at the first start" + keepCopy},
		"a new database":   {[]func(*testing.T, *database){empty}, "0 key file: KEY will be the key of the new database" + keepCopy},
		"no database":      {[]func(*testing.T, *database){none}, "1 key file: mode 0600; whether it belongs to this database is not known: run this again when the database answers"},
		"no database and no key": {[]func(*testing.T, *database){none, func(_ *testing.T, d *database) { d.keys += "x" }},
			"1 key file: KEY does not exist: nothing, if this is a new installation; else put your copy of it back there"},
		"no database and no keyset": {[]func(*testing.T, *database){none, unusable},
			"2 key file: open key file: KEY is not a keyset: let it be readable by the user of this program alone, or put your copy of it back"},
		"no keyset": {[]func(*testing.T, *database){unusable},
			"2 key file: open key file: KEY is not a keyset: let it be readable by the user of this program alone, or put your copy of it back"},
		"a folder": {[]func(*testing.T, *database){func(_ *testing.T, d *database) { d.keys = filepath.Dir(d.path()); _ = os.Chmod(d.keys, 0o700) }},
			"2 key file: open key file: read KEY: is a directory: let it be readable by the user of this program alone, or put your copy of it back"},
		"below a file": {[]func(*testing.T, *database){func(_ *testing.T, d *database) { d.keys += "/key" }},
			"2 key file: open key file: stat KEY: not a directory: let it be readable by the user of this program alone, or put your copy of it back"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := sqliteFile(t)
			for _, spoil := range c.spoil {
				spoil(t, &d)
			}
			all := d.examine(t, nil)
			if got, want := line(t, all, "key file"), strings.ReplaceAll(c.want, "KEY", d.keys); got != want {
				t.Errorf("it says\n%s\nwant\n%s", got, want)
			}
			if said := line(t, all, "list of destroyed keys") != ""; said != strings.HasPrefix(c.want, "0 key file: mode") {
				t.Errorf("the list of destroyed keys: said %v", said)
			}
		})
	}
}

// TestTheDoctorWarnsOfAKeyThatTravelsWithItsDatabase, and of no other.
func TestTheDoctorWarnsOfAKeyThatTravelsWithItsDatabase(t *testing.T) {
	const warning = " (it lies in the same folder: a copy of that folder can be read by whoever has it)"
	apart := sqliteFile(t)
	dir := filepath.Dir(apart.path())
	another := filepath.Join(t.TempDir(), "link")
	key, err := os.ReadFile(apart.keys)
	if err == nil {
		err = os.Symlink(dir, another)
	}
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "key"), string(key))
	server := databases(t)["PostgreSQL"]
	server.keys = filepath.Join(dir, "other.key")
	closeStore(t, server.mustOpen(t))
	t.Chdir(dir)
	for name, c := range map[string]struct {
		d    database
		said bool
	}{
		"apart":                         {apart, false},
		"beside":                        {database{apart.url, filepath.Join(dir, "key")}, true},
		"beside, by another name":       {database{apart.url, filepath.Join(another, "key")}, true},
		"beside, as seen from there":    {database{"sqlite:interlude.db", "key"}, true},
		"apart, as seen from there":     {database{"sqlite:interlude.db", apart.keys}, false},
		"of a server":                   {server, false},
		"of a server, as seen from the": {database{server.url, "other.key"}, false},
	} {
		got := line(t, c.d.examine(t, nil), "key file")
		if !strings.HasPrefix(got, "0 key file: mode 0600, and the key of this database") || strings.Contains(got, warning) != c.said {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// TestTheDoctorSaysWhatTheListOfDestroyedKeysIs: of every state of the list, the one thing that is true of it. What was
// erased one by one is no destroyed key.
func TestTheDoctorSaysWhatTheListOfDestroyedKeysIs(t *testing.T) {
	t.Parallel()
	d := sqliteFile(t)
	s := d.mustOpen(t)
	gone, single := newErased(t, s), newErased(t, s)
	store(t, s, coaching.Change{Erase: []coaching.ID{single.note.ID}})
	list := d.keys + ".tombstones"
	before, err := os.ReadFile(list)
	if err != nil {
		t.Fatal(err)
	}
	store(t, s, gone.over())
	closeStore(t, s)
	whole, err := os.ReadFile(list)
	if err != nil {
		t.Fatal(err)
	}
	put := func(text []byte) func() error { return func() error { return os.WriteFile(list, text, 0o600) } }
	for _, c := range []struct {
		make func() error
		want string
	}{
		{put(whole), "0 list of destroyed keys: LIST holds 1; keep it with the key file, and let no backup replace it: "},
		{put(append(whole, "half a li"...)), "0 list of destroyed keys: LIST holds 1; keep it with the key file, and let no backup replace it: "},
		{put(before), "1 list of destroyed keys: LIST holds 0, and the database knows 1: start the program, which adds them"},
		{put(append(whole, "noise\n"...)), "2 list of destroyed keys: LIST was altered, or belongs to another installation or to newer keys" + putBack},
		{func() error { return os.Remove(list) }, "1 list of destroyed keys: LIST is not there; the next start makes it from what this database knows (1)" +
			putBack + "; without it a backup that is put back brings erased words with it"},
		{func() error { return os.Mkdir(list, 0o700) }, "2 list of destroyed keys: LIST cannot be read: give it to the user of this program"},
	} {
		if err := c.make(); err != nil {
			t.Fatal(err)
		}
		if got, want := line(t, d.examine(t, nil), "list of destroyed keys"), strings.ReplaceAll(c.want, "LIST", list); got != want {
			t.Errorf("it says\n%s\nwant\n%s", got, want)
		}
	}
}

// TestTheDoctorPassesOverNoFailure: whichever statement fails that it asks of the database, it says that something could
// not be read, and not what the database answered.
func TestTheDoctorPassesOverNoFailure(t *testing.T) {
	t.Parallel()
	s := storagetest.SQLite(t, storagetest.Fixed)
	failing := storage.NewFailing(t, s)
	n := 1
	for ; ; n++ {
		failing.Nth(n, errBadBlock)
		found := storage.InspectInside(t.Context(), s)
		if !failing.Came() {
			break
		}
		said := 0
		for _, f := range found {
			if f.Grade == storage.Wrong && strings.Contains(f.What, "cannot be read (database error") && f.Do != "" {
				said++
			}
			if strings.Contains(f.What, errBadBlock.Error()) {
				t.Errorf("a cause is quoted: %s", f.What)
			}
		}
		if said != 1 {
			t.Errorf("statement %d failed, and it says so %d times: %+v", n, said, found)
		}
	}
	if n < 8 {
		t.Errorf("%d statements only", n-1)
	}
}
