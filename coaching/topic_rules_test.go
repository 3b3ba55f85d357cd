package coaching

import (
	"slices"
	"testing"
)

func TestTopicsFor(t *testing.T) {
	for _, c := range []struct {
		roles []Role
		want  []Topic
	}{
		{nil, nil},
		{[]Role{Sponsor}, nil},
		{[]Role{Coach}, []Topic{TopicSessions, TopicAfter}},
		{[]Role{Coachee}, AllTopics},
		{[]Role{Coach, Sponsor, Coachee}, AllTopics},
	} {
		if got := TopicsFor(c.roles...); !slices.Equal(got, c.want) {
			t.Errorf("%v: %v, want %v", c.roles, got, c.want)
		}
	}
}

func TestTurnTopic(t *testing.T) {
	c, err := TurnTopic(maya, TopicActions, false)
	must(t, err)
	p := c.People[0]
	if !p.Off.Has(TopicActions) || p.Off.Has(TopicAfter) || len(c.Cancel) != 0 || p.Version != maya.Version {
		t.Errorf("off: %+v", c)
	}
	c, err = TurnTopic(p, TopicAfter, false)
	must(t, err)
	c, err = TurnTopic(c.People[0], TopicActions, true)
	must(t, err)
	if p := c.People[0]; p.Off.Has(TopicActions) || !p.Off.Has(TopicAfter) {
		t.Errorf("on: %q", p.Off)
	}
	_, err = TurnTopic(maya, "everything", false)
	refused(t, err, Stale, "")
	_, err = TurnTopic(Person{}, TopicActions, false)
	refused(t, err, Forbidden, "")
}

// TestPutOffComesAllTheSame: a reminder that was put off is wanted though such reminders are off.
func TestPutOffComesAllTheSame(t *testing.T) {
	now := berlin(27, 15, 0)
	p := maya
	p.Off = NewTopics(TopicActions)
	s := Standing{Delivery: NewDelivery(running(), KindActionDue, "maya", "a", now), Engagement: running(), Recipient: p, Action: &Action{State: ActionOpen}}
	if v := Decide(s, Rules{}, now); v.Act != ActCancel || v.Reason != WhyOff {
		t.Errorf("off: %+v", v)
	}
	s.Delivery = putOff(s.Delivery, LaterWeek, now)
	if v := Decide(s, Rules{}, now); v.Act != ActSend {
		t.Errorf("put off: %+v", v)
	}
}

func TestPauseAll(t *testing.T) {
	c, err := PauseAll(maya, true)
	must(t, err)
	if !c.People[0].Paused || len(c.Cancel) != 0 {
		t.Errorf("paused: %+v", c)
	}
	c, err = PauseAll(c.People[0], false)
	must(t, err)
	if c.People[0].Paused {
		t.Error("it does not end")
	}
	_, err = PauseAll(Person{}, true)
	refused(t, err, Forbidden, "")
}

// TestWhatIsTurnedOff: it is decided at the moment of sending, and comes when it is on again.
func TestWhatIsTurnedOff(t *testing.T) {
	now := berlin(27, 15, 0)
	s := Standing{Delivery: NewDelivery(running(), KindPromptAgain, "maya", "p", now), Engagement: running(), Recipient: maya,
		Prompt: &Delivery{ID: "p", State: DeliverySent, Nominal: now, Sent: now}}
	sched := Schedule{ID: "s", Engagement: "e", Person: "maya", Cron: "0 15 * * 5", Zone: "Europe/Berlin"}
	off, c, err := StopAsking(running(), sched, maya, now)
	must(t, err)
	if !c.Schedules[0].Paused || len(c.Cancel) != 0 {
		t.Errorf("off: %+v", c)
	}
	for _, x := range []struct {
		sched *Schedule
		want  Act
	}{{nil, ActSend}, {&sched, ActSend}, {&off, ActCancel}} {
		s.Schedule = x.sched
		if v := Decide(s, Rules{}, now); v.Act != x.want {
			t.Errorf("%+v: %+v", x.sched, v)
		}
	}
	s.Delivery = putOff(s.Delivery, LaterTomorrow, now)
	if v := Decide(s, Rules{}, now); v.Act != ActSend {
		t.Errorf("put off by the person: %+v", v)
	}
	_, _, err = StopAsking(running(), sched, alex, now)
	refused(t, err, Forbidden, "")
}
