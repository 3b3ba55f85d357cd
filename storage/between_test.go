package storage_test

import (
	"database/sql"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"interlude/coaching"
	"interlude/storage"
	"interlude/storage/storagetest"
)

// waits fails unless other comes to wait for a lock in the database before it is done.
func waits(t *testing.T, s *storage.Store, done <-chan error) {
	t.Helper()
	end := time.NewTimer(20 * time.Second)
	defer end.Stop()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case err := <-done:
			t.Fatalf("it waits for nobody: %v", err)
		case <-end.C:
			t.Fatal("it neither waits nor ends")
		case <-tick.C:
		}
		all := takeRows(t, s.SQLDB(), "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
		if len(all.rows) > 0 {
			return
		}
	}
}

func noteOf(p storagetest.Practice) coaching.Reflection {
	return coaching.Reflection{ID: coaching.NewID(), Engagement: p.Engagement.ID, Text: coaching.Words("words"), Audience: coaching.OnlyMe, Created: storagetest.Noon}
}

func began(fn func() error) <-chan error {
	done := make(chan error, 1)
	go func() { done <- fn() }()
	return done
}

// TestWhatIsBeingWrittenIsErasedToo: erasing everything waits for whoever is writing with a key, and takes what they
// wrote along.
func TestWhatIsBeingWrittenIsErasedToo(t *testing.T) {
	s := storagetest.Postgres(t, storagetest.Fixed)
	e := newErased(t, s)
	late := noteOf(e.p)
	commit := storage.Writing(t, s, e.p.Engagement.ID, coaching.Change{Reflections: []coaching.Reflection{late}})
	done := began(func() error { return s.Commit(t.Context(), e.over()) })
	waits(t, s, done)
	commit()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	e.lives(s, false)
	if _, err := s.Reflection(t.Context(), late.ID); !coaching.Is(err, coaching.NotFound) {
		t.Errorf("what was being written: %v", err)
	}
	if left := takeRows(t, s.SQLDB(), "SELECT id FROM reflections"); len(left.rows) > 0 {
		t.Errorf("%d rows are left", len(left.rows))
	}
}

// TestTwoFirstEntriesShareAKey: of two replicas that store somebody's first entry at once, one makes the key.
func TestTwoFirstEntriesShareAKey(t *testing.T) {
	s := storagetest.Postgres(t, storagetest.Fixed)
	p := storagetest.NewPractice(t, s)
	one, two := noteOf(p), noteOf(p)
	commit := storage.Writing(t, s, p.Engagement.ID, coaching.Change{Reflections: []coaching.Reflection{one}})
	done := began(func() error { return s.Commit(t.Context(), coaching.Change{Reflections: []coaching.Reflection{two}}) })
	waits(t, s, done)
	commit()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if keys := takeRows(t, s.SQLDB(), "SELECT version FROM owner_keys"); len(keys.rows) != 1 {
		t.Errorf("%d keys", len(keys.rows))
	}
	for _, r := range []coaching.Reflection{one, two} {
		if got, err := s.Reflection(t.Context(), r.ID); err != nil || got.Text.Reveal() != "words" {
			t.Errorf("%q, %v", got.Text.Reveal(), err)
		}
	}
}

// TestAKeyIsNotWrappedByOneThatIsLeft: a new master key waits for whoever wraps a data key with the old one, and then
// wraps that one too.
func TestAKeyIsNotWrappedByOneThatIsLeft(t *testing.T) {
	s := storagetest.Postgres(t, storagetest.Fixed)
	p := storagetest.NewPractice(t, s)
	note := noteOf(p)
	commit := storage.Writing(t, s, p.Engagement.ID, coaching.Change{Reflections: []coaching.Reflection{note}})
	done := began(func() error { _, err := s.RotateMaster(t.Context(), func(storage.Progress) {}); return err })
	waits(t, s, done)
	commit()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if left := takeRows(t, s.SQLDB(), "SELECT 1 FROM owner_keys WHERE master <> (SELECT master FROM installation)"); len(left.rows) > 0 {
		t.Error("a data key is wrapped by the earlier master key")
	}
	if _, err := s.Reflection(t.Context(), note.ID); err != nil {
		t.Error(err)
	}
}

// TestAReaderOutlivesNewKeys: between reading rows and reading their keys, everything is sealed anew and the keys are
// destroyed, three times and no more.
func TestAReaderOutlivesNewKeys(t *testing.T) {
	s := storagetest.Postgres(t, storagetest.Fixed)
	e := newErased(t, s)
	failing := storage.NewFailing(t, s)
	renew := func() {
		if _, err := s.RenewData(t.Context(), func(storage.Progress) {}); err != nil {
			t.Error(err)
		}
	}
	const patience = 3
	for times := 1; times <= patience+1; times++ {
		left := times
		var again func()
		again = func() { // before the keys of the rows that were just read
			renew()
			if left--; left > 0 {
				failing.Before(2, again)
			}
		}
		failing.Before(2, again)
		got, err := s.Reflections(t.Context(), e.p.Engagement.ID)
		failing.Before(0, nil)
		if ok := err == nil && len(got) == 1 && got[0].Text.Reveal() == "words"; ok != (times <= patience) {
			t.Errorf("renewed %d times meanwhile: %d entries, %v", times, len(got), err)
		}
	}
}

