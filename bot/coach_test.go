package bot

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"interlude/bot/sandbox"
	"interlude/coaching"
)

// written has maya write a word and an action in her coaching with anna, and release a brief.
func written(r *rig, word string) coaching.Engagement {
	r.t.Helper()
	r.engage(anna, maya, "", "Sealed")
	e := r.pair(maya)
	coachee := r.person(maya)
	entry, change, err := coaching.Reflect(e, coachee, coaching.Entry{Text: word + " one", Audience: coaching.NextBrief}, nil, r.clock.Now())
	r.must(err)
	r.must(r.store.Commit(r.ctx, change))
	_, change, err = coaching.AddAction(e, coachee, coaching.ActionDraft{Text: word + " two", Due: coaching.DateOf(rigStart.AddDate(0, 0, 4))}, r.clock.Now())
	r.must(err)
	r.must(r.store.Commit(r.ctx, change))
	_, change, err = coaching.ReleaseBrief(e, coachee, []coaching.Reflection{entry}, word+" three", false, r.clock.Now())
	r.must(err)
	r.must(r.store.Commit(r.ctx, change))
	r.drain()
	return e
}

// handOn has anna propose tom, and maya agree.
func handOn(r *rig, ahead string) {
	r.t.Helper()
	r.command(anna, "/coaching", "coach")
	r.fill(anna, "Coach", tom)
	r.submit(anna)
	r.sees(anna, "is asked")
	r.must(r.as(anna).CloseAll(r.ctx))
	r.misses(tom, "Maya")
	r.misses(tom, maya)
	r.drain()
	r.press(maya, "Read what it means")
	if ahead != "" {
		r.fill(maya, "1 session is booked", ahead)
	}
	r.submit(maya)
	r.sees(maya, "is your coach now")
	r.must(r.as(maya).CloseAll(r.ctx))
	r.drain()
}

// opens is all that user can be shown by commands.
func opens(r *rig, user string) string {
	r.t.Helper()
	var all strings.Builder
	for _, text := range []string{"brief", "engagement", "coach", "next", "", "privacy", "brief @maya"} {
		r.command(user, "/coaching", text)
		all.WriteString(r.screen(user))
		_ = r.as(user).CloseAll(r.ctx)
	}
	for _, name := range []string{"/actions", "/schedule", "/reflect"} {
		_ = r.as(user).Command(r.ctx, name, "")
		all.WriteString(r.screen(user))
		_ = r.as(user).CloseAll(r.ctx)
	}
	return all.String()
}

// TestFormerCoachLosesAccessAtOnce: commands, old buttons, forms on the screen and what was queued.
func TestFormerCoachLosesAccessAtOnce(t *testing.T) {
	r := newRig(t)
	e := written(r, canary)
	queued := coaching.NewDelivery(e, coaching.KindBriefReady, e.Coach, e.ID, r.clock.Now().Add(time.Hour))
	r.must(r.store.Commit(r.ctx, coaching.Change{Deliveries: []coaching.Delivery{queued}}))
	r.press(anna, "Read the brief")
	r.sees(anna, canary+" one")
	left := r.as(anna).Modals() // it stays on the screen
	if len(left) == 0 {
		t.Fatal("no form")
	}
	r.command(tom, "/coaching", "")
	r.must(r.as(tom).CloseAll(r.ctx))
	r.command(anna, "/coaching", "coach") // on top of the brief
	handOnFromOpen(r)
	r.must(r.ws.WaitFor(r.ctx, func() bool { return !strings.Contains(r.screen(anna), canary) }))
	r.must(r.as(anna).CloseAll(r.ctx))
	if s := opens(r, anna); strings.Contains(s, canary) || strings.Contains(s, string(e.ID)) {
		t.Errorf("the former coach still sees:\n%s", s)
	}
	before := standing(r, e)
	for _, id := range []string{briefRead, actionsOpen, engagementOpen, scheduleOpen, engagementClose, coachOpen} {
		a, err := r.bot.run(r.ctx, press, r.bot.callOf(anna, id, string(e.ID)))
		none, _ := r.bot.run(r.ctx, press, r.bot.callOf(anna, id, "nonsense"))
		if err != nil || answered(a) != answered(none) || strings.Contains(answered(a), maya) {
			t.Errorf("%s: %v, %s", id, err, answered(a))
		}
	}
	if standing(r, e) != before {
		t.Error("an old button changed something")
	}
	r.until(rigStart.AddDate(0, 0, 2))
	d, err := r.store.Delivery(r.ctx, queued.ID)
	if err != nil || d.State != coaching.DeliveryCancelled {
		t.Errorf("what was queued: %v, %s", err, d.State)
	}
}

// handOnFromOpen is handOn with the form open.
func handOnFromOpen(r *rig) {
	r.t.Helper()
	r.fill(anna, "Coach", tom)
	r.submit(anna)
	r.drain()
	r.press(maya, "Read what it means")
	r.submit(maya)
	r.sees(maya, "is your coach now")
	r.drain()
}

