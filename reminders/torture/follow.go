package torture

import (
	"cmp"
	"errors"
	"slices"

	"interlude/coaching"
)

var (
	errNotDue      = errors.New("a schedule is advanced that is not due")
	errNotAdvanced = errors.New("lost: a schedule does not go on")
	errHearing     = errors.New("a status is news to one of program and oracle only")
)

// advances: the program goes on with a schedule at now. What it must write is expected.
func (o *oracle) advances(schedule coaching.ID, now int64) {
	l := o.lives[schedule]
	switch {
	case l.next == 0 || l.next > now:
		o.failed = errNotDue
		return
	case l.over():
		l.next = 0
		return
	case l.off || l.state == coaching.EngagementPaused:
		l.next = 1000 * l.plan.next(now/1000, l.planZone)
		return
	}
	var days []int64 // the newest occurrence of each local day
	last := int64(-1)
	for t := l.next; t <= now; t = 1000 * l.plan.next(t/1000, l.planZone) {
		if d := l.planZone.day(t / 1000); d == last {
			days[len(days)-1] = t
		} else {
			days, last = append(days, t), d
		}
	}
	newest := days[len(days)-1]
	fresh := now-newest <= o.rules.late
	after := now
	if fresh {
		after = max(now, 1000*l.planZone.midnight(last+1)-1000)
	}
	l.next = 1000 * l.plan.next(after/1000, l.planZone)
	for _, t := range days {
		if l.asked[t] { // it exists since before the clock was set back
			continue
		}
		l.asked[t] = true
		x := o.expect(l, coaching.KindPrompt, l.schedule, l.coachee, t)
		if t != newest || !fresh {
			x.state = coaching.DeliveryMissed
			continue
		}
		if again := o.repeats(l, t); again < l.next {
			o.expect(l, coaching.KindPromptAgain, "", l.coachee, again).prompt = x
		}
	}
}

// repeats is the same time of the next working day.
func (o *oracle) repeats(l *life, t int64) int64 {
	z := l.planZone
	return 1000 * z.first(workdayAfter(z.day(t/1000)), z.clock(t/1000))
}

func (l *life) over() bool {
	return l.state == coaching.EngagementClosed || l.state == coaching.EngagementEnded || l.state == coaching.EngagementDeclined
}

// deciding: the program is about to decide over a delivery.
func (o *oracle) deciding(p *process, id coaching.ID, now int64, again bool) {
	o.ask, o.askNow, o.askAgain, o.asks = o.all[id], now, again, p
	o.lapses(o.ask, now)
}

// decided compares what the program does with what it should.
func (o *oracle) decided(s coaching.Sending) {
	x, now, act := o.ask, o.askNow, s.Verdict.Act
	defer o.rests("intent")
	switch {
	case x.lead != nil || x.state != coaching.DeliveryDue && x.state != coaching.DeliveryIntended:
		o.want(x, act, coaching.ActNone)
		return
	case x.state == coaching.DeliveryIntended && !(o.askAgain && x.knows(o.asks)): // it may be out there
		o.want(x, act, coaching.ActLook)
		return
	case x.state == coaching.DeliveryIntended:
		o.gives(x, 0)
		x.state, x.intended = coaching.DeliveryDue, 0
	default:
		o.punctual(x)
	}
	want, until := o.verdict(x, now)
	if want == coaching.ActSend && act == coaching.ActHold && s.Verdict.Reason == "limited" && o.w.pace > 0 { // Slack's limits keep it back
		want, until = act, s.Verdict.Until.UnixMilli()
		o.w.result.PutOff++
	}
	o.want(x, act, want)
	o.w.note("%s is decided: %s %s", o.name(x.id), act, s.Verdict.Reason)
	switch want {
	case coaching.ActSend:
		with := o.gathers(x, now, s.With)
		if as := o.goesAs(x); s.Lead.Kind != as {
			o.fail(x, "it goes out as %s, and should as %s", s.Lead.Kind, as)
		}
		o.sends(x, now, nil)
		for _, c := range with {
			o.sends(c, now, x)
		}
	case coaching.ActHold:
		x.held = s.Verdict.Reason != "limited"
		if x.due, x.ripe = until, o.ripens(until); x.held {
			x.meant = until
		}
		x.held = x.held && x.kind != coaching.KindSponsorNews
		o.changed = append(o.changed, x)
		o.tally(x.kind).held++
	case coaching.ActMiss:
		o.becomes(x, coaching.DeliveryMissed)
	case coaching.ActCancel:
		o.becomes(x, coaching.DeliveryCancelled)
	}
}

func (o *oracle) want(x *thing, got, want coaching.Act) {
	if got != want {
		o.fail(x, "at %s the program says %s, and should say %s", at(o.askNow).Format("Mon 02 Jan 15:04:05.000Z"), got, want)
	}
}

