package bot

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"time"

	"github.com/slack-go/slack"
)

// wire is one request as Slack sends it, before it is signed.
type wire struct {
	path, body string
	kind       string // content type
}

// said is a request of somebody's, in parts that a forger can change.
type said struct {
	team, org, home, user string
	what                  string // command, press, submission or event
	route, value, meta    string
	words                 string
	trigger, reply        string
	shows                 bool // it stores nothing
}

func (s said) wire() wire {
	switch s.what {
	case "command":
		return s.command()
	case "event":
		return s.event()
	}
	return s.interaction()
}

func (s said) command() wire {
	name, first, _ := strings.Cut(s.route, " ")
	f := url.Values{"team_id": {s.team}, "user_id": {s.user}, "command": {name}, "text": {strings.TrimSpace(first + " " + s.words)}, "channel_id": {"D1"},
		"trigger_id": {s.trigger}, "response_url": {s.reply}}
	if s.org != "" {
		f.Set("enterprise_id", s.org)
	}
	return wire{path: "commands", kind: asForm, body: f.Encode()}
}

func (s said) interaction() wire {
	p := map[string]any{"type": "block_actions", "team": map[string]any{"id": s.team}, "user": map[string]any{"id": s.user, "team_id": s.home},
		"trigger_id": s.trigger, "response_url": s.reply}
	if s.org != "" {
		p["enterprise"] = map[string]any{"id": s.org}
	}
	if s.what == "press" {
		p["container"] = map[string]any{"type": "message", "channel_id": "D1", "message_ts": s.trigger}
		p["actions"] = []any{map[string]any{"type": "button", "action_id": s.route, "block_id": "b", "value": s.value, "action_ts": s.trigger}}
	} else {
		in := func(block, value string) map[string]any {
			return map[string]any{block: map[string]any{"type": "plain_text_input", "value": value}}
		}
		p["type"] = "view_submission"
		p["view"] = map[string]any{"id": "V" + s.trigger, "hash": s.trigger, "type": "modal", "callback_id": s.route, "private_metadata": s.meta,
			"state": map[string]any{"values": map[string]any{"text": in("text", s.words)}}}
	}
	raw, _ := json.Marshal(p)
	return wire{path: "interactions", kind: asForm, body: url.Values{"payload": {string(raw)}}.Encode()}
}

func (s said) event() wire {
	e := map[string]any{"type": "message", "channel_type": "im", "channel": "D" + s.user, "user": s.user, "text": s.words, "ts": s.trigger}
	if s.home != "" {
		e["user_team"], e["source_team"] = s.home, s.home
	}
	w := map[string]any{"type": "event_callback", "team_id": s.team, "event_id": "Ev" + s.trigger, "event_time": rigStart.Unix(), "event": e}
	if s.org != "" {
		w["enterprise_id"] = s.org
	}
	raw, _ := json.Marshal(w)
	return wire{path: "events", kind: asJSON, body: string(raw)}
}

// payload is what a socket carries of w.
func (w wire) payload() []byte {
	if w.path == "events" {
		return []byte(w.body)
	}
	f, _ := url.ParseQuery(w.body)
	if w.path == "interactions" {
		return []byte(f.Get("payload"))
	}
	flat := map[string]string{}
	for k := range f {
		flat[k] = f.Get(k)
	}
	raw, _ := json.Marshal(flat)
	return raw
}

// overSocket does with a payload what a socket's connection does.
func (f *forger) overSocket(path string, payload []byte) string {
	var body any
	switch path {
	case "commands":
		var c slack.SlashCommand
		if json.Unmarshal(payload, &c) == nil {
			body = f.bot.Command(f.t.Context(), c)
		}
	case "interactions":
		body = f.bot.Interaction(f.t.Context(), payload)
	default:
		f.bot.Happened(f.t.Context(), payload)
	}
	if body == nil {
		return ""
	}
	raw, _ := json.Marshal(body)
	return string(raw)
}

// request is w signed at the instant at.
func (w wire) request(secret string, at time.Time) *http.Request {
	q := httptest.NewRequest(http.MethodPost, "/slack/"+w.path, strings.NewReader(w.body))
	sign(q, secret, w.body, at)
	q.Header.Set("Content-Type", w.kind)
	return q
}

// post has h answer w, signed at the instant at.
func (w wire) post(h http.Handler, secret string, at time.Time) *httptest.ResponseRecorder {
	r := httptest.NewRecorder()
	h.ServeHTTP(r, w.request(secret, at))
	return r
}

// overHTTP sends q and returns the answer's code and body.
func (f *forger) overHTTP(q *http.Request) (int, string) {
	r := httptest.NewRecorder()
	f.handler.ServeHTTP(r, q)
	return r.Code, strings.TrimSpace(r.Body.String())
}

// legitimate is a request of somebody who may: each has one effect, or shows something.
func (f *forger) legitimate(rnd *rand.Rand) said {
	f.serial++
	s := said{team: ownTeam, home: ownTeam, trigger: fmt.Sprintf("%d.%06d", 1795338000+f.serial, f.serial%1_000_000), reply: f.stand + "/response/1", words: fmt.Sprint("walk ", f.serial)}
	who := [][2]string{{"UMAYA", "a"}, {"URAVI", "b"}}[rnd.IntN(2)]
	s.user = who[0]
	e := f.sides[who[1]].live["engagement"]
	switch rnd.IntN(6) {
	case 0:
		s.what = "event"
	case 1:
		s.what, s.route, s.words = "command", "/actions", "add "+s.words
	case 2:
		s.what, s.route, s.meta = "submission", reflectSave, fmt.Sprintf(`{"e":%q}`, e)
	case 3:
		s.what, s.route, s.meta = "submission", actionsSave, fmt.Sprintf(`{"e":%q}`, e)
	case 4:
		s.what, s.route, s.value = "press", []string{pauseAll, pauseEnd}[f.serial%2], "now"
	default:
		s.what, s.route, s.value = "press", reflectList, "list"
		s.shows = true
	}
	return s
}
