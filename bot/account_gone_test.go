package bot

import (
	"strings"
	"testing"
	"time"

	"interlude/bot/sandbox"
	"interlude/coaching"
)

// TestSponsorGoneIsNoSponsor: nothing is sent to them, the coachee can name somebody, who accepts a part of
// their own, and what was approved for the one before is not sent to the other.
func TestSponsorGoneIsNoSponsor(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, helen, "Open")
	r.closes(helen, true)
	r.sees(maya, "cannot be reached here any more")
	e := r.pair(maya)
	if e.SponsorState != coaching.SponsorGone || !e.Live() {
		t.Fatalf("%+v", e)
	}
	before := r.sentTo(helen)
	r.press(maya, "Name a sponsor")
	r.fill(maya, "Sponsor", sam)
	r.submit(maya)
	r.closeAll(maya)
	r.drain()
	r.press(sam, "Review your part")
	r.submit(sam)
	r.closeAll(sam)
	r.drain()
	if e = r.pair(maya); e.SponsorState != coaching.SponsorAccepted || e.Sponsor != r.person(sam).ID {
		t.Fatalf("%+v", e)
	}
	r.command(maya, "/coaching", "sponsor")
	cs, err := r.store.Consents(r.ctx, e.ID)
	r.must(err)
	for _, c := range cs {
		if _, _, err := coaching.Share(e, c, e.Sponsor, c.Hash, r.person(maya), 0, r.clock.Now()); !coaching.Is(err, coaching.Stale) {
			t.Errorf("what was asked for one sponsor can be shared with another: %v", err)
		}
	}
	r.closes(helen, false)
	r.until(rigStart.AddDate(0, 0, 3))
	if r.sentTo(helen) != before {
		t.Error("a former sponsor is sent something")
	}
	a, err := r.bot.run(r.ctx, press, r.bot.callOf(helen, sponsorReview, string(e.ID)))
	if err != nil || !strings.Contains(answered(a), coaching.Neutral) {
		t.Errorf("%v, %s", err, answered(a))
	}
}

// TestACoachWhoLeftThePracticeHasNoPart from the moment on at which the configuration no longer names
// them; the coachee is told, and goes on with another coach by their invitation.
func TestACoachWhoLeftThePracticeHasNoPart(t *testing.T) {
	r := newRig(t)
	e := written(r, canary)
	r.still(func() { r.bot.Coaches = []string{tom} })
	a, err := r.bot.run(r.ctx, press, r.bot.callOf(anna, briefRead, string(e.ID)))
	if err != nil || !strings.Contains(answered(a), coaching.Neutral) {
		t.Fatalf("%v, %s", err, answered(a))
	}
	r.must(r.bot.recheckParts(r.ctx)) // as at the start
	r.drain()
	r.sees(maya, "your coaching rests")
	sent := r.sentTo(anna)
	r.command(tom, "/coaching", "start")
	r.fill(tom, "Coachee", maya)
	r.submit(tom)
	r.closeAll(tom)
	r.drain()
	r.press(maya, "Review agreement")
	r.fill(maya, "Does it take the place of another coaching of yours?", "Mine, with Anna Berg")
	r.submit(maya)
	r.closeAll(maya)
	r.drain()
	if old, err := r.store.Engagement(r.ctx, e.ID); err != nil || old.State != coaching.EngagementPassed {
		t.Errorf("%v, %s", err, old.State)
	}
	if n := r.pair(maya); n.Coach != r.person(tom).ID || !n.Live() {
		t.Errorf("%+v", n)
	}
	if s := opens(r, tom); strings.Contains(s, canary) {
		t.Errorf("the new coach sees from before:\n%s", s)
	}
	r.until(rigStart.AddDate(0, 0, 5))
	if r.sentTo(anna) != sent {
		t.Error("a coach who left is sent something")
	}
	r.still(func() { r.bot.Coaches = []string{tom, anna} })
	r.must(r.bot.recheckParts(r.ctx))
	if s := opens(r, anna); strings.Contains(s, canary) {
		t.Errorf("a coach who is named again sees a coaching that was handed on:\n%s", s)
	}
}

// TestACoachWhoIsNamedAgainIsConfirmedByTheCoachee before the coaching goes on.
func TestACoachWhoIsNamedAgainIsConfirmedByTheCoachee(t *testing.T) {
	r := newRig(t)
	e := written(r, canary)
	r.still(func() { r.bot.Coaches = []string{tom} })
	r.must(r.bot.recheckParts(r.ctx))
	r.drain()
	r.still(func() { r.bot.Coaches = []string{tom, anna} })
	r.must(r.bot.recheckParts(r.ctx))
	r.drain()
	a, err := r.bot.run(r.ctx, press, r.bot.callOf(anna, briefRead, string(e.ID)))
	if err != nil || strings.Contains(answered(a), canary) {
		t.Fatalf("%v, %s", err, answered(a))
	}
	r.isKnown(anna, maya)
	if e := r.pair(maya); !e.Live() {
		t.Errorf("%+v", e)
	}
}

