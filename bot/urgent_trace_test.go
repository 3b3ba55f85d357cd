package bot

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"interlude/bot/sandbox"
)

// TestHarmChangesNothingButTheForm: every form in which a coachee writes, once with words that are heard
// and once with words that are not. Calls to Slack, rows, log lines, measurements, messages and Homes are
// the same in number and shape.
func TestHarmChangesNothingButTheForm(t *testing.T) {
	for name := range writings {
		t.Run(name, func(t *testing.T) {
			var heard, not []string
			for range stories {
				dark, shown := formTraces(t, name, darkWords)
				plain, confirmed := formTraces(t, name, plainWords)
				if !strings.Contains(shown, heardTitle) || strings.Contains(confirmed, heardTitle) {
					t.Fatalf("the forms shown were %q and %q", shown, confirmed)
				}
				if len(dark) < 30 {
					t.Fatalf("only %d traces were looked at: %q", len(dark), dark)
				}
				if heard, not = dark, plain; slices.Equal(heard, not) {
					return
				}
			}
			t.Errorf("heard only: %q\nnot heard only: %q", only(heard, not), only(not, heard))
		})
	}
}

// stories is how often two stories may be told until they leave the same: redraws that come close together
// are one, and two deliveries may change places. A difference that the words make is there every time.
const stories = 8

// only is what of a is not in b.
func only(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(s string) bool { return slices.Contains(b, s) })
}

// formTraces fills the form with words, and returns what that left, and what the form showed then.
func formTraces(t *testing.T, name, words string) (left []string, shown string) {
	w := writings[name]
	r := newRig(t)
	var log, measured []string
	r.still(func() {
		r.bot.Log = slog.New(slog.NewTextHandler(r.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		r.bot.Answered = func(kind string, _ time.Duration) { measured = append(measured, "measured "+kind) }
	})
	r.engage(anna, maya, helen, "Open")
	w.open(r)
	r.settle()
	r.wire.take()
	begun := len(r.log.String())
	r.fill(maya, w.field, words)
	r.submit(maya)
	shown = r.screenTitles(maya)
	r.settle()
	if len(r.as(maya).Modals()) > 0 {
		r.closeAll(maya)
	}
	r.settle()
	for _, c := range lastDrawn(r.wire.take()) {
		if strings.HasSuffix(c.path, "apps.connections.open") {
			continue // settle connects again
		}
		left = append(left, fmt.Sprint("call ", c.path, " ", len(same(c.body))))
	}
	slices.Sort(left) // two redraws may change places
	for line := range strings.Lines(r.log.String()[begun:]) {
		log = append(log, "log "+same(line))
	}
	slices.Sort(log)
	left = append(append(left, log...), measured...)
	var seen []string
	for _, user := range []string{maya, anna, helen, tom, ravi, sam} {
		for _, m := range r.as(user).Messages() {
			seen = append(seen, user+" "+same(strings.ReplaceAll(m.Text+sandbox.TextOf(m.Blocks), words, "WORDS")))
		}
		for _, n := range r.ws.Notifications(user) {
			seen = append(seen, user+" notified "+same(n))
		}
		if h := r.as(user).Home(); h != nil {
			seen = append(seen, user+" home "+same(strings.ReplaceAll(sandbox.TextOf(h.Blocks), words, "WORDS")))
		}
	}
	slices.Sort(seen)
	return append(append(left, seen...), r.rowShapes()...), shown
}

// lastDrawn is calls without those that draw a message which is drawn again after that: how often depends on what
// comes first, a new message or the drawing anew of an earlier one.
func lastDrawn(calls []wireCall) (out []wireCall) {
	later := map[string]bool{}
	for _, c := range slices.Backward(calls) {
		if v := fieldsOf(c.body); strings.HasSuffix(c.path, "/chat.update") {
			message := v.Get("channel") + v.Get("ts")
			if later[message] {
				continue
			}
			later[message] = true
		}
		out = append(out, c)
	}
	return out
}

// settle lets everything end that an action has begun.
func (r *rig) settle() {
	r.t.Helper()
	r.still(func() {})
	r.drain()
	r.bot.work.Wait()
}

// screenTitles are the titles of the open forms of user.
func (r *rig) screenTitles(user string) string {
	var out []string
	for _, v := range r.as(user).Modals() {
		out = append(out, string(v.Title))
	}
	return strings.Join(out, ", ")
}

// rowShapes is every row of every table that is ours: of each value its kind and length.
func (r *rig) rowShapes() []string {
	r.t.Helper()
	var out []string
	for _, table := range r.columnOf("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'river_%' ORDER BY name") {
		rows, err := r.store.Handle().SQL.QueryContext(r.ctx, `SELECT * FROM "`+table+`"`)
		r.must(err)
		columns, err := rows.Columns()
		r.must(err)
		var shapes []string
		for rows.Next() {
			values, into := make([]any, len(columns)), make([]any, len(columns))
			for i := range values {
				into[i] = &values[i]
			}
			r.must(rows.Scan(into...))
			shape := "row of " + table
			for i, v := range values {
				if table == "once" || columns[i] == "wrapped" {
					continue // another in every run, and so is its length
				}
				switch v := v.(type) {
				case string:
					shape += fmt.Sprint(" ", columns[i], "=", len(same(v)))
				case []byte:
					shape += fmt.Sprint(" ", columns[i], "=", len(v), " bytes")
				default:
					shape += fmt.Sprintf(" %s=%T", columns[i], v)
				}
			}
			shapes = append(shapes, shape)
		}
		r.must(rows.Err())
		r.must(rows.Close())
		slices.Sort(shapes)
		out = append(out, shapes...)
	}
	return out
}

func (r *rig) columnOf(query string) (out []string) {
	r.t.Helper()
	rows, err := r.store.Handle().SQL.QueryContext(context.Background(), query)
	r.must(err)
	for rows.Next() {
		var s string
		r.must(rows.Scan(&s))
		out = append(out, s)
	}
	r.must(rows.Err())
	r.must(rows.Close())
	return out
}

// another are what is another in every run: identifiers, and after that numbers of any length.
var another = regexp.MustCompile(`\b[A-Z2-7]{26}\b|"(trigger_id|view_id|hash)":"[^"]*"|(trigger_id|view_id|hash)=[^&]*|time=\S+|ms=\S+`)

var numeral = regexp.MustCompile(`[0-9]+`)

// same is s without what is another in every run.
func same(s string) string {
	if plain, err := url.QueryUnescape(s); err == nil {
		s = plain
	}
	return numeral.ReplaceAllString(another.ReplaceAllString(s, "…"), "#")
}
