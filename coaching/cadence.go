package coaching

import (
	"slices"
	"time"
)

// When a silent coachee is asked less often, in days on their own calendar.
const (
	weeklyAfter      = 10 // without an answer: at most one prompt in seven days
	fortnightlyAfter = 30 // the same: at most one in fourteen
	ignoredPrompts   = 3  // after so many the next asks how to go on
)

// AskedBack is how many earlier occurrences of a schedule decide over the next. There is at
// most one a day, so that as many without an answer are a silence of more than 30 days.
const AskedBack = 40

// longestGap is how many days between two prompts count as silence: whoever was not asked, on
// leave or in a pause, was not silent either.
const longestGap = 14

// silence is a streak of prompts that were sent and not answered, since the last sign of life.
type silence struct {
	prompts []time.Time // when they were sent, UTC, oldest first
	asked   bool        // one of them asked how to go on
}

// silence counts the prompts since the coachee last answered, skipped, chose how to go on, or
// wrote anything at all.
func (a Asked) silence() silence {
	life := a.Wrote
	for _, d := range a.Earlier {
		if d.Answered.After(life) {
			life = d.Answered
		}
	}
	var s silence
	for _, d := range a.Earlier {
		at := came(d)
		if !d.Answered.IsZero() || !at.After(life) {
			continue
		}
		s.prompts = append(s.prompts, at)
		s.asked = s.asked || d.Kind == KindCadence
	}
	slices.SortFunc(s.prompts, time.Time.Compare)
	// Those before the first that is known are as silent, and one of them has asked.
	s.asked = s.asked || len(s.prompts) >= AskedBack
	return s
}

// came is when d was put in front of the person, or may have been.
func came(d Delivery) time.Time {
	if d.State == DeliverySent {
		return d.Sent
	}
	return d.Intended
}

// spacing is the least number of days from one prompt to the next on day.
func (s silence) spacing(day Date, loc *time.Location) int {
	switch days := s.days(day, loc); {
	case days >= fortnightlyAfter:
		return 14
	case days >= weeklyAfter:
		return 7
	}
	return 0
}

// days is for how many days until day there was silence.
func (s silence) days(day Date, loc *time.Location) int {
	n := 0
	for i, at := range s.prompts {
		next := day
		if i+1 < len(s.prompts) {
			next = DateOf(s.prompts[i+1].In(loc))
		}
		n += min(DateOf(at.In(loc)).until(next), longestGap)
	}
	return n
}

// tooSoon says why an occurrence of the questions falls out at now; empty when it does not.
// The days between two of them are counted from the day for which each was meant, so that one
// that was held back for some days does not push away the next.
func (s Standing) tooSoon(now time.Time) string {
	if !s.asks() {
		return ""
	}
	loc := s.Recipient.Location()
	day, today := DateOf(s.Delivery.Nominal.In(loc)), DateOf(now.In(loc))
	if !s.Asked.Unasked.IsZero() && !DateOf(s.Asked.Unasked.In(loc)).Before(day) {
		return WhyAnswered // they have written before they were asked
	}
	for _, d := range s.Asked.Earlier {
		if DateOf(came(d).In(loc)) == today {
			return WhyAsked
		}
	}
	if len(s.Asked.Earlier) == 0 {
		return ""
	}
	gap := DateOf(s.Asked.Earlier[0].Nominal.In(loc)).until(day)
	switch {
	case gap < s.Schedule.Spacing:
		return WhyLess
	case gap < s.Asked.silence().spacing(today, loc):
		return WhySilence
	}
	return ""
}

// asks reports whether the delivery is an occurrence of a schedule, whatever it goes out as.
func (s Standing) asks() bool { return s.Delivery.Kind == KindPrompt || s.Delivery.Kind == KindCadence }

// as is what an occurrence of a schedule goes out as, when it is not what it was stored as:
// after some that were ignored the next one asks how to go on, once until the next sign of life.
func (s Standing) as() DeliveryKind {
	if !s.asks() {
		return ""
	}
	kind := KindPrompt
	if streak := s.Asked.silence(); len(streak.prompts) >= ignoredPrompts && !streak.asked {
		kind = KindCadence
	}
	if kind == s.Delivery.Kind {
		return ""
	}
	return kind
}
