package bot

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"time"
)

// forgeries lists what is tried, each on a legitimate request.
func (f *forger) forgeries(w when) []forgery {
	if w == afterwards {
		return append(f.replays(), f.changed()...)
	}
	return append(append(f.unsigned(), f.foreign()...), f.senseless()...)
}

// withHeaders sends s signed, with the headers as change leaves them.
func withHeaders(name string, at time.Duration, change func(f *forger, h http.Header)) forgery {
	return forgery{name, func(f *forger, s said, _ *http.Request) (int, string, []string) {
		q := s.wire().request(forgedSecret, time.Now().Add(at))
		change(f, q.Header)
		code, body := f.overHTTP(q)
		return code, body, nil
	}}
}

// unsigned are requests that nobody signed, or not now.
func (f *forger) unsigned() []forgery {
	const sig, at = "X-Slack-Signature", "X-Slack-Request-Timestamp"
	return []forgery{
		withHeaders("a random signature", 0, func(f *forger, h http.Header) { h.Set(sig, "v0="+digest(fmt.Sprint(f.rnd.Uint64()))) }),
		withHeaders("no signature", 0, func(_ *forger, h http.Header) { h.Del(sig) }),
		withHeaders("another scheme", 0, func(_ *forger, h http.Header) { h.Set(sig, strings.Replace(h.Get(sig), "v0", "v1", 1)) }),
		withHeaders("half a signature", 0, func(_ *forger, h http.Header) { h.Set(sig, h.Get(sig)[:35]) }),
		withHeaders("no time", 0, func(_ *forger, h http.Header) { h.Del(at) }),
		withHeaders("a time that is none", 0, func(_ *forger, h http.Header) { h.Set(at, "soon") }),
		withHeaders("another time", 0, func(f *forger, h http.Header) {
			h.Set(at, fmt.Sprint(time.Now().Add(time.Duration(1+f.rnd.IntN(200))*time.Second).Unix()))
		}),
		withHeaders("beyond five minutes", -301*time.Second, func(*forger, http.Header) {}),
		withHeaders("hours ago", -time.Duration(1+f.rnd.IntN(1000))*time.Hour, func(*forger, http.Header) {}),
		withHeaders("in the future", 303*time.Second, func(*forger, http.Header) {}),
		{"another secret", func(f *forger, s said, _ *http.Request) (int, string, []string) {
			code, body := f.overHTTP(s.wire().request(forgedSecret+"x", time.Now()))
			return code, body, nil
		}},
		{"another body", func(f *forger, s said, _ *http.Request) (int, string, []string) {
			signed, other := s.wire(), f.legitimate(f.rnd).wire()
			q := httptest.NewRequest(http.MethodPost, "/slack/"+signed.path, strings.NewReader(other.body))
			q.Header = signed.request(forgedSecret, time.Now()).Header
			code, body := f.overHTTP(q)
			return code, body, nil
		}},
		{"another method", func(f *forger, s said, _ *http.Request) (int, string, []string) {
			q := s.wire().request(forgedSecret, time.Now())
			q.Method = []string{http.MethodGet, http.MethodPut, http.MethodDelete, "PATCH"}[f.rnd.IntN(4)]
			code, body := f.overHTTP(q)
			return code, body, nil
		}},
	}
}

// sentAs sends s over either way, signed properly.
func sentAs(name string, may []string, change func(f *forger, s *said)) forgery {
	return forgery{name, func(f *forger, s said, _ *http.Request) (int, string, []string) {
		change(f, &s)
		w := s.wire()
		if f.rnd.IntN(2) == 0 {
			return http.StatusOK, f.overSocket(w.path, w.payload()), may
		}
		code, body := f.overHTTP(w.request(forgedSecret, time.Now()))
		return code, body, may
	}}
}

// anew gives s another trigger, so that it is no repetition.
func (f *forger) anew(s *said) {
	f.serial++
	s.trigger = fmt.Sprintf("%d.%06d", 1795338000+f.serial, f.serial%1_000_000)
}

