package bot

import (
	"encoding/json"
	"strings"

	"github.com/slack-go/slack"

	"interlude/coaching/harm"
)

// urgentView is the form behind "Urgent help".
func urgentView(n numbers) *slack.ModalViewRequest {
	first := section("If you or somebody else may be in danger, please talk to a person now. Nobody reads Interlude live, and opening this page tells no one.")
	return form{Title: "Urgent help", Blocks: append([]slack.Block{first}, n.blocks()...)}.modal()
}

// heardView takes the place of what is shown after an entry that may speak of harm. Its words are
// the same whatever stood in the entry.
func heardView(n numbers, w wrote) *slack.ModalViewRequest {
	blocks := []slack.Block{
		section("*Your words are saved.*\nIf this is a hard time, or if you or somebody else may be in danger, please talk to a person. You need not be sure that it is bad enough."),
		section("I am a program and may have misread you; then simply close this. Nobody reads along here, and nobody is told that you saw this page."),
	}
	if w.There {
		blocks = append(blocks, section(stillThere))
	}
	blocks = append(append(blocks, n.blocks()...), buttons(button("Back to my entry", w.Route, w.Value)))
	return form{Title: "A moment for you", Meta: w, Blocks: blocks}.modal()
}

// MarshalJSON writes w beside the metadata of the list behind it, so that the press that leads
// back finds its list as ever.
func (w wrote) MarshalJSON() ([]byte, error) {
	fields := map[string]any{}
	if raw, err := json.Marshal(w.Place); err == nil && w.Place != nil {
		if err := json.Unmarshal(raw, &fields); err != nil {
			return nil, err
		}
	}
	fields["back"] = wroteMeta{w.Route, w.Value, w.There}
	return json.Marshal(fields)
}

// wroteOf is the inverse, for the form in which c happens; false: it is another form.
func wroteOf(c *Call) (wrote, bool) {
	fields := map[string]any{}
	var m struct {
		Back wroteMeta `json:"back"`
	}
	if c.Meta(&fields) != nil || c.Meta(&m) != nil || m.Back.Route == "" {
		return wrote{}, false
	}
	delete(fields, "back")
	return wrote{Route: m.Back.Route, Value: m.Back.Value, Place: fields, There: m.Back.There}, true
}

// wroteMeta is a wrote without its list, in the metadata of a form.
type wroteMeta struct {
	Route string `json:"r"`
	Value string `json:"v"`
	There bool   `json:"t,omitempty"`
}

// anywhere is what to dial where no country is known, from public lists of emergency numbers.
const anywhere = "112 in most of Europe, in India and from mobile phones in many other countries, 911 in North America, 999 in the United Kingdom, 000 in Australia"

// blocks show the numbers of the chosen country and what there is for all others.
func (n numbers) blocks() []slack.Block {
	first := section("In an emergency, dial " + anywhere + ". Choose your country to see whom else you can call.")
	if n.known {
		first = section(placeWords(n.chosen))
	}
	var cs []choice
	for _, p := range n.all {
		cs = append(cs, choice{Value: p.Code, Label: p.Name})
	}
	out := []slack.Block{first}
	if len(cs) > 0 {
		el := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain("Choose a country"), helpCountry, options(cs[:min(len(cs), maxGroup)])...)
		out = append(out, sectionWith("Numbers for another country", el))
	}
	return append(out, section("Anywhere else, call your local emergency number. <https://findahelpline.com|findahelpline.com> lists helplines by country."))
}

// placeWords are the numbers of one country.
func placeWords(p harm.Place) string {
	lines := []string{"*" + esc(p.Name) + "*", "In an emergency: " + esc(p.Emergency)}
	for _, l := range p.Lines {
		lines = append(lines, "To talk: "+esc(l))
	}
	for _, l := range p.Safe {
		lines = append(lines, "If somebody hurts or threatens you: "+esc(l))
	}
	return strings.Join(lines, "\n")
}
