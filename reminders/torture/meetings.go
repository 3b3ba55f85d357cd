package torture

import (
	"interlude/coaching"
)

func (d doing) book() bool {
	begins := d.ms() + d.span(day+hour, 20*day)
	begins -= begins % (15 * minute)
	booked := d.booked()
	s, change, err := coaching.Book(d.engagement, d.coachPerson(), d.person, coaching.Booking{Start: at(begins), Minutes: 75}, booked, booked, d.given(), d.now)
	if err != nil {
		return false
	}
	l, o := d.life, d.oracle
	first := true
	for _, m := range l.sessions {
		first = first && m.state != coaching.SessionBooked
	}
	l.sessions[s.ID] = &meeting{begins, begins + 75*minute, coaching.SessionBooked}
	o.notices(l, coaching.KindBooked, s.ID, d.ms())
	o.meets(l, s.ID, d.ms())
	for _, k := range change.Consents { // the words are the program's; whether it may ask is not
		if !first || l.told != "" {
			o.fail(nil, "asked twice whether the sponsor may know of the first session")
		}
		l.told = k.ID
		l.consents[k.ID] = coaching.ConsentAsked
		d.course.consent = append(d.course.consent, k.ID)
		o.expect(l, coaching.KindMilestone, k.ID, l.coachee, d.ms())
	}
	d.course.sessions = append(d.course.sessions, s.ID)
	d.note("#%d books %s", d.number, at(begins))
	d.commit("book", change)
	return true
}

// booked lists the sessions of the course.
func (d doing) booked() []coaching.Session {
	out := make([]coaching.Session, len(d.course.sessions))
	for i, id := range d.course.sessions {
		out[i] = d.store.sessions[id]
	}
	return out
}

// given lists its consents.
func (d doing) given() []coaching.Consent {
	out := make([]coaching.Consent, len(d.consent))
	for i, id := range d.consent {
		out[i] = d.store.consents[id]
	}
	return out
}

// notices expects that both are told at once.
func (o *oracle) notices(l *life, k coaching.DeliveryKind, id coaching.ID, now int64) {
	o.expect(l, k, id, l.coach, now)
	o.expect(l, k, id, l.coachee, now)
}

// meets expects the reminders of a session that lie ahead.
func (o *oracle) meets(l *life, id coaching.ID, now int64) {
	for _, r := range []struct {
		kind coaching.DeliveryKind
		to   coaching.ID
	}{
		{coaching.KindSessionSoon, l.coachee}, {coaching.KindSessionNow, l.coach}, {coaching.KindSessionNow, l.coachee},
		{coaching.KindSessionAfter, l.coach}, {coaching.KindSessionActions, l.coachee},
	} {
		if due := remindsAt(r.kind, l.sessions[id]); due > now {
			o.expect(l, r.kind, id, r.to, due)
		}
	}
}

// ahead draws a session that has not begun.
func (d doing) ahead() (coaching.Session, bool) {
	for _, id := range d.course.sessions {
		if s := d.store.sessions[id]; s.State == coaching.SessionBooked && s.Start.After(d.now) {
			return s, true
		}
	}
	return coaching.Session{}, false
}

// move moves a session, sometimes by so little that its reminders come at instants that were
// meant before.
func (d doing) move() bool {
	s, ok := d.ahead()
	if !ok {
		return false
	}
	begins := d.ms() + d.span(day+hour, 20*day)
	begins -= begins % (15 * minute)
	m, change, err := coaching.MoveSession(d.engagement, s, d.person, d.coachPerson(), d.person, coaching.Booking{Start: at(begins)}, "", d.booked(), d.now)
	if err != nil {
		return false
	}
	l, o := d.life, d.oracle
	o.cancels(l, func(x *thing) bool { return x.subject == s.ID })
	*l.sessions[s.ID] = meeting{begins, begins + int64(m.Minutes)*minute, coaching.SessionBooked}
	o.notices(l, coaching.KindMoved, s.ID, d.ms())
	o.meets(l, s.ID, d.ms())
	d.note("#%d moves a session to %s", d.number, at(begins))
	d.commit("move", change)
	return true
}

func (d doing) cancelSession() bool {
	s, ok := d.ahead()
	if !ok {
		return false
	}
	c, change, err := coaching.CancelSession(d.engagement, s, d.person, d.coachPerson(), "", d.now)
	if err != nil {
		return false
	}
	l, o := d.life, d.oracle
	o.cancels(l, func(x *thing) bool { return x.subject == s.ID })
	l.sessions[s.ID].state = c.State
	o.notices(l, coaching.KindCancelled, s.ID, d.ms())
	d.note("#%d cancels a session", d.number)
	d.commit("cancel", change)
	return true
}

