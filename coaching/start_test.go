package coaching

import (
	"testing"
	"time"
)

func TestPropose(t *testing.T) {
	good := Start{Sessions: 8, Minutes: 75, EveryDays: 14, FirstDay: Date{2026, 11, 23}}
	with := func(f func(*Start)) Start { s := good; f(&s); return s }
	for name, c := range map[string]struct {
		s     Start
		field string
	}{
		"good":                 {good, "ok"},
		"no session":           {with(func(s *Start) { s.Sessions = 0 }), "sessions"},
		"one session":          {with(func(s *Start) { s.Sessions = 1 }), "ok"},
		"most sessions":        {with(func(s *Start) { s.Sessions = 30 }), "ok"},
		"too many":             {with(func(s *Start) { s.Sessions = 31 }), "sessions"},
		"too short":            {with(func(s *Start) { s.Minutes = 14 }), "minutes"},
		"short":                {with(func(s *Start) { s.Minutes = 15 }), "ok"},
		"long":                 {with(func(s *Start) { s.Minutes = 240 }), "ok"},
		"too long":             {with(func(s *Start) { s.Minutes = 241 }), "minutes"},
		"no rhythm":            {with(func(s *Start) { s.EveryDays = 0 }), "every"},
		"every day":            {with(func(s *Start) { s.EveryDays = 1 }), "ok"},
		"every season":         {with(func(s *Start) { s.EveryDays = 90 }), "ok"},
		"too seldom":           {with(func(s *Start) { s.EveryDays = 91 }), "every"},
		"no day":               {with(func(s *Start) { s.FirstDay = Date{} }), "first"},
		"yesterday":            {with(func(s *Start) { s.FirstDay = Date{2026, 11, 22} }), "first"},
		"in two years":         {with(func(s *Start) { s.FirstDay = Date{2028, 11, 23} }), "ok"},
		"in two years and one": {with(func(s *Start) { s.FirstDay = Date{2028, 11, 24} }), "first"},
	} {
		t.Run(name, func(t *testing.T) {
			e, ch, err := Propose(c.s, alex, maya, &sam, nil, clock)
			outcomeOf(t, err, c.field)
			if err != nil {
				return
			}
			tells(t, ch, "invitation>maya")
			if e.State != EngagementInvited || e.SponsorState != SponsorNone || e.Sponsor != "sam" || e.ID == "" || len(ch.Engagements) != 1 {
				t.Errorf("got %+v", e)
			}
		})
	}
}

// Today is the coach's: at 03:00 in Berlin it is still yesterday in New York.
func TestProposeCountsDaysWhereTheCoachIs(t *testing.T) {
	early := berlin(24, 3, 0)
	s := Start{Sessions: 8, Minutes: 75, EveryDays: 14, FirstDay: Date{2026, 11, 23}}
	_, _, err := Propose(s, alex, maya, nil, nil, early)
	must(t, err)
	_, _, err = Propose(s, zoe, maya, nil, nil, early)
	refused(t, err, Invalid, "first")
}

func TestProposePeople(t *testing.T) {
	s := Start{Sessions: 8, Minutes: 75, EveryDays: 14, FirstDay: Date{2026, 11, 27}}
	foreign := zoe
	foreign.Team = "T2"
	for name, c := range map[string]struct {
		coachee  Person
		sponsor  *Person
		existing []Engagement
		kind     Kind
		field    string
	}{
		"nobody":              {Person{Team: "T"}, nil, nil, Invalid, "coachee"},
		"oneself":             {alex, nil, nil, Invalid, "coachee"},
		"foreign coachee":     {foreign, nil, nil, Invalid, "coachee"},
		"sponsor is coach":    {maya, &alex, nil, Invalid, "sponsor"},
		"sponsor is coachee":  {maya, &maya, nil, Invalid, "sponsor"},
		"sponsor is nobody":   {maya, &Person{Team: "T"}, nil, Invalid, "sponsor"},
		"foreign sponsor":     {maya, &foreign, nil, Invalid, "sponsor"},
		"invited already":     {maya, nil, []Engagement{in(running(), EngagementInvited)}, Taken, "coachee"},
		"under way":           {maya, nil, []Engagement{running()}, Taken, "coachee"},
		"paused":              {maya, nil, []Engagement{in(running(), EngagementPaused)}, Taken, "coachee"},
		"declined before":     {maya, nil, []Engagement{in(running(), EngagementDeclined)}, 0, ""},
		"closed before":       {maya, nil, []Engagement{in(running(), EngagementClosed)}, 0, ""},
		"with somebody else":  {maya, nil, []Engagement{{ID: "x", Coach: "zoe", Coachee: "maya", State: EngagementActive}}, 0, ""},
		"the other way round": {maya, nil, []Engagement{{ID: "x", Coach: "maya", Coachee: "alex", State: EngagementActive}}, 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := Propose(s, alex, c.coachee, c.sponsor, c.existing, clock)
			if c.kind == 0 {
				must(t, err)
				return
			}
			refused(t, err, c.kind, c.field)
		})
	}
}

