package coaching_test

import (
	"errors"
	"testing"
	"time"

	"interlude/coaching"
)

// wednesday is the "now" of these tables: Wed 25 Nov 2026, 12:00 in Berlin.
var wednesday = time.Date(2026, 11, 25, 11, 0, 0, 0, time.UTC)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := coaching.ValidZone(name)
	if err != nil {
		t.Fatalf("zone %s: %v", name, err)
	}
	return loc
}

func TestReadWhen(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	for _, c := range []struct {
		text, want string
		minutes    int
	}{
		{"tomorrow 10:00 75m", "2026-11-26 10:00", 75},
		{"75m 10:00 tomorrow", "2026-11-26 10:00", 75},
		{"Tomorrow at 10:00, for 75 min", "2026-11-26 10:00", 75},
		{"fri 3pm", "2026-11-27 15:00", 0},
		{"3 pm Friday", "2026-11-27 15:00", 0},
		{"this friday 15:00", "2026-11-27 15:00", 0},
		{"wed 12:01", "2026-11-25 12:01", 0},
		{"wed 12:00", "2026-12-02 12:00", 0},
		{"next friday 15:00", "2026-12-04 15:00", 0},
		{"next wed 15:00", "2026-12-02 15:00", 0},
		{"next sunday 15:00", "2026-12-06 15:00", 0},
		{"next tuesday 9", "2026-12-01 09:00", 0},
		{"next week 9am", "2026-11-30 09:00", 0},
		{"27 nov 14:30 1h", "2026-11-27 14:30", 60},
		{"nov 27 14:30 1h15", "2026-11-27 14:30", 75},
		{"27th of November 2027 14:30 1 h 15 min", "2027-11-27 14:30", 75},
		{"24 nov 14:30", "2027-11-24 14:30", 0},
		{"25 nov 14:30", "2026-11-25 14:30", 0},
		{"30.11.2026 9:00", "2026-11-30 09:00", 0},
		{"30.11. 9:00 1,5h", "2026-11-30 09:00", 90},
		{"2026-11-30 09:00 90 min", "2026-11-30 09:00", 90},
		{"today 12:01", "2026-11-25 12:01", 0},
		{"in 2 days 9am", "2026-11-27 09:00", 0},
		{"in a week 12am", "2026-12-02 00:00", 0},
		{"in 3 days 10:00", "2026-11-28 10:00", 0},
		{"sat noon 45 minutes", "2026-11-28 12:00", 45},
		{"25 nov 2028 12:00", "2028-11-25 12:00", 0},
	} {
		w, err := coaching.ReadWhen(c.text, wednesday, berlin)
		if err != nil {
			t.Errorf("%q: %v", c.text, err)
			continue
		}
		if got := w.Start.In(berlin).Format("2006-01-02 15:04"); got != c.want || w.Minutes != c.minutes {
			t.Errorf("%q: %s %d, want %s %d", c.text, got, w.Minutes, c.want, c.minutes)
		}
		if w.Start.Location() != time.UTC || w.Clash != coaching.NoClash || w.Rest != "" {
			t.Errorf("%q: %+v, want UTC, no clash, no rest", c.text, w)
		}
	}
}

