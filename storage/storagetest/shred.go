package storagetest

import (
	"encoding/hex"
	"strings"
	"sync"
	"testing"
	"time"

	"interlude/coaching"
	"interlude/storage"
)

var shredCases = cases{
	"words are gone and others' are not":   shredded,
	"a later write has a higher key":       shreddedTwice,
	"nothing to destroy":                   shreddedWithoutKey,
	"what was about it is not there":       shreddedSubject,
	"writers at the same time":             shreddedAmongWriters,
	"a key that vanished is no erasure":    vanishedKey,
	"under way or over":                    shreddedEnded,
	"the wrapped key stands nowhere after": shreddedKeyBytes,
}

func shredOf(p Practice) coaching.Change {
	return coaching.Change{Shred: []coaching.Shred{{Owner: p.Coachee.ID, At: Noon}}}
}

// fill stores one row of each kind with words and returns the ids by table.
func fill(t testing.TB, s *storage.Store, p Practice, start time.Time) map[string]coaching.ID {
	t.Helper()
	a, session, entry, consent := newAction(p), newSession(p, start), newReflection(p, ""), newConsent(p)
	brief := coaching.Brief{ID: coaching.NewID(), Engagement: p.Engagement.ID, Focus: coaching.Words("x"), Entries: []coaching.ID{entry.ID}, Released: Noon}
	commit(t, s, coaching.Change{
		Actions: []coaching.Action{a}, Sessions: []coaching.Session{session}, Reflections: []coaching.Reflection{entry},
		Consents: []coaching.Consent{consent}, Briefs: []coaching.Brief{brief},
	})
	return map[string]coaching.ID{"actions": a.ID, "sessions": session.ID, "reflections": entry.ID, "consents": consent.ID, "briefs": brief.ID}
}

// readOne reads each of the rows by its id.
func readOne(t testing.TB, s *storage.Store, ids map[string]coaching.ID) map[string]error {
	errs := map[string]error{}
	_, errs["actions"] = s.Action(t.Context(), ids["actions"])
	_, errs["sessions"] = s.Session(t.Context(), ids["sessions"])
	_, errs["reflections"] = s.Reflection(t.Context(), ids["reflections"])
	_, errs["consents"] = s.Consent(t.Context(), ids["consents"])
	return errs
}

func shredded(t *testing.T, s *storage.Store) {
	p, q := NewPractice(t, s), NewPractice(t, s)
	theirs, others := fill(t, s, p, Noon), fill(t, s, q, Noon)
	commit(t, s, shredOf(p))
	for table, err := range readOne(t, s, theirs) {
		if !coaching.Is(err, coaching.NotFound) {
			t.Errorf("%s after the erasure: %v, want NotFound", table, err)
		}
	}
	for table, err := range readAll(t, s, p.Engagement.ID) {
		if table == "briefs" && coaching.Is(err, coaching.NotFound) {
			continue // it is read as one
		}
		if err != nil || table == "briefs" {
			t.Errorf("%s after the erasure: %v", table, err)
		}
	}
	for _, table := range tables {
		if left := column(t, s, "SELECT id FROM "+table); len(left) != 1 || left[0] != string(others[table]) {
			t.Errorf("%s holds %v", table, left)
		}
	}
	for table, err := range readOne(t, s, others) {
		if err != nil {
			t.Errorf("%s of another coachee: %v", table, err)
		}
	}
	if at := column(t, s, "SELECT at FROM tombstones WHERE owner = '"+string(p.Coachee.ID)+"' AND version = 1"); len(at) != 1 {
		t.Errorf("%d tombstones", len(at))
	}
	if _, err := s.Engagement(t.Context(), p.Engagement.ID); err != nil {
		t.Error(err)
	}
}

func shreddedTwice(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	for round := range 3 {
		ids := fill(t, s, p, Noon.Add(time.Duration(round)*24*time.Hour))
		for table, err := range readOne(t, s, ids) {
			if err != nil {
				t.Errorf("round %d, %s: %v", round, table, err)
			}
		}
		commit(t, s, shredOf(p))
	}
	if got := strings.Join(column(t, s, "SELECT version FROM tombstones ORDER BY version"), " "); got != "1 2 3" {
		t.Errorf("versions %s were destroyed", got)
	}
}

func shreddedWithoutKey(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	commit(t, s, shredOf(p))
	commit(t, s, coaching.Change{Shred: []coaching.Shred{{Owner: "nobody", At: Noon}}})
	if n := len(column(t, s, "SELECT owner FROM tombstones")); n != 0 {
		t.Errorf("%d tombstones of keys that never were", n)
	}
}

