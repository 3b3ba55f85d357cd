package coaching

import (
	"slices"
	"time"
)

// whyErased is the reason of what was due about something that is no longer there.
const whyErased = "erased"

// EraseAction deletes an action with all its words for good, whoever proposed it, also after
// the engagement is over.
func EraseAction(e Engagement, a Action, coachee Person, now time.Time) (Change, error) {
	if a.Engagement != e.ID {
		return Change{}, ErrNeutral()
	}
	return erased(e, coachee, Selection{Actions: []Action{a}}, now)
}

// EraseBrief deletes a brief for good. If it was the newest, what was released before it is
// withdrawn, so that it does not come back into the coach's view; all are the briefs of e.
func EraseBrief(e Engagement, b Brief, all []Brief, coachee Person, now time.Time) (Change, error) {
	if b.Engagement != e.ID {
		return Change{}, ErrNeutral()
	}
	return erased(e, coachee, Selection{Part: Part{Briefs: all}, Briefs: []Brief{b}}, now)
}

// EraseNotes deletes the words about a session: why it was moved or cancelled, why another time
// was asked for, and, once it is over, the link.
func EraseNotes(e Engagement, s Session, coachee Person, now time.Time) (Change, error) {
	if s.Engagement != e.ID {
		return Change{}, ErrNeutral()
	}
	if !s.erasable(now) {
		return Change{}, ErrStale()
	}
	return erased(e, coachee, Selection{Sessions: []Session{s}}, now)
}

// EraseSentence deletes a sentence for a sponsor. One that waits is not sent; that there was a
// question, and when, stays.
func EraseSentence(e Engagement, c Consent, coachee Person, now time.Time) (Change, error) {
	if c.Engagement != e.ID {
		return Change{}, ErrNeutral()
	}
	if c.Sentence.Empty() {
		return Change{}, ErrStale()
	}
	return erased(e, coachee, Selection{Consents: []Consent{c}}, now)
}

// erasable reports whether there are words that can go: the link of a session ahead is needed.
func (s Session) erasable(now time.Time) bool { return s != s.WithoutWords(now) }

// WithoutWords is s as it stays when its words are erased: the link of one that is ahead is needed.
func (s Session) WithoutWords(now time.Time) Session {
	s.Reason, s.AskReason = Private{}, Private{}
	if !s.Busy() || !s.Start.After(now) {
		s.Link = Private{}
	}
	return s
}

// erased is the change that erases s, which is all of e. What is queued about it is cancelled.
func erased(e Engagement, coachee Person, s Selection, now time.Time) (Change, error) {
	if err := part(e, coachee, Coachee); err != nil {
		return Change{}, err
	}
	var c Change
	gone := func(id ID) {
		c.Erase = append(c.Erase, id)
		c.Cancel = append(c.Cancel, Cancel{Subject: id, Reason: whyErased})
	}
	for _, r := range s.Reflections {
		gone(r.ID)
	}
	for _, a := range s.Actions {
		gone(a.ID)
	}
	for _, b := range s.Briefs {
		gone(b.ID)
	}
	c.Briefs = uncovered(s, now)
	for _, m := range s.Sessions {
		c.Sessions = append(c.Sessions, m.WithoutWords(now))
		c.Empty = append(c.Empty, m.ID)
	}
	for _, x := range s.Consents {
		c.Consents = append(c.Consents, x.WithoutSentence(now))
		c.Empty = append(c.Empty, x.ID)
		c.Cancel = append(c.Cancel, Cancel{Subject: x.ID, Reason: whyErased})
	}
	if len(s.Briefs) > 0 {
		c.Cancel = append(c.Cancel, Cancel{Engagement: e.ID, Kinds: []DeliveryKind{KindBriefReady}, Reason: whyErased})
	}
	c.Access = []Access{NewAccess(e, coachee.ID, AccessErasure, now)}
	return c, nil
}

// uncovered are the briefs that the coach would read once those of s are gone, taken back.
func uncovered(s Selection, now time.Time) []Brief {
	var newest Brief
	for _, b := range s.Part.Briefs {
		if !b.Released.Before(newest.Released) {
			newest = b
		}
	}
	goes := func(id ID) bool { return slices.ContainsFunc(s.Briefs, func(b Brief) bool { return b.ID == id }) }
	if newest.ID == "" || !goes(newest.ID) {
		return nil
	}
	var out []Brief
	for _, b := range s.Part.Briefs {
		if b.Readable() && !goes(b.ID) {
			b.Withdrawn = now.UTC()
			out = append(out, b)
		}
	}
	return out
}

// WithoutSentence is c as it stays when its words are erased: nothing that could be sent.
func (c Consent) WithoutSentence(now time.Time) Consent {
	c.Sentence, c.Hash = Private{}, ""
	switch c.State {
	case ConsentAsked:
		c.State = ConsentRefused
	case ConsentGiven:
		c.State, c.Withdrawn = ConsentWithdrawn, now.UTC()
	}
	return c
}

// Period takes from r what was written on the days from from to to, both included, on the
// coachee's own calendar. An *Error names one of the inputs "from", "to".
func (r Record) Period(from, to Date, now time.Time) ([]Selection, error) {
	loc := r.Person.Location()
	switch {
	case from.IsZero():
		return nil, Bad("from", "Choose the first day.")
	case to.IsZero():
		return nil, Bad("to", "Choose the last day.")
	case to.Before(from):
		return nil, Bad("to", "The last day comes before the first. Choose a later one.")
	}
	var out []Selection
	for _, p := range r.Parts {
		s := p.selected(func(t time.Time) bool {
			d := DateOf(t.In(loc))
			return !t.IsZero() && !d.Before(from) && !to.Before(d)
		}, now)
		if s.Counts().Sum() > 0 {
			out = append(out, s)
		}
	}
	return out, nil
}

// ErasePeriod deletes what Period took. expected is how much the coachee was shown: when it is
// no longer that much, nothing is erased and the error is Stale.
func (r Record) ErasePeriod(from, to Date, expected Counts, now time.Time) (Receipt, Change, error) {
	all, err := r.Period(from, to, now)
	if err != nil {
		return Receipt{}, Change{}, err
	}
	var c Change
	receipt := Receipt{ID: NewID(), Person: r.Person.ID, Cause: CausePeriod, From: from, To: to, At: now.UTC()}
	for _, s := range all {
		one, err := erased(s.Part.Engagement, r.Person, s, now)
		if err != nil {
			return Receipt{}, Change{}, err
		}
		c = c.And(one)
		receipt.Counts = receipt.Counts.Plus(s.Counts())
	}
	if receipt.Counts != expected || expected.Sum() == 0 {
		return Receipt{}, Change{}, ErrStale()
	}
	c.Receipts = []Receipt{receipt}
	return receipt, c, nil
}
