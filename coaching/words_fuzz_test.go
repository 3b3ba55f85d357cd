package coaching_test

import (
	"errors"
	"strings"
	"testing"

	"interlude/coaching"
)

// FuzzReadWhen: no words make it fail otherwise than with a refusal made for people, that
// does not repeat them; what it reads lies ahead.
func FuzzReadWhen(f *testing.F) {
	for _, s := range []string{
		"tomorrow 10:00 75m", "fri 3pm", "next friday 15:00", "27 nov 14:30 1h", "30.11.2026 9:00", "2026-11-30 09:00 90 min",
		"in 2 days 9am", "in 99999999999999999999 days 9", "03/04 9:00", "25:00", "29 feb 9:00", "in", "next", "27 of", "<https://x|", "noon noon",
		"0 0 0", "1.5.", "99999h 99999m", "\x00\xff", "tomorrow 10:00 https://",
	} {
		f.Add(s)
	}
	berlin := zone(f, "Europe/Berlin")
	f.Fuzz(func(t *testing.T, text string) {
		w, err := coaching.ReadWhen(text, wednesday, berlin)
		if err == nil {
			if !w.Start.After(wednesday) || w.Start.After(wednesday.AddDate(coaching.YearsAhead, 0, 0)) || w.Minutes < 0 {
				t.Fatalf("%q: %+v", text, w)
			}
			return
		}
		var e *coaching.Error
		if !errors.As(err, &e) || e.Kind != coaching.Invalid || (e.Field != "time" && e.Field != "date") {
			t.Fatalf("%q: %#v", text, err)
		}
	})
}

// FuzzReadDue: what stays of the text is its beginning, and all of it when there is no date.
func FuzzReadDue(f *testing.F) {
	for _, s := range []string{
		"Delegate the weekly report by Friday", "x by 3 Dec", "until tomorrow", "due 2026-12-01", "by", "by by", "by next", "by in 1", "due\u00a0today", "by ,",
	} {
		f.Add(s)
	}
	berlin := zone(f, "Europe/Berlin")
	f.Fuzz(func(t *testing.T, text string) {
		rest, due, ok := coaching.ReadDue(text, wednesday, berlin)
		if ok == due.IsZero() || (!ok && rest != text) || (ok && !strings.HasPrefix(strings.TrimSpace(text), rest)) {
			t.Fatalf("%q: %q %s %v", text, rest, due, ok)
		}
	})
}
