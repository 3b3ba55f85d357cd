package storage_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"interlude/coaching"
	"interlude/storage"
	"interlude/storage/storagetest"
)

// TestNoStartPassesOverAFailure: a start that brings database and list of destroyed keys together either does it or
// says that it did not, wherever it fails; the one after that completes it.
func TestNoStartPassesOverAFailure(t *testing.T) {
	dir := t.TempDir()
	d := database{"sqlite:" + filepath.Join(dir, "interlude.db"), filepath.Join(dir, "key")}
	s := d.mustOpen(t)
	gone, wrote := newErased(t, s), newErased(t, s)
	single, work, begun, back := newErased(t, s), newErased(t, s), newErased(t, s), newYes(t, s)
	older := backup(t, s)
	store(t, s, gone.over())
	store(t, s, coaching.Change{Shred: wrote.over().Shred})
	store(t, s, coaching.Change{Erase: []coaching.ID{single.note.ID}})
	store(t, s, coaching.Change{Purge: []coaching.Purge{{Engagement: work.p.Engagement.ID, What: coaching.PurgeWork}}})
	back.takeBack(s)
	diesAt(s, "begun")
	if err := s.Commit(t.Context(), begun.over()); !errors.Is(err, errDied) {
		t.Fatal(err)
	}
	closeStore(t, s)
	older.restore(t, d)
	n := 1
	for ; ; n++ {
		s := d.mustOpen(t)
		older.into(t, s) // as the start found it
		failing := storage.NewFailing(t, s)
		failing.Nth(n, errBadBlock)
		looked := storage.LookBuried(s)
		err := errors.Join(looked, storage.Bury(t.Context(), s))
		came := failing.Came()
		if came == (err == nil) {
			t.Errorf("statement %d: failed %v, and it says %v", n, came, err)
		}
		if came && !errors.Is(err, errBadBlock) {
			t.Errorf("statement %d failed, and it says: %v", n, err)
		}
		if err := storage.Bury(t.Context(), s); err != nil {
			t.Errorf("the start after the one that failed: %v", err)
		}
		for _, e := range []erased{gone, wrote, single, work} {
			e.lives(s, false)
		}
		back.stands(s, false)
		begun.lives(s, true)
		if e, err := s.Engagement(t.Context(), gone.p.Engagement.ID); err != nil || e.Live() {
			t.Errorf("under way after statement %d failed: %v", n, err)
		}
		closeStore(t, s)
		if !came {
			break
		}
	}
	if n < 10 {
		t.Errorf("%d statements only", n-1)
	}
}

