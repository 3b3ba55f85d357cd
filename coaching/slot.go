package coaching

import (
	"net/url"
	"strings"
	"time"
	"unicode"
)

// Limits of a booking. All are elapsed time, so no clock change alters them.
const (
	MinNotice  = 24 * time.Hour      // least lead time, for everybody
	LateNotice = 48 * time.Hour      // a later cancellation counts as late
	BookAhead  = 60 * 24 * time.Hour // farthest start
	Buffer     = 15 * time.Minute    // free time on each side of a session
)

// slot refuses s when its time cannot be had. The sentences name times in the zone of reader
// and, when it differs, of the other.
func slot(s Session, reader, other Person, busy []Session, now time.Time) error {
	both := func(t time.Time) string { return BothZones(t, reader.Location(), other.Location()) }
	switch {
	case s.Start.IsZero():
		return Bad("start", "Choose a day and a time.")
	case s.Minutes < MinMinutes || s.Minutes > MaxMinutes:
		return Bad("minutes", "A session lasts between 15 and 240 minutes.")
	case !s.Start.After(now):
		return Bad("start", "This time is in the past: "+both(s.Start)+".")
	case s.Start.Before(now.Add(MinNotice)):
		return Bad("start", "Choose a start at least 24 hours ahead, from "+both(minuteFrom(now.Add(MinNotice)))+".")
	case s.Start.After(now.AddDate(YearsAhead, 0, 0)):
		return Bad("start", "This is more than two years ahead. Choose a nearer day.")
	case s.Start.After(now.Add(BookAhead)):
		return Bad("start", "Sessions can be booked 60 days ahead, until "+both(now.Add(BookAhead))+".")
	}
	for _, o := range busy {
		if o.ID != s.ID && o.Busy() && tooClose(s, o) {
			return &Error{Taken, "start", "That time is not free: " + both(s.Start) +
				". Sessions need 15 minutes between them. Please choose another time."}
		}
	}
	return nil
}

// minuteFrom returns the first whole minute that is not before t.
func minuteFrom(t time.Time) time.Time {
	if m := t.Truncate(time.Minute); m.Before(t) {
		return m.Add(time.Minute)
	}
	return t
}

// SlotStep is the step in which the database keeps people's time occupied; a session takes
// every step that it or the buffer after it touches.
const SlotStep = 5 * time.Minute

// tooClose reports whether less than Buffer lies between the two, counted in whole steps, as
// the database decides.
func tooClose(s, o Session) bool {
	return s.Start.Truncate(SlotStep).Before(stepFrom(o.End().Add(Buffer))) && o.Start.Truncate(SlotStep).Before(stepFrom(s.End().Add(Buffer)))
}

// stepFrom returns the first whole step that is not before t.
func stepFrom(t time.Time) time.Time {
	if m := t.Truncate(SlotStep); m.Before(t) {
		return m.Add(SlotStep)
	}
	return t
}

// unlinkable reports what has no place in an address: blanks, invisible marks, markup.
func unlinkable(r rune) bool {
	return !unicode.IsGraphic(r) || unicode.IsSpace(r) || strings.ContainsRune("<>|\"`\\", r)
}

// meetingLink reads an optional https address. Names before the host ("https://zoom.us@evil")
// and the characters of Slack's link markup are refused.
func meetingLink(s string) (Private, error) {
	s = cleanLine(s)
	if s == "" {
		return Private{}, nil
	}
	if err := within("link", s, MaxLink); err != nil {
		return Private{}, err
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" || u.Hostname() == "" || u.User != nil || strings.ContainsFunc(s, unlinkable) {
		return Private{}, Bad("link", "Use a link that begins with https://, or leave it empty.")
	}
	return Words(s), nil
}
