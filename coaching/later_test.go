package coaching

import (
	"slices"
	"strings"
	"testing"
	"time"
)

var calm = Rules{QuietFrom: "18:00", QuietTo: "08:00", QuietWeekend: true, PerDay: 1, PerWeek: 3, Late: 4 * time.Hour}

func TestLaterAt(t *testing.T) {
	friday := berlin(27, 11, 0)
	in := func(days int) Date { return Date{2026, 11, 27}.Add(days) }
	for name, c := range map[string]struct {
		l     Later
		now   time.Time
		want  time.Time
		field string // refused under it
	}{
		"an hour":              {Later{How: LaterHour}, friday, berlin(27, 12, 0), ""},
		"an hour, at night":    {Later{How: LaterHour}, berlin(27, 22, 30), berlin(27, 23, 30), ""},
		"tomorrow":             {Later{How: LaterTomorrow}, berlin(26, 11, 0), berlin(27, 11, 0), ""},
		"tomorrow is Saturday": {Later{How: LaterTomorrow}, friday, berlin(30, 8, 0), ""},
		"tomorrow evening":     {Later{How: LaterTomorrow}, berlin(25, 18, 0), berlin(27, 8, 0), ""},
		"tomorrow, just early": {Later{How: LaterTomorrow}, berlin(25, 17, 59), berlin(26, 17, 59), ""},
		"next week":            {Later{How: LaterWeek}, berlin(23, 11, 5), berlin(30, 11, 5), ""},
		"next week, at night":  {Later{How: LaterWeek}, berlin(22, 20, 0), berlin(30, 8, 0), ""}, // from Sunday to Sunday
		"a date":               {Later{LaterDate, in(1), "21:30"}, friday, berlin(28, 21, 30), ""},
		"this minute":          {Later{LaterDate, in(0), "11:00"}, friday, time.Time{}, "time"},
		"the next minute":      {Later{LaterDate, in(0), "11:01"}, friday, berlin(27, 11, 1), ""},
		"yesterday":            {Later{LaterDate, in(-1), "11:00"}, friday, time.Time{}, "date"},
		"in 60 days":           {Later{LaterDate, in(60), "11:00"}, friday, time.Date(2027, 1, 26, 10, 0, 0, 0, time.UTC), ""},
		"in 61 days":           {Later{LaterDate, in(61), "11:00"}, friday, time.Time{}, "date"},
		"without a day":        {Later{How: LaterDate, Time: "11:00"}, friday, time.Time{}, "date"},
		"without a time":       {Later{How: LaterDate, Date: in(1)}, friday, time.Time{}, "time"},
		"a strange time":       {Later{LaterDate, in(1), "25:00"}, friday, time.Time{}, "time"},
		"nothing":              {Later{}, friday, time.Time{}, "when"},
		"something else":       {Later{How: "never"}, friday, time.Time{}, "when"},
	} {
		t.Run(name, func(t *testing.T) {
			at, err := c.l.at(maya, calm, c.now)
			if c.field != "" {
				refused(t, err, Invalid, c.field)
				return
			}
			must(t, err)
			if !at.Equal(c.want) {
				t.Errorf("%s, want %s", Wall(at, maya.Location()), Wall(c.want, maya.Location()))
			}
		})
	}
}

// TestLaterOverAClockChange: the clock time stays where the clocks are changed, and one that
// they skip becomes the first minute after it.
func TestLaterOverAClockChange(t *testing.T) {
	loc := maya.Location()
	saturday := time.Date(2026, 3, 28, 2, 30, 0, 0, loc) // the clocks go from 2:00 to 3:00 on Sunday
	at, err := Later{How: LaterTomorrow}.at(maya, Rules{}, saturday)
	must(t, err)
	if want := time.Date(2026, 3, 29, 1, 0, 0, 0, time.UTC); !at.Equal(want) {
		t.Errorf("tomorrow: %s", Wall(at, loc))
	}
	at, err = Later{LaterDate, Date{2026, 3, 29}, "02:15"}.at(maya, Rules{}, saturday)
	must(t, err)
	if want := time.Date(2026, 3, 29, 1, 0, 0, 0, time.UTC); !at.Equal(want) {
		t.Errorf("a time that does not exist: %s", Wall(at, loc))
	}
	at, err = Later{How: LaterWeek}.at(maya, Rules{}, time.Date(2026, 3, 26, 9, 0, 0, 0, loc))
	must(t, err)
	if got := at.In(loc).Format("Mon 15:04"); got != "Thu 09:00" {
		t.Errorf("next week: %s", got)
	}
}

