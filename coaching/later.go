package coaching

import (
	"strings"
	"time"
)

// LaterHow is a way to say until when something is put off.
type LaterHow string

// The ways to put off.
const (
	LaterHour     LaterHow = "hour"     // an hour from now, to the minute
	LaterTomorrow LaterHow = "tomorrow" // the same clock time on the next day, or the next allowed one
	LaterWeek     LaterHow = "week"     // the same clock time in seven days, or the next allowed one
	LaterDate     LaterHow = "date"     // at the Date and Time that were chosen, to the minute
)

// LaterDays is how many days ahead something can be put off at most.
const LaterDays = 60

// Later says until when the person puts something off. Date and Time ("15:04", on their own
// clock) count with LaterDate alone.
type Later struct {
	How  LaterHow
	Date Date
	Time string
}

// LaterChoice is a way to put off that is open to the person, and when that would be.
type LaterChoice struct {
	How LaterHow
	At  time.Time // UTC; zero with LaterDate
}

// LaterChoices lists what p can choose from at now for something that can be answered until
// ends (zero: always). It is empty when too little time is left for any of it.
func LaterChoices(p Person, rules Rules, ends, now time.Time) []LaterChoice {
	var out []LaterChoice
	for _, how := range []LaterHow{LaterHour, LaterTomorrow, LaterWeek} {
		at, err := Later{How: how}.at(p, rules, now)
		if err == nil && (ends.IsZero() || at.Before(ends)) {
			out = append(out, LaterChoice{how, at})
		}
	}
	if len(out) > 0 {
		out = append(out, LaterChoice{How: LaterDate})
	}
	return out
}

// at returns the instant (UTC) that l means to p. An *Error names one of the inputs "when",
// "date", "time".
//
// What the person names to the minute, an hour from now or a date and time, is meant as it was
// said, in the evening and on a Sunday too. Tomorrow and next week are less exact: there the
// quiet hours hold. During a leave there is nothing at all.
func (l Later) at(p Person, rules Rules, now time.Time) (time.Time, error) {
	loc := p.Location()
	today, field := DateOf(now.In(loc)), "when"
	if p.Paused {
		return time.Time{}, Bad(field, "Everything is paused for you, so nothing would come. Resume first, with /coaching resume.")
	}
	var at time.Time
	switch l.How {
	case LaterHour:
		at = now.Add(time.Hour).UTC()
	case LaterTomorrow:
		at = NextAllowed(sameClock(now, today.Add(1), loc), loc, rules.For(p))
	case LaterWeek:
		at = NextAllowed(sameClock(now, today.Add(7), loc), loc, rules.For(p))
	case LaterDate:
		field = "date"
		var err error
		if at, err = l.chosen(today, loc, now); err != nil {
			return at, err
		}
	default:
		return at, Bad(field, "Choose when I may come back to this.")
	}
	if p.Absence.OnLeave(DateOf(at.In(loc))) {
		return at, Bad(field, "That is within your leave, when I stay silent. Choose a day after it.")
	}
	return at, nil
}

// sameClock is now's clock time on d.
func sameClock(now time.Time, d Date, loc *time.Location) time.Time {
	l := now.In(loc)
	at, _ := Instant(d, l.Hour(), l.Minute(), loc)
	return at
}

// chosen is the date and time that were picked.
func (l Later) chosen(today Date, loc *time.Location, now time.Time) (time.Time, error) {
	hour, min, ok := ReadClock(l.Time)
	switch {
	case l.Date.IsZero():
		return time.Time{}, Bad("date", "Choose a day.")
	case l.Date.Before(today):
		return time.Time{}, Bad("date", "This day is in the past. Choose today or a later day.")
	case today.Add(LaterDays).Before(l.Date):
		return time.Time{}, Bad("date", "This is more than 60 days ahead. Choose a nearer day.")
	case !ok:
		return time.Time{}, Bad("time", "Choose a time.")
	}
	at, _ := Instant(l.Date, hour, min, loc)
	if !at.After(now) {
		return at, Bad("time", "This time has passed. Choose a later one.")
	}
	return at, nil
}

