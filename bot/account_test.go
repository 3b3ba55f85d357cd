package bot

import (
	"strings"
	"testing"
	"time"

	"interlude/bot/sandbox"
	"interlude/coaching"
)

// closes deactivates an account in Slack, or makes it live again, and waits until the bot knows.
func (r *rig) closes(user string, gone bool) {
	r.t.Helper()
	u, ok := r.ws.User(user)
	if !ok {
		r.t.Fatalf("no user %s", user)
	}
	u.Deleted = gone
	r.ws.SetUser(u)
	r.must(r.ws.WaitFor(r.ctx, func() bool {
		known, ok := r.bot.accounts.remembered(user)
		return ok && known == gone
	}))
	r.must(r.bot.accountTold(r.ctx, r.person(user), gone)) // in order after the event's own
	r.drain()
}

// sentTo counts the messages that user has.
func (r *rig) sentTo(user string) int { return len(r.as(user).Messages()) }

// comesBack has user press Continue, and other confirm that it is the same person.
func (r *rig) comesBack(user, other string) {
	r.t.Helper()
	r.closes(user, false)
	r.isKnown(user, other)
}

// isKnown has user say that they would like to go on, and other that it is the same person.
func (r *rig) isKnown(user, other string) {
	r.t.Helper()
	r.press(user, "Continue")
	r.drain()
	r.press(other, "It is the same person")
	r.drain()
}

// TestNothingIsSentWhileAnAccountIsClosed: neither to the one who is gone nor to the other, with work
// queued; the other is told once and neutrally. When they are back and known, it goes on.
func TestNothingIsSentWhileAnAccountIsClosed(t *testing.T) {
	for _, who := range []struct{ gone, other, says string }{{maya, anna, "this coaching rests"}, {anna, maya, "your coaching rests"}} {
		t.Run(who.gone, func(t *testing.T) {
			r := newRig(t)
			e := written(r, canary)
			_, change, err := coaching.Book(e, r.person(anna), r.person(maya), coaching.Booking{Start: rigStart.AddDate(0, 0, 9), Minutes: 60}, nil, nil, nil, r.clock.Now())
			r.must(err)
			r.must(r.store.Commit(r.ctx, change))
			r.drain()
			r.closes(who.gone, true)
			r.sees(who.other, who.says)
			other, gone := r.sentTo(who.other), r.sentTo(who.gone)
			r.until(rigStart.AddDate(0, 0, 6)) // an action is due, questions come, a session is near
			if n := r.sentTo(who.other) - other; n != 0 {
				t.Errorf("%d messages to the other:\n%s", n, r.screen(who.other))
			}
			if n := r.sentTo(who.gone) - gone; n != 0 {
				t.Errorf("%d messages to a closed account", n)
			}
			if e = r.pair(maya); e.Live() || !e.UnderWay() || !e.Suspended() {
				t.Errorf("not suspended: %+v", e)
			}
			log, err := r.store.AccessLog(r.ctx, r.person(maya).ID, coaching.Access{}, 100)
			r.must(err)
			r.comesBack(who.gone, who.other)
			r.sees(who.gone, "the coaching goes on")
			if e = r.pair(maya); !e.Live() {
				t.Errorf("does not go on: %+v", e)
			}
			again, err := r.store.AccessLog(r.ctx, r.person(maya).ID, coaching.Access{}, 100)
			r.must(err)
			if len(again) != len(log) {
				t.Errorf("the log has %d lines, had %d while it was frozen", len(again), len(log))
			}
			r.until(rigStart.AddDate(0, 0, 9).Add(-time.Hour))
			r.sees(maya, "session")
			if r.sentTo(who.other) == other {
				t.Error("nothing is sent after they are back")
			}
		})
	}
}

