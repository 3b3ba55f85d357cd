package coaching

import "time"

// When is what somebody's words say about a meeting's time.
type When struct {
	Start   time.Time // UTC
	Minutes int       // 0: no length was given
	Clash   Clash     // what a clock change did to the start
	Rest    string    // a link that stood among the words; empty: none
}

// YearsAhead is how far ahead a date may lie.
const YearsAhead = 2

// ReadWhen reads words such as "tomorrow 10:00 75m", "fri 3pm", "27 nov 14:30 1h" or
// "2026-11-30 09:00 90 min", in any order of their parts, on the clocks of loc. What it cannot
// read, leftovers, the past and dates more than two years ahead are an *Error that names the
// input "time" or "date" and gives an example.
func ReadWhen(text string, now time.Time, loc *time.Location) (When, error) {
	p, err := readParts(text, DateOf(now.In(loc)))
	if err != nil {
		return When{}, err
	}
	switch {
	case p.date.IsZero():
		return When{}, Bad("date", "Please add a day. An example: "+whenExample)
	case !p.timed:
		return When{}, Bad("time", "Please add a time. An example: "+whenExample)
	}
	at, clash := Instant(p.date, p.hour, p.min, loc)
	if p.rolls && !at.After(now) { // "fri 9:00" said on a Friday at noon means the next one
		at, clash = Instant(p.date.Add(7), p.hour, p.min, loc)
	}
	switch {
	case !at.After(now):
		return When{}, Bad(pastField(p.date, now, loc), "That is in the past: "+Wall(at, loc)+".")
	case at.After(now.In(loc).AddDate(YearsAhead, 0, 0)):
		return When{}, Bad("date", "That is more than two years ahead. Choose a nearer date.")
	}
	return When{Start: at, Minutes: p.minutes, Clash: clash, Rest: p.link}, nil
}

const whenExample = "tomorrow 10:00 75m"

// pastField names the input to change: today it is the hour that is wrong, else the day.
func pastField(d Date, now time.Time, loc *time.Location) string {
	if d == DateOf(now.In(loc)) {
		return "time"
	}
	return "date"
}
