package reminders

import (
	"testing"
	"time"

	"interlude/coaching"
)

// TestDoubtIsOfOneAttempt: what a process knows of an attempt says nothing of the next, which
// another process may have made meanwhile.
func TestDoubtIsOfOneAttempt(t *testing.T) {
	t.Parallel()
	var d doubts
	first := coaching.Delivery{ID: "d", Attempts: 1}
	next := coaching.Delivery{ID: "d", Attempts: 2}
	at := time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
	d.failed(first, at)
	if since, known := d.since(first); !known || !since.Equal(at) {
		t.Errorf("the first attempt is in doubt since %s, %v", since, known)
	}
	for want := 1; want < lookTries; want++ {
		if n := d.looked(first); n != want {
			t.Errorf("%d looks failed, want %d", n, want)
		}
	}
	if since, known := d.since(next); known {
		t.Errorf("the second attempt, of which nothing was heard, is in doubt since %s", since)
	}
	if n := d.looked(next); n != 1 {
		t.Errorf("after one failed look for the second attempt %d are counted", n)
	}
	if _, known := d.since(next); known {
		t.Error("a failed look tells when an attempt was made")
	}
}

// TestPatienceWithSlack: what doubles the wait are posts in a row that had no clear answer, not
// attempts: one that Slack put off, or that another process made, is no reason to wait.
func TestPatienceWithSlack(t *testing.T) {
	t.Parallel()
	var d doubts
	at := time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
	for i, want := range []int{1, 2, 3} {
		if n := d.unanswered(coaching.Delivery{ID: "d", Attempts: 7 + i}, at); n != want {
			t.Errorf("after %d posts without an answer %d are counted", want, n)
		}
	}
	d.settled("d") // a 429
	if n := d.unanswered(coaching.Delivery{ID: "d", Attempts: 11}, at); n != 1 {
		t.Errorf("after a clear answer and one post without %d are counted", n)
	}
}
