package bot

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"interlude/bot/sandbox"
	"interlude/coaching"
)

func (c cast) dates(state coaching.ConsentState) coaching.Consent {
	k := coaching.Consent{ID: "dates-1", Engagement: c.e.ID, Recipient: c.sponsor.ID, Category: coaching.CategoryDates, Hash: coaching.PatternsHash(),
		State: state, Version: 1, Asked: drawnAt, Given: drawnAt, Expires: drawnAt.AddDate(1, 0, 0)}
	if state == coaching.ConsentWithdrawn {
		k.Withdrawn = drawnAt.Add(time.Hour)
	}
	return k
}

func TestDatesAndCountsDrawn(t *testing.T) {
	c := drawnCast(coaching.EngagementActive)
	d := datesShown{e: c.e, sponsor: c.sponsor, reader: c.coachee, now: drawnAt}
	goldenForm(t, "sponsor-dates-never", datesView(d))
	d.consent = c.dates(coaching.ConsentGiven)
	for i, state := range []coaching.ConsentState{coaching.ConsentGiven, coaching.ConsentWithdrawn, coaching.ConsentGiven} {
		d.events = append(d.events, coaching.ConsentEvent{Version: i + 1, State: state, At: drawnAt.AddDate(0, i, 0), Expires: drawnAt.AddDate(1, i, 0)})
	}
	goldenForm(t, "sponsor-dates", datesView(d))
	d.now = d.consent.Expires
	goldenForm(t, "sponsor-dates-ended", datesView(d))
	l := c.longNamed()
	long := datesShown{e: l.e, sponsor: l.sponsor, reader: l.coachee, now: drawnAt}
	for i := range 100 {
		long.events = append(long.events, coaching.ConsentEvent{Version: i + 1, State: coaching.ConsentGiven, At: drawnAt, Expires: drawnAt.AddDate(1, 0, 0)})
	}
	goldenForm(t, "sponsor-dates-longest", datesView(long))

	over := c.sentence("consent-3", drawnSentence, coaching.ConsentGiven, false)
	over.now = over.consent.Expires
	goldenForm(t, "sponsor-sentence-ended", sentenceView(over, c.coachee))
	goldenCard(t, "card-consent-over", consentOver(over))
	over.now = drawnAt
	goldenCard(t, "card-consent-over-settled", consentOver(over))
	goldenCard(t, "card-dates-over", consentOver(sentence{e: c.e, consent: c.dates(coaching.ConsentGiven), now: drawnAt.AddDate(1, 0, 0)}))
	told := c.scene(c.coachee, coaching.KindSponsorTold)
	goldenCard(t, "card-sponsor-told", sponsorTold(told, coaching.ToldAll))
	goldenCard(t, "card-sponsor-told-in-doubt", sponsorTold(told, coaching.ToldMaybe))

	for _, way := range []coaching.Writing{coaching.Open, coaching.Sealed} {
		me := c.coachee
		me.Writing = way
		h := homePart{Role: coaching.Coachee, Engagement: c.e, Me: me, Other: c.coach, Now: drawnAt, Dates: c.dates(coaching.ConsentGiven), Sentences: c.everySentence(drawnSentence)}
		goldenHome(t, "home-sponsor-"+string(way), homeView(homeBlocks(&Call{Person: me, Mine: []coaching.Engagement{c.e}}, []homePart{h}, 0)))
		h.Sentences = h.Sentences[:1]
		v := homeView(h.aboutSponsor())
		if raw := golden(t, "home-sponsor-asks-"+string(way), v); strings.Contains(string(raw), "Lindqvist") != (way == coaching.Open) {
			t.Errorf("%s: %s", way, raw)
		}
	}
}

