package bot

import (
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// noEnd stands for what can be answered at any time.
var noEnd time.Time

// laterMeta says what is put off: a prompt, by its own delivery, or an action.
type laterMeta struct {
	Prompt coaching.ID `json:"p,omitempty"`
	Action coaching.ID `json:"a,omitempty"`
}

// laterForm is what the form is drawn from.
type laterForm struct {
	Meta    laterMeta
	Person  coaching.Person
	Choices []coaching.LaterChoice
	Ends    time.Time // until when it can be answered; zero: always
}

var laterLabels = map[coaching.LaterHow]string{
	coaching.LaterHour: "In 1 hour", coaching.LaterTomorrow: "Tomorrow", coaching.LaterWeek: "Next week", coaching.LaterDate: "On a date",
}

// laterView asks until when; each choice says which instant it means.
func laterView(f laterForm) *slack.ModalViewRequest {
	loc := f.Person.Location()
	var cs []choice
	for _, c := range f.Choices {
		o := choice{Value: string(c.How), Label: laterLabels[c.How], Note: "The date and time that you choose below, in the evening too."}
		if !c.At.IsZero() {
			o.Note = coaching.Wall(c.At, loc)
		}
		cs = append(cs, o)
	}
	blocks := []slack.Block{
		radioInput("when", "When shall I come back to this?", "", "", cs),
		dateInput("date", "Date", "Only with \"On a date\".", "", true),
		timeInput("time", "Time", "Only with \"On a date\", on your own clock, "+loc.String()+".", "", loc.String(), true),
	}
	if f.Ends.IsZero() {
		blocks = append(blocks, small("You can still answer at any time before, in the message or with `/actions`."))
	} else {
		blocks = append(blocks, small("These questions can be answered until "+coaching.Wall(f.Ends, loc)+". You can write at any time with `/reflect`."))
	}
	return form{ID: laterSave, Title: "Later", Submit: "Put off", Meta: f.Meta, Blocks: blocks}.modal()
}

// decodeLater is the inverse of laterView. A date beside another choice is not guessed at.
func decodeLater(c *Call) (laterMeta, coaching.Later, error) {
	var m laterMeta
	if err := c.Meta(&m); err != nil {
		return m, coaching.Later{}, err
	}
	l := coaching.Later{How: coaching.LaterHow(c.Input("when")), Time: c.Input("time")}
	day := c.Input("date")
	if day != "" {
		var err error
		if l.Date, err = coaching.ParseDate(day); err != nil {
			return m, l, coaching.Bad("date", "I could not read the date. Please choose it again.")
		}
	}
	if l.How != coaching.LaterDate && (day != "" || l.Time != "") {
		return m, l, coaching.Bad("when", "You chose a date or a time below. Choose \"On a date\", or clear both.")
	}
	return m, l, nil
}

// pausedHereView is shown while one coaching is paused: no question would come.
func pausedHereView(e coaching.ID) *slack.ModalViewRequest {
	return form{Title: "Later", Blocks: []slack.Block{
		section("This coaching is paused, so I ask no questions in it. You can resume it, or write at any time with `/reflect`."),
		buttons(primary("Resume", engagementResume, string(e)), button("Write privately", reflectOpen, string(e))),
	}}.modal()
}

// tooLateView is shown when the questions close too soon to be put off.
func tooLateView(prompt coaching.ID, ends time.Time, p coaching.Person) *slack.ModalViewRequest {
	return form{Title: "Later", Blocks: []slack.Block{
		section("These questions close on " + coaching.Wall(ends, p.Location()) + ", so I cannot ask again before that. You can write now, or at any time with `/reflect`."),
		buttons(primary("Write privately", reflectOpen, string(prompt))),
	}}.modal()
}
