package coaching

import (
	"slices"
	"testing"
)

// accounts returns e with these states of the accounts of coach and coachee.
func accounts(e Engagement, coach, coachee Account) Engagement {
	e.CoachAccount, e.CoacheeAccount = coach, coachee
	return e
}

func always(there bool) func(Role) bool { return func(Role) bool { return there } }

// TestAccounts: what every state becomes when the account is gone, and when it is there, and who is told.
func TestAccounts(t *testing.T) {
	for name, c := range map[string]struct {
		e     Engagement
		who   Person
		there bool
		want  Account // of who
		told  []string
		news  bool
	}{
		"coachee gone":                     {running(), maya, false, AccountGone, []string{"account-gone>alex"}, true},
		"coach gone":                       {running(), alex, false, AccountGone, []string{"account-gone>maya"}, true},
		"coachee there":                    {running(), maya, true, AccountPresent, nil, false},
		"gone and still gone":              {accounts(running(), "", AccountGone), maya, false, AccountGone, nil, false},
		"gone and back":                    {accounts(running(), "", AccountGone), maya, true, AccountBack, []string{"account-back>maya"}, true},
		"back and gone again":              {accounts(running(), "", AccountBack), maya, false, AccountGone, nil, true},
		"claimed and gone again":           {accounts(running(), "", AccountClaimed), maya, false, AccountGone, nil, true},
		"refused and there":                {accounts(running(), "", AccountRefused), maya, true, AccountRefused, nil, false},
		"claimed and there":                {accounts(running(), "", AccountClaimed), maya, true, AccountClaimed, nil, false},
		"the other is gone as well":        {accounts(running(), AccountGone, ""), maya, false, AccountGone, nil, true},
		"back, and asked about the other":  {accounts(running(), AccountGone, AccountClaimed), alex, true, AccountBack, []string{"account-back>alex", "account-confirm>alex"}, true},
		"invited coachee gone":             {in(running(), EngagementInvited), maya, false, AccountGone, []string{"account-gone>alex"}, true},
		"of an inviting coach nobody asks": {in(running(), EngagementInvited), alex, false, AccountGone, nil, true},
		"over":                             {in(running(), EngagementClosed), maya, false, AccountGone, nil, true},
		"passed on":                        {in(running(), EngagementPassed), alex, false, AccountGone, nil, true},
		"a stranger":                       {running(), zoe, false, AccountPresent, nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			ch, news := Accounts(c.who, []Engagement{c.e}, always(c.there), clock)
			if news != c.news {
				t.Fatalf("news %v: %+v", news, ch)
			}
			tells(t, ch, c.told...)
			if news {
				role, _ := c.e.RoleOf(c.who.ID)
				if got := ch.Engagements[0].AccountOf(role); got != c.want || !ch.Engagements[0].Suspended() || ch.Engagements[0].Live() {
					t.Errorf("%q, %+v", got, ch.Engagements[0])
				}
			}
		})
	}
}

// TestSponsorGone: whatever their part was, and only if they had one.
func TestSponsorGone(t *testing.T) {
	for s, c := range map[SponsorState]struct {
		news bool
		told []string
	}{
		SponsorAccepted: {true, []string{"sponsor-answer>maya"}}, SponsorAsked: {true, []string{"sponsor-answer>maya"}},
		SponsorDeclined: {true, nil}, SponsorGone: {false, nil}, SponsorNone: {false, nil},
	} {
		e := running()
		e.SponsorState = s
		ch, news := Accounts(sam, []Engagement{e}, always(false), clock)
		if news != c.news {
			t.Fatalf("%s: news %v", s, news)
		}
		tells(t, ch, c.told...)
		if news && (ch.Engagements[0].SponsorState != SponsorGone || ch.Engagements[0].Suspended() || !cancels(ch, NewDelivery(e, KindSponsorNews, "sam", "c", clock))) {
			t.Errorf("%s: %+v", s, ch)
		}
		if ch, news := Accounts(sam, []Engagement{e}, always(true), clock); news {
			t.Errorf("%s: there, and yet news: %+v", s, ch)
		}
	}
	if _, err := ForSponsor(Consent{Engagement: "e", State: ConsentGiven, Sentence: Words("Yes."), Hash: SentenceHash("Yes."), Recipient: "sam", Expires: clock.AddDate(1, 0, 0)}, nil, sponsored(running(), SponsorGone), clock); err == nil {
		t.Error("a sentence for a sponsor who is gone")
	}
}

