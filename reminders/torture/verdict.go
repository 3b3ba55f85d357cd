package torture

import "interlude/coaching"

// proactive: nobody's act of this moment caused it.
func proactive(k coaching.DeliveryKind) bool {
	switch k {
	case coaching.KindSessionSoon, coaching.KindSessionAfter, coaching.KindSessionActions, coaching.KindConsentOver:
		return true
	}
	return capped(k)
}

// capped: it counts against the caps of day and week.
func capped(k coaching.DeliveryKind) bool {
	switch k {
	case coaching.KindActionDue, coaching.KindActionFollowUp, coaching.KindPrompt, coaching.KindPromptAgain, coaching.KindCadence:
		return true
	}
	return false
}

// verdict is what the product promises to do with x at now, and until when it is held.
func (o *oracle) verdict(x *thing, now int64) (coaching.Act, int64) {
	switch {
	case !wanted(x) || proactive(x.kind) && x.life.away && x.to == x.life.coachee:
		return coaching.ActCancel, 0
	case x.kind == coaching.KindSponsorNews && (x.beside() || now >= x.ends()):
		return coaching.ActCancel, 0
	case x.kind == coaching.KindConsentOver && (x.beside() || now < x.ends()):
		return coaching.ActCancel, 0
	case asksAnew(x.kind) && o.fallsOut(x, now):
		return coaching.ActCancel, 0
	case o.late(x, now):
		return coaching.ActMiss, 0
	}
	return o.hold(x, now)
}

// wanted reports whether anybody still wants x.
func wanted(x *thing) bool {
	l := x.life
	live := l.state == coaching.EngagementActive || l.state == coaching.EngagementPaused || l.state == coaching.EngagementClosing
	closed := l.state == coaching.EngagementClosed
	told := l.sponsorState == coaching.SponsorAccepted || live && l.sponsorState == coaching.SponsorAsked
	s := l.sessions[x.subject]
	switch x.kind {
	case coaching.KindPrompt, coaching.KindCadence:
		return live && l.state != coaching.EngagementPaused && !l.off && !x.answered
	case coaching.KindPromptAgain:
		return (!l.off || x.wished) && live && l.state != coaching.EngagementPaused && x.prompt.state == coaching.DeliverySent && x.prompt.kind == coaching.KindPrompt && !x.prompt.answered
	case coaching.KindActionDue, coaching.KindActionFollowUp:
		if l.unreminded && !x.wished {
			return false
		}
		a := l.actions[x.subject].state
		return live && (a == coaching.ActionOpen || a == coaching.ActionNotYet)
	case coaching.KindBooked, coaching.KindMoved:
		return live && s.state == coaching.SessionBooked
	case coaching.KindCancelled:
		return s.state == coaching.SessionCancelled || s.state == coaching.SessionCancelledLate
	case coaching.KindSessionSoon, coaching.KindSessionNow, coaching.KindSessionAfter, coaching.KindSessionActions:
		return live && s.state == coaching.SessionBooked && remindsAt(x.kind, s) == x.nominal
	case coaching.KindMilestone:
		return (live || closed) && told && l.consents[x.subject] == coaching.ConsentAsked
	case coaching.KindSponsorNews, coaching.KindConsentOver:
		return (live || closed) && told && l.consents[x.subject] == coaching.ConsentGiven
	case coaching.KindClosed:
		return !live
	case coaching.KindPaused:
		return l.state == coaching.EngagementPaused
	case coaching.KindResumed:
		return l.state == coaching.EngagementActive
	}
	return true // KindSponsorAnswered
}

// remindsAt is when a reminder of a session is due.
func remindsAt(k coaching.DeliveryKind, s *meeting) int64 {
	switch k {
	case coaching.KindSessionSoon:
		return s.start - 2*day
	case coaching.KindSessionNow:
		return s.start - hour
	}
	return s.end + 2*hour
}

