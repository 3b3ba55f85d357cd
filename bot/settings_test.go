package bot

import (
	"strings"
	"testing"
	"time"

	"interlude/coaching"
	"interlude/reminders"
)

func TestRhythmThereAndBack(t *testing.T) {
	for _, c := range []struct {
		in   rhythm
		cron string
	}{
		{rhythm{day: "5", time: "15:00"}, "0 15 * * 5"},
		{rhythm{day: "1-5", time: "08:05"}, "5 8 * * 1-5"},
		{rhythm{day: "1,4", time: "17:30"}, "30 17 * * 1,4"},
		{rhythm{day: "cron", time: "15:00", line: "0 9 1 * *"}, "0 9 1 * *"},
	} {
		got, err := c.in.cron()
		if err != nil || got != c.cron {
			t.Errorf("%+v is %q, %v, want %q", c.in, got, err, c.cron)
		}
		if back := readRhythm(coaching.Schedule{Cron: got}); back != c.in {
			t.Errorf("%q reads as %+v, want %+v", got, back, c.in)
		}
	}
	if off := readRhythm(coaching.Schedule{Cron: "0 9 * * 2", Paused: true}); !off.off() || off.day != "2" {
		t.Errorf("a paused schedule reads as %+v", off)
	}
	for _, bad := range []rhythm{{day: "cron"}, {day: "5"}, {day: "5", time: "25:00"}} {
		if _, err := bad.cron(); !coaching.Is(err, coaching.Invalid) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
}

func TestSettingsViews(t *testing.T) {
	b := &Bot{Config: Config{Timetable: reminders.Timetable{}, Now: func() time.Time { return rigStart }}}
	p := coaching.Person{Zone: "Europe/London", Writing: coaching.Open}
	goldenForm(t, "settings", settingsView(p, readRhythm(coaching.Schedule{Cron: "0 15 * * 5"}), false, coaching.AllTopics, nil, (&Bot{}).writingBlocks(p)))
	goldenForm(t, "settings-none", settingsView(p, readRhythm(coaching.Schedule{}), false, coaching.AllTopics, nil, (&Bot{}).writingBlocks(p)))
	goldenForm(t, "settings-cron", settingsView(p, readRhythm(coaching.Schedule{Cron: "0 9 1 * *"}), true, coaching.AllTopics, nil, (&Bot{}).writingBlocks(p)))
	goldenForm(t, "settings-zone", zoneView(p, coaching.TopicsFor(coaching.Coach), nil))
	goldenForm(t, "settings-zone-sponsor", zoneView(p, nil, nil))
	paused := p
	paused.Paused, paused.Off = true, coaching.NewTopics(coaching.TopicSessions)
	goldenForm(t, "settings-zone-paused", zoneView(paused, coaching.TopicsFor(coaching.Coach), nil))
	goldenForm(t, "settings-paused", settingsView(paused, readRhythm(coaching.Schedule{Cron: "0 15 * * 5", Paused: true}), false, coaching.AllTopics, nil, (&Bot{}).writingBlocks(paused)))
	goldenForm(t, "settings-zone-saved-off", b.savedZoneView(paused, rigStart))
	goldenForm(t, "settings-zone-saved", b.savedZoneView(p, rigStart))
	s := coaching.Schedule{Cron: "0 15 * * 5", Zone: p.Zone, Next: time.Date(2026, 11, 27, 15, 0, 0, 0, time.UTC)}
	goldenForm(t, "settings-saved", b.savedView(p, s, time.Time{}))
	s.Spacing = coaching.LessOften
	goldenForm(t, "settings-saved-less", b.savedView(p, s, s.Next.AddDate(0, 0, -7)))
	rests := readRhythm(s)
	rests.rests = s.Next.AddDate(0, 0, 28)
	goldenForm(t, "settings-rests", settingsView(p, rests, false, coaching.AllTopics, nil, (&Bot{}).writingBlocks(p)))
	goldenForm(t, "settings-less", settingsView(p, readRhythm(s), false, coaching.AllTopics, nil, (&Bot{}).writingBlocks(p)))
	goldenForm(t, "settings-cron-less", settingsView(p, readRhythm(s), true, coaching.AllTopics, nil, (&Bot{}).writingBlocks(p)))
	p.Writing = coaching.Sealed
	s.Paused = true
	goldenForm(t, "settings-off", b.savedView(p, s, time.Time{}))
}

// TestSettingsMoveTheQuestions: another day and zone, the way back, and words under the field.
func TestSettingsMoveTheQuestions(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.command(maya, "/coaching", "settings")
	r.fill(maya, "When may I ask you to reflect?", "Every Tuesday", "Time", "09:30")
	r.submit(maya)
	r.sees(maya, "Tue 24 Nov 2026, 09:30 (Europe/London, GMT)")
	r.press(maya, "Change again")
	r.misses(maya, "Cron expression")
	r.fill(maya, "How would you like to write?", "Sealed")
	r.press(maya, "Write my own schedule")
	r.sees(maya, "Cron expression")
	if v := r.as(maya).Input("How would you like to write?"); !strings.Contains(strings.ToLower(v), "sealed") {
		t.Errorf("the choice was lost on the way: %q", v)
	}
	r.fill(maya, "How would you like to write?", "Open", "Cron expression", "* * * * *")
	errs, err := r.as(maya).Submit(r.ctx)
	r.must(err)
	if errs["cron"] == "" {
		t.Errorf("every minute was taken: %v", errs)
	}
	r.must(r.as(maya).CloseAll(r.ctx))
	r.until(time.Date(2026, 11, 24, 9, 31, 0, 0, time.UTC))
	r.sees(maya, "Write privately")

	r.command(maya, "/coaching", "settings")
	r.must(r.as(maya).Fill(r.ctx, "What may I send you?", "Reminders of actions", "After a session"))
	r.submit(maya)
	r.sees(maya, "I will not ask you to reflect")
	r.must(r.as(maya).CloseAll(r.ctx))
	before := len(r.as(maya).Messages())
	r.until(time.Date(2026, 12, 9, 12, 0, 0, 0, time.UTC))
	for _, m := range r.as(maya).Messages()[before:] {
		t.Errorf("it asked all the same: %s", m.Text)
	}
}

// TestAnOwnScheduleThereAndBack: it is kept, shown again as written, and left for a day.
func TestAnOwnScheduleThereAndBack(t *testing.T) {
	r := newRig(t)
	r.engage(anna, maya, "", "Open")
	r.command(maya, "/coaching", "settings")
	r.press(maya, "Write my own schedule")
	r.fill(maya, "Cron expression", "30 9 1 * *")
	r.submit(maya)
	r.sees(maya, "Tue 1 Dec 2026, 09:30 (Europe/London, GMT)")
	r.press(maya, "Change again")
	r.sees(maya, "Cron expression")
	r.press(maya, "Choose a day instead")
	r.misses(maya, "Cron expression")
	r.fill(maya, "When may I ask you to reflect?", "Every Tuesday")
	r.submit(maya)
	r.sees(maya, "Tue 24 Nov 2026, 15:00 (Europe/London, GMT)")
}

// TestCoachAndSponsorSetTheirZone: and nothing else; a coach also before anything has begun.
func TestCoachAndSponsorSetTheirZone(t *testing.T) {
	r := newRig(t)
	r.command(tom, "/coaching", "settings")
	r.fill(tom, "Your time zone", "Asia/Kolkata")
	r.submit(tom)
	r.sees(tom, "Mon 23 Nov 2026, 15:30 (Asia/Kolkata, GMT+5:30)")
	r.engage(anna, maya, helen, "Open")
	for _, user := range []string{anna, helen} {
		r.command(user, "/coaching", "settings")
		r.misses(user, "When may I ask")
		r.fill(user, "Your time zone", "America/New York")
		r.submit(user)
		r.sees(user, "Mon 23 Nov 2026, 05:00 (America/New_York, GMT-5)")
	}
	p, err := r.store.PersonBySlack(r.ctx, r.bot.Team(), anna)
	r.must(err)
	if p.Zone != "America/New_York" {
		t.Errorf("stored %s", p.Zone)
	}
	r.command(sam, "/coaching", "settings")
	r.sees(sam, coaching.Neutral)
}
