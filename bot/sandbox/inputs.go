package sandbox

import (
	"encoding/json"
	"fmt"
	"net/mail"
	"net/url"
	"strconv"
	"unicode/utf8"
)

// checkInputs is what Slack's client checks before a form goes to the app; the texts are its own.
func checkInputs(blocks json.RawMessage, state State) map[string]string {
	errs := map[string]string{}
	for _, e := range elementsOf(blocks) {
		kind, ok := inputKinds[e.str("type")]
		if !ok || !e.input() {
			continue
		}
		value := state[e.blockID()][e.str("action_id")][kind.field]
		if blank(value) {
			if e.block["optional"] != true {
				errs[e.blockID()] = "Please complete this required field."
			}
			continue
		}
		if text, isText := value.(string); isText {
			if problem := checkTyped(e, text); problem != "" {
				errs[e.blockID()] = problem
			}
		}
	}
	return errs
}

func blank(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case []any:
		return len(v) == 0
	}
	return false
}

// checkTyped applies the lengths, ranges and forms that the element asks for.
func checkTyped(e element, text string) string {
	length := float64(utf8.RuneCountInString(text))
	switch e.str("type") {
	case "plain_text_input":
		if least, ok := e.obj["min_length"].(float64); ok && length < least {
			return fmt.Sprintf("Please enter at least %.0f characters.", least)
		}
		most, ok := e.obj["max_length"].(float64)
		if !ok {
			most = maxInput
		}
		if length > most {
			return fmt.Sprintf("This field has a maximum length of %.0f characters.", most)
		}
	case "number_input":
		return checkNumber(e, text)
	case "email_text_input":
		if _, err := mail.ParseAddress(text); err != nil {
			return "Please enter a valid email address."
		}
	case "url_text_input":
		if u, err := url.Parse(text); err != nil || u.Scheme == "" || u.Host == "" {
			return "Please enter a valid URL."
		}
	}
	return ""
}

func checkNumber(e element, text string) string {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || (e.obj["is_decimal_allowed"] != true && n != float64(int64(n))) {
		return "Please enter a valid number."
	}
	if least, err := strconv.ParseFloat(e.str("min_value"), 64); err == nil && n < least {
		return "Please enter a number of at least " + e.str("min_value") + "."
	}
	if most, err := strconv.ParseFloat(e.str("max_value"), 64); err == nil && n > most {
		return "Please enter a number of at most " + e.str("max_value") + "."
	}
	return ""
}
