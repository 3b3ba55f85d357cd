package sandbox

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// x is a text of n characters that are two bytes each: limits count characters.
func x(n int) string { return strings.Repeat("é", n) }

func plainObj(s string) obj { return obj{"type": "plain_text", "text": s} }

func option(i int) obj { return obj{"text": plainObj(fmt.Sprint("o", i)), "value": fmt.Sprint("v", i)} }

func optionList(n int) (out []obj) {
	for i := range n {
		out = append(out, option(i))
	}
	return out
}

func repeat(n int, make func(i int) obj) (out []obj) {
	for i := range n {
		out = append(out, make(i))
	}
	return out
}

func with(base obj, more obj) obj {
	out := obj{}
	for _, o := range []obj{base, more} {
		for k, v := range o {
			if v == nil {
				delete(out, k)
				continue
			}
			out[k] = v
		}
	}
	return out
}

func divider(int) obj { return obj{"type": "divider"} }

func actionsOf(elements ...obj) obj { return obj{"type": "actions", "elements": elements} }

func inputOf(element obj) obj {
	return obj{"type": "input", "block_id": "i", "label": plainObj("L"), "element": element}
}

var (
	aSection = obj{"type": "section", "text": obj{"type": "mrkdwn", "text": "hi"}}
	aButton  = obj{"type": "button", "action_id": "a", "text": plainObj("Go")}
	aConfirm = obj{"title": plainObj("Sure?"), "text": plainObj("Gone for good."), "confirm": plainObj("Yes"), "deny": plainObj("No")}
	aSelect  = obj{"type": "static_select", "action_id": "s", "options": optionList(2)}
	aRadio   = obj{"type": "radio_buttons", "action_id": "r", "options": optionList(2)}
	aText    = obj{"type": "plain_text_input", "action_id": "t"}
	anImage  = obj{"type": "image", "image_url": "https://example.com/a.png", "alt_text": "A bridge"}
)

func blocksOf(b ...obj) []obj { return b }

