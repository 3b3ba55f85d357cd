package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"unicode/utf16"

	"github.com/jackc/pgx/v5"
	"github.com/prometheus/client_golang/prometheus"

	"interlude/bot/sandbox"
	"interlude/coaching"
	"interlude/reminders"
	"interlude/storage/storagetest/pgtest"
)

// A sink is a place where words could end up that nobody looks at: what is searched below.

// panicking has the first post of every reminder panic with words, after it went out.
func panicking(s reminders.Store, p reminders.Poster) (reminders.Store, reminders.Poster) {
	return s, &panicPoster{Poster: p, done: map[coaching.ID]bool{}}
}

type panicPoster struct {
	reminders.Poster
	done map[coaching.ID]bool
}

func (p *panicPoster) Post(ctx context.Context, s coaching.Sending) (channel, ts string, err error) {
	channel, ts, err = p.Poster.Post(ctx, s)
	if s.Lead.Kind == coaching.KindActionDue && !p.done[s.Lead.ID] {
		p.done[s.Lead.ID] = true
		panic(fmt.Errorf("could not post %q", marker+"-99"))
	}
	return channel, ts, err
}

// failEverywhere has Slack refuse what holds words, quoting them, and be away.
func (p *play) failEverywhere() {
	quoting := sandbox.Fault{Code: "invalid_blocks", Message: "[ERROR] must not hold " + marker + "-98 [json-pointer:/blocks/0/text]"}
	for _, method := range []string{"views.open", "views.update", "views.publish", "chat.update", "chat.postEphemeral"} {
		p.ws.Fail(method, 1, quoting)
	}
	for range 3 {
		_ = p.as(userMaya).Command(p.ctx, "/actions", "")
		_ = p.as(userMaya).Command(p.ctx, "/actions", "add "+marker+"-12 by Friday")
		_ = p.as(userMaya).OpenHome(p.ctx)
		_ = p.as(userAnna).Command(p.ctx, "/schedule", "@maya "+marker+"-13")
		_ = p.as(userAnna).Command(p.ctx, "/coaching", marker+"-14")
	}
	p.ws.Fail("views.open", 1, sandbox.BadGateway)
	_ = p.as(userMaya).Command(p.ctx, "/reflect", "")
	p.ws.ClearFaults()
	for _, user := range []string{userMaya, userAnna} {
		p.closeAll(user)
	}
	p.drain()
}

// running is what can be asked only of a running program: its metrics.
func (p *play) running() map[string][]byte {
	p.t.Helper()
	var b bytes.Buffer
	families, err := p.app.metrics.registry.Gather()
	p.must(err)
	for _, f := range families {
		b.WriteString(f.String() + "\n")
	}
	return map[string][]byte{"the metrics": b.Bytes()}
}

// sinks is everything that was written anywhere, by where it is.
func (p *play) sinks(running map[string][]byte) map[string][]byte {
	p.t.Helper()
	out := map[string][]byte{"the log": []byte(p.log.String()), "the metrics": running["the metrics"]}
	err := filepath.WalkDir(os.TempDir(), func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		out["temporary files"] = append(append(out["temporary files"], b...), '\n')
		return err
	})
	p.must(err)
	if path, ok := strings.CutPrefix(p.url, "sqlite:"); ok {
		files, err := filepath.Glob(path + "*")
		p.must(err)
		for _, f := range files {
			b, err := os.ReadFile(f)
			p.must(err)
			out[filepath.Base(f)] = b
		}
		return out
	}
	for table, rows := range dump(p) {
		out["table "+table] = rows
	}
	program, err := pgtest.Program("pg_dump")
	p.must(err)
	dumped, err := exec.CommandContext(p.ctx, program, "--inserts", p.url).Output()
	p.must(err)
	out["pg_dump"] = dumped
	return out
}

