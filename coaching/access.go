package coaching

import "slices"

// Neutral is what everybody sees who has no part in what they ask about; it is the same for
// strangers, for people of other engagements and for ids that do not exist.
const Neutral = "There is nothing here for you right now."

// ErrNeutral is the refusal of somebody without the part that is needed.
func ErrNeutral() error { return &Error{Kind: Forbidden, Msg: Neutral} }

// part refuses whoever has none of the roles in e. Every rule asks it first, so that a
// handler cannot forget to.
func part(e Engagement, p Person, roles ...Role) error {
	r, ok := e.RoleOf(p.ID)
	switch {
	case !ok || !slices.Contains(roles, r):
		return ErrNeutral()
	case r == Coach && e.State == EngagementPassed:
		return ErrNeutral() // somebody else is the coach now
	}
	return nil
}

// partInLive is part, and refuses old buttons of an engagement that is not running.
func partInLive(e Engagement, p Person, roles ...Role) error {
	if err := part(e, p, roles...); err != nil {
		return err
	}
	if !e.Live() {
		return ErrStale()
	}
	return nil
}

// partUnderWay is part, and refuses what is over. Unlike partInLive it lets an engagement pass
// that is suspended: whoever is there may end it.
func partUnderWay(e Engagement, p Person, roles ...Role) error {
	if err := part(e, p, roles...); err != nil {
		return err
	}
	if !e.UnderWay() {
		return ErrStale()
	}
	return nil
}

// pair refuses people who are not the coach and the coachee of e.
func pair(e Engagement, coach, coachee Person) error {
	if err := part(e, coach, Coach); err != nil {
		return err
	}
	return part(e, coachee, Coachee)
}
