package bot

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// rhythm is the part of the settings that says when to ask.
type rhythm struct {
	day  string // cron's day of week, "off", or "cron" for a line of one's own
	time string // "15:04"
	line string // a cron expression, with day "cron"

	spacing int // at least so many days between two times; 0: every time
}

var rhythms = []choice{
	{Value: "1", Label: "Every Monday"}, {Value: "2", Label: "Every Tuesday"}, {Value: "3", Label: "Every Wednesday"},
	{Value: "4", Label: "Every Thursday"}, {Value: "5", Label: "Every Friday"}, {Value: "1,4", Label: "Mondays and Thursdays"},
	{Value: "1-5", Label: "Every working day"}, {Value: "off", Label: "Do not ask me for now"},
}

// spacings are how often I ask on the days that were chosen.
var spacings = []choice{
	{Value: "0", Label: "Every time"}, {Value: strconv.Itoa(coaching.LessOften), Label: "At most every two weeks"},
}

func decodeRhythm(c *Call) rhythm {
	if hasInput(c.View, "cron") {
		return rhythm{day: "cron", line: strings.TrimSpace(c.Input("cron")), spacing: decodeSpacing(c)}
	}
	return rhythm{day: c.Input("day"), time: c.Input("time"), spacing: decodeSpacing(c)}
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

func (r rhythm) off() bool { return r.day == "off" }

// cron returns the expression that r stands for. While the questions are off the days that
// would follow are Fridays, so that there is something to resume.
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
	day := r.day
	if r.off() {
		day = "5"
	}
	return fmt.Sprintf("%d %d * * %s", at.Minute(), at.Hour(), day), nil
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
	if s.Paused || s.Cron == "" {
		r.day = "off"
	}
	r.spacing = s.Spacing
	return r
}

// ways are the two ways to write, with what each means for who could read along.
var ways = []choice{
	{Value: string(coaching.Open), Label: "Open", Note: "Answer in the chat. Your employer may be able to export chats."},
	{Value: string(coaching.Sealed), Label: "Sealed", Note: "Forms only. No words of yours ever stand in a message."},
}

// settingsView asks with days to choose from or, for a schedule of one's own, with a cron
// expression: never with both.
func settingsView(p coaching.Person, r rhythm, own bool, holidays []slack.Block) *slack.ModalViewRequest {
	day := "5"
	if !r.own() {
		day = r.day
	}
	when := []slack.Block{
		selectInput("day", "When may I ask you to reflect?", "", day, false, rhythms),
		timeInput("time", "Time", "On your own clock, in the time zone below.", r.time, p.Location().String(), false),
		buttons(button("Write my own schedule", settingsOwn, "own")),
	}
	if own {
		when = []slack.Block{
			textInput("cron", "Cron expression", "When I ask you to reflect, for example 0 15 * * 5 for Fridays at 15:00. At most every 15 minutes.", r.line, false, false),
			buttons(button("Choose a day instead", settingsDays, "days")),
		}
	}
	often := "0"
	if r.spacing > 0 {
		often = spacings[1].Value
	}
	blocks := append(when, selectInput("often", "How often?", "", often, false, spacings), zoneInput("zone", "Your time zone", "", p.Zone))
	return form{ID: settingsSave, Title: "Settings", Submit: "Save", Blocks: append(append(blocks, holidays...),
		radioInput("writing", "How would you like to write?", "", string(p.Writing), ways),
		small("Session reminders and replies to what you do here are not affected by these settings."),
	)}.modal()
}

// zoneView is the settings of somebody who is no coachee.
func zoneView(p coaching.Person, holidays []slack.Block) *slack.ModalViewRequest {
	return form{ID: settingsSave, Title: "Settings", Submit: "Save", Blocks: append([]slack.Block{
		zoneInput("zone", "Your time zone", "Times are shown to you on this clock.", p.Zone),
	}, holidays...)}.modal()
}

func (b *Bot) savedZoneView(p coaching.Person, now time.Time) *slack.ModalViewRequest {
	return form{Title: "Settings", Blocks: []slack.Block{
		section("*Saved.*\nOn your clock it is " + coaching.Wall(now, p.Location()) + "." + b.holidayLine(p)), buttons(button("Change again", settingsOpen, "again")),
	}}.modal()
}

// savedView says what holds now. last is when the questions were asked last.
func (b *Bot) savedView(p coaching.Person, s coaching.Schedule, last time.Time) *slack.ModalViewRequest {
	text := "I will not ask you to reflect until you choose a day again. You can write at any time with `/reflect`."
	if !s.Paused {
		var when []string
		for _, t := range s.Coming(3, last, b.Timetable.Next) {
			when = append(when, "• "+coaching.Wall(t, p.Location()))
		}
		text = "I will ask you " + esc(b.rhythmWords(s)) + ". The next times are:\n" + strings.Join(when, "\n")
	}
	way := "You write openly: in the chat or in forms."
	if p.Writing == coaching.Sealed {
		way = "Your writing is sealed: forms only."
	}
	return form{Title: "Settings", Blocks: []slack.Block{section("*Saved.*\n" + text), small(way + b.holidayLine(p)), buttons(button("Change again", settingsOpen, "again"))}}.modal()
}
