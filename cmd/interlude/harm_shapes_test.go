package main

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// rows is every row of every table: of each value only its kind and length.
func (p *play) rows() map[string][]string {
	query := "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
	if strings.HasPrefix(p.url, "sqlite:") {
		query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
	}
	out := map[string][]string{}
	for _, name := range p.read(query) {
		table := strings.TrimSuffix(strings.SplitN(name, "=", 2)[1], ";")
		var shapes []string
		for _, row := range p.read(`SELECT * FROM "` + table + `"`) {
			shapes = append(shapes, shapeOfRow(row, machinery.MatchString(table)))
		}
		if slices.Sort(shapes); machinery.MatchString(table) {
			shapes = slices.Compact(shapes)
		}
		out["table "+table] = append(shapes, "end")
	}
	if len(out) < 10 {
		p.t.Fatalf("only %d tables were looked at", len(out))
	}
	return out
}

// year begins a time as a database writes it: its end is cut where it is round.
var year = regexp.MustCompile(`^20\d\d-\d\d-\d\d[ T]`)

// minted are identifiers that are another in every run.
var minted = regexp.MustCompile(`\b[A-Z2-7]{26}\b|"(trigger_id|view_id|hash)":"[^"]*"|(trigger_id|view_id|hash)=[^&]*`)

// digits are numbers of any length.
var digits = regexp.MustCompile(`[0-9]+`)

// everyRun is s without what is another in every run: identifiers, and how long numbers are.
func everyRun(s string) string {
	if plain, err := url.QueryUnescape(s); err == nil {
		s = plain
	}
	return digits.ReplaceAllString(minted.ReplaceAllString(s, "…"), "#")
}

// machinery are tables that hold no words and whose rows carry the name of the process or its luck:
// of these only which kinds of rows there are is compared.
var machinery = regexp.MustCompile(`^(river_.*|interlude_processes|once)$`)

// ofProcess are the cells that name the process.
var ofProcess = regexp.MustCompile(`^(leader_id|id|name|queue|attempted_by|attempt|state|finalized_at|key|errors|line)=`)

// shapeOfRow replaces numbers by the word, and texts by their length; of machinery, less.
func shapeOfRow(row string, machine bool) string {
	var out []string
	for _, cell := range strings.Split(row, ";") {
		name, value, _ := strings.Cut(cell, "=")
		if machine && ofProcess.MatchString(cell) {
			continue
		}
		if _, err := strconv.ParseFloat(value, 64); err == nil {
			value = "number"
		} else if name == "wrapped" {
			value = "a key of this run"
		} else if year.MatchString(value) {
			value = "time"
		} else if strings.HasSuffix(value, " bytes") {
			value = "sealed " + value
		} else if value != "<nil>" && value != "true" && value != "false" {
			value = fmt.Sprint(len(everyRun(value)))
		}
		out = append(out, name+"="+value)
	}
	return strings.Join(out, ";")
}

// read runs query and returns its rows as "column=value;".
func (p *play) read(query string) []string {
	rows, err := p.app.store.Handle().SQL.QueryContext(context.Background(), query)
	p.must(err)
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	p.must(err)
	var out []string
	for rows.Next() {
		values := make([]any, len(columns))
		into := make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		p.must(rows.Scan(into...))
		var row strings.Builder
		for i, v := range values {
			if b, ok := v.([]byte); ok {
				v = fmt.Sprint(len(b), " bytes")
			}
			fmt.Fprintf(&row, "%s=%v;", columns[i], v)
		}
		out = append(out, row.String())
	}
	p.must(rows.Err())
	return out
}

// since is every series of ours, and how often each happened. How long it took is no count.
func (p *play) since() map[string]float64 {
	families, err := p.app.metrics.registry.Gather()
	p.must(err)
	out := map[string]float64{}
	for _, f := range families {
		if strings.HasPrefix(f.GetName(), "go_") || strings.HasPrefix(f.GetName(), "process_") {
			continue
		}
		for _, m := range f.GetMetric() {
			out[fmt.Sprint(f.GetName(), m.GetLabel())] = m.GetCounter().GetValue() + float64(m.GetHistogram().GetSampleCount())
		}
	}
	return out
}

// redraws are counted by luck here: two that come close together are one. What the words change of
// them is counted exactly by TestHarmChangesNothingButTheForm in package bot.
var redraws = regexp.MustCompile(`chat\.update|views\.publish|database|sql|jobs|sweep`)

// more is how much each series has grown.
func more(before, after map[string]float64) []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(after)) {
		grown := fmt.Sprint(after[name] - before[name])
		if redraws.MatchString(name) {
			grown = "some"
		}
		out = append(out, name+" "+grown)
	}
	return out
}
