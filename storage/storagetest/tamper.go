package storagetest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"interlude/coaching"
	"interlude/storage"
)

// tampering is a database with several coachees, and what an attacker who may write to it knows:
// every value that was ever stored.
type tampering struct {
	t      testing.TB
	s      *storage.Store
	random *rand.Rand
	rows   []sealedValue
	past   map[string][]sealedValue // by row: its earlier values
}

// sealedValue is a row with words, as it stands.
type sealedValue struct {
	table, id, engagement, owner string
	version                      int
	words                        []byte
}

// Tamper alters n values as somebody with the database in hand could, one after the other: flips bits,
// cuts, swaps, moves, renames and rolls back. It returns how often each was done and how often words
// came out that must not; none may.
func Tamper(t testing.TB, s *storage.Store, seed uint64, n int) (done, opened map[string]int) {
	t.Helper()
	// #nosec G404 -- a trial is repeated from its seed
	w := &tampering{t: t, s: s, random: rand.New(rand.NewPCG(seed, 2)), past: map[string][]sealedValue{}}
	w.populate()
	kinds := w.kinds()
	names := make([]string, 0, len(kinds))
	for name := range kinds {
		names = append(names, name)
	}
	slices.Sort(names)
	done, opened = map[string]int{}, map[string]int{}
	for i, all := 0, 0; all < n; i++ {
		name := names[i%len(names)]
		undo, victim := kinds[name]()
		if undo == nil {
			continue // there is nothing of that kind for this row
		}
		done[name]++
		all++
		if w.reads(victim) {
			opened[name]++
		}
		undo()
		if !w.reads(victim) {
			t.Fatalf("%s: what was put right does not open", name)
		}
	}
	return done, opened
}

func (w *tampering) populate() {
	for range 3 {
		p := NewPractice(w.t, w.s)
		w.fillTwice(p)
		second := p
		other := NewPractice(w.t, w.s)
		second.Engagement.ID, second.Engagement.Version, second.Engagement.Coach = coaching.NewID(), 0, other.Coach.ID
		commit(w.t, w.s, coaching.Change{Engagements: []coaching.Engagement{second.Engagement}})
		w.fillTwice(second)
	}
	w.rows = w.look()
}

// fillTwice stores a row of each kind, remembers it, and writes it again.
func (w *tampering) fillTwice(p Practice) {
	a, entry, consent := newAction(p), newReflection(p, ""), newConsent(p)
	session := newSession(p, Noon)
	session.State = coaching.SessionCancelled // it occupies nothing
	brief := coaching.Brief{ID: coaching.NewID(), Engagement: p.Engagement.ID, Focus: coaching.Words("x"), Released: Noon}
	commit(w.t, w.s, coaching.Change{Actions: []coaching.Action{newAction(p)}, Reflections: []coaching.Reflection{newReflection(p, "")}})
	for version := range 3 {
		a.Version, entry.Version, consent.Version, session.Version, brief.Version = version, version, version, version, version
		a.Text, entry.Text = coaching.Words(fmt.Sprint("text ", version)), coaching.Words(fmt.Sprint("text ", version))
		commit(w.t, w.s, coaching.Change{Actions: []coaching.Action{a}, Reflections: []coaching.Reflection{entry},
			Consents: []coaching.Consent{consent}, Sessions: []coaching.Session{session}, Briefs: []coaching.Brief{brief}})
		for _, v := range w.look() {
			if v.version == version+1 {
				w.past[v.id] = append(w.past[v.id], v)
			}
		}
	}
}

func (w *tampering) look() []sealedValue {
	var all []sealedValue
	for _, table := range tables {
		rows, err := w.s.SQLDB().QueryContext(w.t.Context(), "SELECT r.id, r.engagement, e.coachee, r.version, r.words FROM "+table+" r JOIN engagements e ON e.id = r.engagement ORDER BY r.id")
		if err != nil {
			w.t.Fatal(err)
		}
		for rows.Next() {
			v := sealedValue{table: table}
			if err := rows.Scan(&v.id, &v.engagement, &v.owner, &v.version, &v.words); err != nil {
				w.t.Fatal(err)
			}
			all = append(all, v)
		}
		if err := rows.Err(); err != nil {
			w.t.Fatal(err)
		}
		_ = rows.Close()
	}
	return all
}

