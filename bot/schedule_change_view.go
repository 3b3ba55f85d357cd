package bot

import (
	"cmp"
	"fmt"
	"strconv"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

// changeMeta is what the forms about one session carry.
type changeMeta struct {
	Session coaching.ID
	Version int
	Read    int64  `json:",omitempty"` // the start that was read back, Unix seconds
	Below   string `json:",omitempty"` // the list from which the form was opened
}

// moveShown is what the form to move a session is drawn from.
type moveShown struct {
	m      meeting
	draft  bookingDraft
	reason string
	read   string // the time as it was understood, when it is to be confirmed
	meta   changeMeta
}

func moveView(v moveShown) *slack.ModalViewRequest {
	asks := v.m.role == coaching.Coachee
	title, submit := "Move the session", "Move"
	if asks {
		title, submit = "Ask to move", "Send"
	}
	blocks := []slack.Block{section("Now: " + v.m.readBack(v.m.s, v.m.me()))}
	if v.read != "" {
		submit = "Move it"
		blocks = append(blocks, section("*Please check, nothing is moved yet.*\n"+v.read), divider())
	} else if reason := v.m.s.AskReason; !asks && !reason.Empty() {
		blocks = append(blocks, sectionf("%s asks for another time:", at(v.m.coachee)))
		blocks = append(blocks, paragraphs(reason.Reveal())...)
	}
	zone := "On your own clock: " + v.m.me().Location().String() + "."
	if asks {
		blocks = append(blocks, small("With a day and a time, the session moves there at once if it is free here, and your coach is told. Leave both empty to ask your coach for another time."))
	}
	blocks = append(blocks, dateInput("date", "Date", "", v.draft.Date.String(), asks), timeInput("time", "Time", zone, v.draft.Clock, v.m.me().Location().String(), asks))
	if !asks {
		blocks = append(blocks, selectInput("minutes", "Length", "", strconv.Itoa(v.draft.Minutes), false, lengthChoices(v.draft.Minutes)),
			textInput("link", "Link", "Left empty, it stays as it is.", v.draft.Link, false, true))
	}
	blocks = append(blocks, reasonInput(v.reason))
	return form{ID: scheduleMoved, Title: title, Submit: submit, Meta: v.meta, Blocks: blocks}.modal()
}

func reasonInput(initial string) slack.Block {
	return textInput("reason", "Reason", fmt.Sprintf("Only the two of you can read it. At most %d characters.", coaching.MaxLine), initial, true, true)
}

func movedView(m meeting, s coaching.Session) *slack.ModalViewRequest {
	if s.Start.Equal(m.s.Start) && s.Minutes == m.s.Minutes {
		return form{Title: "Move the session", Blocks: []slack.Block{section("*Saved.*\nThe time stays, only the link is another one.")}}.modal()
	}
	return form{Title: "Move the session", Blocks: []slack.Block{
		section("*Moved.*\n" + m.readBack(s, m.me())), small("You both get a message now."),
		buttons(button("Move again", scheduleMove, string(s.ID)), button("Cancel the session", scheduleCancel, string(s.ID))),
	}}.modal()
}

func cancelView(m meeting, meta changeMeta, now time.Time) *slack.ModalViewRequest {
	blocks := []slack.Block{section(m.readBack(m.s, m.me()))}
	if m.s.Start.Before(now.Add(coaching.LateNotice)) {
		blocks = append(blocks, small("The session is less than 48 hours away, so this counts as a late cancellation."))
	}
	blocks = append(blocks, reasonInput(""), small("You both get a message, and the time is free again."))
	return form{ID: scheduleCancelled, Title: "Cancel the session", Submit: "Cancel the session", Close: "Keep it", Meta: meta, Blocks: blocks}.modal()
}

func cancelledView(m meeting, s coaching.Session) *slack.ModalViewRequest {
	blocks := []slack.Block{section("*Cancelled.*\n" + m.readBack(s, m.me()))}
	if m.role == coaching.Coach {
		blocks = append(blocks, small("You both get a message now."), buttons(button("Book another time", scheduleOpen, string(m.e.ID))))
	} else {
		blocks = append(blocks, small("You both get a message now. Your coach can book another time, or this one again."))
	}
	return form{Title: "Cancel the session", Blocks: blocks}.modal()
}

// linkView is where the link of a session stands in sealed writing.
func linkView(m meeting) *slack.ModalViewRequest {
	address := cmp.Or(linked(m.s.Link), "There is no link for this session.")
	return form{Title: "The session", Blocks: []slack.Block{section(m.readBack(m.s, m.me())), section(address)}}.modal()
}

// reasonView is where a reason of the coachee's or the coach's is shown, to the two alone.
func reasonView(m meeting, reason coaching.Private) *slack.ModalViewRequest {
	blocks := []slack.Block{section(m.readBack(m.s, m.me()))}
	if reason.Empty() {
		blocks = append(blocks, section("No reason was given."))
	}
	return form{Title: "The reason", Blocks: append(blocks, paragraphs(reason.Reveal())...)}.modal()
}
