package coaching

import (
	"strings"
	"time"
)

// ErasureWait is how long a coachee who erases everything can still change their mind.
const ErasureWait = 24 * time.Hour

// EraseWord is what they type to confirm it.
const EraseWord = "erase"

// AskErasure has everything about p erased ErasureWait from now. mine are the engagements in
// which they have a part. An *Error may name the input "confirm".
func AskErasure(p Person, mine []Engagement, typed string, now time.Time) (Person, Change, error) {
	e, ok := asCoachee(p, mine)
	switch {
	case !ok:
		return Person{}, Change{}, ErrNeutral()
	case !p.EraseAt.IsZero():
		return Person{}, Change{}, ErrStale()
	case !strings.EqualFold(Clean(typed), EraseWord):
		return Person{}, Change{}, Bad("confirm", "Type the word "+EraseWord+" here to confirm.")
	}
	p.EraseAt = now.UTC().Add(ErasureWait)
	return p, Change{
		People:     []Person{p},
		Deliveries: []Delivery{NewDelivery(e, KindErasure, p.ID, p.ID, now)},
		Access:     []Access{NewAccess(e, p.ID, AccessErasurePlanned, now)},
	}, nil
}

// asCoachee returns the newest engagement that has something to erase, or else the newest in
// which p is the coachee.
func asCoachee(p Person, mine []Engagement) (Engagement, bool) {
	var found Engagement
	for _, e := range mine {
		if e.Coachee != p.ID || p.ID == "" {
			continue
		}
		if e.Wiped.IsZero() {
			return e, true
		}
		if found.ID == "" {
			found = e
		}
	}
	return found, found.ID != ""
}

// KeepData takes AskErasure back, up to its instant.
func KeepData(p Person, mine []Engagement, now time.Time) (Person, Change, error) {
	e, ok := asCoachee(p, mine)
	if !ok {
		return Person{}, Change{}, ErrNeutral()
	}
	if p.EraseAt.IsZero() || !now.Before(p.EraseAt) {
		return Person{}, Change{}, ErrStale()
	}
	p.EraseAt = time.Time{}
	return p, Change{
		People: []Person{p},
		Cancel: []Cancel{{Recipient: p.ID, Kinds: []DeliveryKind{KindErasure}, Reason: "kept"}},
		Access: []Access{NewAccess(e, p.ID, AccessErasureCalledOff, now)},
	}, nil
}

// EraseEverything is what happens at the instant: every engagement of p as a coachee ends, as
// if they had ended it without a word, what was written goes, and the data key with it. What
// stays is that there was an agreement, see Retention. all are the engagements in which p is
// the coachee, newest first; elsewhere tells that p has another part in some engagement. Stale:
// the instant has not come, or p has changed their mind.
func EraseEverything(p Person, all []Stock, elsewhere bool, now time.Time) (Change, error) {
	if p.EraseAt.IsZero() || now.Before(p.EraseAt) {
		return Change{}, ErrStale()
	}
	c := Change{
		People: []Person{p.blank(elsewhere)},
		Cancel: []Cancel{{Recipient: p.ID, Kinds: []DeliveryKind{KindErasure}, Reason: whyErased}},
		Shred:  []Shred{{Owner: p.ID, At: now.UTC()}},
	}
	receipt := Receipt{ID: NewID(), Person: p.ID, Cause: CauseAll, At: now.UTC()}
	for _, s := range all {
		left, err := leftBehind(s.Engagement, p, now)
		if err != nil {
			return Change{}, err
		}
		c = c.And(left)
		receipt.Counts = receipt.Counts.Plus(s.Counts)
	}
	c.Receipts = []Receipt{receipt}
	if len(all) > 0 {
		c.Deliveries = append(c.Deliveries, NewDelivery(all[0].Engagement, KindErased, p.ID, receipt.ID, now))
	}
	return c, nil
}

// leftBehind ends e and deletes all of it but the agreement. The coach is told what they are
// told at any end.
func leftBehind(e Engagement, p Person, now time.Time) (Change, error) {
	if err := part(e, p, Coachee); err != nil {
		return Change{}, err
	}
	c := Change{Purge: []Purge{{Engagement: e.ID, What: PurgeWords}}}
	switch {
	case e.UnderWay():
		ended, err := End(e, p, nil, now)
		if err != nil {
			return Change{}, err
		}
		c, e = c.And(ended), ended.Engagements[0]
	case e.State == EngagementInvited:
		declined, err := Decline(e, p, now)
		if err != nil {
			return Change{}, err
		}
		c, e = c.And(declined), declined.Engagements[0]
	default:
		c.Cancel = []Cancel{{Engagement: e.ID, Reason: whyErased}}
	}
	if e.Wiped.IsZero() {
		e.Wiped = now.UTC()
	}
	e.Notices = allNotices // they asked for it; nothing more is sent about the rest
	c.Engagements = []Engagement{e}
	return c, nil
}

// blank is p without what they chose or Slack told, but for what a message needs. Who has
// another part keeps their settings.
func (p Person) blank(elsewhere bool) Person {
	p.EraseAt = time.Time{}
	if elsewhere {
		return p
	}
	return Person{ID: p.ID, Team: p.Team, User: p.User, Name: p.Name, Zone: p.Zone, Told: p.Told, Writing: Sealed, Greeted: p.Greeted, DM: p.DM, Version: p.Version, Created: p.Created}
}