// TestConfirm: by whom, in which states of both, and what it opens.
func TestConfirm(t *testing.T) {
	for name, c := range map[string]struct {
		e    Engagement
		by   Person
		same bool
		ok   bool
		live bool
		told []string
	}{
		"claimed, yes":                    {accounts(running(), "", AccountClaimed), alex, true, true, true, []string{"account-known>maya"}},
		"claimed coach, yes":              {accounts(running(), AccountClaimed, ""), maya, true, true, true, []string{"account-known>alex"}},
		"claimed, no":                     {accounts(running(), "", AccountClaimed), alex, false, true, false, nil},
		"refused, yes after all":          {accounts(running(), "", AccountRefused), alex, true, true, true, []string{"account-known>maya"}},
		"refused, no again":               {accounts(running(), "", AccountRefused), alex, false, false, false, nil},
		"not asked yet":                   {accounts(running(), "", AccountBack), alex, true, false, false, nil},
		"gone":                            {accounts(running(), "", AccountGone), alex, true, false, false, nil},
		"present":                         {running(), alex, true, false, true, nil},
		"oneself":                         {accounts(running(), "", AccountClaimed), maya, true, false, false, nil},
		"a sponsor":                       {accounts(running(), "", AccountClaimed), sam, true, false, false, nil},
		"a stranger":                      {accounts(running(), "", AccountClaimed), zoe, true, false, false, nil},
		"by one who is gone":              {accounts(running(), AccountGone, AccountClaimed), alex, true, false, false, nil},
		"by one who was refused":          {accounts(running(), AccountRefused, AccountClaimed), alex, true, false, false, nil},
		"by one who is back as well":      {accounts(running(), AccountBack, AccountClaimed), alex, true, true, false, nil},
		"by one who claimed as well":      {accounts(running(), AccountClaimed, AccountClaimed), alex, true, true, false, nil},
		"by the coach of what was passed": {accounts(in(running(), EngagementPassed), "", AccountClaimed), alex, true, false, false, nil},
	} {
		t.Run(name, func(t *testing.T) {
			ch, err := Confirm(c.e, c.by, c.same, nil, clock)
			if (err == nil) != c.ok {
				t.Fatalf("%v", err)
			}
			tells(t, ch, c.told...)
			if err == nil && ch.Engagements[0].Live() != c.live {
				t.Errorf("%+v", ch.Engagements[0])
			}
			if c.live != (len(ch.Awaken) == 2) && c.ok {
				t.Errorf("awakens %+v", ch.Awaken)
			}
		})
	}
}

// TestAYesOpensWhatIsOver of the same person in the same part, and nothing else that goes on.
func TestAYesOpensWhatIsOver(t *testing.T) {
	e := accounts(running(), "", AccountClaimed)
	over, other, coaching := in(e, EngagementPassed), e, e
	over.ID, over.Coach = "over", "zoe"
	other.ID, other.Coach = "other", "zoe"
	coaching.ID, coaching.Coach, coaching.Coachee, coaching.State = "coaching", "maya", "zoe", EngagementClosed
	coaching.CoachAccount, coaching.CoacheeAccount = AccountClaimed, ""
	ch, err := Confirm(e, alex, true, []Engagement{e, over, other, coaching}, clock)
	must(t, err)
	var ids []ID
	for _, x := range ch.Engagements {
		ids = append(ids, x.ID)
	}
	if !slices.Equal(ids, []ID{"e", "over"}) {
		t.Errorf("opens %v", ids)
	}
}

