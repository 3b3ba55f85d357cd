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

// TestLogsTellWhatBecameOfDeliveries: for each that the reminders have ended there is one line that
// says so, with the message's timestamp and with what travelled along, and never a word of it.
func TestLogsTellWhatBecameOfDeliveries(t *testing.T) {
	p := newPlay(t, "sqlite:"+filepath.Join(t.TempDir(), "log.db"))
	p.start()
	p.invite()
	p.accept()
	p.sponsorAccepts()
	p.share()
	for _, text := range []string{"-one", "-two"} {
		p.command(userMaya, "/actions", "")
		p.press(userMaya, "Add an action")
		p.fill(userMaya, "What will you do?", marker+text, "Due date", "2026-11-25")
		p.submit(userMaya)
		p.closeAll(userMaya)
	}
	p.until(london(2, 9, 1))
	p.ws.Fail("chat.postMessage", 1, sandbox.Refuse("is_archived"))
	p.until(london(4, 15, 1))

	told := map[any]map[string]any{}
	for _, line := range p.logged("delivery") {
		if line["state"] != "held" {
			if told[line["delivery"]] != nil {
				t.Errorf("told twice: %v", line)
			}
			told[line["delivery"]] = line
		}
	}
	rows, err := p.app.store.SQLDB().QueryContext(p.ctx, `SELECT id, kind, state, reason, attempts, message, batch FROM deliveries
		WHERE state IN ('sent', 'missed') OR state = 'cancelled' AND attempts > 0`)
	p.must(err)
	defer func() { p.must(rows.Close()) }()
	with, missed, ended := 0, 0, 0
	for rows.Next() {
		var id, kind, state, reason, message, batch string
		var attempts float64
		p.must(rows.Scan(&id, &kind, &state, &reason, &attempts, &message, &batch))
		line := told[id]
		if line == nil || line["kind"] != kind || line["state"] != state || line["reason"] != reason || line["attempt"] != attempts || line["level"] != "INFO" {
			t.Errorf("of a %s that is %s for %s in attempt %v the log says %v", kind, state, reason, attempts, line)
		}
		if ts, ok := line["ts"]; state == "sent" && ts != message || state != "sent" && ok {
			t.Errorf("the message of a %s is %s, the log says %v", kind, message, line)
		}
		if batch != "" {
			with++
			if list, _ := told[batch]["with"].([]any); len(list) != 1 || list[0] != id || line["lead"] != batch {
				t.Errorf("%s travelled with %s, the log says %v and %v", id, batch, line, told[batch])
			}
		}
		if state == "missed" {
			missed++
		}
		ended++
	}
	p.must(rows.Err())
	if with != 2 || missed != 2 || ended != len(told) { // two reminders, and their two follow-ups
		t.Errorf("%d travelled along, %d missed, want 2 of each; %d have ended, the log tells of %v", with, missed, ended, told)
	}
	if strings.Contains(p.log.String(), marker) {
		t.Error("the log holds what somebody wrote")
	}
}
