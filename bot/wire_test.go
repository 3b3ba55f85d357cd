package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
)

// slackWire is the way to Slack: it keeps every call as it goes out.
type slackWire struct {
	mu    sync.Mutex
	calls []wireCall
	more  chan struct{} // closed with the next call
}

// wireCall is one call: the method, or the path of a response url, what was sent, and under which timestamp
// Slack keeps the message that was posted.
type wireCall struct{ path, body, posted string }

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
	posted := ""
	if err == nil && strings.HasSuffix(r.URL.Path, "/chat.postMessage") {
		if posted, err = postedAs(res); err != nil {
			return nil, err
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.calls = append(w.calls, wireCall{r.URL.Path, string(body), posted})
	if w.more != nil {
		close(w.more)
		w.more = nil
	}
	return res, err
}

// postedAs is the timestamp in Slack's answer to a message, which can be read again.
func postedAs(res *http.Response) (string, error) {
	body, err := io.ReadAll(res.Body)
	_ = res.Body.Close()
	res.Body = io.NopCloser(bytes.NewReader(body))
	var answer struct{ TS string }
	if err == nil && json.Unmarshal(body, &answer) != nil {
		return "", nil // not Slack's own answer
	}
	return answer.TS, err
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
