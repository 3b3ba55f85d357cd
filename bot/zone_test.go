package bot

import (
	"testing"
	"time"

	"interlude/coaching"
)

// tells has Slack report another time zone for the user, who is asked or not.
func (r *rig) tells(user, zone string) {
	r.t.Helper()
	r.must(r.as(user).Travel(r.ctx, zone))
	p := r.person(user)
	if _, err := coaching.ValidZone(zone); err == nil {
		r.must(r.ws.WaitFor(r.ctx, func() bool { p = r.person(user); return p.Told == zone }))
	}
	r.drain()
}

func TestAnotherZoneIsAskedAbout(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.command(maya, "/actions", "add Call the client by Wednesday")
	reminders := func() (due []time.Time) {
		as, err := r.store.Actions(r.ctx, r.pair(maya).ID)
		r.must(err)
		ds, err := r.store.DeliveriesOf(r.ctx, as[0].ID)
		r.must(err)
		for _, d := range ds {
			due = append(due, d.Due)
		}
		return due
	}
	wednesday := time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
	if got := reminders(); len(got) != 2 || !got[0].Equal(wednesday) {
		t.Fatalf("reminders at %v", got)
	}
	if r.person(maya).Told != "Europe/London" {
		t.Fatalf("told %q at the beginning", r.person(maya).Told)
	}
	r.tells(maya, "Asia/Tokyo")
	r.sees(maya, "Slack says you are in Asia/Tokyo now. Shall I move your questions and reminders there?")
	r.sees(maya, "There it is Mon 23 Nov 2026, 19:00 (Asia/Tokyo, GMT+9).")
	r.sees(maya, "So far I go by Mon 23 Nov 2026, 10:00 (Europe/London, GMT).")
	if p, s := r.person(maya), r.schedule(maya); p.Zone != "Europe/London" || s.Zone != "Europe/London" || p.Told != "Asia/Tokyo" {
		t.Fatalf("it moved before the answer: %s, %s, told %s", p.Zone, s.Zone, p.Told)
	}
	r.tells(maya, "Asia/Tokyo") // the same once more
	r.shows(maya, "Shall I move your questions", 1)
	r.press(maya, "Move to Asia/Tokyo")
	r.sees(maya, "Moved. Your clock shows Mon 23 Nov 2026, 19:00 (Asia/Tokyo, GMT+9). Your questions and reminders follow it. The next questions come on Fri 27 Nov 2026, 15:00 (Asia/Tokyo, GMT+9).")
	if s := r.schedule(maya); s.Zone != "Asia/Tokyo" || !s.Next.Equal(time.Date(2026, 11, 27, 6, 0, 0, 0, time.UTC)) {
		t.Errorf("the questions come at %s in %s", s.Next, s.Zone)
	}
	if got := reminders(); len(got) != 2 || !got[0].Equal(wednesday.Add(-9*time.Hour)) {
		t.Errorf("reminders at %v", got)
	}
	r.press(maya, "Change again") // the way back
	r.fill(maya, "Your time zone", "Europe/London")
	r.submit(maya)
	r.closeAll(maya)
	if s := r.schedule(maya); !s.Next.Equal(asked) {
		t.Errorf("back home the questions come at %s", s.Next)
	}
}

func TestKeepingTheZone(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Sealed")
	r.tells(maya, "Asia/Tokyo")
	r.press(maya, "Keep Europe/London")
	r.sees(maya, "Kept. Your clock shows Mon 23 Nov 2026, 10:00 (Europe/London, GMT).")
	if p := r.person(maya); p.Zone != "Europe/London" {
		t.Errorf("moved to %s", p.Zone)
	}
	r.press(maya, "Move to Asia/Tokyo") // after all
	r.sees(maya, "Moved.")
	if p := r.person(maya); p.Zone != "Asia/Tokyo" {
		t.Errorf("still in %s", p.Zone)
	}
}

// TestBackBeforeTheAnswer: the question is withdrawn, sent or not.
func TestBackBeforeTheAnswer(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.tells(maya, "Asia/Tokyo")
	r.sees(maya, "Shall I move")
	r.tells(maya, "Europe/London")
	r.gone(maya, "Shall I move")
	r.sees(maya, "Slack has named another time zone since, so this question is withdrawn. Nothing has moved.")
	r.until(time.Date(2026, 11, 23, 20, 0, 0, 0, time.UTC)) // in the quiet hours
	r.tells(maya, "America/New_York")
	r.tells(maya, "GB") // no name that is known: nothing is noted
	r.tells(maya, "")
	r.tells(maya, "Europe/Guernsey") // the same clocks under another name
	r.until(time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC))
	r.misses(maya, "New_York")
	r.misses(maya, "Shall I move")
	if p := r.person(maya); p.Told != "Europe/Guernsey" || p.Zone != "Europe/London" {
		t.Errorf("told %s, lives in %s", p.Told, p.Zone)
	}
}

