package sandbox

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// ValidateMessage returns why Slack would refuse a message of these blocks and this text, nil when it would take it.
// The words are those of response_metadata.messages, with a JSON pointer to the place, or a bare error code.
func ValidateMessage(blocks json.RawMessage, text string) []string {
	err := (&content{Text: text, Blocks: blocks}).check()
	if err == nil {
		return nil
	}
	return messagesOf(err)
}

// ValidateView returns why Slack would refuse a modal or Home, nil when it would take it.
func ValidateView(view json.RawMessage) []string { return validateView(view, "") }

// checker collects what is wrong, with where.
type checker struct {
	surface  string // message, modal or home
	messages []string
	focused  bool
}

func (c *checker) fail(at, format string, args ...any) {
	c.messages = append(c.messages, fmt.Sprintf("[ERROR] "+format, args...)+" [json-pointer:"+at+"]")
}

// checkMessageBlocks returns the error code for a message's blocks and its messages, both empty when all is well.
func checkMessageBlocks(raw json.RawMessage) (code string, messages []string) {
	var blocks []json.RawMessage
	if err := json.Unmarshal(raw, &blocks); err != nil {
		return "invalid_blocks_format", nil
	}
	c := &checker{surface: "message"}
	c.blocks("/blocks", raw, maxBlocks)
	if len(c.messages) > 0 {
		return "invalid_blocks", c.messages
	}
	if n := utf8.RuneCountInString(TextOf(raw)); n > maxWhole {
		return "msg_blocks_too_long", nil
	}
	return "", nil
}

// blocks checks a list of blocks and that no block_id comes twice.
func (c *checker) blocks(at string, raw json.RawMessage, most int) {
	var list []any
	if json.Unmarshal(raw, &list) != nil {
		c.fail(at, "must provide an array")
		return
	}
	if len(list) > most {
		c.fail(at, "no more than %d items allowed", most)
	}
	ids := map[string]bool{}
	for i, b := range list {
		place := fmt.Sprintf("%s/%d", at, i)
		block, ok := b.(obj)
		if !ok {
			c.fail(place, "must provide an object")
			continue
		}
		c.block(place, block)
		if id, _ := block["block_id"].(string); id != "" {
			if ids[id] {
				c.fail(place+"/block_id", "`block_id` %q already exists", id)
			}
			ids[id] = true
		}
	}
}

// block checks one block by its type's rule.
func (c *checker) block(at string, b obj) {
	kind, _ := b["type"].(string)
	rule, known := blockRules[kind]
	if !known || !slices.Contains(strings.Fields(rule.surfaces), c.surface) {
		c.fail(at+"/type", "unsupported type: %s", kind)
		return
	}
	c.properties(at, b, "type block_id "+rule.keys)
	c.length(at, b, "block_id", maxID)
	rule.check(c, at, b)
	seen := map[string]bool{}
	for _, e := range blockElements(b) {
		if id, _ := e["action_id"].(string); id != "" {
			if seen[id] {
				c.fail(at+"/elements", "`action_id` %q already exists for this block", id)
			}
			seen[id] = true
		}
	}
}

// properties refuses what the type does not have.
func (c *checker) properties(at string, o obj, allowed string) {
	for _, key := range sortedKeys(o) {
		if !slices.Contains(strings.Fields(allowed), key) {
			c.fail(at, "invalid additional property: %s", key)
		}
	}
}

// length checks that an optional string is one and not too long, and returns it.
func (c *checker) length(at string, o obj, key string, most int) string {
	v, has := o[key]
	if !has || v == nil {
		return ""
	}
	s, ok := v.(string)
	if !ok {
		c.fail(at+"/"+key, "must provide a string")
		return ""
	}
	if utf8.RuneCountInString(s) > most {
		c.fail(at+"/"+key, "must be less than %d characters", most+1)
	}
	return s
}

// required is length for a string that has to be there.
func (c *checker) required(at string, o obj, key string, most int) string {
	s := c.length(at, o, key, most)
	if o[key] == nil {
		c.fail(at, "missing required field: %s", key)
	} else if s == "" {
		c.fail(at+"/"+key, "must be more than 0 characters")
	}
	return s
}

// textKinds are the two kinds of a text object; plainOnly and anyText name what a place takes.
const (
	plainOnly = "plain_text"
	anyText   = "plain_text mrkdwn"
)

// text checks a text object.
func (c *checker) text(at string, o obj, key, kinds string, most int, needed bool) {
	v, has := o[key]
	place := at + "/" + key
	if !has || v == nil {
		if needed {
			c.fail(at, "missing required field: %s", key)
		}
		return
	}
	t, ok := v.(obj)
	if !ok {
		c.fail(place, "must provide an object")
		return
	}
	kind, _ := t["type"].(string)
	if !slices.Contains(strings.Fields(kinds), kind) {
		c.fail(place+"/type", "must be one of: %s", strings.ReplaceAll(kinds, " ", ", "))
	}
	c.properties(place, t, "type text emoji verbatim")
	if kind == "mrkdwn" && t["emoji"] == true {
		c.fail(place, "invalid additional property: emoji")
	}
	c.required(place, t, "text", most)
}

// list checks that o[key] is a list of least to most entries, and returns it.
func (c *checker) list(at string, o obj, key string, least, most int) []any {
	v, ok := o[key].([]any)
	switch {
	case o[key] == nil && least > 0:
		c.fail(at, "missing required field: %s", key)
	case o[key] != nil && !ok:
		c.fail(at+"/"+key, "must provide an array")
	case len(v) < least && o[key] != nil:
		c.fail(at+"/"+key, "no fewer than %d items allowed", least)
	case len(v) > most:
		c.fail(at+"/"+key, "no more than %d items allowed", most)
	}
	return v
}

func sortedKeys(o obj) []string {
	keys := make([]string, 0, len(o))
	for k := range o {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
