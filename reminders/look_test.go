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
