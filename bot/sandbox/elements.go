package sandbox

import (
	"encoding/json"
	"maps"
)

// inputKind says how one type of element keeps what a person picked: the entry's field, the field of its first value.
type inputKind struct{ field, initial string }

// inputKinds are the elements whose value is part of the state, as in Slack's state.values.
var inputKinds = map[string]inputKind{
	"plain_text_input":           {"value", "initial_value"},
	"email_text_input":           {"value", "initial_value"},
	"url_text_input":             {"value", "initial_value"},
	"number_input":               {"value", "initial_value"},
	"rich_text_input":            {"rich_text_value", "initial_value"},
	"static_select":              {"selected_option", "initial_option"},
	"external_select":            {"selected_option", "initial_option"},
	"radio_buttons":              {"selected_option", "initial_option"},
	"users_select":               {"selected_user", "initial_user"},
	"conversations_select":       {"selected_conversation", "initial_conversation"},
	"channels_select":            {"selected_channel", "initial_channel"},
	"datepicker":                 {"selected_date", "initial_date"},
	"timepicker":                 {"selected_time", "initial_time"},
	"datetimepicker":             {"selected_date_time", "initial_date_time"},
	"checkboxes":                 {"selected_options", "initial_options"},
	"multi_static_select":        {"selected_options", "initial_options"},
	"multi_external_select":      {"selected_options", "initial_options"},
	"multi_users_select":         {"selected_users", "initial_users"},
	"multi_conversations_select": {"selected_conversations", "initial_conversations"},
	"multi_channels_select":      {"selected_channels", "initial_channels"},
}

// element is one interactive element with the block that it stands in.
type element struct {
	obj
	block obj
}

func (e element) str(key string) string { s, _ := e.obj[key].(string); return s }

func (e element) blockID() string { s, _ := e.block["block_id"].(string); return s }

// input reports whether e stands in an input block, whose value is sent with the form instead of at once.
func (e element) input() bool { return e.block["type"] == "input" }

// immediate reports whether using e sends a press.
func (e element) immediate() bool { return !e.input() || e.block["dispatch_action"] == true }

// label is what a person would call e: its block's label, its own text, its placeholder, or its section's text.
func (e element) labels() []string {
	out := []string{}
	for _, v := range []any{e.block["label"], e.obj["text"], e.obj["placeholder"], e.block["text"], e.obj["action_id"]} {
		switch v := v.(type) {
		case string:
			out = append(out, v)
		case map[string]any:
			if s, _ := v["text"].(string); s != "" {
				out = append(out, s)
			}
		}
	}
	return out
}

// decodeBlocks reads blocks as objects; blocks that are no list of objects give none.
func decodeBlocks(raw json.RawMessage) []obj {
	var blocks []obj
	if len(raw) == 0 || json.Unmarshal(raw, &blocks) != nil {
		return nil
	}
	return blocks
}

// elementsOf lists the interactive elements in reading order.
func elementsOf(raw json.RawMessage) (out []element) {
	for _, b := range decodeBlocks(raw) {
		for _, e := range blockElements(b) {
			if e["action_id"] != nil {
				out = append(out, element{e, b})
			}
		}
	}
	return out
}

// blockElements lists the objects of a block that may be interactive.
func blockElements(b obj) (out []obj) {
	switch b["type"] {
	case "section":
		if e, ok := b["accessory"].(obj); ok && e["type"] != "image" {
			out = append(out, e)
		}
	case "input":
		if e, ok := b["element"].(obj); ok {
			out = append(out, e)
		}
	case "actions":
		list, _ := b["elements"].([]any)
		for _, e := range list {
			if e, ok := e.(obj); ok {
				out = append(out, e)
			}
		}
	}
	return out
}

// findElement finds an element by its ids; an empty block id matches any block.
func findElement(raw json.RawMessage, blockID, actionID string) (element, bool) {
	for _, e := range elementsOf(raw) {
		if e.str("action_id") == actionID && (blockID == "" || e.blockID() == blockID) {
			return e, true
		}
	}
	return element{}, false
}

// withIDs gives blocks and elements that have no id a random one, as Slack does.
func withIDs(raw json.RawMessage) json.RawMessage {
	blocks := decodeBlocks(raw)
	for _, b := range blocks {
		if s, _ := b["block_id"].(string); s == "" {
			b["block_id"] = newID("")[:5]
		}
		for _, e := range blockElements(b) {
			if s, _ := e["action_id"].(string); s == "" {
				e["action_id"] = newID("")[:5]
			}
		}
	}
	out, err := json.Marshal(blocks)
	if err != nil || blocks == nil {
		return raw
	}
	return out
}

// initialState is what the inputs hold at first; what the person already entered into an input of the same ids and type
// is kept, as Slack keeps it when a form is updated.
func initialState(raw json.RawMessage, entered State) State {
	state := State{}
	for _, e := range elementsOf(raw) {
		kind, ok := inputKinds[e.str("type")]
		if !ok {
			continue
		}
		entry := obj{"type": e.str("type"), kind.field: e.obj[kind.initial]}
		if kind.field == "selected_options" && entry[kind.field] == nil {
			entry[kind.field] = []any{}
		}
		if old := entered[e.blockID()][e.str("action_id")]; old != nil && old["type"] == entry["type"] {
			entry = old
		}
		state.set(e.blockID(), e.str("action_id"), entry)
	}
	return state
}

// merge takes over the entries that the page sent, for inputs that exist.
func (s State) merge(sent State) State {
	out := s.clone()
	for block, actions := range sent {
		for action, entry := range actions {
			if have := s[block][action]; have != nil {
				next := maps.Clone(entry)
				next["type"] = have["type"]
				out.set(block, action, next)
			}
		}
	}
	return out
}
