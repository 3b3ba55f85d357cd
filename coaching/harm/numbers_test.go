package harm

import (
	"strings"
	"testing"
	"time"
)

// TestNumbersWereReviewedLately fails the build when a review is older than ReviewDays. It is the
// one test that goes by the clock of the build: compare the entry with its source, then write the new date.
func TestNumbersWereReviewedLately(t *testing.T) {
	now := time.Now()
	for _, p := range Places() {
		if p.Reviewed.IsZero() || p.Stale(now) || p.Reviewed.After(now.Add(36*time.Hour)) {
			t.Errorf("%s: the numbers were reviewed on %s: review them again", p.Name, p.Reviewed.Format(time.DateOnly))
		}
	}
}

func TestNumbersAreWhole(t *testing.T) {
	ps := Places()
	if len(ps) < 40 {
		t.Fatalf("%d countries", len(ps))
	}
	seen := map[string]bool{}
	for _, p := range ps {
		if len(p.Code) != 2 || strings.ToUpper(p.Code) != p.Code || seen[p.Code] || p.Name == "" || p.Source == "" {
			t.Errorf("%+v", p)
		}
		seen[p.Code] = true
		if !strings.ContainsAny(p.Emergency, "0123456789") {
			t.Errorf("%s: no emergency number", p.Name)
		}
		for _, l := range append(p.Lines, p.Safe...) {
			if !strings.ContainsAny(l, "0123456789") || strings.Contains(l, "http") {
				t.Errorf("%s: %q is no number", p.Name, l)
			}
		}
	}
	ps[0].Name = "changed"
	if Places()[0].Name == "changed" {
		t.Error("a caller can change the numbers of everybody")
	}
}

func TestPlaceOf(t *testing.T) {
	for code, want := range map[string]string{"DE": "Germany", "DE-BY": "Germany", "IN": "India", "": "", "none": "", "ZZ": ""} {
		if p, ok := PlaceOf(Places(), code); p.Name != want || ok != (want != "") {
			t.Errorf("%q: %q", code, p.Name)
		}
	}
}

func TestNumbersGrowStale(t *testing.T) {
	day := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	p := Place{Reviewed: day}
	for after, want := range map[time.Duration]bool{0: false, ReviewDays * 24 * time.Hour: false, ReviewDays*24*time.Hour + 1: true} {
		if got := p.Stale(day.Add(after)); got != want {
			t.Errorf("after %v: %v", after, got)
		}
	}
	if (Place{}).Stale(day) {
		t.Error("the operator's own grew stale")
	}
}

func TestAnOperatorsOwnNumbers(t *testing.T) {
	ps, err := Own(Places(), "DE: 112 · our line 0800 1, day & night")
	if err != nil {
		t.Fatal(err)
	}
	p, _ := PlaceOf(ps, "DE")
	if p.Name != "Germany" || p.Emergency != "112 · our line 0800 1, day & night" || len(p.Lines)+len(p.Safe) > 0 || p.Stale(time.Now()) {
		t.Errorf("%+v", p)
	}
	if ps, err = Own(ps, "EE Estonia: 112"); err != nil {
		t.Fatal(err)
	}
	if p, _ := PlaceOf(ps, "EE"); p.Name != "Estonia" || len(ps) != len(Places())+1 {
		t.Errorf("%+v of %d", p, len(ps))
	}
	for _, bad := range []string{"", "DE", "DE:", "XX: 112", "de: 112", "DEU: 112", "D1: 112", ": 112", "DE: " + strings.Repeat("1", 501), "EE " + strings.Repeat("x", 61) + ": 112"} {
		if got, err := Own(ps, bad); err == nil || len(got) != len(ps) || bad != "" && strings.Contains(err.Error(), bad) {
			t.Errorf("%q was taken: %v", bad, err)
		}
	}
}

func TestNumbersFileIsChecked(t *testing.T) {
	for _, bad := range []string{"emergency: 1", "[DE] Germany\nfax: 1", "[DE] Germany\nreviewed: soon"} {
		if _, err := readPlaces(bad); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}
