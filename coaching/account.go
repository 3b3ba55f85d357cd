package coaching

import (
	"slices"
	"time"
)

// Account is what is known of the account of a coach or coachee, and what was said since.
type Account string

// The states of an account, within one engagement. In every other than AccountPresent the
// engagement is suspended.
const (
	AccountPresent Account = ""
	AccountGone    Account = "gone"    // deactivated, or made a guest of one channel; of a coach also: no longer named as one
	AccountBack    Account = "back"    // there again, and asked whether to go on
	AccountClaimed Account = "claimed" // wants to go on: the other one of the pair is asked who it is
	AccountRefused Account = "refused" // the other one said that it is somebody else
)

// Suspended reports whether the account of the coach or of the coachee is not, or not yet
// again, known to be theirs. Then nothing is sent and nothing is opened.
func (e Engagement) Suspended() bool {
	return e.CoachAccount != AccountPresent || e.CoacheeAccount != AccountPresent
}

// AccountOf returns the state of the account of a coach or coachee of e.
func (e Engagement) AccountOf(r Role) Account {
	switch r {
	case Coach:
		return e.CoachAccount
	case Coachee:
		return e.CoacheeAccount
	}
	return AccountPresent
}

func (e Engagement) withAccount(r Role, a Account) Engagement {
	if r == Coach {
		e.CoachAccount = a
	} else {
		e.CoacheeAccount = a
	}
	return e
}

// May reports whether the part of person in e is one that they can use now: a part that is
// suspended, that was handed on to another coach or that nobody has offered yet shows nothing.
func (e Engagement) May(person ID) bool {
	role, ok := e.RoleOf(person)
	switch {
	case !ok || e.AccountOf(role) != AccountPresent:
		return false
	case role == Coach:
		return e.State != EngagementPassed
	case role == Sponsor:
		return e.SponsorState != SponsorNone && e.SponsorState != SponsorGone
	}
	return true
}

// Accounts takes what is known now of the account of p into all engagements in which they have
// a part: there says, of a role, whether they can fill it. False when that is no news.
//
// Whoever is gone is sent nothing and shown nothing, and neither is anybody of their engagements;
// the other one of the pair is told. Whoever is there again is asked whether to go on, in words
// that tell a stranger nothing. A sponsor who is gone takes no part any more: the coachee may
// name them, or somebody else, anew.
func Accounts(p Person, mine []Engagement, there func(Role) bool, now time.Time) (Change, bool) {
	var c Change
	asked := false
	for _, e := range mine {
		role, ok := e.RoleOf(p.ID)
		if !ok {
			continue
		}
		was := e.AccountOf(role)
		switch {
		case role == Sponsor:
			if !there(role) {
				c = c.And(sponsorGone(e, p, now))
			}
		case !there(role) && was != AccountGone:
			c = c.And(accountGone(e, p, role, now))
		case there(role) && was == AccountGone:
			c = c.And(accountBack(e, p, role, !asked, now))
			asked = true
		}
	}
	return c, len(c.Engagements) > 0
}

// aboutAccounts are the kinds that speak of accounts: what they say before a change is over.
var aboutAccounts = []DeliveryKind{KindAbsent, KindReturned, KindConfirm, KindGoesOn}

func accountGone(e Engagement, p Person, role Role, now time.Time) Change {
	was := e.AccountOf(role)
	e = e.withAccount(role, AccountGone)
	c := Change{
		Engagements: []Engagement{e},
		Cancel:      []Cancel{{Engagement: e.ID, Kinds: aboutAccounts, Reason: WhySuspended}},
	}
	other, is := e.otherThan(p), e.AccountOf(otherRole(role))
	// Of a second time, before they were known again, the other one knows already.
	if was == AccountPresent && is == AccountPresent && e.UnderWay() || e.State == EngagementInvited && role == Coachee {
		c.Deliveries = []Delivery{ofVersion(NewDelivery(e, KindAbsent, other, e.ID, now), e.Version+1)}
	}
	return c
}

func accountBack(e Engagement, p Person, role Role, ask bool, now time.Time) Change {
	e = e.withAccount(role, AccountBack)
	c := Change{Engagements: []Engagement{e}}
	if ask {
		c.Deliveries = append(c.Deliveries, ofVersion(NewDelivery(e, KindReturned, p.ID, p.ID, now), e.Version+1))
	}
	if e.AccountOf(otherRole(role)) == AccountClaimed { // nobody was there to be asked
		c.Deliveries = append(c.Deliveries, ofVersion(NewDelivery(e, KindConfirm, p.ID, e.ID, now), e.Version+1))
	}
	return c
}

func otherRole(r Role) Role {
	if r == Coach {
		return Coachee
	}
	return Coach
}

