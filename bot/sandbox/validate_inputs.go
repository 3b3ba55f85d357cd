package sandbox

import (
	"fmt"
	"reflect"
	"strconv"
	"time"
	"unicode/utf8"
)

// options checks a list of options; most is the element's own limit, texts the kinds of text it takes.
func (c *checker) options(at string, o obj, most int, texts string) []any {
	list := c.list(at, o, "options", 1, most)
	for i, v := range list {
		place := fmt.Sprintf("%s/options/%d", at, i)
		option, ok := v.(obj)
		if !ok {
			c.fail(place, "must provide an object")
			continue
		}
		c.properties(place, option, "text value description url")
		c.text(place, option, "text", texts, maxOption, true)
		c.required(place, option, "value", maxOptValue)
		c.text(place, option, "description", texts, maxOption, false)
		c.length(place, option, "url", maxURL)
	}
	return list
}

func (c *checker) overflow(at string, e obj) { c.options(at, e, maxOverflow, plainOnly) }

func (c *checker) choice(at string, e obj) {
	c.initial(at, e, c.options(at, e, maxChoices, anyText))
}

func (c *checker) staticSelect(at string, e obj) {
	groups, grouped := e["option_groups"]
	if !grouped || groups == nil {
		c.initial(at, e, c.options(at, e, maxOptions, plainOnly))
		return
	}
	if e["options"] != nil {
		c.fail(at, "only one of options and option_groups is allowed")
	}
	var all []any
	for i, v := range c.list(at, e, "option_groups", 1, maxGroups) {
		place := fmt.Sprintf("%s/option_groups/%d", at, i)
		g, ok := v.(obj)
		if !ok {
			c.fail(place, "must provide an object")
			continue
		}
		c.text(place, g, "label", plainOnly, maxOption, true)
		all = append(all, c.options(place, g, maxOptions, plainOnly)...)
	}
	c.initial(at, e, all)
}

// initial checks that what is picked at first is exactly one of the options.
func (c *checker) initial(at string, e obj, options []any) {
	picked, _ := e["initial_options"].([]any)
	place := at + "/initial_options"
	if e["initial_option"] != nil {
		picked, place = []any{e["initial_option"]}, at+"/initial_option"
	} else if e["initial_options"] != nil && len(picked) == 0 {
		c.fail(place, "no fewer than 1 items allowed")
	}
	for _, p := range picked {
		found := false
		for _, o := range options {
			found = found || reflect.DeepEqual(o, p)
		}
		if !found {
			c.fail(place, "must be one of the options")
		}
	}
}

func (c *checker) datepicker(at string, e obj) {
	if s := c.length(at, e, "initial_date", maxID); s != "" {
		if _, err := time.Parse(time.DateOnly, s); err != nil {
			c.fail(at+"/initial_date", "must be in the format YYYY-MM-DD")
		}
	}
}

func (c *checker) timepicker(at string, e obj) {
	if s := c.length(at, e, "initial_time", maxID); s != "" {
		if _, err := time.Parse("15:04", s); err != nil || len(s) != 5 {
			c.fail(at+"/initial_time", "must be in the format HH:mm")
		}
	}
	if s := c.length(at, e, "timezone", maxID); s != "" {
		if _, err := time.LoadLocation(s); err != nil {
			c.fail(at+"/timezone", "must be an IANA time zone")
		}
	}
}

// datetimepicker takes ten digits of Unix seconds.
func (c *checker) datetimepicker(at string, e obj) {
	if v := e["initial_date_time"]; v != nil {
		if n, ok := v.(float64); !ok || n < 1e9 || n >= 1e10 || n != float64(int64(n)) {
			c.fail(at+"/initial_date_time", "must be a Unix timestamp of 10 digits")
		}
	}
}

func (c *checker) plainInput(at string, e obj) {
	c.boolean(at, e, "multiline")
	first := c.length(at, e, "initial_value", maxInput)
	least := c.within(at, e, "min_length", 0, maxInput)
	most := c.within(at, e, "max_length", 1, maxInput)
	if e["max_length"] != nil && e["min_length"] != nil && least > most {
		c.fail(at+"/min_length", "must not be greater than max_length")
	}
	if e["max_length"] != nil && float64(utf8.RuneCountInString(first)) > most {
		c.fail(at+"/initial_value", "must be less than %.0f characters", most+1)
	}
}

// within checks an optional whole number.
func (c *checker) within(at string, e obj, key string, least, most float64) float64 {
	v := e[key]
	if v == nil {
		return 0
	}
	n, ok := v.(float64)
	if !ok || n != float64(int64(n)) || n < least || n > most {
		c.fail(at+"/"+key, "must be a whole number from %.0f to %.0f", least, most)
	}
	return n
}

func (c *checker) numberInput(at string, e obj) {
	if _, ok := e["is_decimal_allowed"].(bool); !ok {
		c.fail(at, "missing required field: is_decimal_allowed")
	}
	for _, key := range []string{"initial_value", "min_value", "max_value"} {
		if s := c.length(at, e, key, maxID); s != "" {
			if _, err := strconv.ParseFloat(s, 64); err != nil {
				c.fail(at+"/"+key, "must be a number as a string")
			}
		}
	}
}
