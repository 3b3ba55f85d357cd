package coaching

import (
	"strings"
	"testing"
	"time"
)

// booked is a session of 60 minutes at start.
func booked(start time.Time) Session {
	return Session{ID: "s", Engagement: "e", Coach: "alex", Coachee: "maya", Start: start, Minutes: 60,
		Link: Words("https://meet.example/1"), State: SessionBooked, Version: 1, Created: clock}
}

func TestBookTimes(t *testing.T) {
	for name, c := range map[string]struct {
		b     Booking
		field string
	}{
		"no time":          {Booking{Minutes: 60}, "start"},
		"past":             {Booking{clock.Add(-time.Minute), 60, ""}, "start"},
		"now":              {Booking{clock, 60, ""}, "start"},
		"short of a day":   {Booking{clock.Add(24*time.Hour - time.Minute), 60, ""}, "start"},
		"a day":            {Booking{clock.Add(24 * time.Hour), 60, ""}, "ok"},
		"60 days":          {Booking{clock.Add(60 * 24 * time.Hour), 60, ""}, "ok"},
		"more than that":   {Booking{clock.Add(60*24*time.Hour + time.Minute), 60, ""}, "start"},
		"two years":        {Booking{clock.AddDate(2, 0, 0), 60, ""}, "start"},
		"three years":      {Booking{clock.AddDate(3, 0, 0), 60, ""}, "start"},
		"too short":        {Booking{berlin(27, 15, 0), 14, ""}, "minutes"},
		"short":            {Booking{berlin(27, 15, 0), 15, ""}, "ok"},
		"long":             {Booking{berlin(27, 15, 0), 240, ""}, "ok"},
		"too long":         {Booking{berlin(27, 15, 0), 241, ""}, "minutes"},
		"no length":        {Booking{berlin(27, 15, 0), 0, ""}, "minutes"},
		"link":             {Booking{berlin(27, 15, 0), 60, " https://meet.example/a?b=c#d "}, "ok"},
		"plain http":       {Booking{berlin(27, 15, 0), 60, "http://meet.example"}, "link"},
		"script":           {Booking{berlin(27, 15, 0), 60, "javascript:alert(1)"}, "link"},
		"no scheme":        {Booking{berlin(27, 15, 0), 60, "meet.example/1"}, "link"},
		"no host":          {Booking{berlin(27, 15, 0), 60, "https://"}, "link"},
		"only a port":      {Booking{berlin(27, 15, 0), 60, "https://:443/"}, "link"},
		"another host":     {Booking{berlin(27, 15, 0), 60, "https://meet.example@evil.example"}, "link"},
		"markup":           {Booking{berlin(27, 15, 0), 60, "https://meet.example|bank"}, "link"},
		"markup, path":     {Booking{berlin(27, 15, 0), 60, "https://meet.example/1|bank"}, "link"},
		"angle":            {Booking{berlin(27, 15, 0), 60, "https://meet.example/?a=>"}, "link"},
		"two words":        {Booking{berlin(27, 15, 0), 60, "https://meet.example /x"}, "link"},
		"reversed":         {Booking{berlin(27, 15, 0), 60, "https://meet.example/\u202egpj"}, "link"},
		"longest link":     {Booking{berlin(27, 15, 0), 60, "https://m.example/" + strings.Repeat("x", 982)}, "ok"},
		"link is too long": {Booking{berlin(27, 15, 0), 60, "https://m.example/" + strings.Repeat("x", 983)}, "link"},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := Book(running(), alex, maya, c.b, nil, nil, nil, clock)
			outcomeOf(t, err, c.field)
		})
	}
	_, _, err := Book(running(), alex, maya, Booking{clock.AddDate(3, 0, 0), 60, ""}, nil, nil, nil, clock)
	if !strings.Contains(err.Error(), "two years") {
		t.Errorf("says %q", err)
	}
}

// A refusal names the time where the reader is and where the other one is.
func TestBookNamesBothZones(t *testing.T) {
	_, _, err := Book(running(), alex, maya, Booking{clock.Add(time.Hour), 60, ""}, nil, nil, nil, clock.Add(30*time.Second))
	want := "Choose a start at least 24 hours ahead, from Tue 24 Nov 2026, 05:01 (America/New_York, GMT-5) · 11:01 (Europe/Berlin, GMT+1)."
	if err == nil || err.Error() != want {
		t.Errorf("says %q", err)
	}
	_, _, err = MoveSession(running(), booked(berlin(27, 15, 0)), maya, alex, maya, Booking{Start: clock.Add(-time.Hour)}, "", nil, clock)
	want = "This time is in the past: Mon 23 Nov 2026, 10:00 (Europe/Berlin, GMT+1) · 04:00 (America/New_York, GMT-5)."
	if err == nil || err.Error() != want {
		t.Errorf("says %q", err)
	}
}