// dump is every row of every table, as text.
func dump(p *play) map[string][]byte {
	ctx := context.Background()
	c, err := pgx.Connect(ctx, p.url)
	p.must(err)
	defer func() { _ = c.Close(ctx) }()
	rows, err := c.Query(ctx, "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
	p.must(err)
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	p.must(err)
	out := map[string][]byte{}
	for _, table := range tables {
		rows, err := c.Query(ctx, fmt.Sprintf("SELECT coalesce(string_agg(x::text, E'\\n'), '') FROM %s x", pgx.Identifier{table}.Sanitize()))
		p.must(err)
		text, err := pgx.CollectOneRow(rows, pgx.RowTo[string])
		p.must(err)
		out[table] = []byte(text)
	}
	if len(out) < 10 {
		p.t.Fatalf("only %d tables were looked at", len(out))
	}
	return out
}

// shape is one way to write text, and a search for it.
type shape struct {
	name  string
	write func(string) string // text in this writing, as a leak would hold it
	marks [][]byte            // any of them gives it away
}

func in(name string, write func(string) string) shape {
	return shape{name, write, [][]byte{[]byte(write(marker))}}
}

// shapes are the writings in which the marker could hide.
func shapes() []shape {
	wide := func(big bool) func(string) string {
		return func(s string) string {
			var b []byte
			for _, u := range utf16.Encode([]rune(s)) {
				lo, hi := byte(u&0xff), byte(u>>8)
				if big {
					lo, hi = hi, lo
				}
				b = append(b, lo, hi)
			}
			return string(b)
		}
	}
	escaped := func(s string) string {
		var b strings.Builder
		for _, r := range s {
			if r > 126 {
				fmt.Fprintf(&b, `\u%04x`, r)
			} else {
				b.WriteRune(r)
			}
		}
		return b.String()
	}
	all := []shape{
		in("text", func(s string) string { return s }), in("hex", func(s string) string { return hex.EncodeToString([]byte(s)) }),
		in("UTF-16", wide(false)), in("UTF-16, the other way round", wide(true)), in("hex of UTF-16", func(s string) string { return hex.EncodeToString([]byte(wide(false)(s))) }),
		in("JSON", escaped), in("URL", url.QueryEscape), in("octal", func(s string) string { // as pg_dump and shells write bytes
			var b strings.Builder
			for _, c := range []byte(s) {
				if c > 126 {
					fmt.Fprintf(&b, `\%03o`, c)
				} else {
					b.WriteByte(c)
				}
			}
			return b.String()
		}),
	}
	for name, enc := range map[string]*base64.Encoding{"base64": base64.StdEncoding, "base64 for URLs": base64.URLEncoding} {
		s := shape{name: name, write: func(s string) string { return enc.EncodeToString([]byte(s)) }}
		for shift := range 3 { // a text inside begins at one of three places
			full := enc.EncodeToString([]byte(strings.Repeat(" ", shift) + marker))
			s.marks = append(s.marks, []byte(full[4:len(full)-4]))
		}
		all = append(all, s)
	}
	return all
}

// found lists in which writings the marker stands in what.
func found(what []byte) (names []string) {
	low := bytes.ToLower(what)
	for _, s := range shapes() {
		for _, m := range s.marks {
			if bytes.Contains(what, m) || !strings.HasPrefix(s.name, "base64") && bytes.Contains(low, bytes.ToLower(m)) {
				names = append(names, s.name)
				break
			}
		}
	}
	return names
}

func (p *play) nothingLeaked(way string, running map[string][]byte) {
	p.t.Helper()
	sinks := p.sinks(running)
	for _, must := range []string{"panicked", "invalid_blocks", userMaya} {
		seen := false
		for _, what := range sinks {
			seen = seen || bytes.Contains(what, []byte(must))
		}
		if !seen {
			p.t.Errorf("%q stands nowhere: what was to go wrong did not, or the search looks in the wrong place", must)
		}
	}
	for where, what := range sinks {
		for _, form := range found(what) {
			p.t.Errorf("the marker stands in %s, as %s", where, form)
		}
	}
	for _, user := range []string{userHelen, userTom, userSam} {
		for _, text := range p.ws.AllTextSentTo(user) {
			if strings.Contains(text, marker) {
				p.t.Errorf("%s was shown the marker", user)
			}
		}
	}
	for _, user := range []string{userMaya, userAnna, userHelen, userTom, userSam} {
		for _, text := range p.ws.Notifications(user) {
			if strings.Contains(text, marker) {
				p.t.Errorf("a notification to %s holds the marker", user)
			}
		}
	}
	for _, k := range p.ws.Archive() {
		if way == "Sealed" && k.What != "view" && len(found(k.Raw)) > 0 {
			p.t.Errorf("in sealed writing a %s to %s holds the marker", k.What, k.To)
		}
	}
}

// leaksWouldBeFound proves the search: the same words, put into every sink on purpose and in every
// writing, are found there.
func (p *play) leaksWouldBeFound(running map[string][]byte) {
	p.t.Helper()
	for where, what := range p.sinks(running) {
		for _, s := range shapes() {
			leak := append(append(bytes.Clone(what[len(what)/2:]), s.write("and "+marker+"-77, too")...), what[:len(what)/2]...)
			if !strings.Contains(strings.Join(found(leak), "; "), s.name) {
				p.t.Errorf("a leak into %s, as %s, is not found", where, s.name)
			}
		}
	}
	// And by the very ways that lead there.
	log := newLog(p.log, LogConfig{Level: "debug"})
	log.Info("leak", "words", marker)
	p.must(os.WriteFile(filepath.Join(os.TempDir(), "leak.tmp"), []byte(marker), 0o600))
	leaky := prometheus.NewGauge(prometheus.GaugeOpts{Name: "leak", ConstLabels: prometheus.Labels{"words": marker}})
	registry := prometheus.NewRegistry()
	registry.MustRegister(leaky)
	families, err := registry.Gather()
	p.must(err)
	sinks := p.sinks(map[string][]byte{"the metrics": []byte(families[0].String())})
	for _, where := range []string{"the log", "temporary files", "the metrics"} {
		if len(found(sinks[where])) == 0 {
			p.t.Errorf("a leak into %s is not found", where)
		}
	}
	p.must(os.Remove(filepath.Join(os.TempDir(), "leak.tmp")))
	p.leakIntoTheDatabase()
}

// leakIntoTheDatabase runs the program once more and writes words beside the sealed ones.
func (p *play) leakIntoTheDatabase() {
	p.t.Helper()
	p.start()
	_, err := p.app.store.SQLDB().ExecContext(p.ctx, "CREATE TABLE leak (words text)")
	p.must(err)
	_, err = p.app.store.SQLDB().ExecContext(p.ctx, "INSERT INTO leak VALUES ('"+marker+"')")
	p.must(err)
	log := p.sinks(nil)
	seen := 0
	for where, what := range log {
		if where != "the log" && where != "temporary files" && len(found(what)) > 0 {
			seen++
		}
	}
	if postgres := !strings.HasPrefix(p.url, "sqlite:"); seen == 0 || postgres && (len(found(log["pg_dump"])) == 0 || len(found(log["table leak"])) == 0) {
		p.t.Error("a leak into the database is not found")
	}
	_, err = p.app.store.SQLDB().ExecContext(p.ctx, "DROP TABLE leak")
	p.must(err)
	p.down()
}
