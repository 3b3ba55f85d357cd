package bot

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"
)

// FuzzSignatures compares what is let in with a second reading of Slack's rule: the hex of
// HMAC-SHA256 over "v0:time:body" under the secret, a time within five minutes, and the right kind of body.
func FuzzSignatures(f *testing.F) {
	for _, s := range []struct {
		ago     int64
		kind    string
		signs   bool
		also    string
		version string
	}{
		{0, asForm, true, "", "v0="}, {299, asForm, true, "", "v0="}, {302, asForm, true, "", "v0="}, {-299, asForm, true, "", "v0="}, {-302, asForm, true, "", "v0="},
		{0, asForm, true, "x", "v0="}, {0, asForm, false, "", "v0="}, {0, asJSON, true, "", "v0="}, {0, asForm + "; charset=utf-8", true, "", "v0="},
		{0, asForm, true, "", "v1="}, {0, asForm, true, "", ""}, {1 << 60, asForm, true, "", "v0="}, {0, "", true, "", "v0="},
	} {
		f.Add([]byte("command=%2Fcoaching&text=hi"), s.ago, s.kind, s.signs, s.also, s.version)
	}
	const secret = "8f742231b10e"
	f.Fuzz(func(t *testing.T, body []byte, ago int64, kind string, signs bool, also, version string) {
		if strings.ContainsAny(kind+also+version, "\r\n\x00") {
			return // no header can hold it
		}
		at := time.Now().Unix() - ago
		stamp := strconv.FormatInt(at, 10)
		key := secret
		if !signs {
			key = "another"
		}
		mac := hmac.New(sha256.New, []byte(key))
		mac.Write([]byte("v0:" + stamp + ":" + string(body)))
		sig := version + hex.EncodeToString(mac.Sum(nil)) + also
		q := httptest.NewRequest(http.MethodPost, "/slack/commands", strings.NewReader(string(body)))
		q.Header.Set("Content-Type", kind)
		q.Header.Set("X-Slack-Request-Timestamp", stamp)
		q.Header.Set("X-Slack-Signature", sig)
		var got []byte
		let := false
		w := httptest.NewRecorder()
		signed(secret, asForm, func(_ http.ResponseWriter, _ *http.Request, b []byte) { got, let = b, true }).ServeHTTP(w, q)
		fresh := ago > -290 && ago < 290
		stale := ago < -310 || ago > 310
		main, _, _ := strings.Cut(kind, ";")
		right := signs && also == "" && version == "v0=" && len(body) <= maxBody
		switch {
		case let && (!right || stale || !strings.EqualFold(strings.TrimSpace(main), asForm)):
			t.Fatalf("let in: %d s ago, %q, signature %s", ago, kind, sig)
		case let && string(got) != string(body):
			t.Fatalf("another body than the signed one: %q", got)
		case !let && right && fresh && kind == asForm:
			t.Fatalf("refused: %d %s", w.Code, w.Body)
		case !let && w.Code < 400:
			t.Fatalf("not let in, and answered %d", w.Code)
		}
	})
}

// FuzzSound compares with encoding/json's own tokens: sound is what is valid, not too deep, and
// names no key of an object twice, in whatever case or spelling.
func FuzzSound(f *testing.F) {
	for _, s := range []string{`{"a":1,"A":2}`, `{"a":{"a":[{"a":1},{"a":2}]},"b":"}\"{"}`, `{"\u0061":1,"a":2}`, `[[[]]]`, `{"a":1,}`, strings.Repeat("[", 70) + strings.Repeat("]", 70),
		`{"k":1,"\u212a":2}`, `{"s":1,"ſ":2}`, `"x"`, ``, `{"":1,"":2}`, `{"a":[1,{"b":2},"c"],"c":{"a":1}}`, "{\"\xff\":1,\"\xfe\":2}"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		err := sound(raw)
		deep, twice := depthAndTwins(raw)
		switch want := json.Valid(raw) && deep <= deepest && !twice; {
		case want && err != nil:
			t.Fatalf("%q is refused", raw)
		case !want && err == nil:
			t.Fatalf("%q passes: valid %v, depth %d, a key twice %v", raw, json.Valid(raw), deep, twice)
		}
	})
}

// depthAndTwins reads raw with encoding/json.
func depthAndTwins(raw []byte) (deepest int, twice bool) {
	type level struct {
		keys  []string
		isMap bool
		value bool // a value is next
	}
	var open []*level
	d := json.NewDecoder(strings.NewReader(string(raw)))
	for {
		tok, err := d.Token()
		if err != nil {
			return deepest, twice && err == io.EOF
		}
		if delim, ok := tok.(json.Delim); ok && (delim == '}' || delim == ']') {
			open = open[:len(open)-1]
			continue
		}
		if n := len(open); n > 0 && open[n-1].isMap {
			l := open[n-1]
			if key, ok := tok.(string); ok && !l.value {
				for _, k := range l.keys {
					twice = twice || strings.EqualFold(k, key)
				}
				l.keys, l.value = append(l.keys, key), true
				continue
			}
			l.value = false
		}
		if delim, ok := tok.(json.Delim); ok {
			open = append(open, &level{isMap: delim == '{'})
			deepest = max(deepest, len(open))
		}
	}
}

// FuzzRetryAfter: whatever a server asks for, the wait is none, or a positive one of at most a day, and what
// is passed on means the same.
func FuzzRetryAfter(f *testing.F) {
	for _, s := range []string{"30", " 7 ", "1.2", "0", "-5", "NaN", "+Inf", "1e400", "soon", "Mon, 23 Nov 2026 10:01:00 GMT", "Monday, 23-Nov-26 10:01:00 GMT", "0x10", "1_000", "9223372036854775807", ""} {
		f.Add(s, "")
		f.Add(s, "Mon, 23 Nov 2026 10:00:30 GMT")
	}
	f.Fuzz(func(t *testing.T, text, date string) {
		wait, ok := retryAfter(http.Header{"Retry-After": {text}, "Date": {date}}, rigStart)
		if ok && (wait <= 0 || wait > longestSilence) {
			t.Fatalf("%q: %s", text, wait)
		}
		if n, err := strconv.Atoi(strings.TrimSpace(text)); err == nil && n > 0 && n <= 86400 && (!ok || wait != time.Duration(n)*time.Second) {
			t.Fatalf("%q is %s, %v", text, wait, ok)
		}
		if !ok {
			return
		}
		again, ok := retryAfter(http.Header{"Retry-After": {seconds(wait)}}, rigStart)
		if !ok || again < wait || again >= wait+time.Second {
			t.Fatalf("%s is passed on as %s", wait, again)
		}
	})
}
