package torture

import (
	"interlude/coaching"
)

// reminds picks what comes because of an action.
func reminds(x *thing) bool {
	return x.kind == coaching.KindActionDue || x.kind == coaching.KindActionFollowUp
}

// laterAction puts the reminder of an action off by an hour or to tomorrow, in place of what
// waits; its follow-up still comes when it lies after that.
func (d doing) laterAction(x *thing) bool {
	a, t, z := d.store.actions[x.subject], d.life.actions[x.subject], d.life.zone
	how, again := coaching.LaterHour, d.ms()+hour
	if d.chance(0.5) {
		how = coaching.LaterTomorrow
		again = d.oracle.allowed(1000*z.first(z.day(d.ms()/1000)+1, z.clock(d.ms()/1000)), z, d.life.rest)
	}
	change, err := coaching.LaterAction(d.engagement, a, d.person, coaching.Later{How: how}, d.rules, d.now)
	if works := !d.life.away && d.life.rest.afterLeave(again, z) == again; works != (err == nil) && !coaching.Is(err, coaching.Stale) {
		d.oracle.fail(x, "put off %s to %s: %v", how, at(again), err)
	}
	if err != nil {
		return false
	}
	d.oracle.cancels(d.life, func(y *thing) bool { return y.subject == x.subject && reminds(y) })
	put := d.oracle.expect(d.life, coaching.KindActionDue, x.subject, d.coachee, again)
	put.wished, put.exact = true, how == coaching.LaterHour
	if t.state == coaching.ActionOpen && t.day != 0 {
		if follow := 1000 * z.first(workdayAfter(t.day), t.minute); follow > again {
			d.oracle.expect(d.life, coaching.KindActionFollowUp, x.subject, d.coachee, follow)
		}
	}
	d.note("#%d puts off %s, to %s", d.number, d.oracle.name(x.id), at(again))
	d.commit("later action", change)
	return true
}

// putOff lists what somebody put off and that is still to come, as the bot would load it.
func (d doing) putOff() []coaching.Delivery {
	var out []coaching.Delivery
	for _, r := range d.store.opened(d.coachee) {
		if r.Kind == coaching.KindActionDue && r.State == coaching.DeliveryDue && coaching.PutOff(r.Delivery) {
			out = append(out, r.Delivery)
		}
	}
	return out
}

// rearmsWished is rearms; what was put off keeps its instant.
func (o *oracle) rearmsWished(l *life, id coaching.ID, now int64) {
	var put []*thing
	for _, x := range l.open {
		if x.subject == id && x.wished && x.state == coaching.DeliveryDue {
			put = append(put, x)
		}
	}
	o.rearms(l, id, now)
	for _, x := range put {
		y := o.expect(l, x.kind, id, l.coachee, x.due)
		y.wished, y.exact = true, x.exact
	}
}

// turnsReminders turns the reminders of actions off, or on again.
func (d doing) turnsReminders() bool {
	change, err := coaching.TurnTopic(d.person, coaching.TopicActions, d.life.unreminded)
	if err != nil {
		return false
	}
	d.life.unreminded = !d.life.unreminded
	d.note("#%d wants no reminders: %v", d.number, d.life.unreminded)
	d.commit("topic", change)
	return true
}
