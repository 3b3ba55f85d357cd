package bot

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// rhythm is the part of the settings that says when to ask.
type rhythm struct {
	day  string // cron's day of week, or "cron" for a line of one's own
	time string // "15:04"
	line string // a cron expression, with day "cron"

	rests   time.Time // until when they paused the questions; zero: they do not
	spacing int       // at least so many days between two times; 0: every time
	none    bool      // the questions are turned off; day and time are for when they are on again
}

var rhythms = []choice{
	{Value: "1", Label: "Every Monday"}, {Value: "2", Label: "Every Tuesday"}, {Value: "3", Label: "Every Wednesday"},
	{Value: "4", Label: "Every Thursday"}, {Value: "5", Label: "Every Friday"}, {Value: "1,4", Label: "Mondays and Thursdays"},
	{Value: "1-5", Label: "Every working day"},
}

// spacings are how often I ask on the days that were chosen.
var spacings = []choice{
	{Value: "0", Label: "Every time"}, {Value: strconv.Itoa(coaching.LessOften), Label: "At most every two weeks"},
}

func decodeRhythm(c *Call) rhythm {
	if hasInput(c.View, "cron") {
		return rhythm{day: "cron", line: strings.TrimSpace(c.Input("cron")), spacing: decodeSpacing(c), none: asksNothing(c)}
	}
	return rhythm{day: c.Input("day"), time: c.Input("time"), spacing: decodeSpacing(c), none: asksNothing(c)}
}

// asksNothing reports that the box for the questions is there and not ticked.
func asksNothing(c *Call) bool {
	return hasInput(c.View, "topics") && !slices.Contains(c.Inputs("topics"), string(questions))
}

// decodeSpacing is 0 for everything but the one other choice.
func decodeSpacing(c *Call) int {
	if c.Input("often") == spacings[1].Value {
		return coaching.LessOften
	}
	return 0
}

// own reports a schedule that the days to choose from cannot say.
func (r rhythm) own() bool { return r.day == "cron" }

func (r rhythm) off() bool { return r.none }

// cron returns the expression that r stands for.
func (r rhythm) cron() (string, error) {
	if r.day == "cron" {
		if r.line == "" {
			return "", coaching.Bad("cron", "Write the expression here, or choose a day instead.")
		}
		return r.line, nil
	}
	at, err := time.Parse("15:04", r.time)
	if err != nil {
		return "", coaching.Bad("time", "Choose a time.")
	}
	if chosen(rhythms, r.day) == nil {
		return "", coaching.Bad("day", "Choose a day.")
	}
	return fmt.Sprintf("%d %d * * %s", at.Minute(), at.Hour(), r.day), nil
}

// readRhythm is the inverse of cron, for the form's first values.
func readRhythm(s coaching.Schedule) rhythm {
	var minute, hour int
	var day string
	n, err := fmt.Sscanf(s.Cron, "%d %d * * %s", &minute, &hour, &day)
	r := rhythm{day: "cron", time: "15:00", line: s.Cron}
	if n == 3 && err == nil && chosen(rhythms, day) != nil {
		r = rhythm{day: day, time: fmt.Sprintf("%02d:%02d", hour, minute)}
	}
	if s.Cron == "" {
		r = rhythm{day: "5", time: "15:00"}
	}
	r.spacing, r.none = s.Spacing, s.Paused || s.Cron == ""
	return r
}

// ways are the two ways to write, with what each means for who could read along.
var ways = []choice{
	{Value: string(coaching.Open), Label: "Open", Note: "Answer in the chat. Your employer may be able to export chats."},
	{Value: string(coaching.Sealed), Label: "Sealed", Note: "Forms only. No words of yours ever stand in a message."},
}

// rhythmBlocks ask with days to choose from or, for a schedule of one's own, with a cron
// expression: never with both. The presses toOwn and toDays go from one to the other.
func rhythmBlocks(p coaching.Person, r rhythm, own bool, toOwn, toDays string) []slack.Block {
	day := "5"
	if !r.own() {
		day = r.day
	}
	when := []slack.Block{
		selectInput("day", "When may I ask you to reflect?", "", day, false, rhythms),
		timeInput("time", "Time", "On your own clock, in your time zone.", r.time, p.Location().String(), false),
		buttons(button("Write my own schedule", toOwn, "own")),
	}
	if own {
		when = []slack.Block{
			textInput("cron", "Cron expression", "When I ask you to reflect, for example 0 15 * * 5 for Fridays at 15:00. At most every 15 minutes.", r.line, false, false),
			buttons(button("Choose a day instead", toDays, "days")),
		}
	}
	often := "0"
	if r.spacing > 0 {
		often = spacings[1].Value
	}
	return append(when, selectInput("often", "How often?", "", often, false, spacings))
}

