package bot

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"interlude/bot/sandbox"
)

// act is something that a person can do now.
type act struct {
	name  string
	do    func() error
	route key // where it leads; zero: to none of its own
}

// walkTries is how often a walk goes out of its way for a route that nobody has gone.
const walkTries = 5

// step has one person do what was done least.
func (w *walk) step(user string) {
	acts := w.acts(user)
	w.mu.Lock()
	fresh := slices.DeleteFunc(slices.Clone(acts), func(a act) bool { return a.route.id == "" || w.gone[a.route] || w.done[a.name] >= walkTries })
	w.mu.Unlock()
	if len(fresh) > 0 {
		acts = fresh
	}
	least := slices.MinFunc(acts, func(a, b act) int { return w.done[a.name] - w.done[b.name] })
	var few []act
	for _, a := range acts {
		if w.done[a.name] == w.done[least.name] {
			few = append(few, a)
		}
	}
	a := few[w.rng.IntN(len(few))]
	w.done[a.name]++
	_ = a.do() // a button that has just gone is no failure
	w.r.drain()
}

func (w *walk) acts(user string) []act {
	p := w.r.as(user)
	if v := p.Modal(); v != nil {
		acts := w.presses(user, spot{view: v.ID, blocks: v.Blocks})
		acts = append(acts, act{"close", func() error { return p.CloseModal(w.r.ctx) }, key{}}, act{"close all", func() error { return p.CloseAll(w.r.ctx) }, key{}})
		if len(v.Submit) > 0 && !slices.Contains(ends, v.CallbackID) {
			acts = append(acts, act{"submit " + v.CallbackID, func() error { return w.submit(user, v) }, key{submission, v.CallbackID}})
		}
		return acts
	}
	var acts []act
	for _, m := range p.Messages() {
		acts = append(acts, w.presses(user, spot{ts: m.TS, blocks: m.Blocks})...)
	}
	if h := p.Home(); h != nil {
		acts = append(acts, w.presses(user, spot{view: h.ID, blocks: h.Blocks})...)
	}
	return append(append(acts, w.commands(user)...), w.others(user)...)
}

type spot struct {
	ts, view string
	blocks   json.RawMessage
}

// used is an element as it stands in blocks.
type used struct {
	Type    string `json:"type"`
	Action  string `json:"action_id"`
	Options []struct {
		Text  struct{ Text string }
		Value string
	}
}

type walkedBlock struct {
	Type      string                `json:"type"`
	ID        string                `json:"block_id"`
	Label     struct{ Text string } `json:"label"`
	Accessory *used                 `json:"accessory"`
	Element   *used                 `json:"element"`
	Elements  []json.RawMessage     `json:"elements"`
}

func (w *walk) blocks(raw json.RawMessage) (out []walkedBlock) {
	if len(raw) > 0 {
		w.r.must(json.Unmarshal(raw, &out))
	}
	return out
}

func (w *walk) presses(user string, at spot) (out []act) {
	p := w.r.as(user)
	for _, b := range w.blocks(at.blocks) {
		var all []used
		if b.Accessory != nil {
			all = append(all, *b.Accessory)
		}
		for _, raw := range b.Elements {
			var u used
			if b.Type == "actions" {
				w.r.must(json.Unmarshal(raw, &u))
				all = append(all, u)
			}
		}
		for _, u := range all {
			to := key{press, routeOf(u.Action)}
			switch {
			case slices.Contains(ends, routeOf(u.Action)):
			case u.Type == "button" && at.ts != "":
				out = append(out, act{u.Action, func() error { return p.Press(w.r.ctx, at.ts, u.Action) }, to})
			case u.Type == "button":
				out = append(out, act{u.Action, func() error { return p.PressIn(w.r.ctx, at.view, u.Action) }, to})
			case u.Type == "overflow":
				for _, o := range u.Options {
					verb, _, _ := strings.Cut(o.Value, "|")
					out = append(out, act{u.Action + " " + verb, func() error { return p.PressLabel(w.r.ctx, o.Text.Text) }, beyond(to, verb)})
				}
			case u.Type == "static_select" && len(u.Options) > 0:
				o := u.Options[w.rng.IntN(len(u.Options))]
				out = append(out, act{u.Action, func() error { return p.Choose(w.r.ctx, u.Action, o.Text.Text) }, to})
			}
		}
	}
	return out
}

// beyond is where a choice of a menu leads: to a form, where it goes on.
func beyond(menu key, verb string) key {
	if menu.id == whyMenu && verb == "time" {
		return key{press, timeOwn}
	}
	return menu
}

// submit fills in every input of the form and sends it; a form that is refused is closed.
func (w *walk) submit(user string, v *sandbox.View) error {
	p := w.r.as(user)
	for _, b := range w.blocks(v.Blocks) {
		if b.Element == nil {
			continue
		}
		if values, fills := w.values(b); fills {
			if err := p.Fill(w.r.ctx, b.Label.Text, values...); err != nil {
				w.r.t.Errorf("%s fills %q of %s: %v", user, b.Label.Text, v.CallbackID, err)
			}
		}
	}
	errs, err := p.SubmitView(w.r.ctx, v.ID)
	if err == nil && len(errs) > 0 {
		w.done["refused "+v.CallbackID]++
		return p.CloseAll(w.r.ctx)
	}
	return err
}

