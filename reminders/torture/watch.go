package torture

import (
	"slices"

	"interlude/coaching"
)

// punctually is how late a crash may make a delivery at most.
const punctually = 2 * minute

// punctual: whatever is due is decided soon, counted from the last trouble.
func (o *oracle) punctual(x *thing) {
	late := o.w.run - x.ripe
	if calm := o.w.run - max(x.ripe, o.calm); calm > punctually {
		o.fail(x, "it is decided %d s late, %d s after the last trouble", late/second, calm/second)
	}
	o.w.result.late(late)
}

// posts: Slack has stored a message.
func (o *oracle) posts(s coaching.Sending, p *posted) {
	o.carries(s.Lead, p)
	for _, d := range s.With {
		o.carries(d, p)
	}
}

// carries: a stored message carries d. It must be wanted, fresh, and the only one, unless
// nobody could know of the ones before.
func (o *oracle) carries(d coaching.Delivery, p *posted) {
	x := o.all[d.ID]
	if x.state != coaching.DeliveryIntended && (x.state != coaching.DeliverySent || len(x.posts) == 0) {
		o.fail(x, "it is posted while it is %s", x.state)
	}
	if age := p.at - x.decided; age > 50*second {
		o.fail(x, "it is posted %d s after it was decided", age/second)
	}
	if len(x.posts) > 0 {
		certain := slices.ContainsFunc(x.posts, func(p *posted) bool { return !p.blind })
		if certain || x.kind == coaching.KindSponsorNews {
			o.fail(x, "doubled: posted %d s ago as well", (p.at-x.posts[len(x.posts)-1].at)/second)
		}
		o.w.result.Doubled++
	}
	x.posts = append(x.posts, p)
	if asksAnew(x.kind) && len(x.posts) == 1 {
		o.oncePerDay(x)
	}
}

// oncePerDay: at most one prompt on each day of the person's calendar, also after they moved.
func (o *oracle) oncePerDay(x *thing) {
	l := x.life
	d := l.zone.day(x.intended / 1000)
	for _, y := range l.prompts {
		if l.zone.day(y.when()/1000) == d && y.state == coaching.DeliverySent {
			o.fail(x, "the second prompt of its day, after that of %s", at(y.nominal))
		}
	}
	if len(l.prompts) > 20 {
		l.prompts = append(l.prompts[:0], l.prompts[1:]...)
	}
	l.prompts = append(l.prompts, x)
}

// sought: p has looked for an attempt at a delivery and could not (so many looks failed), or
// saw that it is not there. A look for an attempt that was overtaken tells nothing.
func (o *oracle) sought(p *process, d coaching.Delivery, failed int, absent bool) {
	x := o.all[d.ID]
	if d.Attempts != x.attempt {
		return
	}
	l := x.lookOf(p)
	l.failed += failed
	l.absent = l.absent || absent
	for _, m := range x.posts {
		m.blind = m.blind || l.failed >= mostLooks
	}
}

// mostLooks is after how many failed looks nobody can tell.
const mostLooks = 3

func (x *thing) lookOf(p *process) *look {
	for i := range x.looks {
		if x.looks[i].by == p {
			return &x.looks[i]
		}
	}
	x.looks = append(x.looks, look{by: p})
	return &x.looks[len(x.looks)-1]
}

// knows reports whether p may take the present attempt for one that did not arrive, or of
// which nobody can tell.
func (x *thing) knows(p *process) bool {
	l := x.lookOf(p)
	return l.absent || l.failed >= mostLooks
}

// refused: Slack does not take a message.
func (o *oracle) refused(id coaching.ID, why string) { o.all[id].refusal = why }

// jumped: the clocks on the wall show another time now.
func (o *oracle) jumped() {
	o.disturbed(o.w.run)
	for _, c := range o.w.courses {
		for _, x := range o.lives[c.engagement].open {
			x.ripe = o.ripens(x.due)
		}
	}
}

// finish: at the end nothing may be open that was due before.
func (o *oracle) finish() {
	now := o.w.now()
	for _, c := range o.w.courses {
		l := o.lives[c.engagement]
		for _, x := range l.open {
			if x.state == coaching.DeliveryIntended || x.due < now-hour {
				o.fail(x, "lost: at the end it is %s since %s", x.state, at(x.due))
			}
		}
		if l.next != 0 && l.next < now-hour {
			o.failed = errNotAdvanced
		}
	}
}
