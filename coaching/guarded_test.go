package coaching

import (
	"errors"
	"strings"
	"testing"
	"time"
)

// These are the edges of what guards people's words that no other test stood at when faults were
// seeded into it (cmd/mutate).

func TestNothingIsOfferedWithoutASentence(t *testing.T) {
	if ch, ok := Offer(running(), "a milestone of a later version", maya, nil, Facts{}, clock); ok || len(ch.Consents)+len(ch.Deliveries) > 0 {
		t.Errorf("offered %+v", ch)
	}
	if Offerable(sponsored(running(), SponsorGone)) {
		t.Error("a sponsor whose account is closed could be told something")
	}
}

func TestWordsAreNotChangedForASponsorWhoCannotBeTold(t *testing.T) {
	for _, e := range []Engagement{sponsored(running(), SponsorDeclined), sponsored(running(), SponsorGone), in(running(), EngagementEnded)} {
		_, ch, err := Reword(e, asked("Yes."), maya, "Other words.", clock)
		refused(t, err, Stale, "")
		if len(ch.Consents) > 0 {
			t.Errorf("stored all the same: %+v", ch)
		}
	}
}

// What waited for the sponsor's yes is queued anew, so what was queued before goes.
func TestWhatWaitedIsQueuedOnce(t *testing.T) {
	given := asked("Yes.")
	given.State, given.Given = ConsentGiven, clock.Add(-time.Hour)
	before := NewDelivery(running(), KindSponsorNews, "sam", given.ID, clock.Add(time.Hour))
	ch := waited(running(), sam, []Consent{given, {ID: "d", Engagement: "other", Recipient: "sam", State: ConsentGiven}}, clock)
	if len(ch.Deliveries) != 1 || !cancels(ch, before) {
		t.Errorf("what waited: %+v", ch)
	}
}

func TestACoachWhoHandedOnHasNoPart(t *testing.T) {
	if err := part(in(running(), EngagementPassed), alex, Coach); !Is(err, Forbidden) {
		t.Errorf("the former coach: %v", err)
	}
	if err := part(in(running(), EngagementPassed), maya, Coachee); err != nil {
		t.Errorf("the coachee: %v", err)
	}
	if _, ok := (Engagement{Coach: "alex", Coachee: "maya"}).RoleOf(""); ok {
		t.Error("nobody has a part, because there is no sponsor")
	}
}

// A line about another coachee does not stand for a look at this one's things.
func TestALookAtSomebodyElseIsNoLook(t *testing.T) {
	log := []Access{{Engagement: "e", Coachee: "ravi", Who: "alex", What: AccessBriefOpened, At: clock}}
	if ch, line, err := Looks(running(), alex, AccessBriefOpened, log, clock); err != nil || !line || len(ch.Access) != 1 {
		t.Errorf("%v %v %+v", err, line, ch)
	}
}

func TestPostErrorsKeepTheirCause(t *testing.T) {
	cause := errors.New("cut")
	if !errors.Is(&PostError{Kind: PostAmbiguous, Err: cause}, cause) {
		t.Error("the cause of a failed post is lost")
	}
}

// Deliveries whose row is gone, or whose recipient has no part, are wanted by nobody.
func TestNothingGoesWithoutItsRow(t *testing.T) {
	for _, kind := range []DeliveryKind{KindActionAnswered, KindPromptAgain, KindMilestone, KindSponsorNews} {
		to := map[DeliveryKind]Person{KindActionAnswered: alex, KindSponsorNews: sam}[kind]
		if to.ID == "" {
			to = maya
		}
		s := Standing{Engagement: running(), Recipient: to, Delivery: NewDelivery(running(), kind, to.ID, "gone", clock)}
		if why := s.unwanted(); why == "" || why == WhyRole {
			t.Errorf("%s without its row: %q", kind, why)
		}
		s.Recipient = zoe
		if why := s.unwanted(); why != WhyRole {
			t.Errorf("%s to somebody without a part: %q", kind, why)
		}
	}
	gone := Standing{Engagement: sponsored(running(), SponsorGone), Recipient: sam, Delivery: NewDelivery(running(), KindSponsorNews, "sam", "c", clock)}
	if why := gone.unwanted(); why != WhyRole {
		t.Errorf("to a sponsor whose account is closed: %q", why)
	}
	kept := Standing{Engagement: sponsored(running(), SponsorGone), Recipient: maya, Reflection: &Reflection{}, Delivery: NewDelivery(running(), KindKept, "maya", "r", clock)}
	if why := kept.unwanted(); why != "" {
		t.Errorf("to the coachee, whose sponsor's account is closed: %q", why)
	}
}

func TestABriefOfAnotherEngagementIsNotTakenBack(t *testing.T) {
	other := Brief{ID: "b", Engagement: "x", Released: clock}
	_, ch, err := WithdrawBrief(running(), maya, other, clock)
	refused(t, err, Forbidden, "")
	tells(t, ch)
	_, _, err = WithdrawBrief(running(), maya, Brief{}, clock)
	refused(t, err, Stale, "")
}

