package sandbox

import "encoding/json"

// validateView checks a view; kind is modal or home when only that will do.
func validateView(raw json.RawMessage, kind string) []string {
	var v obj
	c := &checker{}
	if json.Unmarshal(raw, &v) != nil || v == nil {
		c.fail("/view", "missing required field: view")
		return c.messages
	}
	is, _ := v["type"].(string)
	if (is != "modal" && is != "home") || (kind != "" && is != kind) {
		if kind == "" {
			kind = "modal, home"
		}
		c.fail("/view/type", "must be one of: %s", kind)
		return c.messages
	}
	c.surface = is
	c.length("/view", v, "callback_id", maxID)
	c.length("/view", v, "external_id", maxID)
	c.length("/view", v, "private_metadata", maxMetadata)
	if v["blocks"] == nil {
		c.fail("/view", "missing required field: blocks")
		return c.messages
	}
	var parts struct{ Blocks json.RawMessage }
	if json.Unmarshal(raw, &parts) == nil {
		c.blocks("/view/blocks", parts.Blocks, maxViewBlocks)
	}
	c.frame(v)
	return c.messages
}

// viewKeys are the properties of both; modals have more. Answers of Slack that are sent back bring the rest.
const viewKeys = "type blocks private_metadata callback_id external_id"

// frame checks what is around a view's blocks.
func (c *checker) frame(v obj) {
	if c.surface == "home" {
		c.properties("/view", v, viewKeys)
		return
	}
	c.properties("/view", v, viewKeys+" title submit close clear_on_close notify_on_close submit_disabled")
	c.text("/view", v, "title", plainOnly, maxTitle, true)
	c.text("/view", v, "submit", plainOnly, maxTitle, false)
	c.text("/view", v, "close", plainOnly, maxTitle, false)
	c.boolean("/view", v, "clear_on_close", "notify_on_close", "submit_disabled")
	if v["submit"] != nil {
		return
	}
	blocks, _ := v["blocks"].([]any)
	for _, b := range blocks {
		if o, ok := b.(obj); ok && o["type"] == "input" {
			c.fail("/view/submit", "required when there is an input block")
			return
		}
	}
}
