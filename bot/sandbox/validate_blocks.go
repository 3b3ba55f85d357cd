package sandbox

import (
	"fmt"
	"slices"
	"strings"
)

// blockRule says where a type of block may stand, its properties beside type and block_id, and what else must hold.
type blockRule struct {
	surfaces, keys string
	check          func(c *checker, at string, b obj)
}

const everywhere = "message modal home"

var blockRules map[string]blockRule

func init() {
	blockRules = map[string]blockRule{
		"section":   {everywhere, "text fields accessory expand", (*checker).section},
		"header":    {everywhere, "text level", (*checker).header},
		"divider":   {everywhere, "", func(*checker, string, obj) {}},
		"context":   {everywhere, "elements", (*checker).context},
		"actions":   {everywhere, "elements", (*checker).actions},
		"image":     {everywhere, "image_url slack_file alt_text title", (*checker).imageBlock},
		"input":     {everywhere, "label element hint optional dispatch_action", (*checker).inputBlock},
		"rich_text": {everywhere, "elements", (*checker).richText},
		"video": {everywhere, "alt_text author_name description provider_icon_url provider_name title title_url thumbnail_url video_url",
			(*checker).video},
		"markdown": {"message", "text", func(c *checker, at string, b obj) { c.required(at, b, "text", maxMarkdown) }},
		"file":     {"message", "external_id source", func(c *checker, at string, b obj) { c.required(at, b, "external_id", maxID) }},
	}
}

func (c *checker) section(at string, b obj) {
	if b["text"] == nil && b["fields"] == nil {
		c.fail(at, "missing required field: text")
	}
	c.text(at, b, "text", anyText, maxSection, false)
	if b["fields"] != nil {
		for i, f := range c.list(at, b, "fields", 1, maxFields) {
			c.textAt(fmt.Sprintf("%s/fields/%d", at, i), f, maxField)
		}
	}
	if b["accessory"] != nil {
		c.element(at+"/accessory", b["accessory"], "section")
	}
}

// textAt checks a text object that stands in a list.
func (c *checker) textAt(at string, v any, most int) {
	parent, key := at[:strings.LastIndex(at, "/")], at[strings.LastIndex(at, "/")+1:]
	c.text(parent, obj{key: v}, key, anyText, most, true)
}

func (c *checker) header(at string, b obj) { c.text(at, b, "text", plainOnly, maxHeader, true) }

func (c *checker) context(at string, b obj) {
	for i, e := range c.list(at, b, "elements", 1, maxContext) {
		place := fmt.Sprintf("%s/elements/%d", at, i)
		if o, ok := e.(obj); ok && o["type"] == "image" {
			c.element(place, e, "context")
		} else {
			c.textAt(place, e, maxSection)
		}
	}
}

func (c *checker) actions(at string, b obj) {
	for i, e := range c.list(at, b, "elements", 1, maxActions) {
		c.element(fmt.Sprintf("%s/elements/%d", at, i), e, "actions")
	}
}

func (c *checker) imageBlock(at string, b obj) {
	c.image(at, b)
	c.text(at, b, "title", plainOnly, maxLabel, false)
}

func (c *checker) image(at string, b obj) {
	c.required(at, b, "alt_text", maxAlt)
	if b["slack_file"] == nil {
		if u := c.required(at, b, "image_url", maxURL); u != "" && !webAddress(u) {
			c.fail(at+"/image_url", "must be a valid URL")
		}
	}
}

func webAddress(u string) bool {
	return strings.HasPrefix(u, "https://") || strings.HasPrefix(u, "http://")
}

func (c *checker) inputBlock(at string, b obj) {
	c.text(at, b, "label", plainOnly, maxLabel, true)
	c.text(at, b, "hint", plainOnly, maxLabel, false)
	c.boolean(at, b, "optional", "dispatch_action")
	if b["element"] == nil {
		c.fail(at, "missing required field: element")
		return
	}
	c.element(at+"/element", b["element"], "input")
}

func (c *checker) boolean(at string, o obj, keys ...string) {
	for _, key := range keys {
		if _, ok := o[key].(bool); o[key] != nil && !ok {
			c.fail(at+"/"+key, "must provide a boolean")
		}
	}
}

func (c *checker) richText(at string, b obj) {
	kinds := []string{"rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote"}
	for i, e := range c.list(at, b, "elements", 1, 1000) {
		o, _ := e.(obj)
		if kind, _ := o["type"].(string); !slices.Contains(kinds, kind) {
			c.fail(fmt.Sprintf("%s/elements/%d/type", at, i), "unsupported type: %s", kind)
		}
	}
}

func (c *checker) video(at string, b obj) {
	c.required(at, b, "alt_text", maxAlt)
	c.text(at, b, "title", plainOnly, 199, true)
	c.required(at, b, "video_url", maxURL)
	c.required(at, b, "thumbnail_url", maxURL)
}
