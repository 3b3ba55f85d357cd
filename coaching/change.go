package coaching

import "time"

// Change is everything that one decision writes: all of it or nothing, in one transaction.
//
// A row with Version 0 is inserted (with version 1); any other is updated where its version
// is still the stored one, which then grows by one. A row that has moved on meanwhile fails
// the whole change with Stale; a slot that is occupied with Taken. Cancel is applied before
// Deliveries are inserted, so that a change can arm anew what it cancels; Awaken after both.
type Change struct {
	Once        string // key of the press, submission or event; a second time fails with Repeated
	People      []Person
	Engagements []Engagement
	Acceptances []Acceptance
	Actions     []Action
	Sessions    []Session
	Schedules   []Schedule
	Reflections []Reflection
	Briefs      []Brief
	Consents    []Consent
	Deliveries  []Delivery // inserted when Version is 0 (an existing Key: left alone, with what is about it and comes after it), else updated
	Cancel      []Cancel
	Awaken      []Awaken // what is held for people is decided anew
	Erase       []ID     // reflections, actions and briefs to delete for good
	Empty       []ID     // sessions and consents whose words this change takes out for good
	Access      []Access // lines added to coachees' access logs
	Receipts    []Receipt
	Shred       []Shred // coachees whose words are destroyed; comes last, but for Purge
	Purge       []Purge // whole engagements to delete for good
}

// Shred says that the data key of a coachee is destroyed: nothing that they or others wrote in
// their engagements opens any more, in this database or in any copy of it. What held the words
// (actions, sessions, reflections, briefs, consents) is deleted with the key, also what the same
// change writes. Engagements, agreements and deliveries stay; what is written later has a new key.
type Shred struct {
	Owner ID        // the coachee
	At    time.Time // when it was decided, UTC
}

// Cancel names deliveries that are no longer wanted: those not yet sent that match every
// field that is set. At least Subject, Recipient or Engagement is set.
type Cancel struct {
	Engagement ID
	Recipient  ID
	Subject    ID
	Kinds      []DeliveryKind // empty: every kind
	Reason     string         // a fixed word
}

// And returns c with everything of o added.
func (c Change) And(o Change) Change {
	if c.Once == "" {
		c.Once = o.Once
	}
	c.People = append(c.People, o.People...)
	c.Engagements = append(c.Engagements, o.Engagements...)
	c.Acceptances = append(c.Acceptances, o.Acceptances...)
	c.Actions = append(c.Actions, o.Actions...)
	c.Sessions = append(c.Sessions, o.Sessions...)
	c.Schedules = append(c.Schedules, o.Schedules...)
	c.Reflections = append(c.Reflections, o.Reflections...)
	c.Briefs = append(c.Briefs, o.Briefs...)
	c.Consents = append(c.Consents, o.Consents...)
	c.Deliveries = append(c.Deliveries, o.Deliveries...)
	c.Cancel = append(c.Cancel, o.Cancel...)
	c.Awaken = append(c.Awaken, o.Awaken...)
	c.Erase = append(c.Erase, o.Erase...)
	c.Empty = append(c.Empty, o.Empty...)
	c.Access = append(c.Access, o.Access...)
	c.Shred = append(c.Shred, o.Shred...)
	c.Receipts = append(c.Receipts, o.Receipts...)
	c.Purge = append(c.Purge, o.Purge...)
	return c
}