func TestReadWhenRefuses(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	for _, c := range []struct{ text, field, says string }{
		{"", "date", "Please add a day. An example: tomorrow 10:00 75m"},
		{"10:00", "date", "Please add a day. An example: tomorrow 10:00 75m"},
		{"tomorrow", "time", "Please add a time. An example: tomorrow 10:00 75m"},
		{"tomorrow 75m", "time", "Please add a time. An example: tomorrow 10:00 75m"},
		{"25:00", "time", "I could not read the time. An example: tomorrow 10:00 75m"},
		{"tomorrow 25:00", "time", "I could not read the time. An example: tomorrow 10:00 75m"},
		{"tomorrow 24:00", "time", "I could not read the time. An example: tomorrow 10:00 75m"},
		{"tomorrow 10:60", "time", "I could not read the time. An example: tomorrow 10:00 75m"},
		{"tomorrow 13pm", "time", "I could not read the time. An example: tomorrow 10:00 75m"},
		{"tomorrow-ish", "time", "I could not read the time. An example: tomorrow 10:00 75m"},
		{"tomorrow 10:00 75m please", "time", "I could not read the time. An example: tomorrow 10:00 75m"},
		{"tomorrow 10:00 11:00", "time", "There are two times. An example: tomorrow 10:00 75m"},
		{"tomorrow 10:00 75m 1h", "time", "There are two lengths. An example: tomorrow 10:00 75m"},
		{"tomorrow friday 10:00", "date", "There are two days. An example: tomorrow 10:00 75m"},
		{"03/04 10:00", "date", "That date can be read in two ways. Write the month as a word, for example 27 nov 14:30."},
		{"03-04 10:00", "date", "That date can be read in two ways. Write the month as a word, for example 27 nov 14:30."},
		{"03/04/2027 10:00", "date", "That date can be read in two ways. Write the month as a word, for example 27 nov 14:30."},
		{"30 feb 10:00", "date", "That day is not on the calendar. An example: 27 nov 14:30."},
		{"2026-13-01 10:00", "date", "That day is not on the calendar. An example: 27 nov 14:30."},
		{"today 12:00", "time", "That is in the past: Wed 25 Nov 2026, 12:00 (Europe/Berlin, GMT+1)."},
		{"2026-11-24 12:00", "date", "That is in the past: Tue 24 Nov 2026, 12:00 (Europe/Berlin, GMT+1)."},
		{"25 nov 2028 12:01", "date", "That is more than two years ahead. Choose a nearer date."},
		{"in 9999 weeks 12:01", "date", "That is more than two years ahead. Choose a nearer date."},
	} {
		_, err := coaching.ReadWhen(c.text, wednesday, berlin)
		var e *coaching.Error
		if !errors.As(err, &e) || e.Kind != coaching.Invalid || e.Field != c.field || e.Msg != c.says {
			t.Errorf("%q: %#v, want %s: %s", c.text, err, c.field, c.says)
		}
	}
}

func TestReadWhenClockChanges(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	for _, c := range []struct {
		text, want string
		clash      coaching.Clash
	}{
		{"28 mar 2027 02:30", "2027-03-28T03:00:00+02:00", coaching.Gap},
		{"28 mar 2027 03:00", "2027-03-28T03:00:00+02:00", coaching.NoClash},
		{"31 oct 2027 02:30", "2027-10-31T02:30:00+02:00", coaching.Fold},
	} {
		w, err := coaching.ReadWhen(c.text, wednesday, berlin)
		if got := w.Start.In(berlin).Format(time.RFC3339); err != nil || got != c.want || w.Clash != c.clash {
			t.Errorf("%q: %s %q %v, want %s %q", c.text, got, w.Clash, err, c.want, c.clash)
		}
	}
}

func TestReadWhenKeepsALink(t *testing.T) {
	for _, text := range []string{
		"tomorrow 10:00 https://meet.example/Ab?x=1", "<https://meet.example/Ab?x=1> tomorrow 10:00", "tomorrow <https://meet.example/Ab?x=1|meet> 10:00",
	} {
		if w, err := coaching.ReadWhen(text, wednesday, time.UTC); err != nil || w.Rest != "https://meet.example/Ab?x=1" {
			t.Errorf("%q: %q %v", text, w.Rest, err)
		}
	}
}

func TestReadDue(t *testing.T) {
	for _, c := range []struct{ text, rest, due string }{
		{"Delegate the weekly report by Friday", "Delegate the weekly report", "2026-11-27"},
		{"Delegate  the report, by 3 Dec.", "Delegate  the report", "2026-12-03"},
		{"Say no until tomorrow", "Say no", "2026-11-26"},
		{"Say no due 2026-12-01", "Say no", "2026-12-01"},
		{"Say no by 30.11.", "Say no", "2026-11-30"},
		{"Say no by 30.11.2026.", "Say no", "2026-11-30"},
		{"Say no by next friday", "Say no", "2026-12-04"},
		{"Say no by today!", "Say no", "2026-11-25"},
		{"Say no before 24 Nov 2026", "Say no", "2026-11-24"},
		{"Pass by the office by in 2 days", "Pass by the office", "2026-11-27"},
		{"by Friday", "", "2026-11-27"},
		{"Stand by Friday's team", "Stand by Friday's team", ""},
		{"Get results by March", "Get results by March", ""},
		{"Report by 03/04", "Report by 03/04", ""},
		{"Report by Friday noon", "Report by Friday noon", ""},
		{"Read one chapter", "Read one chapter", ""},
		{"due", "due", ""},
		{"", "", ""},
	} {
		rest, due, ok := coaching.ReadDue(c.text, wednesday, zone(t, "Europe/Berlin"))
		if rest != c.rest || due.String() != c.due || ok != (c.due != "") {
			t.Errorf("%q: %q %s %v, want %q %s", c.text, rest, due, ok, c.rest, c.due)
		}
	}
}
