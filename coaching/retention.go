package coaching

import "time"

// Retention says how many days after its end what belongs to an engagement is kept.
type Retention struct {
	Work    int // reflections, actions and briefs
	Records int // agreements, consents and that there was an engagement
}

// DefaultRetention is 90 days, and 24 months.
var DefaultRetention = Retention{Work: 90, Records: 730}

// The notices before an erasure, in days.
const (
	noticeFirst = 14
	noticeLast  = 2
)

// The values of Engagement.Notices.
const (
	noNotice   = 0
	oneNotice  = 1
	bothGiven  = 2 // before the work is erased
	allNotices = 3 // and the one before the records are
)

// after is the instant n days after the end of e.
func after(e Engagement, n int) time.Time { return e.Closed.Add(time.Duration(n) * 24 * time.Hour) }

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// Erases returns the instant (UTC) at which the work of e is erased; zero: e is not over, or it
// has been.
func (r Retention) Erases(e Engagement) time.Time {
	if !e.Over() || e.Closed.IsZero() || !e.Wiped.IsZero() {
		return time.Time{}
	}
	return latest(after(e, r.Work), e.NotBefore)
}

// Forgets returns the instant (UTC) at which the rest of e is deleted; zero: e is not over.
func (r Retention) Forgets(e Engagement) time.Time {
	switch {
	case !e.Over() || e.Closed.IsZero():
		return time.Time{}
	case !e.Begun():
		return after(e, min(r.Work, r.Records)) // nobody agreed to anything
	case e.Notices < allNotices:
		return after(e, max(r.Work, r.Records))
	}
	return latest(after(e, max(r.Work, r.Records)), e.NotBefore)
}

// Next returns the instant (UTC) of the next step that the clock takes with e; false: none.
func (r Retention) Next(e Engagement) (time.Time, bool) {
	switch {
	case !e.Over() || e.Closed.IsZero():
		return time.Time{}, false
	case !e.Begun():
		return r.Forgets(e), true
	case !e.Wiped.IsZero() && e.Notices < allNotices:
		return after(e, max(r.Work, r.Records)-noticeFirst), true
	case !e.Wiped.IsZero():
		return r.Forgets(e), true
	case e.Notices == noNotice:
		return after(e, r.Work-noticeFirst), true
	case e.Notices == oneNotice:
		return after(e, r.Work-noticeLast), true
	}
	return r.Erases(e), true
}

// Retain takes the step with an engagement that is due at now: a notice to the coachee, the
// erasure of the work, or the deletion of the rest. Nothing is erased less than two days after
// its last notice, however late that one came. Stale: no step is due.
func Retain(s Stock, coachee Person, r Retention, now time.Time) (Change, error) {
	e := s.Engagement
	at, ok := r.Next(e)
	if !ok || now.Before(at) {
		return Change{}, ErrStale()
	}
	if err := part(e, coachee, Coachee); err != nil {
		return Change{}, err
	}
	loc := coachee.Location()
	switch {
	case !e.Begun(), !e.Wiped.IsZero() && e.Notices == allNotices:
		return forgotten(s, now), nil
	case !e.Wiped.IsZero():
		return noticed(e, allNotices, true, loc, now), nil
	case e.Notices == bothGiven:
		_, c := wiped(s, CauseRetired, "", daytime(now, loc), now)
		return c, nil
	case now.Before(after(e, r.Work-noticeLast)):
		return noticed(e, oneNotice, s.Counts.Sum() > 0, loc, now), nil
	}
	return noticed(e, bothGiven, s.Counts.Sum() > 0, loc, now), nil
}

// noticed counts a notice, and sends it unless there is nothing to tell.
func noticed(e Engagement, n int, tell bool, loc *time.Location, now time.Time) Change {
	e.Notices = n
	at := daytime(now, loc)
	if n > oneNotice && tell {
		e.NotBefore = at.Add(noticeLast * 24 * time.Hour)
	}
	c := Change{Engagements: []Engagement{e}}
	if tell {
		c.Deliveries = []Delivery{NewDelivery(e, KindRetention, e.Coachee, e.ID, at)}
	}
	return c
}

// daytime returns t, or the next working day's morning on the clocks of loc when t is at night or
// at a weekend: what the clock does wakes nobody. It is not proactive all the same, because a
// pause or a leave must not keep people from hearing of it in time.
func daytime(t time.Time, loc *time.Location) time.Time {
	l := t.In(loc)
	d := DateOf(l)
	working := l.Weekday() != time.Saturday && l.Weekday() != time.Sunday
	switch {
	case working && l.Hour() >= 8 && l.Hour() < 18:
		return t.UTC()
	case !working || l.Hour() >= 18:
		d = WorkdayAfter(d)
	}
	at, _ := Instant(d, 10, 0, loc)
	return at
}

// EraseWork erases what was written in an engagement that is over, before its time.
func EraseWork(s Stock, coachee Person, now time.Time) (Receipt, Change, error) {
	e := s.Engagement
	if err := part(e, coachee, Coachee); err != nil {
		return Receipt{}, Change{}, err
	}
	if !e.Over() || !e.Wiped.IsZero() {
		return Receipt{}, Change{}, ErrStale()
	}
	receipt, c := wiped(s, CauseEarly, coachee.ID, now, now)
	return receipt, c, nil
}

// wiped deletes the work of an engagement and leaves a receipt, of which the coachee is told at
// the instant told if there was any. by is empty for the clock.
func wiped(s Stock, why Cause, by ID, told, now time.Time) (Receipt, Change) {
	e := s.Engagement
	e.Wiped, e.Notices, e.NotBefore = now.UTC(), bothGiven, time.Time{}
	counts := s.Counts
	counts.Sessions, counts.Sentences = 0, 0 // they belong to the records
	receipt := Receipt{ID: NewID(), Person: e.Coachee, Engagement: e.ID, Cause: why, Counts: counts, At: now.UTC()}
	c := Change{
		Engagements: []Engagement{e},
		Purge:       []Purge{{Engagement: e.ID, What: PurgeWork}},
		Cancel:      []Cancel{{Engagement: e.ID, Recipient: e.Coachee, Kinds: []DeliveryKind{KindRetention}, Reason: whyErased}},
	}
	if counts.Sum() > 0 {
		c.Receipts = []Receipt{receipt}
		c.Access = []Access{NewAccess(e, by, AccessErasure, now)}
		c.Deliveries = []Delivery{NewDelivery(e, KindErased, e.Coachee, receipt.ID, told)}
	}
	return receipt, c
}

// forgotten deletes all that is left of an engagement, and of a coachee who has no other.
func forgotten(s Stock, now time.Time) Change {
	e := s.Engagement
	c := Change{Purge: []Purge{{Engagement: e.ID, What: PurgeRecords}}}
	if s.Alone {
		c.Purge[0].Person = e.Coachee
		c.Shred = []Shred{{Owner: e.Coachee, At: now.UTC()}}
	}
	return c
}
