package torture

import (
	"time"

	"interlude/coaching"
)

// rest is when somebody does not want to be reached. Days are numbers, instants milliseconds.
type rest struct {
	from, to int64 // the first and the last day of a leave; to before from: none
	away     int64 // until when Slack says that they are away; 0: it does not
	since    int64 // since when, if it does not say until when
	holidays bool
}

// noLeave has no day in it.
var noLeave = rest{from: 1, to: 0}

// keepers is the one country of this world that has holidays: every seventeenth day.
const keepers = "XX"

func holiday(day int64) bool { return day%17 == 3 }

// holidayRule is holiday as the program asks for it.
func holidayRule(country string, d coaching.Date) bool {
	return country == keepers && holiday(time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Unix()/86400)
}

// restOf is how the recipient of x rests: only coachees set anything, holidays are for all.
func (o *oracle) restOf(x *thing) rest {
	if x.to == x.life.coachee {
		return x.life.rest
	}
	r := noLeave
	r.holidays = o.rules.holidays
	return r
}

// free: nothing is sent by itself on this day.
func (o *oracle) free(day int64, r rest) bool {
	return r.from <= day && day <= r.to || r.holidays && holiday(day)
}

// afterLeave is t, or the end of the leave that t is in.
func (r rest) afterLeave(t int64, z *zone) int64 {
	if d := z.day(t / 1000); r.from <= d && d <= r.to {
		return 1000 * z.midnight(r.to+1)
	}
	return t
}

// awakens: what somebody's rest holds is decided anew at once.
func (o *oracle) awakens(l *life, now int64) {
	for _, x := range l.open {
		if x.to == l.coachee && x.state == coaching.DeliveryDue && x.held && x.due > now {
			x.due, x.meant, x.ripe = now, now, o.ripens(now)
			o.changed = append(o.changed, x)
		}
	}
}

// apart is now or, for a follow-up, its time on the working day after the reminder has come.
func (o *oracle) apart(x *thing, now int64, z *zone) int64 {
	if x.kind != coaching.KindActionFollowUp {
		return now
	}
	var last *thing
	for _, y := range x.life.actions[x.subject].reminders {
		waits := y.state == coaching.DeliveryDue || y.state == coaching.DeliveryIntended || y.state == coaching.DeliverySent
		if y.id != "" && waits && y.nominal < x.nominal && (last == nil || y.nominal > last.nominal) {
			last = y
		}
	}
	if last == nil {
		return now
	}
	day := z.day(now / 1000)
	if last.state == coaching.DeliverySent {
		day = z.day(last.sent / 1000)
	}
	return max(now, 1000*z.first(workdayAfter(day), z.clock(x.nominal/1000)))
}

// takesLeave sets a leave, or changes the one that is set.
func (d doing) takesLeave() bool {
	z := d.life.zone
	from := z.day(d.ms()/1000) + int64(d.rnd.IntN(10)) - 2
	to := from + int64(d.rnd.IntN(20))
	change, err := coaching.SetLeave(d.person, dateOf(from), dateOf(to), d.now)
	if over := to < z.day(d.ms()/1000); over != (err != nil) && d.oracle.failed == nil {
		d.oracle.failed = err
		return false
	}
	if err != nil {
		return false
	}
	d.life.rest.from, d.life.rest.to = from, to
	d.oracle.awakens(d.life, d.ms())
	d.note("#%d is on leave from %s to %s", d.number, dateOf(from), dateOf(to))
	d.commit("leave", change)
	return true
}

// endsLeave takes it away again.
func (d doing) endsLeave() bool {
	change, err := coaching.EndLeave(d.person, d.now)
	if err != nil {
		return false
	}
	d.life.rest.from, d.life.rest.to = noLeave.from, noLeave.to
	d.oracle.awakens(d.life, d.ms())
	d.note("#%d ends the leave", d.number)
	d.commit("end of leave", change)
	return true
}

// shows puts a status on or takes it down, of which Slack tells.
func (d doing) shows() bool {
	var s coaching.Status
	r := d.life.rest
	switch {
	case d.chance(0.4):
		r.away, r.since = 0, 0
	case d.chance(0.3):
		s.Emoji = ":palm_tree:"
		if r.since == 0 {
			r.since = d.ms() / 1000 * 1000
		}
		r.away = r.since + 14*day
	default:
		s.Emoji, s.Ends = ":spiral_calendar_pad:", at((d.ms()+d.span(minute, 3*day))/1000*1000)
		r.away, r.since = s.Ends.UnixMilli(), 0
	}
	change, news := coaching.HearStatus(d.person, s, d.now)
	was := d.life.rest
	if news != (r != was) {
		d.oracle.failed = errHearing
		return false
	}
	if !news {
		return false
	}
	d.life.rest = r
	if r.away < was.away {
		d.oracle.awakens(d.life, d.ms())
	}
	d.note("#%d shows %q until %s", d.number, s.Emoji, at(r.away))
	d.commit("status", change)
	return true
}

func dateOf(day int64) coaching.Date {
	y, m, dom, _ := calendar(day)
	return coaching.Date{Year: int(y), Month: time.Month(m), Day: int(dom)}
}