func TestLaterInALeave(t *testing.T) {
	p := maya
	p.Absence.LeaveFrom, p.Absence.LeaveTo = Date{2026, 11, 28}, Date{2026, 12, 2}
	for name, c := range map[string]struct {
		l     Later
		want  time.Time
		field string
	}{
		"the day before":   {Later{LaterDate, Date{2026, 11, 27}, "23:59"}, berlin(27, 23, 59), ""},
		"the first day":    {Later{LaterDate, Date{2026, 11, 28}, "00:00"}, time.Time{}, "date"},
		"the last day":     {Later{LaterDate, Date{2026, 12, 2}, "23:59"}, time.Time{}, "date"},
		"the day after":    {Later{LaterDate, Date{2026, 12, 3}, "00:00"}, time.Date(2026, 12, 2, 23, 0, 0, 0, time.UTC), ""},
		"tomorrow":         {Later{How: LaterTomorrow}, time.Date(2026, 12, 3, 7, 0, 0, 0, time.UTC), ""},
		"an hour, outside": {Later{How: LaterHour}, berlin(27, 12, 0), ""},
	} {
		at, err := c.l.at(p, calm, berlin(27, 11, 0))
		if c.field != "" {
			refused(t, err, Invalid, c.field)
		} else if must(t, err); !at.Equal(c.want) {
			t.Errorf("%s: %s", name, Wall(at, maya.Location()))
		}
	}
	_, err := Later{How: LaterHour}.at(p, calm, berlin(27, 23, 30))
	refused(t, err, Invalid, "when")
}

func TestLaterChoices(t *testing.T) {
	names := func(cs []LaterChoice) string {
		var out []string
		for _, c := range cs {
			out = append(out, string(c.How))
		}
		return strings.Join(out, " ")
	}
	ends := PromptEnds(berlin(27, 15, 0), maya.Location()) // Wed 2 Dec 00:00
	for _, c := range []struct {
		ends, now time.Time
		want      string
	}{
		{time.Time{}, berlin(27, 15, 0), "hour tomorrow week date"},
		{ends, berlin(27, 15, 0), "hour tomorrow date"},              // next Friday is too late
		{ends, berlin(30, 16, 0), "hour tomorrow date"},              // Tuesday 16:00
		{ends, berlin(30, 19, 0), "hour date"},                       // tomorrow is Wednesday 08:00
		{ends, ends.Add(-time.Hour - time.Millisecond), "hour date"}, // a moment before the end
		{ends, ends.Add(-time.Hour), ""},                             // not even an hour is left
		{ends, ends, ""},
	} {
		if got := names(LaterChoices(maya, calm, c.ends, c.now)); got != c.want {
			t.Errorf("at %s: %q, want %q", Wall(c.now, maya.Location()), got, c.want)
		}
	}
}

func TestLaterPrompt(t *testing.T) {
	d := prompt(berlin(27, 10, 0))
	again := NewDelivery(running(), KindPromptAgain, "maya", "p", clock)
	c, err := LaterPrompt(running(), d, maya, Later{How: LaterTomorrow}, calm, berlin(27, 11, 0))
	must(t, err)
	tells(t, c, "prompt-again>maya")
	if got := c.Deliveries[0]; !got.Due.Equal(berlin(30, 8, 0)) || got.Subject != "p" || !cancels(c, again) || !PutOff(got) || exactly(got) || PutOff(again) {
		t.Errorf("got %+v", got)
	}
	two, err := LaterPrompt(running(), d, maya, Later{How: LaterTomorrow}, calm, berlin(27, 11, 1))
	must(t, err)
	if two.Deliveries[0].Key == c.Deliveries[0].Key {
		t.Error("two presses have one key: the second would be lost")
	}
	// The repetition carries the prompt as its subject, whichever of the two was pressed.
	again.State, again.Nominal = DeliverySent, berlin(27, 14, 0)
	c, err = LaterPrompt(running(), again, maya, Later{How: LaterHour}, calm, berlin(27, 14, 5))
	must(t, err)
	if c.Deliveries[0].Subject != "p" || !exactly(c.Deliveries[0]) {
		t.Errorf("got %+v", c.Deliveries[0])
	}
	ends := PromptEnds(d.Nominal, maya.Location())
	_, err = LaterPrompt(in(running(), EngagementPaused), d, maya, Later{How: LaterHour}, calm, berlin(27, 11, 0))
	refused(t, err, Stale, "when")
	resting := maya
	resting.Paused = true
	_, err = LaterPrompt(running(), d, resting, Later{How: LaterHour}, calm, berlin(27, 11, 0))
	refused(t, err, Invalid, "when")
	_, err = LaterPrompt(running(), d, maya, Later{How: LaterWeek}, calm, berlin(27, 11, 0))
	refused(t, err, Invalid, "when")
	_, err = LaterPrompt(running(), d, maya, Later{LaterDate, Date{2026, 12, 2}, "00:00"}, calm, berlin(27, 11, 0))
	refused(t, err, Invalid, "date")
	if !strings.Contains(err.Error(), Wall(ends, maya.Location())) || !strings.Contains(err.Error(), "/reflect") {
		t.Errorf("it does not say until when: %v", err)
	}
	_, err = LaterPrompt(running(), d, maya, Later{LaterDate, Date{2026, 12, 1}, "23:59"}, calm, berlin(27, 11, 0))
	must(t, err)
	_, err = LaterPrompt(running(), d, maya, Later{How: LaterHour}, calm, ends)
	refused(t, err, Stale, "")
	d.Answered = clock
	_, err = LaterPrompt(running(), d, maya, Later{How: LaterHour}, calm, berlin(27, 11, 0))
	refused(t, err, Stale, "")
	_, err = LaterPrompt(running(), NewDelivery(running(), KindActionDue, "maya", "a", clock), maya, Later{How: LaterHour}, calm, clock)
	refused(t, err, Forbidden, "")
}

