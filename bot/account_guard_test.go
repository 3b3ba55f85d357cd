package bot

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"interlude/bot/sandbox"
	"interlude/coaching"
)

// accountsOf puts the accounts of maya's engagement into a state.
func (r *rig) accountsOf(coach, coachee coaching.Account) coaching.Engagement {
	r.t.Helper()
	e := r.engagementOf(maya)
	e.CoachAccount, e.CoacheeAccount = coach, coachee
	r.must(r.store.Commit(r.ctx, coaching.Change{Engagements: []coaching.Engagement{e}}))
	return r.engagementOf(maya)
}

func (r *rig) pressed(user, route, value string) (string, error) {
	r.t.Helper()
	a, err := r.bot.run(r.ctx, press, r.bot.callOf(user, route, value))
	if a.Note == nil {
		return "", err
	}
	return a.Note.Text, err
}

// TestOnlyTheOtherOfThePairSaysWhoItIs: nobody else does, nor a coach whom the practice no longer names, and nobody for themselves.
func TestOnlyTheOtherOfThePairSaysWhoItIs(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, sam, "Open")
	e := r.accountsOf("", coaching.AccountClaimed)
	for name, c := range map[string]struct {
		who, id string
		named   bool
	}{
		"a stranger": {helen, string(e.ID), true}, "the sponsor": {sam, string(e.ID), true}, "oneself": {maya, string(e.ID), true}, "another coach": {tom, string(e.ID), true},
		"a coach who left": {anna, string(e.ID), false}, "of nothing": {anna, "x", true}, "of no id": {anna, "", true},
	} {
		named := r.bot.Coaches
		if !c.named {
			r.still(func() { r.bot.Coaches = []string{tom} })
		}
		for _, route := range []string{accountSame, accountOther} {
			if said, err := r.pressed(c.who, route, c.id); err != nil || said != coaching.Neutral && !(name == "oneself" && said == coaching.ErrStale().Error()) {
				t.Errorf("%s, %s: %q, %v", name, route, said, err)
			}
		}
		r.still(func() { r.bot.Coaches = named })
	}
	if got := r.engagementOf(maya); got != e {
		t.Errorf("something was stored: %+v", got)
	}
	if _, err := r.pressed(anna, accountSame, string(e.ID)); err != nil || r.engagementOf(maya).Suspended() {
		t.Errorf("the coach said yes: %+v, %v", r.engagementOf(maya), err)
	}
	e = r.accountsOf(coaching.AccountClaimed, "")
	if _, err := r.pressed(maya, accountSame, string(e.ID)); err != nil || r.engagementOf(maya).Suspended() {
		t.Errorf("the coachee said yes: %+v, %v", r.engagementOf(maya), err)
	}
}

// TestOnlyWhoIsBackClaims: a press of anybody else, known or not, has no effect and reads the same.
func TestOnlyWhoIsBackClaims(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	before := r.engagementOf(maya)
	for _, who := range []string{maya, anna, helen} {
		if said, err := r.pressed(who, accountClaim, "x"); err != nil || said != coaching.Neutral {
			t.Errorf("%s: %q, %v", who, said, err)
		}
	}
	if got := r.engagementOf(maya); got != before {
		t.Errorf("something was stored: %+v", got)
	}
	r.accountsOf("", coaching.AccountBack)
	if _, err := r.pressed(maya, accountClaim, "x"); err != nil || r.engagementOf(maya).CoacheeAccount != coaching.AccountClaimed {
		t.Errorf("%+v, %v", r.engagementOf(maya), err)
	}
}

// outrun refuses commits of engagements as stale, for some times; broken has the n-th read of parts from now on fail.
type outrun struct {
	Store
	down, lost bool

	mu            sync.Mutex // what is drawn anew is read beside
	times, broken int
}

func (o *outrun) People(ctx context.Context, ids []coaching.ID) (map[coaching.ID]coaching.Person, error) {
	if o.lost {
		return nil, errors.New("down")
	}
	return o.Store.People(ctx, ids)
}

