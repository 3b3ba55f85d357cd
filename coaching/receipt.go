package coaching

import "time"

// Counts says how much there is of what people wrote, and nothing of what it says.
type Counts struct {
	Reflections int
	Actions     int
	Briefs      int
	Sessions    int // with a link, a reason or a question to move
	Sentences   int // for a sponsor
}

// Sum is how many entries there are in all.
func (c Counts) Sum() int { return c.Reflections + c.Actions + c.Briefs + c.Sessions + c.Sentences }

// Plus adds o, kind by kind.
func (c Counts) Plus(o Counts) Counts {
	return Counts{c.Reflections + o.Reflections, c.Actions + o.Actions, c.Briefs + o.Briefs, c.Sessions + o.Sessions, c.Sentences + o.Sentences}
}

// Cause says why something was erased.
type Cause string

// The causes.
const (
	CausePeriod  Cause = "period"  // the coachee chose a first and a last day
	CauseAll     Cause = "all"     // the coachee erased everything
	CauseEarly   Cause = "early"   // the coachee did not wait for the time after the end of an engagement
	CauseRetired Cause = "retired" // that time was over, see Retention
)

// Receipt is what is left of an erasure: what, how many and when.
type Receipt struct {
	ID         ID
	Person     ID // the coachee
	Engagement ID // empty: every engagement in which they are the coachee
	Cause      Cause
	From, To   Date // of a period, both included, on the coachee's calendar
	Counts     Counts
	At         time.Time
}

// PurgeKind says how much of an engagement is deleted.
type PurgeKind string

// What can be purged. Each includes those above it.
const (
	PurgeWork    PurgeKind = "work"    // reflections, actions and briefs
	PurgeWords   PurgeKind = "words"   // sessions, sentences, the schedule and the log of who was shown what, too
	PurgeRecords PurgeKind = "records" // the agreement and the engagement itself, too, with every message about it
)

// Purge deletes rows of one engagement for good, or with Person set what is left of a person
// who has no part in any other one.
type Purge struct {
	Engagement ID
	What       PurgeKind
	Person     ID // and this person, if nothing refers to them any more
}

// Stock is what there is of one engagement, for those who decide over its end.
type Stock struct {
	Engagement Engagement
	Counts     Counts
	Alone      bool // the coachee has no part in any other engagement
}