// foreign are requests that Slack signed, of people who may not.
func (f *forger) foreign() []forgery {
	return []forgery{
		sentAs("another team", neutralOnly, func(f *forger, s *said) { f.anew(s); s.team = otherTeam }),
		sentAs("no team", neutralOnly, func(f *forger, s *said) { f.anew(s); s.team = "" }),
		sentAs("another organisation", neutralOnly, func(f *forger, s *said) { f.anew(s); s.org = otherOrg }),
		sentAs("another home", neutralOnly, func(f *forger, s *said) {
			f.anew(s)
			if s.home = otherTeam; s.what == "command" {
				s.team = otherTeam // commands name no home
			}
		}),
		sentAs("a stranger", neutralOnly, func(f *forger, s *said) {
			f.anew(s)
			s.user = []string{"USAM", "UGUS", "UCONN", "UDORA", "USVEN", "USLACKBOT"}[f.rnd.IntN(6)]
		}),
		sentAs("somebody else's form", neutralOnly, func(f *forger, s *said) {
			f.anew(s)
			s.what, s.route, s.meta = "submission", []string{reflectSave, actionsSave, briefRelease, timeSave}[f.rnd.IntN(4)], fmt.Sprintf(`{"e":%q}`, f.sides["asked"].live["engagement"])
		}),
		sentAs("somebody else's row", neutralOnly, func(f *forger, s *said) {
			f.anew(s)
			kinds := [][2]string{{actionsDone, "action"}, {reflectDelete, "reflection"}, {sponsorWithdraw, "given"}, {scheduleReason, "cancelled"}, {reflectSkip, "prompt"}, {cadenceStop, "cadence"}}
			k := kinds[f.rnd.IntN(len(kinds))]
			s.what, s.route, s.value = "press", k[0], f.sides["asked"].live[k[1]]
		}),
		sentAs("an old version", staleToo, func(f *forger, s *said) {
			f.anew(s)
			side := map[string]string{"UMAYA": "a", "URAVI": "b"}[s.user]
			s.what, s.route = "submission", reflectEdited
			s.meta = fmt.Sprintf(`{"r":%q,"v":%d}`, f.sides[side].live["reflection"], []int{0, 2, -1, 99}[f.rnd.IntN(4)])
		}),
	}
}

// senseless are requests that Slack signed and that mean nothing.
func (f *forger) senseless() []forgery {
	raw := func(name string, change func(f *forger, w *wire)) forgery {
		return forgery{name, func(f *forger, s said, _ *http.Request) (int, string, []string) {
			f.anew(&s)
			w := s.wire()
			change(f, &w)
			code, body := f.overHTTP(w.request(forgedSecret, time.Now()))
			return code, body, staleToo
		}}
	}
	twice := func(key string) func(*forger, *wire) {
		return func(_ *forger, w *wire) {
			if w.path == "commands" {
				w.body += "&user_id=UMAYA"
				return
			}
			p := strings.Replace(string(w.payload()), "{", "{"+key, 1)
			if w.body = p; w.path == "interactions" {
				w.body = url.Values{"payload": {p}}.Encode()
			}
		}
	}
	return []forgery{
		raw("another content type", func(f *forger, w *wire) {
			w.kind = []string{"text/plain", "", "multipart/form-data; boundary=x", "application/xml", "application/json; x=\x00"}[f.rnd.IntN(5)]
		}),
		raw("a key twice", twice(`"user":{"id":"UMAYA"},"event":{"type":"message"},"TEAM_ID":"T0OWN",`)),
		raw("a key twice in another case", twice(`"USER":{"id":"UMAYA"},"Event":{"type":"message"},`)),
		raw("too deep", func(_ *forger, w *wire) {
			deep := `{"x":` + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + ","
			w.body = strings.Replace(string(w.payload()), "{", deep, 1)
			if w.path != "events" {
				w.path, w.kind, w.body = "interactions", asForm, url.Values{"payload": {w.body}}.Encode()
			}
		}),
		raw("half a body", func(f *forger, w *wire) {
			if w.path != "commands" {
				w.body = w.body[:len(w.body)/2]
				return
			}
			w.body = "%zz" + w.body
		}),
		raw("too long", func(f *forger, w *wire) {
			if f.rnd.IntN(50) > 0 {
				w.body = "%zz"
				return
			}
			w.body += strings.Repeat(" ", maxBody)
		}),
		sentAs("an unknown route", staleToo, func(f *forger, s *said) {
			f.anew(s)
			s.route, s.value, s.meta = "nothing.here", "\x00", "{"
			if s.what == "event" {
				s.what = "press"
			}
		}),
		raw("an unknown kind", func(f *forger, w *wire) {
			kind := []string{"shortcut", "message_action", "block_suggestion", "view_closed", "dialog_submission", ""}[f.rnd.IntN(6)]
			p := strings.NewReplacer("block_actions", kind, "view_submission", kind, "event_callback", kind).Replace(string(w.payload()))
			if w.body = p; w.path != "events" {
				w.path, w.kind, w.body = "interactions", asForm, url.Values{"payload": {strings.Replace(p, `"user_id"`, `"type":"`+kind+`","user_id"`, 1)}}.Encode()
			}
		}),
		sentAs("a response url elsewhere", neutralOnly, func(f *forger, s *said) {
			f.anew(s)
			s.user, s.what, s.route = "USAM", "press", helpOpen
			s.reply = []string{f.evil + "/response/1", "http://hooks.slack.com.evil.example/", "https://hooks.slack.com@" + strings.TrimPrefix(f.evil, "http://"), f.evil + "#hooks.slack.com", "file:///etc/passwd", "//" + f.evil[7:], "http://169.254.169.254/"}[f.rnd.IntN(7)]
		}),
	}
}

