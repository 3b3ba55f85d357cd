package bot

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// How many lines the form holds of what comes, and of what did not.
const (
	mostLines   = 60
	mostNotSent = 20
)

// comingLine is one line of the form.
type comingLine struct {
	at    time.Time
	words string // mrkdwn, without people's words
}

func comingView(v coming) *slack.ModalViewRequest {
	loc := v.Person.Location()
	var blocks []slack.Block
	if v.Person.Paused {
		blocks = append(blocks, section("*Everything is paused.* "+pauseWords))
	}
	blocks = append(blocks, section("*Until "+coaching.Wall(v.Now.AddDate(0, 0, comingDays), loc)+"*, as things stand:"))
	lines := v.lines()
	if len(lines) == 0 {
		blocks = append(blocks, section("Nothing is planned for you in these days."))
	}
	blocks = append(blocks, lineBlocksOf(lines, mostLines)...)
	if missed := v.notSent(); len(missed) > 0 {
		blocks = append(blocks, divider(), section("*Not sent in the last 14 days:*"))
		blocks = append(blocks, lineBlocksOf(missed, mostNotSent)...)
	}
	return form{Title: "What is coming", Blocks: append(blocks, divider(),
		buttons(button("Settings", settingsOpen, "coming"), button("Leave", leaveOpen, "coming"), pauseButton(v.Person)))}.modal()
}

// lineBlocksOf shows at most so many lines, and says how many more there are.
func lineBlocksOf(lines []comingLine, most int) []slack.Block {
	if len(lines) == 0 {
		return nil
	}
	var words []string
	for _, l := range lines[:min(len(lines), most)] {
		words = append(words, "• "+l.words)
	}
	if more := len(lines) - most; more > 0 {
		words = append(words, fmt.Sprintf("And %d more.", more))
	}
	return lineBlocks(words...)
}

// lines is what comes, earliest first.
func (v coming) lines() []comingLine {
	var out []comingLine
	for _, f := range v.Foreseen {
		if l, ok := v.message(f); ok {
			out = append(out, l)
		}
	}
	for _, s := range v.Sessions {
		if s.State == coaching.SessionBooked {
			other := v.People[otherOf(s, v.Person.ID)]
			out = append(out, comingLine{s.Start, "*" + coaching.BothZones(s.Start, v.Person.Location(), other.Location()) + "*: a session with " + at(other)})
		}
	}
	out = append(out, v.deadlines()...)
	slices.SortStableFunc(out, func(a, b comingLine) int { return a.at.Compare(b.at) })
	return out
}

func otherOf(s coaching.Session, me coaching.ID) coaching.ID {
	if s.Coach == me {
		return s.Coachee
	}
	return s.Coach
}

// deadlines are the days of open actions; those that have passed come first, on one line.
func (v coming) deadlines() []comingLine {
	loc := v.Person.Location()
	today, past := coaching.DateOf(v.Now.In(loc)), 0
	var out []comingLine
	for _, a := range v.Actions {
		if a.Due.Before(today) {
			past++
		} else if a.Due.Before(today.Add(comingDays)) {
			due, _ := a.RemindAt(loc)
			out = append(out, comingLine{due, "*" + dayWords(a.Due) + "* (" + loc.String() + "): the day of an action"})
		}
	}
	if past > 0 {
		out = append(out, comingLine{time.Time{}, plural(past, "open action is past its day", "open actions are past their day") + ". `/actions` shows them."})
	}
	return out
}

// messageWords name a message without what it is about.
var messageWords = map[coaching.DeliveryKind]string{
	coaching.KindPrompt: "questions to reflect", coaching.KindPromptAgain: "the questions once more, if they are still open",
	coaching.KindCadence: "a question how I shall go on asking", coaching.KindZone: "a question about your time zone",
	coaching.KindActionDue: "a reminder of an action", coaching.KindActionFollowUp: "a question how an action went, if it is still open",
	coaching.KindSessionSoon: "a reminder to prepare a session", coaching.KindSessionNow: "a reminder an hour before a session",
	coaching.KindConsentOver:  "a question whether what your sponsor may be told shall go on",
	coaching.KindSessionAfter: "a question whether a session took place", coaching.KindSessionActions: "a question what you will do after a session",
}

// message is a line of what comes by itself; false: it is not worth one.
func (v coming) message(f coaching.Foreseen) (comingLine, bool) {
	words, ok := messageWords[f.Delivery.Kind]
	if !ok {
		return comingLine{}, false
	}
	loc := v.Person.Location()
	if coaching.PutOff(f.Delivery) {
		words += ", which you put off to this time"
	}
	words += v.in(f.Delivery.Engagement)
	meant := coaching.Wall(f.Delivery.Nominal, loc)
	if f.Not != "" {
		reason, worth := notWords(f.Not, f.Delivery.State)
		return comingLine{f.At, "*" + meant + "*: " + words + ". It will not be sent: " + reason + "."}, worth
	}
	line := "*" + coaching.Wall(f.At, loc) + "*: " + words
	if f.Held != "" {
		line += ". Meant for " + meant + ", it waits because of " + heldWords(f.Held, v.Rules, f.Delivery.Nominal.In(loc))
	}
	return comingLine{f.At, line + "."}, true
}

// in names the other person to somebody who is in several engagements.
func (v coming) in(id coaching.ID) string {
	if len(v.Mine) < 2 {
		return ""
	}
	for _, e := range v.Mine {
		if e.ID == id && e.Coach == v.Person.ID {
			return ", with " + at(v.People[e.Coachee])
		} else if e.ID == id {
			return ", with " + at(v.People[e.Coach])
		}
	}
	return ""
}

// notSent are the messages that never came, newest first, as far as anybody would miss them.
func (v coming) notSent() []comingLine {
	var out []comingLine
	for _, d := range v.NotSent {
		words, known := messageWords[d.Kind]
		reason, worth := notWords(d.Reason, d.State)
		if known && worth {
			out = append(out, comingLine{d.Due, "*" + coaching.Wall(d.Nominal, v.Person.Location()) + "*: " + words + v.in(d.Engagement) + ". " + upper(reason) + "."})
		}
	}
	return out
}

// notWords says why a message does not come, or did not; false: what it was about has gone its
// way, and nobody misses it.
func notWords(reason string, state coaching.DeliveryState) (string, bool) {
	switch reason {
	case coaching.WhyOff:
		return "you turned such messages off", true
	case coaching.WhyPaused:
		return "turned off or paused at that time", true
	case coaching.WhyLess:
		return "you chose to be asked less often", true
	case coaching.WhySilence:
		return "some went unanswered, so I ask less often", true
	case coaching.WhyLate:
		return "its time had passed before I could send it", true
	case coaching.WhyLeave:
		return "its time passed during your leave", true
	case coaching.WhyHoliday:
		return "its time passed during a public holiday", true
	case coaching.WhyAway:
		return "its time passed while Slack said that you were away", true
	case coaching.WhyDoubt:
		return "I could not find out whether it had arrived", true
	}
	return "Slack did not take it", state == coaching.DeliveryMissed
}

// upper begins a sentence.
func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
