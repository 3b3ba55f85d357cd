package bot

import (
	"encoding/json"
	"errors"
	"strings"
	"unicode"
)

// deepest is how far objects and lists may be nested: Slack's own stay below 20.
const deepest = 64

var errUnsound = errors.New("no sound JSON")

// sound refuses what is no JSON, is nested too deep, or names a key twice in one object: of two
// values one reader takes the first and another the last. Keys that differ in case alone count
// as the same, as they do for the decoder.
func sound(raw []byte) error {
	if !json.Valid(raw) { // from here on nothing can run off the end
		return errUnsound
	}
	var open []map[string]bool // keys of each object that is open; nil: a list
	key := false               // the next string is a key
	for i := 0; i < len(raw); i++ {
		switch raw[i] {
		case '{', '[':
			if len(open) == deepest {
				return errUnsound
			}
			if key = raw[i] == '{'; key {
				open = append(open, map[string]bool{})
			} else {
				open = append(open, nil)
			}
		case '}', ']':
			open, key = open[:len(open)-1], false
		case ',':
			key = open[len(open)-1] != nil
		case '"':
			end := stringEnd(raw, i)
			if key {
				if !once(open[len(open)-1], raw[i:end]) {
					return errUnsound
				}
				key = false
			}
			i = end - 1
		}
	}
	return nil
}

// stringEnd is the index behind the string that begins at i.
func stringEnd(raw []byte, i int) int {
	for i++; raw[i] != '"'; i++ {
		if raw[i] == '\\' {
			i++
		}
	}
	return i + 1
}

// once adds a key to those of its object; false: it was there.
func once(keys map[string]bool, quoted []byte) bool {
	var name string
	_ = json.Unmarshal(quoted, &name) // a string of what is valid is one
	name = strings.Map(folded, name)
	if keys[name] {
		return false
	}
	keys[name] = true
	return true
}

// folded is the one of the letters that encoding/json takes for r ("K" and the Kelvin sign, "s" and
// the long s) that comes first.
func folded(r rune) rune {
	first := r
	for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
		first = min(first, next)
	}
	return first
}