// shreddedSubject: a reminder of an action whose words are gone is decided without the action.
func shreddedSubject(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	a := newAction(p)
	d := newDelivery(p, coaching.KindActionDue, "k")
	d.Subject = a.ID
	commit(t, s, coaching.Change{Actions: []coaching.Action{a}, Deliveries: []coaching.Delivery{d}})
	commit(t, s, shredOf(p))
	asked := false
	_, err := s.Intend(t.Context(), d.ID, Noon, 0, func(st coaching.Standing) coaching.Verdict {
		asked = true
		if st.Action != nil {
			t.Error("the action is still there")
		}
		return coaching.Verdict{Act: coaching.ActCancel, Reason: "gone"}
	})
	if err != nil || !asked {
		t.Fatalf("asked %v, %v", asked, err)
	}
}

// shreddedAmongWriters: whoever writes at the same time fails never, and what they wrote opens or is
// gone.
func shreddedAmongWriters(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	fill(t, s, p, Noon)
	var wait sync.WaitGroup
	errs := make(chan error, 8*6*3)
	for i := range 8 {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for range 6 {
				errs <- s.Commit(t.Context(), coaching.Change{Reflections: []coaching.Reflection{newReflection(p, "")}})
				if i == 0 {
					errs <- s.Commit(t.Context(), shredOf(p))
				}
				_, err := s.Reflections(t.Context(), p.Engagement.ID)
				errs <- err
			}
		}()
	}
	wait.Wait()
	close(errs)
	for err := range errs {
		if err != nil {
			t.Error(err)
		}
	}
	if back := column(t, s, "SELECT k.version FROM owner_keys k JOIN tombstones t ON t.owner = k.owner AND t.version >= k.version"); len(back) > 0 {
		t.Errorf("keys of versions %v live although those were destroyed", back)
	}
	all, err := s.Reflections(t.Context(), p.Engagement.ID)
	stored := column(t, s, "SELECT id FROM reflections")
	if err != nil || len(all) != len(stored) {
		t.Errorf("%d of %d open, %v", len(all), len(stored), err)
	}
	if n := len(column(t, s, "SELECT version FROM tombstones")); n == 0 || n > 6 {
		t.Errorf("%d tombstones", n)
	}
}

// vanishedKey: a key that is not there although nobody erased anything is damage, and is said.
func vanishedKey(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	ids := fill(t, s, p, Noon)
	execute(t, s, "DELETE FROM owner_keys")
	for table, err := range readOne(t, s, ids) {
		if err == nil || coaching.Is(err, coaching.NotFound) {
			t.Errorf("%s without a key: %v", table, err)
		}
	}
}

func shreddedEnded(t *testing.T, s *storage.Store) {
	p, q := NewPractice(t, s), NewPractice(t, s)
	fill(t, s, p, Noon)
	fill(t, s, q, Noon)
	over := shredOf(q)
	q.Engagement.State = coaching.EngagementClosed
	over.Engagements = []coaching.Engagement{q.Engagement}
	commit(t, s, shredOf(p))
	commit(t, s, over)
	query := "SELECT owner FROM tombstones WHERE ended = 1"
	if s.PgxPool() != nil {
		query = "SELECT owner FROM tombstones WHERE ended"
	}
	if got := column(t, s, query); len(got) != 1 || got[0] != string(q.Coachee.ID) {
		t.Errorf("ended: %v", got)
	}
}

func shreddedKeyBytes(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	fill(t, s, p, Noon)
	key := WrappedKey(t, s)
	if !strings.Contains(Dump(t, s), hex.EncodeToString([]byte(key))) {
		t.Fatal("the dump does not hold the key while it lives")
	}
	commit(t, s, shredOf(p))
	if strings.Contains(Dump(t, s), hex.EncodeToString([]byte(key))) {
		t.Error("the wrapped key still stands in a table")
	}
}

// WrappedKey returns the only wrapped data key of s.
func WrappedKey(t testing.TB, s *storage.Store) string {
	t.Helper()
	var key []byte
	if err := s.SQLDB().QueryRowContext(t.Context(), "SELECT wrapped FROM owner_keys").Scan(&key); err != nil {
		t.Fatal(err)
	}
	return string(key)
}

// Shreddable stores words and returns the wrapped key that opens them, and how to destroy it.
func Shreddable(t testing.TB, s *storage.Store) (key string, shred func()) {
	t.Helper()
	p := NewPractice(t, s)
	fill(t, s, p, Noon)
	return WrappedKey(t, s), func() { commit(t, s, shredOf(p)) }
}