// TestMessageLimits has a case on both sides of every edge.
func TestMessageLimits(t *testing.T) {
	for _, c := range []struct {
		name   string
		blocks []obj
		want   string // part of the first refusal; empty: taken
	}{
		{"50 blocks", repeat(50, divider), ""},
		{"51 blocks", repeat(51, divider), "no more than 50 items allowed [json-pointer:/blocks]"},
		{"unknown block", blocksOf(obj{"type": "carpet"}), "unsupported type: carpet"},
		{"same block_id", blocksOf(with(aSection, obj{"block_id": "b"}), with(aSection, obj{"block_id": "b"})), "already exists [json-pointer:/blocks/1/block_id]"},
		{"block_id 255", blocksOf(with(aSection, obj{"block_id": x(255)})), ""},
		{"block_id 256", blocksOf(with(aSection, obj{"block_id": x(256)})), "must be less than 256 characters"},
		{"property too many", blocksOf(with(aSection, obj{"colour": "red"})), "invalid additional property: colour"},
		{"section 3000", blocksOf(with(aSection, obj{"text": plainObj(x(3000))})), ""},
		{"section 3001", blocksOf(with(aSection, obj{"text": plainObj(x(3001))})), "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"},
		{"section empty", blocksOf(with(aSection, obj{"text": plainObj("")})), "must be more than 0 characters"},
		{"section without text", blocksOf(obj{"type": "section"}), "missing required field: text"},
		{"10 fields", blocksOf(obj{"type": "section", "fields": repeat(10, func(int) obj { return plainObj("f") })}), ""},
		{"11 fields", blocksOf(obj{"type": "section", "fields": repeat(11, func(int) obj { return plainObj("f") })}), "no more than 10 items"},
		{"field 2001", blocksOf(obj{"type": "section", "fields": []obj{plainObj(x(2001))}}), "must be less than 2001 characters"},
		{"emoji in mrkdwn", blocksOf(obj{"type": "section", "text": obj{"type": "mrkdwn", "text": "x", "emoji": true}}), "additional property: emoji"},
		{"header 150", blocksOf(obj{"type": "header", "text": plainObj(x(150))}), ""},
		{"header 151", blocksOf(obj{"type": "header", "text": plainObj(x(151))}), "must be less than 151"},
		{"header mrkdwn", blocksOf(obj{"type": "header", "text": obj{"type": "mrkdwn", "text": "x"}}), "must be one of: plain_text"},
		{"context 10", blocksOf(obj{"type": "context", "elements": repeat(10, func(int) obj { return plainObj("c") })}), ""},
		{"context 11", blocksOf(obj{"type": "context", "elements": repeat(11, func(int) obj { return plainObj("c") })}), "no more than 10"},
		{"context button", blocksOf(obj{"type": "context", "elements": []obj{aButton}}), "must be one of: plain_text, mrkdwn"},
		{"actions 25", blocksOf(actionsOf(repeat(25, func(i int) obj { return with(aButton, obj{"action_id": fmt.Sprint(i)}) })...)), ""},
		{"actions 26", blocksOf(actionsOf(repeat(26, func(i int) obj { return with(aButton, obj{"action_id": fmt.Sprint(i)}) })...)), "no more than 25 items"},
		{"actions 0", blocksOf(obj{"type": "actions", "elements": []obj{}}), "no fewer than 1"},
		{"same action_id", blocksOf(actionsOf(aButton, aButton)), "already exists for this block"},
		{"same action_id, two blocks", blocksOf(actionsOf(aButton), actionsOf(aButton)), ""},
		{"button text 75", blocksOf(actionsOf(with(aButton, obj{"text": plainObj(x(75))}))), ""},
		{"button text 76", blocksOf(actionsOf(with(aButton, obj{"text": plainObj(x(76))}))), "must be less than 76"},
		{"button value 2000", blocksOf(actionsOf(with(aButton, obj{"value": x(2000)}))), ""},
		{"button value 2001", blocksOf(actionsOf(with(aButton, obj{"value": x(2001)}))), "must be less than 2001"},
		{"button url 3001", blocksOf(actionsOf(with(aButton, obj{"url": "https://" + x(3000)}))), "must be less than 3001"},
		{"button style", blocksOf(actionsOf(with(aButton, obj{"style": "blue"}))), "must be one of: primary, danger"},
		{"confirm", blocksOf(actionsOf(with(aButton, obj{"confirm": aConfirm}))), ""},
		{"confirm title 101", blocksOf(actionsOf(with(aButton, obj{"confirm": with(aConfirm, obj{"title": plainObj(x(101))})}))), "must be less than 101"},
		{"confirm text 301", blocksOf(actionsOf(with(aButton, obj{"confirm": with(aConfirm, obj{"text": plainObj(x(301))})}))), "must be less than 301"},
		{"confirm button 31", blocksOf(actionsOf(with(aButton, obj{"confirm": with(aConfirm, obj{"deny": plainObj(x(31))})}))), "must be less than 31"},
		{"confirm without text", blocksOf(actionsOf(with(aButton, obj{"confirm": with(aConfirm, obj{"text": nil})}))), "missing required field: text"},
		{"text input outside input", blocksOf(actionsOf(aText)), "unsupported type: plain_text_input"},
		{"options 100", blocksOf(actionsOf(with(aSelect, obj{"options": optionList(100)}))), ""},
		{"options 101", blocksOf(actionsOf(with(aSelect, obj{"options": optionList(101)}))), "no more than 100"},
		{"no options", blocksOf(actionsOf(with(aSelect, obj{"options": nil}))), "missing required field: options"},
		{"option text 76", blocksOf(actionsOf(with(aSelect, obj{"options": []obj{{"text": plainObj(x(76)), "value": "v"}}}))), "must be less than 76"},
		{"option value 76", blocksOf(actionsOf(with(aSelect, obj{"options": []obj{{"text": plainObj("o"), "value": x(76)}}}))), "must be less than 76"},
		{"option description 76", blocksOf(actionsOf(with(aSelect, obj{"options": []obj{with(option(1), obj{"description": plainObj(x(76))})}}))), "must be less than 76"},
		{"initial option", blocksOf(actionsOf(with(aSelect, obj{"initial_option": option(1)}))), ""},
		{"foreign initial option", blocksOf(actionsOf(with(aSelect, obj{"initial_option": option(9)}))), "must be one of the options"},
		{"groups", blocksOf(actionsOf(with(aSelect, obj{"options": nil, "option_groups": []obj{{"label": plainObj("G"), "options": optionList(1)}}}))), ""},
		{"options and groups", blocksOf(actionsOf(with(aSelect, obj{"option_groups": []obj{{"label": plainObj("G"), "options": optionList(1)}}}))), "only one of"},
		{"overflow 5", blocksOf(actionsOf(obj{"type": "overflow", "action_id": "o", "options": optionList(5)})), ""},
		{"overflow 6", blocksOf(actionsOf(obj{"type": "overflow", "action_id": "o", "options": optionList(6)})), "no more than 5"},
		{"radio 10", blocksOf(actionsOf(with(aRadio, obj{"options": optionList(10)}))), ""},
		{"radio 11", blocksOf(actionsOf(with(aRadio, obj{"options": optionList(11)}))), "no more than 10"},
		{"placeholder 151", blocksOf(actionsOf(with(aSelect, obj{"placeholder": plainObj(x(151))}))), "must be less than 151"},
		{"bad date", blocksOf(actionsOf(obj{"type": "datepicker", "action_id": "d", "initial_date": "2026-02-30"})), "YYYY-MM-DD"},
		{"bad time", blocksOf(actionsOf(obj{"type": "timepicker", "action_id": "d", "initial_time": "9:00"})), "HH:mm"},
		{"good instant", blocksOf(actionsOf(obj{"type": "datetimepicker", "action_id": "d", "initial_date_time": 1795000000})), ""},
		{"bad instant", blocksOf(actionsOf(obj{"type": "datetimepicker", "action_id": "d", "initial_date_time": 12})), "10 digits"},
		{"datetimepicker beside a section", blocksOf(with(aSection, obj{"accessory": obj{"type": "datetimepicker", "action_id": "d"}})), "unsupported type"},
		{"image", blocksOf(anImage), ""},
		{"image without alt", blocksOf(with(anImage, obj{"alt_text": nil})), "missing required field: alt_text"},
		{"alt text 2001", blocksOf(with(anImage, obj{"alt_text": x(2001)})), "must be less than 2001"},
		{"just short enough", repeat(4, func(int) obj { return with(aSection, obj{"text": plainObj(x(3000))}) }), ""},
		{"too much in all", repeat(5, func(int) obj { return with(aSection, obj{"text": plainObj(x(3000))}) }), "msg_blocks_too_long"},
	} {
		t.Run(c.name, func(t *testing.T) { expect(t, ValidateMessage(encode(t, c.blocks), "hello"), c.want) })
	}
}

