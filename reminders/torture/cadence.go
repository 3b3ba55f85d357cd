package torture

import (
	"slices"

	"interlude/coaching"
	"interlude/reminders"
)

// fallsOut reports whether an occurrence of a schedule is not asked at now: the coachee wrote
// of their own accord, was asked that day, or is asked less often.
func (o *oracle) fallsOut(x *thing, now int64) bool {
	l := x.life
	z := l.zone
	day, today := z.day(x.nominal/1000), z.day(now/1000)
	if l.unasked != 0 && z.day(l.unasked/1000) >= day {
		return true
	}
	newest := int64(-1)
	for _, y := range l.out(x) {
		if z.day(y.when()/1000) == today {
			return true
		}
		if newest < 0 || y.nominal > newest {
			newest = y.nominal
		}
	}
	if newest < 0 {
		return false
	}
	least := l.spacing
	if n, days, _ := l.silent(x, today); n > 0 {
		switch quiet := days; {
		case quiet >= 30:
			least = max(least, 14)
		case quiet >= 10:
			least = max(least, 7)
		}
	}
	return day-z.day(newest/1000) < least
}

// goesAs is what an occurrence goes out as: the fourth that nobody answers asks how to go on.
func (o *oracle) goesAs(x *thing) coaching.DeliveryKind {
	if !asksAnew(x.kind) {
		return x.kind
	}
	if n, _, asked := x.life.silent(x, 0); n >= 3 && !asked {
		return coaching.KindCadence
	}
	return coaching.KindPrompt
}

// out lists the questions but x that were posted, or may have been, as they came. The list holds
// until the next call.
func (l *life) out(x *thing) []*thing {
	all := l.outs[:0]
	for _, y := range l.put {
		if y != x && (y.state == coaching.DeliverySent || y.state == coaching.DeliveryIntended) {
			all = append(all, y)
		}
	}
	slices.SortStableFunc(all, func(a, b *thing) int { return int(a.when()/1000 - b.when()/1000) })
	l.outs = all
	return all
}

func (x *thing) when() int64 {
	if x.state == coaching.DeliverySent {
		return x.sent
	}
	return x.intended
}

// silent walks through all that came, and counts what nobody answered after the coachee was
// heard of last: how many, over how many days until today (a gap counts for a fortnight at
// most), and whether one of them asked how to go on.
func (l *life) silent(x *thing, today int64) (n int, days int64, asked bool) {
	last := today
	heard, out := l.wrote, l.out(x)
	for _, y := range out {
		if y.answered {
			heard = max(heard, y.reply)
		}
	}
	for _, y := range out {
		if y.answered || y.when() <= heard {
			continue
		}
		came := l.zone.day(y.when() / 1000)
		if n++; n > 1 {
			days += min(came-last, 14)
		}
		last = came
		asked = asked || y.kind == coaching.KindCadence
	}
	if n > 0 {
		days += min(today-last, 14)
	}
	return n, days, asked
}

// rearmed is when the questions come next once they follow p in z: each keeps its wall clock,
// what was to come and is over there comes now, and what came does not come again.
func (l *life) rearmed(p plan, z *zone, now int64) int64 {
	first := 1000 * p.next(now/1000, z)
	switch {
	case l.next == 0:
		return first
	case p.cron() == l.plan.cron() && z == l.planZone:
		return l.next
	}
	day, minute := l.waitsFor()
	if p.cron() == l.plan.cron() {
		if at := 1000 * z.first(day, minute); at > now {
			return at
		}
		return now
	}
	if p.rhythm != l.plan.rhythm || p.rhythm != weekly && p.rhythm != monthly {
		return first
	}
	today := z.day(now / 1000)
	waits, this, comes := p.turn(day), p.turn(today), p.turn(z.day(first/1000))
	asked := false
	for _, y := range l.put {
		asked = asked || y.state != coaching.DeliveryMissed && y.state != coaching.DeliveryCancelled && p.turn(z.day(y.nominal/1000)) >= this
	}
	for _, y := range l.open {
		asked = asked || asksAnew(y.kind) && p.turn(z.day(y.nominal/1000)) >= this
	}
	switch {
	case waits < this, waits == this && comes > this:
		return now
	case asked && comes == this:
		for d := today; ; d++ {
			if p.turn(d) > this {
				return 1000 * p.next(z.midnight(d)-1, z)
			}
		}
	}
	return first
}

// waitsFor is the day and minute of the occurrence for which the plan waits: the last that is
// not after next.
func (l *life) waitsFor() (day, minute int64) {
	for d := l.planZone.day(l.next/1000) + 1; ; d-- {
		if !l.plan.on(d) {
			continue
		}
		for _, m := range slices.Backward(l.plan.times) {
			if 1000*l.planZone.first(d, m) <= l.next {
				return d, m
			}
		}
	}
}

// turn numbers the weeks or months of a plan.
func (p plan) turn(day int64) int64 {
	if p.rhythm == monthly {
		y, m, _, _ := calendar(day)
		return 12*y + m
	}
	return monday(day)
}

// mutes has the coachee answer nothing for weeks.
func (d doing) mutes() bool {
	d.course.mute = d.run + d.about(60*day)
	d.note("#%d falls silent", d.number)
	return true
}

// writes is a reflection that nobody asked for.
func (d doing) writes() bool {
	_, change, err := coaching.Reflect(d.engagement, d.person, coaching.Entry{Text: "x"}, nil, d.now)
	if err != nil {
		return false
	}
	d.wrote(true)
	d.note("#%d writes", d.number)
	d.commit("write", change)
	return true
}

func (d doing) wrote(unasked bool) {
	l := d.life
	if l.wrote = max(l.wrote, d.ms()); unasked {
		l.unasked = max(l.unasked, d.ms())
	}
}

// cadence answers how to go on, and sometimes takes it back later.
func (d doing) cadence(x *thing) {
	asked, _ := d.store.Delivery(x.id)
	how := []coaching.Cadence{coaching.CadenceKeep, coaching.CadenceLess, coaching.CadencePause, coaching.CadenceStop}[d.rnd.IntN(4)]
	_, change, err := coaching.AnswerCadence(d.engagement, d.store.schedules[d.schedule], asked, d.person, how, reminders.Timetable{}.Next, d.now)
	if err != nil {
		return
	}
	l := d.life
	x.answered, x.reply = true, d.ms()
	switch how {
	case coaching.CadenceLess:
		l.spacing = 14
	case coaching.CadencePause:
		l.next = 1000 * l.plan.next((d.ms()+28*day)/1000, l.planZone)
		d.oracle.cancels(l, asks)
	case coaching.CadenceStop:
		l.off = true
		d.oracle.cancels(l, asks)
	}
	d.note("#%d wants %s", d.number, how)
	d.commit("cadence", change)
	if how == coaching.CadencePause || how == coaching.CadenceStop {
		c := d.course
		d.after(d.about(20*day), func() { d.world.later(c, 0.8, doing.again) })
	}
}

// again takes the questions up after a pause or a stop.
func (d doing) again() {
	_, change, err := coaching.AskAgain(d.engagement, d.store.schedules[d.schedule], d.person, reminders.Timetable{}.Next, d.now)
	if err != nil {
		return
	}
	d.life.off = false
	d.life.next = 1000 * d.life.plan.next(d.ms()/1000, d.life.planZone)
	d.note("#%d wants to be asked again", d.number)
	d.commit("again", change)
}
