package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"interlude/bot/sandbox"
	"interlude/coaching"
)

// scrape returns what a served process says at /metrics, by series.
func scrape(t *testing.T, address string) map[string]float64 {
	t.Helper()
	res, err := http.Get("http://" + address + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%s, %v", res.Status, err)
	}
	series := map[string]float64{}
	for line := range strings.Lines(string(raw)) {
		if name, value, ok := cutLast(strings.TrimSpace(line)); ok && !strings.HasPrefix(line, "#") {
			if series[name], err = strconv.ParseFloat(value, 64); err != nil {
				t.Fatal(err)
			}
		}
	}
	return series
}

func cutLast(line string) (before, after string, ok bool) {
	i := strings.LastIndexByte(line, ' ')
	return line[:max(i, 0)], line[i+1:], i > 0
}

// eventful plays a week in which something of every sort happens, on a process of its own, and
// returns where its metrics are.
func eventful(t *testing.T) string {
	p := newPlay(t, "sqlite:"+filepath.Join(t.TempDir(), "m.db"))
	c := newChild(t, p)
	c.run()
	to := func(at time.Time) { p.clock.set(at); c.setClock() }
	propose := func(text string) { p.command(userAnna, "/actions", "add @maya "+text) }

	p.ws.Fail("chat.postMessage", 1, sandbox.RateLimited(1))
	p.command(userAnna, "/coaching", "start") // the invitation is put off for a second
	p.fill(userAnna, "Coachee", userMaya)
	p.submit(userAnna)
	p.closeAll(userAnna)
	p.sees(userMaya, "Review agreement")
	p.press(userMaya, "Review agreement")
	p.ws.Fail("chat.postMessage", 1, sandbox.CutAfterAccept) // the coach's news of it is found
	p.fill(userMaya, "How would you like to write?", "Open")
	p.submit(userMaya)
	p.closeAll(userMaya)
	c.logs(`"state":"sent","reason":"found"`)

	p.ws.Fail("conversations.history", 1, sandbox.Refuse("missing_scope"))
	p.ws.Fail("chat.postMessage", 1, sandbox.CutAfterAccept)
	propose("this comes twice")
	c.logs(`"kind":"action-proposed","state":"sent","reason":"sent"`)
	p.ws.Fail("chat.postMessage", 1, sandbox.Refuse("is_archived"))
	to(london(4, 15, 3)) // Friday's questions are refused, so Monday's repetition is void
	c.logs(`"kind":"prompt","state":"missed","reason":"is_archived"`)
	to(london(7, 15, 0))
	c.logs(`"kind":"prompt-again","state":"cancelled","reason":"gone"`)
	to(london(11, 15, 3)) // the next Friday's are three minutes late
	c.logs(`"kind":"prompt","state":"sent"`)
	to(london(18, 20, 0)) // another week later the machine was off
	c.logs(`"kind":"prompt","state":"missed","reason":"late"`)

	p.ws.DropSockets()
	p.must(p.ws.WaitFor(p.ctx, func() bool { return p.ws.Connections() == 2 }))
	p.ws.Fail("chat.postMessage", 1, sandbox.RateLimited(3600))
	propose("this has to wait")
	c.logs(`"kind":"action-proposed","state":"held"`)
	p.must(p.ws.WaitFor(p.ctx, p.ws.Connected))
	return c.address
}

// logs waits until the process has logged something.
func (c *child) logs(words string) {
	c.t.Helper()
	c.play.eventually("the log says "+words, func() bool { return strings.Contains(c.log.String(), words) })
}

