package bot

import (
	"fmt"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// whyChoices is the menu at a message: what stands there leads to a form each.
func whyChoices(d coaching.Delivery) *slack.OverflowBlockElement {
	id := string(d.ID)
	cs := []choice{{Value: "why|" + id, Label: "Why did I get this?"}, {Value: "time|" + id, Label: "Change the time"}}
	if _, ok := sortOf(d); ok {
		cs = append(cs, choice{Value: "off|" + id, Label: "Do not send such messages"})
	}
	return overflow(whyMenu, cs...)
}

// whyView says which rule sent a message, why at that time, and what can be done about it.
func whyView(w why) *slack.ModalViewRequest {
	d := w.Delivery
	blocks := []slack.Block{section(w.rule())}
	if w.Action != nil {
		blocks = append(blocks, paragraphs(w.Action.Text.Reveal())...)
	}
	blocks = append(blocks, section(w.timing()))
	row := []slack.BlockElement{button("Change the time", timeOpen, string(d.ID))}
	if s, ok := sortOf(d); ok {
		row = append(row, button("Turn off", topicsAsk, s.value()))
	}
	row = append(row, pauseButton(w.Reader), button("What is coming", comingOpen, "why"))
	return form{Title: "Why did I get this?", Blocks: append(blocks, buttons(row...),
		small("Turned off or paused, it can be turned on again at any time, here or in your settings."))}.modal()
}

func (w why) other() coaching.Person {
	if w.Reader.ID == w.Engagement.Coach {
		return w.Coachee
	}
	return w.Coach
}

// rule says in plain words why such messages come at all.
func (w why) rule() string {
	loc, with := w.Reader.Location(), at(w.other())
	switch w.Delivery.Kind {
	case coaching.KindPrompt:
		return w.asks()
	case coaching.KindPromptAgain:
		switch {
		case coaching.PutOff(w.Delivery):
			return "You put off some questions, and asked me to come back to them at this time."
		case w.Prompt != nil && !w.Prompt.Sent.IsZero():
			return w.asks() + " I asked on " + coaching.Wall(w.Prompt.Sent, loc) + ". When questions are not answered I ask once more on the next working day, and then no more."
		}
		return w.asks() + " When questions are not answered I ask once more on the next working day, and then no more."
	case coaching.KindCadence:
		return w.asks() + " When several in a row go unanswered, I ask once how to go on."
	case coaching.KindZone:
		return "Slack names another time zone for you than the one in which I count your times. I never move them without asking."
	case coaching.KindActionDue:
		if coaching.PutOff(w.Delivery) {
			return "You put off the reminder of an action in your coaching with " + with + ", and asked me to come back to it at this time:"
		}
		return "You have an action in your coaching with " + with + w.dated() + ". I remind you once, at its time or else at 9:00:"
	case coaching.KindActionFollowUp:
		return "You have an action in your coaching with " + with + w.dated() + ". When its day has passed without an answer I ask once more, on the next working day:"
	case coaching.KindSessionSoon:
		return "You have a session with " + with + w.meets() + ". Two days before I remind you, so that you can prepare."
	case coaching.KindSessionNow:
		return "You have a session with " + with + w.meets() + ". An hour before I send you both a reminder, with the link if there is one."
	case coaching.KindSessionAfter:
		return "You had a session booked with " + with + w.meets() + ". Two hours after its end I ask whether it took place."
	case coaching.KindSessionActions:
		return "You had a session with " + with + w.meets() + ". Two hours after its end I ask what you will do next."
	}
	return "This belongs to your coaching with " + with + "."
}

// asks names the schedule.
func (w why) asks() string {
	with := at(w.other())
	if w.Rhythm == "" {
		return "I ask you to reflect in your coaching with " + with + "."
	}
	return "I ask you to reflect in your coaching with " + with + ": " + esc(w.Rhythm) + ", in your time zone, " + w.Reader.Location().String() + "."
}

func (w why) dated() string {
	if w.Action == nil || w.Action.Due.IsZero() {
		return ""
	}
	return ", " + dueWords(*w.Action, w.Reader.Location())
}

func (w why) meets() string {
	if w.Session == nil {
		return ""
	}
	return " on " + coaching.BothZones(w.Session.Start, w.Reader.Location(), w.other().Location())
}

// punctual is how much later than meant a message may come without an explanation.
const punctual = 2 * time.Minute

// timing says when it was meant to come, when it came, and why not before.
func (w why) timing() string {
	d, loc := w.Delivery, w.Reader.Location()
	meant := coaching.Wall(d.Nominal, loc)
	if d.Sent.IsZero() || d.Sent.Sub(d.Nominal) < punctual {
		return "*When:* " + meant + ", which is its time."
	}
	if d.Held == "" {
		return "*When:* it was meant for " + meant + ", and came on " + coaching.Wall(d.Sent, loc) + ", because I could not send it before."
	}
	return "*When:* it was meant for " + meant + ", and came on " + coaching.Wall(d.Sent, loc) + ". I held it back because of " + heldWords(d.Held, w.Rules, d.Nominal.In(loc)) + "."
}

// heldWords says why something waits; at is when it was meant to come, on the reader's clock.
func heldWords(reason string, r coaching.Rules, at time.Time) string {
	switch reason {
	case coaching.WhyQuiet:
		if r.QuietWeekend && (at.Weekday() == time.Saturday || at.Weekday() == time.Sunday) {
			return "the weekend"
		}
		return "the quiet hours, " + r.QuietFrom + " to " + r.QuietTo + " and weekends"
	case coaching.WhyHoliday:
		return "a public holiday"
	case coaching.WhyLeave:
		return "your leave"
	case coaching.WhyAway:
		return "Slack, which says that you are away or not to be disturbed"
	case coaching.WhyCap:
		return "the limit of " + capWords(r)
	case coaching.WhySuspended:
		return "this coaching, which rested"
	case coaching.WhyFirst:
		return "the reminder that has to come before it"
	}
	return "a pause that Slack asked me for"
}

// capWords names the limits that are set.
func capWords(r coaching.Rules) string {
	var out []string
	if r.PerDay > 0 {
		out = append(out, fmt.Sprintf("%d a day", r.PerDay))
	}
	if r.PerWeek > 0 {
		out = append(out, fmt.Sprintf("%d a week", r.PerWeek))
	}
	return strings.Join(out, " and ")
}

// timeMeta says for whose questions the time is changed.
type timeMeta struct {
	Engagement coaching.ID `json:"e"`
}

// timeView asks when the questions of one engagement come.
func timeView(p coaching.Person, e coaching.ID, r rhythm, own bool) *slack.ModalViewRequest {
	words := "When I ask you to reflect in this coaching. All else stays as it is."
	if r.off() {
		words = "The questions are off at the moment. Saving turns them on again. " + words
	}
	blocks := append([]slack.Block{section(words)}, rhythmBlocks(p, r, own, timeOwn, timeDays)...)
	return form{ID: timeSave, Title: "Change the time", Submit: "Save", Meta: timeMeta{e}, Blocks: blocks}.modal()
}

// fixedTimeView stands where the time follows from the session.
func fixedTimeView(w why) *slack.ModalViewRequest {
	words := map[coaching.DeliveryKind]string{
		coaching.KindSessionSoon: "This reminder always comes two days before a session.", coaching.KindSessionNow: "This reminder always comes an hour before a session.",
		coaching.KindSessionAfter: "This question always comes two hours after a session.", coaching.KindSessionActions: "This question always comes two hours after a session.",
	}[w.Delivery.Kind]
	row := []slack.BlockElement{button("What is coming", comingOpen, "time")}
	if s, ok := sortOf(w.Delivery); ok {
		row = append([]slack.BlockElement{button("Turn off", topicsAsk, s.value())}, row...)
	}
	return form{Title: "Change the time", Blocks: []slack.Block{
		section(words + " It moves with the session, and its time alone cannot be changed. You can do without it."), buttons(row...),
	}}.modal()
}
