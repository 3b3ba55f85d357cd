package bot

import (
	"github.com/slack-go/slack"

	"interlude/coaching"
)

// What people with sealed writing are told of what they type all the same. None of it holds their words.

const (
	typedMove  = "typed.move"
	typedMoved = "typed.moved"
)

// sealedNote answers who chose sealed writing; ts is the message that they typed.
func sealedNote(ts string) *Note {
	return &Note{Blocks: []slack.Block{
		section("You write in forms only, so I have not kept this. Your message still stands in Slack; you can delete it there."),
		buttons(primary("Write privately", reflectOpen, "typed"), button("Move it into a form", typedMove, ts))}}
}

// unfollowedNote says that a changed message changes nothing that is kept.
func unfollowedNote(r coaching.Reflection) *Note {
	return &Note{Blocks: []slack.Block{
		section("You changed a message that you typed before. You write in forms only, so I keep your words as they were; a form changes them."),
		buttons(button("Edit", reflectEdit, string(r.ID)))}}
}

// untypedNote says that an entry stayed.
func untypedNote() *Note {
	return &Note{Blocks: []slack.Block{
		section("You deleted a message that you typed before. The reflection stays: it stands only here now."), buttons(button("My reflections", reflectList, "list"))}}
}

// movedMeta says where the words in the form were typed, and what they are written to.
type movedMeta struct {
	writeMeta
	Channel string `json:"c"`
	Message string `json:"m"`
	Thread  string `json:"t,omitempty"`
}

// moveWordsView holds the words of a typed message, which are not kept yet.
func moveWordsView(m movedMeta, words string) *slack.ModalViewRequest {
	return form{ID: typedMoved, Title: "Move it here", Submit: "Keep", Meta: m, Blocks: []slack.Block{
		textInput("text", "Your words", "Nothing is kept before you press Keep.", words, true, true),
		ratingInput("", ratings()),
		radioInput("audience", "Who may read this?", "", string(coaching.OnlyMe), audiences),
		buttons(urgent()),
		small("What you keep here is encrypted and is no message in Slack. The message that you typed still is one: delete it there afterwards. What you keep stays."),
	}}.modal()
}

// decodeMoved is the inverse of moveWordsView.
func decodeMoved(c *Call) (movedMeta, coaching.Entry, error) {
	var m movedMeta
	err := c.Meta(&m)
	return m, coaching.Entry{Text: c.Input("text"), Rating: ratingIn(c), Audience: coaching.Audience(c.Input("audience")), Moved: true}, err
}

// stillThere reminds of a message whose words are kept.
const stillThere = "*Now delete the message that you typed:* it still stands in Slack, and I cannot delete it for you. The reflection stays."

// movedKeptView confirms what was kept and reminds of the message. there: it still stands in Slack.
func movedKeptView(r coaching.Reflection, there bool) *slack.ModalViewRequest {
	said := "*Kept.* " + readers(r.Audience)
	if there {
		said += "\n" + stillThere
	}
	return form{Title: "Kept", Blocks: []slack.Block{section(said),
		buttons(append(entryButtons(r, true), button("My reflections", reflectList, "list"))...), buttons(urgent())}}.modal()
}

// goneView says that there is nothing to move.
func goneView(words string) *slack.ModalViewRequest {
	return form{Title: "Move it here", Blocks: []slack.Block{section(words), writeButton()}}.modal()
}
