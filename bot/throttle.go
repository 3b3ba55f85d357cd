package bot

import (
	"io"
	"math"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Throttle is an HTTP transport that makes no call of a method of Slack's Web API while Slack
// wants to hear nothing of that method: after a 429 every call is answered here, with another
// 429, until the time is over. It reads Retry-After in every form and passes it on in the one
// that slack-go reads. There is one Throttle for each token.
type Throttle struct {
	Base http.RoundTripper
	Now  func() time.Time // the machine's clock

	mu      sync.Mutex
	methods map[string]*silence
}

// silence is what Slack asked for with regard to one method.
type silence struct {
	until time.Time
	bare  int // 429s in a row that did not say how long
}

// RoundTrip passes r on, unless Slack has asked to wait.
func (t *Throttle) RoundTrip(r *http.Request) (*http.Response, error) {
	method, ok := apiMethod(r)
	if !ok {
		return t.Base.RoundTrip(r)
	}
	if wait := t.wait(method); wait > 0 {
		if r.Body != nil {
			_ = r.Body.Close()
		}
		return tooMany(r, wait), nil
	}
	res, err := t.Base.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	t.note(method, res)
	return res, nil
}

// apiMethod is the method that r calls; false: it is no call of the Web API.
func apiMethod(r *http.Request) (string, bool) {
	return path.Base(r.URL.Path), path.Base(path.Dir(r.URL.Path)) == "api"
}

// wait returns how long method must not be called.
func (t *Throttle) wait(method string) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := t.methods[method]
	if s == nil {
		return 0
	}
	return s.until.Sub(t.Now())
}

// note remembers what res says about method.
func (t *Throttle) note(method string, res *http.Response) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if res.StatusCode != http.StatusTooManyRequests {
		if s := t.methods[method]; s != nil && s.bare > 0 {
			s.bare = 0
		}
		return
	}
	s := t.methods[method]
	if s == nil {
		s = &silence{}
		if t.methods == nil {
			t.methods = map[string]*silence{}
		}
		t.methods[method] = s
	}
	now := t.Now()
	wait, ok := retryAfter(res.Header, now)
	if !ok {
		wait = time.Second << min(s.bare, 6)
		wait = min(wait, time.Minute)
		s.bare++
	}
	if until := now.Add(wait); until.After(s.until) {
		s.until = until
	}
	res.Header.Set("Retry-After", seconds(wait))
}

// longestSilence bounds what a Retry-After can ask for; longer ones are taken for mistakes.
const longestSilence = 24 * time.Hour

// retryAfter reads the header as a number of seconds, also a broken one, or as a date. False:
// it is missing, zero, past or unreadable, and says nothing.
func retryAfter(h http.Header, now time.Time) (time.Duration, bool) {
	text := strings.TrimSpace(h.Get("Retry-After"))
	if n, err := strconv.ParseFloat(text, 64); err == nil {
		if math.IsNaN(n) || n <= 0 {
			return 0, false
		}
		return time.Duration(math.Ceil(min(n, longestSilence.Seconds()))) * time.Second, true
	}
	at, err := http.ParseTime(text)
	if err != nil {
		return 0, false
	}
	if theirs, err := http.ParseTime(h.Get("Date")); err == nil {
		now = theirs // their clock may not be ours
	}
	wait := at.Sub(now)
	return min(wait, longestSilence), wait > 0
}

// seconds writes a wait as whole seconds, never fewer than there are.
func seconds(d time.Duration) string {
	return strconv.Itoa(int((d + time.Second - 1) / time.Second))
}

// tooMany is what Slack would answer.
func tooMany(r *http.Request, wait time.Duration) *http.Response {
	return &http.Response{
		Status: "429 Too Many Requests", StatusCode: http.StatusTooManyRequests,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Retry-After": {seconds(wait)}, "Content-Type": {"application/json"}},
		Body:   io.NopCloser(strings.NewReader(`{"ok":false,"error":"ratelimited"}`)), Request: r,
	}
}