func TestLaterAction(t *testing.T) {
	a := Action{ID: "a", Engagement: "e", State: ActionOpen, Due: Date{2026, 11, 27}, Version: 4} // its follow-up: Mon 30 Nov 09:00
	due, follow := NewDelivery(running(), KindActionDue, "maya", "a", clock), NewDelivery(running(), KindActionFollowUp, "maya", "a", clock)
	for name, c := range map[string]struct {
		l      Later
		state  ActionState
		follow bool
	}{
		"before the follow-up":     {Later{LaterDate, Date{2026, 11, 30}, "08:59"}, ActionOpen, true},
		"at its time":              {Later{LaterDate, Date{2026, 11, 30}, "09:00"}, ActionOpen, false},
		"after it":                 {Later{How: LaterWeek}, ActionOpen, false},
		"an hour":                  {Later{How: LaterHour}, ActionOpen, true},
		"an hour, after a not yet": {Later{How: LaterHour}, ActionNotYet, false},
	} {
		a.State = c.state
		got, err := LaterAction(running(), a, maya, c.l, calm, berlin(27, 9, 5))
		must(t, err)
		want := []string{"action-due>maya"}
		if c.follow {
			want = append(want, "action-follow-up>maya")
		}
		tells(t, got, want...)
		if !cancels(got, due) || !cancels(got, follow) || !PutOff(got.Deliveries[0]) || len(got.Actions) != 0 {
			t.Errorf("%s: %+v", name, got)
		}
		if c.follow && (PutOff(got.Deliveries[1]) || !got.Deliveries[1].Due.Equal(berlin(30, 9, 0)) || got.Deliveries[1].Key == follow.Key) {
			t.Errorf("%s: the follow-up %+v", name, got.Deliveries[1])
		}
	}
	for _, state := range []ActionState{ActionProposed, ActionDone, ActionPartly, ActionDropped, ActionRefused, ActionWithdrawn} {
		a.State = state
		_, err := LaterAction(running(), a, maya, Later{How: LaterHour}, calm, clock)
		refused(t, err, Stale, "")
	}
	a.State, a.Due = ActionOpen, Date{}
	got, err := LaterAction(running(), a, maya, Later{How: LaterHour}, calm, clock)
	must(t, err)
	tells(t, got, "action-due>maya")
	_, outcome, err := RecordOutcome(running(), a, maya, ActionDone, "", clock)
	must(t, err)
	if !cancels(outcome, got.Deliveries[0]) {
		t.Error("an outcome does not cancel what was put off")
	}
}

// TestHeldBecause: what the person's own rules say stays.
func TestHeldBecause(t *testing.T) {
	var got []string
	for _, c := range [][2]string{{"", WhyQuiet}, {WhyQuiet, WhyCap}, {WhyQuiet, "slack"}, {"", "slack"}, {"slack", WhyLeave}} {
		got = append(got, HeldBecause(c[0], c[1]))
	}
	if want := []string{WhyQuiet, WhyCap, WhyQuiet, "slack", WhyLeave}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
