package coaching

import (
	"strings"
	"testing"
	"time"
)

func TestAskToMove(t *testing.T) {
	s := booked(berlin(27, 15, 0))
	s.Reason = Words("the last move")
	got, c, err := AskToMove(running(), s, maya, " a board\nmeeting ", clock)
	must(t, err)
	tells(t, c, "session-move-asked>alex")
	if !got.Asked.Equal(clock) || got.AskReason.Reveal() != "a board meeting" || !got.Start.Equal(s.Start) || got.Reason.Reveal() != "the last move" {
		t.Errorf("got %+v", got)
	}
	first := c.Deliveries[0]
	got.Version++
	again, c, err := AskToMove(running(), got, maya, "", clock.Add(time.Minute))
	must(t, err)
	tells(t, c, "session-move-asked>alex")
	if c.Deliveries[0].Key == first.Key || !cancels(c, first) || !again.AskReason.Empty() {
		t.Errorf("asked again: %+v", c)
	}
	_, _, err = AskToMove(running(), s, maya, strings.Repeat("x", 500), clock)
	must(t, err)
	_, _, err = AskToMove(running(), s, maya, strings.Repeat("x", 501), clock)
	refused(t, err, Invalid, "reason")
	_, _, err = AskToMove(running(), booked(clock.Add(time.Second)), maya, "", clock)
	must(t, err)
	_, _, err = AskToMove(running(), booked(clock), maya, "", clock)
	refused(t, err, Stale, "")
}

func TestKeepSession(t *testing.T) {
	s := booked(berlin(27, 15, 0))
	_, _, err := KeepSession(running(), s, alex, clock)
	refused(t, err, Stale, "")
	s.Asked, s.AskReason = clock, Words("why")
	question := NewDelivery(running(), KindMoveAsked, "alex", "s", clock)
	for _, by := range []Person{alex, maya} {
		got, c, err := KeepSession(running(), s, by, clock)
		must(t, err)
		if !got.Asked.IsZero() || !got.AskReason.Empty() || got.ChangedBy != s.ChangedBy || !cancels(c, question) {
			t.Errorf("kept by %s: %+v", by.ID, got)
		}
		if by.ID == "alex" {
			tells(t, c, "session-move-kept>maya")
		} else {
			tells(t, c)
		}
		_, _, err = KeepSession(running(), got, by, clock)
		refused(t, err, Stale, "")
	}
	s.Start = clock
	_, _, err = KeepSession(running(), s, alex, clock)
	refused(t, err, Stale, "")
}

// Whatever is done about the session answers the question.
func TestWhatAnswersTheQuestion(t *testing.T) {
	s := booked(berlin(27, 15, 0))
	s.Asked, s.AskReason = clock, Words("why")
	question := NewDelivery(running(), KindMoveAsked, "alex", "s", clock)
	moved, c, err := MoveSession(running(), s, alex, alex, maya, Booking{Start: berlin(30, 10, 0)}, "", nil, clock)
	must(t, err)
	if !moved.Asked.IsZero() || !moved.AskReason.Empty() || !cancels(c, question) {
		t.Errorf("moved: %+v", moved)
	}
	gone, c, err := CancelSession(running(), s, maya, alex, "", clock)
	must(t, err)
	if !gone.Asked.IsZero() || !gone.AskReason.Empty() || !cancels(c, question) {
		t.Errorf("cancelled: %+v", gone)
	}
	linked, c, err := MoveSession(running(), s, alex, alex, maya, Booking{Start: s.Start, Link: "https://new.example"}, "", nil, clock)
	must(t, err)
	if linked.Asked.IsZero() || cancels(c, question) {
		t.Errorf("another link answers the question: %+v", linked)
	}
}
