package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// Press uses a button of a message as it stands now.
func (p *Player) Press(ctx context.Context, messageTS, actionID string) error {
	return p.send(ctx, press{TS: messageTS, ActionID: actionID})
}

// PressStale uses a button as it stood in m, as somebody does whose screen is behind: the message may have changed since.
func (p *Player) PressStale(ctx context.Context, m Message, actionID string) error {
	e, ok := findElement(m.Blocks, "", actionID)
	if !ok {
		return p.noSuch(actionID)
	}
	return p.send(ctx, press{TS: m.TS, ActionID: actionID, stale: &e, Channel: m.Channel})
}

// PressForged uses a button of a message with fields of the action replaced (value, action_id, …): what a tampered
// client would send if Slack let it.
func (p *Player) PressForged(ctx context.Context, messageTS, actionID string, fields map[string]any) error {
	return p.send(ctx, press{TS: messageTS, ActionID: actionID, Value: fields, forge: true})
}

// PressIn uses a button of an open form or of Home.
func (p *Player) PressIn(ctx context.Context, viewID, actionID string) error {
	return p.send(ctx, press{ViewID: viewID, ActionID: actionID})
}

// PressInForged is PressForged for a form or Home.
func (p *Player) PressInForged(ctx context.Context, viewID, actionID string, fields map[string]any) error {
	return p.send(ctx, press{ViewID: viewID, ActionID: actionID, Value: fields, forge: true})
}

func (p *Player) send(ctx context.Context, a press) error {
	a.User = p.user
	return try(ctx, func() error { return p.w.press(a) })
}

func (p *Player) noSuch(name string) error {
	return &Refusal{"action_not_found", fmt.Sprintf("There is nothing called %q to use.", name)}
}

// place is a message or view that the person has in front of them.
type place struct {
	ts, channel, view string
	blocks            json.RawMessage
}

// places lists what the person could use, nearest first: the open form alone, else messages from the newest, then Home.
func (p *Player) places() (out []place) {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	if v := p.top(); v != nil {
		return []place{{view: v.ID, blocks: v.Blocks}}
	}
	c := p.w.im(p.user)
	for _, m := range slices.Backward(c.messages) {
		if !m.Deleted && c.visible(m, p.user) {
			out = append(out, place{ts: m.TS, channel: c.ID, blocks: m.Blocks})
		}
	}
	if h := p.w.homes[p.user]; h != nil {
		out = append(out, place{view: h.ID, blocks: h.Blocks})
	}
	return out
}

// PressLabel uses the button, or the entry of an overflow menu, that carries this text: in the open form, else in the
// newest message that has it, else in Home.
func (p *Player) PressLabel(ctx context.Context, label string) error {
	return p.pressLabel(ctx, p.places, label)
}

// PressHome uses the button of that text in Home.
func (p *Player) PressHome(ctx context.Context, label string) error {
	return p.pressLabel(ctx, func() []place {
		if h := p.Home(); h != nil {
			return []place{{view: h.ID, blocks: h.Blocks}}
		}
		return nil
	}, label)
}

// pressLabel looks and presses. What was redrawn between the two is looked at again, as a person would.
func (p *Player) pressLabel(ctx context.Context, places func() []place, label string) (err error) {
	for range 5 {
		if err = p.pressOnce(ctx, places(), label); !gone(err) {
			return err
		}
	}
	return err
}

// gone tells that a button was there when it was looked for, and no longer when it was pressed.
func gone(err error) bool {
	var r *Refusal
	return errors.As(err, &r) && r.Code == "action_not_found" && r.Message == buttonGone
}

func (p *Player) pressOnce(ctx context.Context, places []place, label string) error {
	for _, at := range places {
		for _, e := range elementsOf(at.blocks) {
			a := press{TS: at.ts, Channel: at.channel, ViewID: at.view, BlockID: e.blockID(), ActionID: e.str("action_id")}
			switch e.str("type") {
			case "button":
				if textIn(e.obj) == label {
					return p.send(ctx, a)
				}
			case "overflow":
				if o := optionOf(e.obj, label); o != nil {
					a.Value = obj{"selected_option": o}
					return p.send(ctx, a)
				}
			}
		}
	}
	return p.noSuch(label)
}

// Labels lists the texts of the buttons that the person could press now, nearest first.
func (p *Player) Labels() (out []string) {
	for _, at := range p.places() {
		for _, e := range elementsOf(at.blocks) {
			if e.str("type") == "button" {
				out = append(out, textIn(e.obj))
			}
		}
	}
	return out
}

// Choose picks a value in an element of a message, form or Home that sends at once; name is its placeholder, the text
// beside it or its action id.
func (p *Player) Choose(ctx context.Context, name string, values ...string) error {
	for _, at := range p.places() {
		for _, e := range elementsOf(at.blocks) {
			if _, stateful := inputKinds[e.str("type")]; !stateful || !slices.Contains(e.labels(), name) {
				continue
			}
			entry, err := entryFor(e, values)
			if err != nil {
				return err
			}
			return p.send(ctx, press{TS: at.ts, Channel: at.channel, ViewID: at.view, BlockID: e.blockID(),
				ActionID: e.str("action_id"), Value: entry})
		}
	}
	return p.noSuch(name)
}

// textIn is the text of an object's text object.
func textIn(o obj) string {
	t, _ := o["text"].(obj)
	s, _ := t["text"].(string)
	return s
}

// optionOf finds an option by its text, or by its value.
func optionOf(e obj, name string) obj {
	var all []any
	if list, ok := e["options"].([]any); ok {
		all = append(all, list...)
	}
	groups, _ := e["option_groups"].([]any)
	for _, g := range groups {
		if list, ok := g.(obj)["options"].([]any); ok {
			all = append(all, list...)
		}
	}
	for _, byText := range []bool{true, false} {
		for _, o := range all {
			option, _ := o.(obj)
			if (byText && textIn(option) == name) || (!byText && option["value"] == name) {
				return option
			}
		}
	}
	return nil
}
