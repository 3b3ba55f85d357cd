package coaching_test

import (
	"testing"
	"time"

	"interlude/coaching"
)

func TestAwayUntil(t *testing.T) {
	now := time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
	soon, over, open := now.Add(time.Hour), now, time.Time{}
	day := 24 * time.Hour
	for _, c := range []struct {
		emoji, text string
		ends        time.Time
		want        time.Duration // from now; 0: not away
	}{
		{"", "", open, 0},
		{":smile:", "", open, 0},
		{":palm_tree:", "", open, 14 * day},
		{":palm_tree:", "Vacationing", soon, time.Hour},
		{":palm_tree:", "", over, 0},
		{":palm_tree:", "", now.Add(time.Second), time.Second},
		{":palm_tree::skin-tone-3:", "", soon, time.Hour},
		{":face_with_thermometer:", "Out sick", open, 14 * day},
		{":no_entry:", "", open, 14 * day},
		{":speech_balloon:", "OOO until Monday", open, 14 * day},
		{"", "Out of office", open, 14 * day},
		{"", "out-of-office • Outlook", soon, time.Hour},
		{":speech_balloon:", "Bin im Urlaub!", open, 14 * day},
		{"", "Krank", soon, time.Hour},
		{"", "En congé jusqu'au 3", open, 14 * day},
		{"", "de vacaciones", open, 14 * day},
		{"", "在休假", open, 14 * day},
		{"", "本日は休暇です", open, 14 * day},
		{":spiral_calendar_pad:", "In a meeting", open, 0},
		{":spiral_calendar_pad:", "In a meeting", soon, time.Hour},
		{":calendar:", "In einer Besprechung", soon, time.Hour},
		{":house_with_garden:", "Working remotely", soon, 0},
		{":house_with_garden:", "", open, 0},
		{":speech_balloon:", "Working from home, not sick", open, 0},
		{":bus:", "Commuting", soon, 0},
		{":speech_balloon:", "seasick stories", open, 0}, // whole words only
		{":speech_balloon:", "Holidaymaker", open, 0},
		{":palm_tree:", "", now.Add(500 * day), 366 * day},
	} {
		until, since := coaching.AwayUntil(coaching.Status{Emoji: c.emoji, Text: c.text, Ends: c.ends}, time.Time{}, now)
		want := time.Time{}
		if c.want > 0 {
			want = now.Add(c.want)
		}
		if !until.Equal(want) || !since.IsZero() != (c.want > 0 && c.ends.IsZero()) {
			t.Errorf("%s %q, ends %v: away until %v since %v, want %v", c.emoji, c.text, c.ends, until, since, want)
		}
	}
}

// TestAnOpenStatusCountsFromWhenItWasSet: other changes of the profile do not begin it anew.
func TestAnOpenStatusCountsFromWhenItWasSet(t *testing.T) {
	set := time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
	p, palm := coaching.Person{ID: "p"}, coaching.Status{Emoji: ":palm_tree:"}
	change, news := coaching.HearStatus(p, palm, set)
	if !news || len(change.Awaken) != 0 {
		t.Fatalf("set: %v, %+v", news, change)
	}
	p = change.People[0]
	end := set.Add(14 * 24 * time.Hour)
	for _, later := range []time.Time{set.Add(time.Hour), end, end.Add(time.Hour)} {
		if change, news := coaching.HearStatus(p, palm, later); news {
			t.Errorf("at %s it is news: %+v", later, change)
		}
	}
	change, news = coaching.HearStatus(p, coaching.Status{}, set.Add(time.Hour))
	if !news || change.People[0].Absence != (coaching.Absence{}) || len(change.Awaken) != 1 {
		t.Errorf("cleared: %v, %+v", news, change)
	}
	change, _ = coaching.HearStatus(change.People[0], palm, end)
	if got := change.People[0].Absence.Away; !got.Equal(end.Add(14 * 24 * time.Hour)) {
		t.Errorf("set anew: until %s", got)
	}
}

func TestHearSnooze(t *testing.T) {
	now := time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
	in := func(h int) time.Time { return now.Add(time.Duration(h) * time.Hour) }
	for name, c := range map[string]struct {
		s    coaching.Snooze
		want time.Time
	}{
		"nothing":                    {coaching.Snooze{}, time.Time{}},
		"a pause":                    {coaching.Snooze{Until: in(2)}, in(2)},
		"a pause that is over":       {coaching.Snooze{Until: now}, time.Time{}},
		"a rest that is now":         {coaching.Snooze{From: in(-1), To: in(3)}, in(3)},
		"a rest that begins":         {coaching.Snooze{From: now, To: in(3)}, in(3)},
		"a rest to come":             {coaching.Snooze{From: in(1), To: in(3)}, time.Time{}},
		"a rest that is over":        {coaching.Snooze{From: in(-3), To: now}, time.Time{}},
		"both":                       {coaching.Snooze{From: in(-1), To: in(3), Until: in(2)}, in(3)},
		"a pause of a month":         {coaching.Snooze{Until: in(30 * 24)}, in(14 * 24)},
		"a pause, and rest at night": {coaching.Snooze{From: in(10), To: in(19), Until: in(2)}, in(2)},
	} {
		change, news := coaching.HearSnooze(coaching.Person{ID: "p"}, c.s, now)
		var got time.Time
		if news {
			got = change.People[0].Absence.Snoozed
		}
		if !got.Equal(c.want) || news == c.want.IsZero() {
			t.Errorf("%s: until %v, want %v", name, got, c.want)
		}
	}
	away := coaching.Person{ID: "p", Absence: coaching.Absence{Away: in(5), Snoozed: in(2)}}
	change, _ := coaching.HearSnooze(away, coaching.Snooze{}, now)
	if a := change.People[0].Absence; !a.Away.Equal(in(5)) || !a.Snoozed.IsZero() || len(change.Awaken) != 0 {
		t.Errorf("the end of a pause in an absence: %+v", change)
	}
}

func TestBackAgain(t *testing.T) {
	now := time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
	p := coaching.Person{ID: "p", Absence: coaching.Absence{Country: "DE", Away: now, Snoozed: now}}
	if _, err := coaching.BackAgain(p, now); !coaching.Is(err, coaching.Stale) {
		t.Errorf("nobody said that they were away: %v", err)
	}
	p.Absence.Snoozed = now.Add(time.Minute)
	change, err := coaching.BackAgain(p, now)
	if err != nil || change.People[0].Absence != (coaching.Absence{Country: "DE"}) || len(change.Awaken) != 1 {
		t.Errorf("back: %v, %+v", err, change)
	}
}
