package main

import (
	"fmt"
	"strings"
)

// problem is one thing that is wrong with the configuration. It never holds a value.
type problem struct {
	where string // "config.yaml:12:3", "INTERLUDE_SLACK_BOT_TOKEN" or empty
	key   string // "slack.bot_token" or empty
	wrong string
	write string // what to write instead; empty when there is nothing to write
}

// problems is the error of LoadConfig: one line each, in the order of the file.
type problems []problem

// Error lists the problems, one line each.
func (ps problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// String writes "where: key: what is wrong; write what instead".
func (p problem) String() string {
	var b strings.Builder
	for _, part := range []string{p.where, p.key} {
		if part != "" {
			b.WriteString(part + ": ")
		}
	}
	b.WriteString(p.wrong)
	if p.write != "" {
		b.WriteString("; write " + p.write)
	}
	return b.String()
}

// unknown is the problem of a key that does not exist, with the nearest one that does.
func unknown(where, name string, among []string) problem {
	p := problem{where: where, key: shownKey(name), wrong: "there is no such key"}
	if near := nearest(name, among); near != "" {
		p.wrong += fmt.Sprintf(" (did you mean %s?)", near)
	}
	return p
}

// shownKey is name, unless it looks like anything but a key: a token that slipped to the left
// of a colon must not be printed.
func shownKey(name string) string {
	if len(name) > 24 || strings.Trim(strings.ToLower(name), "abcdefghijklmnopqrstuvwxyz_.") != "" {
		return "(a name that is not shown)"
	}
	return name
}

// nearest returns the word among words that is at most two slips away from name, or "".
func nearest(name string, words []string) string {
	best, least := "", 3
	for _, w := range words {
		if d := slips(strings.ToLower(name), w); d < least && d < len(w) {
			best, least = w, d
		}
	}
	return best
}

// slips is the Levenshtein distance of a and b.
func slips(a, b string) int {
	if len(a) > 64 {
		return len(a)
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