// sends: x is about to be posted, with lead unless that is nil.
func (o *oracle) sends(x *thing, now int64, lead *thing) {
	x.attempt++
	x.kind = o.goesAs(x)
	if asksAnew(x.kind) && !slices.Contains(x.life.put, x) {
		x.life.put = append(x.life.put, x)
	}
	x.looks, x.held = nil, false
	x.intended, x.lead, x.decided = now, lead, o.w.run
	if asks(x) && now-x.meant > o.rules.late {
		o.w.result.Overdue++
	}
	o.becomes(x, coaching.DeliveryIntended)
	if !capped(x.kind) {
		return
	}
	keep := x.life.capped[:0]
	for _, c := range x.life.capped {
		if c != x && (max(c.intended, c.sent) > now-40*day || c.state == coaching.DeliveryDue || c.state == coaching.DeliveryIntended) {
			keep = append(keep, c)
		}
	}
	x.life.capped = append(keep, x)
}

// asksToo: nobody is asked twice a day.
func asksToo(x *thing) bool { return asksAnew(x.kind) }

// gathers: everything else that is due to the same person travels along.
func (o *oracle) gathers(x *thing, now int64, with []coaching.Delivery) []*thing {
	if !capped(x.kind) {
		return nil
	}
	var out []*thing
	looked := 0
	open := slices.SortedStableFunc(slices.Values(x.life.open), func(a, b *thing) int {
		return cmp.Or(cmp.Compare(a.due, b.due), cmp.Compare(a.nominal, b.nominal))
	})
	for _, c := range open {
		if c == x || c.state != coaching.DeliveryDue || !capped(c.kind) || c.to != x.to || c.due > now {
			continue
		}
		if looked++; looked > mostLooked { // the others have their own turn
			break
		}
		if asksAnew(c.kind) && slices.ContainsFunc(append(out, x), asksToo) {
			continue
		}
		act, _ := o.verdict(c, now)
		if act == coaching.ActMiss { // it ends with the message that says so
			o.becomes(c, coaching.DeliveryMissed)
		}
		if act != coaching.ActSend || len(out) == mostCompanions {
			continue
		}
		if !slices.ContainsFunc(with, func(d coaching.Delivery) bool { return d.ID == c.id }) {
			o.fail(c, "it should travel with %s", o.describe(x))
		}
		out = append(out, c)
	}
	if len(out) != len(with) {
		o.fail(x, "%d travel with it, and should be %d", len(with), len(out))
	}
	return out
}

// gives makes what travels with x due on its own.
func (o *oracle) gives(x *thing, notBefore int64) {
	for _, c := range x.life.open {
		if c.lead == x && c.state == coaching.DeliveryIntended {
			c.state, c.lead, c.intended, c.due = coaching.DeliveryDue, nil, 0, max(c.due, notBefore)
			c.ripe = o.ripens(c.due)
			o.changed = append(o.changed, c)
		}
	}
}

// settles: the program records what became of a message.
func (o *oracle) settles(id coaching.ID, out coaching.Outcome) {
	x := o.all[id]
	if x.state != coaching.DeliveryDue && x.state != coaching.DeliveryIntended {
		return
	}
	if out.Attempt != x.attempt && out.State != coaching.DeliverySent {
		return // of a process that was taken over
	}
	if out.State == coaching.DeliveryDue {
		o.gives(x, out.Due.UnixMilli())
		x.state, x.intended, x.due, x.held = coaching.DeliveryDue, 0, max(x.due, out.Due.UnixMilli()), false
		x.ripe = o.ripens(x.due)
		o.changed = append(o.changed, x)
		return
	}
	for _, c := range append([]*thing(nil), x.life.open...) {
		if c != x && (c.lead != x || c.state != coaching.DeliveryIntended) {
			continue
		}
		if out.State == coaching.DeliverySent {
			c.sent = out.At.UnixMilli()
		}
		if out.State == coaching.DeliveryMissed {
			o.gaveUp(x, out.Reason)
		}
		o.becomes(c, out.State)
	}
	if out.State == coaching.DeliverySent {
		o.w.arrived(x)
	}
}

// gaveUp: a message counts as missed by Slack's word, or, for the sponsor, because it may have
// been posted and nobody can look.
func (o *oracle) gaveUp(x *thing, why string) {
	switch {
	case x.kind == coaching.KindSponsorNews && slices.ContainsFunc(x.looks, func(l look) bool { return l.failed >= mostLooks }):
		o.w.result.Uncertain++
		x.doubtful = true
	case x.refusal == "":
		o.fail(x, "it counts as missed for %q, and Slack said nothing of the kind", why)
	}
}
