package coaching

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestMoveSession(t *testing.T) {
	s := booked(berlin(27, 15, 0))
	got, c, err := MoveSession(running(), s, maya, alex, maya, Booking{Start: berlin(30, 10, 0)}, " flight\n", nil, clock)
	must(t, err)
	tells(t, c, "session-moved>alex", "session-moved>maya", "session-48h>maya", "session-1h>alex", "session-1h>maya",
		"session-after>alex", "session-actions>maya")
	if got.Minutes != 60 || got.Link.Reveal() != "https://meet.example/1" || got.Reason.Reveal() != "flight" || got.Moves != 1 || got.ChangedBy != "maya" || got.State != SessionBooked {
		t.Errorf("got %+v", got)
	}
	for _, kind := range []DeliveryKind{KindBooked, KindMoved, KindSessionSoon, KindSessionNow, KindSessionAfter, KindSessionActions} {
		if !cancels(c, NewDelivery(running(), kind, "maya", "s", clock)) {
			t.Errorf("%s of the old time stays", kind)
		}
	}
	_, _, err = MoveSession(running(), s, alex, alex, maya, Booking{Start: berlin(30, 10, 0)}, strings.Repeat("x", 501), nil, clock)
	refused(t, err, Invalid, "reason")
	_, _, err = MoveSession(running(), s, alex, alex, maya, Booking{Start: berlin(24, 10, 0)}, "", nil, clock)
	refused(t, err, Invalid, "start")
	_, _, err = MoveSession(running(), s, alex, alex, maya, Booking{Start: s.Start}, "", nil, clock)
	refused(t, err, Invalid, "start")
	_, _, err = MoveSession(running(), s, alex, alex, maya, Booking{Start: berlin(30, 10, 0), Link: "ftp://x"}, "", nil, clock)
	refused(t, err, Invalid, "link")
	if _, _, err = MoveSession(running(), s, alex, alex, maya, Booking{Start: s.Start.Add(time.Hour)}, "", []Session{s}, clock); err != nil {
		t.Errorf("the session is in its own way: %v", err)
	}
}

// A link may be added an hour before: nobody has to be anywhere at another time.
func TestMoveOnlyTheLink(t *testing.T) {
	s := booked(clock.Add(time.Hour))
	s.Reason, s.ChangedBy = Words("why"), "maya"
	got, c, err := MoveSession(running(), s, alex, alex, maya, Booking{Start: s.Start, Minutes: 60, Link: "https://new.example"}, "", nil, clock)
	must(t, err)
	tells(t, c)
	if got.Moves != 0 || got.ChangedBy != "maya" || got.Link.Reveal() != "https://new.example" || len(c.Cancel) != 0 || got.Reason.Reveal() != "why" {
		t.Errorf("got %+v", got)
	}
	_, _, err = MoveSession(running(), s, alex, alex, maya, Booking{Start: s.Start, Minutes: 45}, "", nil, clock)
	refused(t, err, Invalid, "start")
}

// There and back again: every reminder has a key of its own, so none is taken for a sent one.
func TestMoveThereAndBack(t *testing.T) {
	s, c, err := Book(running(), alex, maya, Booking{berlin(27, 15, 0), 60, ""}, nil, nil, nil, clock)
	must(t, err)
	seen := map[string]bool{}
	count := 0
	note := func(c Change) {
		for _, d := range c.Deliveries {
			seen[d.Key] = true
			count++
		}
	}
	note(c)
	for i := range 4 {
		s.Version++
		s, c, err = MoveSession(running(), s, alex, alex, maya, Booking{Start: berlin(30-3*(i%2), 15, 0)}, "", nil, clock)
		must(t, err)
		note(c)
	}
	if len(seen) != count {
		t.Errorf("%d keys for %d deliveries", len(seen), count)
	}
	if s.Moves != 4 {
		t.Errorf("%d moves", s.Moves)
	}
}