// TestMetrics: what happened to a served process can be read at /metrics, in fixed words alone,
// and docs/operations.md explains every one of them and no other.
func TestMetrics(t *testing.T) {
	t.Parallel()
	got := scrape(t, eventful(t))
	for series, want := range map[string]float64{
		`interlude_occurrences_due_total{kind="invitation"}`:                                1,
		`interlude_occurrences_due_total{kind="prompt"}`:                                    3,
		`interlude_occurrences_due_total{kind="sponsor-news"}`:                              0,
		`interlude_occurrences_sent_total{kind="invitation",reason="sent"}`:                 1,
		`interlude_occurrences_sent_total{kind="agreement-answer",reason="found"}`:          1,
		`interlude_occurrences_sent_total{kind="prompt",reason="sent"}`:                     1,
		`interlude_occurrences_late_total{kind="prompt"}`:                                   1,
		`interlude_occurrences_late_total{kind="invitation"}`:                               0,
		`interlude_occurrences_missed_total{kind="prompt",reason="late"}`:                   1,
		`interlude_occurrences_missed_total{kind="prompt",reason="is_archived"}`:            1,
		`interlude_occurrences_held_total{kind="invitation",reason="limited"}`:              1,
		`interlude_occurrences_held_total{kind="action-proposed",reason="limited"}`:         1,
		`interlude_occurrences_cancelled_total{kind="prompt-again",reason="gone"}`:          1,
		`interlude_occurrences_ambiguous_total{kind="agreement-answer",reason="no_answer"}`: 1,
		`interlude_occurrences_repeated_total{kind="action-proposed"}`:                      1,
		`interlude_occurrences_repeated_total{kind="agreement-answer"}`:                     0,
		`interlude_occurrences_week{kind="prompt",reason="late",state="missed"}`:            1,
		`interlude_occurrences_week{kind="action-proposed",reason="limited",state="held"}`:  1,
		`interlude_lag_seconds_bucket{le="60"}`:                                             got[`interlude_lag_seconds_count`] - 2, // both Fridays at 15:03
		`interlude_oldest_due_seconds`:                                                      0,
		`interlude_queue_deliveries{state="waiting"}`:                                       0,
		`interlude_queue_deliveries{state="claimed"}`:                                       0,
		`interlude_queue_deliveries{state="held"}`:                                          1,
		`interlude_database_up`: 1,
		`interlude_replicas`:    1,
		`interlude_slack_limited_total{method="chat.postMessage"}`:            2,
		`interlude_slack_calls_total{method="chat.postMessage",status="429"}`: 2,
		`interlude_slack_connected`:                                           1,
		`interlude_slack_sockets`:                                             2,
		`interlude_foreign_connections`:                                       0,
		`interlude_slack_reconnects_total{reason="closed"}`:                   2,
		`interlude_build_info{version="` + programVersion() + `"}`:            1,
	} {
		if v, ok := got[series]; !ok || v != want {
			t.Errorf("%s is %v (said: %v), want %v", series, v, ok, want)
		}
	}
	for _, series := range []string{`interlude_answer_seconds_count{what="command"}`, `interlude_slack_app_connections`} {
		if got[series] == 0 {
			t.Errorf("%s is 0", series)
		}
	}
	for series := range got {
		if id := regexp.MustCompile(`U0[A-Z]+|[A-Z2-7]{26}`).FindString(series); id != "" {
			t.Errorf("%s stands in the metrics", id)
		}
	}
	compareDocs(t, got)
}

var (
	documented = regexp.MustCompile("(?m)^\\| `(interlude_[a-z0-9_]+)` \\|([^|]*)\\|")
	mentioned  = regexp.MustCompile(`interlude_[a-z0-9_]+`)
	histograms = regexp.MustCompile(`_(bucket|sum|count)$`)
	labelNames = regexp.MustCompile(`([a-z]+)="`)
)

// compareDocs compares names and labels with those in docs/operations.md, both ways.
func compareDocs(t *testing.T, series map[string]float64) {
	t.Helper()
	text, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	served, explained := map[string]string{}, map[string]string{}
	for one := range series {
		name, labels, _ := strings.Cut(one, "{")
		if !strings.HasPrefix(name, "interlude_") {
			continue
		}
		var names []string
		for _, m := range labelNames.FindAllStringSubmatch(labels, -1) {
			if m[1] != "le" {
				names = append(names, m[1])
			}
		}
		slices.Sort(names)
		served[histograms.ReplaceAllString(name, "")] = strings.Join(names, " ")
	}
	for _, m := range documented.FindAllStringSubmatch(string(text), -1) {
		names := strings.FieldsFunc(m[2], func(r rune) bool { return strings.ContainsRune("`, ", r) })
		slices.Sort(names)
		explained[m[1]] = strings.Join(names, " ")
	}
	if !maps.Equal(served, explained) {
		t.Errorf("served with labels:\n%v\nexplained:\n%v", served, explained)
	}
	for _, name := range mentioned.FindAllString(string(text), -1) {
		if _, ok := served[histograms.ReplaceAllString(name, "")]; !ok {
			t.Errorf("docs/operations.md speaks of %s, which is not served", name)
		}
	}
}

