package bot

import (
	"slices"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// topicText says what a topic is, and what it means to do without.
type topicText struct {
	Label string // as a box to tick
	Off   string // what no longer comes, and what there is instead
}

var topicWords = map[coaching.Topic]topicText{
	questions:                 {"Questions to reflect", "I will not ask you to reflect any more. You can write at any time with `/reflect`. A question that you put off to a later time still comes."},
	coaching.TopicActions:     {"Reminders of actions", "I will not remind you of your actions any more. They stay, and `/actions` shows them at any time. A reminder that you put off to a later time still comes."},
	coaching.TopicPreparation: {"Two days before a session", "I will not ask you to prepare a session any more. `/coaching brief` does so at any time."},
	coaching.TopicSessions:    {"An hour before a session", "I will not write an hour before a session any more. `/schedule` shows your sessions at any time."},
	coaching.TopicAfter:       {"After a session", "I will not ask you anything after a session any more. `/actions` and `/schedule` are there at any time."},
}

// offView asks before something is turned off. with names whose questions they are, where there
// are several.
func offView(s sendable, with string) *slack.ModalViewRequest {
	w := topicWords[s.Topic]
	return form{ID: topicsOff, Title: "Turn off", Submit: "Turn off", Close: "Keep", Meta: s, Blocks: []slack.Block{
		section("*" + w.Label + "*" + with + "\n" + w.Off),
		small("You can turn them on again right after, or in your settings."),
	}}.modal()
}

// turnedView says what holds, with the way back.
func turnedView(s sendable, with string, onAgain bool) *slack.ModalViewRequest {
	w := topicWords[s.Topic]
	if onAgain {
		return form{Title: "Turned on", Blocks: []slack.Block{
			section("*" + w.Label + "*" + with + " come again from now on."),
			buttons(button("Turn off", topicsAsk, s.value()), button("What is coming", comingOpen, "turned"), button("Settings", settingsOpen, "turned")),
		}}.modal()
	}
	return form{Title: "Turned off", Blocks: []slack.Block{
		section("*" + w.Label + "*" + with + " are off. " + w.Off),
		buttons(primary("Turn on again", topicsOn, s.value()), button("What is coming", comingOpen, "turned"), button("Settings", settingsOpen, "turned")),
	}}.modal()
}

// pauseWords says what a pause of everything means.
const pauseWords = "No questions and no reminders come until you resume, here or with `/coaching resume`. What other people do, such as a booking, still reaches you, and so does the hour before a session unless you turned it off."

// pausedView says what holds, with the way back.
func pausedView(paused bool) *slack.ModalViewRequest {
	words, back := "*Resumed.* Questions and reminders come again, from what is due next.", slack.BlockElement(button("Pause everything", pauseAll, "paused"))
	if paused {
		words, back = "*Everything is paused.* "+pauseWords, primary("Resume everything", pauseEnd, "paused")
	}
	return form{Title: "Pause", Blocks: []slack.Block{section(words), buttons(back, button("What is coming", comingOpen, "paused"), button("Settings", settingsOpen, "paused"))}}.modal()
}

// pauseButton pauses, or ends the pause.
func pauseButton(p coaching.Person) *slack.ButtonBlockElement {
	if p.Paused {
		return primary("Resume everything", pauseEnd, "now")
	}
	return button("Pause everything", pauseAll, "now")
}

// sentInput ticks what the person is sent. It has no box for what never reaches them.
func sentInput(topics []coaching.Topic, ticked func(coaching.Topic) bool) *slack.InputBlock {
	var cs []choice
	var on []string
	for _, t := range topics {
		cs = append(cs, choice{Value: string(t), Label: topicWords[t].Label})
		if ticked(t) {
			on = append(on, string(t))
		}
	}
	return checkInput("topics", "What may I send you?", "", on, true, cs)
}

// offered lists the topics that stand in the form, which may be older than the person's parts.
func offered(c *Call) []coaching.Topic {
	var out []coaching.Topic
	for _, bl := range c.View.Blocks.BlockSet {
		in, ok := bl.(*slack.InputBlock)
		if !ok || in.BlockID != "topics" {
			continue
		}
		boxes, ok := in.Element.(*slack.CheckboxGroupsBlockElement)
		for i := 0; ok && i < len(boxes.Options); i++ {
			out = append(out, coaching.Topic(boxes.Options[i].Value))
		}
	}
	return out
}

// decodeSent is p's topics after the form: of those that it offered, what is not ticked is off.
func decodeSent(c *Call, p coaching.Person) coaching.Topics {
	if !hasInput(c.View, "topics") {
		return p.Off
	}
	off, ticked := p.Off, c.Inputs("topics")
	for _, t := range offered(c) {
		if off = off.Without(t); !slices.Contains(ticked, string(t)) {
			off = off.With(t)
		}
	}
	return off
}
