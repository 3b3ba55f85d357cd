package coaching

import (
	"testing"
	"time"
)

// Several openings within five minutes are one line: on both sides of the edge.
func TestLooks(t *testing.T) {
	opened := func(ago time.Duration) Access {
		return NewAccess(running(), "alex", AccessBriefOpened, clock.Add(-ago))
	}
	released := func(ago time.Duration) Access {
		return NewAccess(running(), "maya", AccessBriefReleased, clock.Add(-ago))
	}
	other := opened(time.Minute)
	other.Engagement = "x"
	actions := opened(time.Minute)
	actions.What = AccessActionsOpened
	former := opened(time.Minute)
	former.Who = "zoe"
	for name, c := range map[string]struct {
		log  []Access
		line bool
	}{
		"the first":                    {nil, true},
		"just now":                     {[]Access{opened(0)}, false},
		"a millisecond before the end": {[]Access{opened(OneLook - time.Millisecond)}, false},
		"five minutes ago":             {[]Access{opened(OneLook)}, true},
		"long ago":                     {[]Access{opened(24 * time.Hour)}, true},
		"by a clock that ran ahead":    {[]Access{opened(-time.Millisecond)}, true},
		"in another engagement":        {[]Access{other}, true},
		"of another kind":              {[]Access{actions}, true},
		"by somebody else":             {[]Access{former}, true},
		"below other lines":            {[]Access{actions, former, opened(time.Minute)}, false},
		"a new brief since":            {[]Access{released(time.Second), opened(time.Minute)}, true},
		"the same brief as before":     {[]Access{opened(time.Second), released(time.Minute)}, false},
	} {
		ch, line, err := Looks(running(), alex, AccessBriefOpened, c.log, clock)
		must(t, err)
		if line != c.line || line != (len(ch.Access) == 1) {
			t.Errorf("%s: %v, %+v", name, line, ch.Access)
		}
		if line && (ch.Access[0].Coachee != "maya" || ch.Access[0].Who != "alex" || ch.Access[0].What != AccessBriefOpened || !ch.Access[0].At.Equal(clock) || ch.Access[0].ID == "") {
			t.Errorf("%s: %+v", name, ch.Access[0])
		}
	}
	if ch, line, _ := Looks(running(), alex, AccessActionsOpened, []Access{released(time.Second), actions}, clock); line {
		t.Errorf("a brief has nothing to do with the actions: %+v", ch.Access)
	}
	for _, p := range []Person{maya, sam, zoe, {}} {
		_, line, err := Looks(running(), p, AccessBriefOpened, nil, clock)
		refused(t, err, Forbidden, "")
		if line {
			t.Errorf("%s has a look", p.ID)
		}
	}
}

// TestTells: news for the sponsor is the only message that shows something of a coachee's to
// somebody else.
func TestTells(t *testing.T) {
	for kind := range wanted {
		d := NewDelivery(running(), kind, "sam", "c", clock)
		a, ok := Tells(d, running(), clock)
		if ok != (kind == KindSponsorNews) {
			t.Errorf("%s: %v", kind, ok)
		}
		if ok && (a.ID != d.ID || a.Coachee != "maya" || a.Who != "sam" || a.What != AccessSponsorTold || !a.At.Equal(clock)) {
			t.Errorf("%+v", a)
		}
	}
}

// TestDecisionsAreLogged: what a rule decides about a coachee's things stands in their log.
func TestDecisionsAreLogged(t *testing.T) {
	logged := func(name string, c Change, err error, want ...AccessKind) {
		t.Helper()
		must(t, err)
		if len(c.Access) != len(want) {
			t.Fatalf("%s: %+v", name, c.Access)
		}
		for i, a := range c.Access {
			if a.What != want[i] || a.Coachee != "maya" || a.Engagement != "e" || a.Who == "" {
				t.Errorf("%s: %+v", name, a)
			}
		}
	}
	c, err := Accept(in(sponsored(running(), SponsorNone), EngagementInvited), maya, Schedule{}, alex, clock)
	logged("accept", c, err, AccessAgreementAccepted)
	c, err = AnswerSponsor(sponsored(running(), SponsorAsked), sam, true, nil, clock)
	logged("sponsor accepts", c, err, AccessAgreementAccepted)
	c, err = AnswerSponsor(sponsored(running(), SponsorAsked), sam, false, nil, clock)
	logged("sponsor declines", c, err, AccessAgreementWithdrawn)
	c, err = SponsorLeaves(running(), sam, nil, clock)
	logged("sponsor leaves", c, err, AccessAgreementWithdrawn)
	b, c, err := ReleaseBrief(running(), maya, nil, "focus", false, clock)
	logged("release", c, err, AccessBriefReleased)
	_, c, err = WithdrawBrief(running(), maya, b, clock)
	logged("take back", c, err, AccessBriefWithdrawn)
	given, c, err := Share(running(), asked("Yes."), "sam", SentenceHash("Yes."), maya, MaxConsentMonths, clock)
	logged("share", c, err, AccessConsentGiven)
	_, c, err = Withdraw(running(), given, maya, clock)
	logged("withdraw", c, err, AccessConsentWithdrawn)
	c, err = Close(running(), alex, maya, nil, nil, clock)
	logged("close", c, err, AccessEnded)
	c, err = End(running(), maya, nil, clock)
	logged("end", c, err, AccessEnded)
	_, c, err = Refuse(running(), asked("Yes."), maya, clock)
	logged("refuse", c, err) // nothing was shown to anybody
}
