package bot

import (
	"fmt"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

func (l recordShown) reflections(p coaching.Part) (out [][]slack.Block) {
	for _, x := range slices.Backward(p.Reflections) {
		facts := map[coaching.Audience]string{coaching.OnlyMe: "Only for you\n", coaching.NextBrief: "For your next brief\n"}[x.Audience]
		if x.Rating > 0 {
			facts += "With a " + ratingWords(x.Rating) + "\n"
		}
		facts += l.wall("Edited", x.Edited) + ticked("Typed in Slack", x.Typed()) + ticked("An answer to my questions", x.Prompt != "")
		out = append(out, l.entry(x.Created, paragraphs(x.Text.Reveal()), facts, "reflection:"+string(x.ID), "The reflection is erased for good. Nobody can bring it back."))
	}
	return out
}

func (l recordShown) actions(p coaching.Part) (out [][]slack.Block) {
	for _, a := range slices.Backward(p.Actions) {
		words := slices.Concat(paragraphs(a.Text.Reveal()), labelled("What it serves", a.Goal), labelled("When or where", a.Cue),
			labelled("What could get in the way", a.Obstacle), labelled("Learned", a.Learning))
		facts := fact("State", string(a.State)) + "Written by: " + esc(l.NameOf(p, a.By)) + "\n" + fact("Due", strings.TrimSpace(a.Due.String()+" "+a.DueTime)) +
			l.wall("Answered", a.Answered) + l.wall("Outcome", a.Outcome)
		out = append(out, l.entry(a.Created, words, facts, "action:"+string(a.ID), "The action is erased for good, for your coach too. Nobody can bring it back."))
	}
	return out
}

func (l recordShown) sessions(p coaching.Part) (out [][]slack.Block) {
	for _, s := range slices.Backward(p.Sessions) {
		words := slices.Concat(labelled("Where", s.Link), labelled("Why it was moved or cancelled", s.Reason), labelled("Why you asked for another time", s.AskReason))
		facts := coaching.Length(s.Minutes) + ", " + string(s.State) + "\n" + l.wall("You asked for another time", s.Asked)
		if s.Moves > 0 {
			facts += "Moved: " + plural(s.Moves, "time", "times") + "\n"
		}
		ask := ""
		if _, err := coaching.EraseNotes(p.Engagement, s, l.Person, l.now); err == nil {
			ask = "The words about this session are erased for good, for your coach too. Its time stays."
		}
		out = append(out, l.entry(s.Start, words, facts, "session:"+string(s.ID), ask))
	}
	return out
}

func (l recordShown) briefs(p coaching.Part) (out [][]slack.Block) {
	for _, b := range slices.Backward(p.Briefs) {
		facts := "With " + plural(len(b.Entries), "reflection", "reflections") + "\n" + ticked("With your ratings", b.Ratings) + l.wall("Taken back", b.Withdrawn)
		out = append(out, l.entry(b.Released, labelled("To work on", b.Focus), facts, "brief:"+string(b.ID), "The brief is erased for good, and your coach no longer reads it. The reflections in it stay yours."))
	}
	return out
}

func (l recordShown) sentences(p coaching.Part) (out [][]slack.Block) {
	for _, c := range slices.Backward(p.Consents) {
		facts := fact("Your answer", string(c.State)) + l.wall("Allowed", c.Given) + l.wall("Taken back", c.Withdrawn)
		ask := "The sentence is erased for good. If your sponsor has not received it yet, they will not."
		if c.Sentence.Empty() {
			facts, ask = facts+"You erased the sentence\n", ""
		}
		out = append(out, l.entry(c.Asked, paragraphs(c.Sentence.Reveal()), facts, "sentence:"+string(c.ID), ask))
	}
	return out
}

func (l recordShown) messages(p coaching.Part) [][]slack.Block {
	var lines []string
	for _, t := range p.Messages {
		line := fmt.Sprintf("%s: %d, %s", t.Kind, t.Number, t.State)
		if t.Reason != "" && t.Reason != string(t.State) {
			line += " (" + t.Reason + ")"
		}
		lines = append(lines, esc(line))
	}
	return listItems(lines)
}

func (l recordShown) access() [][]slack.Block {
	var lines []string
	for _, a := range l.Access {
		lines = append(lines, coaching.Wall(a.At, l.loc)+": "+accessLog{Reader: l.Person, People: l.people}.words(a))
	}
	return listItems(lines)
}

func (l recordShown) erasures() [][]slack.Block {
	var lines []string
	for _, x := range l.Receipts {
		lines = append(lines, receiptWords(x, l.Person))
	}
	return listItems(lines)
}

// linesPerItem keeps a block of lines far below Slack's 3,000 characters.
const linesPerItem = 10

// listItems are lines of a list, some to an item.
func listItems(lines []string) [][]slack.Block {
	var out [][]slack.Block
	for some := range slices.Chunk(lines, linesPerItem) {
		out = append(out, []slack.Block{section("• " + strings.Join(some, "\n• "))})
	}
	return out
}