func TestABriefIsInOrder(t *testing.T) {
	b := Brief{ID: "b", Engagement: "e", Ratings: true, Released: clock}
	at := func(h int) time.Time { return clock.Add(time.Duration(h-10) * time.Hour) }
	v := ComposeBrief(b, []Action{
		{ID: "0", Engagement: "e", Text: Words("dated, later"), State: ActionOpen, Created: at(0), Due: Date{2026, 12, 2}},
		{ID: "2", Engagement: "e", Text: Words("undated, second"), State: ActionOpen, Created: at(2)},
		{ID: "1", Engagement: "e", Text: Words("undated, first"), State: ActionOpen, Created: at(1)},
		{ID: "3", Engagement: "e", Text: Words("dated"), State: ActionOpen, Created: at(3), Due: Date{2026, 12, 1}},
	}, []Reflection{
		{ID: "x", Engagement: "e", Audience: NextBrief, Created: at(1), Rating: 7, Rated: at(5)},
		{ID: "y", Engagement: "e", Audience: NextBrief, Created: at(2), Rating: 4, Rated: at(3)},
	})
	if len(v.Actions) != 4 || v.Actions[0].Text.Reveal() != "dated" || v.Actions[1].Text.Reveal() != "dated, later" || v.Actions[2].Text.Reveal() != "undated, first" {
		t.Errorf("actions: %+v", v.Actions)
	}
	if len(v.Ratings) != 2 || v.Ratings[0].Rating != 4 {
		t.Errorf("ratings by when they were given: %+v", v.Ratings)
	}
}

// Only the coaching's own consents are taken back for a new sponsor, and only those that were given.
func TestANewSponsorTouchesNoOtherConsent(t *testing.T) {
	given, waiting, other := asked("Yes."), asked("Perhaps."), asked("Elsewhere.")
	given.State, waiting.ID = ConsentGiven, "waiting"
	other.ID, other.Engagement, other.State = "other", "x", ConsentGiven
	ch, err := NameSponsor(running(), maya, alex, zoe, []Consent{given, waiting, other}, clock)
	must(t, err)
	if len(ch.Consents) != 1 || ch.Consents[0].ID != given.ID || ch.Consents[0].State != ConsentWithdrawn {
		t.Errorf("%+v", ch.Consents)
	}
}

// Several coachings of one person are told apart by who the other one is, and in which role.
func TestAClaimIsAskedAboutWhereItMatters(t *testing.T) {
	closed := accounts(in(running(), EngagementClosed), "", AccountBack)
	closed.ID = "closed"
	known, others := running(), accounts(running(), "", AccountBack)
	known.ID = "known" // goes on, and nobody will be asked there
	others.ID, others.Coach, others.Coachee, others.CoachAccount, others.CoacheeAccount = "others", "maya", "zoe", AccountPresent, AccountBack
	for name, c := range map[string]struct {
		mine []Engagement
		told []string
	}{
		"beside one in which all are known": {[]Engagement{closed, known}, []string{"account-confirm>alex"}},
		"beside somebody else's":            {[]Engagement{closed, others}, []string{"account-confirm>alex"}},
		"somebody else's alone":             {[]Engagement{{ID: "x", Coach: "alex", Coachee: "zoe", State: EngagementActive, CoacheeAccount: AccountBack}, closed}, []string{"account-confirm>alex"}},
	} {
		ch, err := Claim(maya, c.mine, clock)
		must(t, err)
		tells(t, ch, c.told...)
		if len(ch.Engagements) != 1 {
			t.Errorf("%s: %d engagements claimed", name, len(ch.Engagements))
		}
	}
	coach := accounts(in(running(), EngagementClosed), AccountBack, "")
	ch, err := Claim(alex, []Engagement{coach}, clock)
	must(t, err)
	tells(t, ch) // a coach opens nothing of what is over
}

// A yes opens, of what is over, that of the same part of the same person, and only what was claimed.
func TestAYesOpensNothingElse(t *testing.T) {
	e := accounts(running(), "", AccountClaimed)
	gone, coach := accounts(in(running(), EngagementClosed), "", AccountGone), accounts(in(running(), EngagementClosed), AccountClaimed, AccountClaimed)
	gone.ID, coach.ID, coach.Coach, coach.Coachee = "gone", "coach", "maya", "zoe"
	self := accounts(in(running(), EngagementClosed), "", AccountClaimed)
	ch, err := Confirm(e, alex, true, []Engagement{gone, coach, self}, clock)
	must(t, err)
	if len(ch.Engagements) != 1 || ch.Engagements[0].ID != "e" {
		t.Errorf("opened as well: %+v", ch.Engagements)
	}
}

// A look at an unknown kind of message, as a newer version could have left it.
func TestAnUnknownKindRests(t *testing.T) {
	if why := Rests(Delivery{Kind: "new", Recipient: "maya"}, running()); why != WhyUnknown {
		t.Errorf("%q", why)
	}
}

