package coaching

import (
	"strings"
	"testing"
	"time"
)

// next is running, with zoe proposed to take over.
func next() Engagement {
	e := running()
	e.Next = "zoe"
	return e
}

func TestProposeCoach(t *testing.T) {
	other := running()
	other.ID, other.Coach = "o", "zoe"
	theirs := other
	theirs.Coachee = "ravi"
	for name, c := range map[string]struct {
		e        Engagement
		by, to   Person
		existing []Engagement
		kind     Kind
		field    string
	}{
		"good":                 {running(), alex, zoe, nil, 0, ""},
		"again":                {next(), alex, zoe, nil, 0, ""},
		"by the coachee":       {running(), maya, zoe, nil, Forbidden, ""},
		"by a stranger":        {running(), zoe, zoe, nil, Forbidden, ""},
		"nobody":               {running(), alex, Person{}, nil, Invalid, "coach"},
		"oneself":              {running(), alex, alex, nil, Invalid, "coach"},
		"the coachee":          {running(), alex, maya, nil, Invalid, "coach"},
		"the sponsor":          {running(), alex, sam, nil, Invalid, "coach"},
		"coaches her already":  {running(), alex, zoe, []Engagement{other}, Invalid, "coach"},
		"coaches another":      {running(), alex, zoe, []Engagement{theirs}, 0, ""},
		"coached her once":     {running(), alex, zoe, []Engagement{in(other, EngagementClosed)}, 0, ""},
		"resting":              {accounts(running(), "", AccountGone), alex, zoe, nil, Stale, ""},
		"over":                 {in(running(), EngagementClosed), alex, zoe, nil, Stale, ""},
		"invited":              {in(running(), EngagementInvited), alex, zoe, nil, Stale, ""},
		"a former coach's own": {in(running(), EngagementPassed), alex, zoe, nil, Forbidden, ""},
	} {
		t.Run(name, func(t *testing.T) {
			ch, err := ProposeCoach(c.e, c.by, c.to, c.existing, clock)
			if c.kind != 0 {
				refused(t, err, c.kind, c.field)
				return
			}
			must(t, err)
			tells(t, ch, "coach-proposed>maya") // and nobody else, also not zoe
			if ch.Engagements[0].Next != "zoe" || ch.Engagements[0].Coach != "alex" {
				t.Errorf("%+v", ch.Engagements[0])
			}
		})
	}
}

func TestTheWaysBackFromAProposal(t *testing.T) {
	ch, err := WithdrawCoach(next(), alex, clock)
	must(t, err)
	tells(t, ch)
	if ch.Engagements[0].Next != "" || !cancels(ch, NewDelivery(next(), KindCoachProposed, "maya", "e", clock)) {
		t.Errorf("%+v", ch)
	}
	_, err = WithdrawCoach(running(), alex, clock)
	refused(t, err, Stale, "")
	_, err = WithdrawCoach(next(), maya, clock)
	refused(t, err, Forbidden, "")
	ch, err = KeepCoach(next(), maya, clock)
	must(t, err)
	tells(t, ch, "coach-kept>alex")
	_, err = KeepCoach(running(), maya, clock)
	refused(t, err, Stale, "")
	_, err = KeepCoach(next(), alex, clock)
	refused(t, err, Forbidden, "")
}

