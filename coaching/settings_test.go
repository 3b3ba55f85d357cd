package coaching

import (
	"testing"
	"time"
)

func TestChangeSettings(t *testing.T) {
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	p := Person{ID: "maya", Zone: "Asia/Kolkata", Writing: Sealed, Version: 3}
	live := Engagement{ID: "e", Coach: "anna", Coachee: "maya", State: EngagementActive}
	open := Action{ID: "a", Engagement: "e", State: ActionOpen, Due: Date{2026, 11, 27}, Version: 1}
	own := []Own{{Engagement: live, Schedule: Schedule{ID: "s", Cron: "0 9 * * 1", Next: now.Add(time.Hour)},
		Actions: []Action{open, {ID: "done", Engagement: "e", State: ActionDone, Due: Date{2026, 11, 27}}}}}

	t.Run("a new zone moves the reminders", func(t *testing.T) {
		c, err := ChangeSettings(p, "Europe/Berlin", own, now)
		if err != nil {
			t.Fatal(err)
		}
		if len(c.Actions) != 1 || len(c.Cancel) != 1 || len(c.Deliveries) != 2 {
			t.Fatalf("%d actions, %d cancelled, %d deliveries; want 1, 1, 2", len(c.Actions), len(c.Cancel), len(c.Deliveries))
		}
		want := time.Date(2026, 11, 27, 3, 30, 0, 0, time.UTC) // 09:00 in Kolkata
		if !c.Deliveries[0].Due.Equal(want) {
			t.Errorf("reminder at %v, want %v", c.Deliveries[0].Due, want)
		}
		if s := c.Schedules[0]; s.Zone != "Asia/Kolkata" || s.Person != "maya" || s.Engagement != "e" {
			t.Errorf("schedule %+v is not the coachee's in their zone", s)
		}
	})
	t.Run("the same zone leaves them", func(t *testing.T) {
		c, err := ChangeSettings(p, "Asia/Kolkata", own, now)
		if err != nil || len(c.Deliveries) != 0 || len(c.People) != 1 {
			t.Fatalf("%d deliveries, %d people, %v", len(c.Deliveries), len(c.People), err)
		}
	})
	t.Run("questions that are turned off cancel nothing: it is decided when they are due", func(t *testing.T) {
		off := own[0]
		off.Schedule.Paused = true
		c, err := ChangeSettings(p, p.Zone, []Own{off}, now)
		if err != nil || len(c.Cancel) != 0 || !c.Schedules[0].Paused {
			t.Fatalf("%+v, %v", c, err)
		}
	})
	t.Run("what was put off keeps its instant in a new zone", func(t *testing.T) {
		moving := own[0]
		put := putOff(NewDelivery(live, KindActionDue, "maya", "a", now.Add(30*time.Hour)), LaterDate, now)
		other := putOff(NewDelivery(live, KindActionDue, "maya", "done", now.Add(30*time.Hour)), LaterDate, now)
		moving.PutOff = []Delivery{put, other}
		c, err := ChangeSettings(p, "Europe/Berlin", []Own{moving}, now)
		if err != nil || len(c.Deliveries) != 3 {
			t.Fatalf("%+v, %v", c.Deliveries, err)
		}
		if d := c.Deliveries[2]; !d.Due.Equal(put.Due) || d.Key == put.Key || d.ID == put.ID || !PutOff(d) || !exactly(d) || d.Subject != "a" {
			t.Errorf("put off: %+v", d)
		}
	})
	for name, c := range map[string]struct {
		person Person
		own    []Own
		kind   Kind
	}{
		"a zone that is none":   {Person{ID: "maya", Zone: "CET+1", Writing: Open}, own, Invalid},
		"no way of writing":     {Person{ID: "maya", Zone: "UTC"}, own, Invalid},
		"somebody else's":       {Person{ID: "ravi", Zone: "UTC", Writing: Open}, own, Forbidden},
		"the coach's":           {Person{ID: "anna", Zone: "UTC", Writing: Open}, own, Forbidden},
		"a closed engagement's": {p, []Own{{Engagement: Engagement{Coachee: "maya", State: EngagementClosed}}}, Stale},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := ChangeSettings(c.person, "UTC", c.own, now); !Is(err, c.kind) {
				t.Errorf("got %v, want kind %d", err, c.kind)
			}
		})
	}
}
