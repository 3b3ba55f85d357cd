package storagetest

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"unicode/utf16"

	"interlude/coaching"
	"interlude/storage"
)

var sealingCases = cases{
	"no words in any table":      canary,
	"an altered bit is refused":  bitFlip,
	"a swapped row is refused":   rowSwap,
	"sizes come in steps":        sizes,
	"a key per coachee":          keyPerCoachee,
	"the same key for two first": sameKey,
	"no key under an older one":  oldKeyFile,
}

// Marker stands in every private field of WithMarkers.
const Marker = "canary-Ünïq-4711-yellow"

// WithMarkers stores a row of every kind, with Marker in each field that is private.
func WithMarkers(t testing.TB, s *storage.Store) {
	t.Helper()
	p := NewPractice(t, s)
	w := coaching.Words(Marker)
	a, session, entry, consent := newAction(p), newSession(p, Noon), newReflection(p, "17.1"), newConsent(p)
	a.Text, a.Goal, a.Cue, a.Obstacle, a.Learning = w, w, w, w, w
	session.Link, session.Reason = w, w
	entry.Text = w
	consent.Sentence, consent.Hash = w, Marker
	commit(t, s, coaching.Change{
		Once: string(coaching.NewID()), Actions: []coaching.Action{a}, Sessions: []coaching.Session{session},
		Reflections: []coaching.Reflection{entry}, Consents: []coaching.Consent{consent},
		Briefs: []coaching.Brief{{ID: coaching.NewID(), Engagement: p.Engagement.ID, Focus: w, Entries: []coaching.ID{entry.ID}, Released: Noon}},
	})
	a.Version, entry.Version = 1, 1
	commit(t, s, coaching.Change{Actions: []coaching.Action{a}, Reflections: []coaching.Reflection{entry}}) // updates too
}

// Disguises are the forms in which Marker could stand in a file or a dump.
func Disguises() map[string]string {
	raw := []byte(Marker)
	var wide []byte
	for _, u := range utf16.Encode([]rune(Marker)) {
		// #nosec G115 -- the two halves of a UTF-16 unit
		wide = append(wide, byte(u), byte(u>>8))
	}
	forms := map[string]string{
		"UTF-8": Marker, "UTF-16": string(wide), "hex": hex.EncodeToString(raw), "HEX": strings.ToUpper(hex.EncodeToString(raw)),
		"hex of UTF-16": hex.EncodeToString(wide), "JSON": "canary-\\u00dcn\\u00efq-4711-yellow",
		"URL": url.QueryEscape(Marker),
	}
	// Base64 depends on where in a group of three the marker begins; the ends depend on neighbours.
	for shift := range 3 {
		b := base64.RawStdEncoding.EncodeToString(append(make([]byte, shift), raw...))
		forms[fmt.Sprintf("base64 %d", shift)] = b[4 : len(b)-4]
		b = base64.RawURLEncoding.EncodeToString(append(make([]byte, shift), raw...))
		forms[fmt.Sprintf("base64 for URLs %d", shift)] = b[4 : len(b)-4]
	}
	return forms
}

func canary(t *testing.T, s *storage.Store) {
	WithMarkers(t, s)
	dump := Dump(t, s)
	for form, text := range Disguises() {
		if strings.Contains(dump, text) {
			t.Errorf("words stand in the database as %s", form)
		}
	}
	if !strings.Contains(dump, "words=01") {
		t.Error("the dump is empty: this test would never fail")
	}
}

// tables hold words. Each is read back by reading everything of the engagement.
var tables = []string{"actions", "sessions", "reflections", "briefs", "consents"}

func readAll(t testing.TB, s *storage.Store, engagement coaching.ID) map[string]error {
	errs := map[string]error{}
	_, errs["actions"] = s.Actions(t.Context(), engagement)
	_, errs["sessions"] = s.Sessions(t.Context(), engagement)
	_, errs["reflections"] = s.Reflections(t.Context(), engagement)
	_, errs["briefs"] = s.LatestBrief(t.Context(), engagement)
	_, errs["consents"] = s.Consents(t.Context(), engagement)
	return errs
}

func bitFlip(t *testing.T, s *storage.Store) {
	WithMarkers(t, s)
	engagement := coaching.ID(column(t, s, "SELECT id FROM engagements")[0])
	for _, table := range tables {
		var words []byte
		if err := s.SQLDB().QueryRowContext(t.Context(), "SELECT words FROM "+table).Scan(&words); err != nil {
			t.Fatal(err)
		}
		for _, at := range []int{0, 1, 5, len(words) / 2, len(words) - 1} {
			words[at] ^= 1
			execute(t, s, "UPDATE "+table+" SET words = ?", words)
			err := readAll(t, s, engagement)[table]
			if err == nil || coaching.Is(err, coaching.NotFound) {
				t.Errorf("%s: an altered byte %d was read: %v", table, at, err)
			} else if strings.Contains(err.Error(), Marker) {
				t.Errorf("%s: the error holds words", table)
			}
			words[at] ^= 1
		}
		execute(t, s, "UPDATE "+table+" SET words = ?", words)
		if err := readAll(t, s, engagement)[table]; err != nil {
			t.Errorf("%s: restored, %v", table, err)
		}
	}
	execute(t, s, "UPDATE owner_keys SET version = 2") // another key version
	for table, err := range readAll(t, s, engagement) {
		if err == nil {
			t.Errorf("%s: read under another key version", table)
		}
	}
}

