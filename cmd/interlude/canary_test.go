package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"interlude/bot/sandbox"
)

// marker is a word that stands in everything that people write below.
const marker = "Kanarienvogel"

// TestWordsStayWhereTheyBelong writes marker texts on every path, and looks for them where
// they must not be: database files, logs, notifications, and what sponsor, another coach and
// a stranger were ever shown. The coach's brief shows them exactly when they were ticked.
func TestWordsStayWhereTheyBelong(t *testing.T) {
	for _, way := range []string{"Open", "Sealed"} {
		t.Run(way, func(t *testing.T) {
			databases(t, func(t *testing.T, url string) {
				p := newPlay(t, url)
				p.start()
				p.writeEverywhere(way)
				p.briefShowsWhatWasTicked()
				p.down()
				p.nothingLeaked(way)
			})
		})
	}
}

// writeEverywhere puts the marker, with a number, on every path that takes people's words.
func (p *play) writeEverywhere(way string) {
	p.invite()
	p.press(userMaya, "Review agreement")
	p.fill(userMaya, "How would you like to write?", way)
	p.submit(userMaya)
	p.closeAll(userMaya)
	p.drain()
	p.sponsorAccepts()

	p.command(userAnna, "/actions", "add @maya "+marker+"-1 by Friday")
	p.drain()
	p.command(userMaya, "/actions", "")
	p.press(userMaya, "Accept")
	p.closeAll(userMaya)
	p.command(userMaya, "/actions", "")
	p.press(userMaya, "Add an action")
	p.fill(userMaya, "What will you do?", marker+"-2", "What does it serve?", marker+"-3", "When or where will you do it?", marker+"-4",
		"What could get in the way?", marker+"-5", "Due date", "2026-11-25")
	p.submit(userMaya)
	p.closeAll(userMaya)
	p.until(london(2, 9, 1))
	p.command(userMaya, "/actions", "")
	p.press(userMaya, "Done")
	p.fill(userMaya, "One line of learning", marker+"-6")
	p.submit(userMaya)
	p.closeAll(userMaya)

	p.reflectAs("7", "For my next brief")
	p.reflectAs("8", "Only for me")
	p.command(userMaya, "/reflect", "")
	p.fill(userMaya, firstQuestion(), marker+"-9 "+strings.Repeat("x", 2980))
	p.fill(userMaya, secondQuestion(), marker+"-9 "+strings.Repeat("y", 2980))
	errs, err := p.as(userMaya).Submit(p.ctx)
	p.must(err)
	if len(errs) == 0 {
		p.t.Fatal("an entry of 6,000 characters was taken")
	}
	p.closeAll(userMaya)
	if way == "Open" {
		_, err := p.as(userMaya).Say(p.ctx, marker+"-10 typed")
		p.must(err)
		p.sees(userMaya, "Kept")
	}
	p.command(userAnna, "/schedule", "@maya next tuesday 10:00 75m")
	p.press(userAnna, "Book it")
	p.drain()
}

func (p *play) reflectAs(number, audience string) {
	p.t.Helper()
	p.command(userMaya, "/reflect", "")
	p.fill(userMaya, firstQuestion(), marker+"-"+number, "Who may read this?", audience)
	p.submit(userMaya)
	p.closeAll(userMaya)
}

// briefShowsWhatWasTicked: before the release nothing, afterwards what was ticked alone.
func (p *play) briefShowsWhatWasTicked() {
	p.command(userAnna, "/coaching", "brief @maya")
	for _, n := range []string{"-7", "-8", "-9", "-10", "-11"} {
		p.misses(userAnna, marker+n)
	}
	p.closeAll(userAnna)
	p.command(userMaya, "/coaching", "brief")
	p.fill(userMaya, "What do you want to work on?", marker+"-11")
	p.submit(userMaya)
	p.closeAll(userMaya)
	p.drain()
	p.command(userAnna, "/coaching", "brief @maya")
	p.sees(userAnna, marker+"-7")
	p.sees(userAnna, marker+"-11")
	for _, n := range []string{"-8", "-9", "-10"} {
		p.misses(userAnna, marker+n+" ")
		p.misses(userAnna, marker+n+"\n")
	}
	p.closeAll(userAnna)
}

func (p *play) nothingLeaked(way string) {
	p.t.Helper()
	if !bytes.Contains(bytes.Join(slices.Collect(maps.Values(p.sinks())), nil), []byte(userMaya)) {
		p.t.Fatal("not even an id was found: the search looks in the wrong place")
	}
	for where, what := range p.sinks() {
		for form, mark := range shapes() {
			if bytes.Contains(bytes.ToLower(what), bytes.ToLower(mark)) {
				p.t.Errorf("the marker stands in %s, as %s", where, form)
			}
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
	for _, m := range append(p.as(userMaya).Messages(), p.as(userAnna).Messages()...) {
		if way == "Sealed" && !m.Ephemeral && strings.Contains(m.Text+sandbox.TextOf(m.Blocks), marker) {
			p.t.Error("in sealed writing a message holds the marker")
		}
	}
}

// sinks is everything that was written anywhere, by where it is.
func (p *play) sinks() map[string][]byte {
	out := map[string][]byte{"the log": []byte(p.log.String())}
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

// shapes is the marker in every writing in which it could hide.
func shapes() map[string][]byte {
	out := map[string][]byte{"text": []byte(marker), "hex": []byte(hex.EncodeToString([]byte(marker)))}
	var wide []byte
	for _, r := range marker {
		wide = append(wide, byte(r), 0)
	}
	out["UTF-16"] = wide
	escaped, _ := json.Marshal(marker)
	out["JSON"] = bytes.Trim(escaped, `"`)
	for shift := range 3 { // a text inside base64 begins at one of three places
		full := base64.StdEncoding.EncodeToString([]byte(strings.Repeat(" ", shift) + marker))
		out[fmt.Sprintf("base64+%d", shift)] = []byte(full[4 : len(full)-4])
	}
	return out
}
