package bot

import (
	"github.com/slack-go/slack"

	"interlude/coaching"
)

// entriesPerPage is how many entries one page of "My reflections" holds at most.
const entriesPerPage = 10

// entriesPlace is the list's metadata, and the way back to it.
type entriesPlace struct {
	List  string      `json:"l,omitempty"` // reflectList: tells the list from other forms
	Page  int         `json:"p,omitempty"`
	Brief coaching.ID `json:"b,omitempty"` // engagement of the brief's form below the list
	Below string      `json:"v,omitempty"` // view id of that form
}

// entriesPlaceOf returns the list in which the press happened; false: it was elsewhere.
func entriesPlaceOf(c *Call) (entriesPlace, bool) {
	var at entriesPlace
	if c.Meta(&at) != nil || at.List != reflectList {
		return entriesPlace{}, false
	}
	return at, true
}

// entriesBefore returns the list that a press leads back to, or a new one on top of the form
// in which it happened.
func entriesBefore(c *Call) entriesPlace {
	if at, ok := entriesPlaceOf(c); ok {
		return at
	}
	var edit editMeta
	if c.View.CallbackID == reflectEdited && c.Meta(&edit) == nil && edit.Back != nil {
		return *edit.Back
	}
	var brief briefMeta
	if c.View.CallbackID == briefRelease && c.Meta(&brief) == nil {
		return entriesPlace{Brief: brief.Engagement, Below: c.View.ID}
	}
	return entriesPlace{}
}

// entryListing is what "My reflections" is drawn from.
type entryListing struct {
	Me      coaching.Person
	Entries []listedEntry // newest first
	Several bool          // the reader is coachee in several engagements
	Said    string        // mrkdwn, on top
	Place   entriesPlace
}

// listedEntry is one entry with what else its line says.
type listedEntry struct {
	coaching.Reflection
	Coach    coaching.Person
	Live     bool // its engagement is under way
	Released bool // it was ticked in the brief that was released last
}

func entryListView(l entryListing) *slack.ModalViewRequest {
	f := form{Title: "My reflections"}
	if l.Said != "" {
		f.Blocks = append(f.Blocks, section(l.Said))
	}
	var items [][]slack.Block
	for _, e := range l.Entries {
		items = append(items, l.item(e))
	}
	if len(items) == 0 {
		f.Blocks = append(f.Blocks, section("You have not written anything yet, or you deleted it."))
	}
	p := pageOf(items, l.Place.Page, entriesPerPage)
	f.Blocks = append(append(f.Blocks, p.Blocks...), p.turn(reflectPage)...)
	f.Blocks = append(f.Blocks, buttons(button("Reflect", reflectOpen, "list"), urgent()))
	l.Place.List, l.Place.Page = reflectList, p.Number
	f.Meta = l.Place
	return f.modal()
}

func (l entryListing) item(e listedEntry) []slack.Block {
	head := "*" + coaching.Wall(e.Created, l.Me.Location()) + "*"
	if l.Several {
		head += " · with " + at(e.Coach)
	}
	out := append([]slack.Block{section(head)}, paragraphs(e.Text.Reveal())...)
	return append(out, small(e.facts(l.Me)), buttons(entryButtons(e.Reflection, e.Live)...))
}

// typedMark stands, for the one who wrote them, at entries whose words also stand in Slack's archive.
const typedMark = "typed in Slack"

// facts says who may read the entry, and what else there is to know about it.
func (e listedEntry) facts(me coaching.Person) string {
	s := "Only for me"
	switch {
	case e.Audience == coaching.NextBrief && e.Released:
		s = "Your coach can read it: you released it in your brief"
	case e.Audience == coaching.NextBrief:
		s = "For my next brief; your coach cannot read it yet"
	}
	if e.Rating > 0 {
		s += " · " + ratingWords(e.Rating)
	}
	if e.Typed() {
		s += " · " + typedMark
	}
	if !e.Edited.IsZero() {
		s += " · edited " + coaching.Wall(e.Edited, me.Location())
	}
	return s
}