// TestTakeBack: a yes waits five minutes, and one press takes it back.
func TestTakeBack(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, helen, "Open")
	r.presses(maya, "Share", "It is sent on Mon 23 Nov 2026, 10:05 (Europe/London, GMT). Until then you can take it back.")
	r.until(rigStart.Add(4 * time.Minute))
	r.misses(helen, "Maya Lindqvist accepted")
	r.presses(maya, "Take back", "Taken back. Your sponsor was not told.")
	r.until(rigStart.Add(time.Hour))
	r.misses(helen, "Maya Lindqvist accepted")
	r.press(maya, "The sentences")
	r.presses(maya, "Share", "It is sent on Mon 23 Nov 2026, 11:05")
	r.presses(maya, "History", "you took it back.")
	r.must(r.as(maya).CloseAll(r.ctx))
	r.sent(5 * time.Minute)
	r.sees(helen, "Maya Lindqvist accepted")
	r.sees(maya, "Your sponsor has it.")
	r.gone(maya, "Take back") // also on Home and in the message
	r.until(rigStart.Add(24 * time.Hour))
	r.shows(helen, "Maya Lindqvist accepted", 1)
	r.command(maya, "/coaching", "privacy")
	r.sees(maya, "<@UHELEN> was sent a sentence that you allowed.")
	screen := sandbox.TextOf(r.as(maya).Modal().Blocks)
	for _, line := range []string{"You took back what you had allowed for your sponsor.", "You allowed a sentence for your sponsor."} {
		if !strings.Contains(screen, line) {
			t.Errorf("no line %q in:\n%s", line, screen)
		}
	}
}

// TestTakeBackFromHome: give and take on Home, by one press each.
func TestTakeBackFromHome(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, helen, "Open")
	r.must(r.as(maya).OpenHome(r.ctx))
	onHome := func(text string) {
		t.Helper()
		r.must(r.ws.WaitFor(r.ctx, func() bool { return strings.Contains(sandbox.TextOf(r.as(maya).Home().Blocks), text) }))
	}
	onHome("Your sponsor could be told:")
	r.must(r.as(maya).PressHome(r.ctx, "Share"))
	onHome("A sentence for your sponsor is on its way.")
	r.must(r.as(maya).PressHome(r.ctx, "Take back"))
	r.must(r.ws.WaitFor(r.ctx, func() bool { return !strings.Contains(sandbox.TextOf(r.as(maya).Home().Blocks), "on its way") }))
	r.until(rigStart.Add(time.Hour))
	r.misses(helen, "Maya Lindqvist accepted")
	r.dates()
	onHome("Dates and counts go to your sponsor without a question")
	r.must(r.as(maya).PressHome(r.ctx, "Stop these"))
	r.must(r.ws.WaitFor(r.ctx, func() bool { return !strings.Contains(sandbox.TextOf(r.as(maya).Home().Blocks), "Dates and counts go") }))
	if k := r.category(maya); k.State != coaching.ConsentWithdrawn {
		t.Errorf("the consent is %s", k.State)
	}
}

// category is the only engagement's consent to dates and counts.
func (r *rig) category(user string) coaching.Consent {
	r.t.Helper()
	e := r.pair(user)
	cs, err := r.store.Consents(r.ctx, e.ID)
	r.must(err)
	k, _ := coaching.CategoryOf(e, cs)
	return k
}

