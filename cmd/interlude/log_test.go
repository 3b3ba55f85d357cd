package main

import (
	"encoding/json"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"interlude/bot/sandbox"
)

var deliveryID = regexp.MustCompile(`^[A-Z2-7]{26}$`)

// logged returns the lines of the log with this message.
func (p *play) logged(msg string) []map[string]any {
	p.t.Helper()
	var found []map[string]any
	for line := range strings.Lines(p.log.String()) {
		var fields map[string]any
		p.must(json.Unmarshal([]byte(line), &fields))
		if fields["msg"] == msg {
			found = append(found, fields)
		}
	}
	return found
}

// TestLogsNameDeliveries: what goes wrong with a message, and what somebody presses in one, can
// be followed by its id.
func TestLogsNameDeliveries(t *testing.T) {
	p := newPlay(t, "sqlite:"+filepath.Join(t.TempDir(), "log.db"))
	p.start()
	p.ws.Fail("chat.postMessage", 1, sandbox.Fault{Status: http.StatusTooManyRequests, RetryAfter: "1"})
	p.invite()
	p.accept()
	failed := p.logged("a post failed")
	if len(failed) == 0 {
		t.Fatalf("no post failed:\n%s", p.log.String())
	}
	for _, line := range failed {
		if id, _ := line["delivery"].(string); !deliveryID.MatchString(id) {
			t.Errorf("names no delivery: %v", line)
		}
	}
	named := false
	for _, line := range p.logged("answered") {
		about, _ := line["about"].([]any)
		for _, id := range about {
			text, _ := id.(string)
			named = named || deliveryID.MatchString(text)
		}
	}
	if !named {
		t.Errorf("no press names what it is about:\n%s", p.log.String())
	}
}