// TestAWithdrawalWaitsForTheIntent to send, whether the sentence or its category is withdrawn, and so cannot be overtaken by it; what
// is no news holds up nobody.
func TestAWithdrawalWaitsForTheIntent(t *testing.T) {
	s := storagetest.Postgres(t, storagetest.Fixed)
	for name, c := range map[string]struct {
		of    func(everyKind) coaching.Consent
		which func(everyKind) coaching.ID
		waits bool
	}{
		"the sentence": {func(w everyKind) coaching.Consent { return w.consent }, newsOf, true},
		"its category": {func(w everyKind) coaching.Consent { return w.category }, newsOf, true},
		"a reminder":   {func(w everyKind) coaching.Consent { return w.consent }, promptOf, false},
	} {
		w := newEveryKind(t, s)
		store(t, s, w.change())
		k := c.of(w)
		k.Version, k.State, k.Withdrawn = 1, coaching.ConsentWithdrawn, storagetest.Noon
		var done <-chan error
		_, err := s.Intend(t.Context(), c.which(w), storagetest.Noon, 0, func(coaching.Standing) coaching.Verdict {
			if done == nil { // the first time; companions are asked about too
				done = began(func() error { return s.Commit(t.Context(), coaching.Change{Consents: []coaching.Consent{k}}) })
				if c.waits {
					waits(t, s, done)
				} else if err := <-done; err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
			return coaching.Verdict{Act: coaching.ActSend}
		})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if c.waits {
			if err := <-done; err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if got, err := s.Consent(t.Context(), k.ID); err != nil || got.State != coaching.ConsentWithdrawn {
			t.Errorf("%s: %s, %v", name, got.State, err)
		}
	}
}

// openTelling opens d and has what it tells written into said.
func openTelling(t *testing.T, d database, said io.Writer) *storage.Store {
	t.Helper()
	keys, err := storage.OpenKeyring(d.keys)
	if err != nil {
		t.Fatal(err)
	}
	s, err := storage.Open(t.Context(), storage.Options{URL: d.url, Keys: keys, Now: storagetest.Fixed, Log: slog.New(slog.NewTextHandler(said, nil))})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestAnOlderCopyIsTold: a start with an older copy says how much it erased again, and the next one nothing.
func TestAnOlderCopyIsTold(t *testing.T) {
	dir := t.TempDir()
	d := database{"sqlite:" + filepath.Join(dir, "interlude.db"), filepath.Join(dir, "key")}
	s := d.mustOpen(t)
	gone, wrote, single := newErased(t, s), newErased(t, s), newErased(t, s)
	older := backup(t, s)
	store(t, s, gone.over())
	store(t, s, coaching.Change{Shred: wrote.over().Shred})
	store(t, s, coaching.Change{Erase: []coaching.ID{single.note.ID}})
	closeStore(t, s)
	older.restore(t, d)
	for i, want := range []bool{true, false} {
		var said strings.Builder
		s = openTelling(t, d, &said)
		told := strings.Contains(said.String(), "older copy")
		if told != want || told && !strings.Contains(said.String(), "coachees=2 rows=1") || strings.Contains(said.String(), "never confirmed") {
			t.Errorf("start %d: %s", i+1, said.String())
		}
		closeStore(t, s)
	}
}

// TestSQLitesLogIsEmptiedOnceNobodyReadsBesides: while another process reads, what was erased may stand in the log; it is
// said, and made up for.
func TestSQLitesLogIsEmptiedOnceNobodyReadsBesides(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "interlude.db")
	d := database{"sqlite:" + file, filepath.Join(dir, "key")}
	var said strings.Builder
	s := openTelling(t, d, &said)
	defer closeStore(t, s)
	if _, err := s.SQLDB().ExecContext(t.Context(), "PRAGMA busy_timeout = 20"); err != nil { // it has one connection
		t.Fatal(err)
	}
	quiet, watched := newErased(t, s), newErased(t, s)
	size := func() int64 {
		st, err := os.Stat(file + "-wal")
		if err != nil {
			t.Fatal(err)
		}
		return st.Size()
	}
	store(t, s, quiet.over())
	if size() != 0 || strings.Contains(said.String(), "not emptied") {
		t.Fatalf("%d bytes are left: %s", size(), said.String())
	}
	besides, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = besides.Close() }()
	reading, err := besides.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var n int
	if err := reading.QueryRowContext(t.Context(), "SELECT count(*) FROM people").Scan(&n); err != nil {
		t.Fatal(err)
	}
	store(t, s, watched.over())
	if size() == 0 || !strings.Contains(said.String(), "another process reads the database") {
		t.Errorf("%d bytes are left: %s", size(), said.String())
	}
	if err := reading.Rollback(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.RenewOutdated(t.Context()); err != nil || size() != 0 {
		t.Errorf("%d bytes are left, %v", size(), err)
	}
}