func TestProposeByNobody(t *testing.T) {
	_, _, err := Propose(Start{Sessions: 8, Minutes: 75, EveryDays: 14, FirstDay: Date{2026, 11, 27}}, Person{Team: "T"}, maya, nil, nil, clock)
	refused(t, err, Forbidden, "")
}

func TestAccept(t *testing.T) {
	e := sponsored(in(running(), EngagementInvited), SponsorNone)
	sched := Schedule{Cron: "0 15 * * 5", Next: berlin(27, 15, 0), Zone: "Mars/Base", Person: "zoe", Paused: true}
	p := maya
	p.Writing = Sealed

	c, err := Accept(e, p, sched, alex, clock)
	must(t, err)
	tells(t, c, "agreement-answer>alex")
	if s := c.Schedules[0]; s.ID == "" || s.Engagement != "e" || s.Person != "maya" || s.Zone != "Europe/Berlin" || s.Paused || !s.Next.Equal(sched.Next) {
		t.Errorf("schedule %+v", s)
	}
	if got := c.Engagements[0]; got.State != EngagementActive || !got.Accepted.Equal(clock) || got.SponsorState != SponsorNone || got.Version != e.Version {
		t.Errorf("engagement %+v", got)
	}
	if c.People[0].Writing != Sealed || len(c.Consents) != 0 {
		t.Errorf("people %+v, %d consents", c.People[0], len(c.Consents))
	}
	a := c.Acceptances
	if len(a) != 2 || a[0].Role != Coachee || !a[0].At.Equal(clock) || a[1].Role != Coach || !a[1].At.Equal(e.Created) ||
		a[0].Text != AgreementVersion || !a[0].Accepted || !a[1].Accepted {
		t.Errorf("acceptances %+v", a)
	}

	e.Sponsor = "sam"
	c, err = Accept(e, p, Schedule{}, alex, clock)
	must(t, err)
	tells(t, c, "agreement-answer>alex", "sponsor-part>sam", "milestone>maya")
	if len(c.Schedules) != 0 || c.Engagements[0].SponsorState != SponsorAsked || c.Consents[0].Sentence.Reveal() != "Maya accepted the coaching agreement on 23 November 2026." {
		t.Errorf("with a sponsor: %+v, %q", c.Engagements[0], c.Consents[0].Sentence.Reveal())
	}
	if !cancels(c, NewDelivery(e, KindInvitation, "maya", e.ID, clock)) {
		t.Error("an invitation that was not sent yet still goes out")
	}

	for field, bad := range map[string]Person{
		"zone":    {ID: "maya", Zone: "CET+1", Writing: Open},
		"writing": {ID: "maya", Zone: "Europe/Berlin"},
	} {
		_, err := Accept(e, bad, sched, alex, clock)
		refused(t, err, Invalid, field)
	}
}

func TestDeclineAndWithdraw(t *testing.T) {
	e := in(running(), EngagementInvited)
	c, err := Decline(e, maya, clock)
	must(t, err)
	tells(t, c, "agreement-answer>alex")
	if got := c.Engagements[0]; got.State != EngagementDeclined || !got.Closed.Equal(clock) || c.Acceptances[0].Accepted {
		t.Errorf("declined: %+v", got)
	}
	queued := NewDelivery(e, KindInvitation, "maya", e.ID, clock)
	if !cancels(c, queued) {
		t.Error("the invitation stays queued")
	}
	c, err = WithdrawInvitation(e, alex, clock)
	must(t, err)
	tells(t, c)
	if got := c.Engagements[0]; got.State != EngagementEnded || !got.Closed.Equal(clock) || !cancels(c, queued) {
		t.Errorf("withdrawn: %+v", got)
	}
}