// later stands in the key of what the person put off, with how before the instant of the press:
// two presses can name one morning.
const later = "/later/"

// putOff marks d as asked for in the way how.
func putOff(d Delivery, how LaterHow, now time.Time) Delivery {
	d.Key += later + string(how) + "/" + now.UTC().Format(time.RFC3339Nano)
	return d
}

// PutOff reports whether d comes because the person pressed "Later": they asked for it, so
// neither caps nor silence hold it back.
func PutOff(d Delivery) bool { return strings.Contains(d.Key, later) }

// exactly reports whether d was put off to an instant that the person named to the minute.
func exactly(d Delivery) bool {
	return strings.Contains(d.Key, later+string(LaterHour)+"/") || strings.Contains(d.Key, later+string(LaterDate)+"/")
}

// LaterPrompt asks once more when l says, in place of any repetition that is queued. d is the
// prompt's own delivery, also when the press came from its repetition. Errors as those of a
// Later; one of kind Invalid also when the questions close before then.
func LaterPrompt(e Engagement, d Delivery, coachee Person, l Later, rules Rules, now time.Time) (Change, error) {
	id, ok := promptAsked(d)
	if !ok || d.Recipient != coachee.ID || d.Engagement != e.ID {
		return Change{}, ErrNeutral()
	}
	if err := partInLive(e, coachee, Coachee); err != nil {
		return Change{}, err
	}
	if !answerable(d, coachee, now) {
		return Change{}, ErrStale()
	}
	if e.State == EngagementPaused {
		return Change{}, &Error{Kind: Stale, Field: "when", Msg: "This coaching is paused, so I ask no questions in it. Resume it first, or write at any time with /reflect."}
	}
	at, err := l.at(coachee, rules, now)
	if err != nil {
		return Change{}, err
	}
	if ends := PromptEnds(d.Nominal, coachee.Location()); !at.Before(ends) {
		return Change{}, Bad(l.field(), "These questions can be answered until "+Wall(ends, coachee.Location())+". Choose an earlier time, or write at any time with /reflect.")
	}
	return Change{
		Deliveries: []Delivery{putOff(NewDelivery(e, KindPromptAgain, coachee.ID, id, at), l.How, now)},
		Cancel:     []Cancel{{Subject: id, Kinds: []DeliveryKind{KindPromptAgain}, Reason: "later"}},
	}, nil
}

// field is the input in which l was chosen.
func (l Later) field() string {
	if l.How == LaterDate {
		return "date"
	}
	return "when"
}

// LaterAction reminds of an action that waits for its outcome when l says, in place of what is
// queued. The follow-up of the next working day still comes when it lies after that. Errors as
// those of a Later.
func LaterAction(e Engagement, a Action, coachee Person, l Later, rules Rules, now time.Time) (Change, error) {
	if err := ownAction(e, a, coachee); err != nil {
		return Change{}, err
	}
	if !a.Pending() {
		return Change{}, ErrStale()
	}
	at, err := l.at(coachee, rules, now)
	if err != nil {
		return Change{}, err
	}
	c := Change{
		Deliveries: []Delivery{putOff(NewDelivery(e, KindActionDue, coachee.ID, a.ID, at), l.How, now)},
		Cancel:     []Cancel{{Subject: a.ID, Recipient: coachee.ID, Kinds: remindersOfAction, Reason: "later"}},
	}
	if a.State == ActionOpen && !a.Due.IsZero() {
		follow := a.onDay(WorkdayAfter(a.Due), coachee.Location())
		if follow.After(at) {
			d := NewDelivery(e, KindActionFollowUp, coachee.ID, a.ID, follow)
			d.Key += "/after/" + now.UTC().Format(time.RFC3339Nano) // the one that it replaces keeps its key
			c.Deliveries = append(c.Deliveries, d)
		}
	}
	return c, nil
}
