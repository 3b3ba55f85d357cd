package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"interlude/bot/sandbox"
	"interlude/coaching/harm"
)

// Two texts of one length: the first is heard, the second is not.
const (
	darkWords  = "I do not want to live any more"
	plainWords = "I do not want to talk any more"
)

// TestHarmLeavesNoTrace plays one story twice, with words that are heard and with words that are
// not. Everything that outlives the form is compared: rows, log lines, metrics, calls to Slack,
// messages and notifications. Only what the person's own form shows may differ.
func TestHarmLeavesNoTrace(t *testing.T) {
	if len(darkWords) != len(plainWords) || !harm.In(darkWords) || harm.In(plainWords) {
		t.Fatal("the words do not show a difference")
	}
	told := map[string][]map[string][]string{} // by the database
	for _, words := range []string{darkWords, plainWords} {
		databases(t, func(t *testing.T, url string) {
			kind, _, _ := strings.Cut(url, ":")
			told[kind] = append(told[kind], traces(t, url, words))
		})
	}
	for kind, two := range told {
		if len(two) != 2 || len(two[0]) != len(two[1]) {
			t.Fatalf("%s: %d stories", kind, len(two))
		}
		for _, where := range slices.Sorted(maps.Keys(two[0])) {
			heard, not := two[0][where], two[1][where]
			if len(heard) == 0 {
				t.Errorf("%s, %s: nothing was looked at", kind, where)
			}
			if !slices.Equal(heard, not) {
				t.Errorf("%s, %s differs: heard %q, not heard %q", kind, where, without(heard, not), without(not, heard))
			}
		}
	}
}

// traces tells the story with words, and returns what is left of it, by where it is left.
func traces(t *testing.T, url, words string) map[string][]string {
	p := newPlay(t, url)
	calls := &callLog{next: p.web.Config.Handler}
	p.web.Config.Handler = calls
	p.start()
	p.invite()
	p.press(userMaya, "Review agreement")
	p.fill(userMaya, "How would you like to write?", "Open")
	p.submit(userMaya)
	p.closeAll(userMaya)
	p.drain()
	p.sponsorAccepts()
	p.drain()
	before := p.since()
	calls.forget()
	begun := len(p.log.String())
	heard := 0
	send := func() {
		p.drain()
		p.submit(userMaya)
		p.drain()
		if strings.Contains(p.screen(userMaya), "A moment for you") {
			heard++
		}
		p.closeAll(userMaya)
		p.drain()
	}
	p.command(userMaya, "/reflect", "")
	p.fill(userMaya, firstQuestion(), words, "Who may read this?", "For my next brief")
	send()
	p.command(userMaya, "/actions", "")
	p.press(userMaya, "Add an action")
	p.fill(userMaya, "What will you do?", words, "When or where will you do it?", "on Monday", "Due date", "2026-11-25")
	send()
	p.until(london(2, 9, 1))
	p.command(userMaya, "/actions", "")
	p.press(userMaya, "Done")
	p.fill(userMaya, "One line of learning", words)
	send()
	p.sees(userMaya, "You said: Done")
	_, err := p.as(userMaya).Say(p.ctx, words)
	p.must(err)
	p.sees(userMaya, "Kept")
	p.drain()
	p.command(userMaya, "/coaching", "brief")
	p.fill(userMaya, "What do you want to work on?", words)
	send()
	if want := map[string]int{darkWords: 4, plainWords: 0}[words]; heard != want {
		t.Fatalf("%d forms answered to what was heard, want %d", heard, want)
	}

	left := p.rows()
	left["metrics"] = more(before, p.since())
	left["calls to Slack"] = calls.made()
	left["log"] = shapesOfLog(t, p.log.String()[begun:])
	hide := strings.NewReplacer(words, "WORDS").Replace
	for _, user := range []string{userMaya, userAnna, userHelen, userTom, userSam} {
		var said []string
		for _, m := range p.as(user).Messages() {
			said = append(said, hide(m.Text+"|"+sandbox.TextOf(m.Blocks)))
		}
		left["messages to "+user] = append(said, "end")
		left["notifications to "+user] = append(p.ws.Notifications(user), "end")
		if user != userMaya {
			var shown []string
			for _, text := range p.ws.AllTextSentTo(user) {
				shown = append(shown, hide(text))
			}
			slices.Sort(shown)
			shown = slices.Compact(shown)
			left["what "+user+" was shown"] = append(shown, "end")
		}
	}
	return left
}

// callLog keeps of every call to Slack its method, its fields and its size.
type callLog struct {
	next http.Handler
	mu   sync.Mutex
	all  []string
}

func (c *callLog) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	c.mu.Lock()
	size := fmt.Sprint(len(everyRun(string(body))))
	if redraws.MatchString(r.URL.Path) {
		size = "some" // what is drawn depends on what else has happened by then
	}
	c.all = append(c.all, r.Method+" "+r.URL.Path+" "+size)
	c.mu.Unlock()
	c.next.ServeHTTP(w, r)
}

func (c *callLog) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.all = nil
}

func (c *callLog) made() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Compact(slices.Sorted(slices.Values(c.all)))
}

// shapesOfLog is every line: its words, and the names and lengths of what it carries.
func shapesOfLog(t *testing.T, log string) []string {
	var out []string
	for line := range strings.Lines(log) {
		var fields map[string]any
		if err := json.Unmarshal([]byte(line), &fields); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		var shape []string
		for _, name := range slices.Sorted(maps.Keys(fields)) {
			switch v := fields[name].(type) {
			case float64:
				shape = append(shape, name)
			case string:
				if name == "time" || strings.Contains(strings.ToLower(name), "took") || strings.HasSuffix(name, "id") {
					v = "…"
				}
				shape = append(shape, name+"="+everyRun(v))
			default:
				shape = append(shape, everyRun(fmt.Sprint(name, "=", v)))
			}
		}
		out = append(out, strings.Join(shape, " "))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// without is what of a is not in b, at most three of them.
func without(a, b []string) []string {
	left := slices.DeleteFunc(slices.Clone(a), func(s string) bool { return slices.Contains(b, s) })
	return left[:min(len(left), 3)]
}
