package bot

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"interlude/coaching"
)

// The longest that people can write, and be called.
var (
	muchText = strings.Repeat("<&>", 1000)
	muchName = strings.Repeat("<&>", 25)
	drawnAt  = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
)

// cast is an engagement with its people, for drawings.
type cast struct {
	e                       coaching.Engagement
	coach, coachee, sponsor coaching.Person
}

func drawnCast(state coaching.EngagementState) cast {
	p := func(id, name, zone string) coaching.Person {
		return coaching.Person{ID: coaching.ID("person-" + id), Team: "T1", User: "U" + id, Name: name, Zone: zone, Writing: coaching.Open}
	}
	c := cast{coach: p("ANNA", "Anna Berg", "Europe/Berlin"), coachee: p("MAYA", "Maya Lindqvist", "Europe/London"), sponsor: p("HELEN", "Helen Price", "Europe/London")}
	c.e = coaching.Engagement{ID: "engagement", Coach: c.coach.ID, Coachee: c.coachee.ID, Sponsor: c.sponsor.ID, Sessions: 8, Minutes: 75, EveryDays: 14,
		FirstDay: coaching.Date{Year: 2026, Month: 11, Day: 30}, State: state, Version: 3, Created: drawnAt.Add(-48 * time.Hour)}
	if state != coaching.EngagementInvited && state != coaching.EngagementDeclined {
		c.e.Accepted, c.e.SponsorState = drawnAt.Add(-24*time.Hour), coaching.SponsorAccepted
	}
	if c.e.Over() {
		c.e.Closed = drawnAt
	}
	return c
}

// longNamed gives everybody the longest name.
func (c cast) longNamed() cast {
	c.coach.Name, c.coachee.Name, c.sponsor.Name = muchName, muchName, muchName
	return c
}

func (c cast) people() map[coaching.ID]coaching.Person {
	return map[coaching.ID]coaching.Person{c.coach.ID: c.coach, c.coachee.ID: c.coachee, c.sponsor.ID: c.sponsor}
}

func (c cast) scene(reader coaching.Person, kind coaching.DeliveryKind) scene {
	return scene{Delivery: coaching.Delivery{ID: "delivery", Kind: kind, State: coaching.DeliveryDue}, Engagement: c.e, Reader: reader,
		Coach: c.coach, Coachee: c.coachee, Sponsor: c.sponsor}
}

func (c cast) shown(reader coaching.Person) engagementShown {
	return engagementShown{me: reader.ID, e: c.e, people: c.people(), acceptances: []coaching.Acceptance{
		{Person: c.coach.ID, Role: coaching.Coach, Text: "2026-11", Accepted: true, At: c.e.Created},
		{Person: c.coachee.ID, Role: coaching.Coachee, Text: "2026-11", Accepted: true, At: drawnAt},
	}}
}

func TestStartDrawn(t *testing.T) {
	c := drawnCast(coaching.EngagementInvited)
	goldenForm(t, "start-empty", startView(startDraft{Start: coaching.Start{Sessions: 8, Minutes: 75, EveryDays: 14, FirstDay: c.e.FirstDay}}))
	goldenForm(t, "start-filled", startView(startDraft{Coachee: "UMAYA", Sponsor: "UHELEN", Start: coaching.Start{Sessions: 30, Minutes: 50, EveryDays: 28, FirstDay: c.e.FirstDay}}))
	goldenForm(t, "start-invited", invitedView(c.e, c.coachee, nil))
	goldenForm(t, "start-invited-sponsor", invitedView(c.e, c.coachee, &c.sponsor))
}