// reads reports whether the words of v come out.
func (w *tampering) reads(v sealedValue) bool {
	ctx, id := w.t.Context(), coaching.ID(v.id)
	var err error
	switch v.table {
	case "actions":
		_, err = w.s.Action(ctx, id)
	case "sessions":
		_, err = w.s.Session(ctx, id)
	case "reflections":
		_, err = w.s.Reflection(ctx, id)
	case "consents":
		_, err = w.s.Consent(ctx, id)
	case "briefs":
		var e string
		if err := w.s.SQLDB().QueryRowContext(ctx, placeholders(w.s, "SELECT engagement FROM briefs WHERE id = ?"), v.id).Scan(&e); err != nil {
			w.t.Fatal(err)
		}
		_, err = w.s.LatestBrief(ctx, coaching.ID(e))
	}
	if coaching.Is(err, coaching.NotFound) {
		w.t.Errorf("%s: what was altered looks as if it were not there", v.table)
	}
	return err == nil
}

// pick draws a row that fits.
func (w *tampering) pick(fits func(sealedValue) bool) (sealedValue, bool) {
	for range 200 {
		if v := w.rows[w.random.IntN(len(w.rows))]; fits(v) {
			return v, true
		}
	}
	return sealedValue{}, false
}

func (w *tampering) any() sealedValue {
	v, _ := w.pick(func(sealedValue) bool { return true })
	return v
}

// put writes words into the row of v and returns how to undo it.
func (w *tampering) put(v sealedValue, words []byte) func() {
	set := "UPDATE " + v.table + " SET words = ? WHERE id = ?"
	execute(w.t, w.s, set, words, v.id)
	return func() { execute(w.t, w.s, set, v.words, v.id) }
}

// set writes one column and returns how to undo it.
func (w *tampering) set(table, column, where, key string, value, was any) func() {
	statement := "UPDATE " + table + " SET " + column + " = ? WHERE " + where + " = ?"
	execute(w.t, w.s, statement, value, key)
	return func() { execute(w.t, w.s, statement, was, key) }
}

// swap puts the words of another row into one.
func (w *tampering) swap(fits func(v, from sealedValue) bool) func() (func(), sealedValue) {
	return func() (func(), sealedValue) {
		v := w.any()
		from, ok := w.pick(func(from sealedValue) bool { return from.id != v.id && fits(v, from) })
		if !ok {
			return nil, v
		}
		return w.put(v, from.words), v
	}
}

func (w *tampering) flip(b []byte) []byte {
	b = slices.Clone(b)
	b[w.random.IntN(len(b))] ^= 1 << w.random.IntN(8)
	return b
}

func (w *tampering) key(owner string) (wrapped []byte) {
	if err := w.s.SQLDB().QueryRowContext(w.t.Context(), placeholders(w.s, "SELECT wrapped FROM owner_keys WHERE owner = ?"), owner).Scan(&wrapped); err != nil {
		w.t.Fatal(err)
	}
	return wrapped
}