func TestBookKeepsFifteenMinutes(t *testing.T) {
	start := berlin(27, 15, 0) // to 16:00
	for name, c := range map[string]struct {
		from    time.Time
		minutes int
		state   SessionState
		free    bool
	}{
		"the same time":        {start, 60, SessionBooked, false},
		"within":               {start.Add(15 * time.Minute), 15, SessionBooked, false},
		"around":               {start.Add(-time.Hour), 240, SessionBooked, false},
		"ends 15 min before":   {start.Add(-75 * time.Minute), 60, SessionBooked, true},
		"ends 14 min before":   {start.Add(-74 * time.Minute), 60, SessionBooked, false},
		"begins 15 min after":  {start.Add(75 * time.Minute), 60, SessionBooked, true},
		"begins 14 min after":  {start.Add(74 * time.Minute), 60, SessionBooked, false},
		"proposed counts":      {start, 60, SessionProposed, false},
		"cancelled does not":   {start, 60, SessionCancelled, true},
		"cancelled late, too":  {start, 60, SessionCancelledLate, true},
		"held long ago, maybe": {start, 60, SessionHeld, true},
	} {
		t.Run(name, func(t *testing.T) {
			busy := []Session{{ID: "other", Engagement: "other", Start: c.from, Minutes: c.minutes, State: c.state}}
			_, _, err := Book(running(), alex, maya, Booking{start, 60, ""}, busy, nil, nil, clock)
			_, _, moved := MoveSession(running(), booked(berlin(28, 15, 0)), alex, alex, maya, Booking{Start: start}, "", busy, clock)
			if c.free {
				must(t, err)
				must(t, moved)
				return
			}
			refused(t, err, Taken, "start")
			refused(t, moved, Taken, "start")
		})
	}
}

func TestBookReminders(t *testing.T) {
	for name, c := range map[string]struct {
		lead time.Duration
		soon bool
	}{
		"a day":          {24 * time.Hour, false},
		"exactly 48 h":   {48 * time.Hour, false},
		"more than 48 h": {48*time.Hour + time.Minute, true},
	} {
		t.Run(name, func(t *testing.T) {
			start := clock.Add(c.lead)
			s, ch, err := Book(sponsored(running(), SponsorNone), alex, maya, Booking{start, 75, "https://meet.example"}, nil, nil, nil, clock)
			must(t, err)
			want := []string{"session-booked>alex", "session-booked>maya", "session-1h>alex", "session-1h>maya", "session-after>alex", "session-actions>maya"}
			if c.soon {
				want = append(want, "session-48h>maya")
			}
			tells(t, ch, want...)
			if s.State != SessionBooked || s.Coach != "alex" || s.Coachee != "maya" || s.Link.Reveal() != "https://meet.example" {
				t.Errorf("row %+v", s)
			}
			if got := due(ch, KindSessionNow, "alex"); !got.Equal(start.Add(-time.Hour)) {
				t.Errorf("link at %v", got)
			}
			if got := due(ch, KindSessionAfter, "alex"); !got.Equal(start.Add(195 * time.Minute)) {
				t.Errorf("after at %v", got)
			}
		})
	}
	s, _, err := Book(running(), alex, maya, Booking{berlin(27, 15, 0).Add(42 * time.Second), 60, ""}, nil, nil, nil, clock)
	must(t, err)
	if !s.Start.Equal(berlin(27, 15, 0)) || s.Start.Location() != time.UTC {
		t.Errorf("start %v", s.Start)
	}
}

func TestBookOffersTheFirst(t *testing.T) {
	b := Booking{berlin(27, 23, 30), 60, ""}
	for state, offered := range map[SessionState]bool{
		"": true, SessionCancelled: true, SessionCancelledLate: true, SessionProposed: true,
		SessionBooked: false, SessionHeld: false, SessionMissed: false,
	} {
		var earlier []Session
		if state != "" {
			earlier = []Session{{ID: "x", Engagement: "e", State: state}, {ID: "y", Engagement: "other", State: SessionHeld}}
		}
		_, c, err := Book(running(), alex, maya, b, nil, earlier, nil, clock)
		must(t, err)
		if (len(c.Consents) == 1) != offered {
			t.Errorf("earlier %q: %d offers", state, len(c.Consents))
		}
		if offered && c.Consents[0].Sentence.Reveal() != "Maya's first coaching session is booked for 27 November 2026." {
			t.Errorf("says %q", c.Consents[0].Sentence.Reveal())
		}
	}
	before := []Consent{{ID: "c", Engagement: "e", Milestone: MilestoneBooked, State: ConsentRefused}}
	if _, c, err := Book(running(), alex, maya, b, nil, nil, before, clock); err != nil || len(c.Consents) != 0 {
		t.Errorf("offered twice: %v", err)
	}
}

// TestSlotsCountInSteps: the rule and the database's five-minute steps agree.
func TestSlotsCountInSteps(t *testing.T) {
	at := time.Date(2026, 12, 1, 10, 0, 0, 0, time.UTC)
	first := Session{ID: "a", Start: at, Minutes: 33} // to 10:33, buffer to 10:48, step to 10:50
	for minute, want := range map[int]bool{48: true, 49: true, 50: false} {
		if got := tooClose(Session{ID: "b", Start: at.Add(time.Duration(minute) * time.Minute), Minutes: 30}, first); got != want {
			t.Errorf("a start at 10:%d is too close: %v, want %v", minute, got, want)
		}
	}
}
