package bot

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

const (
	scheduleBook      = "schedule.book"
	scheduleMenu      = "schedule.menu"
	scheduleMove      = "schedule.move"
	scheduleMoved     = "schedule.moved"
	scheduleCancel    = "schedule.cancel"
	scheduleCancelled = "schedule.cancelled"
	scheduleHeld      = "schedule.held"
	scheduleMissed    = "schedule.missed"
	scheduleReason    = "schedule.reason"
	scheduleLink      = "schedule.link"
	scheduleListForm  = "schedule.list"
)

// maxOptions is Slack's limit of options in a menu.
const maxOptions = 100

// bookingDraft is the form "Book a session"; the clock is the coach's.
type bookingDraft struct {
	Engagement coaching.ID
	Date       coaching.Date
	Clock      string // "15:04"
	Minutes    int
	Link       string
}

// start is the instant (UTC) of the draft on the clocks of loc.
func (d bookingDraft) start(loc *time.Location) (time.Time, coaching.Clash, error) {
	hour, min, ok := coaching.ReadClock(d.Clock)
	switch {
	case d.Date.IsZero():
		return time.Time{}, "", coaching.Bad("date", "Choose a day.")
	case !ok:
		return time.Time{}, "", coaching.Bad("time", "Choose a time, for example 10:00.")
	}
	at, clash := coaching.Instant(d.Date, hour, min, loc)
	return at, clash, nil
}

// bookingShown is what the form is drawn from.
type bookingShown struct {
	draft    bookingDraft
	coachees []choice
	read     string // the time as it was understood, when it is to be confirmed
	readAt   int64  // its instant, Unix seconds
	rows     []sessionRow
	reader   coaching.Person
	now      time.Time
}

// bookingMeta holds the instant that was read back: only that one is booked without asking again.
type bookingMeta struct{ Read int64 }

func bookingView(v bookingShown) *slack.ModalViewRequest {
	d, submit := v.draft, "Book"
	var blocks []slack.Block
	coachees := firstOptions(v.coachees, string(d.Engagement))
	if v.read != "" {
		submit = "Book it"
		// This form answers a submission, and Socket Mode drops answers of 20 KB and more.
		coachees = slices.DeleteFunc(slices.Clone(coachees), func(c choice) bool { return c.Value != string(d.Engagement) })
		blocks = append(blocks, section("*Please check, nothing is booked yet.*\n"+v.read), divider())
	}
	blocks = append(blocks,
		selectInput("coachee", "Coachee", "", string(d.Engagement), false, coachees),
		dateInput("date", "Date", "", d.Date.String(), false),
		timeInput("time", "Time", "On your own clock: "+v.reader.Location().String()+".", d.Clock, v.reader.Location().String(), false),
		selectInput("minutes", "Length", "", strconv.Itoa(d.Minutes), false, lengthChoices(d.Minutes)),
		textInput("link", "Link", "Where you meet: an address that begins with https://.", d.Link, false, true))
	if v.read == "" {
		blocks = append(blocks, divider(), header("Your sessions"))
		blocks = append(blocks, rowBlocks(v.reader, v.rows, v.now, maxModal-len(blocks))...)
	}
	return form{ID: scheduleBook, Title: "Book a session", Submit: submit, Meta: bookingMeta{v.readAt}, Blocks: blocks}.modal()
}

// firstOptions keeps within Slack's limit, and keep among the options.
func firstOptions(cs []choice, keep string) []choice {
	if len(cs) <= maxOptions {
		return cs
	}
	out := append([]choice{}, cs[:maxOptions]...)
	if chosen(out, keep) == nil {
		for _, c := range cs {
			if c.Value == keep {
				out[maxOptions-1] = c
			}
		}
	}
	return out
}

func decodeBooking(c *Call) (d bookingDraft, read int64) {
	var m bookingMeta
	if c.Meta(&m) == nil {
		read = m.Read
	}
	return decodeSlot(c, coaching.ID(c.Input("coachee"))), read
}

// decodeSlot reads the fields of a slot; what is missing stays empty.
func decodeSlot(c *Call, engagement coaching.ID) bookingDraft {
	day, _ := coaching.ParseDate(c.Input("date"))
	return bookingDraft{Engagement: engagement, Date: day, Clock: c.Input("time"), Minutes: number(c.Input("minutes")), Link: c.Input("link")}
}

func bookedView(m meeting, s coaching.Session) *slack.ModalViewRequest {
	return form{Title: "Book a session", Blocks: []slack.Block{
		section("*Booked.*\n" + m.readBack(s, m.me())), small("You both get a message now, and a reminder before the session."),
		buttons(button("Move", scheduleMove, string(s.ID)), button("Cancel the session", scheduleCancel, string(s.ID)), button("Book another", scheduleOpen, string(m.e.ID))),
	}}.modal()
}

// sessionRow is one session in a list, with the one to meet.
type sessionRow struct {
	s       coaching.Session
	other   coaching.Person
	coaches bool // the reader is the coach of this one
}

// rowBlocks lists sessions with what the reader may do about each, in at most room blocks.
func rowBlocks(reader coaching.Person, rows []sessionRow, now time.Time, room int) []slack.Block {
	if len(rows) == 0 {
		return []slack.Block{section("No session is booked.")}
	}
	var out []slack.Block
	for i, r := range rows {
		bs := r.blocks(reader, now)
		if len(out)+len(bs) > room-1 {
			return append(out, small(fmt.Sprintf("And %d more.", len(rows)-i)))
		}
		out = append(out, bs...)
	}
	return out
}

func (r sessionRow) blocks(reader coaching.Person, now time.Time) []slack.Block {
	id := string(r.s.ID)
	words := fmt.Sprintf("*%s*, %s, with %s", coaching.BothZones(r.s.Start, reader.Location(), r.other.Location()), coaching.Length(r.s.Minutes), at(r.other))
	begun, asked := !r.s.Start.After(now), !r.s.Asked.IsZero()
	switch {
	case r.coaches && begun:
		return []slack.Block{sectionWith(words, overflow(scheduleMenu, choice{Value: "held|" + id, Label: "Held"}, choice{Value: "missed|" + id, Label: "Missed"}))}
	case r.coaches:
		menu := []choice{{Value: "move|" + id, Label: "Move"}, {Value: "cancel|" + id, Label: "Cancel"}}
		if asked {
			words += "\n_They ask for another time._"
			menu = append(menu, choice{Value: "keep|" + id, Label: "Keep it"}, choice{Value: "why|" + id, Label: "See why"})
		}
		return []slack.Block{sectionWith(words, overflow(scheduleMenu, menu...))}
	case begun:
		return []slack.Block{section(words)}
	}
	els := []slack.BlockElement{button("Ask to move", scheduleMove, id), button("Cancel", scheduleCancel, id)}
	if asked {
		words += "\n_You asked your coach for another time._"
		els = append(els, button("Keep it after all", scheduleKeep, id))
	}
	return []slack.Block{section(words), buttons(els...)}
}

// sessionsView is the coachee's list.
func sessionsView(reader coaching.Person, rows []sessionRow, now time.Time) *slack.ModalViewRequest {
	blocks := []slack.Block{small("Your coach books the sessions. You can ask to move one, or cancel it.")}
	return form{Title: "Your sessions", Meta: listMeta{scheduleListForm}, Blocks: append(blocks, rowBlocks(reader, rows, now, maxModal-len(blocks))...)}.modal()
}
