package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"interlude/coaching/harm"
)

// TestEveryHolidayCountryHasNumbers: whoever can choose a country in the settings is shown its numbers.
func TestEveryHolidayCountryHasNumbers(t *testing.T) {
	for _, c := range countries {
		if _, ok := harm.PlaceOf(harm.Places(), c.code); !ok {
			t.Errorf("%s (%s) has no numbers for urgent help", c.name, c.code)
		}
	}
}

// TestDoctorWarnsOfOldNumbers: after ReviewDays, but not of the operator's own.
func TestDoctorWarnsOfOldNumbers(t *testing.T) {
	newest := slices.MaxFunc(harm.Places(), func(a, b harm.Place) int { return a.Reviewed.Compare(b.Reviewed) }).Reviewed
	say := func(after time.Duration, places []harm.Place) string {
		var out strings.Builder
		d := newDoctor()
		d.out, d.now = &out, func() time.Time { return newest.Add(after) }
		d.numbers(places)
		return out.String()
	}
	if said := say(0, harm.Places()); !strings.HasPrefix(said, "ok  urgent help: the numbers of ") {
		t.Error(said)
	}
	old := (harm.ReviewDays + 1) * 24 * time.Hour
	if said := say(old, harm.Places()); !strings.HasPrefix(said, "??  urgent help: ") || !strings.Contains(said, "India") || !strings.Contains(said, ": install") {
		t.Error(said)
	}
	own := HelpConfig{Numbers: []string{"IN: 112 · ours 1"}}.places()
	if said := say(old, own); strings.Contains(said, "India") || !strings.Contains(said, "Germany") {
		t.Error(said)
	}
}

// TestOwnNumbersAreShown: what the configuration says takes the place of what the program knows.
func TestOwnNumbersAreShown(t *testing.T) {
	env := map[string]string{"INTERLUDE_SLACK_BOT_TOKEN": "xoxb-1", "INTERLUDE_SLACK_APP_TOKEN": "xapp-1", "INTERLUDE_PEOPLE_COACHES": "U024BE7LH",
		"INTERLUDE_HELP_NUMBERS": "DE: 112 · ours 0800 1,XK Kosovo: 112"}
	c, err := LoadConfig("", envOf(env), Checks{})
	if err != nil {
		t.Fatal(err)
	}
	for code, want := range map[string]string{"DE": "112 · ours 0800 1", "XK": "112", "FR": "112, ambulance 15, police 17"} {
		if p, _ := harm.PlaceOf(c.Help.places(), code); p.Emergency != want {
			t.Errorf("%s: %q", code, p.Emergency)
		}
	}
	env["INTERLUDE_HELP_NUMBERS"] = "Germany 112"
	if _, err := LoadConfig("", envOf(env), Checks{}); err == nil || strings.Contains(err.Error(), "Germany 112") {
		t.Errorf("nonsense: %v", err)
	}
}
