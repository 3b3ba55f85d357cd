package sandbox

import (
	"slices"
	"strings"
)

// elementRule says in which blocks a type of element may stand, its properties beside type, and what else must hold.
type elementRule struct {
	blocks, keys string
	check        func(c *checker, at string, e obj)
}

var elementRules map[string]elementRule

const (
	common  = "action_id confirm focus_on_load "
	choices = common + "placeholder options option_groups initial_option"
	picks   = common + "placeholder "
)

func init() {
	elementRules = map[string]elementRule{
		"button":   {"section actions", "action_id confirm text value url style accessibility_label", (*checker).button},
		"overflow": {"section actions", "action_id confirm options", (*checker).overflow},
		"image":    {"section context", "image_url slack_file alt_text", (*checker).image},

		"static_select":       {"section actions input", choices, (*checker).staticSelect},
		"multi_static_select": {"section input", choices + "s max_selected_items", (*checker).staticSelect},
		"external_select":     {"section actions input", picks + "initial_option min_query_length", (*checker).pick},
		"users_select":        {"section actions input", picks + "initial_user", (*checker).pick},
		"conversations_select": {"section actions input", picks + "initial_conversation default_to_current_conversation response_url_enabled filter",
			(*checker).pick},
		"channels_select":            {"section actions input", picks + "initial_channel response_url_enabled", (*checker).pick},
		"multi_external_select":      {"section input", picks + "initial_options min_query_length max_selected_items", (*checker).pick},
		"multi_users_select":         {"section input", picks + "initial_users max_selected_items", (*checker).pick},
		"multi_conversations_select": {"section input", picks + "initial_conversations default_to_current_conversation filter max_selected_items", (*checker).pick},
		"multi_channels_select":      {"section input", picks + "initial_channels max_selected_items", (*checker).pick},

		"checkboxes":    {"section actions input", common + "options initial_options", (*checker).choice},
		"radio_buttons": {"section actions input", common + "options initial_option", (*checker).choice},

		"datepicker":     {"section actions input", picks + "initial_date", (*checker).datepicker},
		"timepicker":     {"section actions input", picks + "initial_time timezone", (*checker).timepicker},
		"datetimepicker": {"actions input", common + "initial_date_time", (*checker).datetimepicker},

		"plain_text_input": {"input", picks + "initial_value multiline min_length max_length dispatch_action_config", (*checker).plainInput},
		"email_text_input": {"input", picks + "initial_value dispatch_action_config", (*checker).pick},
		"url_text_input":   {"input", picks + "initial_value dispatch_action_config", (*checker).pick},
		"number_input":     {"input", picks + "is_decimal_allowed initial_value min_value max_value dispatch_action_config", (*checker).numberInput},
		"rich_text_input":  {"input", picks + "initial_value dispatch_action_config", (*checker).pick},
		"file_input":       {"input", "action_id filetypes max_files", (*checker).pick},
	}
}

// element checks one element that stands in a block of the given type.
func (c *checker) element(at string, v any, block string) {
	e, ok := v.(obj)
	if !ok {
		c.fail(at, "must provide an object")
		return
	}
	kind, _ := e["type"].(string)
	rule, known := elementRules[kind]
	if !known || !slices.Contains(strings.Fields(rule.blocks), block) {
		c.fail(at+"/type", "unsupported type: %s", kind)
		return
	}
	c.properties(at, e, "type "+rule.keys)
	c.length(at, e, "action_id", maxID)
	c.boolean(at, e, "focus_on_load")
	if e["focus_on_load"] == true {
		if c.focused {
			c.fail(at+"/focus_on_load", "only one element can be focused")
		}
		c.focused = true
	}
	c.text(at, e, "placeholder", plainOnly, maxHolder, false)
	c.confirm(at, e)
	rule.check(c, at, e)
}

func (c *checker) pick(string, obj) {}

func (c *checker) confirm(at string, e obj) {
	if e["confirm"] == nil {
		return
	}
	d, ok := e["confirm"].(obj)
	at += "/confirm"
	if !ok {
		c.fail(at, "must provide an object")
		return
	}
	c.properties(at, d, "title text confirm deny style")
	c.text(at, d, "title", plainOnly, maxConfirm, true)
	c.text(at, d, "text", anyText, maxConfirmTxt, true)
	c.text(at, d, "confirm", plainOnly, maxConfirmBtn, true)
	c.text(at, d, "deny", plainOnly, maxConfirmBtn, true)
	c.style(at, d)
}

func (c *checker) style(at string, e obj) {
	if s := c.length(at, e, "style", maxID); s != "" && s != "primary" && s != "danger" {
		c.fail(at+"/style", "must be one of: primary, danger")
	}
}

func (c *checker) button(at string, e obj) {
	c.text(at, e, "text", plainOnly, maxButton, true)
	c.length(at, e, "value", maxValue)
	c.length(at, e, "accessibility_label", maxButton)
	if u := c.length(at, e, "url", maxURL); u != "" && !strings.Contains(u, ":") {
		c.fail(at+"/url", "must be a valid URL")
	}
	c.style(at, e)
}
