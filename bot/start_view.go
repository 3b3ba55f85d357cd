package bot

import (
	"fmt"
	"strconv"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

const startSubmit = "start.submit"

// startDraft is the form "Start an engagement". People are Slack user ids.
type startDraft struct {
	Coachee, Sponsor string
	coaching.Start
}

var everies = []choice{{Value: "7", Label: "Every week"}, {Value: "14", Label: "Every 2 weeks"},
	{Value: "21", Label: "Every 3 weeks"}, {Value: "28", Label: "Every 4 weeks"}}

func startView(d startDraft) *slack.ModalViewRequest {
	return form{ID: startSubmit, Title: "Start an engagement", Submit: "Invite", Blocks: []slack.Block{
		userInput("coachee", "Coachee", "They get an invitation with the agreement, and nothing else before they accept it.", d.Coachee, false),
		userInput("sponsor", "Sponsor", "Is asked for their part once the coachee has accepted, and only ever reads sentences that the coachee approved.", d.Sponsor, true),
		selectInput("sessions", "Number of sessions", "", strconv.Itoa(d.Sessions), false, sessionChoices()),
		selectInput("minutes", "Length of a session", "", strconv.Itoa(d.Minutes), false, lengthChoices(d.Minutes)),
		selectInput("every", "Rhythm", "", strconv.Itoa(d.EveryDays), false, everies),
		dateInput("first", "First day", "When you would like to begin. The first session is booked later.", d.FirstDay.String(), false),
	}}.modal()
}

func decodeStart(c *Call) startDraft {
	first, _ := coaching.ParseDate(c.Input("first")) // the zero day is refused by the rule
	return startDraft{Coachee: c.Input("coachee"), Sponsor: c.Input("sponsor"), Start: coaching.Start{
		Sessions: number(c.Input("sessions")), Minutes: number(c.Input("minutes")), EveryDays: number(c.Input("every")), FirstDay: first,
	}}
}

// number reads an option's value; 0, which every rule refuses, when it is none.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

func sessionChoices() []choice {
	var out []choice
	for n := 1; n <= coaching.MaxSessions; n++ {
		out = append(out, choice{Value: strconv.Itoa(n), Label: plural(n, "session", "sessions")})
	}
	return out
}

// lengthChoices are usual lengths of a session, with also among them (0: no other).
func lengthChoices(also int) []choice {
	var out []choice
	for m := coaching.MinMinutes; m <= coaching.MaxMinutes; m += 5 {
		if m%15 == 0 || m == also {
			out = append(out, choice{Value: strconv.Itoa(m), Label: coaching.Length(m)})
		}
	}
	if also > 0 && chosen(out, strconv.Itoa(also)) == nil {
		out = append(out, choice{Value: strconv.Itoa(also), Label: coaching.Length(also)})
	}
	return out
}

// invitedView says what happens next, and how to take it back.
func invitedView(e coaching.Engagement, coachee coaching.Person, sponsor *coaching.Person) *slack.ModalViewRequest {
	next := fmt.Sprintf("*Your invitation is on its way to %s.*\n", at(coachee)) +
		"1. They read the agreement and choose how they would like to write.\n" +
		"2. You hear from me as soon as they have answered. Then you can book the first session.\n"
	if sponsor != nil {
		next += fmt.Sprintf("3. Once they have accepted, %s is asked for the sponsor's part. Not before.\n", at(*sponsor))
	}
	return form{Title: "Invitation sent", Blocks: []slack.Block{
		section(next), small(planWords(e)), buttons(withdrawButton(e.ID)),
	}}.modal()
}

func withdrawButton(id coaching.ID) *slack.ButtonBlockElement {
	return danger("Withdraw invitation", engagementWithdraw, string(id),
		"The invitation is taken back and can no longer be accepted. You can invite them again at any time.", "Withdraw")
}

// planWords is the frame in one line.
func planWords(e coaching.Engagement) string {
	every := fmt.Sprintf("every %d days", e.EveryDays)
	switch {
	case e.EveryDays == 7:
		every = "every week"
	case e.EveryDays%7 == 0:
		every = fmt.Sprintf("every %d weeks", e.EveryDays/7)
	}
	return fmt.Sprintf("%s of %s, %s, from %s.", plural(e.Sessions, "session", "sessions"), coaching.Length(e.Minutes), every, coaching.LongDate(e.FirstDay))
}
