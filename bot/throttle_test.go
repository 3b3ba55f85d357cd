package bot

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/slack-go/slack"
)

// throttled is a client behind a Throttle whose clock stands until it is moved, and a server
// that answers 429 with the given header (if any) as often as there are headers, and counts.
func throttled(t *testing.T, headers ...http.Header) (c *http.Client, url string, now *time.Time, calls *int) {
	t.Helper()
	at, n := rigStart, 0
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		n++
		if n > len(headers) {
			fmt.Fprint(w, `{"ok":true}`)
			return
		}
		for k, v := range headers[n-1] {
			w.Header()[k] = v
		}
		w.WriteHeader(http.StatusTooManyRequests)
	}))
	t.Cleanup(srv.Close)
	return &http.Client{Transport: &Throttle{Base: http.DefaultTransport, Now: func() time.Time { return at }}}, srv.URL + "/api/", &at, &n
}

func status(t *testing.T, c *http.Client, url string) (int, string) {
	t.Helper()
	res, err := c.Post(url, "application/x-www-form-urlencoded", nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, res.Header.Get("Retry-After")
}

// TestThrottleReadsEveryRetryAfter and calls nothing before it is over.
func TestThrottleReadsEveryRetryAfter(t *testing.T) {
	date := func(after time.Duration) string { return rigStart.Add(after).Format(http.TimeFormat) }
	for name, c := range map[string]struct {
		header http.Header
		want   time.Duration
	}{
		"seconds":             {http.Header{"Retry-After": {"30"}}, 30 * time.Second},
		"seconds with spaces": {http.Header{"Retry-After": {" 7 "}}, 7 * time.Second},
		"a broken number":     {http.Header{"Retry-After": {"1.2"}}, 2 * time.Second},
		"zero":                {http.Header{"Retry-After": {"0"}}, time.Second},
		"negative":            {http.Header{"Retry-After": {"-5"}}, time.Second},
		"missing":             {http.Header{}, time.Second},
		"words":               {http.Header{"Retry-After": {"soon"}}, time.Second},
		"not a number":        {http.Header{"Retry-After": {"NaN"}}, time.Second},
		"a date":              {http.Header{"Retry-After": {date(90 * time.Second)}, "Date": {date(0)}}, 90 * time.Second},
		"a date by their clock": {http.Header{"Retry-After": {date(time.Hour + 45*time.Second)}, "Date": {date(time.Hour)}},
			45 * time.Second},
		"a date that is past": {http.Header{"Retry-After": {date(-time.Hour)}, "Date": {date(0)}}, time.Second},
		"longer than a day":   {http.Header{"Retry-After": {"99999999999999999999"}}, 24 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			client, url, now, calls := throttled(t, c.header)
			code, header := status(t, client, url+"chat.postMessage")
			if want := fmt.Sprint(int(c.want.Seconds())); code != http.StatusTooManyRequests || header != want {
				t.Fatalf("answer %d, wait %q, want %s", code, header, want)
			}
			*now = now.Add(c.want - time.Millisecond)
			if code, header := status(t, client, url+"chat.postMessage"); code != http.StatusTooManyRequests || header != "1" || *calls != 1 {
				t.Errorf("a moment before its end: answer %d, wait %q, %d calls", code, header, *calls)
			}
			if code, _ := status(t, client, url+"users.info"); code != http.StatusOK {
				t.Errorf("another method: answer %d", code)
			}
			*now = now.Add(time.Millisecond)
			if code, _ := status(t, client, url+"chat.postMessage"); code != http.StatusOK {
				t.Errorf("afterwards: answer %d", code)
			}
		})
	}
}

// TestThrottleGrows: without a Retry-After a second, then twice as long each time; a success
// begins anew.
func TestThrottleGrows(t *testing.T) {
	client, url, now, _ := throttled(t, make([]http.Header, 8)...)
	for _, want := range []time.Duration{1, 2, 4, 8, 16, 32, 60, 60} {
		if _, header := status(t, client, url+"views.open"); header != fmt.Sprint(int(want)) {
			t.Errorf("wait %s, want %d", header, want)
		}
		*now = now.Add(want * time.Second)
	}
	if code, _ := status(t, client, url+"views.open"); code != http.StatusOK {
		t.Errorf("answer %d", code)
	}
}

// TestThrottleAndSlackGo: what slack-go makes of a 429 that it did not get from Slack.
func TestThrottleAndSlackGo(t *testing.T) {
	client, url, _, calls := throttled(t, http.Header{})
	api := slack.New("xoxb-1", slack.OptionHTTPClient(client), slack.OptionAPIURL(url))
	for range 3 {
		_, err := api.GetUserInfoContext(t.Context(), "U1")
		if p := postError(err, true); !p.Workspace || p.Wait != time.Second {
			t.Errorf("%v: wait %s", err, p.Wait)
		}
	}
	if *calls != 1 {
		t.Errorf("%d calls", *calls)
	}
}