// sponsorGone is the end of a sponsor's part. What waits for them is not sent.
func sponsorGone(e Engagement, sponsor Person, now time.Time) Change {
	switch e.SponsorState {
	case SponsorAsked, SponsorAccepted, SponsorDeclined:
	default:
		return Change{}
	}
	told := e.SponsorState != SponsorDeclined && e.UnderWay()
	e.SponsorState = SponsorGone
	c := Change{
		Engagements: []Engagement{e},
		Cancel: []Cancel{
			{Engagement: e.ID, Recipient: sponsor.ID, Reason: WhySuspended},
			{Engagement: e.ID, Kinds: []DeliveryKind{KindMilestone, KindSponsorAnswered}, Reason: "sponsor gone"},
		},
	}
	if told {
		c.Deliveries = []Delivery{ofVersion(NewDelivery(e, KindSponsorAnswered, e.Coachee, e.ID, now), e.Version+1)}
	}
	return c
}

// Claim is the press of somebody whose account is there again: they would like to go on. Nothing
// is shown to them by it; the other one of each pair is asked whether it is the same person.
func Claim(p Person, mine []Engagement, now time.Time) (Change, error) {
	c := Change{Cancel: []Cancel{{Recipient: p.ID, Kinds: []DeliveryKind{KindReturned}, Reason: "answered"}}}
	for _, e := range mine {
		role, ok := e.RoleOf(p.ID)
		if !ok || e.AccountOf(role) != AccountBack {
			continue
		}
		e = e.withAccount(role, AccountClaimed)
		c.Engagements = append(c.Engagements, e)
		if e.AccountOf(otherRole(role)) != AccountGone && knows(e, role, mine) {
			c.Deliveries = append(c.Deliveries, ofVersion(NewDelivery(e, KindConfirm, e.otherThan(p), e.ID, now), e.Version+1))
		}
	}
	if len(c.Engagements) == 0 {
		return Change{}, ErrStale()
	}
	return c, nil
}

// knows reports whether the other one of the pair is asked who it is: in what is over only where a
// coachee has nothing else under way in which somebody will be asked.
func knows(e Engagement, role Role, mine []Engagement) bool {
	switch {
	case e.UnderWay() || e.State == EngagementInvited:
		return true
	case role == Coach || e.State == EngagementPassed:
		return false
	}
	return !slices.ContainsFunc(mine, func(x Engagement) bool {
		return x.Coachee == e.Coachee && x.UnderWay() && x.CoacheeAccount != AccountPresent
	})
}

// Confirm is the answer of by to whether the other one of the pair is the same person as before.
// After a yes the engagement goes on, unless by has yet to be known again as well. After a no it
// stays suspended; a yes is possible later. theirs are the engagements of the one in question: what
// is over is open to them again with the yes, other engagements under way wait for their own.
func Confirm(e Engagement, by Person, same bool, theirs []Engagement, now time.Time) (Change, error) {
	if err := part(e, by, Coach, Coachee); err != nil {
		return Change{}, err
	}
	own, _ := e.RoleOf(by.ID)
	role := otherRole(own)
	switch was := e.AccountOf(role); {
	case e.AccountOf(own) == AccountGone, e.AccountOf(own) == AccountRefused:
		return Change{}, ErrNeutral()
	case was == AccountClaimed, was == AccountRefused && same:
	default:
		return Change{}, ErrStale()
	}
	if !same {
		return Change{Engagements: []Engagement{e.withAccount(role, AccountRefused)}}, nil
	}
	e = e.withAccount(role, AccountPresent)
	c := Change{
		Engagements: []Engagement{e},
		Cancel:      []Cancel{{Engagement: e.ID, Kinds: []DeliveryKind{KindAbsent}, Reason: "back"}},
	}
	who := e.otherThan(by)
	for _, x := range theirs {
		if r, _ := x.RoleOf(who); r == role && x.ID != e.ID && x.Over() && x.AccountOf(role) == AccountClaimed {
			c.Engagements = append(c.Engagements, x.withAccount(role, AccountPresent))
		}
	}
	if e.Suspended() {
		return c, nil
	}
	c.Deliveries = []Delivery{ofVersion(NewDelivery(e, KindGoesOn, who, e.ID, now), e.Version+1)}
	for _, id := range []ID{e.Coach, e.Coachee} {
		c.Awaken = append(c.Awaken, Awaken{Recipient: id, At: now.UTC()})
	}
	return c, nil
}

// Rests returns why d, which was decided to be sent, is not to be posted as e stands now: the
// engagement is suspended, or its recipient's part has ended; empty when it is. It is decided
// anew then.
func Rests(d Delivery, e Engagement) string {
	s := Standing{Delivery: d, Engagement: e, Recipient: Person{ID: d.Recipient}}
	why, known := wanted[d.Kind]
	if !known {
		return WhyUnknown
	}
	if reason := why.when(e); reason != "" {
		return reason
	}
	if s.suspended() {
		return WhySuspended
	}
	return ""
}
