package bot

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// Slack's limits, from docs.slack.dev (reference/block-kit).
const (
	maxSection = 3000 // characters of a section's text
	maxOption  = 75   // characters of an option's or a button's text
	maxTitle   = 24   // characters of a form's title, submit and close
	maxInput   = 3000 // characters of a text input
	maxModal   = 100  // blocks of a form
)

// plain is text without markup: labels, titles and hints of ours, and names. A name of which
// nothing can be seen is a dash, because Slack refuses an empty text.
func plain(s string) *slack.TextBlockObject {
	text := coaching.Visible(s)
	if s != "" && strings.TrimSpace(text) == "" {
		text = "–"
	}
	return slack.NewTextBlockObject(slack.PlainTextType, text, false, false)
}

// mrk is markup of ours around escaped words; verbatim: nothing in it becomes a link by itself.
func mrk(s string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.MarkdownType, s, false, true)
}

func section(s string) slack.Block { return slack.NewSectionBlock(mrk(cut(s, maxSection)), nil, nil) }

func sectionf(format string, args ...any) slack.Block { return section(fmt.Sprintf(format, args...)) }

// sectionWith is a section with a button or menu at its right.
func sectionWith(s string, el slack.BlockElement) slack.Block {
	return slack.NewSectionBlock(mrk(cut(s, maxSection)), nil, slack.NewAccessory(el))
}

func header(s string) slack.Block { return slack.NewHeaderBlock(plain(cut(s, 150))) }

func small(s string) slack.Block { return slack.NewContextBlock("", mrk(cut(s, 2000))) }

func divider() slack.Block { return slack.NewDividerBlock() }

// button is a press that leads to the route id, with a value that proves nothing.
func button(label, id, value string) *slack.ButtonBlockElement {
	return slack.NewButtonBlockElement(id, value, plain(cut(label, maxOption)))
}

func primary(label, id, value string) *slack.ButtonBlockElement {
	return button(label, id, value).WithStyle(slack.StylePrimary)
}

// danger asks before it acts.
func danger(label, id, value, ask, yes string) *slack.ButtonBlockElement {
	return button(label, id, value).WithStyle(slack.StyleDanger).WithConfirm(
		slack.NewConfirmationBlockObject(plain("Are you sure?"), plain(cut(ask, 300)), plain(cut(yes, 30)), plain("Go back")))
}

func buttons(els ...slack.BlockElement) slack.Block { return slack.NewActionBlock("", els...) }

// choice is one option of a menu, of radio buttons or of checkboxes.
type choice struct{ Value, Label, Note string }

func option(c choice) *slack.OptionBlockObject {
	o := slack.NewOptionBlockObject(c.Value, plain(cut(c.Label, maxOption)), nil)
	if c.Note != "" {
		o.Description = plain(cut(c.Note, maxOption))
	}
	return o
}

func options(cs []choice) []*slack.OptionBlockObject {
	out := make([]*slack.OptionBlockObject, 0, len(cs))
	for _, c := range cs {
		out = append(out, option(c))
	}
	return out
}

func chosen(cs []choice, value string) *slack.OptionBlockObject {
	for _, c := range cs {
		if c.Value == value {
			return option(c)
		}
	}
	return nil
}

// overflow is the "…" menu: each choice's value says what to do with what.
func overflow(id string, cs ...choice) *slack.OverflowBlockElement {
	return slack.NewOverflowBlockElement(id, options(cs)...)
}

// form is a modal: its id is the route of its submission, its fields are input blocks whose
// block_id is the field's name in coaching's errors.
type form struct {
	ID, Title, Submit, Close string
	Meta                     any // small: ids and versions; encoded as private metadata
	Blocks                   []slack.Block
}

func (f form) modal() *slack.ModalViewRequest {
	v := &slack.ModalViewRequest{Type: slack.VTModal, Title: plain(cut(f.Title, maxTitle)), CallbackID: f.ID,
		Blocks: slack.Blocks{BlockSet: f.Blocks[:min(len(f.Blocks), maxModal)]}, Close: plain(cut(cmp.Or(f.Close, "Close"), maxTitle))}
	if f.Submit != "" {
		v.Submit = plain(cut(f.Submit, maxTitle))
	}
	if f.Meta != nil {
		b, err := json.Marshal(f.Meta)
		if err == nil && len(b) <= maxInput {
			v.PrivateMetadata = string(b)
		}
	}
	return v
}
