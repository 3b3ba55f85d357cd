package bot

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"interlude/coaching"
)

// TestHTTPAnswersAsSlackReadsIt: what is refused closes the connection, what is twice is refused, what has no answer has an empty
// one, and an event that could not be stored should come again.
func TestHTTPAnswersAsSlackReadsIt(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	f := &failing{Store: r.store}
	r.still(func() { r.bot.Store = f })
	h := r.bot.HTTPHandler("shh")
	post := func(path, body, kind, secret string) *httptest.ResponseRecorder {
		return wire{path: path, body: body, kind: kind}.post(h, secret, time.Now())
	}
	settings := url.Values{"payload": {`{"type":"view_submission","team":{"id":"` + r.bot.team + `"},"user":{"id":"` + maya + `"},"view":{"id":"V1","hash":"h","callback_id":"` + settingsSave + `"}}`}}.Encode()
	typed := `{"type":"event_callback","team_id":"` + r.bot.team + `","event_id":"%s","challenge":"abc","event":{"type":"message","channel_type":"im","channel":"D1","user":"` + maya + `","text":"words","ts":"1795338000.000100"}}`
	for name, c := range map[string]struct {
		path, body, kind, secret string
		code                     int
		says                     string // JSON has this; empty: there is no body
	}{
		"unsigned":              {"commands", "a=b", asForm, "other", 401, "signature refused"},
		"another kind":          {"commands", "a=b", asJSON, "shh", 415, "not " + asForm},
		"no kind":               {"commands", "a=b", ";", "shh", 415, "not " + asForm},
		"a field twice":         {"commands", "user_id=" + maya + "&user_id=" + anna, asForm, "shh", 400, "not a form"},
		"two payloads":          {"interactions", settings + "&" + settings, asForm, "shh", 400, "not a form"},
		"no form":               {"interactions", "payload=%zz", asForm, "shh", 400, "not a form"},
		"a form of ours":        {"interactions", settings, asForm, "shh", 200, `"response_action"`},
		"nothing to answer":     {"interactions", "payload=" + url.QueryEscape(`{"type":"view_closed","user":{"id":"`+maya+`"}}`), asForm, "shh", 200, ""},
		"a hello":               {"events", `{"type":"url_verification","challenge":"abc"}`, asJSON, "shh", 200, `"challenge":"abc"`},
		"a hello, twice in one": {"events", `{"type":"url_verification","challenge":"abc","challenge":"def"}`, asJSON, "shh", 200, ""},
		"another greeting":      {"events", `{"type":"hello","challenge":"abc"}`, asJSON, "shh", 200, ""},
		"no object":             {"events", `[]`, asJSON, "shh", 200, ""},
	} {
		w := post(c.path, c.body, c.kind, c.secret)
		if w.Code != c.code || !strings.Contains(w.Body.String(), c.says) || c.says == "" && w.Body.Len() > 0 {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
		if closes := w.Header().Get("Connection") == "close"; closes != (c.code == 401 || c.code == 415) {
			t.Errorf("%s: closes %v", name, closes)
		}
		if isJSON := strings.HasPrefix(w.Header().Get("Content-Type"), asJSON); isJSON != (c.code == 200 && c.says != "") || isJSON && !json.Valid(w.Body.Bytes()) {
			t.Errorf("%s: %v", name, w.Header())
		}
	}
	f.commits.Store(true)
	if w := post("events", strings.ReplaceAll(typed, "%s", "Ev1"), asJSON, "shh"); w.Code != http.StatusServiceUnavailable {
		t.Errorf("not stored, and answered %d", w.Code)
	}
	f.commits.Store(false)
	if w := post("events", strings.ReplaceAll(typed, "%s", "Ev1"), asJSON, "shh"); w.Code != http.StatusOK || w.Body.Len() > 0 || len(r.entries(maya)) != 1 {
		t.Errorf("stored, and answered %d %s", w.Code, w.Body)
	}
}

func TestMetadataThatIsNoneIsStale(t *testing.T) {
	c := &Call{}
	for raw, want := range map[string]bool{`{"e":"E1"}`: true, "": false, "x": false, `[]`: false, `{"e":7}`: false} {
		c.View.PrivateMetadata = raw
		var m briefMeta
		if err := c.Meta(&m); (err == nil) != want || err != nil && !coaching.Is(err, coaching.Stale) || want && m.Engagement != "E1" {
			t.Errorf("%q: %v", raw, err)
		}
	}
}