// rowSwap moves sealed words to another row, another owner and another table.
func rowSwap(t *testing.T, s *storage.Store) {
	p, q := NewPractice(t, s), NewPractice(t, s)
	one, two, other, entry := newAction(p), newAction(p), newAction(q), newReflection(p, "")
	commit(t, s, coaching.Change{Actions: []coaching.Action{one, two, other}, Reflections: []coaching.Reflection{entry}})
	for what, swap := range map[string]func(){
		"another row": func() {
			execute(t, s, "UPDATE actions SET words = (SELECT words FROM actions WHERE id = ?) WHERE id = ?", string(two.ID), string(one.ID))
		},
		"another owner": func() {
			execute(t, s, "UPDATE actions SET words = (SELECT words FROM actions WHERE id = ?) WHERE id = ?", string(other.ID), string(one.ID))
		},
		"another table": func() {
			execute(t, s, "UPDATE actions SET words = (SELECT words FROM reflections WHERE id = ?) WHERE id = ?", string(entry.ID), string(one.ID))
		},
		"an earlier version of the row": func() {
			execute(t, s, "UPDATE actions SET version = version + 1 WHERE id = ?", string(one.ID))
		},
		"another engagement": func() {
			execute(t, s, "UPDATE actions SET engagement = ? WHERE id = ?", string(q.Engagement.ID), string(two.ID))
		},
	} {
		swap()
		id := one.ID
		if what == "another engagement" {
			id = two.ID
		}
		if _, err := s.Action(t.Context(), id); err == nil {
			t.Errorf("words from %s were read", what)
		}
	}
	// A coachee's wrapped key does not serve another coachee either.
	execute(t, s, "UPDATE owner_keys SET wrapped = (SELECT wrapped FROM owner_keys WHERE owner = ?) WHERE owner = ?", string(p.Coachee.ID), string(q.Coachee.ID))
	if _, err := s.Action(t.Context(), other.ID); err == nil {
		t.Error("another coachee's key was taken")
	}
}

func sizes(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	size := func(n int) int {
		r := newReflection(p, "")
		r.Text = coaching.Words(strings.Repeat("x", n))
		commit(t, s, coaching.Change{Reflections: []coaching.Reflection{r}})
		var words []byte
		if err := s.SQLDB().QueryRowContext(t.Context(), placeholders(s, "SELECT words FROM reflections WHERE id = ?"), string(r.ID)).Scan(&words); err != nil {
			t.Fatal(err)
		}
		return len(words)
	}
	none, some, long := size(0), size(200), size(3000)
	if none != some || (long-none)%256 != 0 || long <= none {
		t.Fatalf("sizes %d, %d, %d tell how much was written", none, some, long)
	}
}

func keyPerCoachee(t *testing.T, s *storage.Store) {
	p, q := NewPractice(t, s), NewPractice(t, s)
	second := p.Engagement // with another coach
	second.ID, second.Version, second.Coach = coaching.NewID(), 0, q.Coach.ID
	commit(t, s, coaching.Change{Engagements: []coaching.Engagement{second}})
	p2 := p
	p2.Engagement = second
	commit(t, s, coaching.Change{Actions: []coaching.Action{newAction(p), newAction(p2), newAction(q)}})
	if owners := column(t, s, "SELECT owner FROM owner_keys"); len(owners) != 2 {
		t.Fatalf("%d keys for two coachees", len(owners))
	}
	// Without the key nothing opens any more, and nothing else is disturbed.
	execute(t, s, "DELETE FROM owner_keys WHERE owner = ?", string(p.Coachee.ID))
	if _, err := s.Actions(t.Context(), second.ID); err == nil {
		t.Error("words were read without their key")
	}
	if _, err := s.Actions(t.Context(), q.Engagement.ID); err != nil {
		t.Error(err)
	}
}

// sameKey has many write the first words of one coachee at once: all must open afterwards.
func sameKey(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	won, lost := race(12, func(int) error {
		return s.Commit(t.Context(), coaching.Change{Reflections: []coaching.Reflection{newReflection(p, "")}})
	})
	if all, err := s.Reflections(t.Context(), p.Engagement.ID); won != 12 || err != nil || len(all) != 12 {
		t.Fatalf("%d written, %d read, %v %v", won, len(all), err, lost)
	}
}

// Erasable stores an entry and returns what stands in the database of its words, and how to
// erase it.
func Erasable(t testing.TB, s *storage.Store) (stored string, erase func()) {
	t.Helper()
	r := newReflection(NewPractice(t, s), "")
	commit(t, s, coaching.Change{Reflections: []coaching.Reflection{r}})
	var words []byte
	if err := s.SQLDB().QueryRowContext(t.Context(), "SELECT words FROM reflections").Scan(&words); err != nil {
		t.Fatal(err)
	}
	return string(words), func() { commit(t, s, coaching.Change{Erase: []coaching.ID{r.ID}}) }
}

// oldKeyFile: while the key file is an older copy, which lacks the master key of the database, nobody's first words are taken. It is said what
// to do, and nothing is written.
func oldKeyFile(t *testing.T, s *storage.Store) {
	p := NewPractice(t, s)
	execute(t, s, "UPDATE installation SET master = 7")
	before := Dump(t, s)
	err := s.Commit(t.Context(), coaching.Change{Reflections: []coaching.Reflection{newReflection(p, "")}})
	if err == nil || !strings.Contains(err.Error(), "the key file is an older copy: put the present one in its place") {
		t.Errorf("it says %v", err)
	}
	if Dump(t, s) != before {
		t.Error("something was written")
	}
}