func TestEngagementDrawn(t *testing.T) {
	invited, active, paused, closed := drawnCast(coaching.EngagementInvited), drawnCast(coaching.EngagementActive), drawnCast(coaching.EngagementPaused), drawnCast(coaching.EngagementClosed)
	goldenForm(t, "engagement-invited-coach", engagementView(invited.shown(invited.coach)))
	goldenForm(t, "engagement-invited-coachee", engagementView(invited.shown(invited.coachee)))
	goldenForm(t, "engagement-active-coach", engagementView(active.shown(active.coach)))
	goldenForm(t, "engagement-active-coachee", engagementView(active.shown(active.coachee)))
	goldenForm(t, "engagement-paused-coach", engagementView(paused.shown(paused.coach)))
	goldenForm(t, "engagement-closed-coachee", engagementView(closed.shown(closed.coachee)))
	ended := drawnCast(coaching.EngagementEnded)
	goldenForm(t, "engagement-ended-coach", engagementView(ended.shown(ended.coach)))
	goldenForm(t, "engagement-ended-coachee", engagementView(ended.shown(ended.coachee)))
	long := active.longNamed().shown(active.coach)
	for i := range 100 {
		s := coaching.Session{ID: coaching.ID(fmt.Sprintf("session-%d", i)), Start: drawnAt.AddDate(0, 0, i-100), Minutes: 75, State: coaching.SessionHeld}
		if i%2 == 1 {
			s.State = coaching.SessionMissed
		}
		long.sessions = append(long.sessions, s)
	}
	goldenForm(t, "engagement-longest", engagementView(long))
	var many []coaching.Engagement
	for i := range 120 {
		e := active.e
		e.ID = coaching.ID(fmt.Sprintf("engagement-%d", i))
		many = append(many, e)
	}
	goldenForm(t, "engagements-longest", engagementsView(active.coach.ID, many, active.people()))
	goldenForm(t, "engagements", engagementsView(active.coachee.ID, many[:2], active.people()))
}

func TestStartRefusesWhoCannotTakePart(t *testing.T) {
	r := newRig(t)
	r.command(anna, "/coaching", "start")
	r.fill(anna, "Coachee", anna)
	errs, err := r.as(anna).Submit(r.ctx)
	r.must(err)
	if !strings.Contains(errs["coachee"], "cannot coach yourself") {
		t.Errorf("coaching oneself: %v", errs)
	}
	r.fill(anna, "Coachee", maya, "Sponsor", maya)
	if errs, err = r.as(anna).Submit(r.ctx); err != nil || errs["sponsor"] == "" {
		t.Errorf("sponsor and coachee in one: %v, %v", errs, err)
	}
	r.fill(anna, "Coachee", maya, "Sponsor", r.bot.self)
	if errs, err = r.as(anna).Submit(r.ctx); err != nil || !strings.Contains(errs["sponsor"], "app") {
		t.Errorf("a bot as a sponsor: %v, %v", errs, err)
	}
	r.fill(anna, "Sponsor", "")
	r.fill(anna, "First day", "2020-01-01")
	if errs, err = r.as(anna).Submit(r.ctx); err != nil || errs["first"] == "" {
		t.Errorf("a day in the past: %v, %v", errs, err)
	}
	r.drain()
	r.misses(maya, "invites you")
}

func TestOnlyNamedCoachesStart(t *testing.T) {
	r := newRig(t)
	r.command(sam, "/coaching", "start")
	r.sees(sam, coaching.Neutral)
	r.engage(anna, maya, "", "Open")
	r.command(maya, "/coaching", "start")
	r.sees(maya, coaching.Neutral)
}

func TestInvitationTakenBack(t *testing.T) {
	r := newRig(t)
	r.command(anna, "/coaching", "start")
	r.fill(anna, "Coachee", maya, "Sponsor", helen)
	r.submit(anna)
	r.sees(anna, "Your invitation is on its way")
	r.drain()
	r.sees(maya, "invites you to work together.")
	r.misses(maya, "agreement of") // nothing else before the answer
	r.press(anna, "Withdraw invitation")
	r.sees(anna, "ended")
	r.sees(maya, "has taken this invitation back")
	if last := r.as(maya).Last(); strings.Contains(string(last.Blocks), "button") {
		t.Errorf("buttons are left: %s", last.Blocks)
	}
	r.until(rigStart.AddDate(0, 0, 14))
	if n := len(r.as(maya).Messages()); n != 1 {
		t.Errorf("%d messages to somebody who never accepted", n)
	}
	if n := len(r.as(helen).Messages()); n != 0 {
		t.Errorf("the sponsor was told: %d", n)
	}
	r.must(r.as(anna).CloseAll(r.ctx))
	r.engage(anna, maya, "", "Open") // and she can be invited again
}

func TestPauseResumeClose(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.command(maya, "/coaching", "pause")
	r.sees(maya, "Paused. No questions")
	r.drain()
	r.sees(anna, "<@UMAYA> paused this coaching on Mon 23 Nov 2026, 11:00 (Europe/Berlin, GMT+1)")
	r.until(rigStart.AddDate(0, 0, 8))
	r.misses(maya, "What went well")
	r.command(anna, "/coaching", "pause @maya")
	r.sees(anna, "There is nothing to pause.")
	r.command(anna, "/coaching", "resume @maya")
	r.sees(anna, "Welcome back")
	r.drain()
	r.sees(maya, "<@UANNA> resumed this coaching on")
	r.sees(anna, "That pause is over.")
	r.command(sam, "/coaching", "close")
	r.sees(sam, coaching.Neutral)
	r.command(anna, "/coaching", "close @maya")
	r.sees(anna, "coaches")
	r.press(anna, "Close the engagement")
	r.sees(anna, "Closed on")
	r.drain()
	r.sees(maya, "closed this engagement on")
	before := len(r.as(maya).Messages())
	r.until(rigStart.AddDate(0, 0, 30))
	if n := len(r.as(maya).Messages()); n != before {
		t.Errorf("%d messages after the close", n-before)
	}
}

