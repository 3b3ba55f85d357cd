package bot

import (
	"fmt"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// whatIsHeld is said before a leave is saved and after.
const whatIsHeld = "While you are away I hold what I would send by myself: questions and reminders. On your first working morning after it, " +
	"what is still of use comes in one message. Questions that have closed by then are not sent."

const whatStillComes = "Reminders of a session that is booked on these days still come, and so do answers to what you or others do here."

func leaveView(p coaching.Person, now time.Time) *slack.ModalViewRequest {
	var blocks []slack.Block
	from, to := "", ""
	if p.HasLeave(now) {
		from, to = p.Absence.LeaveFrom.String(), p.Absence.LeaveTo.String()
		blocks = append(blocks, section("*Your leave:* "+leaveDays(p)+"."), buttons(button(endLabel(p, now), leaveEnd, "form")))
	}
	if away := p.Absence.AwayUntil(); away.After(now) {
		blocks = append(blocks, sectionWith("Slack says that you are away or do not want to be disturbed. So I hold questions and reminders until "+
			coaching.Wall(away, p.Location())+", or until you change it there.", button("I am back", leaveBack, "form")))
	}
	return form{ID: leaveSave, Title: "Leave", Submit: "Save", Blocks: append(blocks,
		dateInput("from", "First day of your leave", "In your time zone, "+esc(p.Location().String())+".", from, false),
		dateInput("to", "Last day of your leave", "This day included.", to, false),
		section(whatIsHeld), small(whatStillComes),
	)}.modal()
}

// decodeLeave is the inverse; a day that is missing is zero.
func decodeLeave(c *Call) (from, to coaching.Date) {
	from, _ = coaching.ParseDate(c.Input("from"))
	to, _ = coaching.ParseDate(c.Input("to"))
	return from, to
}

// leaveDays says which days, on the calendar of the person's zone.
func leaveDays(p coaching.Person) string {
	a, zone := p.Absence, " ("+esc(p.Location().String())+")"
	if a.LeaveFrom == a.LeaveTo {
		return dayWords(a.LeaveFrom) + zone
	}
	return dayWords(a.LeaveFrom) + " to " + dayWords(a.LeaveTo) + zone
}

// endLabel names the button that takes a leave away, begun or not.
func endLabel(p coaching.Person, now time.Time) string {
	if p.Absence.OnLeave(coaching.DateOf(now.In(p.Location()))) {
		return "End my leave"
	}
	return "Cancel my leave"
}

func leaveSavedView(p coaching.Person, back time.Time, meetings []coaching.Session, now time.Time) *slack.ModalViewRequest {
	blocks := []slack.Block{
		section("*Saved.* You are on leave " + leaveDays(p) + ".\nThe first message after it can come on " + coaching.Wall(back, p.Location()) + "."),
		section(whatIsHeld), small(whatStillComes),
	}
	if len(meetings) > 0 {
		blocks = append(blocks, divider(), sectionWith(meetingsWords(p, meetings), button("Sessions", scheduleOpen, "leave")))
	}
	return form{Title: "Leave", Blocks: append(blocks,
		buttons(button("Change", leaveOpen, "again"), button(endLabel(p, now), leaveEnd, "saved")))}.modal()
}

// mostMeetings is how many sessions are named one by one.
const mostMeetings = 5

func meetingsWords(p coaching.Person, all []coaching.Session) string {
	lines := []string{"These sessions are booked in your leave. They stay as they are until you move or cancel them:"}
	for _, s := range all[:min(len(all), mostMeetings)] {
		lines = append(lines, "• "+coaching.Wall(s.Start, p.Location()))
	}
	if more := len(all) - mostMeetings; more > 0 {
		lines = append(lines, fmt.Sprintf("• and %d more", more))
	}
	return strings.Join(lines, "\n")
}

// leaveEndedView says when what was held comes: at once, or when nothing else holds it.
func leaveEndedView(p coaching.Person, begun bool, back, soon time.Time) *slack.ModalViewRequest {
	text := "*Your leave is cancelled.* Questions and reminders come as usual."
	switch {
	case begun && back.After(soon):
		text = "*Welcome back.* What I held and what is still of use comes in one message on " + coaching.Wall(back, p.Location()) + "."
	case begun:
		text = "*Welcome back.* What I held and what is still of use comes now, in one message. If nothing was, nothing comes."
	}
	return form{Title: "Leave", Blocks: []slack.Block{section(text), buttons(button("Set a leave", leaveOpen, "ended"))}}.modal()
}

// leaveBlocks stand on top of Home as long as a leave is set.
func leaveBlocks(p coaching.Person, now time.Time) []slack.Block {
	if !p.HasLeave(now) {
		return nil
	}
	end := endLabel(p, now)
	text := "*On leave until the end of " + dayWords(p.Absence.LeaveTo) + "* (" + esc(p.Location().String()) + "). Questions and reminders wait."
	if end == "Cancel my leave" {
		text = "*Your leave:* " + leaveDays(p) + ". Questions and reminders wait then."
	}
	return []slack.Block{section(text), buttons(button("Change", leaveOpen, "home"), button(end, leaveEnd, "home"))}
}