// TestMetricsWithoutDatabase: a database that is away takes what it knows with it, nothing else.
func TestMetricsWithoutDatabase(t *testing.T) {
	q := &queue{store: away{}, now: time.Now, wall: time.Now, living: func() int { return 3 }}
	m := newMetrics()
	m.registry.MustRegister(q)
	families, err := m.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]float64{}
	for _, f := range families {
		said[f.GetName()] = f.GetMetric()[0].GetGauge().GetValue()
	}
	if up, ok := said["interlude_database_up"]; !ok || up != 0 || said["interlude_replicas"] != 3 {
		t.Errorf("up %v, said: %v, %v replicas", up, ok, said["interlude_replicas"])
	}
	if _, ok := said["interlude_queue_deliveries"]; ok {
		t.Error("the queue is said to be known")
	}
}

// away is a database that does not answer.
type away struct{}

func (away) Backlog(context.Context, time.Time) (coaching.Backlog, error) {
	return coaching.Backlog{}, errors.New("away")
}

func (away) Counts(context.Context, time.Time, time.Time) ([]coaching.Tally, error) {
	return nil, errors.New("away")
}

// TestReasonsAreFixedWords: whatever Slack calls a refusal, no label is anything else.
func TestReasonsAreFixedWords(t *testing.T) {
	for reason, want := range map[string]string{"": "", "not live": "not live", "channel_not_found": "channel_not_found",
		"Hello Maya": "other", "U0MAYA": "other", "x\ny": "other", strings.Repeat("a", 42): "other"} {
		if got := fixed(reason); got != want {
			t.Errorf("%q becomes %q, want %q", reason, got, want)
		}
	}
}

// foreign connects to Slack as somebody does who has the app token, until the returned function
// is called.
func (p *play) foreign() (leave func()) {
	p.t.Helper()
	before := p.ws.Connections()
	a, err := newDoctor().call(p.ctx, p.config().Slack.APIURL, "apps.connections.open", p.config().Slack.AppToken, "")
	p.must(err)
	conn, _, err := websocket.Dial(p.ctx, a.Socket, nil)
	p.must(err)
	go func() { // answers pings until the end
		for err := error(nil); err == nil; {
			_, _, err = conn.Read(p.ctx)
		}
	}()
	p.must(p.ws.WaitFor(p.ctx, func() bool { return p.ws.Connections() == before+1 }))
	leave = func() { _ = conn.CloseNow() }
	p.t.Cleanup(leave)
	return leave
}

// TestForeignConnectionIsReported: somebody else who has the app token is seen in the metrics and in
// the log, which says what to do, and the alarm ends when they are gone.
func TestForeignConnectionIsReported(t *testing.T) {
	p := newPlay(t, "sqlite:"+filepath.Join(t.TempDir(), "f.db"))
	p.again = 50 * time.Millisecond
	leave := p.foreign()
	p.start()
	says := func(n float64) func() bool {
		return func() bool {
			families, err := p.app.metrics.registry.Gather()
			p.must(err)
			for _, f := range families {
				if f.GetName() == "interlude_foreign_connections" {
					return f.GetMetric()[0].GetGauge().GetValue() == n
				}
			}
			return false
		}
	}
	p.eventually("the alarm", says(1))
	lines := p.logged("somebody else is connected with the app token: they are sent what people do")
	if len(lines) == 0 || lines[0]["level"] != "ERROR" || lines[0]["foreign"] != 1.0 || !strings.Contains(fmt.Sprint(lines[0]["do"]), "revoke the app token") {
		t.Errorf("the log says %v", lines)
	}
	leave()
	p.eventually("its end", says(0))
	if len(p.logged("no connection of the app is foreign any more")) != 1 {
		t.Error("the log does not say that it is over")
	}
}