// TestClaim asks the other one of each pair; of what is over only where nobody else could tell.
func TestClaim(t *testing.T) {
	e := accounts(running(), "", AccountBack)
	closed, passed, present := in(e, EngagementClosed), in(e, EngagementPassed), running()
	closed.ID, passed.ID, present.ID = "closed", "passed", "present"
	ch, err := Claim(maya, []Engagement{e, closed, passed, present}, clock)
	must(t, err)
	tells(t, ch, "account-confirm>alex")
	if len(ch.Engagements) != 3 {
		t.Errorf("%d engagements", len(ch.Engagements))
	}
	ch, err = Claim(maya, []Engagement{closed, passed}, clock)
	must(t, err)
	tells(t, ch, "account-confirm>alex")
	if ch.Deliveries[0].Engagement != "closed" {
		t.Errorf("asks in %s", ch.Deliveries[0].Engagement)
	}
	ch, err = Claim(maya, []Engagement{accounts(running(), AccountGone, AccountBack)}, clock)
	must(t, err)
	tells(t, ch)
	for _, a := range []Account{AccountPresent, AccountGone, AccountClaimed, AccountRefused} {
		_, err := Claim(maya, []Engagement{accounts(running(), "", a)}, clock)
		refused(t, err, Stale, "")
	}
}

// TestSuspendedHoldsEverything: of every kind, to whoever is there; what speaks of the accounts goes.
func TestSuspendedHoldsEverything(t *testing.T) {
	for _, kind := range Kinds() {
		for who, e := range map[ID]Engagement{"alex": accounts(running(), "", AccountGone), "maya": accounts(running(), AccountGone, ""), "sam": accounts(running(), AccountGone, "")} {
			want := WhySuspended
			if kind == KindAbsent || kind == KindReturned || kind == KindConfirm || kind == KindZone {
				want = ""
			}
			d := NewDelivery(e, kind, who, "x", clock)
			if got := (Standing{Delivery: d, Engagement: e, Recipient: Person{ID: who}}).suspended(); got != (want != "") {
				t.Errorf("%s to %s: suspended %v", kind, who, got)
			}
		}
	}
	if got := Rests(NewDelivery(running(), KindBriefReady, "alex", "e", clock), accounts(running(), "", AccountGone)); got != WhySuspended {
		t.Errorf("%q", got)
	}
	if got := Rests(NewDelivery(running(), KindBriefReady, "alex", "e", clock), in(running(), EngagementPassed)); got != WhyNotLive {
		t.Errorf("%q", got)
	}
	if got := Rests(NewDelivery(running(), KindBriefReady, "alex", "e", clock), running()); got != "" {
		t.Errorf("%q", got)
	}
}

// TestMay: a part that rests, was passed on, or that nobody has offered shows nothing.
func TestMay(t *testing.T) {
	for name, c := range map[string]struct {
		e    Engagement
		who  ID
		want bool
	}{
		"coach": {running(), "alex", true}, "coachee": {running(), "maya", true}, "sponsor": {running(), "sam", true}, "stranger": {running(), "zoe", false},
		"nobody":               {running(), "", false},
		"coach while resting":  {accounts(running(), "", AccountGone), "alex", true},
		"coach gone":           {accounts(running(), AccountGone, ""), "alex", false},
		"coachee back":         {accounts(running(), "", AccountBack), "maya", false},
		"coachee claimed":      {accounts(running(), "", AccountClaimed), "maya", false},
		"former coach":         {in(running(), EngagementPassed), "alex", false},
		"coachee of it":        {in(running(), EngagementPassed), "maya", true},
		"coach of a closed":    {in(running(), EngagementClosed), "alex", true},
		"sponsor gone":         {sponsored(running(), SponsorGone), "sam", false},
		"sponsor of a resting": {accounts(running(), AccountGone, AccountGone), "sam", true},
	} {
		if got := c.e.May(c.who); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
