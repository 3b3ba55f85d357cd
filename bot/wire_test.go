package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// slackWire is the way to Slack: it keeps every call as it goes out.
type slackWire struct {
	mu    sync.Mutex
	calls []wireCall
	more  chan struct{} // closed with the next call
}

// wireCall is one call: the method, or the path of a response url, and what was sent.
type wireCall struct{ path, body string }

// RoundTrip keeps r and passes it on.
func (w *slackWire) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
		_ = r.Body.Close()
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	res, err := http.DefaultTransport.RoundTrip(r)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.calls = append(w.calls, wireCall{r.URL.Path, string(body)})
	if w.more != nil {
		close(w.more)
		w.more = nil
	}
	return res, err
}

// until waits for calls after which done holds.
func (w *slackWire) until(ctx context.Context, done func() bool) error {
	for {
		w.mu.Lock()
		if w.more == nil {
			w.more = make(chan struct{})
		}
		more := w.more
		w.mu.Unlock()
		if done() {
			return nil
		}
		select {
		case <-more:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// take returns the calls since the last time.
func (w *slackWire) take() []wireCall {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := w.calls
	w.calls = nil
	return out
}

// published reports whether the user's Home was shown since the last time.
func (w *slackWire) published(user string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.ContainsFunc(w.calls, func(c wireCall) bool {
		return strings.HasSuffix(c.path, "/views.publish") && fieldsOf(c.body).Get("user_id") == user
	})
}

// answers counts the forms and notes by which commands were answered since the last time.
func (w *slackWire) answers() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := 0
	for _, c := range w.calls {
		if response.MatchString(c.path) || strings.HasSuffix(c.path, "/views.open") {
			n++
		}
	}
	return n
}

// shownBy are the methods by which something reaches a person's eyes.
var shownBy = []string{"chat.postMessage", "chat.update", "chat.delete", "chat.postEphemeral", "views.publish", "views.open", "views.push", "views.update"}

// What differs between two runs of the same story: random ids, Slack's timestamps, triggers, and
// the ids of open forms. A row's id becomes its number of appearance.
var (
	rowID    = regexp.MustCompile(`[A-Z2-7]{26}`)
	slackTS  = regexp.MustCompile(`\b\d{10}\.\d{6}\b`)
	response = regexp.MustCompile(`/response/`)
)

// stream is what one person is shown, call by call, so that two runs can be compared byte for
// byte.
type stream struct {
	user, dm string
	ids, ts  []string
	text     strings.Builder
	n        int
}

// shows adds the calls of one step that reach the person, in order of their text. Forms and
// answers reach the actor, the only one who did anything in this step.
func (s *stream) shows(step, actor string, calls []wireCall) {
	var mine []string
	for _, c := range calls {
		method := c.path[strings.LastIndex(c.path, "/")+1:]
		if response.MatchString(c.path) {
			method = "response"
		}
		v := fieldsOf(c.body)
		answers := method == "response" || method == "views.open" || method == "views.push" || method == "views.update"
		reaches := s.dm != "" && v.Get("channel") == s.dm || v.Get("user_id") == s.user || v.Get("user") == s.user || answers && actor == s.user
		if !reaches || method != "response" && !slices.Contains(shownBy, method) {
			continue
		}
		for _, k := range []string{"token", "trigger_id", "view_id", "hash"} {
			v.Del(k)
		}
		mine = append(mine, method+" "+s.plain(v))
	}
	slices.Sort(mine)
	mine = slices.Compact(mine) // Slack repeats events, and Home is drawn again for each
	s.n += len(mine)
	fmt.Fprintf(&s.text, "== %s\n%s\n", step, strings.Join(mine, "\n"))
}

// fieldsOf reads what was sent, as a form or as JSON.
func fieldsOf(body string) url.Values {
	var all map[string]json.RawMessage
	if json.Unmarshal([]byte(body), &all) != nil {
		v, err := url.ParseQuery(body)
		if err != nil {
			return url.Values{"body": {body}}
		}
		return v
	}
	v := url.Values{}
	for k, raw := range all {
		var text string
		if json.Unmarshal(raw, &text) != nil {
			text = string(raw)
		}
		v.Set(k, text)
	}
	return v
}

// plain puts numbers in the place of what is random.
func (s *stream) plain(v url.Values) string {
	var fields []string
	for k, texts := range v {
		fields = append(fields, k+"="+strings.Join(texts, ","))
	}
	slices.Sort(fields)
	text := rowID.ReplaceAllStringFunc(strings.Join(fields, " "), func(id string) string { return numbered("id", &s.ids, id) })
	return slackTS.ReplaceAllStringFunc(text, func(ts string) string { return numbered("ts", &s.ts, ts) })
}

func numbered(what string, known *[]string, one string) string {
	i := slices.Index(*known, one)
	if i < 0 {
		i, *known = len(*known), append(*known, one)
	}
	return fmt.Sprintf("%s-%d", what, i)
}

// TestStreamsTellApart: the recorder sees every way in which something is shown, and a difference
// of one byte.
func TestStreamsTellApart(t *testing.T) {
	one := func(body string) string {
		s := &stream{user: "UHELEN", dm: "DHELEN"}
		s.shows("x", "UHELEN", []wireCall{{"/api/chat.postMessage", body}, {"/api/views.publish", "user_id=UANNA&view=other"}, {"/api/views.publish", `{"user_id":"UHELEN","view":{"type":"home"}}`}})
		if !strings.Contains(s.text.String(), "home") {
			t.Error("Home does not count")
		}
		return s.text.String()
	}
	a := one("channel=DHELEN&text=x&blocks=AAAAAAAAAAAAAAAAAAAAAAAAAA&token=1")
	if b := one("channel=DHELEN&text=x&blocks=BBBBBBBBBBBBBBBBBBBBBBBBBB&token=2"); a != b {
		t.Errorf("random ids count:\n%s%s", a, b)
	}
	forms := &stream{user: "UHELEN"}
	forms.shows("x", "UHELEN", []wireCall{{"/api/views.open", "trigger_id=1&view=a"}, {"/response/1", `{"text":"b"}`}})
	forms.shows("y", "UANNA", []wireCall{{"/api/views.open", "trigger_id=1&view=c"}, {"/response/1", `{"text":"d"}`}})
	if text := forms.text.String(); !strings.Contains(text, "view=a") || !strings.Contains(text, "text=b") || strings.Contains(text, "view=c") || strings.Contains(text, "text=d") {
		t.Errorf("forms: %s", text)
	}
	for _, body := range []string{"channel=DHELEN&text=y&blocks=AAAAAAAAAAAAAAAAAAAAAAAAAA", "channel=DOTHER&text=x&blocks=AAAAAAAAAAAAAAAAAAAAAAAAAA", "channel=DHELEN&text=x&blocks="} {
		if b := one(body); a == b {
			t.Errorf("no difference seen: %s", body)
		}
	}
	if strings.Contains(a, "UANNA") {
		t.Error("somebody else's Home counts")
	}
}