// replays send the original again.
func (f *forger) replays() []forgery {
	again := func(name string, change func(q *http.Request)) forgery {
		return forgery{name, func(f *forger, s said, sent *http.Request) (int, string, []string) {
			w := s.wire()
			if sent == nil { // it came over the socket, and does so again
				return http.StatusOK, f.overSocket(w.path, w.payload()), nil
			}
			q := httptest.NewRequest(http.MethodPost, "/slack/"+w.path, strings.NewReader(w.body))
			q.Header = sent.Header.Clone()
			change(q)
			code, body := f.overHTTP(q)
			return code, body, nil
		}}
	}
	return []forgery{
		again("again", func(*http.Request) {}),
		again("again, the signature in capitals", func(q *http.Request) {
			q.Header.Set("X-Slack-Signature", "v0="+strings.ToUpper(q.Header.Get("X-Slack-Signature")[3:]))
		}),
		again("again, with other headers", func(q *http.Request) {
			q.Header.Set("X-Slack-Retry-Num", "1")
			q.Header.Set("User-Agent", "Slackbot 1.0")
			q.Header.Set("Content-Type", q.Header.Get("Content-Type")+"; charset=utf-8")
		}),
		again("again, at another time", func(q *http.Request) {
			q.Header.Set("X-Slack-Request-Timestamp", fmt.Sprint(time.Now().Add(30*time.Second).Unix()))
		}),
		again("again, at another door", func(q *http.Request) {
			q.URL.Path = []string{"/slack/commands", "/slack/interactions", "/slack/events"}[(strings.Index("cie", q.URL.Path[7:8])+1)%3]
		}),
	}
}

// changed are the original with something in it changed, under its old signature.
func (f *forger) changed() []forgery {
	under := func(name string, change func(f *forger, s *said)) forgery {
		return forgery{name, func(f *forger, s said, sent *http.Request) (int, string, []string) {
			signed := s.wire().request(forgedSecret, time.Now())
			if sent != nil {
				signed = sent
			}
			change(f, &s)
			w := s.wire()
			q := httptest.NewRequest(http.MethodPost, "/slack/"+w.path, strings.NewReader(w.body))
			q.Header = signed.Header.Clone()
			code, body := f.overHTTP(q)
			return code, body, nil
		}}
	}
	return []forgery{
		under("another user", func(_ *forger, s *said) { s.user = "UANNA" }),
		under("another trigger", func(f *forger, s *said) { f.anew(s) }),
		under("another response url", func(f *forger, s *said) { s.reply = f.evil; f.anew(s) }),
		under("another value", func(f *forger, s *said) { s.value, s.meta, s.words = "x", `{"e":"x"}`, "more words" }),
		under("another route", func(_ *forger, s *said) { s.what, s.route, s.value = "press", pauseAll, "x" }),
	}
}