func TestAnAnswerEndsTheProposal(t *testing.T) {
	ch, err := KeepCoach(next(), maya, clock)
	must(t, err)
	if ch.Engagements[0].Next != "" {
		t.Errorf("still proposed: %+v", ch.Engagements[0])
	}
	_, err = KeepCoach(in(next(), EngagementClosed), maya, clock)
	refused(t, err, Stale, "")
	_, err = KeepCoach(accounts(next(), AccountGone, ""), maya, clock)
	refused(t, err, Stale, "")
}

// What is taken along goes between two coachings of the same coachee that began, and the words of the
// brief that is there already are kept once.
func TestTakingAlongEdges(t *testing.T) {
	from, to := in(running(), EngagementPassed), running()
	to.ID, to.Coach = "n", "zoe"
	entry := Reflection{ID: "r", Engagement: "e", Text: Words("mine"), Audience: OnlyMe}
	last := Brief{ID: "b", Engagement: "n", Focus: Words("more"), Released: clock}
	for name, c := range map[string]struct {
		focus, last, want string
	}{
		"none of one's own": {"", "more", "more"}, "the same again": {"more", "more", "more"}, "none before": {"less", "", "less"}, "both": {"less", "more", "more\n\nless"},
	} {
		last.Focus = Words(c.last)
		ch, err := TakeAlong(from, to, maya, Along{Reflections: []Reflection{entry}, Focus: Words(c.focus)}, last, nil, clock)
		must(t, err)
		if got := ch.Briefs[0].Focus.Reveal(); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	ch, err := TakeAlong(from, to, maya, Along{Focus: Words("less")}, Brief{}, nil, clock)
	must(t, err)
	if len(ch.Briefs) != 1 {
		t.Error("the focus alone is not taken along")
	}
	_, err = TakeAlong(from, to, maya, Along{Actions: []Action{{ID: "a", Engagement: "x", Text: Words("walk"), State: ActionOpen}}}, Brief{}, nil, clock)
	refused(t, err, Stale, "")
	begun := from
	begun.Accepted = time.Time{}
	others, theirs := Engagement{ID: "o", Coach: "zoe", Coachee: "ravi", State: EngagementClosed, Accepted: clock}, to
	theirs.Coachee = "ravi"
	for name, pair := range map[string][2]Engagement{"what never began": {begun, to}, "somebody else's coaching": {others, to}, "into somebody else's coaching": {from, theirs}, "into what is over": {from, in(to, EngagementClosed)}} {
		r, a := entry, Action{ID: "a", Engagement: pair[0].ID, Text: Words("walk"), State: ActionOpen}
		r.Engagement = pair[0].ID
		for _, along := range []Along{{Reflections: []Reflection{r}}, {Actions: []Action{a}}} {
			if _, err := TakeAlong(pair[0], pair[1], maya, along, Brief{}, nil, clock); err == nil {
				t.Errorf("taken along: %s", name)
			}
		}
	}
	last.Focus = Words(strings.Repeat("x", MaxText))
	_, err = TakeAlong(from, to, maya, Along{Focus: Words(strings.Repeat("y", MaxText))}, last, nil, clock)
	refused(t, err, Invalid, "focus")
}

// Somebody else's engagement cannot take the place of one's own.
func TestOnlyOnesOwnTakesThePlace(t *testing.T) {
	n := running()
	n.ID, n.Coach, n.Coachee = "n", "zoe", "ravi"
	_, err := Replace(running(), n, maya, Ahead{}, clock)
	refused(t, err, Stale, "")
	n.Coachee = "maya"
	ch, err := Replace(running(), n, maya, Ahead{}, clock)
	must(t, err)
	if ch.Engagements[0].Next != "zoe" || ch.Engagements[0].State != EngagementPassed {
		t.Errorf("%+v", ch.Engagements[0])
	}
}

// Sessions that go over to another coach are announced and reminded of, and keep apart from each other.
func TestSessionsThatGoOverAreAnnounced(t *testing.T) {
	at := clock.AddDate(0, 0, 7).Truncate(time.Hour)
	s := Session{ID: "s", Engagement: "e", Coach: "alex", Coachee: "maya", Start: at, Minutes: 60, State: SessionBooked}
	twin := s
	twin.ID = "twin"
	_, ch, err := TakeCoach(next(), maya, zoe, Ahead{Sessions: []Session{s, twin}, Keep: true}, Schedule{}, clock)
	must(t, err)
	moved, kinds := 0, map[DeliveryKind]int{}
	for _, x := range ch.Sessions {
		if x.State == SessionBooked {
			moved++
		}
	}
	for _, d := range ch.Deliveries {
		kinds[d.Kind]++
	}
	if moved != 1 {
		t.Errorf("%d of two sessions at one time go over", moved)
	}
	if kinds[KindBooked] == 0 || kinds[KindSessionNow] == 0 {
		t.Errorf("what goes over is not announced, or not reminded of: %v", kinds)
	}
}
