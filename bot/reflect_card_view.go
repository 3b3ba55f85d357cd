package bot

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

func reflectCards() map[coaching.DeliveryKind]drawer {
	return map[coaching.DeliveryKind]drawer{
		coaching.KindPrompt:      drawPrompt,
		coaching.KindPromptAgain: drawPrompt,
		coaching.KindKept:        drawKept,
	}
}

func ratingWords(n int) string { return "rating " + strconv.Itoa(n) + " of 10" }

// promptState is where a prompt stands when its message is drawn.
type promptState struct {
	Prompt  coaching.Delivery     // the prompt's own delivery
	Again   coaching.Delivery     // the repetition that is still due; zero: none
	Entries []coaching.Reflection // what was written to it
	Closed  bool                  // nobody can answer it any more
}

// skipped reports that the person let the questions pass, and did not write after all.
func (p promptState) skipped() bool {
	return p.Prompt.Reason == "skipped" && !p.Prompt.Answered.IsZero() && len(p.Entries) == 0
}

// answered is when the first words came, or the answer was recorded: somebody may write after
// they skipped.
func (p promptState) answered() time.Time {
	if len(p.Entries) > 0 {
		return p.Entries[0].Created
	}
	return p.Prompt.Answered
}

func drawPrompt(b *Bot, ctx context.Context, s scene) (card, error) {
	p := promptState{Prompt: s.Delivery}
	var err error
	if s.Delivery.Kind == coaching.KindPromptAgain {
		if p.Prompt, err = b.Store.Delivery(ctx, s.Delivery.Subject); err != nil {
			return card{}, fmt.Errorf("draw prompt: %w", err)
		}
	}
	p.Closed = coaching.PromptClosed(p.Prompt, s.Reader.Location(), b.Now())
	again, err := b.Store.DeliveriesOf(ctx, p.Prompt.ID)
	if err != nil {
		return card{}, fmt.Errorf("draw prompt: %w", err)
	}
	for _, d := range again {
		if d.Kind == coaching.KindPromptAgain && d.State == coaching.DeliveryDue && d.ID != s.Delivery.ID {
			p.Again = d
		}
	}
	if off, err := b.askedNoMore(ctx, s); err != nil {
		return card{}, fmt.Errorf("draw prompt: %w", err)
	} else if off && !coaching.PutOff(p.Again) || s.Reader.Paused {
		p.Again = coaching.Delivery{} // it is not announced
	}
	if p.Prompt.Answered.IsZero() {
		return promptCard(s, p), nil
	}
	all, err := b.Store.Reflections(ctx, s.Engagement.ID)
	if err != nil {
		return card{}, fmt.Errorf("draw prompt: %w", err)
	}
	for _, r := range all {
		if r.Prompt == p.Prompt.ID {
			p.Entries = append(p.Entries, r)
		}
	}
	return promptCard(s, p), nil
}

// promptCard asks the questions, or says what became of them.
func promptCard(s scene, p promptState) card {
	c := card{Note: "A question is waiting for you in Interlude."}
	settled := settledPrompt(s, p)
	switch {
	case s.Below && settled != "":
		c.Blocks = []slack.Block{small(settled)}
	case s.Below:
		c.Blocks = []slack.Block{small("These questions are still open: see below.")}
	case settled != "":
		c.Blocks = append([]slack.Block{section(settled)}, settledPromptButtons(s, p)...)
	case coaching.PutOff(p.Again):
		c.Blocks = append([]slack.Block{section(againWords(p.Again, s.Reader))}, promptRow(s, p, "Another time"))
	default:
		c.Blocks = append(questionWords(s, p), promptRow(s, p, "Later"))
		if p.Again.ID != "" {
			c.Blocks = append(c.Blocks, small(p.onceMore(s)))
		}
	}
	return c
}

// onceMore announces the repetition. On the day of the prompt itself there is none: what was
// held for so long that both fall on one day comes later, by the caps.
func (p promptState) onceMore(s scene) string {
	loc, came := s.Reader.Location(), p.Prompt.Sent
	if came.IsZero() {
		came = p.Prompt.Intended
	}
	if !came.IsZero() && coaching.DateOf(came.In(loc)) == coaching.DateOf(p.Again.Due.In(loc)) {
		return "I will ask once more."
	}
	return "I will ask once more: " + coaching.Wall(p.Again.Due, loc) + "."
}

// settledPrompt says what became of the questions; empty while they wait.
func settledPrompt(s scene, p promptState) string {
	loc := s.Reader.Location()
	switch {
	case p.skipped():
		return "You skipped these questions on " + coaching.Wall(p.Prompt.Answered, loc) + "."
	case !p.Prompt.Answered.IsZero():
		return "You answered on " + coaching.Wall(p.answered(), loc) + "."
	case p.Closed:
		return "These questions have closed. You can write at any time with `/reflect`."
	}
	return ""
}

func settledPromptButtons(s scene, p promptState) []slack.Block {
	switch {
	case p.skipped(), p.Closed && p.Prompt.Answered.IsZero():
		return []slack.Block{buttons(button("Write after all", reflectOpen, string(p.Prompt.ID)))}
	case !p.Prompt.Answered.IsZero():
		return answeredButtons(s, p)
	}
	return nil
}