// TestFromZoneToZone: the newest question counts, the older one makes room.
func TestFromZoneToZone(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.tells(maya, "Asia/Tokyo")
	r.sees(maya, "Slack says you are in Asia/Tokyo now.")
	r.tells(maya, "America/New_York")
	r.sees(maya, "Slack says you are in America/New_York now.")
	r.sees(maya, "About your time zone: see below.")
	r.shows(maya, "Slack says you are in", 1)
	ds, err := r.store.DeliveriesTo(r.ctx, r.person(maya).ID, coaching.KindZone, rigStart)
	r.must(err)
	a, err := r.bot.run(r.ctx, press, &Call{Team: r.bot.Team(), User: maya, Route: zoneMove, Value: string(ds[0].ID) + " Asia/Tokyo", Once: "old"})
	if err != nil || a.Note == nil || a.Note.Text != coaching.NoLonger || r.person(maya).Zone != "Europe/London" {
		t.Errorf("an old button: %+v, %v", a, err)
	}
	for _, user := range []string{anna, helen, sam} {
		for _, route := range []string{zoneMove, zoneKeep} {
			a, err := r.bot.run(r.ctx, press, &Call{Team: r.bot.Team(), User: user, Route: route, Value: string(ds[0].ID) + " America/New_York", Once: user + route})
			if err != nil || a.Note == nil || a.Note.Text != coaching.Neutral {
				t.Errorf("%s %s: %+v %v", user, route, a, err)
			}
		}
	}
}

// TestACoachAndASponsorMove: they are asked about the clock on which they read times.
func TestACoachAndASponsorMove(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, helen, "Open")
	for _, user := range []string{anna, helen} {
		r.tells(user, "Asia/Tokyo")
		r.sees(user, "Slack says you are in Asia/Tokyo now. Shall I show you times there?")
		r.mayAskWhy(user)
		r.press(user, "Move to Asia/Tokyo")
		r.sees(user, "Moved. Your clock shows Mon 23 Nov 2026, 19:00 (Asia/Tokyo, GMT+9). Times are shown to you on this clock.")
		if p := r.person(user); p.Zone != "Asia/Tokyo" {
			t.Errorf("%s still in %s", user, p.Zone)
		}
	}
	if s := r.schedule(maya); s.Zone != "Europe/London" {
		t.Errorf("Maya's questions moved to %s", s.Zone)
	}
	// Without an engagement under way nobody is asked; whoever never chose another zone follows.
	r.command(maya, "/coaching", "close")
	r.press(maya, "End the coaching")
	r.closeAll(maya)
	r.drain()
	r.tells(maya, "Asia/Tokyo")
	r.misses(maya, "Slack says you are in")
	if p := r.person(maya); p.Zone != "Asia/Tokyo" {
		t.Errorf("still in %s", p.Zone)
	}
}

// mayAskWhy looks at what the menu beside the question leads to, for every part that can get it.
func (r *rig) mayAskWhy(user string) {
	r.t.Helper()
	ds, err := r.store.DeliveriesTo(r.ctx, r.person(user).ID, coaching.KindZone, rigStart)
	r.must(err)
	for route, value := range map[string]string{whyMenu: "why|" + string(ds[0].ID), timeOpen: string(ds[0].ID)} {
		a, err := r.bot.run(r.ctx, press, &Call{Team: r.bot.Team(), User: user, Route: route, Value: value, Once: user + route})
		if err != nil || a.Open == nil {
			r.t.Errorf("%s %s: %+v %v", user, route, a, err)
		}
	}
}

// TestAMoveLosesNoWeek: questions of Friday 15:00 whose time is over in Tokyo come at once, unless it
// is quiet there, and those that have come do not come again.
func TestAMoveLosesNoWeek(t *testing.T) {
	for _, c := range []struct {
		about  string
		moves  time.Time
		zone   string
		comes  time.Time
		follow time.Time
	}{
		{"half past five in Tokyo", asked.Add(-6*time.Hour - 30*time.Minute), "Asia/Tokyo", asked.Add(-6*time.Hour - 30*time.Minute), asked.Add(-9*time.Hour).AddDate(0, 0, 7)},
		{"seven in the evening in Tokyo", asked.Add(-5 * time.Hour), "Asia/Tokyo", time.Date(2026, 11, 29, 23, 0, 0, 0, time.UTC), asked.Add(-9*time.Hour).AddDate(0, 0, 7)},
		{"asked, and ten in the morning in New York", asked.Add(time.Minute), "America/New_York", asked, asked.Add(5*time.Hour).AddDate(0, 0, 7)},
	} {
		t.Run(c.about, func(t *testing.T) {
			r := newRig(t)
			r.engage(anna, maya, "", "Open")
			r.until(c.moves)
			r.tells(maya, c.zone)
			r.press(maya, "Move to "+placeName(c.zone))
			r.sees(maya, "Moved.")
			r.until(c.follow.Add(time.Minute))
			got, err := r.store.DeliveriesTo(r.ctx, r.person(maya).ID, coaching.KindPrompt, rigStart)
			r.must(err)
			if len(got) != 2 {
				t.Fatalf("asked %d times", len(got))
			}
			for i, want := range []time.Time{c.follow, c.comes} {
				if off := got[i].Sent.Sub(want); off < 0 || off > time.Minute {
					t.Errorf("asked at %s, want %s", got[i].Sent, want)
				}
			}
		})
	}
}

// TestAMissedChangeIsSeenLater: whoever moved while nothing was heard is asked with the next message.
func TestAMissedChangeIsSeenLater(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	p := r.person(maya)
	p.Zone, p.Told = "Europe/Paris", "Europe/Paris" // when she was heard of last
	r.must(r.store.Commit(r.ctx, coaching.Change{People: []coaching.Person{p}}))
	r.until(asked)
	r.must(r.ws.WaitFor(r.ctx, func() bool { return r.person(maya).Told == "Europe/London" }))
	r.drain()
	r.sees(maya, "Slack says you are in Europe/London now.")
	r.press(maya, "Keep Europe/Paris")
	r.sees(maya, "Kept.")
	r.until(asked.AddDate(0, 0, 7))
	r.shows(maya, "Slack says you are in", 0)
}