// share allows one sentence to the sponsor.
func (d doing) share() bool {
	for _, k := range d.given() {
		shared, change, err := coaching.Share(d.engagement, k, d.sponsor, k.Hash, d.person, coaching.MaxConsentMonths, d.now)
		if err != nil {
			continue
		}
		l, o := d.life, d.oracle
		o.cancels(l, func(x *thing) bool { return x.subject == k.ID })
		l.consents[k.ID], l.yes[k.ID] = shared.State, d.ms()
		o.expect(l, coaching.KindSponsorNews, k.ID, l.sponsor, d.ms()+5*minute)
		d.note("#%d shares", d.number)
		d.commit("share", change)
		if d.chance(0.3) { // second thoughts, sometimes while it is on its way
			thinks := d.about(10 * second)
			if d.chance(0.5) {
				thinks += 5*minute - 5*second
			}
			d.after(thinks, func() { d.world.withdraws(d.course) })
		}
		return true
	}
	return false
}

func (d doing) refuse() bool {
	for _, k := range d.given() {
		_, change, err := coaching.Refuse(d.engagement, k, d.person, d.now)
		if err != nil {
			continue
		}
		d.oracle.cancels(d.life, func(x *thing) bool { return x.subject == k.ID && x.kind == coaching.KindMilestone })
		d.life.consents[k.ID] = coaching.ConsentRefused
		d.note("#%d says not now", d.number)
		d.commit("refuse", change)
		return true
	}
	return false
}

func (d doing) withdraw() bool {
	for _, k := range d.given() {
		_, change, err := coaching.Withdraw(d.engagement, k, d.person, d.now)
		if err != nil {
			continue
		}
		d.oracle.cancels(d.life, func(x *thing) bool {
			return x.subject == k.ID && (x.kind == coaching.KindSponsorNews || x.kind == coaching.KindConsentOver)
		})
		d.life.consents[k.ID] = coaching.ConsentWithdrawn
		d.note("#%d withdraws", d.number)
		d.commit("withdraw", change)
		return true
	}
	return false
}

func (w *world) withdraws(c *course) {
	if w.anyone() != nil && w.run >= w.dark {
		w.doing(c).withdraw()
	}
}

// sponsorAnswers is the sponsor's word on their part: mostly yes.
func (d doing) sponsorAnswers() bool {
	yes := d.chance(0.8)
	change, err := coaching.AnswerSponsor(d.engagement, d.store.people[d.sponsor], yes, d.given(), d.now)
	if err != nil {
		return false
	}
	l, o := d.life, d.oracle
	o.cancels(l, func(x *thing) bool { return x.kind == coaching.KindSponsorAnswered })
	l.sponsorState = coaching.SponsorDeclined
	if yes {
		l.sponsorState = coaching.SponsorAccepted
	}
	o.notices(l, coaching.KindSponsorAnswered, l.engagement, d.ms())
	for _, id := range d.consent {
		if l.consents[id] != coaching.ConsentGiven || yes && d.ms() < l.yes[id]+5*minute { // that goes when it can no longer be taken back
			continue
		}
		o.cancels(l, func(x *thing) bool { return x.subject == id && x.kind == coaching.KindSponsorNews })
		if yes { // what waited goes now
			o.expect(l, coaching.KindSponsorNews, id, l.sponsor, d.ms())
		} else {
			l.consents[id] = coaching.ConsentAsked
		}
	}
	if !yes {
		o.cancels(l, func(x *thing) bool { return x.kind == coaching.KindMilestone || x.kind == coaching.KindConsentOver })
	}
	d.note("#%d the sponsor says %v", d.number, yes)
	d.commit("sponsor", change)
	return true
}

// close ends the engagement, as the coach or the coachee does.
func (d doing) close() bool {
	l, o := d.life, d.oracle
	if !d.chance(0.3) {
		return false
	}
	change, err := coaching.Close(d.engagement, d.coachPerson(), d.person, d.booked(), d.given(), d.now)
	if err != nil {
		return false
	}
	news := l.sponsorState == coaching.SponsorAccepted
	o.cancels(l, func(x *thing) bool { return !news || x.kind != coaching.KindSponsorNews })
	l.state = coaching.EngagementClosed
	for _, m := range l.sessions {
		if m.state == coaching.SessionBooked && m.start > d.ms() {
			m.state = coaching.SessionCancelled
		}
	}
	o.expect(l, coaching.KindClosed, l.engagement, l.coachee, d.ms())
	for _, k := range change.Consents {
		l.consents[k.ID] = coaching.ConsentAsked
		d.course.consent = append(d.course.consent, k.ID)
		o.expect(l, coaching.KindMilestone, k.ID, l.coachee, d.ms())
	}
	d.note("#%d closes", d.number)
	d.commit("close", change)
	return true
}
