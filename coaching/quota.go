package coaching

import (
	"fmt"
	"slices"
	"time"
)

// Pace is how much somebody may do: Burst at once, and PerMinute in the long run. The zero Pace
// is no limit.
type Pace struct{ Burst, PerMinute int }

// Bucket is what is left of a Pace. The zero Bucket is full.
type Bucket struct {
	spent float64 // at since
	since time.Time
}

// Take returns the bucket after one more act, and whether that was allowed; what was not allowed
// costs nothing. A clock that is set back gives nothing and takes nothing.
func (b Bucket) Take(p Pace, now time.Time) (Bucket, bool) {
	if p.Burst <= 0 {
		return b, true
	}
	b = b.at(p, now)
	if b.spent+1 > float64(p.Burst) {
		return b, false
	}
	b.spent++
	return b, true
}

// Full reports whether nothing of p is spent: then the bucket can be forgotten.
func (b Bucket) Full(p Pace, now time.Time) bool { return b.at(p, now).spent == 0 }

func (b Bucket) at(p Pace, now time.Time) Bucket {
	if gone := now.Sub(b.since); gone > 0 {
		b.spent = max(0, b.spent-gone.Minutes()*float64(p.PerMinute))
		b.since = now
	} else if b.since.Sub(now) > time.Hour {
		b.since = now
	}
	return b
}

// Limits bound what one person stores, so that nobody fills the database for the others. Each is far
// beyond what coaching needs; 0 is no limit.
type Limits struct {
	EntriesPerDay     int   // reflections of a coachee within 24 hours
	OpenActions       int   // proposals and actions without an outcome, in one engagement
	Ahead             int   // booked sessions ahead, in one engagement
	Schedules         int   // coachings of a coachee under way, each with one schedule
	InvitationsPerDay int   // of a coach within 24 hours
	ExportsPerDay     int   // of a coachee within 24 hours
	ToldPerDay        int   // messages that one person's acts cause to the others of an engagement, within 24 hours
	Bytes             int64 // of sealed words about a coachee
}

// Telling are the kinds of messages that somebody's act sends to somebody else, and that can wait until
// tomorrow when there were too many: those that stop, decline or cancel something never do.
var Telling = []DeliveryKind{KindBooked, KindMoved, KindMoveAsked, KindMoveKept, KindResumed, KindActionProposed, KindBriefReady}

// Tells returns the engagement in which c sends somebody else than by a message of Telling; empty:
// in none.
func (c Change) Tells(by ID) ID {
	for _, d := range c.Deliveries {
		if d.Recipient != by && slices.Contains(Telling, d.Kind) {
			return d.Engagement
		}
	}
	return ""
}

// MayTell refuses one more message to the others; told is how many there were within the last 24 hours.
func (l Limits) MayTell(told int) error {
	if reached(told, l.ToldPerDay) {
		return Bad("", "These were a lot of changes within a day, and each is a message to somebody. Please try again tomorrow.")
	}
	return nil
}

// Usage is what there is already, as far as a limit asks for it.
type Usage struct {
	Entries     int // within the last 24 hours
	OpenActions int
	Ahead       int
	Schedules   int
	Invitations int // within the last 24 hours
	Exports     int // within the last 24 hours
	Bytes       int64
}

// TooFast is what people read who did a lot at once. Nothing of theirs is lost.
const TooFast = "That was a lot at once. Please try again in a minute."

// ErrTooFast is the refusal of somebody who did a lot at once.
func ErrTooFast() error { return &Error{Kind: Invalid, Msg: TooFast} }

// MayReflect refuses one more entry; an *Error names the input "text".
func (l Limits) MayReflect(u Usage) error {
	if reached(u.Entries, l.EntriesPerDay) {
		return Bad("text", fmt.Sprintf("These were %d entries within a day, which is as many as I keep. Please try again tomorrow.", u.Entries))
	}
	return l.room(u, "text")
}

// MayAct refuses one more action; an *Error names the input "text".
func (l Limits) MayAct(u Usage) error {
	if reached(u.OpenActions, l.OpenActions) {
		return Bad("text", fmt.Sprintf("There are %d open actions already. Finish one or let it go first.", u.OpenActions))
	}
	return l.room(u, "text")
}

// MayBook refuses one more session; an *Error names the input "date".
func (l Limits) MayBook(u Usage) error {
	if reached(u.Ahead, l.Ahead) {
		return Bad("date", fmt.Sprintf("There are %d sessions ahead already. Please book more when some of them are behind you.", u.Ahead))
	}
	return l.room(u, "reason")
}

// MayInvite refuses one more invitation; an *Error names the input "coachee".
func (l Limits) MayInvite(coach, coachee Usage) error {
	switch {
	case reached(coach.Invitations, l.InvitationsPerDay):
		return Bad("coachee", fmt.Sprintf("You have invited %d people within a day. Please try again tomorrow.", coach.Invitations))
	case reached(coachee.Schedules, l.Schedules):
		return Bad("coachee", "This person has as many coachings under way as I can keep.")
	}
	return nil
}

// MayExport refuses one more export.
func (l Limits) MayExport(u Usage) error {
	if reached(u.Exports, l.ExportsPerDay) {
		return Bad("", fmt.Sprintf("You have made %d exports within a day. Please try again tomorrow.", u.Exports))
	}
	return nil
}

// MayWrite refuses words of any other kind; an *Error names the input field.
func (l Limits) MayWrite(u Usage, field string) error { return l.room(u, field) }

// room refuses more words where there are too many already.
func (l Limits) room(u Usage, field string) error {
	if l.Bytes > 0 && u.Bytes >= l.Bytes {
		return Bad(field, "There is no room left for more. Delete something that you no longer need, or ask whoever runs Interlude for more.")
	}
	return nil
}

func reached(have, most int) bool { return most > 0 && have >= most }
