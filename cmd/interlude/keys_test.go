package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"interlude/coaching"
	"interlude/storage"
	"interlude/storage/storagetest"
	"interlude/storage/storagetest/pgtest"
)

// site is an installation without a bot: a configuration, its database and its keys.
type site struct {
	t               *testing.T
	dir, config     string
	url, keys, list string
	more            string // further lines of the section keys
}

func newSite(t *testing.T, url string) *site {
	t.Helper()
	dir := t.TempDir()
	p := &site{t: t, dir: dir, config: filepath.Join(dir, "config.yaml"), url: url, keys: filepath.Join(dir, "k", "interlude.keys"), list: filepath.Join(dir, "l", "list")}
	p.write()
	return p
}

func (p *site) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

func (p *site) write() {
	p.t.Helper()
	p.must(os.WriteFile(p.config, fmt.Appendf(nil, `
slack: {api_url: "http://127.0.0.1:1/", bot_token: b, app_token: a}
database: {url: %q}
keys:
  file: %q
  tombstones: %q
%s
people: {coaches: [U024BE7LH]}
`, p.url, p.keys, p.list, p.more), 0o600))
}

// open opens the database as serve does.
func (p *site) open() *storage.Store {
	p.t.Helper()
	s, err := p.tryOpen()
	p.must(err)
	return s
}

func (p *site) tryOpen() (*storage.Store, error) {
	_, o, err := opening(p.config, os.Stderr)
	if err != nil {
		return nil, err
	}
	o.Migrate, o.Log = migrateQueue, nil
	return storage.Open(p.t.Context(), o)
}

// runs runs a command line and returns what it says; it must end with this code.
func (p *site) runs(code int, args string) string {
	p.t.Helper()
	got, out, errs := try(p.t.Context(), append(strings.Fields(args), "--config", p.config))
	if got != code {
		p.t.Fatalf("%s: exit code %d, want %d\n%s%s", args, got, code, out, errs)
	}
	return out + errs
}

func (p *site) says(code int, args string, want ...string) {
	p.t.Helper()
	said := p.runs(code, args)
	for _, w := range want {
		if !strings.Contains(said, w) {
			p.t.Errorf("%s says no %q:\n%s", args, w, said)
		}
	}
}

func TestKeysCommands(t *testing.T) {
	databases(t, func(t *testing.T, url string) {
		p := newSite(t, url)
		p.says(1, "keys check") // there is nothing yet, and nothing is made
		if _, err := os.Stat(p.keys); err == nil {
			t.Error("a key was made")
		}
		s := p.open() // it goes on serving meanwhile
		all := storagetest.Crowd(t, s, 3, 4)
		p.says(0, "keys check", "3 data keys", "15 entries opened", "0 data keys were destroyed")
		p.says(2, "keys", "say what to do")
		was, err := os.ReadFile(p.keys)
		p.must(err)
		p.says(0, "keys add", "not in use")
		p.says(0, "keys rotate --data", "data keys: 3 of 3", "entries: 15", "wraps every data key")
		p.says(0, "keys check --quick", "3 data keys", "0 entries opened", "1 earlier one")
		p.says(2, "keys retire", "--yes")
		p.says(0, "keys retire --yes", "1 master key was dropped")
		storagetest.Crowd(t, s, 1, 1)
		p.says(0, "keys check", "4 data keys", "17 entries opened")
		for _, e := range all {
			if entries, err := s.Reflections(t.Context(), e.Engagement.ID); err != nil || len(entries) != 4 {
				t.Errorf("%d entries, %v", len(entries), err)
			}
		}
		if _, err := s.SQLDB().ExecContext(t.Context(), "UPDATE actions SET version = 2"); err != nil {
			t.Fatal(err)
		}
		p.says(1, "keys check", "does not open: entry of table actions, ", "4 values do not open")
		p.must(s.Close())
		p.must(os.WriteFile(p.keys, was, 0o600)) // the key that was dropped
		p.says(1, "keys rotate", "not the key that the database was written with")
		p.says(1, "keys check", "not the key that the database was written with")
	})
}

