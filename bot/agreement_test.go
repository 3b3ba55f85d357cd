package bot

import (
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"interlude/coaching"
)

func TestAgreementDrawn(t *testing.T) {
	c := drawnCast(coaching.EngagementInvited)
	goldenForm(t, "agreement", agreementView(c.e, c.coach, c.coachee, c.sponsor, false, writingRadio(c.coachee), nil))
	goldenForm(t, "agreement-onboarded", agreementView(c.e, c.coach, c.coachee, c.sponsor, true, writingRadio(c.coachee), nil))
	goldenForm(t, "agreement-read", agreementRead(c.e, c.coach, c.coachee, c.sponsor))
	l := c.longNamed()
	l.coachee.Zone = "Asia/Calcutta" // an older name, as Slack may report it
	goldenForm(t, "agreement-longest", agreementView(l.e, l.coach, l.coachee, l.sponsor, false, writingRadio(l.coachee), nil))
	next := time.Date(2026, 11, 27, 15, 0, 0, 0, time.UTC)
	goldenForm(t, "agreement-accepted", acceptedView(c.coach, c.coachee, c.sponsor, next))
	c.coachee.Writing = coaching.Sealed
	goldenForm(t, "agreement-accepted-sealed", acceptedView(c.coach, c.coachee, coaching.Person{}, time.Time{}))
	goldenForm(t, "agreement-declined", declinedView())
}

