package coaching

import "time"

// The reasons of a Verdict: fixed words, for people and metrics.
const (
	WhyGone      = "gone"      // what it is about is no longer there, or no longer calls for it
	WhyRole      = "role"      // the recipient no longer has that part
	WhyNotLive   = "not live"  // the engagement is not under way
	WhyPaused    = "paused"    // the person, the engagement or the schedule is paused
	WhyAnswered  = "answered"  // the person has acted on it already
	WhyMoved     = "moved"     // the session is at another time now
	WhyConsent   = "consent"   // the coachee has not allowed it, or no longer does
	WhyLate      = "late"      // its time is over
	WhyQuiet     = "quiet"     // quiet hours or weekend
	WhyHoliday   = "holiday"   // a public holiday where the recipient is
	WhyLeave     = "leave"     // the recipient set a leave
	WhyAway      = "away"      // Slack says that the recipient is away or not to be disturbed
	WhyFirst     = "first"     // what it comes back to has to go out first
	WhyOff       = "off"       // the recipient has turned such messages off
	WhyCap       = "cap"       // enough messages for that day or week
	WhyAsked     = "asked"     // the same questions were asked that day already
	WhyLess      = "less"      // the coachee chose to be asked less often
	WhySilence   = "silence"   // the coachee has not answered for long and is asked less often
	WhySponsor   = "sponsor"   // the sponsor has not accepted yet
	WhyFresh     = "fresh"     // it can still be taken back
	WhyExpired   = "expired"   // what allowed it has ended by itself
	WhyTold      = "told"      // the recipient has got it, or may have
	WhyUnknown   = "unknown"   // a kind that this version does not know
	WhySuspended = "suspended" // the account of coach or coachee is closed, or not yet known again
	WhyDoubt     = "uncertain" // it may have been posted, and nobody could look
)

// Decide says what to do at now with the due delivery of s: nothing any more (cancel, miss),
// not yet (hold) or send. Cancelled goes before missed, missed before held.
func Decide(s Standing, r Rules, now time.Time) Verdict {
	switch s.Delivery.State {
	case DeliverySent, DeliveryMissed, DeliveryCancelled:
		return Verdict{Act: ActNone}
	}
	if why := s.unwanted(); why != "" {
		return Verdict{Act: ActCancel, Reason: why}
	}
	if why := s.unallowed(now); why != "" {
		return Verdict{Act: ActCancel, Reason: why}
	}
	if why := s.tooSoon(now); why != "" {
		return Verdict{Act: ActCancel, Reason: why}
	}
	if s.late(r, now) {
		return Verdict{Act: ActMiss, Reason: s.whyLate(r, now)}
	}
	if s.suspended() {
		return Verdict{Act: ActHold, Until: now.Add(suspendedWait).UTC(), Reason: WhySuspended}
	}
	v := s.hold(r, now)
	if v.Act == ActSend {
		v.As = s.as()
	}
	return v
}

// hold keeps back what may not go out now.
func (s Standing) hold(r Rules, now time.Time) Verdict {
	kind, loc, r := s.Delivery.Kind, s.Recipient.Location(), r.For(s.Recipient)
	if kind == KindSponsorNews {
		return s.holdNews(now)
	}
	if !kind.Proactive() {
		return Verdict{Act: ActSend}
	}
	until, why := s.quietUntil(r, s.notBefore(now), loc)
	if why == "" && until.After(now) {
		why = WhyFirst
	}
	if kind.Capped() && !s.askedFor() {
		if t := r.underCaps(until, s.Recent, loc); t.After(until) {
			until, why = t, WhyCap
		}
	}
	if !until.After(now) || (kind == KindSessionSoon && s.tooCloseToStart(until)) {
		return Verdict{Act: ActSend}
	}
	return Verdict{Act: ActHold, Until: until, Reason: why}
}

// holdNews keeps back what the coachee can still take back, and what waits for the sponsor's
// answer: not beyond the end of the consent, at which the coachee is asked anew.
func (s Standing) holdNews(now time.Time) Verdict {
	until := now.Add(sponsorWait)
	if s.Consent.Expires.Before(until) {
		until = s.Consent.Expires
	}
	switch {
	case now.Before(s.Consent.Ready()):
		return Verdict{Act: ActHold, Until: s.Consent.Ready().UTC(), Reason: WhyFresh}
	case s.Engagement.SponsorState != SponsorAccepted:
		return Verdict{Act: ActHold, Until: until.UTC(), Reason: WhySponsor}
	}
	return Verdict{Act: ActSend}
}

// notBefore returns now or, for a follow-up, its clock time on the working day after the action's
// reminder has gone out: the two never come on one day, however long both were held.
func (s Standing) notBefore(now time.Time) time.Time {
	if s.Delivery.Kind != KindActionFollowUp || s.Reminder == nil {
		return now
	}
	loc, reminded := s.Recipient.Location(), now
	if s.Reminder.State == DeliverySent {
		reminded = s.Reminder.Sent
	}
	clock := s.Delivery.Nominal.In(loc)
	at, _ := Instant(WorkdayAfter(DateOf(reminded.In(loc))), clock.Hour(), clock.Minute(), loc)
	if at.After(now) {
		return at.UTC()
	}
	return now
}

// askedFor reports what the person put off to this time: it must not be eaten by the cap that
// the first message used up.
func (s Standing) askedFor() bool { return PutOff(s.Delivery) }

// quietUntil is when the delivery may go out at the earliest, and why not before. What the
// person put off to an instant of their own choice knows no quiet hours, only their leave.
func (s Standing) quietUntil(r Rules, now time.Time, loc *time.Location) (time.Time, string) {
	if exactly(s.Delivery) {
		r = Rules{absence: Absence{LeaveFrom: r.absence.LeaveFrom, LeaveTo: r.absence.LeaveTo}}
	}
	return r.allowed(now, loc)
}

// sponsorWait is how often news for a sponsor who has not answered is looked at again. Their
// yes lets it go at once, see AnswerSponsor.
const sponsorWait = 7 * 24 * time.Hour

// suspendedWait is how often what belongs to a suspended engagement is looked at again. When it
// goes on all of that is decided at once, see Confirm.
const suspendedWait = 24 * time.Hour

// leastPreparation is how long before a session its preparation must arrive to be of use;
// rather than hold it beyond that, it is sent in quiet hours.
const leastPreparation = 2 * time.Hour

func (s Standing) tooCloseToStart(until time.Time) bool {
	return until.After(s.Session.Start.Add(-leastPreparation))
}

// underCaps returns t, or the first allowed morning from t on at which one more capped message
// stays within the caps of its local day and week.
func (r Rules) underCaps(t time.Time, recent []time.Time, loc *time.Location) time.Time {
	for {
		d := DateOf(t.In(loc))
		day, week := 0, 0
		for _, at := range recent {
			o := DateOf(at.In(loc))
			if o == d {
				day++
			}
			if monday(o) == monday(d) {
				week++
			}
		}
		switch {
		case r.PerWeek > 0 && week >= r.PerWeek:
			t = r.morning(monday(d).Add(7), loc)
		case r.PerDay > 0 && day >= r.PerDay:
			t = r.morning(d.Add(1), loc)
		default:
			return t
		}
	}
}

// monday returns the first day of d's week.
func monday(d Date) Date { return d.Add(-(int(d.Weekday()) + 6) % 7) }
