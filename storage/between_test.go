package storage_test

import (
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
