package coaching

import "time"

// span is a stretch of time: from included, to excluded.
type span struct {
	from, to time.Time
	why      string
}

func (s span) holds(t time.Time) bool { return !t.Before(s.from) && t.Before(s.to) }

// NextAllowed returns the first instant from t on (UTC) that is neither in the quiet hours nor
// on a free day of loc (weekend, holiday, leave), nor while the person is away: t itself when
// it is not quiet. Holidays, leave and status are those of the person of Rules.For.
//
// A quiet period runs from its first to its last wall-clock time as instants, so it ends once,
// also on the night on which its end comes twice.
func NextAllowed(t time.Time, loc *time.Location, r Rules) time.Time {
	t, _ = r.allowed(t, loc)
	return t
}

// longestQuiet bounds how far ahead a free day is looked for.
const longestQuiet = 400 * 24 * time.Hour

// allowed is NextAllowed, and why it is not t: the weightiest reason on the way there.
func (r Rules) allowed(t time.Time, loc *time.Location) (time.Time, string) {
	t = t.UTC()
	why, end := "", t.Add(longestQuiet)
	for t.Before(end) {
		to := t
		for _, s := range r.quiet(DateOf(t.In(loc)), loc) {
			if s.holds(t) {
				why = weightier(why, s.why)
				if s.to.After(to) {
					to = s.to
				}
			}
		}
		if to.Equal(t) {
			break
		}
		t = to
	}
	return t, why
}

// weights orders the reasons to be quiet: a person looks for the last of them first.
var weights = map[string]int{WhyQuiet: 1, WhyAway: 2, WhyHoliday: 3, WhyLeave: 4}

func weightier(a, b string) string {
	if weights[b] > weights[a] {
		return b
	}
	return a
}

// quiet returns the quiet periods that can reach into d.
func (r Rules) quiet(d Date, loc *time.Location) []span {
	var out []span
	if h, ok := r.hours(); ok {
		for _, day := range []Date{d.Add(-1), d} {
			out = append(out, h.on(day, loc))
		}
	}
	if away := r.absence.AwayUntil(); !away.IsZero() {
		out = append(out, span{time.Time{}, away, WhyAway})
	}
	why := r.free(d)
	if why == "" {
		return out
	}
	from, _ := Instant(d, 0, 0, loc)
	to, _ := Instant(d.Add(1), 0, 0, loc)
	return append(out, span{from, to, why})
}

// hours are quiet hours in minutes after midnight.
type hours struct{ from, to int }

// hours reads the quiet hours; false when there are none.
func (r Rules) hours() (hours, bool) {
	fh, fm, ok1 := ReadClock(r.QuietFrom)
	th, tm, ok2 := ReadClock(r.QuietTo)
	h := hours{fh*60 + fm, th*60 + tm}
	return h, ok1 && ok2 && h.from != h.to
}

// on returns the quiet hours that begin on d; they end on the next day when they cross midnight.
func (h hours) on(d Date, loc *time.Location) span {
	end := d
	if h.to < h.from {
		end = d.Add(1)
	}
	from, _ := Instant(d, h.from/60, h.from%60, loc)
	to, _ := Instant(end, h.to/60, h.to%60, loc)
	return span{from, to, WhyQuiet}
}

// morning returns the first allowed instant of d's working hours: where the quiet hours end,
// or 08:00 without any.
func (r Rules) morning(d Date, loc *time.Location) time.Time {
	hour, min := 8, 0
	if h, ok := r.hours(); ok {
		hour, min = h.to/60, h.to%60
	}
	t, _ := Instant(d, hour, min, loc)
	return NextAllowed(t, loc, r)
}
