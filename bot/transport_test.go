package bot

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"interlude/coaching"
)

// sign adds Slack's headers for body at the instant at.
func sign(r *http.Request, secret, body string, at time.Time) {
	stamp := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = fmt.Fprintf(mac, "v0:%s:%s", stamp, body)
	r.Header.Set("Content-Type", asForm)
	if strings.HasPrefix(body, "{") {
		r.Header.Set("Content-Type", asJSON)
	}
	r.Header.Set("X-Slack-Request-Timestamp", stamp)
	r.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
}

func TestHTTPTakesOnlyWhatSlackSigned(t *testing.T) {
	r := newRig(t)
	h := r.bot.HTTPHandler("shh")
	body := url.Values{"team_id": {r.bot.Team()}, "user_id": {sam}, "command": {"/coaching"}, "trigger_id": {"t1"}}.Encode()
	now := time.Now()
	for name, c := range map[string]struct {
		path, body string
		sign       func(*http.Request, string)
		code       int
		says       string
	}{
		"signed":            {"commands", body, func(q *http.Request, b string) { sign(q, "shh", b, now) }, 200, coaching.Neutral},
		"unsigned":          {"commands", body, func(*http.Request, string) {}, 401, ""},
		"another secret":    {"commands", body, func(q *http.Request, b string) { sign(q, "other", b, now) }, 401, ""},
		"another body":      {"commands", body, func(q *http.Request, b string) { sign(q, "shh", b+"x", now) }, 401, ""},
		"six minutes old":   {"commands", body, func(q *http.Request, b string) { sign(q, "shh", b, now.Add(-6*time.Minute)) }, 401, ""},
		"too long":          {"commands", strings.Repeat("a", maxBody+1), func(q *http.Request, b string) { sign(q, "shh", b, now) }, 413, ""},
		"not a form":        {"commands", "%zz", func(q *http.Request, b string) { sign(q, "shh", b, now) }, 400, ""},
		"the first hello":   {"events", `{"type":"url_verification","challenge":"abc"}`, func(q *http.Request, b string) { sign(q, "shh", b, now) }, 200, "abc"},
		"an unknown event":  {"events", `{"type":"event_callback","team_id":"T","event":{"type":"reaction_added"}}`, func(q *http.Request, b string) { sign(q, "shh", b, now) }, 200, ""},
		"half an event":     {"events", `{"type":"event_call`, func(q *http.Request, b string) { sign(q, "shh", b, now) }, 200, ""},
		"an empty payload":  {"interactions", "payload=", func(q *http.Request, b string) { sign(q, "shh", b, now) }, 200, ""},
		"a strange payload": {"interactions", "payload=%5B1%5D", func(q *http.Request, b string) { sign(q, "shh", b, now) }, 200, ""},
	} {
		t.Run(name, func(t *testing.T) {
			q := httptest.NewRequest(http.MethodPost, "/slack/"+c.path, strings.NewReader(c.body))
			c.sign(q, c.body)
			w := httptest.NewRecorder()
			h.ServeHTTP(w, q)
			if w.Code != c.code || !strings.Contains(w.Body.String(), c.says) {
				t.Errorf("%d %s, want %d with %q", w.Code, w.Body, c.code, c.says)
			}
		})
	}
}

// TestForeignTeamIsNobody: the id of a coach means nothing when another workspace signed it.
func TestForeignTeamIsNobody(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	h := r.bot.HTTPHandler("shh")
	for _, user := range []string{anna, maya, sam} {
		body := url.Values{"team_id": {"TELSEWHERE"}, "user_id": {user}, "command": {"/actions"}, "trigger_id": {"t2"}}.Encode()
		w := wire{"commands", body, asForm}.post(h, "shh", time.Now())
		if !strings.Contains(w.Body.String(), coaching.Neutral) {
			t.Errorf("%s of another workspace reads %s", user, w.Body)
		}
	}
}

// TestRepeatedEnvelopes: an event that Slack delivers five times has one effect.
func TestRepeatedEnvelopes(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	e := r.pair(maya)
	raw := fmt.Appendf(nil, `{"type":"event_callback","team_id":%q,"event_id":"Ev1","event":{"type":"message","channel_type":"im","channel":"D1","user":%q,"text":"once only","ts":"1795338000.000100"}}`, r.bot.Team(), maya)
	for range 5 {
		if !r.bot.Happened(r.ctx, raw) {
			t.Fatal("not taken")
		}
	}
	rs, err := r.store.Reflections(r.ctx, e.ID)
	r.must(err)
	if len(rs) != 1 {
		t.Errorf("%d entries", len(rs))
	}
}

// TestLongFormsFitTheSocket: what is too long for an acknowledgement comes right after it.
func TestLongFormsFitTheSocket(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	for i := range 10 {
		r.write(maya, fmt.Sprintf("%d %s", i, strings.Repeat("<&>", 900)), "Only for me", "")
	}
	r.command(maya, "/reflect", "")
	r.press(maya, "My reflections")
	r.press(maya, "Edit")
	r.fill(maya, "Your words", "shorter now")
	r.submit(maya)
	r.sees(maya, "shorter now")
}