// TestTheCoacheeEndsIt: without a reason, and with nothing left to come.
func TestTheCoacheeEndsIt(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, helen, "Open")
	r.book(anna, "2026-11-27", "15:00")
	r.command(maya, "/reflect", "")
	r.fill(maya, coaching.Questions[0], "I said no, once.")
	r.submit(maya)
	r.must(r.as(maya).CloseAll(r.ctx))
	r.looksHome(helen)
	r.sees(helen, "You are the sponsor of a coaching")
	home := r.screen(helen)
	r.command(maya, "/coaching", "close")
	r.sees(maya, "under way")
	r.press(maya, "End the coaching")
	r.sees(maya, "Ended on Mon 23 Nov 2026, 10:00 (Europe/London, GMT)")
	r.drain()
	r.sees(anna, "<@UMAYA> ended this coaching on Mon 23 Nov 2026, 11:00 (Europe/Berlin, GMT+1)")
	if s := r.sessionsOf(maya)[0]; s.State != coaching.SessionCancelled {
		t.Errorf("the session is %s", s.State)
	}
	r.press(maya, "My reflections")
	r.sees(maya, "I said no, once.")
	r.must(r.as(maya).CloseAll(r.ctx))
	r.must(r.as(maya).OpenHome(r.ctx))
	r.sees(maya, "ended")
	before := len(r.as(maya).Messages()) + len(r.as(anna).Messages()) + len(r.as(helen).Messages())
	r.until(rigStart.AddDate(0, 0, 30))
	if n := len(r.as(maya).Messages()) + len(r.as(anna).Messages()) + len(r.as(helen).Messages()); n != before {
		t.Errorf("%d messages after the end", n-before)
	}
	r.looksHome(helen)
	if now := r.screen(helen); now != home {
		t.Errorf("the sponsor sees the end:\n%s\nbefore:\n%s", now, home)
	}
	r.command(helen, "/coaching", "sponsor")
	r.sees(helen, "You accepted your part")
	r.press(helen, "Stop these messages")
	r.sees(helen, "Nothing more is sent to you")
	r.command(maya, "/coaching", "close")
	r.sees(maya, "There is nothing to close.")
	r.engage(anna, maya, "", "Open") // and both can begin again
}

func TestSomebodyElsesEngagementIsNothing(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.engage(tom, ravi, "", "Open")
	p, err := r.store.PersonBySlack(r.ctx, r.bot.Team(), maya)
	r.must(err)
	es, err := r.store.EngagementsOf(r.ctx, p.ID)
	r.must(err)
	for _, id := range []string{engagementPause, engagementClose, engagementWithdraw, agreementReview} {
		c := &Call{Team: r.bot.Team(), User: tom, Route: id, Value: string(es[0].ID), Once: id}
		a, err := r.bot.run(r.ctx, press, c)
		if err != nil || a.Note == nil || a.Note.Text != coaching.Neutral {
			t.Errorf("%s answers %+v, %v", id, a, err)
		}
	}
}

// TestAPauseIsUndoneAtOnce: the answer itself leads back, and so does the other one's message.
func TestAPauseIsUndoneAtOnce(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Sealed")
	r.command(anna, "/coaching", "pause")
	r.press(anna, "Resume")
	r.sees(anna, "under way")
	r.must(r.as(anna).CloseAll(r.ctx))
	r.command(anna, "/coaching", "pause")
	r.drain()
	r.press(maya, "Resume")
	r.sees(maya, "That pause is over.")
	r.drain()
	r.sees(anna, "<@UMAYA> resumed this coaching on")
	r.must(r.as(maya).CloseAll(r.ctx))
	r.command(maya, "/coaching", "engagement")
	r.sees(maya, "under way")
	r.misses(maya, "Ended on") // nor does a look at it end anything
	r.must(r.as(maya).CloseAll(r.ctx))
	r.command(maya, "/coaching", "close")
	r.press(maya, "End the coaching")
	r.sees(maya, "Ended on")
}