// values are what goes into an input; false: it stays as it is.
func (w *walk) values(b walkedBlock) ([]string, bool) {
	day := w.r.clock.Now().AddDate(0, 0, 2+w.rng.IntN(16))
	for day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
		day = day.AddDate(0, 0, 1)
	}
	switch {
	case b.ID == "writing":
		return []string{w.way}, true
	case b.ID == "zone", b.ID == "country", b.ID == "topics":
		return nil, false
	case b.ID == "cron":
		return []string{"0 9 * * 1,3"}, true
	case b.ID == "link":
		return []string{w.link()}, w.rng.IntN(4) > 0
	case b.ID == "coachee" && b.Element.Type == "users_select":
		return []string{ravi}, true
	case b.ID == "sponsor" && b.Element.Type == "users_select":
		return []string{helen}, true
	}
	switch b.Element.Type {
	case "plain_text_input":
		return []string{w.text()}, w.rng.IntN(8) > 0
	case "datepicker":
		if w.rng.IntN(4) == 0 {
			return nil, true
		}
		return []string{day.Format(time.DateOnly)}, true
	case "timepicker":
		if w.rng.IntN(4) == 0 {
			return nil, true
		}
		return []string{[]string{"09:00", "11:30", "14:00", "16:30"}[w.rng.IntN(4)]}, true
	case "static_select", "radio_buttons":
		if n := len(b.Element.Options); n > 0 {
			return []string{b.Element.Options[w.rng.IntN(n)].Text.Text}, true
		}
	case "checkboxes":
		var all []string
		for _, o := range b.Element.Options {
			if w.rng.IntN(5) > 0 {
				all = append(all, o.Text.Text)
			}
		}
		return all, true
	}
	return nil, false
}

func (w *walk) commands(user string) (out []act) {
	p := w.r.as(user)
	for k := range w.r.bot.routes {
		if k.kind != command {
			continue
		}
		name, rest, _ := strings.Cut(k.id, " ")
		for _, more := range []string{rest, rest + " @maya", rest + " " + w.text()} {
			out = append(out, act{"command " + k.id + more[len(rest):min(len(more), len(rest)+3)], func() error { return p.Command(w.r.ctx, name, more) }, k})
		}
	}
	for name, line := range map[string]string{
		"add": "/actions add %s by Friday", "propose": "/actions add @maya %s by next wednesday", "words": "/schedule @maya next tuesday 10:00 75m",
		"link": "/schedule @maya next thursday 14:00 75m https://meet.example/" + walkMark + "00000", "nonsense": "/schedule @maya %s",
	} {
		cmd, rest, _ := strings.Cut(line, " ")
		out = append(out, act{"line " + name, func() error { return p.Command(w.r.ctx, cmd, strings.Replace(rest, "%s", w.text(), 1)) }, key{}})
	}
	slices.SortFunc(out, func(a, b act) int { return strings.Compare(a.name, b.name) })
	return out
}

// others are what people do besides: type, change and delete what they typed, send files, look at
// Home, travel; and time goes by.
func (w *walk) others(user string) []act {
	p := w.r.as(user)
	var mine []string
	for _, m := range p.Messages() {
		if m.User == user {
			mine = append(mine, m.TS)
		}
	}
	pick := func() string {
		if len(mine) == 0 {
			return "0"
		}
		return mine[w.rng.IntN(len(mine))]
	}
	zones := []string{"Asia/Kolkata", "America/New_York", "Europe/London"}
	return []act{
		{"say", func() error { _, err := p.Say(w.r.ctx, w.text()); return err }, key{happening, "message"}},
		{"say in a thread", func() error { _, err := p.SayIn(w.r.ctx, pick(), w.text()); return err }, key{}},
		{"edit", func() error { return p.Edit(w.r.ctx, pick(), w.text()) }, key{happening, "message_changed"}},
		{"delete", func() error { return p.Delete(w.r.ctx, pick()) }, key{happening, "message_deleted"}},
		{"file", func() error { _, err := p.SendFile(w.r.ctx, w.text(), walkMark+".pdf"); return err }, key{happening, "message file"}},
		{"home", func() error { return p.OpenHome(w.r.ctx) }, key{happening, "app_home_opened"}},
		{"travel", func() error { return p.Travel(w.r.ctx, zones[w.rng.IntN(3)]) }, key{}},
		{"snooze", func() error { return p.Snooze(w.r.ctx, w.r.clock.Now().Add(30*time.Hour)) }, key{happening, "dnd_updated_user"}},
		{"hours", func() error { w.r.until(w.r.clock.Now().Add(time.Duration(1+w.rng.IntN(12)) * time.Hour)); return nil }, key{}},
	}
}