// questionWords ask, or ask again.
func questionWords(s scene, p promptState) []slack.Block {
	lead := "A few minutes for yourself?"
	if s.Delivery.Kind == coaching.KindPromptAgain {
		lead = stillOpen(s, p)
	} else if s.sealed() {
		lead = "A question is waiting."
	}
	if s.sealed() {
		return []slack.Block{section(lead)}
	}
	return []slack.Block{section(lead + " Three questions:\n• " + coaching.Questions[0] + "\n• " + coaching.Questions[1] + "\n• " + coaching.Questions[2]),
		small("Answer here, as short as you like, or write privately in a form.")}
}

// stillOpen names the questions by the day on which they came.
func stillOpen(s scene, p promptState) string {
	loc, came, now := s.Reader.Location(), p.Prompt.Sent, s.Delivery.Due
	if came.IsZero() {
		came = p.Prompt.Nominal
	}
	if coaching.DateOf(came.In(loc)) == coaching.DateOf(now.In(loc)) {
		return "Today's questions are still open."
	}
	return came.In(loc).Weekday().String() + "'s questions are still open."
}

// againWords say until when something was put off.
func againWords(d coaching.Delivery, reader coaching.Person) string {
	return "I will ask again on " + coaching.Wall(d.Due, reader.Location()) + "."
}

// promptRow are the ways to answer, now or later.
func promptRow(s scene, p promptState, later string) slack.Block {
	id := string(p.Prompt.ID)
	row := []slack.BlockElement{primary("Write privately", reflectOpen, id), button(later, reflectLater, id), button("Skip", reflectSkip, id)}
	if later == "Later" && !s.sealed() {
		row = append(row, urgent()) // here people write, too
	}
	return buttons(row...)
}

// answeredButtons lead back to what was written.
func answeredButtons(s scene, p promptState) []slack.Block {
	switch len(p.Entries) {
	case 0:
		return []slack.Block{small("You deleted what you wrote.")}
	case 1:
		id := string(p.Entries[0].ID)
		var row []slack.BlockElement
		if s.Engagement.Live() {
			row = append(row, button("Edit", reflectEdit, id))
		}
		return []slack.Block{buttons(append(row, danger("Delete", reflectDelete, id, "The reflection is erased for good. Nobody can bring it back.", "Delete"))...)}
	}
	return []slack.Block{buttons(button("My reflections", reflectList, "list"))}
}

// drawKept acknowledges what was typed in the direct message.
func drawKept(b *Bot, ctx context.Context, s scene) (card, error) {
	r, err := b.Store.Reflection(ctx, s.Delivery.Subject)
	if coaching.Is(err, coaching.NotFound) {
		return erasedCard(s.Delivery.Reason == takenBack), nil
	}
	if err != nil {
		return card{}, fmt.Errorf("draw kept: %w", err)
	}
	first, err := b.firstKept(ctx, s.Delivery)
	if err != nil {
		return card{}, fmt.Errorf("draw kept: %w", err)
	}
	answers, err := b.answersWords(ctx, s.Reader, r)
	if err != nil {
		return card{}, fmt.Errorf("draw kept: %w", err)
	}
	return keptCard(s, r, first, answers), nil
}

// takenBack is the reason of an acknowledgement whose message the person deleted in Slack.
const takenBack = "message deleted"

// erasedCard says what is left: with the message gone from Slack, nothing at all.
func erasedCard(message bool) card {
	words := "You deleted this reflection, and I keep nothing of it. If the message that you typed still stands in Slack, you can delete it there."
	if message {
		words = "You deleted your message, so I have erased the reflection as well. I keep nothing of it."
	}
	return card{Note: keptNote, Blocks: []slack.Block{section(words)}}
}

const keptNote = "Interlude has kept your words."

// keptCard holds none of the words that it acknowledges. answers says what they answer.
func keptCard(s scene, r coaching.Reflection, first bool, answers string) card {
	said := "*Kept.* " + readers(r.Audience) + answers
	if !r.Edited.IsZero() {
		said += " Last changed " + coaching.Wall(r.Edited, s.Reader.Location()) + "."
	}
	c := card{Note: keptNote, Blocks: []slack.Block{section(said), buttons(entryButtons(r, s.Engagement.Live())...)}}
	if first {
		c.Blocks = append(c.Blocks, section("I say this once: what you type here also stands in Slack, and some plans allow an employer to export direct messages. It is marked as typed in Slack. A form is no message."),
			buttons(wayButton(s), button("Write privately", reflectOpen, string(s.Engagement.ID)), button("Settings", settingsOpen, string(s.Engagement.ID))))
	}
	return c
}

// wayButton is the move to the other way to write: an offer first, and then the way back.
func wayButton(s scene) *slack.ButtonBlockElement {
	if s.sealed() {
		return unsealButton()
	}
	return sealButton()
}

// firstKept reports whether d is the first acknowledgement that its recipient got. What it says
// once stays said when the words that it is about are deleted.
func (b *Bot) firstKept(ctx context.Context, d coaching.Delivery) (bool, error) {
	sent, err := b.Store.DeliveriesTo(ctx, d.Recipient, coaching.KindKept, time.Unix(0, 0))
	if err != nil || len(sent) == 0 {
		return err == nil, err
	}
	return sent[len(sent)-1].ID == d.ID, nil
}
