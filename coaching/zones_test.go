package coaching_test

import (
	"slices"
	"testing"

	"interlude/coaching"
)

func TestEveryZoneLoads(t *testing.T) {
	names := coaching.Zones()
	if len(names) < 400 || !slices.IsSorted(names) || len(slices.Compact(slices.Clone(names))) != len(names) {
		t.Fatalf("%d zones, sorted %v: want at least 400, sorted, none twice", len(names), slices.IsSorted(names))
	}
	for _, name := range names {
		if loc, err := coaching.ValidZone(name); err != nil || loc.String() != name {
			t.Errorf("%s: %v", name, err)
		}
	}
	names[0] = "changed"
	if coaching.Zones()[0] == "changed" {
		t.Error("the caller can change the list")
	}
}

func TestValidZone(t *testing.T) {
	for _, name := range []string{"Asia/Calcutta", "US/Pacific", "Etc/UTC", "GMT", "Europe/Kiev", "America/Argentina/Ushuaia"} {
		if _, err := coaching.ValidZone(name); err != nil {
			t.Errorf("%s, which Slack may report: %v", name, err)
		}
	}
	for _, name := range []string{
		"", "Local", "CET+1", "CET", "GMT+1", "Etc/GMT+1", "Mars/Base", "europe/berlin", " Europe/Berlin", "Europe", "Europe/",
		"/etc/passwd", "../UTC", "Europe/../UTC", "Europe/Berlin\x00", "Factory",
	} {
		loc, err := coaching.ValidZone(name)
		if loc != nil || !coaching.Is(err, coaching.Invalid) {
			t.Errorf("%q: %v %v, want a refusal", name, loc, err)
		}
	}
}