// lost are acts after which something is gone, each with the question whether it is.
var lost = map[string]func(*testing.T, *storage.Store) (act coaching.Change, gone func(*storage.Store) bool){
	"a consent is withdrawn": func(t *testing.T, s *storage.Store) (coaching.Change, func(*storage.Store) bool) {
		y := newYes(t, s)
		return y.withdraws(y.consent)
	},
	"a question is withdrawn": func(t *testing.T, s *storage.Store) (coaching.Change, func(*storage.Store) bool) {
		y := newYes(t, s)
		return y.withdraws(y.question)
	},
	"a brief is taken back": func(t *testing.T, s *storage.Store) (coaching.Change, func(*storage.Store) bool) {
		b := newYes(t, s).brief
		b.Version, b.Withdrawn = 1, storagetest.Noon
		return coaching.Change{Briefs: []coaching.Brief{b}}, func(s *storage.Store) bool {
			now, err := s.LatestBrief(t.Context(), b.Engagement)
			return err == nil && !now.Readable()
		}
	},
	"a session loses its words": func(t *testing.T, s *storage.Store) (coaching.Change, func(*storage.Store) bool) {
		m := newYes(t, s).session
		m.Version = 1
		return coaching.Change{Sessions: []coaching.Session{m.WithoutWords(storagetest.Noon)}, Empty: []coaching.ID{m.ID}}, func(s *storage.Store) bool {
			now, err := s.Session(t.Context(), m.ID)
			return err == nil && now.Reason.Empty()
		}
	},
	"a consent loses its sentence": func(t *testing.T, s *storage.Store) (coaching.Change, func(*storage.Store) bool) {
		k := newYes(t, s).consent
		k.Version = 1
		return coaching.Change{Consents: []coaching.Consent{k.WithoutSentence(storagetest.Noon)}, Empty: []coaching.ID{k.ID}}, func(s *storage.Store) bool {
			now, err := s.Consent(t.Context(), k.ID)
			return err == nil && now.Sentence.Empty() && now.State != coaching.ConsentGiven
		}
	},
	"an entry is erased": func(t *testing.T, s *storage.Store) (coaching.Change, func(*storage.Store) bool) {
		e := newErased(t, s)
		return coaching.Change{Erase: []coaching.ID{e.note.ID}}, e.gone
	},
	"the work of an engagement is purged": func(t *testing.T, s *storage.Store) (coaching.Change, func(*storage.Store) bool) {
		e := newErased(t, s)
		return coaching.Change{Purge: []coaching.Purge{{Engagement: e.p.Engagement.ID, What: coaching.PurgeWork}}}, e.gone
	},
	"an engagement is purged with its coachee": func(t *testing.T, s *storage.Store) (coaching.Change, func(*storage.Store) bool) {
		e := newErased(t, s)
		purge := coaching.Purge{Engagement: e.p.Engagement.ID, What: coaching.PurgeRecords, Person: e.p.Coachee.ID}
		return coaching.Change{Shred: e.over().Shred, Purge: []coaching.Purge{purge}}, func(s *storage.Store) bool {
			_, engagement := s.Engagement(t.Context(), e.p.Engagement.ID)
			_, person := s.Person(t.Context(), e.p.Coachee.ID)
			return e.gone(s) && coaching.Is(engagement, coaching.NotFound) && coaching.Is(person, coaching.NotFound)
		}
	},
	"everything is erased": func(t *testing.T, s *storage.Store) (coaching.Change, func(*storage.Store) bool) {
		e := newErased(t, s)
		return e.over(), e.gone
	},
	"everything is erased of who had written nothing": func(t *testing.T, s *storage.Store) (coaching.Change, func(*storage.Store) bool) {
		e := erased{t: t, p: storagetest.NewPractice(t, s)}
		e.note = coaching.Reflection{ID: coaching.NewID(), Engagement: e.p.Engagement.ID, Text: coaching.Words("words"), Audience: coaching.OnlyMe, Created: storagetest.Noon}
		c := e.over()
		c.Reflections = []coaching.Reflection{e.note}
		return c, func(s *storage.Store) bool {
			now, err := s.Engagement(t.Context(), e.p.Engagement.ID)
			return err == nil && !now.Live() && e.gone(s)
		}
	},
}

func (y yes) withdraws(k coaching.Consent) (coaching.Change, func(*storage.Store) bool) {
	k.Version, k.State, k.Withdrawn = 1, coaching.ConsentWithdrawn, storagetest.Noon
	return coaching.Change{Consents: []coaching.Consent{k}}, func(s *storage.Store) bool {
		now, err := s.Consent(y.t.Context(), k.ID)
		return err == nil && now.State == coaching.ConsentWithdrawn
	}
}

func (e erased) gone(s *storage.Store) bool {
	_, err := s.Reflection(e.t.Context(), e.note.ID)
	return coaching.Is(err, coaching.NotFound)
}

// TestWhatIsLastDoneStaysDoneAfterAnOlderBackup: each act that takes something away is in the list outside the database
// when it is done, whatever comes after it.
func TestWhatIsLastDoneStaysDoneAfterAnOlderBackup(t *testing.T) {
	for name, d := range databases(t) {
		for what, prepare := range lost {
			t.Run(name+"/"+what, func(t *testing.T) {
				s := d.mustOpen(t)
				stays, keeps := newErased(t, s), newYes(t, s)
				act, gone := prepare(t, s)
				older := backup(t, s)
				if gone(s) && len(act.Reflections) == 0 {
					t.Fatal("it is gone before it was taken away")
				}
				store(t, s, act)
				if !gone(s) {
					t.Error("it is still there")
				}
				closeStore(t, s)
				older.restore(t, d)
				listed := int64(0)
				for start := range 2 {
					s = d.mustOpen(t)
					if list, err := os.Stat(d.keys + ".tombstones"); err != nil || start > 0 && list.Size() != listed {
						t.Errorf("a second start adds to the list: %v", err)
					} else {
						listed = list.Size()
					}
					if !gone(s) {
						t.Error("it came back")
					}
					stays.lives(s, true)
					keeps.stands(s, true)
					closeStore(t, s)
				}
			})
		}
	}
}

