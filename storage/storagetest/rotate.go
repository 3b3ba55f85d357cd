package storagetest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"interlude/coaching"
	"interlude/storage"
)

var rotateCases = cases{
	"a new master key":                     rotateMaster,
	"new data keys":                        renewData,
	"both while others read and write":     rotateAmongOthers,
	"broken off anywhere and taken up":     rotateInPieces,
	"a check sees what does not open":      checkKeys,
	"no master key goes that is needed":    retireTooEarly,
	"an erased entry that is put back":     forgotten,
	"an erasure among a renewal stays one": shreddedInRenewal,
}

func silent(storage.Progress) {}

// Crowd stores coachees with entries each and returns the practices.
func Crowd(t testing.TB, s *storage.Store, coachees, entries int) []Practice {
	t.Helper()
	var all []Practice
	for range coachees {
		p := NewPractice(t, s)
		var c coaching.Change
		for range entries {
			c.Reflections = append(c.Reflections, newReflection(p, ""))
		}
		c.Actions = append(c.Actions, newAction(p))
		commit(t, s, c)
		all = append(all, p)
	}
	return all
}

// whole fails unless everything opens, wrapped by one master key, each coachee with one data key.
func whole(t testing.TB, s *storage.Store, coachees int) storage.KeyReport {
	t.Helper()
	r, err := s.CheckKeys(t.Context(), true, silent)
	if err != nil || len(r.Bad) > 0 || r.Keys != coachees || r.Masters[r.Primary] != coachees {
		t.Fatalf("%+v, %v", r, err)
	}
	return r
}

func rotateMaster(t *testing.T, s *storage.Store) {
	Crowd(t, s, 5, 2)
	before := whole(t, s, 5)
	id, err := s.RotateMaster(t.Context(), silent)
	if err != nil {
		t.Fatal(err)
	}
	after := whole(t, s, 5)
	if after.Primary != id || id == before.Primary || after.Idle() != 1 || after.Entries != 15 {
		t.Errorf("%+v after %+v", after, before)
	}
	Crowd(t, s, 1, 1) // a new key is wrapped by the new one
	whole(t, s, 6)
	if n, err := s.Retire(t.Context()); err != nil || n != 1 {
		t.Errorf("%d dropped, %v", n, err)
	}
	if r := whole(t, s, 6); r.Idle() != 0 || len(r.Masters) != 1 {
		t.Errorf("%+v", r)
	}
}

func renewData(t *testing.T, s *storage.Store) {
	all := Crowd(t, s, 4, 3)
	marks := column(t, s, marksQuery(s))
	moved, err := s.RenewData(t.Context(), silent)
	if err != nil || moved != 16 {
		t.Fatalf("%d moved, %v", moved, err)
	}
	whole(t, s, 4)
	if got := strings.Join(column(t, s, "SELECT DISTINCT version FROM owner_keys"), " "); got != "2" {
		t.Errorf("key versions %s", got)
	}
	for _, now := range column(t, s, marksQuery(s)) {
		for _, was := range marks {
			if now == was {
				t.Error("an entry is sealed as before")
			}
		}
	}
	commit(t, s, shredOf(all[0]))
	ids := fill(t, s, all[0], Noon)
	for table, err := range readOne(t, s, ids) {
		if err != nil {
			t.Errorf("%s: %v", table, err)
		}
	}
	if got := strings.Join(column(t, s, "SELECT version FROM owner_keys ORDER BY version DESC LIMIT 1"), " "); got != "3" {
		t.Errorf("the key after the erasure has version %s", got)
	}
}

func marksQuery(s *storage.Store) string {
	if s.PgxPool() != nil {
		return "SELECT DISTINCT encode(substr(words, 1, 5), 'hex') FROM reflections"
	}
	return "SELECT DISTINCT hex(substr(words, 1, 5)) FROM reflections"
}

// rotateAmongOthers: nobody who reads or writes meanwhile fails once.
func rotateAmongOthers(t *testing.T, s *storage.Store) {
	all := Crowd(t, s, 3, 150)
	ctx, stop := context.WithCancel(t.Context())
	var wait sync.WaitGroup
	var reads, writes atomic.Int64
	for i, p := range all {
		wait.Add(1)
		go func() {
			defer wait.Done()
			last := newReflection(p, "")
			for n := 0; ctx.Err() == nil; n++ {
				if err := others(t.Context(), s, p, &last, n); err != nil {
					t.Errorf("coachee %d: %v", i, err)
					return
				}
				reads.Add(2)
				writes.Add(1)
			}
		}()
	}
	for range 2 {
		if _, err := s.RotateMaster(t.Context(), silent); err != nil {
			t.Error(err)
		}
		if _, err := s.RenewData(t.Context(), silent); err != nil {
			t.Error(err)
		}
	}
	stop()
	wait.Wait()
	if _, err := s.RotateMaster(t.Context(), silent); err != nil {
		t.Fatal(err)
	}
	if r := whole(t, s, 3); r.Entries < 453 {
		t.Errorf("%d entries", r.Entries)
	}
	t.Logf("%d reads and %d writes went on", reads.Load(), writes.Load())
}

