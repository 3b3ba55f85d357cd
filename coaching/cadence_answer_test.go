package coaching

import (
	"testing"
	"time"
)

// everyWeek stands in for the timetable: whatever the expression says, Mondays at noon in UTC.
func everyWeek(_, _ string, after time.Time) (time.Time, error) {
	t := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for !t.After(after) {
		t = t.AddDate(0, 0, 7)
	}
	return t, nil
}

func howToGoOn() (Schedule, Delivery) {
	s := Schedule{ID: "s", Engagement: "e", Person: "maya", Cron: "0 12 * * 1", Zone: "UTC", Next: clock.AddDate(0, 0, 7), Version: 4}
	d := NewDelivery(running(), KindCadence, "maya", "s", clock)
	d.ID, d.State, d.Sent, d.Version = "d", DeliverySent, clock, 3
	return s, d
}

func TestAnswerCadence(t *testing.T) {
	s, d := howToGoOn()
	queued := NewDelivery(running(), KindPrompt, "maya", "s", clock)
	for _, c := range []struct {
		how     Cadence
		want    func(*Schedule)
		cancels bool
	}{
		{CadenceKeep, nil, false},
		{CadenceLess, func(s *Schedule) { s.Spacing = 14 }, false},
		{CadencePause, func(s *Schedule) { s.Next = time.Date(2026, 12, 21, 12, 0, 0, 0, time.UTC) }, true},
		{CadenceStop, func(s *Schedule) { s.Paused = true }, true},
	} {
		got, change, err := AnswerCadence(running(), s, d, maya, c.how, everyWeek, clock)
		must(t, err)
		want := s
		if c.want != nil {
			c.want(&want)
		}
		if got != want || (len(change.Schedules) == 1) != (c.want != nil) || cancels(change, queued) != c.cancels {
			t.Errorf("%s: %+v, want %+v; %+v", c.how, got, want, change)
		}
		if len(change.Deliveries) != 1 || !change.Deliveries[0].Answered.Equal(clock) || change.Deliveries[0].Reason != string(c.how) {
			t.Errorf("%s: %+v", c.how, change.Deliveries)
		}
	}
	// Four weeks to the second, and one more, are two different Mondays.
	noon := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for now, want := range map[time.Time]time.Time{noon.Add(-time.Second): noon.AddDate(0, 0, 28), noon: noon.AddDate(0, 0, 35)} {
		got, _, err := AnswerCadence(running(), s, d, maya, CadencePause, everyWeek, now)
		if err != nil || !got.Next.Equal(want) {
			t.Errorf("paused at %s: next %s, %v", now, got.Next, err)
		}
	}
}

func TestAnswerCadenceRefuses(t *testing.T) {
	s, d := howToGoOn()
	other, answered, prompt, foreign := d, d, d, s
	other.Subject, answered.Answered, prompt.Kind, foreign.Engagement = "s2", clock, KindPrompt, "e2"
	for name, c := range map[string]struct {
		e    Engagement
		s    Schedule
		d    Delivery
		p    Person
		how  Cadence
		kind Kind
	}{
		"the coach":            {running(), s, d, alex, CadenceStop, Forbidden},
		"a stranger":           {running(), s, d, zoe, CadenceStop, Forbidden},
		"another schedule":     {running(), s, other, maya, CadenceStop, Forbidden},
		"another engagement's": {running(), foreign, d, maya, CadenceStop, Forbidden},
		"a prompt":             {running(), s, prompt, maya, CadenceStop, Forbidden},
		"no such answer":       {running(), s, d, maya, "more", Forbidden},
		"answered":             {running(), s, answered, maya, CadenceStop, Stale},
		"over":                 {in(running(), EngagementClosed), s, d, maya, CadenceStop, Stale},
	} {
		_, change, err := AnswerCadence(c.e, c.s, c.d, c.p, c.how, everyWeek, clock)
		if !Is(err, c.kind) || len(change.Deliveries)+len(change.Schedules) > 0 {
			t.Errorf("%s: %v, %+v", name, err, change)
		}
	}
}

func TestAskAgain(t *testing.T) {
	s, _ := howToGoOn()
	s.Paused, s.Spacing = true, 14
	got, change, err := AskAgain(running(), s, maya, everyWeek, clock)
	must(t, err)
	if got.Paused || got.Spacing != 14 || !got.Next.Equal(time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)) || len(change.Schedules) != 1 || change.Schedules[0] != got {
		t.Errorf("%+v", got)
	}
	if _, _, err = AskAgain(running(), s, alex, everyWeek, clock); !Is(err, Forbidden) {
		t.Errorf("the coach: %v", err)
	}
	if _, _, err = AskAgain(in(running(), EngagementEnded), s, maya, everyWeek, clock); !Is(err, Stale) {
		t.Errorf("over: %v", err)
	}
}
