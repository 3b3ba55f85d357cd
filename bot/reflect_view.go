package bot

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// writeMeta says what a reflection is written to.
type writeMeta struct {
	Engagement coaching.ID `json:"e,omitempty"`
	Prompt     coaching.ID `json:"p,omitempty"`
}

// questionBlocks are the inputs of the three questions. Refusals of the entry name "text".
var questionBlocks = [3]string{"text", "text2", "text3"}

// audiences are the two answers to who may read an entry.
var audiences = []choice{
	{Value: string(coaching.OnlyMe), Label: "Only for me", Note: "Nobody else can read it."},
	{Value: string(coaching.NextBrief), Label: "For my next brief", Note: "Your coach reads it once you tick it there and release it."},
}

func ratings() []choice {
	out := []choice{}
	for i := 1; i <= 10; i++ {
		c := choice{Value: strconv.Itoa(i), Label: strconv.Itoa(i)}
		switch i {
		case 1:
			c.Label = "1 · far away"
		case 10:
			c.Label = "10 · all the way"
		}
		out = append(out, c)
	}
	return out
}

func ratingInput(initial string, cs []choice) slack.Block {
	return selectInput("rating", "How close were you to the behaviour you are working on?", "Only if you like. 1 is far away, 10 is all the way.", initial, true, cs)
}

// writeView is the form "Reflect".
func writeView(m writeMeta, engagements []choice) *slack.ModalViewRequest {
	f := form{ID: reflectSave, Title: "Reflect", Submit: "Keep", Meta: m}
	if m.Engagement == "" {
		f.Blocks = append(f.Blocks, engagementInput("", engagements))
	}
	f.Blocks = append(f.Blocks, small("One answer is enough."))
	for i, q := range coaching.Questions {
		f.Blocks = append(f.Blocks, textInput(questionBlocks[i], q, "", "", true, true))
	}
	f.Blocks = append(f.Blocks,
		ratingInput("", ratings()),
		radioInput("audience", "Who may read this?", "", string(coaching.OnlyMe), audiences),
		buttons(button("My reflections", reflectList, "list"), urgent()),
		small("What you write here is encrypted and is no message in Slack."))
	return f.modal()
}

// decodeWrite is the inverse of writeView.
func decodeWrite(c *Call) (writeMeta, coaching.Entry, error) {
	var m writeMeta
	if err := c.Meta(&m); err != nil {
		return m, coaching.Entry{}, err
	}
	if m.Engagement == "" {
		m.Engagement = coaching.ID(c.Input("engagement"))
	}
	in := coaching.Entry{Audience: coaching.Audience(c.Input("audience")), Rating: ratingIn(c)}
	var answers [3]string
	for i, block := range questionBlocks {
		answers[i] = c.Input(block)
	}
	in.Text = joined(answers)
	return m, in, nil
}

// ratingIn reads the rating of a form; 0: none. What is no number is refused by the rule.
func ratingIn(c *Call) int {
	s := c.Input("rating")
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		return -1
	}
	return n
}

// joined makes one entry of the answers. The questions stand with them only where there is
// room: people may use up all of the limit for their own words.
func joined(answers [3]string) string {
	text := coaching.JoinAnswers(answers)
	if utf8.RuneCountInString(text) <= coaching.MaxText {
		return text
	}
	var own []string
	for _, a := range answers {
		if a = coaching.Clean(a); a != "" {
			own = append(own, a)
		}
	}
	return strings.Join(own, "\n\n")
}

// reflectOverView is shown to a coachee whose engagements are over.
func reflectOverView() *slack.ModalViewRequest {
	return form{Title: "Reflect", Blocks: []slack.Block{
		section("No coaching is under way for you right now, so I do not take new reflections. What you wrote before is still yours."),
		buttons(button("My reflections", reflectList, "list")),
	}}.modal()
}

// keptView confirms what was stored, with the way back. answers says what it answers.
func keptView(r coaching.Reflection, answers string) *slack.ModalViewRequest {
	return form{Title: "Kept", Blocks: []slack.Block{
		section("*Kept.* " + readers(r.Audience) + answers),
		buttons(append(entryButtons(r, true), button("My reflections", reflectList, "list"))...),
		buttons(urgent()),
	}}.modal()
}

// entryNotice says what became of an entry that is shown nowhere else.
func entryNotice(said string) *slack.ModalViewRequest {
	return form{Title: "My reflections", Blocks: []slack.Block{section(said), buttons(button("My reflections", reflectList, "list"))}}.modal()
}

// readers says who may read an entry of this audience.
func readers(a coaching.Audience) string {
	if a == coaching.NextBrief {
		return "It waits for your next brief. Your coach reads it only once you tick it there."
	}
	return "Only you can read it."
}

func markedWords(r coaching.Reflection) string { return "*Changed.* " + readers(r.Audience) }

func deletedWords(r coaching.Reflection) string {
	if r.Typed() {
		return "*Deleted* for good here. The message that you typed in Slack still stands there; you can delete it yourself."
	}
	return "*Deleted* for good."
}

// entryButtons are what the writer can do with an entry. live: its engagement is under way.
func entryButtons(r coaching.Reflection, live bool) []slack.BlockElement {
	id := string(r.ID)
	var out []slack.BlockElement
	if live {
		if r.Audience == coaching.NextBrief {
			out = append(out, button("Only for me", reflectMe, id))
		} else {
			out = append(out, button("For my next brief", reflectBrief, id))
		}
		out = append(out, button("Edit", reflectEdit, id))
	}
	return append(out, danger("Delete", reflectDelete, id, "The reflection is erased for good. Nobody can bring it back.", "Delete"))
}

// editMeta names the entry, its version when the form was opened, and the list behind it.
type editMeta struct {
	Reflection coaching.ID   `json:"r"`
	Version    int           `json:"v"`
	Back       *entriesPlace `json:"b,omitempty"`
}

func editView(m editMeta, r coaching.Reflection) *slack.ModalViewRequest {
	hint := ""
	if r.Typed() {
		hint = "This changes what I keep. The message that you typed in Slack stays as it is."
	}
	row := []slack.BlockElement{urgent()}
	if m.Back != nil {
		row = []slack.BlockElement{button("Back to the list", reflectPage, strconv.Itoa(m.Back.Page)), urgent()}
	}
	return form{ID: reflectEdited, Title: "Edit", Submit: "Save", Meta: m, Blocks: []slack.Block{
		textInput("text", "Your words", hint, r.Text.Reveal(), true, true),
		ratingInput(strconv.Itoa(r.Rating), append([]choice{{Value: "0", Label: "No rating"}}, ratings()...)), // a menu cannot be emptied
		radioInput("audience", "Who may read this?", "", string(r.Audience), audiences),
		buttons(row...),
	}}.modal()
}

// decodeEdit is the inverse of editView.
func decodeEdit(c *Call) (editMeta, coaching.Entry, error) {
	var m editMeta
	err := c.Meta(&m)
	return m, coaching.Entry{Text: c.Input("text"), Rating: ratingIn(c), Audience: coaching.Audience(c.Input("audience"))}, err
}