// TestAReturnedAccountIsShownNothingBeforeItIsConfirmed: commands, old buttons, Home; whoever uses it
// now learns nothing, not even that there was a coaching.
func TestAReturnedAccountIsShownNothingBeforeItIsConfirmed(t *testing.T) {
	// like: a stranger for the coachee, a coach of nobody for the coach.
	for _, who := range []struct{ gone, other, like string }{{maya, anna, sam}, {anna, maya, tom}} {
		t.Run(who.gone, func(t *testing.T) {
			r := newRig(t)
			e := written(r, canary)
			r.must(r.as(tom).Command(r.ctx, "/coaching", ""))
			r.closes(who.gone, true)
			r.closes(who.gone, false)
			r.sees(who.gone, "I show nothing from before")
			shown := func(when string) {
				t.Helper()
				for _, id := range []string{briefRead, briefSee, briefOpen, actionsOpen, engagementOpen, scheduleOpen, reflectList, reflectOpen, coachOpen, alongOpen, helpOpen, helpPrivacy, agreementReview} {
					a, err := r.bot.run(r.ctx, press, r.bot.callOf(who.gone, id, string(e.ID)))
					want, _ := r.bot.run(r.ctx, press, r.bot.callOf(who.like, id, string(e.ID)))
					if text := answered(a); err != nil || text != answered(want) {
						t.Errorf("%s, %s: %v\n%s\nwant what %s gets:\n%s", when, id, err, text, who.like, answered(want))
					}
				}
				r.must(r.as(who.gone).OpenHome(r.ctx))
				home := sandbox.TextOf(r.as(who.gone).Home().Blocks)
				if strings.Contains(home, who.other) || strings.Contains(home, canary) {
					t.Errorf("%s: Home tells: %s", when, home)
				}
			}
			shown("before Continue")
			r.press(who.gone, "Continue")
			r.drain()
			shown("after Continue")
			r.press(who.other, "It is somebody else")
			r.drain()
			shown("after a no")
			r.press(who.other, "It is the same person after all")
			r.drain()
			a, err := r.bot.run(r.ctx, press, r.bot.callOf(maya, reflectList, string(e.ID)))
			if err != nil || !strings.Contains(answered(a), canary) {
				t.Errorf("after the yes the coachee does not see her words: %v", err)
			}
		})
	}
}

// TestNobodyConfirmsThemselves: neither they nor anybody else but the other one of the pair.
func TestNobodyConfirmsThemselves(t *testing.T) {
	r := newRig(t)
	r.engage(tom, ravi, "", "Open")
	r.engage(anna, maya, helen, "Open")
	e := r.pair(maya)
	r.closes(maya, true)
	r.closes(maya, false)
	r.press(maya, "Continue")
	r.drain()
	for _, user := range []string{maya, helen, tom, ravi, sam} {
		a, err := r.bot.run(r.ctx, press, r.bot.callOf(user, accountSame, string(e.ID)))
		if text := answered(a); err != nil || !strings.Contains(text, coaching.Neutral) && !strings.Contains(text, coaching.NoLonger) {
			t.Errorf("%s: %v, %s", user, err, text)
		}
	}
	if e = r.pair(maya); e.CoacheeAccount != coaching.AccountClaimed {
		t.Errorf("now %q", e.CoacheeAccount)
	}
}

// TestEverybodyClosedAtOnceComesBack: a directory that was broken for a day locks nobody out for good.
func TestEverybodyClosedAtOnceComesBack(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.closes(maya, true)
	r.closes(anna, true)
	r.closes(maya, false)
	r.closes(anna, false)
	r.press(maya, "Continue")
	r.drain()
	r.press(anna, "Continue")
	r.drain()
	r.press(anna, "It is the same person")
	r.drain()
	if r.pair(maya).Live() {
		t.Fatal("live although nobody confirmed the coach")
	}
	r.press(maya, "It is the same person")
	r.drain()
	if e := r.pair(maya); !e.Live() {
		t.Errorf("%+v", e)
	}
}

// TestADeactivationThatNobodyToldOfIsFoundAtThePost: nothing arrives, and it is not lost either.
func TestADeactivationThatNobodyToldOfIsFoundAtThePost(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.clock.set(r.clock.Now().Add(knownFor))
	r.still(func() {
		u, _ := r.ws.User(anna)
		u.Deleted = true
		r.ws.SetUser(u)
		r.bot.heard.Clear()
	})
	r.bot.accounts.learn(anna, false, "Europe/Berlin") // what was thought
	r.bot.accounts.forget(anna)
	e := r.pair(maya)
	d := coaching.NewDelivery(e, coaching.KindBriefReady, e.Coach, e.ID, r.clock.Now())
	r.must(r.store.Commit(r.ctx, coaching.Change{Deliveries: []coaching.Delivery{d}}))
	before := r.sentTo(anna)
	r.drain()
	r.bot.work.Wait()
	r.until(r.clock.Now().Add(5 * time.Minute))
	if r.sentTo(anna) != before {
		t.Error("sent to a closed account")
	}
	got, err := r.store.Delivery(r.ctx, d.ID)
	if err != nil || got.State != coaching.DeliveryDue || got.Reason != coaching.WhySuspended {
		t.Errorf("%v: %s, %s", err, got.State, got.Reason)
	}
}