func (w *tampering) kinds() map[string]func() (func(), sealedValue) {
	return map[string]func() (func(), sealedValue){
		"a bit of words":     func() (func(), sealedValue) { v := w.any(); return w.put(v, w.flip(v.words)), v },
		"a bit of words (2)": func() (func(), sealedValue) { v := w.any(); return w.put(v, w.flip(v.words)), v },
		"a bit of a data key": func() (func(), sealedValue) {
			v := w.any()
			was := w.key(v.owner)
			return w.set("owner_keys", "wrapped", "owner", v.owner, w.flip(was), was), v
		},
		"cut off": func() (func(), sealedValue) {
			v := w.any()
			return w.put(v, v.words[:1+w.random.IntN(len(v.words)-1)]), v
		},
		"longer":      func() (func(), sealedValue) { v := w.any(); return w.put(v, append(slices.Clone(v.words), 0)), v },
		"another row": w.swap(func(v, from sealedValue) bool { return v.table == from.table && v.engagement == from.engagement }),
		"another engagement": w.swap(func(v, from sealedValue) bool {
			return v.table == from.table && v.owner == from.owner && v.engagement != from.engagement
		}),
		"another table":    w.swap(func(v, from sealedValue) bool { return v.table != from.table && v.engagement == from.engagement }),
		"another coachee":  w.swap(func(v, from sealedValue) bool { return v.table == from.table && v.owner != from.owner }),
		"an earlier value": w.earlier,
		"moved to another": w.moved,
		"another row version": func() (func(), sealedValue) {
			v := w.any()
			return w.set(v.table, "version", "id", v.id, v.version+1-2*w.random.IntN(2), v.version), v
		},
		"another key version": func() (func(), sealedValue) {
			v := w.any()
			return w.set("owner_keys", "version", "owner", v.owner, 2+w.random.IntN(9), 1), v
		},
		"another team": func() (func(), sealedValue) {
			v := w.any()
			return w.set("people", "team", "id", v.owner, "T0OTHER", "T0TEAM"), v
		},
		"another coachee's key": w.otherKey,
	}
}

// earlier rolls the words of a row back to what they were.
func (w *tampering) earlier() (func(), sealedValue) {
	v := w.any()
	var old []sealedValue
	for _, p := range w.past[v.id] {
		if p.version < v.version {
			old = append(old, p)
		}
	}
	if len(old) == 0 {
		return nil, v
	}
	return w.put(v, old[w.random.IntN(len(old))].words), v
}

// moved has a row belong to another engagement, whose coach could then read it.
func (w *tampering) moved() (func(), sealedValue) {
	v, _ := w.pick(func(v sealedValue) bool { return v.table != "briefs" && v.table != "consents" }) // one for each engagement
	to, ok := w.pick(func(to sealedValue) bool { return to.engagement != v.engagement })
	if !ok {
		return nil, v
	}
	return w.set(v.table, "engagement", "id", v.id, to.engagement, v.engagement), v
}

func (w *tampering) otherKey() (func(), sealedValue) {
	v := w.any()
	from, ok := w.pick(func(from sealedValue) bool { return from.owner != v.owner })
	if !ok {
		return nil, v
	}
	return w.set("owner_keys", "wrapped", "owner", v.owner, w.key(from.owner), w.key(v.owner)), v
}

// forgotten: an entry that was erased, and put back with all of its columns from an older copy, opens
// no more once its coachee's key was renewed.
func forgotten(t *testing.T, s *storage.Store) {
	p, other := NewPractice(t, s), NewPractice(t, s)
	gone, kept := newReflection(p, ""), newReflection(p, "")
	commit(t, s, coaching.Change{Reflections: []coaching.Reflection{gone, kept, newReflection(other, "")}})
	columns := "id, engagement, prompt, words, audience, channel, message, version, created, edited"
	execute(t, s, "CREATE TABLE older AS SELECT "+columns+" FROM reflections WHERE id = ?", string(gone.ID))
	commit(t, s, coaching.Change{Erase: []coaching.ID{gone.ID}})
	if n, err := s.RenewOutdated(t.Context()); n != 1 || err != nil {
		t.Fatalf("%d renewed, %v", n, err)
	}
	if n, err := s.RenewOutdated(t.Context()); n != 0 || err != nil {
		t.Errorf("%d renewed once more, %v", n, err)
	}
	execute(t, s, "INSERT INTO reflections ("+columns+") SELECT "+columns+" FROM older")
	if _, err := s.Reflection(t.Context(), gone.ID); err == nil {
		t.Error("an erased entry that was put back opens")
	}
	if _, err := s.Reflection(t.Context(), kept.ID); err != nil {
		t.Error(err)
	}
	if got := strings.Join(column(t, s, "SELECT version FROM owner_keys ORDER BY version"), " "); got != "1 2" {
		t.Errorf("key versions %s", got)
	}
}
