package sandbox

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// Fill sets an input of the top form by its label (or block text, placeholder, action id). Values: text as typed; of a
// select, radio or checkboxes the option's text; of a users select the user's id; a date as 2026-11-22, a time as 15:04,
// both as RFC 3339 or Unix seconds. No value empties the input. An input that dispatches tells the app at once.
func (p *Player) Fill(ctx context.Context, label string, values ...string) error {
	v := p.Modal()
	if v == nil {
		return &Refusal{"view_not_found", "No form is open."}
	}
	for _, e := range elementsOf(v.Blocks) {
		if _, stateful := inputKinds[e.str("type")]; !stateful || !slices.Contains(e.labels(), label) {
			continue
		}
		entry, err := entryFor(e, values)
		if err != nil {
			return err
		}
		return p.send(ctx, press{ViewID: v.ID, BlockID: e.blockID(), ActionID: e.str("action_id"), Value: entry})
	}
	return p.noSuch(label)
}

// entryFor makes the state entry of an element from what a person typed or picked.
func entryFor(e element, values []string) (obj, error) {
	kind := inputKinds[e.str("type")]
	switch kind.field {
	case "selected_options":
		picked := []any{}
		for _, v := range values {
			o := optionOf(e.obj, v)
			if o == nil {
				return nil, &Refusal{"option_not_found", fmt.Sprintf("There is no option %q.", v)}
			}
			picked = append(picked, o)
		}
		return obj{kind.field: picked}, nil
	case "selected_users", "selected_channels", "selected_conversations":
		picked := []any{}
		for _, v := range values {
			picked = append(picked, v)
		}
		return obj{kind.field: picked}, nil
	}
	if len(values) == 0 || (len(values) == 1 && values[0] == "") {
		return obj{kind.field: nil}, nil
	}
	switch kind.field {
	case "selected_option":
		if o := optionOf(e.obj, values[0]); o != nil {
			return obj{kind.field: o}, nil
		}
		return nil, &Refusal{"option_not_found", fmt.Sprintf("There is no option %q.", values[0])}
	case "selected_date_time":
		n, err := unixOf(values[0])
		return obj{kind.field: n}, err
	}
	return obj{kind.field: values[0]}, nil
}

func unixOf(s string) (int64, error) {
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t.Unix(), nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0, &Refusal{"invalid_time", "Give RFC 3339 or Unix seconds."}
	}
	return n, nil
}

// Input returns what an input of the top form holds, found like in Fill: its text, option text, date, or user id; the
// texts of several options are separated by ", ".
func (p *Player) Input(label string) string {
	v := p.Modal()
	if v == nil {
		return ""
	}
	for _, e := range elementsOf(v.Blocks) {
		kind, stateful := inputKinds[e.str("type")]
		if stateful && slices.Contains(e.labels(), label) {
			return shownValue(v.State[e.blockID()][e.str("action_id")][kind.field])
		}
	}
	return ""
}

func shownValue(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case obj:
		return textIn(v)
	case []any:
		out := ""
		for i, e := range v {
			if i > 0 {
				out += ", "
			}
			out += shownValue(e)
		}
		return out
	case float64:
		return strconv.FormatInt(int64(v), 10)
	}
	return fmt.Sprint(v)
}

// Submit sends the top form. Errors that the app (or Slack's own check) shows under inputs come back by block id with a
// nil error; both empty means that the form was accepted.
func (p *Player) Submit(ctx context.Context) (map[string]string, error) {
	v := p.Modal()
	if v == nil {
		return nil, &Refusal{"view_not_found", "No form is open."}
	}
	return p.SubmitView(ctx, v.ID)
}

// SubmitView sends a form by its id; called twice at once it is the impatient double press.
func (p *Player) SubmitView(ctx context.Context, viewID string) (map[string]string, error) {
	return within(ctx, func() (map[string]string, error) { return p.w.submit(p.user, viewID, nil) })
}

// CloseModal closes the top form; CloseAll the whole stack.
func (p *Player) CloseModal(ctx context.Context) error { return p.close(ctx, false) }

// CloseAll closes every open form.
func (p *Player) CloseAll(ctx context.Context) error { return p.close(ctx, true) }

func (p *Player) close(ctx context.Context, all bool) error {
	v := p.Modal()
	if v == nil {
		return &Refusal{"view_not_found", "No form is open."}
	}
	return try(ctx, func() error { return p.w.closeModal(p.user, v.ID, all) })
}
