package bot

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
)

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
	mine := s.reaching(actor, calls)
	slices.SortStableFunc(mine, func(a, b shownCall) int { return strings.Compare(a.blank(), b.blank()) })
	var lines []string
	for _, c := range mine {
		if c.posted != "" {
			numbered("ts", &s.ts, c.posted)
		}
		lines = append(lines, c.method+" "+s.plain(c.fields))
	}
	slices.Sort(lines)
	lines = slices.Compact(lines) // Slack repeats events, and Home is drawn again for each
	s.n += len(lines)
	fmt.Fprintf(&s.text, "== %s\n%s\n", step, strings.Join(lines, "\n"))
}

// shownCall is a call that reaches a person.
type shownCall struct {
	method string
	fields url.Values
	posted string
}

// reaching are the calls that reach the person, but for those that draw a message of the same step once more, the
// same: what draws messages anew after an act may find the new one, or come too early for it.
func (s *stream) reaching(actor string, calls []wireCall) (mine []shownCall) {
	fresh := map[string]string{} // what the messages of this step say
	said := func(v url.Values) string { return v.Get("text") + "\n" + v.Get("blocks") }
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
		if c.posted != "" {
			fresh[c.posted] = said(v)
		}
		if was, ok := fresh[v.Get("ts")]; ok && method == "chat.update" && was == said(v) {
			continue
		}
		mine = append(mine, shownCall{method, v, c.posted})
	}
	return mine
}

// blank is the call without what is random.
func (c shownCall) blank() string {
	return c.method + " " + slackTS.ReplaceAllString(rowID.ReplaceAllString(fieldText(c.fields), "id"), "ts")
}

// plain puts numbers in the place of what is random.
func (s *stream) plain(v url.Values) string {
	text := rowID.ReplaceAllStringFunc(fieldText(v), func(id string) string { return numbered("id", &s.ids, id) })
	return slackTS.ReplaceAllStringFunc(text, func(ts string) string { return numbered("ts", &s.ts, ts) })
}

func fieldText(v url.Values) string {
	var fields []string
	for k, texts := range v {
		fields = append(fields, k+"="+strings.Join(texts, ","))
	}
	slices.Sort(fields)
	return strings.Join(fields, " ")
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
		s.shows("x", "UHELEN", []wireCall{{"/api/chat.postMessage", body, ""}, {"/api/views.publish", "user_id=UANNA&view=other", ""}, {"/api/views.publish", `{"user_id":"UHELEN","view":{"type":"home"}}`, ""}})
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
	forms.shows("x", "UHELEN", []wireCall{{"/api/views.open", "trigger_id=1&view=a", ""}, {"/response/1", `{"text":"b"}`, ""}})
	forms.shows("y", "UANNA", []wireCall{{"/api/views.open", "trigger_id=1&view=c", ""}, {"/response/1", `{"text":"d"}`, ""}})
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

// TestStreamsLeaveOutWhatShowsTheSame: a message of the same step that is drawn once more, the same, is left out; what says
// something else, or touches an earlier message, is not.
func TestStreamsLeaveOutWhatShowsTheSame(t *testing.T) {
	post := wireCall{"/api/chat.postMessage", "channel=DHELEN&text=x&blocks=a&metadata=m", "1790000000.000001"}
	update := func(body string) wireCall { return wireCall{"/api/chat.update", body, ""} }
	told := func(steps ...[]wireCall) string {
		s := &stream{user: "UHELEN", dm: "DHELEN"}
		for _, calls := range steps {
			s.shows("step", "", calls)
		}
		return s.text.String()
	}
	plain := told([]wireCall{post})
	if got := told([]wireCall{post, update("channel=DHELEN&ts=1790000000.000001&text=x&blocks=a")}); got != plain {
		t.Errorf("the same, once more, counts: %s", got)
	}
	for _, body := range []string{"text=x&blocks=b&ts=1790000000.000001", "text=y&blocks=a&ts=1790000000.000001", "text=x&blocks=a&ts=1790000000.000002"} {
		if told([]wireCall{post, update("channel=DHELEN&" + body)}) == plain {
			t.Errorf("no difference seen: %s", body)
		}
	}
	later := told([]wireCall{post}, []wireCall{update("channel=DHELEN&ts=1790000000.000001&text=x&blocks=a")})
	if later == told([]wireCall{post}, nil) {
		t.Error("a later touch is not seen")
	}
}
