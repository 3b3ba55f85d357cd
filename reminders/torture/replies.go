package torture

import (
	"interlude/coaching"
)

// arrived: a message is in front of somebody, who may act on it.
func (w *world) arrived(x *thing) {
	if !asks(x) && !reminds(x) || w.over() {
		return
	}
	c := w.courses[x.life.number]
	if reminds(x) {
		w.later(c, 0.4, func(d doing) { d.laterAction(x) })
		return
	}
	if w.run < c.mute {
		return
	}
	if x.kind == coaching.KindCadence {
		w.later(c, 0.7, func(d doing) { d.cadence(x) })
		return
	}
	prompt := x
	if x.prompt != nil {
		prompt = x.prompt
	}
	reply := []func(doing, *thing) bool{doing.answer, doing.answer, doing.answer, doing.skip, doing.later, doing.later}
	for range 1 + w.rnd.IntN(2) {
		do := reply[w.rnd.IntN(len(reply))]
		w.later(c, 0.5, func(d doing) { do(d, prompt) })
	}
}

// later has somebody do something within hours, with the given chance.
func (w *world) later(c *course, chance float64, do func(doing)) {
	if w.chance(chance) {
		w.after(w.span(second, second+w.about(8*hour)), func() {
			if w.anyone() != nil && w.run >= w.dark {
				do(w.doing(c))
			}
		})
	}
}

func (w *world) doing(c *course) doing {
	return doing{world: w, course: c, life: w.oracle.lives[c.engagement], now: w.wallNow(),
		engagement: w.store.engagements[c.engagement], person: w.store.people[c.coachee]}
}

// answer writes something to a prompt: it is not asked again.
func (d doing) answer(x *thing) bool {
	prompt, _ := d.store.Delivery(x.id)
	_, change, err := coaching.Reflect(d.engagement, d.person, coaching.Entry{Text: "x"}, &prompt, d.now)
	if err != nil {
		return false
	}
	if !x.answered {
		d.answered(x)
	}
	d.wrote(false)
	d.note("#%d answers %s", d.number, d.oracle.name(x.id))
	d.commit("answer", change)
	return true
}

func (d doing) answered(x *thing) {
	x.answered, x.reply = true, d.ms()
	d.oracle.cancels(d.life, func(y *thing) bool { return y.prompt == x })
}

func (d doing) skip(x *thing) bool {
	prompt, _ := d.store.Delivery(x.id)
	change, err := coaching.SkipPrompt(prompt, d.person, d.now)
	if err != nil {
		return false
	}
	d.answered(x)
	d.note("#%d skips %s", d.number, d.oracle.name(x.id))
	d.commit("skip", change)
	return true
}

// later asks to be asked again in an hour or tomorrow, in place of any repetition that waits.
func (d doing) later(x *thing) bool {
	prompt, _ := d.store.Delivery(x.id)
	how, z := coaching.LaterHour, d.life.zone
	again := d.ms() + hour
	if d.chance(0.5) {
		how = coaching.LaterTomorrow
		again = d.oracle.allowed(1000*z.first(z.day(d.ms()/1000)+1, z.clock(d.ms()/1000)), z, d.life.rest)
	}
	change, err := coaching.LaterPrompt(d.engagement, prompt, d.person, coaching.Later{How: how}, d.rules, d.now)
	open := !d.life.away && d.life.state != coaching.EngagementPaused && again < answerable(x.nominal, z) && d.life.rest.afterLeave(again, z) == again
	if open != (err == nil) && !coaching.Is(err, coaching.Stale) {
		d.oracle.fail(x, "put off %s to %s: %v", how, at(again), err)
	}
	if err != nil {
		return false
	}
	d.oracle.cancels(d.life, func(y *thing) bool { return y.prompt == x })
	put := d.oracle.expect(d.life, coaching.KindPromptAgain, "", d.coachee, again)
	put.prompt, put.wished, put.exact = x, true, how == coaching.LaterHour
	d.note("#%d wants %s later, at %s", d.number, d.oracle.name(x.id), at(again))
	d.commit("later", change)
	return true
}