// TestDatesAndCounts: allowed once, sentences of that sort go without a question, with the wait,
// and are shown to the coachee afterwards; others are asked for; stopped, nothing more goes.
func TestDatesAndCounts(t *testing.T) {
	for _, way := range []string{"Open", "Sealed"} {
		t.Run(way, func(t *testing.T) {
			r := newRig(t)
			r.engage(anna, maya, helen, way)
			r.dates()
			r.book(anna, "2026-11-27", "11:00")
			words := "Maya Lindqvist's first coaching session is booked for 27 November 2026."
			r.misses(helen, words)
			if n := strings.Count(r.screen(maya), "Your sponsor could be told:"); n > 2 { // in the message and on Home, about the agreement
				t.Errorf("asked about dates and counts: %d", n)
			}
			r.sent(5 * time.Minute)
			if way == "Sealed" {
				r.press(helen, "Read it")
			}
			r.sees(helen, words)
			if way == "Sealed" {
				r.closeAll(helen)
				r.command(maya, "/coaching", "privacy")
				r.sees(maya, "<@UHELEN> opened a sentence that you allowed.")
				r.closeAll(maya)
			}
			r.drain()
			r.sees(maya, "Your sponsor was sent a sentence of dates and counts, as you allowed.")
			for _, m := range r.as(maya).Messages() {
				if strings.Contains(sandbox.TextOf(m.Blocks), "first coaching session is booked") {
					t.Errorf("the sentence stands in a message: %s", m.Blocks)
				}
			}
			r.presses(maya, "See it", "You had allowed dates and counts.")
			r.sees(maya, words)
			r.must(r.as(maya).CloseAll(r.ctx))
			r.stopDates()
			r.until(rigStart.AddDate(0, 0, 4).Add(5 * time.Hour))
			r.presses(anna, "Held", "This session took place.")
			r.until(rigStart.AddDate(0, 0, 10))
			r.misses(helen, "1 of 8")
		})
	}
}

// TestDatesAndCountsStoppedInTime: what waits under it is taken back with it.
func TestDatesAndCountsStoppedInTime(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, helen, "Open")
	r.dates()
	r.book(anna, "2026-11-27", "11:00")
	r.stopDates()
	r.until(rigStart.Add(24 * time.Hour))
	r.misses(helen, "first coaching session")
	r.misses(maya, "as you allowed")
	r.command(maya, "/coaching", "sponsor")
	r.sees(maya, "Taken back. Your sponsor was not told.")
}

// TestPermissionsEnd: after a year the coachee is asked once, nothing goes meanwhile, and nothing
// is renewed by itself.
func TestPermissionsEnd(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, helen, "Open")
	r.dates()
	s, err := r.store.ScheduleOf(r.ctx, r.pair(maya).ID)
	r.must(err)
	s.Paused = true
	r.must(r.store.Commit(r.ctx, coaching.Change{Schedules: []coaching.Schedule{s}}))
	r.until(rigStart.AddDate(1, 0, 0).Add(-time.Minute))
	r.misses(maya, "a permission ends by itself")
	r.until(rigStart.AddDate(1, 0, 1))
	r.sees(maya, "Dates and counts, which you had allowed for your sponsor, will not be sent any more")
	r.until(rigStart.AddDate(1, 1, 0))
	r.shows(maya, "a permission ends by itself", 1)
	start := rigStart.AddDate(1, 1, 5)
	r.book(anna, start.Format("2006-01-02"), "11:00")
	r.until(start.Add(-time.Hour))
	r.misses(helen, "first coaching session")
	r.presses(maya, "Look at it", "That ended by itself on Tue 23 Nov 2027, 10:00")
	r.sees(maya, "it ended by itself.")
	r.presses(maya, "Allow these", "You allowed them on")
	r.must(r.as(maya).CloseAll(r.ctx))
	r.sees(maya, "That is settled.")
	r.until(start.Add(4 * time.Hour))
	r.presses(anna, "Held", "This session took place.")
	r.sent(5 * time.Minute)
	r.sees(helen, "Maya Lindqvist has had 1 of 8 coaching sessions so far.")
}