func (o *outrun) Commit(ctx context.Context, c coaching.Change) error {
	if o.down {
		return errors.New("down")
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(c.Engagements) > 0 && o.times > 0 {
		o.times--
		return coaching.ErrStale()
	}
	return o.Store.Commit(ctx, c)
}

func (o *outrun) EngagementsOf(ctx context.Context, person coaching.ID) ([]coaching.Engagement, error) {
	o.mu.Lock()
	o.broken--
	breaks := o.broken == 0
	o.mu.Unlock()
	if breaks {
		return nil, errors.New("down")
	}
	return o.Store.EngagementsOf(ctx, person)
}

// TestAClosedAccountIsNotForgotten: what Slack says of an account is stored, or said to be not; others who were faster delay it.
func TestAClosedAccountIsNotForgotten(t *testing.T) {
	for name, c := range map[string]struct {
		times, broken int
		down, lost    bool
		stored        bool
	}{
		"at once": {stored: true}, "overtaken once": {times: 1, stored: true}, "overtaken again and again": {times: tries}, "unreadable": {broken: 1}, "unwritable": {down: true},
		"the pair unreadable": {lost: true},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			r.engage(anna, maya, "", "Open")
			r.still(func() {
				r.bot.Store = &outrun{Store: r.store, times: c.times, broken: c.broken, down: c.down, lost: c.lost}
			})
			err := r.bot.accountTold(r.ctx, r.person(maya), true)
			if (err == nil) != c.stored || r.engagementOf(maya).Suspended() != c.stored {
				t.Errorf("%+v, %v", r.engagementOf(maya), err)
			}
			if errors.Is(err, errOvertaken) != (c.times == tries) {
				t.Errorf("others are named as the reason: %v", err)
			}
			if c.stored {
				r.must(r.bot.accountTold(r.ctx, r.person(maya), true)) // no news
			}
		})
	}
}

// TestAPressThatCouldNotBeStoredSaysSo, of whoever is back and of whoever confirms it.
func TestAPressThatCouldNotBeStoredSaysSo(t *testing.T) {
	for name, c := range map[string]struct {
		route  string
		o      *outrun
		before coaching.Account
	}{
		"claim, unreadable":    {accountClaim, &outrun{broken: 2}, coaching.AccountBack}, // the first read is that of who asks
		"claim, unwritable":    {accountClaim, &outrun{down: true}, coaching.AccountBack},
		"same, unreadable":     {accountSame, &outrun{broken: 2}, coaching.AccountClaimed},
		"same, other's unread": {accountSame, &outrun{broken: 3}, coaching.AccountClaimed},
		"same, unwritable":     {accountSame, &outrun{down: true}, coaching.AccountClaimed},
		"other, unwritable":    {accountOther, &outrun{down: true}, coaching.AccountClaimed},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			r.engage(anna, maya, "", "Open")
			e := r.accountsOf("", c.before)
			c.o.Store = r.store
			r.still(func() { r.bot.Store = c.o })
			who := anna
			if c.route == accountClaim {
				who = maya
			}
			if said, err := r.pressed(who, c.route, string(e.ID)); err == nil || said != trouble {
				t.Errorf("%q, %v", said, err)
			}
			if got := r.engagementOf(maya).CoacheeAccount; got != c.before {
				t.Errorf("%q", got)
			}
		})
	}
}

// TestNobodyIsMadeOfAFailure: a person whom Slack or the database cannot name is not made up, and one who is known is not new.
func TestNobodyIsMadeOfAFailure(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	if p, isNew, err := r.bot.ensurePerson(r.ctx, maya); err != nil || isNew || p.ID != r.person(maya).ID {
		t.Errorf("%v, %v, %v", p.ID, isNew, err)
	}
	if p, isNew, err := r.bot.ensurePerson(r.ctx, sam); err != nil || !isNew || p.User != sam || p.ID == "" || p.Team != r.bot.team {
		t.Errorf("%+v, %v, %v", p, isNew, err)
	}
	for _, code := range []string{"user_not_found", "internal_error"} {
		r.ws.Fail("users.info", 1, sandbox.Refuse(code))
		if p, isNew, err := r.bot.ensurePerson(r.ctx, maya); err == nil || isNew || p.ID != "" || coaching.Is(err, coaching.Invalid) != (code == "user_not_found") {
			t.Errorf("%s: %+v, %v, %v", code, p, isNew, err)
		}
	}
	f := &failing{Store: r.store}
	f.reads.Store(true)
	r.still(func() { r.bot.Store = f })
	if p, isNew, err := r.bot.ensurePerson(r.ctx, maya); err == nil || isNew || p.ID != "" || !strings.Contains(err.Error(), "down") {
		t.Errorf("%+v, %v, %v", p, isNew, err)
	}
	for _, u := range []string{"USLACKBOT", r.bot.self} {
		if p, isNew, err := r.bot.ensurePerson(r.ctx, u); err == nil || isNew || p.ID != "" {
			t.Errorf("%s: %+v", u, p)
		}
	}
}
