package bot

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// TestARequestThatWasTakenDownIsAnsweredOnce: whoever sends it a second time is shown nothing; and what cannot be remembered is
// not answered at all, which the person is told.
func TestARequestThatWasTakenDownIsAnsweredOnce(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	f := &failing{Store: r.store}
	r.still(func() { r.bot.Store = f })
	h := r.bot.HTTPHandler("shh")
	send := func(w wire, at time.Time) *httptest.ResponseRecorder { return w.post(h, "shh", at) }
	typed := func(trigger string) wire {
		return said{team: r.bot.team, user: maya, what: "event", words: "What I typed " + trigger, trigger: trigger}.wire()
	}
	settings := said{team: r.bot.team, user: maya, what: "command", route: "/schedule", words: "tomorrow", trigger: "t1"}.wire()
	now := time.Now()
	first := send(settings, now)
	if first.Code != http.StatusOK || first.Body.Len() == 0 {
		t.Fatalf("nothing was tried: %d %s", first.Code, first.Body)
	}
	if again := send(settings, now); again.Code != http.StatusOK || again.Body.Len() > 0 {
		t.Errorf("the same once more: %d %s", again.Code, again.Body)
	}
	f.commits.Store(true)
	if lost := send(settings, now.Add(time.Second)); lost.Code != http.StatusOK || !strings.Contains(lost.Body.String(), trouble) {
		t.Errorf("not remembered: %d %s", lost.Code, lost.Body)
	}
	f.commits.Store(false)
	if anew := send(settings, now.Add(2*time.Second)); anew.Body.String() != first.Body.String() {
		t.Errorf("Slack's own repetition, signed anew: %d %s", anew.Code, anew.Body)
	}
	for range 2 {
		if w := send(typed("1795338000.000100"), now); w.Code != http.StatusOK {
			t.Errorf("typed: %d", w.Code)
		}
	}
	if got := r.entries(maya); len(got) != 1 {
		t.Errorf("%d entries", len(got))
	}
}