func TestTakeCoachIsTheCoacheesAlone(t *testing.T) {
	for name, c := range map[string]struct {
		e      Engagement
		by, to Person
		kind   Kind
	}{
		"good":               {next(), maya, zoe, 0},
		"paused":             {in(next(), EngagementPaused), maya, zoe, 0},
		"by the coach":       {next(), alex, zoe, Forbidden},
		"by the new coach":   {next(), zoe, zoe, Forbidden},
		"by the sponsor":     {next(), sam, zoe, Forbidden},
		"somebody else":      {next(), maya, alex, Stale},
		"nobody is proposed": {running(), maya, zoe, Stale},
		"nobody at all":      {running(), maya, Person{}, Stale},
		"over":               {in(next(), EngagementClosed), maya, zoe, Stale},
		"again":              {in(next(), EngagementPassed), maya, zoe, Stale},
		"resting":            {accounts(next(), AccountGone, ""), maya, zoe, Stale},
	} {
		n, ch, err := TakeCoach(c.e, c.by, c.to, Ahead{}, Schedule{Cron: "0 15 * * 5"}, clock)
		if c.kind != 0 {
			refused(t, err, c.kind, "")
			continue
		}
		must(t, err)
		tells(t, ch, "closed>alex", "taken-over>zoe")
		old := ch.Engagements[0]
		switch {
		case old.State != EngagementPassed || old.May("alex") || !old.May("maya") || old.Sponsor != "sam":
			t.Errorf("%s: the former one: %+v", name, old)
		case n.State != c.e.State || n.Coach != "zoe" || n.Coachee != "maya" || n.Sponsor != "" || n.SponsorState != SponsorNone || n.ID == c.e.ID:
			t.Errorf("%s: the new one: %+v", name, n)
		case !cancels(ch, NewDelivery(c.e, KindBriefReady, "alex", "e", clock)) || !cancels(ch, NewDelivery(c.e, KindSponsorNews, "sam", "c", clock)):
			t.Errorf("%s: cancels %+v", name, ch.Cancel)
		case len(ch.Acceptances) != 2 || len(ch.Schedules) != 1 || ch.Schedules[0].Engagement != n.ID || ch.Schedules[0].Version != 0:
			t.Errorf("%s: %+v", name, ch)
		case len(ch.Access) != 2 || ch.Access[0].What != AccessCoachChanged || ch.Access[0].Who != "zoe":
			t.Errorf("%s: the access log: %+v", name, ch.Access)
		}
	}
}

// Questions that were turned off stay off with the new coach, and those that were on stay on.
func TestQuestionsGoOverAsTheyWere(t *testing.T) {
	for _, paused := range []bool{true, false} {
		_, ch, err := TakeCoach(next(), maya, zoe, Ahead{}, Schedule{ID: "old", Cron: "0 15 * * 5", Paused: paused, Version: 3}, clock)
		must(t, err)
		if s := ch.Schedules[0]; s.Paused != paused || s.ID == "old" || s.Version != 0 {
			t.Errorf("%+v", s)
		}
	}
}

// TestSessionsOfAnotherCoach: on both sides of the least distance to what the new coach has.
func TestSessionsOfAnotherCoach(t *testing.T) {
	at := clock.AddDate(0, 0, 7).Truncate(time.Hour)
	booked := Session{ID: "s", Engagement: "e", Coach: "alex", Coachee: "maya", Start: at, Minutes: 60, Link: Words("https://alex.example"), Reason: Words("why"), State: SessionBooked, Version: 1}
	begun, elsewhere := booked, booked
	begun.ID, begun.Start = "begun", clock.Add(-time.Minute)
	elsewhere.ID, elsewhere.Engagement = "elsewhere", "x"
	for name, c := range map[string]struct {
		keep bool
		busy []Session
		kept bool
	}{
		"cancelled":            {false, nil, false},
		"kept":                 {true, nil, true},
		"the coach is busy":    {true, []Session{{Start: at, Minutes: 60, State: SessionBooked}}, false},
		"too close before":     {true, []Session{{Start: at.Add(-74 * time.Minute), Minutes: 60, State: SessionBooked}}, false},
		"far enough before":    {true, []Session{{Start: at.Add(-75 * time.Minute), Minutes: 60, State: SessionBooked}}, true},
		"too close after":      {true, []Session{{Start: at.Add(74 * time.Minute), Minutes: 60, State: SessionBooked}}, false},
		"far enough after":     {true, []Session{{Start: at.Add(75 * time.Minute), Minutes: 60, State: SessionBooked}}, true},
		"cancelled with other": {true, []Session{{Start: at, Minutes: 60, State: SessionCancelled}}, true},
	} {
		n, ch, err := TakeCoach(next(), maya, zoe, Ahead{Sessions: []Session{booked, begun, elsewhere}, Busy: c.busy, Keep: c.keep}, Schedule{}, clock)
		must(t, err)
		if ch.Sessions[0].ID != "s" || ch.Sessions[0].State != SessionCancelled || ch.Sessions[0].ChangedBy != "maya" {
			t.Errorf("%s: %+v", name, ch.Sessions[0])
		}
		if kept := len(ch.Sessions) == 2; kept != c.kept {
			t.Errorf("%s: kept %v", name, kept)
		} else if s := ch.Sessions[len(ch.Sessions)-1]; kept && (s.Engagement != n.ID || s.Coach != "zoe" || !s.Start.Equal(at) || !s.Link.Empty() || !s.Reason.Empty() || s.Version != 0) {
			t.Errorf("%s: %+v", name, s)
		}
	}
	_, ch, err := TakeCoach(next(), maya, zoe, Ahead{Sessions: []Session{{Engagement: "e", State: SessionHeld}, {Engagement: "e", State: SessionHeld}}}, Schedule{}, clock)
	must(t, err)
	if got := ch.Engagements[1].Sessions; got != 6 {
		t.Errorf("%d sessions are left of 8 after 2", got)
	}
}

