package storage_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"interlude/coaching"
	"interlude/storage"
	"interlude/storage/storagetest"
)

func TestErasedStaysErasedAfterAnOlderBackupIsRestored(t *testing.T) {
	for name, d := range databases(t) {
		t.Run(name, func(t *testing.T) {
			s := d.mustOpen(t)
			gone, stays, wrote := newErased(t, s), newErased(t, s), newErased(t, s)
			older := backup(t, s)
			for _, c := range []coaching.Change{gone.over(), {Shred: wrote.over().Shred}} {
				store(t, s, c)
			}
			closeStore(t, s)
			older.restore(t, d)
			for range 2 { // the second start finds nothing more to do
				s = d.mustOpen(t)
				gone.lives(s, false)
				wrote.lives(s, false)
				stays.lives(s, true)
				for _, c := range []struct {
					who  erased
					live bool
				}{{gone, false}, {stays, true}, {wrote, true}} {
					e, err := s.Engagement(t.Context(), c.who.p.Engagement.ID)
					if err != nil || e.Live() != c.live {
						t.Errorf("under way: %v, want %v, %v", e.Live(), c.live, err)
					}
				}
				if n, others := dueFor(t, s, gone), dueFor(t, s, stays); n != 0 || others != 1 {
					t.Errorf("%d messages are due to who erased everything, %d to another", n, others)
				}
				closeStore(t, s)
			}
			s = d.mustOpen(t)
			defer closeStore(t, s)
			again := wrote.note
			again.ID = coaching.NewID()
			store(t, s, coaching.Change{Reflections: []coaching.Reflection{again}})
			if _, err := s.Reflection(t.Context(), again.ID); err != nil {
				t.Error(err)
			}
		})
	}
}

func dueFor(t *testing.T, s *storage.Store, e erased) int {
	t.Helper()
	all := takeRows(t, s.SQLDB(), "SELECT id FROM deliveries WHERE state = 'due' AND recipient = '"+string(e.p.Coachee.ID)+"'")
	return len(all.rows)
}

var errDied = errors.New("the program died")

// diesAt has the program die at a step of an erasure.
func diesAt(s *storage.Store, at string) {
	storage.BreakOff(s, func(step string) error {
		if step == at {
			return errDied
		}
		return nil
	})
}

// TestErasureThatBrokeOff dies at each step. A key whose destruction was not stored lives on; one
// whose destruction was stored stays dead, also after an older backup, once the program ran again.
func TestErasureThatBrokeOff(t *testing.T) {
	for name, d := range databases(t) {
		for _, c := range []struct {
			step   string
			stored bool
		}{{"begin", false}, {"begun", false}, {"confirm", true}, {"confirmed", true}} {
			t.Run(name+"/"+c.step, func(t *testing.T) {
				for _, finish := range []string{"start", "prune"} {
					s := d.mustOpen(t)
					e := newErased(t, s)
					older := backup(t, s)
					diesAt(s, c.step)
					if err := s.Commit(t.Context(), e.over()); !errors.Is(err, errDied) {
						t.Fatalf("died of %v", err)
					}
					e.lives(s, !c.stored)
					storage.BreakOff(s, nil)
					if finish == "prune" {
						if err := s.Prune(t.Context(), storagetest.Noon); err != nil {
							t.Fatal(err)
						}
					}
					closeStore(t, s)
					if finish == "start" {
						s = d.mustOpen(t)
						e.lives(s, !c.stored)
						closeStore(t, s)
					}
					older.restore(t, d)
					s = d.mustOpen(t)
					e.lives(s, !c.stored)
					if !c.stored { // and the erasure can be had again
						store(t, s, e.over())
						e.lives(s, false)
					}
					closeStore(t, s)
				}
			})
		}
	}
}