// others is what people do: write an entry, change the last one, read one and all.
func others(ctx context.Context, s *storage.Store, p Practice, last *coaching.Reflection, n int) error {
	if n%2 == 0 {
		*last = newReflection(p, "")
	}
	last.Text = coaching.Words(fmt.Sprint("text ", n))
	if err := s.Commit(ctx, coaching.Change{Reflections: []coaching.Reflection{*last}}); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	last.Version++
	got, err := s.Reflection(ctx, last.ID)
	if err != nil {
		return fmt.Errorf("read one: %w", err)
	}
	if got.Text.Reveal() != last.Text.Reveal() {
		return errors.New("read something else than was written")
	}
	if _, err := s.Reflections(ctx, p.Engagement.ID); err != nil {
		return fmt.Errorf("read all: %w", err)
	}
	return nil
}

// rotateInPieces breaks both off after each of their reports, and takes them up again.
func rotateInPieces(t *testing.T, s *storage.Store) {
	Crowd(t, s, 6, 30)
	first := whole(t, s, 6).Primary
	broke := 0
	for at := 1; ; at++ {
		ctx, stop := context.WithCancel(t.Context())
		n := 0
		say := func(storage.Progress) {
			if n++; n == at {
				stop()
			}
		}
		_, err := s.RotateMaster(ctx, say)
		if err == nil {
			_, err = s.RenewData(ctx, say)
		}
		stop()
		if err == nil {
			break
		}
		if !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		broke++
		if r, err := s.CheckKeys(t.Context(), true, silent); err != nil || len(r.Bad) > 0 || r.Entries != 186 {
			t.Fatalf("broken off after report %d: %+v, %v", at, r, err)
		}
	}
	if r := whole(t, s, 6); broke < 3 || r.Primary == first {
		t.Errorf("broken off %d times, %+v", broke, r)
	}
}

func checkKeys(t *testing.T, s *storage.Store) {
	all := Crowd(t, s, 2, 5)
	execute(t, s, "UPDATE actions SET version = 7")
	execute(t, s, "UPDATE owner_keys SET version = 9 WHERE owner = ?", string(all[0].Coachee.ID))
	r, err := s.CheckKeys(t.Context(), true, silent)
	if err != nil || len(r.Bad) != 1+6+1 || r.Entries != 12 {
		t.Errorf("%d do not open: %v, %v", len(r.Bad), r.Bad, err)
	}
	if r, err = s.CheckKeys(t.Context(), false, silent); err != nil || len(r.Bad) != 1 || r.Entries != 0 {
		t.Errorf("of the keys alone: %v, %v", r.Bad, err)
	}
}

func retireTooEarly(t *testing.T, s *storage.Store) {
	Crowd(t, s, 3, 1)
	if n, err := s.Retire(t.Context()); err != nil || n != 0 {
		t.Errorf("%d dropped, %v", n, err)
	}
	prepared, err := s.AddMaster(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if again, err := s.AddMaster(t.Context()); err != nil || again != prepared {
		t.Errorf("a second key was prepared: %v", err)
	}
	Crowd(t, s, 1, 1) // still wrapped by the one in use
	if r := whole(t, s, 4); r.Primary == prepared {
		t.Error("the prepared key is in use already")
	}
	ctx, stop := context.WithCancel(t.Context())
	if _, err := s.RotateMaster(ctx, func(storage.Progress) { stop() }); err == nil {
		t.Fatal("it was not broken off")
	}
	if _, err := s.Retire(t.Context()); err == nil {
		t.Error("a master key was dropped that data keys need")
	}
	if id, err := s.RotateMaster(t.Context(), silent); err != nil || id != prepared {
		t.Errorf("took %d, prepared %d, %v", id, prepared, err)
	}
	if n, err := s.Retire(t.Context()); err != nil || n != 1 {
		t.Errorf("%d dropped, %v", n, err)
	}
	whole(t, s, 4)
}

// shreddedInRenewal erases a coachee who has two keys at that moment.
func shreddedInRenewal(t *testing.T, s *storage.Store) {
	all := Crowd(t, s, 2, 250)
	ctx, stop := context.WithCancel(t.Context())
	var erased sync.Once
	done := make(chan struct{})
	go func() {
		defer close(done)
		for ctx.Err() == nil {
			if len(column(t, s, "SELECT owner FROM owner_keys GROUP BY owner HAVING count(*) > 1")) > 0 {
				erased.Do(func() {
					for _, p := range all {
						if err := s.Commit(t.Context(), shredOf(p)); err != nil {
							t.Error(err)
						}
					}
				})
				return
			}
			<-time.After(time.Millisecond)
		}
	}()
	if _, err := s.RenewData(t.Context(), silent); err != nil {
		t.Error(err)
	}
	stop()
	<-done
	if left := column(t, s, "SELECT id FROM reflections"); len(left) != 0 {
		t.Errorf("%d entries are left", len(left))
	}
	if keys := column(t, s, "SELECT owner FROM owner_keys"); len(keys) != 0 {
		t.Errorf("%d keys are left", len(keys))
	}
	commit(t, s, coaching.Change{Reflections: []coaching.Reflection{newReflection(all[0], "")}})
	whole(t, s, 1)
}