func TestReplace(t *testing.T) {
	n := running()
	n.ID, n.Coach = "n", "zoe"
	for name, c := range map[string]struct {
		e    Engagement
		by   Person
		ok   bool
		told []string
	}{
		"good":              {running(), maya, true, []string{"closed>alex"}},
		"the coach is gone": {accounts(running(), AccountGone, ""), maya, true, nil},
		"not her own":       {running(), zoe, false, nil},
		"by the coach":      {running(), alex, false, nil},
		"over":              {in(running(), EngagementClosed), maya, false, nil},
		"invited":           {in(running(), EngagementInvited), maya, false, nil},
		"not known herself": {accounts(running(), "", AccountClaimed), maya, false, nil},
	} {
		ch, err := Replace(c.e, n, c.by, Ahead{}, clock)
		if (err == nil) != c.ok {
			t.Fatalf("%s: %v", name, err)
		}
		tells(t, ch, c.told...)
	}
	same := n
	same.Coach = "alex"
	_, err := Replace(running(), same, maya, Ahead{}, clock)
	refused(t, err, Stale, "")
}

func TestTakeAlong(t *testing.T) {
	from, to := in(running(), EngagementPassed), running()
	to.ID, to.Coach = "n", "zoe"
	entry := Reflection{ID: "r", Engagement: "e", Text: Words("mine"), Audience: OnlyMe, Version: 2}
	action := Action{ID: "a", Engagement: "e", By: "alex", Text: Words("walk"), Due: DateOf(clock).Add(3), State: ActionOpen, Version: 4}
	good := Along{Reflections: []Reflection{entry}, Actions: []Action{action}, Focus: Words("less")}
	ch, err := TakeAlong(from, to, maya, good, Brief{}, nil, clock)
	must(t, err)
	tells(t, ch, "action-due>maya", "action-follow-up>maya", "brief-ready>zoe")
	if r := ch.Reflections[0]; r.Engagement != "n" || r.Audience != NextBrief || r.Version != 2 {
		t.Errorf("%+v", r)
	}
	if b := ch.Briefs[0]; len(b.Entries) != 1 || b.Focus.Reveal() != "less" || b.Engagement != "n" {
		t.Errorf("%+v", b)
	}
	last := Brief{ID: "b", Engagement: "n", Focus: Words("more"), Ratings: true, Released: clock}
	kept := Reflection{ID: "k", Engagement: "n", Audience: NextBrief}
	ch, err = TakeAlong(from, to, maya, good, last, []Reflection{kept}, clock)
	must(t, err)
	if b := ch.Briefs[0]; len(b.Entries) != 2 || !b.Ratings || !strings.Contains(b.Focus.Reveal(), "more") || !strings.Contains(b.Focus.Reveal(), "less") {
		t.Errorf("what stood in the brief is lost: %+v", b)
	}
	ch, err = TakeAlong(from, to, maya, Along{Actions: []Action{action}}, last, []Reflection{kept}, clock)
	must(t, err)
	if len(ch.Briefs) != 0 {
		t.Error("an action alone releases a brief")
	}
	foreign, proposal := entry, action
	foreign.Engagement, proposal.State = "x", ActionProposed
	for name, c := range map[string]struct {
		from, to Engagement
		by       Person
		a        Along
		kind     Kind
		field    string
	}{
		"nothing":             {from, to, maya, Along{}, Invalid, "entries"},
		"by the new coach":    {from, to, zoe, good, Forbidden, ""},
		"by the former coach": {from, to, alex, good, Forbidden, ""},
		"from what goes on":   {running(), to, maya, good, Stale, ""},
		"into what is over":   {from, in(to, EngagementClosed), maya, good, Stale, ""},
		"into what rests":     {from, accounts(to, AccountGone, ""), maya, good, Stale, ""},
		"not known there":     {accounts(from, "", AccountClaimed), to, maya, good, Stale, ""},
		"into itself":         {from, from, maya, good, Stale, ""},
		"another's entry":     {from, to, maya, Along{Reflections: []Reflection{foreign}}, Stale, ""},
		"a mere proposal":     {from, to, maya, Along{Actions: []Action{proposal}}, Stale, ""},
	} {
		_, err := TakeAlong(c.from, c.to, c.by, c.a, Brief{}, nil, clock)
		if err == nil {
			t.Fatalf("%s: taken along", name)
		}
		refused(t, err, c.kind, c.field)
	}
}

