package bot

import (
	"github.com/slack-go/slack"

	"interlude/coaching"
)

// sealedWords says what sealed writing means, and what it cannot take back.
const sealedWords = "My messages hold no words of yours, or about your work: those stand in forms only. Earlier messages of mine are drawn anew without them; " +
	"some plans of Slack keep what a message said before. What you typed in Slack yourself stays there until you delete it there, and deleting it there leaves what I keep as it is."

// openWords says what open writing means.
const openWords = "You can answer in the chat or in forms, and my messages name your actions again. What stands in the chat an employer may be able to export. Earlier messages stay without words."

// sealButton and unsealButton change the way to write with one press.
func sealButton() *slack.ButtonBlockElement {
	return button("Write in forms only", writingSeal, "seal")
}
func unsealButton() *slack.ButtonBlockElement {
	return button("Write openly again", writingOpen, "open")
}

// wayView says how p writes from now on, with the way back. only: there is no other way here.
func wayView(p coaching.Person, only bool) *slack.ModalViewRequest {
	row := []slack.BlockElement{sealButton()}
	words := "*You write openly from now on.*\n" + openWords
	if p.Writing == coaching.Sealed {
		words, row = "*Your writing is sealed from now on.*\n"+sealedWords, []slack.BlockElement{unsealButton()}
		if only {
			words, row = "*Everybody's writing is sealed here.*\n"+sealedWords, nil
		}
		row = append(row, button("Draw earlier messages anew", writingRedraw, "again"))
	}
	return form{Title: "How you write", Blocks: []slack.Block{section(words), buttons(append(row, button("Settings", settingsOpen, "writing"))...)}}.modal()
}

// writingInput asks for the way to write; where there is only one, it says so.
func (b *Bot) writingInput(p coaching.Person, hint string) slack.Block {
	if b.FormsOnly {
		return small("Writing is sealed here: your words go through forms only, and no words of yours ever stand in a message.")
	}
	return radioInput("writing", "How would you like to write?", hint, string(p.Writing), ways)
}

// writingBlocks are what the settings say and ask of it.
func (b *Bot) writingBlocks(p coaching.Person) []slack.Block {
	out := []slack.Block{b.writingInput(p, "")}
	switch {
	case p.Writing != coaching.Sealed:
		return append(out, buttons(sealButton()))
	case b.FormsOnly:
		return append(out, buttons(button("Draw earlier messages anew", writingRedraw, "again")))
	}
	return append(out, buttons(unsealButton(), button("Draw earlier messages anew", writingRedraw, "again")))
}

// decodeWriting is what the form says of the way to write; a form without the question says nothing.
func (b *Bot) decodeWriting(c *Call, was coaching.Writing) coaching.Writing {
	switch {
	case b.FormsOnly:
		return coaching.Sealed
	case !hasInput(c.View, "writing"):
		return was
	}
	return coaching.Writing(c.Input("writing"))
}