// TestGuests: those of several channels are members with fewer channels; one of a single channel can
// have no part, and whoever becomes one is treated as gone.
func TestGuests(t *testing.T) {
	r := newRig(t)
	alter := func(user string, f func(*sandbox.User)) {
		u, _ := r.ws.User(user)
		f(&u)
		r.ws.SetUser(u)
	}
	alter(maya, func(u *sandbox.User) { u.IsGuest = true })
	alter(ravi, func(u *sandbox.User) { u.IsOneChannel = true })
	r.engage(anna, maya, "", "Open")
	r.command(anna, "/coaching", "start")
	r.fill(anna, "Coachee", ravi)
	errs, err := r.as(anna).Submit(r.ctx)
	r.must(err)
	if !strings.Contains(errs["coachee"], "guest of a single channel") {
		t.Errorf("%v", errs)
	}
	r.closeAll(anna)
	alter(maya, func(u *sandbox.User) { u.IsOneChannel = true })
	r.must(r.ws.WaitFor(r.ctx, func() bool { gone, ok := r.bot.accounts.remembered(maya); return ok && gone }))
	r.bot.work.Wait()
	r.drain()
	r.sees(anna, "this coaching rests")
}

// TestANewNameIsTheName from then on; what was said with the old one stays.
func TestANewNameIsTheName(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	u, _ := r.ws.User(maya)
	u.RealName, u.Email = "Maya Okonkwo", "new@example.com"
	r.ws.SetUser(u)
	r.must(r.ws.WaitFor(r.ctx, func() bool { return r.person(maya).Name == "Maya Okonkwo" }))
	if e := r.pair(maya); !e.Live() {
		t.Error("another name is no other account")
	}
}

// TestUninstalledAndInstalledAgain: nothing is sent meanwhile, nothing is lost or doubled after, what came
// too late is counted, and messages go to the channel that there is then.
func TestUninstalledAndInstalledAgain(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.addActions(maya, "Ask Leo by 26 nov", "Ask Mia by 1 dec")
	r.ws.Uninstall()
	r.must(r.ws.WaitFor(r.ctx, func() bool { return strings.Contains(r.log.String(), "taken out of the workspace") }))
	before := r.sentTo(maya)
	r.clock.set(rigStart.AddDate(0, 0, 3))
	for range 3 {
		r.clock.set(r.clock.Now().Add(2 * time.Minute))
		r.drain()
	}
	if r.sentTo(maya) != before {
		t.Fatal("sent while it was uninstalled")
	}
	r.clock.set(rigStart.AddDate(0, 0, 5))
	r.ws.Reinstall()
	r.bot.dms.Clear()
	r.must(r.store.KeepChannel(r.ctx, r.person(maya).ID, "DOLD")) // as another installation knew it
	r.until(rigStart.AddDate(0, 0, 9))
	arrived := map[string]bool{}
	for _, m := range r.as(maya).Messages() {
		if id := string(m.Metadata); id != "" && id != "null" {
			if arrived[id] {
				t.Errorf("twice: %s", id)
			}
			arrived[id] = true
		}
	}
	r.sees(maya, "Ask Mia")
	due, ok, err := r.store.NextDue(r.ctx)
	r.must(err)
	if ok && due.Before(r.clock.Now()) {
		t.Errorf("something is due since %v and was not sent", due)
	}
	tallies, err := r.store.Counts(r.ctx, rigStart, rigStart.AddDate(0, 0, 9))
	r.must(err)
	late, sent := 0, 0
	for _, x := range tallies {
		switch x.State {
		case coaching.DeliveryMissed:
			late += x.Number
		case coaching.DeliverySent:
			sent += x.Number
		case coaching.DeliveryDue, coaching.DeliveryIntended:
			if x.Kind != coaching.KindPrompt {
				t.Errorf("left behind: %+v", x)
			}
		}
	}
	if late == 0 || sent == 0 {
		t.Errorf("%d late, %d sent: %+v", late, sent, tallies)
	}
	if r.person(maya).DM == "DOLD" {
		t.Error("the channel of the former installation is still kept")
	}
}

// TestAFreshInvitationOpensNothingOld: whoever uses an account that came back, and is invited anew by another
// coach, sees nothing of before, in no list of their own, until the coach of before confirms them.
func TestAFreshInvitationOpensNothingOld(t *testing.T) {
	r := newRig(t)
	e := written(r, canary)
	r.press(anna, "Read the brief")
	r.closeAll(anna)
	r.closes(maya, true)
	r.closes(maya, false)
	r.engage(tom, maya, "", "Sealed")
	if n := r.pair(maya); !n.Live() || n.ID == e.ID {
		t.Fatalf("%+v", n)
	}
	for _, route := range []string{helpPrivacy, mydataOpen, mydataRead, reflectList, alongOpen, privacyLog, engagementOpen, comingOpen} {
		a, err := r.bot.run(r.ctx, press, r.bot.callOf(maya, route, "0"))
		if text := answered(a); err != nil || strings.Contains(text, canary) || strings.Contains(text, "<@"+anna+">") {
			t.Errorf("%s: %v, %s", route, err, text)
		}
	}
	r.isKnown(maya, anna)
	a, err := r.bot.run(r.ctx, press, r.bot.callOf(maya, mydataRead, "0"))
	if err != nil || !strings.Contains(answered(a), canary) {
		t.Errorf("after the yes: %v", err)
	}
}