// late reports whether x comes too late to be of use.
func (o *oracle) late(x *thing, now int64) bool {
	z := x.zone()
	switch x.kind {
	case coaching.KindPrompt, coaching.KindPromptAgain, coaching.KindCadence:
		first := x.nominal
		if x.prompt != nil {
			first = x.prompt.nominal
		}
		return now-x.due > o.rules.late || now >= answerable(first, z)
	case coaching.KindBooked, coaching.KindMoved, coaching.KindSessionSoon, coaching.KindSessionNow:
		return now >= x.life.sessions[x.subject].start
	case coaching.KindActionDue, coaching.KindActionFollowUp, coaching.KindSessionAfter, coaching.KindSessionActions:
		return now >= 1000*z.midnight(workdayAfter(z.day(x.due/1000))+1)
	}
	return false
}

// zone is where the recipient of x lives.
func (x *thing) zone() *zone {
	if x.to == x.life.coachee {
		return x.life.zone
	}
	return x.life.sponsorZone
}

// answerable is the instant from which a prompt cannot be answered: the end of the next Tuesday.
func answerable(nominal int64, z *zone) int64 {
	d := z.day(nominal/1000) + 1
	for weekday(d) != 2 {
		d++
	}
	return 1000 * z.midnight(d+1)
}

// hold keeps back what may not go out now.
func (o *oracle) hold(x *thing, now int64) (coaching.Act, int64) {
	if x.kind == coaching.KindSponsorNews {
		switch ready := x.life.yes[x.subject] + 5*minute; {
		case now < ready:
			return coaching.ActHold, ready
		case x.life.sponsorState != coaching.SponsorAccepted:
			return coaching.ActHold, min(now+7*day, x.ends())
		}
	}
	if !proactive(x.kind) {
		return coaching.ActSend, 0
	}
	z := x.zone()
	r := o.restOf(x)
	until := o.allowed(o.apart(x, now, z), z, r)
	if x.exact {
		until = r.afterLeave(now, z)
	}
	if capped(x.kind) && !x.wished {
		until = o.underCaps(x, until, now, z)
	}
	if until <= now || x.kind == coaching.KindSessionSoon && until > x.life.sessions[x.subject].start-2*hour {
		return coaching.ActSend, 0
	}
	return coaching.ActHold, until
}

// allowed walks from t to the first minute that is not quiet for somebody who rests so.
func (o *oracle) allowed(t int64, z *zone, r rest) int64 {
	for {
		s := t / 1000
		off, until := z.stretch(s)
		switch d := floor(s+off, 86400); {
		case t < r.away:
			t = r.away
		case o.free(d, r):
			t = 1000 * z.midnight(d+1)
		case o.isQuiet(s + off):
			for s += 60 - s%60; s < until && o.isQuiet(s+off); s += 60 {
			}
			t = 1000 * s
		default:
			return t
		}
	}
}

// isQuiet reports whether nothing goes out while the clocks show l.
func (o *oracle) isQuiet(l int64) bool {
	d := floor(l, 86400)
	if o.rules.weekend && weekend(d) {
		return true
	}
	m := (l - d*86400) / 60
	return o.rules.quiet && (m >= o.rules.quietFrom || m < o.rules.quietTo)
}

// underCaps is the first allowed instant from t on at which one more message stays within the
// caps of its day and week.
func (o *oracle) underCaps(x *thing, t, now int64, z *zone) int64 {
	for {
		d := z.day(t / 1000)
		inDay, inWeek := 0, 0
		for _, c := range x.life.capped {
			when := c.intended
			if c.state == coaching.DeliverySent {
				when = c.sent
			}
			counts := c.state == coaching.DeliverySent || c.state == coaching.DeliveryIntended
			if c == x || !counts || c.lead != nil || when <= now-8*day {
				continue
			}
			on := z.day(when / 1000)
			if on == d {
				inDay++
			}
			if monday(on) == monday(d) {
				inWeek++
			}
		}
		switch {
		case o.rules.perWeek > 0 && inWeek >= o.rules.perWeek:
			t = o.morning(monday(d)+7, z, o.restOf(x))
		case o.rules.perDay > 0 && inDay >= o.rules.perDay:
			t = o.morning(d+1, z, o.restOf(x))
		default:
			return t
		}
	}
}

// morning is when messages may begin on a day.
func (o *oracle) morning(d int64, z *zone, r rest) int64 {
	from := int64(8 * 60)
	if o.rules.quiet {
		from = o.rules.quietTo
	}
	return o.allowed(1000*z.first(d, from), z, r)
}