// settingsView is all that a coachee can set. topics are those that ever reach them.
func settingsView(p coaching.Person, r rhythm, own bool, topics []coaching.Topic, holidays, writing []slack.Block) *slack.ModalViewRequest {
	blocks := append(append(pausedBlocks(p), restBlocks(p, r)...), rhythmBlocks(p, r, own, settingsOwn, settingsDays)...)
	blocks = append(blocks, sentInput(append([]coaching.Topic{questions}, topics...), func(t coaching.Topic) bool {
		return t == questions && !r.off() || t != questions && !p.Off.Has(t)
	}), zoneInput("zone", "Your time zone", "", p.Zone))
	blocks = append(append(blocks, holidays...), writing...)
	return form{ID: settingsSave, Title: "Settings", Submit: "Save", Blocks: append(blocks,
		small("What other people do, such as a booking, always reaches you."),
	)}.modal()
}

// severalBlocks say that several coachings have their questions at different times.
func severalBlocks(own []coaching.Own) []slack.Block {
	for _, o := range own[1:] {
		if a, b := own[0].Schedule, o.Schedule; a.Cron != b.Cron || a.Spacing != b.Spacing || a.Paused != b.Paused {
			return []slack.Block{small("Your coachings have their questions at different times. What you change of that here holds for all of them; \"Change the time\" at a message holds for one.")}
		}
	}
	return nil
}

// restBlocks say until when the questions pause, and end it.
func restBlocks(p coaching.Person, r rhythm) []slack.Block {
	if r.rests.IsZero() {
		return nil
	}
	return []slack.Block{section("The questions pause until " + coaching.Wall(r.rests, p.Location()) + "."), buttons(button("Ask me again", settingsAsk, "rest"))}
}

// pausedBlocks pause everything, or say that it is and end it.
func pausedBlocks(p coaching.Person) []slack.Block {
	row := buttons(pauseButton(p), button("What is coming", comingOpen, "settings"))
	if p.Paused {
		return []slack.Block{section("*Everything is paused.* " + pauseWords), row}
	}
	return []slack.Block{row}
}

// zoneView is the settings of somebody who is no coachee.
func zoneView(p coaching.Person, topics []coaching.Topic, holidays []slack.Block) *slack.ModalViewRequest {
	var blocks []slack.Block
	if len(topics) > 0 || p.Paused {
		blocks = pausedBlocks(p)
	}
	if len(topics) > 0 {
		blocks = append(blocks, sentInput(topics, func(t coaching.Topic) bool { return !p.Off.Has(t) }))
	}
	blocks = append(blocks, zoneInput("zone", "Your time zone", "Times are shown to you on this clock.", p.Zone))
	return form{ID: settingsSave, Title: "Settings", Submit: "Save", Blocks: append(blocks, holidays...)}.modal()
}

func (b *Bot) savedZoneView(p coaching.Person, now time.Time) *slack.ModalViewRequest {
	blocks := []slack.Block{section("*Saved.*\nOn your clock it is " + coaching.Wall(now, p.Location()) + "." + b.holidayLine(p))}
	return form{Title: "Settings", Blocks: append(append(blocks, offBlocks(p)...), buttons(button("Change again", settingsOpen, "again")))}.modal()
}

// offBlocks name what is turned off, and how it comes back.
func offBlocks(p coaching.Person) []slack.Block {
	var names []string
	for _, t := range coaching.AllTopics {
		if p.Off.Has(t) {
			names = append(names, "• "+topicWords[t].Label)
		}
	}
	if len(names) == 0 {
		return nil
	}
	return []slack.Block{section("Turned off, until you tick it again:\n" + strings.Join(names, "\n"))}
}

// savedView says what holds now. last is when the questions were asked last.
func (b *Bot) savedView(p coaching.Person, s coaching.Schedule, last time.Time) *slack.ModalViewRequest {
	text := "I will not ask you to reflect until you tick that again. You can write at any time with `/reflect`."
	if !s.Paused {
		var when []string
		for _, t := range s.Coming(3, last, b.Timetable.Next) {
			when = append(when, "• "+coaching.Wall(t, p.Location()))
		}
		text = "I will ask you " + esc(b.rhythmWords(s)) + ". The next times are:\n" + strings.Join(when, "\n")
	}
	way := "You write openly: in the chat or in forms."
	if p.Writing == coaching.Sealed {
		way = "Your writing is sealed: forms only. What you typed in Slack yourself stays there until you delete it there."
	}
	return form{Title: "Settings", Blocks: append(append([]slack.Block{section("*Saved.*\n" + text)}, offBlocks(p)...),
		small(way+b.holidayLine(p)), buttons(button("Change again", settingsOpen, "again"), button("What is coming", comingOpen, "saved")))}.modal()
}