func TestPauseResume(t *testing.T) {
	c, err := Pause(running(), maya, clock)
	must(t, err)
	tells(t, c, "paused>alex")
	e := c.Engagements[0]
	for kind, want := range map[DeliveryKind]bool{KindResumed: true, KindPrompt: true, KindPromptAgain: true, KindActionDue: false, KindSessionNow: false} {
		if cancels(c, NewDelivery(e, kind, "maya", "s", clock)) != want {
			t.Errorf("a pause cancels %s: %v", kind, !want)
		}
	}
	_, err = Pause(e, alex, clock)
	refused(t, err, Stale, "")
	c, err = Resume(e, alex, Schedule{ID: "s", Engagement: "e", Person: "maya", Paused: true, Next: berlin(27, 15, 0)}, clock)
	must(t, err)
	tells(t, c, "resumed>maya")
	if !cancels(c, NewDelivery(e, KindPaused, "maya", e.ID, clock)) {
		t.Error("news of a pause that is over still goes")
	}
	if c.Engagements[0].State != EngagementActive || !c.Schedules[0].Paused || c.Schedules[0].Next.IsZero() {
		t.Errorf("resumed: %+v", c)
	}
	if c, err = Resume(e, maya, Schedule{}, clock); err != nil || len(c.Schedules) != 0 {
		t.Errorf("without a schedule: %v, %+v", err, c.Schedules)
	}
}

func TestClose(t *testing.T) {
	past, ahead, other := booked(clock.Add(-time.Hour)), booked(clock.Add(time.Minute)), booked(clock.Add(time.Minute))
	past.ID, ahead.ID, other.Engagement = "past", "ahead", "other"
	for _, part := range []SponsorState{SponsorAccepted, SponsorAsked, SponsorDeclined, SponsorNone} {
		e := sponsored(running(), part)
		c, err := Close(e, alex, maya, []Session{past, ahead, other}, nil, clock)
		must(t, err)
		if got := c.Engagements[0]; got.State != EngagementClosed || !got.Closed.Equal(clock) {
			t.Errorf("closed: %+v", got)
		}
		if len(c.Sessions) != 1 || c.Sessions[0].ID != "ahead" || c.Sessions[0].State != SessionCancelled || c.Sessions[0].ChangedBy != "alex" {
			t.Errorf("sessions %+v", c.Sessions)
		}
		if part != SponsorAccepted {
			tells(t, c, "closed>maya")
		} else {
			tells(t, c, "closed>maya", "milestone>maya")
		}
		for kind := range wanted {
			kept := part == SponsorAccepted && (kind == KindSponsorNews || kind == KindSponsorTold)
			if got := cancels(c, NewDelivery(e, kind, "x", "y", clock)); got == kept {
				t.Errorf("sponsor %q: closing cancels %s: %v", part, kind, got)
			}
		}
	}
}

func TestEnd(t *testing.T) {
	past, ahead, other := booked(clock.Add(-time.Hour)), booked(clock.Add(time.Minute)), booked(clock.Add(time.Minute))
	past.ID, ahead.ID, other.Engagement = "past", "ahead", "other"
	for _, state := range []EngagementState{EngagementActive, EngagementPaused, EngagementClosing} {
		for _, part := range []SponsorState{SponsorAccepted, SponsorAsked, SponsorDeclined, SponsorNone} {
			e := sponsored(in(running(), state), part)
			c, err := End(e, maya, []Session{past, ahead, other}, clock)
			must(t, err)
			tells(t, c, "closed>alex")
			if got := c.Engagements[0]; got.State != EngagementEnded || !got.Closed.Equal(clock) || !got.Begun() || got.SponsorState != part {
				t.Errorf("ended: %+v", got)
			}
			if len(c.Sessions) != 1 || c.Sessions[0].ID != "ahead" || c.Sessions[0].State != SessionCancelled || c.Sessions[0].ChangedBy != "maya" {
				t.Errorf("sessions %+v", c.Sessions)
			}
			for kind := range wanted {
				if !cancels(c, NewDelivery(e, kind, "x", "y", clock)) {
					t.Errorf("sponsor %q: %s stays queued", part, kind)
				}
			}
		}
	}
}

// After the coachee's end everything is theirs alone: to erase, and not to be told of.
func TestAfterTheEnd(t *testing.T) {
	c, err := End(running(), maya, nil, clock)
	must(t, err)
	e := c.Engagements[0]
	_, err = EraseReflection(e, Reflection{ID: "r", Engagement: "e"}, maya, clock)
	must(t, err)
	given := asked("Yes.")
	given.State, given.Expires = ConsentGiven, clock.AddDate(1, 0, 0)
	if _, err := ForSponsor(given, nil, e, clock); !Is(err, Stale) {
		t.Errorf("the sponsor is sent a sentence: %v", err)
	}
	if Offerable(e) {
		t.Error("the sponsor could still be told")
	}
	_, err = End(e, maya, nil, clock)
	refused(t, err, Stale, "")
	_, err = Close(e, alex, maya, nil, nil, clock)
	refused(t, err, Stale, "")
}
