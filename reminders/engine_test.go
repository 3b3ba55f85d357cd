package reminders_test

import (
	"errors"
	"testing"
	"time"

	"interlude/coaching"
	"interlude/reminders"
)

func TestDueIsSentOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t).start()
	id := w.due(coaching.KindBriefReady, "coach")
	w.drain()
	w.drain()
	d := w.get(id)
	if d.State != coaching.DeliverySent || d.Channel != "D1" || d.Message != "1.0" || !d.Sent.Equal(w.clock()) || w.poster.times(id) != 1 {
		t.Errorf("%s %s %s %s, posted %d times", d.State, d.Channel, d.Message, d.Sent, w.poster.times(id))
	}
}

func TestNothingBeforeItsTime(t *testing.T) {
	t.Parallel()
	w := newWorld(t).start()
	id := w.due(coaching.KindBriefReady, "coach")
	w.at("2026-11-25 11:59")
	w.drain()
	w.want(id, coaching.DeliveryDue, "")
	if next, ok, err := w.engine.NextDue(t.Context()); err != nil || !ok || !next.Equal(w.get(id).Due) {
		t.Errorf("next due: %s %v %v", next, ok, err)
	}
}

func TestKickAndSweep(t *testing.T) {
	t.Parallel()
	w := newWorld(t).start()
	id := w.due(coaching.KindBriefReady, "coach")
	w.engine.Kick()
	w.ends(id, coaching.DeliverySent)

	w = newWorld(t)
	w.config.Sweep = 10 * time.Millisecond
	w.start()
	w.ends(w.due(coaching.KindBriefReady, "coach"), coaching.DeliverySent)
}

func TestMoreThanABatch(t *testing.T) {
	t.Parallel()
	w := newWorld(t).start()
	for range 250 {
		w.due(coaching.KindBriefReady, "coach")
	}
	w.drain()
	if posted, visits, _ := w.poster.counts(); posted != 250 || visits != 250 {
		t.Errorf("%d posted in %d posts, want 250", posted, visits)
	}
}

// TestWeeklyQuestions walks a schedule over the weekend: asked on Friday, again on Monday
// unless it was answered.
func TestWeeklyQuestions(t *testing.T) {
	t.Parallel()
	for _, answered := range []bool{false, true} {
		w := newWorld(t).start()
		w.at("2026-11-27 15:00")
		w.store.schedules["s"] = coaching.Schedule{ID: "s", Engagement: "engagement", Person: "coachee", Cron: "0 15 * * 5", Zone: "Europe/Berlin", Next: w.clock()}
		w.drain()
		if posted, _, _ := w.poster.counts(); posted != 1 || w.poster.posted[0].Lead.Kind != coaching.KindPrompt {
			t.Fatalf("%d posted on Friday", posted)
		}
		if answered {
			d := w.get(w.poster.posted[0].Lead.ID)
			d.Answered = w.clock()
			w.store.add(d)
		}
		w.at("2026-11-30 15:00")
		w.drain()
		posted, _, _ := w.poster.counts()
		if want := map[bool]int{false: 2, true: 1}[answered]; posted != want {
			t.Errorf("answered %v: %d posted by Monday, want %d", answered, posted, want)
		}
		if next := w.store.schedules["s"].Next.Format(time.RFC3339); next != "2026-12-04T14:00:00Z" {
			t.Errorf("next on %s", next)
		}
	}
}

func TestHeldOverNightAndSentInTheMorning(t *testing.T) {
	t.Parallel()
	w := newWorld(t).start()
	w.at("2026-11-25 20:00")
	id := w.due(coaching.KindActionDue, "coachee")
	w.drain()
	w.want(id, coaching.DeliveryDue, coaching.WhyQuiet)
	w.at("2026-11-26 07:59")
	w.drain()
	w.want(id, coaching.DeliveryDue, coaching.WhyQuiet)
	w.at("2026-11-26 08:00")
	w.drain()
	w.want(id, coaching.DeliverySent, "sent")
}

func TestCapsHoldTheSecond(t *testing.T) {
	t.Parallel()
	w := newWorld(t).start()
	first := w.due(coaching.KindActionDue, "coachee")
	w.drain()
	second := w.due(coaching.KindActionFollowUp, "coachee")
	w.drain()
	w.want(first, coaching.DeliverySent, "sent")
	w.want(second, coaching.DeliveryDue, coaching.WhyCap)
	w.at("2026-11-26 08:00")
	w.drain()
	w.want(second, coaching.DeliverySent, "sent")
}

func TestCancelledAndMissed(t *testing.T) {
	t.Parallel()
	w := newWorld(t).start()
	stranger, closed := w.due(coaching.KindBriefReady, "sponsor"), w.due(coaching.KindClosed, "coachee")
	late := w.due(coaching.KindActionDue, "coachee")
	w.at("2026-11-27 12:00")
	w.drain()
	w.want(stranger, coaching.DeliveryCancelled, coaching.WhyRole)
	w.want(closed, coaching.DeliveryCancelled, coaching.WhyNotLive)
	w.want(late, coaching.DeliveryMissed, coaching.WhyLate)
	if _, visits, _ := w.poster.counts(); visits != 0 {
		t.Errorf("%d posts", visits)
	}
}

// TestAnErasedDelivery: a job whose delivery is gone has nothing left to do.
func TestAnErasedDelivery(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.due(coaching.KindBriefReady, "coach")
	w.poster.script = []func(*poster, coaching.Sending) error{func(*poster, coaching.Sending) error {
		w.store.mu.Lock()
		defer w.store.mu.Unlock()
		delete(w.store.deliveries, id)
		return &coaching.PostError{Kind: coaching.PostAmbiguous}
	}}
	w.start().drain()
	w.rests()
	if _, visits, looks := w.poster.counts(); visits != 1 || looks != 0 {
		t.Errorf("%d posts and %d looks, want 1 and 0", visits, looks)
	}
}

func TestABrokenScheduleStopsAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t).start()
	for id, cron := range map[coaching.ID]string{"bad": "TZ=0", "good": "0 9 * * *"} {
		w.store.schedules[id] = coaching.Schedule{ID: id, Person: "coachee", Cron: cron, Zone: "Europe/Berlin", Next: w.clock()}
	}
	w.drain()
	if !w.store.schedules["bad"].Next.IsZero() || !w.store.schedules["good"].Next.After(w.clock()) {
		t.Errorf("bad: next %s, good: next %s", w.store.schedules["bad"].Next, w.store.schedules["good"].Next)
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for about, change := range map[string]func(*reminders.Config){
		"no store":    func(c *reminders.Config) { c.Store = nil },
		"no poster":   func(c *reminders.Config) { c.Poster = nil },
		"no clock":    func(c *reminders.Config) { c.Now = nil },
		"no database": func(c *reminders.Config) { c.DB = reminders.DB{} },
	} {
		c := w.config
		change(&c)
		if _, err := reminders.New(c); err == nil {
			t.Errorf("%s: no error", about)
		}
	}
}

func TestStopBeforeStart(t *testing.T) {
	t.Parallel()
	e, err := reminders.New(newWorld(t).config)
	if err = errors.Join(err, e.Stop(t.Context())); err != nil {
		t.Fatal(err)
	}
}