func TestCancelSession(t *testing.T) {
	for name, c := range map[string]struct {
		lead time.Duration
		want SessionState // empty: too late for anything
	}{
		"long before":    {72 * time.Hour, SessionCancelled},
		"48 h":           {48 * time.Hour, SessionCancelled},
		"less than 48 h": {48*time.Hour - time.Second, SessionCancelledLate},
		"a minute":       {time.Minute, SessionCancelledLate},
		"begun":          {0, ""},
		"over":           {-2 * time.Hour, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := booked(clock.Add(c.lead))
			got, ch, err := CancelSession(running(), s, maya, alex, "ill", clock)
			if c.want == "" {
				refused(t, err, Stale, "")
				_, _, err = MoveSession(running(), s, maya, alex, maya, Booking{Start: berlin(30, 10, 0)}, "", nil, clock)
				refused(t, err, Stale, "")
				return
			}
			must(t, err)
			tells(t, ch, "session-cancelled>alex", "session-cancelled>maya")
			if got.State != c.want || got.ChangedBy != "maya" || got.Reason.Reveal() != "ill" || !cancels(ch, NewDelivery(running(), KindSessionNow, "alex", "s", clock)) {
				t.Errorf("got %s", got.State)
			}
		})
	}
	_, _, err := CancelSession(running(), booked(berlin(27, 15, 0)), maya, alex, strings.Repeat("x", 501), clock)
	refused(t, err, Invalid, "reason")
	for _, state := range []SessionState{SessionProposed, SessionHeld, SessionMissed, SessionCancelled, SessionCancelledLate} {
		s := booked(berlin(27, 15, 0))
		s.State = state
		_, _, err := CancelSession(running(), s, maya, alex, "", clock)
		refused(t, err, Stale, "")
	}
}

func TestMarkSession(t *testing.T) {
	mark := func(from, to SessionState, start time.Time) (Session, Change, error) {
		s := booked(start)
		s.State = from
		return MarkSession(running(), s, alex, to, nil, nil, maya, clock)
	}
	after, capture := NewDelivery(running(), KindSessionAfter, "alex", "s", clock), NewDelivery(running(), KindSessionActions, "maya", "s", clock)
	s, c, err := mark(SessionBooked, SessionHeld, clock)
	must(t, err)
	if s.State != SessionHeld || !cancels(c, after) || cancels(c, capture) || len(c.Deliveries) != 0 {
		t.Errorf("held: %s, cancels %+v", s.State, c.Cancel)
	}
	s, c, err = mark(SessionBooked, SessionMissed, clock)
	must(t, err)
	if s.State != SessionMissed || !cancels(c, after) || !cancels(c, capture) {
		t.Errorf("missed: %s, cancels %+v", s.State, c.Cancel)
	}
	_, c, err = mark(SessionMissed, SessionHeld, clock.Add(-time.Hour))
	must(t, err)
	tells(t, c, "session-actions>maya")
	_, c, err = mark(SessionMissed, SessionHeld, clock.Add(-3*time.Hour))
	must(t, err)
	tells(t, c)
	_, _, err = mark(SessionHeld, SessionMissed, clock)
	must(t, err)
	_, _, err = mark(SessionBooked, SessionHeld, clock.Add(time.Second))
	refused(t, err, Invalid, "state")
	for _, p := range [][2]SessionState{{SessionHeld, SessionHeld}, {SessionBooked, SessionCancelled}, {SessionCancelled, SessionHeld}, {SessionProposed, SessionHeld}} {
		_, _, err = mark(p[0], p[1], clock)
		refused(t, err, Stale, "")
	}
}

func TestHalfWay(t *testing.T) {
	for _, c := range []struct {
		planned, before int // held before this one
		want            string
	}{
		{8, 2, ""},
		{8, 3, "Maya's coaching is half way: 4 of 8 sessions have taken place."},
		{8, 4, "Maya's coaching is past half way: 5 of 8 sessions have taken place."},
		{7, 2, ""},
		{7, 3, "Maya's coaching is past half way: 4 of 7 sessions have taken place."},
		{2, 0, "Maya's coaching is half way: 1 of 2 sessions have taken place."},
		{1, 0, ""},
	} {
		e := running()
		e.Sessions = c.planned
		s := booked(clock)
		sessions := []Session{s, {ID: "missed", Engagement: "e", State: SessionMissed}, {ID: "other", Engagement: "other", State: SessionHeld}}
		for range c.before {
			sessions = append(sessions, Session{ID: NewID(), Engagement: "e", State: SessionHeld})
		}
		_, ch, err := MarkSession(e, s, alex, SessionHeld, sessions, nil, maya, clock)
		must(t, err)
		var got string
		if len(ch.Consents) == 1 {
			got = ch.Consents[0].Sentence.Reveal()
		}
		if got != c.want {
			t.Errorf("%d of %d: %q", c.before+1, c.planned, got)
		}
		if c.want != "" && !slices.Contains(told(ch), "milestone>maya") {
			t.Error("the offer is not sent")
		}
	}
}
