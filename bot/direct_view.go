package bot

import (
	"fmt"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// The short answers to what was typed and is not kept. They hold none of the words.

func writeButton() slack.Block { return buttons(primary("Write privately", reflectOpen, "typed")) }

// notTakenNote answers whoever has a part, but nothing to write to. before: they were coachee.
func notTakenNote(before bool) *Note {
	if before {
		return &Note{Blocks: []slack.Block{section("No coaching is under way for you right now, so I have not kept this. What you wrote before is still yours."),
			buttons(button("My reflections", reflectList, "list"))}}
	}
	return &Note{Blocks: []slack.Block{section("I have not kept this: nobody reads messages here. The menu shows what I can do for you."), buttons(button("Open the menu", helpOpen, "typed"))}}
}

// tooLongNote says how long the message is. kept: an earlier wording of it is kept.
func tooLongNote(n int, kept bool) *Note {
	has, most := thousandsWords(n), thousandsWords(coaching.MaxText)
	text := fmt.Sprintf("This has %s characters, and I can keep %s in one piece. It still stands here: shorten it and I take it, or send it in parts.", has, most)
	if kept {
		text = fmt.Sprintf("This now has %s characters, and I can keep %s in one piece. I keep your words as they were before this change, until it is shorter.", has, most)
	}
	return &Note{Blocks: []slack.Block{section(text), writeButton()}}
}

// filesNote refuses files. words: what was written beside the file is kept.
func filesNote(words bool) *Note {
	if words {
		return &Note{Text: "I cannot take files and have not looked at it. The words beside it are kept."}
	}
	return &Note{Text: "I cannot take files and have not looked at it. Words are welcome."}
}

// thousandsWords writes n as "3,214".
func thousandsWords(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", thousandsWords(n/1000), n%1000)
}