// TestErasingNothingIsNothing: ids of nothing, and those that no row can have.
func TestErasingNothingIsNothing(t *testing.T) {
	for name, d := range databases(t) {
		t.Run(name, func(t *testing.T) {
			s := d.mustOpen(t)
			defer closeStore(t, s)
			newYes(t, s)
			before := storagetest.Dump(t, s)
			for _, c := range []coaching.Change{
				{Erase: []coaching.ID{"", "a\x00b", "\xff"}}, {Empty: []coaching.ID{"", "a\x00b", "\xff", coaching.NewID()}},
			} {
				if err := s.Commit(t.Context(), c); err != nil {
					t.Errorf("%v: %v", c.Erase, err)
				}
			}
			if storagetest.Dump(t, s) != before {
				t.Error("something was written")
			}
		})
	}
}

// TestAKeyPutBackCostsNothingThatWasWrittenSince: the destroyed key goes again, and what the coachee wrote after
// the erasure stays.
func TestAKeyPutBackCostsNothingThatWasWrittenSince(t *testing.T) {
	for name, d := range databases(t) {
		t.Run(name, func(t *testing.T) {
			s := d.mustOpen(t)
			e := newErased(t, s)
			key := "SELECT * FROM owner_keys WHERE owner = '" + string(e.p.Coachee.ID) + "'"
			old := takeRows(t, s.SQLDB(), key)
			store(t, s, coaching.Change{Shred: e.over().Shred})
			since := e.note
			since.ID = coaching.NewID()
			store(t, s, coaching.Change{Reflections: []coaching.Reflection{since}})
			both := takeRows(t, s.SQLDB(), key)
			both.rows = append(both.rows, old.rows...)
			part := backup(t, s)
			if len(both.rows) != 2 {
				t.Fatalf("%d keys", len(both.rows))
			}
			part["owner_keys"] = both
			closeStore(t, s)
			part.restore(t, d)
			for range 2 {
				s = d.mustOpen(t)
				if _, err := s.Reflection(t.Context(), since.ID); err != nil {
					t.Errorf("what was written since: %v", err)
				}
				e.lives(s, false)
				if keys := takeRows(t, s.SQLDB(), key); len(keys.rows) != 1 {
					t.Errorf("%d keys stand there", len(keys.rows))
				}
				closeStore(t, s)
			}
		})
	}
}

// TestNoStartWhenNothingCouldBeErased: who cannot write the list says so at once, not when a coachee asks.
func TestNoStartWhenNothingCouldBeErased(t *testing.T) {
	for name, d := range databases(t) {
		t.Run(name, func(t *testing.T) {
			closeStore(t, d.mustOpen(t))
			lock := d.keys + ".tombstones.lock"
			if err := errors.Join(os.RemoveAll(lock), os.MkdirAll(filepath.Join(lock, "in the way"), 0o700)); err != nil {
				t.Fatal(err)
			}
			if s, err := d.open(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "keys.tombstones") {
				t.Errorf("opened: %v, %v", s != nil, err)
			}
		})
	}
}

// TestErasedAgainLeavesTheFiles: what is erased again from an older copy is not left in SQLite's write-ahead log.
func TestErasedAgainLeavesTheFiles(t *testing.T) {
	dir := t.TempDir()
	d := database{"sqlite:" + filepath.Join(dir, "interlude.db"), filepath.Join(dir, "key")}
	s := d.mustOpen(t)
	defer func() { closeStore(t, s) }()
	e := newErased(t, s)
	older := backup(t, s)
	store(t, s, e.over())
	older.into(t, s)
	if err := storage.Bury(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	if log, err := os.Stat(filepath.Join(dir, "interlude.db-wal")); err != nil || log.Size() != 0 {
		t.Errorf("the log: %v", err)
	}
	if err := errors.Join(os.Remove(d.keys+".tombstones"), os.MkdirAll(d.keys+".tombstones", 0o700)); err != nil {
		t.Fatal(err)
	}
	if storage.Bury(t.Context(), s) == nil {
		t.Error("a list that cannot be read passed for an empty one")
	}
}