func TestListOfDestroyedKeysThatWasAlteredIsRefused(t *testing.T) {
	for name, d := range databases(t) {
		t.Run(name, func(t *testing.T) {
			s := d.mustOpen(t)
			a, b := newErased(t, s), newErased(t, s)
			for _, e := range []erased{a, b} {
				store(t, s, e.over())
			}
			closeStore(t, s)
			list := d.keys + ".tombstones"
			was, err := os.ReadFile(list)
			if err != nil {
				t.Fatal(err)
			}
			put := func(text []byte) {
				t.Helper()
				if err := os.WriteFile(list, text, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			before := d.fingerprint(t)
			lines := bytes.SplitAfter(was, []byte("\n"))
			flipped := bytes.Clone(was)
			flipped[len(flipped)/2] ^= 1
			swapped := bytes.Join([][]byte{lines[0], lines[2], lines[1], lines[3], lines[4]}, nil)
			for what, text := range map[string][]byte{
				"a bit": flipped, "a line left out": bytes.Join(append([][]byte{lines[0]}, lines[2:]...), nil),
				"lines swapped": swapped, "a line twice": append(bytes.Clone(was), lines[4]...), "the head cut": bytes.Join(lines[1:], nil),
				"noise": append(bytes.Clone(was), "x\n"...),
			} {
				put(text)
				s, err := d.open(t.Context(), func(context.Context, storage.Handle) error {
					t.Errorf("%s: the queue was migrated", what)
					return nil
				})
				if s != nil || !errors.Is(err, storage.ErrTombstones) {
					t.Errorf("%s: %v", what, err)
				}
			}
			put(append(bytes.Clone(was), lines[4][:9]...)) // was being written when the program ended
			s = d.mustOpen(t)
			a.lives(s, false)
			closeStore(t, s)
			put(bytes.Join(lines[:2], nil)) // cut off: the database fills it in
			closeStore(t, d.mustOpen(t))
			if err := os.Remove(list); err != nil {
				t.Fatal(err)
			}
			closeStore(t, d.mustOpen(t))
			if now, err := os.ReadFile(list); err != nil || bytes.Count(now, []byte("\n")) != 3 {
				t.Errorf("the list was not made anew: %v", err)
			}
			if d.fingerprint(t) != before {
				t.Error("the database was changed")
			}
		})
	}
}

// TestErasureIsRefusedWhenItsListCannotBeWritten: then nothing is destroyed.
func TestErasureIsRefusedWhenItsListCannotBeWritten(t *testing.T) {
	for name, d := range databases(t) {
		t.Run(name, func(t *testing.T) {
			s := d.mustOpen(t)
			e := newErased(t, s)
			list := d.keys + ".tombstones"
			if err := errors.Join(os.Remove(list), os.MkdirAll(filepath.Join(list, "in the way"), 0o700)); err != nil {
				t.Fatal(err)
			}
			if err := s.Commit(t.Context(), e.over()); err == nil {
				t.Error("an erasure that an older backup would undo was accepted")
			}
			e.lives(s, true)
			closeStore(t, s)
			if s, err := d.open(t.Context(), nil); err == nil {
				closeStore(t, s)
				t.Error("started although no erasure could be kept")
			}
		})
	}
}

// TestKeyPutBackDoesNotOpen: a wrapped key and the rows that it sealed are copied back into the
// database behind the program's back.
func TestKeyPutBackDoesNotOpen(t *testing.T) {
	for name, d := range databases(t) {
		t.Run(name, func(t *testing.T) {
			s := d.mustOpen(t)
			e := newErased(t, s)
			older := backup(t, s)
			store(t, s, coaching.Change{Shred: e.over().Shred})
			closeStore(t, s)
			part := copyOf{"owner_keys": older["owner_keys"], "reflections": older["reflections"]}
			part.restore(t, d)
			s = d.mustOpen(t)
			defer closeStore(t, s)
			e.lives(s, false)
			if keys := takeRows(t, s.SQLDB(), "SELECT owner FROM owner_keys WHERE owner = '"+string(e.p.Coachee.ID)+"'"); len(keys.rows) != 0 {
				t.Error("the key stands there")
			}
			part.into(t, s) // while it runs
			e.lives(s, false)
		})
	}
}

// TestOpenErasureIsTold: what began and was never stored is said once more at the start.
func TestOpenErasureIsTold(t *testing.T) {
	for name, d := range databases(t) {
		t.Run(name, func(t *testing.T) {
			s := d.mustOpen(t)
			e := newErased(t, s)
			diesAt(s, "begun")
			if err := s.Commit(t.Context(), e.over()); err == nil {
				t.Fatal("it did not die")
			}
			closeStore(t, s)
			var log bytes.Buffer
			keys, err := storage.OpenKeyring(d.keys)
			if err != nil {
				t.Fatal(err)
			}
			s, err = storage.Open(t.Context(), storage.Options{URL: d.url, Keys: keys, Now: storagetest.Fixed, Log: slog.New(slog.NewTextHandler(&log, nil))})
			if err != nil {
				t.Fatal(err)
			}
			defer closeStore(t, s)
			if !strings.Contains(log.String(), string(e.p.Coachee.ID)) {
				t.Errorf("the log says %q", log.String())
			}
		})
	}
}

// TestErasedEntryStaysErasedAfterAnOlderBackupIsRestored: the same for single entries, and for the work
// of an engagement.
func TestErasedEntryStaysErasedAfterAnOlderBackupIsRestored(t *testing.T) {
	for name, d := range databases(t) {
		t.Run(name, func(t *testing.T) {
			s := d.mustOpen(t)
			one, work, stays := newErased(t, s), newErased(t, s), newErased(t, s)
			second := one.note
			second.ID = coaching.NewID()
			action := coaching.Action{ID: coaching.NewID(), Engagement: one.p.Engagement.ID, Text: coaching.Words("act"), State: coaching.ActionOpen, Created: storagetest.Noon}
			kept := action
			kept.ID = coaching.NewID()
			store(t, s, coaching.Change{Reflections: []coaching.Reflection{second}, Actions: []coaching.Action{action, kept}})
			older := backup(t, s)
			store(t, s, coaching.Change{Erase: []coaching.ID{one.note.ID, action.ID}})
			store(t, s, coaching.Change{Purge: []coaching.Purge{{Engagement: work.p.Engagement.ID, What: coaching.PurgeWork}}})
			closeStore(t, s)
			older.restore(t, d)
			for range 2 {
				s = d.mustOpen(t)
				one.lives(s, false)
				work.lives(s, false)
				stays.lives(s, true)
				if _, err := s.Reflection(t.Context(), second.ID); err != nil {
					t.Errorf("another entry of the same coachee: %v", err)
				}
				if all, err := s.Actions(t.Context(), one.p.Engagement.ID); err != nil || len(all) != 1 || all[0].ID != kept.ID {
					t.Errorf("%d actions, %v", len(all), err)
				}
				closeStore(t, s)
			}
			// What was stored and not listed when the program died is listed at the next start.
			s = d.mustOpen(t)
			diesAt(s, "confirm")
			if err := s.Commit(t.Context(), coaching.Change{Erase: []coaching.ID{second.ID}}); !errors.Is(err, errDied) {
				t.Fatal(err)
			}
			closeStore(t, s)
			closeStore(t, d.mustOpen(t))
			older.restore(t, d)
			s = d.mustOpen(t)
			defer closeStore(t, s)
			if _, err := s.Reflection(t.Context(), second.ID); !coaching.Is(err, coaching.NotFound) {
				t.Errorf("an erased entry came back: %v", err)
			}
		})
	}
}
