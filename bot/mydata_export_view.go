package bot

import (
	"errors"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// copyComment stands beside the file, also on locked screens.
const copyComment = "Here is the file that you asked for. Only your passphrase opens it."

func copyView() *slack.ModalViewRequest {
	return form{ID: mydataMake, Title: "Take a copy", Submit: "Make the copy", Blocks: []slack.Block{
		section("You get one file with everything that I store about you: to read (Markdown), for other programs (JSON), and as tables (CSV). It comes into our direct messages, so your employer may be able to export it, and so it is locked with a passphrase."),
		textInput("passphrase", "Passphrase", "At least 12 characters. Leave it empty and I make one, which you see once.", "", false, true),
		section("*Without the passphrase nobody can open the file: not you, not me, not your coach.* I do not keep it. Write it down before you close this form."),
		small("It opens with age, a free program (age-encryption.org): `age -d -o my-data.zip " + copyName + "`"),
	}}.modal()
}

// decodeCopy returns the passphrase that was typed, or one that was made.
func decodeCopy(c *Call) (pass coaching.Private, made bool, err error) {
	typed := c.Input("passphrase")
	if typed == "" {
		return coaching.NewPassphrase(), true, nil
	}
	pass, err = coaching.Passphrase(typed)
	return pass, false, err
}

// copyComingView shows a passphrase that was made, once.
func copyComingView(pass coaching.Private, made bool) *slack.ModalViewRequest {
	var blocks []slack.Block
	if made {
		blocks = append(blocks, section("*Your passphrase. I show it this once:*"), section("`"+escWords(pass)+"`"), section("Write it down now. Without it nobody can open the file."))
	}
	return form{Title: "Take a copy", Blocks: append(blocks,
		section("*The file is being made.* It comes into our direct messages within a minute or so. If nothing has come after five minutes, please ask again."),
		small("To open it: `age -d -o my-data.zip "+copyName+"`, then unpack my-data.zip. Where it lies in Slack you can delete it once you have it."))}.modal()
}

// copyFailed says why no file comes, and what helps.
func copyFailed(err error) string {
	switch {
	case errors.Is(err, errNoScope):
		return "The file could not be sent: this workspace has not allowed me to send files. Whoever runs Interlude here can change that. Nothing has changed about your data."
	case errors.Is(err, errMaybeSent):
		return "The file may have arrived or not; Slack did not say. If it is not in our direct messages, please ask for it again."
	}
	return "The file that you asked for could not be sent. Please ask for it again in a few minutes. Nothing has changed about your data."
}