func TestNameSponsor(t *testing.T) {
	given := Consent{ID: "c", Engagement: "e", Recipient: "sam", State: ConsentGiven, Version: 1}
	ch, err := NameSponsor(running(), maya, alex, zoe, []Consent{given}, clock)
	must(t, err)
	tells(t, ch, "sponsor-part>zoe")
	if e := ch.Engagements[0]; e.Sponsor != "zoe" || e.SponsorState != SponsorAsked || ch.Consents[0].State != ConsentWithdrawn || !cancels(ch, NewDelivery(running(), KindSponsorNews, "sam", "c", clock)) {
		t.Errorf("%+v", ch)
	}
	for _, s := range []SponsorState{SponsorGone, SponsorDeclined} {
		ch, err := NameSponsor(sponsored(running(), s), maya, alex, sam, nil, clock)
		must(t, err)
		tells(t, ch, "sponsor-part>sam")
	}
	for _, s := range []SponsorState{SponsorAsked, SponsorAccepted} {
		_, err := NameSponsor(sponsored(running(), s), maya, alex, sam, nil, clock)
		refused(t, err, Invalid, "sponsor")
	}
	_, err = NameSponsor(running(), maya, alex, alex, nil, clock)
	refused(t, err, Invalid, "sponsor")
	_, err = NameSponsor(running(), maya, alex, maya, nil, clock)
	refused(t, err, Invalid, "sponsor")
	_, err = NameSponsor(running(), alex, alex, zoe, nil, clock)
	refused(t, err, Forbidden, "")
	_, err = NameSponsor(in(running(), EngagementClosed), maya, alex, zoe, nil, clock)
	refused(t, err, Stale, "")
}

func TestHearName(t *testing.T) {
	for name, want := range map[string]string{"Maya Okonkwo": "Maya Okonkwo", "Maya": "", "": "", " \x00": ""} {
		ch, news := HearName(maya, name)
		if news != (want != "") || news && ch.People[0].Name != want {
			t.Errorf("%q: %v, %+v", name, news, ch)
		}
	}
}