func TestAgreementCardsDrawn(t *testing.T) {
	draw := func(name string, kind coaching.DeliveryKind, s scene) {
		t.Helper()
		c, err := agreementCards()[kind](nil, t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		goldenCard(t, name, c)
	}
	for _, state := range []coaching.EngagementState{coaching.EngagementInvited, coaching.EngagementActive, coaching.EngagementDeclined, coaching.EngagementEnded} {
		c := drawnCast(state)
		draw("card-invitation-"+string(state), coaching.KindInvitation, c.scene(c.coachee, coaching.KindInvitation))
	}
	for _, state := range []coaching.EngagementState{coaching.EngagementActive, coaching.EngagementDeclined, coaching.EngagementClosed} {
		c := drawnCast(state)
		draw("card-answered-"+string(state), coaching.KindAnswered, c.scene(c.coach, coaching.KindAnswered))
	}
	for _, state := range []coaching.SponsorState{coaching.SponsorAsked, coaching.SponsorAccepted, coaching.SponsorDeclined} {
		c := drawnCast(coaching.EngagementActive)
		c.e.SponsorState = state
		draw("card-sponsor-part-"+string(state), coaching.KindSponsorPart, c.scene(c.sponsor, coaching.KindSponsorPart))
		draw("card-sponsor-answered-coach-"+string(state), coaching.KindSponsorAnswered, c.scene(c.coach, coaching.KindSponsorAnswered))
		draw("card-sponsor-answered-coachee-"+string(state), coaching.KindSponsorAnswered, c.scene(c.coachee, coaching.KindSponsorAnswered))
	}
	closed := drawnCast(coaching.EngagementClosed)
	draw("card-closed", coaching.KindClosed, closed.scene(closed.coachee, coaching.KindClosed))
	ended := drawnCast(coaching.EngagementEnded)
	draw("card-closed-coach", coaching.KindClosed, ended.scene(ended.coach, coaching.KindClosed))
	for _, state := range []coaching.EngagementState{coaching.EngagementPaused, coaching.EngagementActive} {
		c := drawnCast(state)
		for who, reader := range map[string]coaching.Person{"coach": c.coach, "coachee": c.coachee} {
			s := c.scene(reader, coaching.KindPaused)
			s.Delivery.Nominal = drawnAt
			draw("card-paused-"+string(state)+"-"+who, coaching.KindPaused, s)
			draw("card-resumed-"+who, coaching.KindResumed, s)
		}
	}
	closed.e.SponsorState = coaching.SponsorAsked
	draw("card-sponsor-part-closed", coaching.KindSponsorPart, closed.scene(closed.sponsor, coaching.KindSponsorPart))
}

func TestAgreementAccepted(t *testing.T) {
	r := newRig(t)
	r.command(anna, "/coaching", "start")
	r.fill(anna, "Coachee", maya, "Sponsor", helen)
	r.submit(anna)
	r.must(r.as(anna).CloseAll(r.ctx))
	r.drain()
	for _, words := range r.ws.AllTextSentTo(maya) {
		if strings.Contains(words, "session") || strings.Contains(words, "agreement says") {
			t.Errorf("the invitation says more than who invites: %s", words)
		}
	}
	r.press(maya, "Review agreement")
	r.sees(maya, "Confidentiality")
	r.sees(maya, "Your sponsor is <@UHELEN>.") // nobody accepts a sponsor unnamed
	r.sees(maya, "The sponsor is Helen Price, who")
	r.fill(maya, "How would you like to write?", "Sealed", "Your time zone", "Asia/Kolkata")
	r.submit(maya)
	r.sees(maya, "You and <@UANNA> have begun")
	r.sees(maya, "Fri 27 Nov 2026, 15:00 (Asia/Kolkata, GMT+5:30)")
	r.sees(maya, "you accepted on Mon 23 Nov 2026")
	r.drain()
	r.sees(anna, "accepted the agreement on Mon 23 Nov 2026, 11:00 (Europe/Berlin, GMT+1)")
	r.sees(helen, "named you as a sponsor")
	r.misses(helen, "Maya")

	p, err := r.store.PersonBySlack(r.ctx, r.bot.Team(), maya)
	r.must(err)
	if p.Zone != "Asia/Kolkata" || p.Writing != coaching.Sealed {
		t.Errorf("stored %s, %s", p.Zone, p.Writing)
	}
	es, err := r.store.EngagementsOf(r.ctx, p.ID)
	r.must(err)
	s, err := r.store.ScheduleOf(r.ctx, es[0].ID)
	r.must(err)
	if want := time.Date(2026, 11, 27, 9, 30, 0, 0, time.UTC); !s.Next.Equal(want) || s.Zone != "Asia/Kolkata" {
		t.Errorf("asked next at %v in %s", s.Next, s.Zone)
	}
}

func TestAgreementDeclined(t *testing.T) {
	r := newRig(t)
	r.command(anna, "/coaching", "start")
	r.fill(anna, "Coachee", maya, "Sponsor", helen)
	r.submit(anna)
	r.drain()
	invitation := r.as(maya).Last()
	r.press(maya, "Review agreement")
	r.press(maya, "Decline")
	r.sees(maya, "*You declined.*")
	r.sees(maya, "you declined on Mon 23 Nov 2026")
	r.must(r.as(maya).CloseAll(r.ctx))
	r.drain()
	r.sees(anna, "declined your invitation")
	r.must(r.as(maya).PressStale(r.ctx, invitation, agreementReview))
	r.sees(maya, coaching.NoLonger)
	r.until(rigStart.AddDate(0, 0, 14))
	if n := len(r.as(helen).Messages()); n != 0 {
		t.Errorf("the sponsor was told: %d", n)
	}
}

func TestAgreementAcceptedOnce(t *testing.T) {
	r := newRig(t)
	r.command(anna, "/coaching", "start")
	r.fill(anna, "Coachee", maya)
	r.submit(anna)
	r.drain()
	r.press(maya, "Review agreement")
	view := *r.as(maya).Modal()
	r.submit(maya)
	_, _ = r.as(maya).SubmitView(r.ctx, view.ID) // the same form once more
	r.drain()
	var told int
	for _, m := range r.as(anna).Messages() {
		if strings.Contains(string(m.Blocks), "accepted the agreement") {
			told++
		}
	}
	if told != 1 {
		t.Errorf("the coach was told %d times", told)
	}
}

func TestZoneMenuKeepsWithinSlacksLimits(t *testing.T) {
	in := zoneInput("zone", "Your time zone", "", "America/New_York")
	goldenForm(t, "zones", form{ID: agreementAccept, Title: "Zones", Submit: "Save", Blocks: []slack.Block{in}}.modal())
	goldenForm(t, "zones-unknown", form{ID: agreementAccept, Title: "Zones", Submit: "Save", Blocks: []slack.Block{zoneInput("zone", "Your time zone", "", "Mars/Base")}}.modal())
}

func writingRadio(p coaching.Person) slack.Block {
	return (&Bot{}).writingInput(p, "You can change this at any time in your settings.")
}