// TestNewCoachSeesNothingFromBefore, until the coachee takes something along: that, and nothing else.
func TestNewCoachSeesNothingFromBefore(t *testing.T) {
	r := newRig(t)
	written(r, canary)
	handOn(r, "")
	r.sees(tom, "You are the coach of")
	if s := opens(r, tom); strings.Contains(s, canary) {
		t.Fatalf("the new coach sees from before:\n%s", s)
	}
	r.command(maya, "/coaching", "coach")
	r.press(maya, "Take something along")
	r.sees(maya, "What you tick here")
	errs, err := r.as(maya).Submit(r.ctx) // nothing is ticked
	r.must(err)
	if len(errs) == 0 {
		t.Fatal("taken along although nothing was ticked")
	}
	r.fill(maya, "Actions", canary+" two")
	r.submit(maya)
	r.sees(maya, "1 action")
	r.must(r.as(maya).CloseAll(r.ctx))
	r.drain()
	r.command(tom, "/actions", "")
	r.sees(tom, canary+" two")
	s := opens(r, tom)
	if strings.Contains(s, canary+" one") || strings.Contains(s, canary+" three") {
		t.Errorf("more than was taken along:\n%s", s)
	}
	r.until(rigStart.AddDate(0, 0, 4))
	r.sees(maya, "An action of yours is due") // its reminder goes on, from the new coaching
}

// TestSponsorIsNotToldOfAnotherCoach: what Helen is sent and shown is the same, byte for byte.
func TestSponsorIsNotToldOfAnotherCoach(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, helen, "Open")
	r.looksHome(helen)
	r.sees(helen, "You are the sponsor")
	before := r.screen(helen)
	handOn(r, "")
	r.until(rigStart.AddDate(0, 0, 10))
	r.looksHome(helen)
	if after := r.screen(helen); after != before {
		t.Errorf("before:\n%s\nafter:\n%s", before, after)
	}
}

// TestBookedSessionsGoOverOrAreCancelled as the coachee chooses; the former coach's link never goes along.
func TestBookedSessionsGoOverOrAreCancelled(t *testing.T) {
	for _, way := range []string{"Cancel them", "Keep their times with the new coach"} {
		t.Run(way, func(t *testing.T) {
			r := newRig(t)
			r.engage(anna, maya, "", "Open")
			e := r.pair(maya)
			s, change, err := coaching.Book(e, r.person(anna), r.person(maya), coaching.Booking{Start: rigStart.AddDate(0, 0, 7), Minutes: 60, Link: "https://example.com/" + canary}, nil, nil, nil, r.clock.Now())
			r.must(err)
			r.must(r.store.Commit(r.ctx, change))
			r.drain()
			handOn(r, way)
			all, err := r.store.SessionsOf(r.ctx, r.person(tom).ID, rigStart, rigStart.AddDate(0, 1, 0))
			r.must(err)
			if kept := way != "Cancel them"; kept != (len(all) == 1) || kept && (!all[0].Start.Equal(s.Start) || !all[0].Link.Empty()) {
				t.Errorf("with the new coach: %+v", all)
			}
			old, err := r.store.Session(r.ctx, s.ID)
			r.must(err)
			if old.State != coaching.SessionCancelled {
				t.Errorf("with the former coach: %s", old.State)
			}
			r.until(rigStart.AddDate(0, 0, 7))
			for _, m := range r.as(anna).Messages() {
				if strings.Contains(sandbox.TextOf(m.Blocks), "in an hour") {
					t.Error("the former coach is reminded")
				}
			}
		})
	}
}

// TestStayingIsOnePress: the coachee says no, the coach is told, and can ask again or take it back.
func TestStayingIsOnePress(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	ask := func() {
		r.command(anna, "/coaching", "coach")
		r.fill(anna, "Coach", tom)
		r.submit(anna)
		r.drain()
	}
	ask()
	r.must(r.as(anna).CloseAll(r.ctx))
	r.press(maya, "Stay as it is")
	r.drain()
	r.sees(anna, "would like to stay with you")
	ask()
	r.press(anna, "Take it back")
	r.must(r.as(anna).CloseAll(r.ctx))
	r.must(r.ws.WaitFor(r.ctx, func() bool { return !strings.Contains(r.screen(maya), "Read what it means") }))
	if e := r.pair(maya); e.Next != "" || e.Coach != r.person(anna).ID {
		t.Errorf("%+v", e)
	}
	if es, err := r.store.EngagementsOf(r.ctx, r.person(tom).ID); err != nil || len(es) > 0 {
		t.Errorf("%v, %d", err, len(es))
	}
}

// TestOnlyACoachOfThePracticeTakesOver, and nothing is found out about anybody by trying.
func TestOnlyACoachOfThePracticeTakesOver(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.engage(tom, ravi, "", "Open")
	r.engage(tom, maya, "", "Open")
	r.command(anna, "/coaching", "coach")
	for _, who := range []string{sam, helen, tom} { // no coach, no coach, coaches her already
		r.fill(anna, "Coach", who)
		errs, err := r.as(anna).Submit(r.ctx)
		r.must(err)
		if errs["coach"] != coaching.NotThatCoach {
			t.Errorf("%s: %v", who, errs)
		}
	}
}

// callOf is a press as Slack would send it.
func (b *Bot) callOf(user, route, value string) *Call {
	return &Call{Team: b.team, User: user, Route: route, Value: value, Once: string(coaching.NewID()), Channel: "D" + user}
}

// answered is all that an answer shows.
func answered(a Answer) string {
	raw, _ := json.Marshal([]any{a.Note, a.Open, a.Update, a.Errors})
	return string(raw)
}
