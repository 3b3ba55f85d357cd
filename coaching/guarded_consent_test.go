package coaching

import (
	"testing"
	"time"
)

// A yes ends by the calendar of UTC, also when it was given late in the evening before, as UTC has it.
func TestAYesEndsByTheCalendarOfUTC(t *testing.T) {
	east := time.FixedZone("", 2*60*60)
	given := time.Date(2026, 3, 31, 0, 30, 0, 0, east)
	if got, want := ConsentEnds(given, 1), time.Date(2026, 4, 30, 22, 30, 0, 0, time.UTC); !got.Equal(want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// Doubt counts only where a message was given up: what was surely cancelled did not come.
func TestOnlyWhatWasGivenUpIsDoubtful(t *testing.T) {
	for state, want := range map[DeliveryState]Told{DeliveryMissed: ToldMaybe, DeliveryCancelled: ToldNothing, DeliveryDue: ToldNothing} {
		if got := ToldBy([]Delivery{{Kind: KindSponsorNews, State: state, Reason: WhyDoubt}}); got != want {
			t.Errorf("%s: %q", state, got)
		}
	}
}

// What was asked about another sponsor, or allowed as a whole, is no answer about this one.
func TestAnotherSponsorIsAskedAboutAnew(t *testing.T) {
	before := asked("Yes.")
	for name, change := range map[string]func(*Consent){
		"another sponsor":    func(c *Consent) { c.Recipient = "before" },
		"a category":         func(c *Consent) { c.Category, c.State = CategoryDates, ConsentRefused },
		"another engagement": func(c *Consent) { c.Engagement = "x" },
	} {
		c := before
		change(&c)
		if _, ok := Offer(running(), MilestoneAgreed, maya, []Consent{c}, Facts{}, clock); !ok {
			t.Errorf("%s: nothing is asked", name)
		}
	}
	for _, recipient := range []ID{"sam", ""} {
		c := before
		c.Recipient = recipient
		if _, ok := Offer(running(), MilestoneAgreed, maya, []Consent{c}, Facts{}, clock); ok {
			t.Errorf("asked of %q twice", recipient)
		}
	}
}

// A yes that ended by itself is as much the coachee's own as any other.
func TestAnEndedYesIsTheCoacheesAlone(t *testing.T) {
	over := asked("Yes.")
	over.State, over.Given, over.Expires, over.Withdrawn = ConsentGiven, clock.AddDate(-1, 0, 0), clock, clock.AddDate(0, -1, 0)
	for _, by := range []Person{alex, sam, zoe} {
		_, _, err := Share(running(), over, "sam", over.Hash, by, 12, clock)
		refused(t, err, Forbidden, "")
		_, _, err = Reword(running(), over, by, "Another.", clock)
		refused(t, err, Forbidden, "")
	}
	elsewhere := over
	elsewhere.Engagement = "x"
	_, _, err := Share(running(), elsewhere, "sam", over.Hash, maya, 12, clock)
	refused(t, err, Forbidden, "")
	c, _, err := Reword(running(), over, maya, "Another.", clock)
	must(t, err)
	if c.State != ConsentAsked || !c.Given.IsZero() || !c.Expires.IsZero() || !c.Withdrawn.IsZero() {
		t.Errorf("new words keep the old yes: %+v", c)
	}
}

// The sponsor's yes sends what waits for nothing else: not what can still be taken back, whose own time comes,
// nor a category, which is no sentence.
func TestTheSponsorsYesCutsNoTakingBackShort(t *testing.T) {
	e := sponsored(running(), SponsorAsked)
	given := asked("Yes.")
	given.State, given.Given, given.Expires = ConsentGiven, clock.Add(-TakeBackFor), clock.AddDate(1, 0, 0)
	fresh := given
	fresh.ID, fresh.Given = "fresh", given.Given.Add(time.Millisecond)
	c, err := AnswerSponsor(e, sam, true, []Consent{given, fresh, dates()}, clock)
	must(t, err)
	var news []ID
	for _, d := range c.Deliveries {
		if d.Kind == KindSponsorNews {
			news = append(news, d.Subject)
		}
	}
	if len(news) != 1 || news[0] != given.ID {
		t.Errorf("the yes sends %v", news)
	}
	if cancels(c, NewDelivery(e, KindSponsorNews, "sam", "fresh", fresh.Ready())) {
		t.Error("what can still be taken back is not sent at its time")
	}
}

// What is over is told to whoever is there, whoever of the others is gone.
func TestAFarewellNeedsOnlyItsRecipient(t *testing.T) {
	closed := in(running(), EngagementClosed)
	for name, c := range map[string]struct {
		e    Engagement
		rest bool
	}{
		"both there": {closed, false}, "the coach is gone": {accounts(closed, AccountGone, ""), false}, "gone herself": {accounts(closed, "", AccountGone), true},
	} {
		if got := Rests(NewDelivery(c.e, KindClosed, "maya", "e", clock), c.e); (got == WhySuspended) != c.rest {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// A sponsor whose account is closed is news for the coachee only while the coaching goes on.
func TestASponsorWhoGoesAfterTheEndIsNoNews(t *testing.T) {
	ch, news := Accounts(sam, []Engagement{in(running(), EngagementClosed)}, always(false), clock)
	if !news || ch.Engagements[0].SponsorState != SponsorGone {
		t.Fatalf("%+v", ch)
	}
	tells(t, ch)
}

// Somebody who is back is asked once, however many coachings they have; who was invited is known by whoever invited.
func TestWhoIsBackIsAskedOnce(t *testing.T) {
	one, two := accounts(running(), "", AccountGone), accounts(running(), "", AccountGone)
	two.ID, two.Coach = "two", "zoe"
	ch, _ := Accounts(maya, []Engagement{one, two}, always(true), clock)
	if len(ch.Engagements) != 2 {
		t.Fatalf("%+v", ch.Engagements)
	}
	tells(t, ch, "account-back>maya")
	ch, err := Claim(maya, []Engagement{accounts(in(running(), EngagementInvited), "", AccountBack)}, clock)
	must(t, err)
	tells(t, ch, "account-confirm>alex")
}