// TestAnUnsentYesEnds: the sponsor answers too late, and the coachee is asked anew.
func TestAnUnsentYesEnds(t *testing.T) {
	r := newRig(t)
	r.command(anna, "/coaching", "start")
	r.fill(anna, "Coachee", maya, "Sponsor", helen)
	r.submit(anna)
	r.must(r.as(anna).CloseAll(r.ctx))
	r.drain()
	r.press(maya, "Review agreement")
	r.submit(maya)
	r.must(r.as(maya).CloseAll(r.ctx))
	r.drain()
	r.presses(maya, "Share", "It waits until your sponsor has accepted their part.")
	s, err := r.store.ScheduleOf(r.ctx, r.pair(maya).ID)
	r.must(err)
	s.Paused = true
	r.must(r.store.Commit(r.ctx, coaching.Change{Schedules: []coaching.Schedule{s}}))
	r.until(rigStart.AddDate(1, 0, 1))
	r.sees(maya, "A sentence that you had allowed for your sponsor was not sent in time")
	r.press(helen, "Review your part")
	r.submit(helen)
	r.until(rigStart.AddDate(1, 0, 10))
	r.misses(helen, "Maya Lindqvist accepted")
	r.presses(maya, "Look at it", "before it was sent. Nothing is sent unless you share it again.")
	r.presses(maya, "Share", "Until then you can take it back.")
	r.sent(5 * time.Minute)
	r.sees(helen, "Maya Lindqvist accepted")
}

// TestNewsInDoubtIsNeverSentAgain: Slack may have taken the sentence, and its history cannot be
// read. Whatever sponsor and coachee do afterwards, it comes at most once.
func TestNewsInDoubtIsNeverSentAgain(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, helen, "Open")
	r.presses(maya, "Share", "Until then you can take it back.")
	news, err := r.store.NewsOf(r.ctx, r.consent(maya).ID)
	r.must(err)
	r.clock.set(news[0].Due)
	d, err := r.store.Intend(r.ctx, news[0].ID, r.clock.Now(), 0, func(s coaching.Standing) coaching.Verdict { return coaching.Decide(s, coaching.Rules{}, r.clock.Now()) })
	if r.must(err); d.Verdict.Act != coaching.ActSend {
		t.Fatalf("%+v", d.Verdict)
	}
	r.must(r.store.Settle(r.ctx, news[0].ID, coaching.Outcome{State: coaching.DeliveryMissed, Reason: coaching.WhyDoubt, At: r.clock.Now()})) // as the engine does after it looked in vain
	if told, err := r.bot.toldOf(r.ctx, r.consent(maya).ID); err != nil || told != coaching.ToldMaybe {
		t.Fatalf("the sponsor has %q of it, %v", told, err)
	}
	before := len(r.as(helen).Messages())
	r.command(helen, "/coaching", "sponsor")
	r.presses(helen, "Stop these messages", "*Noted.*")
	r.presses(helen, "Take part after all", "*Thank you.*")
	r.must(r.as(helen).CloseAll(r.ctx))
	r.command(maya, "/coaching", "sponsor")
	r.sees(maya, "I could not find out whether your sponsor has it")
	r.misses(maya, "Change the words")
	k := r.consent(maya)
	c := &Call{Team: r.bot.Team(), User: maya, Route: sponsorShare, Value: fmt.Sprintf("%s|%s", k.ID, k.Hash), Once: "again"}
	if a, err := r.bot.run(r.ctx, press, c); err != nil || a.Note == nil || a.Note.Text != coaching.NoLonger {
		t.Errorf("shared again: %+v, %v", a, err)
	}
	k.State, k.Given, k.Expires = coaching.ConsentGiven, r.clock.Now(), r.clock.Now().AddDate(1, 0, 0) // behind the rule's back
	r.must(r.store.Commit(r.ctx, coaching.Change{Consents: []coaching.Consent{k},
		Deliveries: []coaching.Delivery{coaching.NewDelivery(r.pair(maya), coaching.KindSponsorNews, k.Recipient, k.ID, r.clock.Now())}}))
	r.until(r.clock.Now().Add(time.Hour))
	if n := len(r.as(helen).Messages()); n != before {
		t.Errorf("%d more messages to the sponsor", n-before)
	}
	r.command(maya, "/coaching", "privacy")
	r.sees(maya, "I could not find out whether the sentence for <@UHELEN> arrived.")
}

// consent is the only sentence of the only engagement.
func (r *rig) consent(user string) coaching.Consent {
	r.t.Helper()
	cs, err := r.store.Consents(r.ctx, r.pair(user).ID)
	r.must(err)
	return cs[0]
}