func encode(t testing.TB, v any) json.RawMessage {
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func expect(t *testing.T, got []string, want string) {
	t.Helper()
	if (want == "") != (len(got) == 0) || !strings.Contains(strings.Join(got, "\n"), want) {
		t.Errorf("refused with %q, want %q", got, want)
	}
}

func TestMessageText(t *testing.T) {
	expect(t, ValidateMessage(nil, x(40000)), "")
	expect(t, ValidateMessage(nil, x(40001)), "msg_too_long")
	expect(t, ValidateMessage(nil, ""), "no_text")
	expect(t, ValidateMessage(json.RawMessage("[]"), ""), "no_text")
	expect(t, ValidateMessage(json.RawMessage(`{"type":"section"}`), "t"), "invalid_blocks_format")
	expect(t, ValidateMessage(json.RawMessage(`["section"]`), "t"), "must provide an object")
}

func TestViewLimits(t *testing.T) {
	modal := obj{"type": "modal", "title": plainObj("Title"), "submit": plainObj("Save"), "blocks": []obj{inputOf(aText)}}
	home := obj{"type": "home", "blocks": []obj{aSection}}
	in := func(change obj) obj { return with(modal, obj{"blocks": []obj{inputOf(with(aText, change))}}) }
	for _, c := range []struct {
		name string
		view obj
		want string
	}{
		{"modal", modal, ""},
		{"home", home, ""},
		{"neither", with(modal, obj{"type": "page"}), "must be one of: modal, home"},
		{"no title", with(modal, obj{"title": nil}), "missing required field: title"},
		{"title 24", with(modal, obj{"title": plainObj(x(24))}), ""},
		{"title 25", with(modal, obj{"title": plainObj(x(25))}), "must be less than 25"},
		{"submit 25", with(modal, obj{"submit": plainObj(x(25))}), "must be less than 25"},
		{"close 25", with(modal, obj{"close": plainObj(x(25))}), "must be less than 25"},
		{"input without submit", with(modal, obj{"submit": nil}), "json-pointer:/view/submit"},
		{"no input, no submit", with(modal, obj{"submit": nil, "blocks": []obj{aSection}}), ""},
		{"100 blocks", with(home, obj{"blocks": repeat(100, divider)}), ""},
		{"101 blocks", with(home, obj{"blocks": repeat(101, divider)}), "no more than 100"},
		{"no blocks", with(home, obj{"blocks": nil}), "missing required field: blocks"},
		{"home with title", with(home, obj{"title": plainObj("T")}), "invalid additional property: title"},
		{"metadata 3000", with(modal, obj{"private_metadata": x(3000)}), ""},
		{"metadata 3001", with(modal, obj{"private_metadata": x(3001)}), "must be less than 3001"},
		{"callback 256", with(modal, obj{"callback_id": x(256)}), "must be less than 256"},
		{"external 256", with(modal, obj{"external_id": x(256)}), "must be less than 256"},
		{"label 2001", with(modal, obj{"blocks": []obj{with(inputOf(aText), obj{"label": plainObj(x(2001))})}}), "must be less than 2001"},
		{"hint 2001", with(modal, obj{"blocks": []obj{with(inputOf(aText), obj{"hint": plainObj(x(2001))})}}), "must be less than 2001"},
		{"no label", with(modal, obj{"blocks": []obj{with(inputOf(aText), obj{"label": nil})}}), "missing required field: label"},
		{"button as input", with(modal, obj{"blocks": []obj{inputOf(aButton)}}), "unsupported type: button"},
		{"max_length 3000", in(obj{"max_length": 3000}), ""},
		{"max_length 3001", in(obj{"max_length": 3001}), "whole number from 1 to 3000"},
		{"initial value 3001", in(obj{"initial_value": x(3001)}), "must be less than 3001"},
		{"initial above max_length", in(obj{"initial_value": "abc", "max_length": 2}), "must be less than 3"},
		{"markdown in a view", with(home, obj{"blocks": []obj{{"type": "markdown", "text": "x"}}}), "unsupported type: markdown"},
		{"two focused", with(modal, obj{"blocks": []obj{with(inputOf(with(aText, obj{"focus_on_load": true})), obj{"block_id": "1"}),
			with(inputOf(with(aText, obj{"focus_on_load": true})), obj{"block_id": "2"})}}), "only one element"},
		{"number without kind", with(modal, obj{"blocks": []obj{inputOf(obj{"type": "number_input", "action_id": "n"})}}), "is_decimal_allowed"},
	} {
		t.Run(c.name, func(t *testing.T) { expect(t, ValidateView(encode(t, c.view)), c.want) })
	}
	expect(t, ValidateView(json.RawMessage("nonsense")), "missing required field: view")
}

// anyJSON draws values in the shape of blocks, right and wrong.
func anyJSON(depth int) *rapid.Generator[any] {
	words := []string{"section", "actions", "input", "button", "static_select", "plain_text", "mrkdwn", "modal", "home", "x", ""}
	keys := []string{"type", "text", "elements", "element", "accessory", "options", "option_groups", "block_id", "action_id", "label",
		"fields", "blocks", "title", "confirm", "value", "initial_options", "initial_option", "max_length"}
	leaf := rapid.OneOf(rapid.Map(rapid.SampledFrom(words), func(s string) any { return s }),
		rapid.Map(rapid.Float64(), func(f float64) any { return f }), rapid.Map(rapid.Bool(), func(b bool) any { return b }), rapid.Just[any](nil))
	if depth == 0 {
		return leaf
	}
	inner := rapid.Deferred(func() *rapid.Generator[any] { return anyJSON(depth - 1) })
	return rapid.OneOf(leaf, rapid.Map(rapid.SliceOfN(inner, 0, 4), func(v []any) any { return v }),
		rapid.Map(rapid.MapOfN(rapid.SampledFrom(keys), inner, 0, 6), func(v map[string]any) any { return v }))
}

// TestValidatorNeverFails: whatever an app sends, it is taken or refused with words, and what is taken can be shown.
func TestValidatorNeverFails(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := must2(json.Marshal(anyJSON(5).Draw(t, "json")))
		if ValidateMessage(raw, "t") == nil {
			withIDs(raw)
			initialState(raw, nil)
			TextOf(raw)
		}
		if ValidateView(raw) == nil {
			if _, err := parseView(raw, ""); err != nil {
				t.Fatalf("taken, then refused: %v", err)
			}
		}
	})
}

func must2(raw []byte, err error) json.RawMessage {
	if err != nil {
		panic(err)
	}
	return raw
}

func FuzzValidate(f *testing.F) {
	f.Add(`[{"type":"section","text":{"type":"mrkdwn","text":"hi"}}]`)
	f.Add(`{"type":"modal","title":{"type":"plain_text","text":"t"},"blocks":[]}`)
	f.Fuzz(func(t *testing.T, s string) {
		if len(ValidateMessage(json.RawMessage(s), "t")) == 0 && s != "" && !json.Valid([]byte(s)) {
			t.Fatalf("a message of %q is fine", s)
		}
		if len(ValidateView(json.RawMessage(s))) == 0 && !json.Valid([]byte(s)) {
			t.Fatalf("a view of %q is fine", s)
		}
		TextOf(json.RawMessage(s))
	})
}