func TestBackupEraseRestoreStaysErased(t *testing.T) {
	databases(t, func(t *testing.T, url string) {
		p := newSite(t, url)
		s := p.open()
		all := storagetest.Crowd(t, s, 2, 3)
		copied, locked := filepath.Join(p.dir, "copy"), filepath.Join(p.dir, "keys.age")
		p.says(0, "backup --out "+copied, "written") // while it serves
		p.says(1, "backup --out "+copied)            // never over another
		if st, err := os.Stat(copied); err != nil || st.Mode().Perm() != 0o600 {
			t.Errorf("the copy: %v", err)
		}
		began := time.Now()
		p.must(s.Commit(t.Context(), coaching.Change{Shred: []coaching.Shred{{Owner: all[0].Coachee.ID, At: began}}}))
		p.lives(s, all[0], false)
		t.Logf("unreadable after %s", time.Since(began).Round(time.Millisecond))
		pass := filepath.Join(p.dir, "pass")
		p.must(os.WriteFile(pass, []byte("correct horse battery\n"), 0o600))
		p.says(0, "keys backup --out "+locked+" --passphrase-file "+pass, "written")
		p.must(s.Close())

		p.says(1, "restore --from "+copied) // there is a database already
		p.moved()
		other := newSite(t, p.url)
		other.makeKey(t)
		other.says(1, "restore --from "+copied, "not the key that the database was written with")
		p.untouched()

		// The machine is lost: both come back from their copies.
		p.must(os.RemoveAll(filepath.Dir(p.keys)))
		p.must(os.RemoveAll(filepath.Dir(p.list)))
		p.says(1, "restore --from "+copied)
		p.untouched()
		p.must(os.WriteFile(pass, []byte("another passphrase\n"), 0o600))
		p.says(1, "keys restore --from "+locked+" --passphrase-file "+pass, "the passphrase is another")
		p.must(os.WriteFile(pass, []byte("correct horse battery\n"), 0o600))
		p.says(0, "keys restore --from "+locked+" --passphrase-file "+pass, "the key file is back")
		p.says(1, "keys restore --from "+locked+" --passphrase-file "+pass, "is there already")
		p.says(0, "restore --from "+copied, "restored", "erased again")

		s = p.open()
		p.lives(s, all[0], false)
		p.lives(s, all[1], true)
		p.must(s.Close())
		p.says(0, "keys check", "1 data key,", "4 entries opened", "1 data key was destroyed")
	})
}

// lives fails unless the coachee's entries can be read, or cannot.
func (p *site) lives(s *storage.Store, who storagetest.Practice, want bool) {
	p.t.Helper()
	entries, err := s.Reflections(p.t.Context(), who.Engagement.ID)
	if err != nil || (len(entries) > 0) != want {
		p.t.Errorf("%d entries, want some: %v, %v", len(entries), want, err)
	}
}

// moved takes the database away, as a lost machine does; where it was there is none.
func (p *site) moved() {
	p.t.Helper()
	if path, ok := strings.CutPrefix(p.url, "sqlite:"); ok {
		for _, beside := range []string{"", "-wal", "-shm"} {
			_ = os.Remove(path + beside)
		}
		return
	}
	p.url = pgtest.URL(p.t)
	p.write()
}

// untouched fails when there is a database where there was none.
func (p *site) untouched() {
	p.t.Helper()
	if path, ok := strings.CutPrefix(p.url, "sqlite:"); ok {
		left, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*"))
		p.must(err)
		for _, file := range left {
			if !strings.HasSuffix(file, ".lock") {
				p.t.Errorf("%s was left behind", file)
			}
		}
		return
	}
	p.must(emptyPostgres(p.t.Context(), Config{Database: DatabaseConfig{URL: secret(p.url)}}))
}

// makeKey gives p a key of its own by a database of its own.
func (p *site) makeKey(t *testing.T) {
	t.Helper()
	url, list := p.url, p.list
	p.url, p.list = "sqlite:"+filepath.Join(t.TempDir(), "other.db"), filepath.Join(t.TempDir(), "list")
	p.write()
	p.must(p.open().Close())
	p.url, p.list = url, list
	p.write()
}

func TestPassphraseHasToBeLong(t *testing.T) {
	p := newSite(t, "sqlite:"+filepath.Join(t.TempDir(), "db"))
	p.must(p.open().Close())
	out, pass := filepath.Join(p.dir, "keys.age"), filepath.Join(p.dir, "pass")
	p.must(os.WriteFile(pass, []byte("short\n"), 0o600))
	p.says(1, "keys backup --out "+out+" --passphrase-file "+pass, "too short")
	if _, err := os.Stat(out); err == nil {
		t.Error("it was written nevertheless")
	}
	p.must(os.WriteFile(pass, []byte("long enough passphrase\n"), 0o600))
	p.says(0, "keys backup --out "+out+" --passphrase-file "+pass)
	locked, err := os.ReadFile(out)
	p.must(err)
	clear, err := os.ReadFile(p.keys)
	p.must(err)
	if bytes.Contains(locked, []byte("typeUrl")) || !bytes.Contains(clear, []byte("typeUrl")) {
		t.Error("the keys stand in the file as they are")
	}
	for at := 0; at < len(locked); at += 37 {
		bent := bytes.Clone(locked)
		bent[at] ^= 1
		if _, err := unlock(bent, "long enough passphrase"); err == nil {
			t.Errorf("opened although byte %d was altered", at)
		}
	}
}
