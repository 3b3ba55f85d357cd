package sandbox

import (
	"encoding/json"
	"slices"
	"strings"
)

// submit sends a form. Errors under inputs come back by block id, with a nil error; the error is a *Refusal.
func (w *Workspace) submit(user, viewID string, sent State) (map[string]string, error) {
	w.mu.Lock()
	u, _, err := w.acting(user, "")
	if err != nil {
		w.mu.Unlock()
		return nil, err
	}
	v, err := w.viewOf(user, viewID)
	if err != nil {
		w.mu.Unlock()
		return nil, err
	}
	v.State = initialState(v.Blocks, v.State).merge(sent)
	if missing := checkInputs(v.Blocks, v.State); len(missing) > 0 {
		v.Errors = missing
		w.changed(user)
		w.mu.Unlock()
		return missing, nil
	}
	v.Busy, v.Errors = true, nil
	payload := w.interaction("view_submission", u, obj{
		"view": w.viewJSON(v), "trigger_id": w.newTrigger(user, true), "response_urls": []obj{},
	})
	w.changed(user)
	w.mu.Unlock()
	ack, err := w.ask("interactive", payload)
	w.mu.Lock()
	defer w.mu.Unlock()
	defer w.changed(user)
	v.Busy = false
	if err != nil {
		r := failed(err, trouble)
		w.toast(user, r.Message)
		return nil, r
	}
	return w.followUp(user, v, ack)
}

// followUp does what the ack of a submission says.
func (w *Workspace) followUp(user string, v *View, ack json.RawMessage) (map[string]string, error) {
	var a struct {
		Action string            `json:"response_action"`
		Errors map[string]string `json:"errors"`
		View   json.RawMessage   `json:"view"`
	}
	if len(ack) > 0 && string(ack) != "null" && json.Unmarshal(ack, &a) != nil {
		return nil, w.badAnswer(user, "the answer is no JSON object")
	}
	switch a.Action {
	case "":
		w.closeView(user, v)
	case "clear":
		w.stacks[user] = nil
	case "errors":
		return w.showErrors(user, v, a.Errors)
	case "update", "push":
		next, err := parseView(a.View, "modal")
		if err == nil && a.Action == "push" {
			err = w.stack(user, next)
		} else if err == nil {
			w.updateView(v, next)
		}
		if err != nil {
			return nil, w.badAnswer(user, messagesOf(err)...)
		}
	default:
		return nil, w.badAnswer(user, "response_action "+a.Action+" is unknown")
	}
	return nil, nil
}

// badAnswer is what happens when Slack does not accept the app's answer: the person sees only that it failed.
func (w *Workspace) badAnswer(user string, why ...string) error {
	w.toast(user, trouble)
	return &Refusal{"invalid_response", trouble + " (" + strings.Join(why, "; ") + ")"}
}

func (w *Workspace) showErrors(user string, v *View, errs map[string]string) (map[string]string, error) {
	for block, text := range errs {
		known := slices.ContainsFunc(decodeBlocks(v.Blocks), func(b obj) bool { return b["block_id"] == block && b["type"] == "input" })
		if !known || text == "" {
			return nil, w.badAnswer(user, "errors name "+block+", which is no input block of the form")
		}
		w.record(user, text)
	}
	if len(errs) == 0 {
		return nil, w.badAnswer(user, "errors are empty")
	}
	v.Errors = errs
	return errs, nil
}

// closeView takes v off the stack, with whatever lies on it.
func (w *Workspace) closeView(user string, v *View) {
	if i := slices.Index(w.stacks[user], v); i >= 0 {
		w.stacks[user] = w.stacks[user][:i:i]
	}
}

// closeModal is the person's close: of the top form, or with cleared of all. view_closed is sent where it was asked for.
func (w *Workspace) closeModal(user, viewID string, cleared bool) error {
	w.mu.Lock()
	u, _, err := w.acting(user, "")
	if err != nil {
		w.mu.Unlock()
		return err
	}
	v, err := w.viewOf(user, viewID)
	if err != nil || v.Type != "modal" {
		w.mu.Unlock()
		return err
	}
	gone := []*View{v}
	if cleared || v.ClearOnClose {
		gone = slices.Clone(w.stacks[user])
		slices.Reverse(gone)
	}
	w.closeView(user, gone[len(gone)-1])
	w.changed(user)
	var payloads []obj
	for _, g := range gone {
		if g.NotifyOnClose {
			payloads = append(payloads, w.interaction("view_closed", u, obj{"view": w.viewJSON(g), "is_cleared": cleared}))
		}
	}
	w.mu.Unlock()
	for _, p := range payloads {
		if _, err := w.ask("interactive", p); err != nil {
			w.opt.Log.Debug("sandbox view_closed", "error", err.Error())
		}
	}
	return nil
}
