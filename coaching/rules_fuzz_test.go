package coaching_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"interlude/coaching"
)

// FuzzReadMinutes: a length that is read can be written and is read again as the same.
func FuzzReadMinutes(f *testing.F) {
	for _, s := range []string{"75m", "90 min", "1h", "1.5 hours", "1 h 15 min", "99.99h", "0", "00h00", "1h99", "1,5h 3", "٣m", "9999", "-5", "1e3", " 1 H "} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n, ok := coaching.ReadMinutes(text)
		if !ok {
			return
		}
		if n <= 0 || n > 100*60+9999 {
			t.Fatalf("%q is %d min", text, n)
		}
		if n < 100*60 {
			if again, ok := coaching.ReadMinutes(coaching.Length(n)); !ok || again != n {
				t.Fatalf("%q is %d min, which is written %q and read as %d", text, n, coaching.Length(n), again)
			}
		}
	})
}

// FuzzZones: a name is refused, or is one of the list that leads to a zone of this very name. No
// name is taken for a path.
func FuzzZones(f *testing.F) {
	for _, s := range []string{"Europe/Berlin", "europe/berlin", "CET+1", "Mars/Base", "../../etc/passwd", "/etc/localtime", "Local", "UTC", "", "urope/Berlin.", "Europe/Berlin\x00", "Etc/GMT+1", "US/Eastern"} {
		f.Add(s)
	}
	_, unknown := coaching.ValidZone("")
	f.Fuzz(func(t *testing.T, name string) {
		loc, err := coaching.ValidZone(name)
		if err != nil {
			if !coaching.Is(err, coaching.Invalid) || err.Error() != unknown.Error() { // it says the same of every name
				t.Fatalf("%q: %v", name, err)
			}
			return
		}
		if loc.String() != name || name == "Local" || strings.HasPrefix(name, "/") || strings.Contains(name, "..") {
			t.Fatalf("%q leads to %s", name, loc)
		}
	})
}

// FuzzBriefs composes briefs from rows that b describes, three bytes for each entry, and compares with what may be
// shown by the words of the agreement: what was ticked, is of this engagement, and is not only for the coachee.
func FuzzBriefs(f *testing.F) {
	f.Add([]byte{0, 0, 0, 255, 1, 7, 3, 2, 1}, true, false, true)
	f.Add([]byte{7, 9, 1, 6, 9, 2, 5, 9, 3, 4, 9, 4, 3, 9, 5, 2, 9, 6, 1, 9, 7}, false, false, false)
	f.Add([]byte{7, 1, 1}, true, true, true)
	released := time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, b []byte, ratings, withdrawn, later bool) {
		brief := coaching.Brief{ID: "B", Engagement: "E", Focus: coaching.Words("focus"), Ratings: ratings, Released: released}
		if withdrawn {
			brief.Withdrawn = released.Add(time.Hour)
		}
		var rows []coaching.Reflection
		var want []string
		rated := 0
		for i := 0; i+2 < len(b) && i < 300; i += 3 {
			id := coaching.ID("R" + string(rune('0'+i)))
			r := coaching.Reflection{ID: id, Engagement: "E", Audience: coaching.OnlyMe, Text: coaching.Words(string(id)), Created: released.Add(time.Duration(b[i+1]) * time.Minute), Rating: int(b[i+2]) % 11, Rated: released.Add(-time.Hour)}
			ticked, ours, open := b[i]&1 > 0, b[i]&2 > 0, b[i]&4 > 0
			if ticked {
				brief.Entries = append(brief.Entries, id)
			}
			if !ours {
				r.Engagement = "OTHER"
			}
			if open {
				r.Audience = coaching.NextBrief
			}
			if later {
				r.Rated = released.Add(time.Duration(b[i+1]) * time.Second)
			}
			rows = append(rows, r)
			if ours && open && !withdrawn {
				if ticked {
					want = append(want, string(id))
				}
				if ratings && r.Rating > 0 && !r.Rated.After(released) {
					rated++
				}
			}
		}
		v := coaching.ComposeBrief(brief, nil, rows)
		var got []string
		for i, e := range v.Entries {
			got = append(got, e.Text.Reveal())
			if i > 0 && e.Written.Before(v.Entries[i-1].Written) {
				t.Fatal("not the oldest first")
			}
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) || len(v.Ratings) != rated || withdrawn && v.Focus.Reveal() != "" {
			t.Fatalf("shown are %q and %d ratings, want %q and %d", got, len(v.Ratings), want, rated)
		}
	})
}
