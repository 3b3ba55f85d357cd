package bot

import (
	"strings"
	"testing"
	"time"

	"interlude/coaching"
)

func TestCoacheeAsksToMove(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.book(anna, "2026-11-27", "15:00")
	r.command(maya, "/schedule", "")
	r.sees(maya, "Fri 27 Nov 2026, 14:00 (Europe/London, GMT) · 15:00 (Europe/Berlin, GMT+1)")
	r.press(maya, "Ask to move")
	r.fill(maya, "Reason", "A board meeting")
	r.submit(maya)
	r.sees(maya, "is asked for another time")
	r.drain()
	r.sees(anna, "asks for another time")
	for _, m := range r.as(anna).Messages() {
		if strings.Contains(string(m.Blocks), "board") {
			t.Errorf("the coachee's words stand in a message: %s", m.Blocks)
		}
	}
	r.press(anna, "See why")
	r.sees(anna, "A board meeting")
	r.must(r.as(anna).CloseAll(r.ctx))
	r.press(anna, "Move")
	r.sees(anna, "A board meeting")
	r.must(r.as(anna).CloseAll(r.ctx))
	r.must(r.as(maya).CloseAll(r.ctx))

	r.command(maya, "/schedule", "")
	r.press(maya, "Ask to move")
	r.fill(maya, "Date", "2026-12-01")
	errs, err := r.as(maya).Submit(r.ctx)
	r.must(err)
	if errs["time"] == "" {
		t.Errorf("a day without a time: %v", errs)
	}
	r.fill(maya, "Time", "10:00")
	r.submit(maya)
	r.sees(maya, "nothing is moved yet")
	r.submit(maya)
	r.sees(maya, "*Moved.*")
	r.drain()
	r.sees(anna, "Tue 1 Dec 2026, 11:00 (Europe/Berlin, GMT+1) · 10:00 (Europe/London, GMT)")
}

// TestTheCoachKeepsTheSession: the question is answered, asked once more, and taken back.
func TestTheCoachKeepsTheSession(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Sealed")
	r.book(anna, "2026-11-27", "15:00")
	ask := func() {
		r.command(maya, "/schedule", "")
		r.press(maya, "Ask to move")
		r.submit(maya)
		r.sees(maya, "*Sent.*")
		r.drain()
		r.sees(anna, "asks for another time")
	}
	ask()
	r.misses(anna, "See why") // no reason was given
	r.must(r.as(maya).CloseAll(r.ctx))
	r.press(anna, "Keep it")
	r.sees(anna, "asked for another time. That is settled.")
	r.drain()
	r.sees(maya, "stays as booked")
	if s := r.sessionsOf(maya)[0]; s.Moves != 0 || !s.Asked.IsZero() || s.State != coaching.SessionBooked {
		t.Errorf("the session is %+v", s)
	}
	ask()
	r.press(maya, "Take it back")
	r.sees(maya, "Taken back.")
	r.must(r.ws.WaitFor(r.ctx, func() bool { return !strings.Contains(r.screen(anna), "asks for another time") }))
	r.must(r.as(maya).CloseAll(r.ctx))
	before := len(r.as(maya).Messages())
	r.until(rigStart.Add(time.Hour))
	if n := len(r.as(maya).Messages()); n != before {
		t.Errorf("%d messages about one's own second thought", n-before)
	}
	ask()
	r.must(r.as(maya).CloseModal(r.ctx))
	r.sees(maya, "You asked your coach for another time") // the list below
	r.press(maya, "Keep it after all")
	r.must(r.ws.WaitFor(r.ctx, func() bool { return !strings.Contains(r.screen(maya), "You asked your coach") }))
}
